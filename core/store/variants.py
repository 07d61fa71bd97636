"""Reading variants, set-aside records and alleles back."""

from collections.abc import Iterator, Mapping, Sequence

from core.domain.assembly import Assembly
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.variant import Variant
from core.store.codes import REGIONS
from core.store.counters import TOTAL
from core.store.database import Database, SqlRow
from core.store.genotypes import unpack_genotypes
from core.store.ids import as_list
from core.store.intake_writer import FILTER_SEPARATOR
from core.store.records import SetAsideAllele, SetAsideRecord, StoredVariant
from core.store.vocabulary import Vocabulary

PAGE = 1_000

_SELECT = (
    "SELECT variant_id, contig_code, pos, ref, alt, identifier, quality, filter_code, "
    "population_frequency, genotypes, record_number, allele_index, gate_code, region, distance, "
    "gene_code FROM variant "
)
_AMONG = "WHERE variant_id IN (SELECT value FROM json_each(?))"


class VariantTable:
    """The variants of a case."""

    def __init__(self, database: Database, vocabularies: Mapping[str, Vocabulary]) -> None:
        self._database = database
        self._contigs = vocabularies["contig"]
        self._filters = vocabularies["filter"]
        self._gates = vocabularies["gate"]
        self._genes = vocabularies["genes"]

    def all(self, assembly: Assembly) -> Iterator[StoredVariant]:
        """Give every variant in id order; each page is read on its own, so writing may go on."""
        sql = _SELECT + "WHERE variant_id > ? ORDER BY variant_id LIMIT ?"
        last = 0
        while rows := self._database.rows(sql, (last, PAGE)):
            yield from (self._stored(row, assembly) for row in rows)
            last = rows[-1][0]

    def places(self, assembly: Assembly) -> Iterator[tuple[int, Variant]]:
        """Give id and alleles of every variant in id order, much faster than `all`."""
        sql = (
            "SELECT variant_id, contig_code, pos, ref, alt FROM variant "
            "WHERE variant_id > ? ORDER BY variant_id LIMIT ?"
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
            rows = {row[0]: row for row in self._database.rows(sql, (as_list(page),))}
            yield from (self._stored(rows[int(key)], assembly) for key in page)

    def find(self, variant: Variant) -> StoredVariant | None:
        """Give the variant with this place and these alleles, None if it is not in the case."""
        code = self._contigs.code(variant.chrom)
        sql = _SELECT + "WHERE contig_code = ? AND pos = ? AND ref = ? AND alt = ?"
        place = (code, variant.pos, variant.ref, variant.alt)
        rows = () if code is None else self._database.rows(sql, place)
        return self._stored(rows[0], variant.assembly) if rows else None

    def count(self) -> int:
        """Count the variants."""
        sql = "SELECT value FROM counter WHERE kind = ? AND name = 'variants'"
        return int(self._database.value(sql, (TOTAL,)) or 0)

    def origins(self, variant_id: int) -> tuple[tuple[int, int], ...]:
        """Give record number and ALT index of every allele that is this variant, the kept first."""
        rows = self._database.rows(
            "SELECT record_number, allele_index, 0 AS merged FROM variant WHERE variant_id = ? "
            "UNION ALL SELECT record_number, allele_index, 1 FROM variant_origin "
            "WHERE variant_id = ? ORDER BY merged, record_number, allele_index",
            (variant_id, variant_id),
        )
        return tuple((record, allele) for record, allele, _ in rows)

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

    def _stored(self, row: SqlRow, assembly: Assembly) -> StoredVariant:
        key, contig, pos, ref, alt, identifier, quality, filters, frequency, *rest = row
        genotypes, record, allele, gate, region, distance, genes = rest
        return StoredVariant(
            variant_id=key,
            variant=Variant(assembly, self._contigs.word(contig), pos, ref, alt),
            identifier=identifier,
            quality=quality,
            filters=_split(self._filters.word(filters), FILTER_SEPARATOR),
            population_frequency=frequency,
            genotypes=unpack_genotypes(genotypes),
            record_number=record,
            allele_index=allele,
            gate=self._gates.word(gate),
            region=REGIONS.get(region),
            distance=None if distance < 0 else distance,
            gene_symbols=_split(self._genes.word(genes), ","),
        )


def _split(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()
