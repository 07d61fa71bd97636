"""A case on disk as the program makes it, with a ranked trio: what the window is tested on."""

from pathlib import Path

import numpy as np

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.candidate import InheritanceFit, Lane, Reason
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex
from core.domain.score import (
    EngineRun,
    NotScored,
    NotScoredReason,
    SpliceDelta,
    SpliceEffect,
    SpliceScore,
    SpliceTrack,
)
from core.domain.transcript import Mane, Region, Transcript
from core.domain.variant import Variant
from core.own_rules import ranking_rules
from core.store.case_store import CaseStore
from core.store.records import (
    CandidateRow,
    ScoredVariant,
    SetAsideAllele,
    SetAsideRecord,
)
from tests.core.store.builders import IntakeBatch, NewVariant, add_batch

HET = Genotype(1, 2, 2, depth=31, quality=99, ref_depth=16, alt_depth=15)
HOM = Genotype(2, 2, 2, depth=24, quality=72, ref_depth=0, alt_depth=24)
REF = Genotype(0, 2, 2, depth=28, quality=81, ref_depth=28, alt_depth=0)
NO_CALL = Genotype(0, 0, 2)
TRIO = Pedigree(
    (
        Individual("NF1-child", "F1", "NF1-father", "NF1-mother", Sex.FEMALE, Affection.AFFECTED),
        Individual("NF1-father", "F1", "", "", Sex.MALE, Affection.UNAFFECTED),
        Individual("NF1-mother", "F1", "", "", Sex.FEMALE, Affection.UNAFFECTED),
    ),
    "NF1-child",
)
START = 31_094_926
NF1 = Transcript(
    "NM_001042492.3", "NF1", "HGNC:7765", "chr17", "+", START, 31_382_116,
    ((START, 31_095_369), (31_325_819, 31_326_253), (31_327_300, 31_327_484),
     (31_327_498, 31_327_839), (31_330_290, 31_330_494), (31_334_837, 31_335_031),
     (31_381_000, 31_382_116)),
    31_095_000, 31_381_500, Mane.SELECT, "protein_coding", "MANE",
)  # fmt: skip
OMG = Transcript(
    "NM_002544.5", "OMG", "HGNC:8135", "chr17", "-", 31_294_000, 31_297_400,
    ((31_294_000, 31_295_900), (31_296_600, 31_297_400)), 31_294_100, 31_295_800,
    Mane.SELECT, "protein_coding", "MANE",
)  # fmt: skip
RUN = EngineRun("spliceai", "1.3.1", "ab" * 32, 500, "MANE", "cd" * 32, "float32")
CAUSAL = 31_327_485


def info(**changes: object) -> CaseInfo:
    fields: dict[str, object] = {
        "name": "nf1-denovo",
        "created_at": "2026-03-01T12:00:00+00:00",
        "program_version": "0.1.0",
        "proof": BuildProof(
            Assembly.GRCH38, BuildVerdict.PROVEN, 200, 200, ("25 contig lengths agree.",)
        ),
        "pedigree": TRIO,
        "hpo_terms": ("HP:0000957", "HP:0001067"),
        "frequency_key": "gnomAD_AF",
        "sources": (SourceFile("variants", "/data/nf1.vcf.gz", "ab" * 32),),
        "warnings": (),
    }
    return CaseInfo(**{**fields, **changes})  # type: ignore[arg-type]


def make_case(path: Path, n_variants: int = 40, case_info: CaseInfo | None = None) -> Path:
    """Write a case with one causal variant on top, one that needs eyes, and weaker ones."""
    given = case_info or info()
    with CaseStore.create(path, given) as store:
        store.add_genes("MANE", "ef" * 32, (NF1, OMG))
        add_batch(store, _batch(n_variants, given))
        store.finish_intake()
        ids = {one.variant.pos: one.variant_id for one in store.variants()}
        store.set_annotations(
            [(i, Region.INTRON, abs(pos - CAUSAL) + 1, "NF1") for pos, i in ids.items()]
        )
        store.set_gates([(i, "") for i in ids.values()])
        run = store.engine_run(RUN)
        places = sorted(ids)
        unscored = ids[places[1]] if len(places) > 1 else None
        scored = [_scored(i, pos) for pos, i in ids.items() if i != unscored]
        aside = [(unscored, NotScored("spliceai", NotScoredReason.DELINS))] if unscored else []
        store.write_scores(run, scored, aside)
        store.replace_candidates(
            [_candidate(n + 1, pos, ids[pos], unscored) for n, pos in enumerate(_ranked(places))],
            ranking_rules().dated,
        )
        store.put_attribution(ids[CAUSAL], attribution())
    return path


def variant(pos: int) -> Variant:
    return Variant(Assembly.GRCH38, "chr17", pos, "C", "G")


def _batch(n_variants: int, case_info: CaseInfo) -> IntakeBatch:
    others = [CAUSAL + 97 * number for number in range(1, n_variants)]
    n_people = len(case_info.pedigree.individuals)
    calls = ((HET, REF, REF), (HET, HET, REF), (HOM, HET, HET), (HET, NO_CALL, REF))
    variants = tuple(
        NewVariant(
            variant(pos), number + 1, 1, "", 812.5 - number, () if number % 5 else ("LowQual",),
            (None, 0.00004, 0.0031, 0.0)[number % 4], calls[number % 4][:n_people],
        )
        for number, pos in enumerate([CAUSAL, *others])
    )  # fmt: skip
    lines = [
        f"17\t{one.variant.pos}\t.\tC\tG\t{one.quality}\tPASS\tgnomAD_AF=0.00004\tGT:DP:AD:GQ".encode()
        for one in variants
    ]
    n_records = n_variants + 2
    return IntakeBatch(
        n_records, n_records - 1, n_variants + 1, variants,
        (SetAsideRecord(n_records - 1, 80, RecordSetAside.REFERENCE_MISMATCH, "REF says A, the reference has G"),),
        (SetAsideAllele(n_records, 1, "<DEL>", AlleleSetAside.SYMBOLIC),),
        (*lines, b"17\t5\t.\tA\tG", b"17\t9\t.\tA\t<DEL>"), 1,
    )  # fmt: skip


def _ranked(places: list[int]) -> list[int]:
    return [places[1], places[0], *places[2:]] if len(places) > 1 else places


def _value(pos: int) -> float:
    return 0.96 if pos == CAUSAL else max(0.0, 0.9 - 0.0006 * (pos - CAUSAL))


def score_of(pos: int) -> SpliceScore:
    value = _value(pos)
    delta = SpliceDelta(0.02, 0.41 * value, 0.59 * value, value, 14, 13, -60, -1, False, 500)
    masked = SpliceDelta(0.02, 0.41 * value, 0.0, value, 14, 13, -60, -1, True, 500)
    wide = SpliceDelta(0.02, 0.43 * value, 0.59 * value, value, 14, -184, -60, -1, False, 4_999)
    return SpliceScore(NF1.transcript_id, "NF1", "+", delta, masked, wide)


def _scored(variant_id: int, pos: int) -> ScoredVariant:
    return ScoredVariant(variant_id, (score_of(pos),), (track(_value(pos)),))


def track(value: float) -> SpliceTrack:
    """Sites around a variant whose donor loses `value`."""
    sites = [
        (1, -1665, 0.95, 0.95), (1, -1232, 0.94, 0.94), (0, -184, 0.97, 0.97 - 0.42 * value),
        (1, -60, 0.004, 0.59 * value), (1, -1, 0.98, 0.98 - value), (0, 14, 0.97, 0.97 - 0.4 * value),
        (0, 22, 0.03, 0.05), (1, 354, 0.99, 0.98), (0, 2806, 0.96, 0.96), (1, 3009, 0.98, 0.98),
    ]  # fmt: skip
    offsets = np.array(sorted({s[1] for s in sites}), dtype=np.int32)
    ref, alt = np.zeros((2, len(offsets)), np.float32), np.zeros((2, len(offsets)), np.float32)
    for row, offset, before, after in sites:
        column = int(np.searchsorted(offsets, offset))
        ref[row, column], alt[row, column] = before, max(0.0, after)
    return SpliceTrack(NF1.transcript_id, "+", 4_999, False, offsets, ref, alt)


def _candidate(rank: int, pos: int, variant_id: int, unscored: int | None) -> CandidateRow:
    needs_eyes = variant_id == unscored
    value = _value(pos)
    strong = (
        "likely lost" if value >= 0.5 else "possibly weakened" if value >= 0.2 else "hardly changed"
    )
    sentence = (
        "Touches a splice site of NF1 and could not be scored; look at it yourself"
        if needs_eyes
        else f"The donor site of exon 3 of NF1 is {strong}"
    )
    reasons = (
        Reason(
            "splice",
            f"The donor site one base before the variant changes by {value:.2f}.",
            40 * value,
        ),
        Reason(
            "inheritance",
            "The patient is heterozygous and neither parent carries it (de novo).",
            12.0,
        ),
        Reason(
            "frequency", "Population frequency is unknown; nothing was added or taken away.", 0.0
        ),
        Reason("quality", "31 reads, 15 of them carry it, genotype quality 99.", 2.0),
    )
    fits = (
        (InheritanceFit.DE_NOVO, InheritanceFit.DOMINANT)
        if rank <= 2
        else (InheritanceFit.COMPOUND_HET_UNPHASED,)
    )
    return CandidateRow(
        variant_id, rank, Lane.NEEDS_EYES if needs_eyes else Lane.SPLICE, 54.0 * value + 14, sentence,
        "NF1", fits, (), 0.83 if rank % 3 else None, reasons,
    )  # fmt: skip


def attribution(reach: int = 150) -> Attribution:
    """A made-up but fixed explanation of the donor loss."""
    made = [_allele(name, reach) for name in ("ref", "alt")]
    return Attribution(
        "spliceai",
        NF1.transcript_id,
        "+",
        SpliceEffect.DONOR_LOSS,
        -1,
        AttributionMethod.ISM,
        *made,
    )


def _allele(name: str, reach: int) -> AlleleAttribution:
    rng = np.random.default_rng(7)
    offsets = np.arange(-reach, reach + 1, dtype=np.int32)
    sequence = rng.choice(list("ACGT"), len(offsets))
    values = rng.normal(0, 0.012, len(offsets)).astype(np.float32)
    for offset, letter, value in (
        (-3, "A", 0.2),
        (-2, "A", 0.31),
        (-1, "G", 0.52),
        (0, "G", 0.71),
        (1, "T", 0.68),
        (2, "A", 0.3),
        (3, "A", 0.22),
        (4, "G", 0.41),
        (5, "T", 0.12),
    ):
        sequence[offset + reach] = letter
        values[offset + reach] = value * (1.0 if name == "ref" else 0.08)
    if name == "alt":
        sequence[reach], values[reach] = "C", -0.33
    return AlleleAttribution(
        name, "".join(sequence), offsets, values, None, 0.98 if name == "ref" else 0.02
    )
