"""Small cases for the tests of the store."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex
from core.domain.score import EngineRun, SpliceDelta, SpliceScore
from core.domain.variant import Variant
from core.store.case_store import CaseStore
from core.store.genotypes import pack_many
from core.store.line_blocks import pack_lines
from core.store.records import SetAsideAllele, SetAsideRecord
from core.store.variant_pages import FILTER_SEPARATOR, IntakePage, VariantPage, Words, numbers

HET = Genotype(1, 2, 2, depth=30, quality=99, ref_depth=14, alt_depth=16)
REF = Genotype(0, 2, 2, depth=28, quality=60, ref_depth=28, alt_depth=0)
NO_CALL = Genotype(0, 0, 2)

TRIO = Pedigree(
    (
        Individual("child", "F1", "dad", "mum", Sex.FEMALE, Affection.AFFECTED),
        Individual("dad", "F1", "", "", Sex.MALE, Affection.UNAFFECTED),
        Individual("mum", "F1", "", "", Sex.FEMALE, Affection.UNKNOWN),
    ),
    "child",
)
INFO = CaseInfo(
    name="Ärztin's case",
    created_at="2026-03-01T12:00:00+00:00",
    program_version="0.1.0",
    proof=BuildProof(Assembly.GRCH38, BuildVerdict.PROVEN, 200, 199, ("25 contigs", "199 REF")),
    pedigree=TRIO,
    hpo_terms=("HP:0001250", "HP:0000001"),
    hpo_absent=("HP:0000957",),
    hpo_names=(("HP:0001250", "Seizure"), ("HP:0000957", "Cafe-au-lait spot")),
    frequency_key="gnomAD_AF",
    sources=(
        SourceFile("variants", "/a/b.vcf.gz", "ab" * 32, "trio"),
        SourceFile("genes", "g", ""),
    ),
    warnings=("first", "second"),
    is_artificial=True,
    is_complete=False,
)
RUN = EngineRun("spliceai", "1.3.1", "d1", 500, "MANE", "r1", "float32")


@dataclass(frozen=True)
class NewVariant:
    """One allele on its way into a case; genotypes in the order of the people."""

    variant: Variant
    record_number: int
    allele_index: int
    identifier: str
    quality: float | None
    filters: tuple[str, ...]
    population_frequency: float | None
    genotypes: tuple[Genotype, ...]


@dataclass(frozen=True)
class IntakeBatch:
    """What an `IntakePage` holds, as values."""

    records_read: int
    records_kept: int
    alleles_read: int
    variants: tuple[NewVariant, ...]
    set_aside_records: tuple[SetAsideRecord, ...]
    set_aside_alleles: tuple[SetAsideAllele, ...]
    raw_lines: tuple[bytes, ...]
    first_record_number: int


def add_batch(store: CaseStore, given: IntakeBatch) -> None:
    """Store a batch as the page that reading makes of such records."""
    n_people = len(given.variants[0].genotypes) if given.variants else _n_people(store)
    store.add_page(page_of(given, n_people))


def page_of(given: IntakeBatch, n_people: int) -> IntakePage:
    """Give the page of a batch."""
    return IntakePage(
        given.records_read,
        given.records_kept,
        given.alleles_read,
        _page(given.variants, n_people),
        given.set_aside_records,
        given.set_aside_alleles,
        pack_lines(given.first_record_number, given.raw_lines),
    )


def _n_people(store: CaseStore) -> int:
    return len(store.info().pedigree.individuals)


def _page(variants: Sequence[NewVariant], n_people: int) -> VariantPage:
    n = len(variants)
    return VariantPage(
        Words.of([one.variant.chrom for one in variants]),
        np.array([one.variant.pos for one in variants], np.int64),
        [one.variant.ref for one in variants],
        [one.variant.alt for one in variants],
        [one.identifier for one in variants],
        np.array([one.record_number for one in variants], np.int64),
        np.array([one.allele_index for one in variants], np.int64),
        numbers([one.quality for one in variants]),
        Words.of([FILTER_SEPARATOR.join(one.filters) for one in variants]),
        numbers([one.population_frequency for one in variants]),
        pack_many([one.genotypes for one in variants], n_people),
        np.zeros(n, np.uint8),
        np.full(n, -1, np.int32),
        Words.constant("", n),
        Words.constant("", n),
    )


def variant(pos: int, ref: str = "A", alt: str = "G", chrom: str = "chr1") -> Variant:
    return Variant(Assembly.GRCH38, chrom, pos, ref, alt)


def new(
    record: int, pos: int, alt: str = "G", *, allele: int = 1, chrom: str = "chr1", **fields: object
) -> NewVariant:
    given: dict[str, object] = {
        "identifier": "",
        "quality": 50.0,
        "filters": (),
        "population_frequency": None,
        "genotypes": (HET, REF, NO_CALL),
    }
    given.update(fields)
    return NewVariant(variant(pos, "A", alt, chrom), record, allele, **given)  # type: ignore[arg-type]


def batch(*variants: NewVariant, first: int = 1, n_records: int | None = None) -> IntakeBatch:
    count = len(variants) if n_records is None else n_records
    lines = tuple(b"chr1\t%d\tline" % number for number in range(first, first + count))
    return IntakeBatch(count, count, len(variants), variants, (), (), lines, first)


def plain_batch(first: int, count: int) -> IntakeBatch:
    """One variant per record, at position 10 x record number."""
    return batch(*(new(number, 10 * number) for number in range(first, first + count)), first=first)


def delta(value: float, *, masked: bool = False, distance: int = 500) -> SpliceDelta:
    return SpliceDelta(value, 0.0, value / 3, 0.25, -1, 2, 30, -400, masked, distance)


def score(value: float, symbol: str = "NF1", *, wide: bool = False) -> SpliceScore:
    return SpliceScore(
        f"NM_{symbol}",
        symbol,
        "-",
        delta(value),
        delta(0.0, masked=True),
        delta(value, distance=4_999) if wide else None,
    )
