"""Writing the records of the variant file into the case, batch by batch."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection

from core.store.counters import ALLELES_SET_ASIDE, RECORDS_SET_ASIDE, TOTAL, add_counts
from core.store.database import Database
from core.store.genotypes import pack_genotypes
from core.store.line_blocks import LineBlocks
from core.store.merging import LaterRow, MergeNotes, merge_rows
from core.store.records import IntakeBatch, NewVariant
from core.store.vocabulary import Vocabulary

FILTER_SEPARATOR = ";"

_INSERT = (
    "INSERT INTO variant (contig_code, pos, ref, alt, record_number, allele_index, identifier, "
    "quality, filter_code, population_frequency, genotypes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (contig_code, pos, ref, alt) DO NOTHING"
)
_ORIGIN = (
    "INSERT INTO variant_origin (record_number, allele_index, variant_id) SELECT ?, ?, variant_id "
    "FROM variant WHERE contig_code = ? AND pos = ? AND ref = ? AND alt = ?"
)
_STALE_CHUNKS = "DELETE FROM filter_chunk WHERE chunk >= (? - 1) / ?"

_Row = tuple[int, int, str, str, int, int, str, float | None, int, float | None, bytes]
"""The values of `_INSERT`."""


class IntakeWriter:
    """Adds batches; each is one short transaction together with the counts of the ledger."""

    def __init__(
        self, database: Database, contigs: Vocabulary, filters: Vocabulary, chunk_size: int
    ) -> None:
        self._database = database
        self._contigs = contigs
        self._filters = filters
        self._lines = LineBlocks(database, "record_block")
        self._chunk_size = chunk_size
        self._notes = MergeNotes()

    def add(self, batch: IntakeBatch, n_samples: int) -> None:
        """Store a batch. An allele that is there already is merged.

        The first row stays, with the most informative call of each person; two different
        population frequencies become unknown.

        Raises
        ------
        ValueError
            If the counts of the batch do not add up or a variant has another number of samples.
        """
        _check(batch, n_samples)
        rows = self._rows(batch.variants)
        blocks = self._lines.pack(batch.first_record_number, batch.raw_lines)
        with self._database.write() as connection:
            n_merged, notes = self._insert_variants(connection, rows)
            self._insert_set_aside(connection, batch)
            self._lines.insert(connection, blocks)
            _count(connection, batch, n_merged)
        self._notes.add(notes)

    def conflicts(self) -> tuple[tuple[str, int, int], ...]:
        """Give spelled allele, first and second record where merged genotypes conflict.

        Only of the batches that this writer added.
        """
        return tuple(
            (f"{self._contigs.word(one.contig)}-{one.pos}-{one.ref}-{one.alt}", *one[4:])
            for _, one in sorted(self._notes.conflicts.items())
        )

    def _rows(self, variants: Sequence[NewVariant]) -> list[_Row]:
        contigs = self._contigs.codes({new.variant.chrom for new in variants})
        joined = [FILTER_SEPARATOR.join(new.filters) for new in variants]
        filters = self._filters.codes(joined)
        packed = pack_genotypes([new.genotypes for new in variants])
        return [
            (
                contigs[new.variant.chrom],
                new.variant.pos,
                new.variant.ref,
                new.variant.alt,
                new.record_number,
                new.allele_index,
                new.identifier,
                new.quality,
                filters[words],
                new.population_frequency,
                genotypes,
            )
            for new, words, genotypes in zip(variants, joined, packed, strict=True)
        ]

    def _insert_variants(self, connection: Connection, rows: list[_Row]) -> tuple[int, MergeNotes]:
        """Insert rows; give how many were merged into variants there already, and what that found."""
        if not rows:
            return 0, MergeNotes()
        last = _last_id(connection)
        connection.exec_driver_sql(_INSERT, rows)
        connection.exec_driver_sql(_STALE_CHUNKS, (last + 1, self._chunk_size))
        n_merged = len(rows) - (_last_id(connection) - last)
        notes = self._merge(connection, rows, last) if n_merged else MergeNotes()
        return n_merged, notes

    def _merge(self, connection: Connection, rows: list[_Row], last: int) -> MergeNotes:
        found = connection.exec_driver_sql(
            "SELECT record_number, allele_index FROM variant WHERE variant_id > ?", (last,)
        )
        inserted = {(record, allele) for record, allele in found}
        merged = [row for row in rows if row[4:6] not in inserted]
        connection.exec_driver_sql(_ORIGIN, [(*row[4:6], *row[:4]) for row in merged])
        later = [LaterRow(*row[:5], *row[9:]) for row in merged]
        return merge_rows(connection, later, self._notes, self._chunk_size)

    @staticmethod
    def _insert_set_aside(connection: Connection, batch: IntakeBatch) -> None:
        records = [
            (record.record_number, record.line, record.reason.value, record.detail)
            for record in batch.set_aside_records
        ]
        if records:
            connection.exec_driver_sql("INSERT INTO set_aside_record VALUES (?, ?, ?, ?)", records)
        alleles = [
            (allele.record_number, allele.allele_index, allele.alt, allele.reason.value)
            for allele in batch.set_aside_alleles
        ]
        if alleles:
            connection.exec_driver_sql("INSERT INTO set_aside_allele VALUES (?, ?, ?, ?)", alleles)


def _check(batch: IntakeBatch, n_samples: int) -> None:
    if batch.records_read != batch.records_kept + len(batch.set_aside_records):
        raise ValueError("records of the batch do not add up")
    if batch.alleles_read != len(batch.variants) + len(batch.set_aside_alleles):
        raise ValueError("alleles of the batch do not add up")
    if batch.raw_lines and len(batch.raw_lines) != batch.records_read:
        raise ValueError("lines and records of the batch differ in number")
    if any(len(new.genotypes) != n_samples for new in batch.variants):
        raise ValueError(f"a variant without exactly {n_samples} genotypes")


def _last_id(connection: Connection) -> int:
    """Give the greatest id; ids run without a gap, no variant is ever removed."""
    return connection.exec_driver_sql("SELECT max(variant_id) FROM variant").scalar() or 0


def _count(connection: Connection, batch: IntakeBatch, n_merged: int) -> None:
    add_counts(
        connection,
        TOTAL,
        {
            "records_read": batch.records_read,
            "records_kept": batch.records_kept,
            "alleles_read": batch.alleles_read,
            "variants": len(batch.variants) - n_merged,
            "alleles_merged": n_merged,
        },
    )
    records = Counter(record.reason.value for record in batch.set_aside_records)
    add_counts(connection, RECORDS_SET_ASIDE, records)
    alleles = Counter(allele.reason.value for allele in batch.set_aside_alleles)
    add_counts(connection, ALLELES_SET_ASIDE, alleles)
