"""What the patient's RNA shows at variants, one document for each file, variant and transcript."""

import zlib
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from core.domain.rna import ReadsKind, RnaEvidence, RnaSource
from core.store.database import Database

_SHAPE = TypeAdapter(RnaEvidence)
_COLUMNS = "path, digest, kind, tissue, library, is_nmd_inhibited, rule_set"
_OF = (
    "SELECT source_id, data FROM rna_evidence WHERE variant_id = ? "
    "ORDER BY source_id, transcript_id"
)


class RnaTable:
    """The files of RNA a case was read beside, and the evidence each gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, source: RnaSource) -> int:
        """Take a file, instead of one at the same path with all it gave; gives its id."""
        self.forget(source.path)
        row = (
            source.path,
            source.digest,
            source.kind.value,
            source.tissue,
            source.library,
            int(source.is_nmd_inhibited),
            source.rule_set,
        )
        with self._database.write() as connection:
            connection.exec_driver_sql(
                f"INSERT INTO rna_source ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row
            )
        found = self._database.value("SELECT max(source_id) FROM rna_source")
        return int(found)

    def write(self, source_id: int, found: Mapping[int, Sequence[RnaEvidence]]) -> None:
        """Store what a file shows at variants, replacing what it showed there before."""
        rows = [
            (variant_id, source_id, one.transcript_id, zlib.compress(_SHAPE.dump_json(one)))
            for variant_id, evidence in found.items()
            for one in evidence
        ]
        with self._database.write() as connection:
            for variant_id in found:
                connection.exec_driver_sql(
                    "DELETE FROM rna_evidence WHERE source_id = ? AND variant_id = ?",
                    (source_id, variant_id),
                )
            if rows:
                connection.exec_driver_sql("INSERT INTO rna_evidence VALUES (?, ?, ?, ?)", rows)

    def forget(self, path: str) -> bool:
        """Forget a file and all it gave; tells whether there was one."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM rna_evidence WHERE source_id IN "
                "(SELECT source_id FROM rna_source WHERE path = ?)",
                (path,),
            )
            gone = connection.exec_driver_sql("DELETE FROM rna_source WHERE path = ?", (path,))
        return bool(gone.rowcount)

    def sources(self) -> tuple[RnaSource, ...]:
        """Give the files in the order they were taken."""
        return tuple(self._by_id().values())

    def of(self, variant_id: int) -> tuple[tuple[RnaSource, RnaEvidence], ...]:
        """Give what each file shows at a variant, transcript by transcript."""
        sources = self._by_id()
        return tuple(
            (sources[source_id], _SHAPE.validate_json(zlib.decompress(data)))
            for source_id, data in self._database.rows(_OF, (variant_id,))
        )

    def variants(self) -> frozenset[int]:
        """Give the variants that any file shows something at."""
        rows = self._database.rows("SELECT DISTINCT variant_id FROM rna_evidence")
        return frozenset(row[0] for row in rows)

    def _by_id(self) -> dict[int, RnaSource]:
        rows = self._database.rows(f"SELECT source_id, {_COLUMNS} FROM rna_source ORDER BY 1")
        return {
            source_id: RnaSource(
                path, digest, ReadsKind(kind), tissue, library, bool(inhibited), rule_set
            )
            for source_id, path, digest, kind, tissue, library, inhibited, rule_set in rows
        }
