"""What published sources say about the genes of a case, as it was when the case took them."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple

from pydantic import TypeAdapter

from core.domain.gene_knowledge import GeneSource, GeneSourceKind, GeneStatement
from core.store.database import Database

_STATEMENTS = TypeAdapter(tuple[GeneStatement, ...])
_COLUMNS = "kind, title, version, dated, licence, file_name, digest"


class GeneSourceTable:
    """The sources of a case, and their statements by symbol of its gene models."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, source: GeneSource, statements: Mapping[str, Sequence[GeneStatement]]) -> None:
        """Store a source with its statements instead of the one of the same kind."""
        kind = source.kind.value
        rows = [
            (symbol, kind, _STATEMENTS.dump_json(tuple(said), exclude_defaults=True).decode())
            for symbol, said in statements.items()
        ]
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM gene_statement WHERE kind = ?", (kind,))
            connection.exec_driver_sql(
                f"INSERT OR REPLACE INTO gene_source ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (kind, *astuple(source)[1:]),
            )
            if rows:
                connection.exec_driver_sql("INSERT INTO gene_statement VALUES (?, ?, ?)", rows)

    def forget(self, kind: GeneSourceKind) -> None:
        """Forget the source of a kind with its statements."""
        with self._database.write() as connection:
            for table in ("gene_statement", "gene_source"):
                connection.exec_driver_sql(f"DELETE FROM {table} WHERE kind = ?", (kind.value,))

    def all(self) -> tuple[GeneSource, ...]:
        """Give the sources in the order of their kinds."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM gene_source")
        found = {row[0]: GeneSource(GeneSourceKind(row[0]), *row[1:]) for row in rows}
        return tuple(found[kind.value] for kind in GeneSourceKind if kind.value in found)

    def statements(self, symbol: str) -> dict[GeneSourceKind, tuple[GeneStatement, ...]]:
        """Give what each kind of source says about a gene; kinds that say nothing are absent."""
        rows = self._database.rows(
            "SELECT kind, said FROM gene_statement WHERE gene_symbol = ?", (symbol,)
        )
        return {GeneSourceKind(kind): _STATEMENTS.validate_json(said) for kind, said in rows}
