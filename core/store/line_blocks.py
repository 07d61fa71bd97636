"""Lines of the variant file in compressed blocks."""

import zlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from core.store.database import Database

BLOCK_LINES = 512
"""Lines per block; a block is never cut across two batches."""

_LEVEL = 4
"""A quarter smaller than at level 1 for half a microsecond more per line."""


def pack_lines(first_number: int, lines: Sequence[bytes]) -> tuple[tuple[int, int, bytes], ...]:
    """Give rows (first number, lines, data) of consecutive lines."""
    rows = []
    for start in range(0, len(lines), BLOCK_LINES):
        block = lines[start : start + BLOCK_LINES]
        joined = b"\n".join(block)
        if joined.count(b"\n") != len(block) - 1:
            raise ValueError("a line holds a newline")
        rows.append((first_number + start, len(block), zlib.compress(joined, _LEVEL)))
    return tuple(rows)


class LineBlocks:
    """Numbered lines (1-based, each without its newline) in one of the block tables."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table

    def insert(self, connection: Connection, rows: Sequence[tuple[int, int, bytes]]) -> None:
        """Store packed rows."""
        if rows:
            connection.exec_driver_sql(f"INSERT INTO {self._table} VALUES (?, ?, ?)", list(rows))

    def replace_all(self, lines: Sequence[bytes]) -> None:
        """Store these lines instead of all there are."""
        rows = pack_lines(1, lines)
        with self._database.write() as connection:
            connection.exec_driver_sql(f"DELETE FROM {self._table}")
            self.insert(connection, rows)

    def lines(self) -> Iterator[bytes]:
        """Give all lines in order, block by block."""
        for first in self._first_numbers():
            yield from self._block(first)

    def line(self, number: int) -> bytes:
        """Give one line; KeyError where none of that number is stored."""
        firsts = self._database.rows(
            f"SELECT first_number, n_lines FROM {self._table} WHERE first_number <= ? "
            "ORDER BY first_number DESC LIMIT 1",
            (number,),
        )
        first, n_lines = firsts[0] if firsts else (0, 0)
        if not first <= number < first + n_lines:
            raise KeyError(number)
        return self._block(first)[int(number - first)]

    def _first_numbers(self) -> list[int]:
        sql = f"SELECT first_number FROM {self._table} ORDER BY first_number"
        return [row[0] for row in self._database.rows(sql)]

    def _block(self, first: int) -> list[bytes]:
        sql = f"SELECT data FROM {self._table} WHERE first_number = ?"
        data: bytes = self._database.value(sql, (first,))
        return zlib.decompress(data).split(b"\n")
