"""Where the people of a case were looked at without a variant, in compressed blocks.

One row holds blocks of one person on one contig, as they came: the gaps between them and their
lengths as int32, lowest depth and quality as int16, all little-endian and column after column.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from core.domain.coverage import CoverageBlocks
from core.store.database import Database
from core.store.other_records import PersonCoverage
from core.store.vocabulary import Vocabulary

_LEVEL = 1
_INSERT = (
    "INSERT INTO coverage_block (person, contig_code, first_start, last_end, n_blocks, data) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_AT = (
    "SELECT first_start, n_blocks, data FROM coverage_block "
    "WHERE person = ? AND contig_code = ? AND first_start < ? AND last_end >= ? "
    "ORDER BY first_start DESC, block_id"
)

_ON = (
    "SELECT first_start, n_blocks, data FROM coverage_block "
    "WHERE person = ? AND contig_code = ? ORDER BY block_id"
)


class CoverageTable:
    """Depth and quality of reference blocks, by person and place."""

    def __init__(self, database: Database, contigs: Vocabulary) -> None:
        self._database = database
        self._contigs = contigs

    def pack(self, coverage: Sequence[PersonCoverage]) -> list[tuple[object, ...]]:
        """Make rows ready for `insert`, new words stored; to be called before its transaction."""
        codes = self._contigs.codes({one.chrom for one in coverage})
        return [
            (one.person, codes[one.chrom], int(one.blocks.start[0]), int(one.blocks.end[-1]),
             len(one.blocks), _packed(one.blocks))
            for one in coverage
            if len(one.blocks)
        ]  # fmt: skip

    @staticmethod
    def insert(connection: Connection, rows: list[tuple[object, ...]]) -> None:
        """Store what `pack` made ready."""
        if rows:
            connection.exec_driver_sql(_INSERT, rows)

    def has_any(self) -> bool:
        """Tell whether the files of the case had reference blocks."""
        return bool(self._database.value("SELECT 1 FROM coverage_block LIMIT 1"))

    def people(self) -> tuple[int, ...]:
        """Places of the people who have reference blocks."""
        rows = self._database.rows("SELECT DISTINCT person FROM coverage_block ORDER BY person")
        return tuple(row[0] for row in rows)

    def on(self, person: int, code: int) -> CoverageBlocks:
        """Give all blocks of a person on a contig, named by its code, by ascending start.

        Blocks of a file out of order, or of two files, may overlap.
        """
        parts = [_unpacked(*row) for row in self._database.rows(_ON, (person, code))]
        columns = [
            np.concatenate([getattr(part, name) for part in parts] or [np.zeros(0, kind)])
            for name, kind in (("start", "i4"), ("end", "i4"), ("depth", "i2"), ("quality", "i2"))
        ]
        order = np.argsort(columns[0], kind="stable")
        return CoverageBlocks(*(column[order] for column in columns))

    def at(self, person: int, chrom: str, pos: int) -> tuple[int | None, int | None] | None:
        """Give the lowest depth and quality of the block over a 1-based position.

        None where no block covers it; None in their place where they are unknown.
        """
        code = self._contigs.code(chrom)
        if code is None:
            return None
        for first, n_blocks, data in self._database.rows(_AT, (person, code, pos, pos)):
            if (found := _unpacked(first, n_blocks, data).at(pos)) is not None:
                return found
        return None


def _packed(blocks: CoverageBlocks) -> bytes:
    gaps = np.diff(blocks.start, prepend=blocks.start[:1]).astype("<i4")
    lengths = (blocks.end - blocks.start).astype("<i4")
    columns = (gaps, lengths, blocks.depth.astype("<i2"), blocks.quality.astype("<i2"))
    return zlib.compress(b"".join(column.tobytes() for column in columns), _LEVEL)


def _unpacked(first: int, n_blocks: int, data: bytes) -> CoverageBlocks:
    raw = zlib.decompress(data)
    gaps = np.frombuffer(raw, "<i4", n_blocks)
    lengths = np.frombuffer(raw, "<i4", n_blocks, 4 * n_blocks)
    depth = np.frombuffer(raw, "<i2", n_blocks, 8 * n_blocks)
    quality = np.frombuffer(raw, "<i2", n_blocks, 10 * n_blocks)
    start = (first + np.cumsum(gaps)).astype(np.int32)
    return CoverageBlocks(start, start + lengths, depth, quality)
