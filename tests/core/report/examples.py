"""A made-up case to write about: a trio, a gene on the minus strand, 3 transcripts, 20 sites."""

from dataclasses import replace

import numpy as np

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.candidate import Candidate, Facts, InheritanceFit, Lane, Mark, Reason
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.consensus import EngineLabel
from core.domain.exon_score import ExonScore, TissueScore
from core.domain.haplotype import Beside, HaplotypeScore, PhaseBasis
from core.domain.ledger import EngineLedger, Ledger
from core.domain.lookup import LookupScore
from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex
from core.domain.score import (
    EngineRun,
    EngineScores,
    NotScored,
    NotScoredReason,
    SpliceDelta,
    SpliceEffect,
    SpliceScore,
    SpliceTrack,
)
from core.domain.transcript import Mane, Region, Transcript, TranscriptPosition
from core.domain.variant import Variant
from core.interpret.consensus import Labels, consensus
from core.interpret.rules import load_consensus_rules
from core.report.candidate import candidate_report
from core.report.limits import LIMITS
from core.report.values import EngineMethod, Method, PersonLine, PhenotypeTerm, ReportData
from core.report.words import build, frequency_source, ledger
from core.review import VariantDetail

POS = 2_113_046
RUN = EngineRun("spliceai", "1.3.1", "ab" * 32, 500, "MANE GRCh38 v1.4", "cd" * 32, "float32")
PEOPLE = (
    Individual("NA-CHILD", "F1", "NA-FATHER", "NA-MOTHER", Sex.FEMALE, Affection.AFFECTED),
    Individual("NA-FATHER", "F1", "", "", Sex.MALE, Affection.UNAFFECTED),
    Individual("NA-MOTHER", "F1", "", "", Sex.FEMALE, Affection.UNKNOWN),
)
PEDIGREE = Pedigree(PEOPLE, "NA-CHILD")
GENOTYPES = (
    Genotype(1, 2, 2, depth=34, quality=99, ref_depth=18, alt_depth=16),
    Genotype(0, 2, 2, depth=41, quality=99, ref_depth=41, alt_depth=0),
    Genotype(0, 0, 2),
)


def transcripts() -> tuple[Transcript, ...]:
    exons = (
        (POS - 1700, POS - 1560),
        (POS - 320, POS - 180),
        (POS + 61, POS + 200),
        (POS + 380, POS + 455),
        (POS + 1500, POS + 1650),
    )
    main = Transcript(
        "NM_000548.5",
        "TSC2",
        "HGNC:12363",
        "chr16",
        "-",
        POS - 1700,
        POS + 1650,
        exons,
        POS - 250,
        POS + 1600,
        Mane.SELECT,
        "protein_coding",
        "MANE",
    )
    clinical = replace(
        main, transcript_id="NM_001114382.3", mane=Mane.PLUS_CLINICAL, exons=exons[:2] + exons[3:]
    )
    other = replace(
        main,
        transcript_id="NR_104009.2",
        mane=Mane.NONE,
        cds_start=None,
        cds_end=None,
        exons=exons[1:4],
        start=exons[1][0],
        end=exons[3][1],
    )
    return clinical, other, main


def sites() -> dict[tuple[int, int], tuple[float, float]]:
    """(row, offset) -> probabilities of REF and ALT: 20 sites, one native one lost, one new."""
    native = {
        (0, 200): (0.992, 0.987),
        (1, 62): (0.978, 0.031),
        (0, -180): (0.931, 0.928),
        (1, -319): (0.874, 0.871),
        (0, 455): (0.99, 0.991),
        (1, 381): (0.95, 0.948),
    }
    cryptic = {(1, 0): (0.002, 0.913), (1, -6): (0.113, 0.341), (0, -24): (0.004, 0.027)}
    noise = {
        (row, -480 + 83 * k + row * 7): (0.011 + 0.004 * k, 0.012 + 0.003 * k)
        for k in range(6)
        for row in (0, 1)
    }
    return {**noise, **native, **cryptic}


def track(distance: int = 500) -> SpliceTrack:
    offsets = np.arange(-distance, distance + 1, dtype=np.int32)
    ref, alt = np.zeros((2, len(offsets)), np.float32), np.zeros((2, len(offsets)), np.float32)
    for (row, offset), (before, after) in sites().items():
        ref[row, offset + distance], alt[row, offset + distance] = before, after
    return SpliceTrack(
        "NM_000548.5", "-", distance, is_complete=True, offsets=offsets, ref=ref, alt=alt
    )


def score() -> SpliceScore:
    raw = SpliceDelta(0.023, 0.005, 0.911, 0.947, -24, 200, 0, 62, masked=False, distance=500)
    masked = replace(raw, acceptor_loss=0.0, masked=True)
    wide = replace(raw, acceptor_gain=0.184, acceptor_gain_offset=1711, distance=4999)
    return SpliceScore("NM_000548.5", "TSC2", "-", raw, masked, wide)


def attribution(variant: Variant, offset: int = 0) -> Attribution:
    random = np.random.default_rng(7)
    bases = "".join(random.choice(list("ACGT"), 201))
    n_ref, n_alt = len(variant.ref), len(variant.alt)
    ref_text = bases[:100] + variant.ref + bases[100 + n_ref :]
    alt_text = bases[:100] + variant.alt + bases[100 + n_ref :]
    ref_offsets = np.arange(-100, len(ref_text) - 100, dtype=np.int32)
    alt_offsets = np.concatenate(
        (
            np.arange(-100, 0),
            np.minimum(np.arange(n_alt), n_ref - 1),
            np.arange(n_ref, len(ref_text) - 100),
        )
    ).astype(np.int32)

    def allele(
        name: str, text: str, offsets: np.ndarray, top: float, probability: float
    ) -> AlleleAttribution:
        near = np.exp(-(((offsets - offset) / 7.0) ** 2))
        values = near * random.normal(0.35, 0.4, len(text)) * top + random.normal(
            0, 0.015, len(text)
        )
        return AlleleAttribution(name, text, offsets, values.astype(np.float32), None, probability)

    return Attribution(
        "spliceai",
        "NM_000548.5",
        "-",
        SpliceEffect.DONOR_GAIN,
        offset,
        AttributionMethod.ISM,
        allele("ref", ref_text, ref_offsets, 0.15, 0.002),
        allele("alt", alt_text, alt_offsets, 0.9, 0.913),
    )


def detail(
    variant_id: int = 1,
    ref: str = "G",
    alt: str = "A",
    note: str = "Fits the seizures.",
    frequency: float | None = None,
) -> VariantDetail:
    variant = Variant(Assembly.GRCH38, "chr16", POS, ref, alt)
    places = tuple(
        TranscriptPosition(item, Region.INTRON, None, 2, 62, "donor")
        for item in transcripts()[::-1]
    )
    facts = Facts(
        variant_id, variant, GENOTYPES, frequency, 812.5, (), places, (score(),), (),
        engines=(EngineScores(RUN, (score(),)),),
    )  # fmt: skip
    candidate = Candidate(
        facts,
        variant_id,
        Lane.SPLICE,
        12.5,
        "Makes a new donor 62 bases inside intron 2 and silences the native one.",
        "TSC2",
        (InheritanceFit.POSSIBLY_DE_NOVO, InheritanceFit.DOMINANT),
        (),
        0.8123,
        (
            Reason("splice", "Donor loss 0.95 at the native site.", 9.0),
            Reason("quality", "One parent has no call.", -1.0),
        ),
    )
    return VariantDetail(
        facts=facts,
        candidate=candidate,
        hgvs_g=f"NC_000016.10:g.{POS}{ref}>{alt}",
        transcripts=transcripts(),
        tracks=(track(),),
        attributions=(attribution(variant),),
        mark=Mark.REPORT,
        note=note,
        original_line=f"16\t{POS}\t.\t{ref}\t{alt}\t812.5\tPASS\t.\tGT:AD:DP:GQ\t0/1:18,16:34:99",
    )


def unscored_detail(variant_id: int = 2) -> VariantDetail:
    scored = detail(variant_id, "GTAAGT", "G", note="")
    reason = NotScored("spliceai", NotScoredReason.REF_TOO_LONG)
    facts = replace(
        scored.facts, scores=(), engines=(), not_scored=(reason,), population_frequency=0.00012
    )
    assert scored.candidate is not None
    candidate = replace(
        scored.candidate,
        facts=facts,
        lane=Lane.NEEDS_EYES,
        sentence="Removes the donor of intron 2; it could not be scored.",
    )
    return replace(scored, facts=facts, candidate=candidate, tracks=(), attributions=())


EXON = ExonScore(
    "NM_000548.5", "TSC2", "-", 38, 42, POS + 61, POS + 200, -1.59, (0.0,) * 5, (0.0,) * 5,
    0.9, -1.0,
    (
        TissueScore("Liver", 0.1, 0.0, -1.7, 0.93, -0.31),
        TissueScore("Lung", 0.1, 0.1, -1.59, 0.95, -0.12),
        TissueScore("Retina", 0.1, 0.0, -9.0),
    ),
    EngineRun("mmsplice", "2.4.0", "ef" * 32, 100, "", "", "float32"),
)  # fmt: skip


def full_detail() -> VariantDetail:
    """A second engine that disagrees, an exon, a table, neighbours and a complete explanation."""
    plain = detail()
    (first,) = plain.facts.scores
    silent = replace(first.delta, donor_gain=0.01, donor_loss=0.01)
    second = replace(first, delta=silent, masked=silent, wide=None)
    run = replace(RUN, engine_id="openspliceai", version="git-1", digest="98" * 32)
    engines = (*plain.facts.engines, EngineScores(run, (second,)))
    labels = {"spliceai": EngineLabel("SpliceAI", is_calibrated=True)}
    near = replace(first.delta, distance=50)
    table = LookupScore("scores.raw.vcf.gz", "1.3", "TSC2", replace(near, donor_loss=0.3), near)
    beside = Beside(9, replace(plain.facts.variant, pos=POS + 8), PhaseBasis.EVERY_COPY)
    pair = HaplotypeScore(
        "spliceai", "NM_000548.5", "TSC2", "-", (beside,), (), first.delta,
        replace(first.delta, donor_loss=0.2),
    )  # fmt: skip
    facts = replace(
        plain.facts, engines=engines, exons=(EXON,), lookups=(table,), haplotypes=(pair,),
        consensus=consensus(
            plain.facts.variant, engines, load_consensus_rules(), Labels(labels, {})
        ),
    )  # fmt: skip
    assert plain.candidate is not None
    (drawn,) = plain.attributions
    complete = replace(
        drawn,
        method=AttributionMethod.INTEGRATED_GRADIENTS,
        ref=replace(drawn.ref, residual=0.001),
        alt=replace(drawn.alt, residual=0.004),
    )
    return replace(
        plain, facts=facts, candidate=replace(plain.candidate, facts=facts),
        attributions=(complete,), exons=(EXON,),
    )  # fmt: skip


def info(*, is_artificial: bool = False) -> CaseInfo:
    proof = BuildProof(
        Assembly.GRCH38,
        BuildVerdict.PROVEN,
        2000,
        2000,
        ("24 of 24 contig lengths are those of GRCh38.",),
    )
    return CaseInfo(
        "tsc2-family",
        "2026-03-01T09:00:00+00:00",
        "0.1.0",
        proof,
        PEDIGREE,
        ("HP:0001250",),
        "gnomAD_AF",
        (
            SourceFile("variants", "family.vcf.gz", "12" * 32, "bcftools 1.17"),
            SourceFile("reference", "GRCh38.fa.gz", "cd" * 32),
            SourceFile("genes", "MANE.gff3.gz", "34" * 32),
        ),
        ("The header names no sample sex.",),
        is_artificial,
    )


def case_ledger() -> Ledger:
    return Ledger(
        1204,
        1200,
        {"malformed": 1, "reference_mismatch": 3},
        1260,
        1230,
        10,
        {"symbolic": 20},
        {
            "spliceai": EngineLedger(
                1230, {"population_frequency": 900}, 300, {"outside_genes": 25}, 5
            )
        },
    )


def report(
    *details: VariantDetail, is_artificial: bool = False, dismissed: tuple[VariantDetail, ...] = ()
) -> ReportData:
    about = info(is_artificial=is_artificial)
    accounted = case_ledger()
    return ReportData(
        info=about,
        program_version="0.1.0",
        generated_at="2026-03-02T10:30:00+00:00",
        people=(
            PersonLine("NA-CHILD", "patient", "female", "affected"),
            PersonLine("NA-FATHER", "father", "male", "unaffected"),
            PersonLine("NA-MOTHER", "mother", "female", ""),
        ),
        phenotypes=(PhenotypeTerm("HP:0001250", "Seizure"),),
        build=build(about.proof),
        method=Method(
            (
                EngineMethod(
                    RUN, "SpliceAI", "CC BY-NC 4.0 (no commercial use)", "published cut-offs hold"
                ),
            ),
            (("MANE GRCh38 v1.4", "34" * 32),),
            (frequency_source(about),),
            ("Not carried by the patient.",),
            "ranking rules 1",
            "Raw Δ of SpliceAI: published cut-offs are 0.2, 0.5 and 0.8.",
        ),
        ledger=accounted,
        ledger_sentences=ledger(accounted),
        warnings=about.warnings,
        selection="The candidates marked for the report.",
        candidates=tuple(
            candidate_report(item, about, with_figures=True)
            for item in details or (detail(), unscored_detail())
        ),
        dismissed=tuple(candidate_report(item, about, with_figures=False) for item in dismissed),
        n_listed=42,
        limits=LIMITS,
    )
