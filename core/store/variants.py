"""Reading variants, set-aside records and alleles back."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from core.domain.assembly import Assembly
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.variant import Variant
from core.store.codes import REGIONS
from core.store.counters import TOTAL
from core.store.database import Database, SqlRow
from core.store.genotypes import unpack_genotypes
from core.store.ids import as_list
from core.store.records import SetAsideAllele, SetAsideRecord, StoredVariant
from core.store.variant_chunks import Chunk, VariantChunks
from core.store.variant_pages import FILTER_SEPARATOR
from core.store.vocabulary import Vocabulary

PAGE = 1_000

_LONGEST_REF = 10_000
"""Bases before a stretch within which a REF that reaches it is looked for."""

_SELECT = "SELECT variant_id, contig_code, pos, ref, alt, identifier FROM variant "
_AMONG = "WHERE variant_id IN (SELECT value FROM json_each(?))"


class VariantTable:
    """The variants of a case."""

    def __init__(
        self, database: Database, vocabularies: Mapping[str, Vocabulary], chunks: VariantChunks
    ) -> None:
        self._database = database
        self._chunks = chunks
        self._contigs = vocabularies["contig"]
        self._filters = vocabularies["filter"]
        self._gates = vocabularies["gate"]
        self._genes = vocabularies["genes"]

    def all(self, assembly: Assembly) -> Iterator[StoredVariant]:
        """Give every variant in id order; each page is read on its own, so writing may go on."""
        sql = _SELECT + "WHERE variant_id > ? ORDER BY variant_id LIMIT ?"
        last = 0
        while rows := self._database.rows(sql, (last, PAGE)):
            yield from self._stored(rows, assembly)
            last = rows[-1][0]

    def places(
        self, assembly: Assembly, *, longer_only: bool = False
    ) -> Iterator[tuple[int, Variant]]:
        """Give id and alleles of every variant in id order, much faster than `all`.

        `longer_only` leaves out changes of one base.
        """
        longer = "AND length(ref) + length(alt) > 2 " if longer_only else ""
        sql = (
            "SELECT variant_id, contig_code, pos, ref, alt FROM variant "
            f"WHERE variant_id > ? {longer}ORDER BY variant_id LIMIT ?"
        )
        last = 0
        while rows := self._database.rows(sql, (last, PAGE)):
            for key, contig, pos, ref, alt in rows:
                yield key, Variant(assembly, self._contigs.word(contig), pos, ref, alt)
            last = rows[-1][0]

    def of(self, ids: Sequence[int], assembly: Assembly) -> Iterator[StoredVariant]:
        """Give these variants in the order of `ids`; KeyError where one does not exist."""
        sql = _SELECT + _AMONG
        for start in range(0, len(ids), PAGE):
            page = ids[start : start + PAGE]
            rows = self._database.rows(sql, (as_list(page),))
            found = {one.variant_id: one for one in self._stored(rows, assembly)}
            yield from (found[int(key)] for key in page)

    def find(self, variant: Variant) -> StoredVariant | None:
        """Give the variant with this place and these alleles, None if it is not in the case."""
        code = self._contigs.code(variant.chrom)
        sql = _SELECT + "WHERE contig_code = ? AND pos = ? AND ref = ? AND alt = ?"
        place = (code, variant.pos, variant.ref, variant.alt)
        rows = () if code is None else self._database.rows(sql, place)
        return next(self._stored(rows, variant.assembly), None)

    def between(
        self, chrom: str, first: int, last: int, assembly: Assembly
    ) -> Iterator[StoredVariant]:
        """Give the variants whose `pos` lies in first..last, both 1-based and inclusive."""
        code = self._contigs.code(chrom)
        sql = _SELECT + "WHERE contig_code = ? AND pos BETWEEN ? AND ? ORDER BY pos, variant_id"
        rows = () if code is None else self._database.rows(sql, (code, first, last))
        return self._stored(rows, assembly)

    def touching(self, stretches: Sequence[tuple[str, int, int]]) -> tuple[int, ...]:
        """Give the ids of variants with a base of REF in a stretch of (contig, first, last)."""
        known = [(self._contigs.code(chrom), first, last) for chrom, first, last in stretches]
        places = [place for place in known if place[0] is not None]
        if not places:
            return ()
        near = " OR ".join(["(contig_code = ? AND pos BETWEEN ? AND ?)"] * len(places))
        values = [v for code, first, last in places for v in (code, first - _LONGEST_REF, last)]
        rows = self._database.rows(
            f"SELECT variant_id, contig_code, pos, length(ref) FROM variant WHERE {near} ORDER BY 1",
            values,
        )
        return tuple(key for key, *where in rows if _touches(where, places))

    def count(self) -> int:
        """Count the variants."""
        sql = "SELECT value FROM counter WHERE kind = ? AND name = 'variants'"
        return int(self._database.value(sql, (TOTAL,)) or 0)

    def shorter_by(self, n_bases: int) -> tuple[int, ...]:
        """Give the ids of variants whose ALT is at least so many bases shorter than REF."""
        sql = "SELECT variant_id FROM variant WHERE length(ref) - length(alt) >= ? ORDER BY 1"
        return tuple(row[0] for row in self._database.rows(sql, (n_bases,)))

    def origins(self, variant_id: int) -> tuple[tuple[int, int], ...]:
        """Give record number and ALT index of every allele that is this variant, the kept first."""
        with self._database.read() as connection:
            try:
                groups = self._chunks.holding(connection, [variant_id])
            except KeyError:
                return ()
            (chunk,) = self._chunks.read(connection, groups).values()
            merged = connection.exec_driver_sql(
                "SELECT record_number, allele_index FROM variant_origin WHERE variant_id = ? "
                "ORDER BY record_number, allele_index",
                (variant_id,),
            ).fetchall()
        at = variant_id - chunk.first_id
        kept = (int(chunk.columns[name][at]) for name in ("record_number", "allele_index"))
        return (tuple(kept), *((record, allele) for record, allele in merged))

    def repeating_records(self) -> tuple[int, int]:
        """Count the records with an allele of an earlier one; give the first, 0 for none."""
        rows = self._database.rows(
            "SELECT count(DISTINCT record_number), coalesce(min(record_number), 0) "
            "FROM variant_origin"
        )
        n_records, first = rows[0]
        return n_records, first

    def records_set_aside(self, limit: int, offset: int) -> tuple[SetAsideRecord, ...]:
        """Give a page of the records that were not taken, in file order."""
        rows = self._database.rows(
            "SELECT record_number, line, reason, detail FROM set_aside_record "
            "ORDER BY record_number LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(
            SetAsideRecord(number, line, RecordSetAside(reason), detail)
            for number, line, reason, detail in rows
        )

    def alleles_set_aside(self, limit: int, offset: int) -> tuple[SetAsideAllele, ...]:
        """Give a page of the ALT alleles that were not taken, in file order."""
        rows = self._database.rows(
            "SELECT record_number, allele_index, alt, reason FROM set_aside_allele "
            "ORDER BY record_number, allele_index LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(
            SetAsideAllele(number, index, alt, AlleleSetAside(reason))
            for number, index, alt, reason in rows
        )

    def _stored(self, rows: Sequence[SqlRow], assembly: Assembly) -> Iterator[StoredVariant]:
        """Give the variants of rows of `_SELECT` with the facts of their chunks."""
        with self._database.read() as connection:
            groups = self._chunks.holding(connection, [row[0] for row in rows])
            chunk_of = {
                variant_id: chunk
                for first, chunk in self._chunks.read(connection, groups).items()
                for variant_id in groups[first]
            }
        for row in rows:
            yield self._variant(row, chunk_of[row[0]], assembly)

    def _variant(self, row: SqlRow, chunk: Chunk, assembly: Assembly) -> StoredVariant:
        variant_id, contig, pos, ref, alt, identifier = row
        at = variant_id - chunk.first_id
        facts = {name: column[at].item() for name, column in chunk.columns.items()}
        return StoredVariant(
            variant_id=variant_id,
            variant=Variant(assembly, self._contigs.word(contig), pos, ref, alt),
            identifier=identifier,
            quality=_known(facts["quality"]),
            filters=_split(self._filters.word(facts["filter"]), FILTER_SEPARATOR),
            population_frequency=_known(facts["population_frequency"]),
            genotypes=unpack_genotypes(chunk.calls[at]),
            record_number=facts["record_number"],
            allele_index=facts["allele_index"],
            gate=self._gates.word(facts["gate"]),
            region=REGIONS.get(facts["region"]),
            distance=None if facts["distance"] < 0 else facts["distance"],
            gene_symbols=_split(self._genes.word(facts["genes"]), ","),
        )


def _known(value: float) -> float | None:
    return None if isnan(value) else value


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()


def _touches(where: Sequence[int], places: Sequence[tuple[int | None, int, int]]) -> bool:
    contig, pos, length = where
    return any(
        contig == code and pos <= last and pos + length > first for code, first, last in places
    )
