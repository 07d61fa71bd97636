"""Small cases for the tests of the store."""

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex
from core.domain.score import EngineRun, SpliceDelta, SpliceScore
from core.domain.variant import Variant
from core.store.records import IntakeBatch, NewVariant

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
