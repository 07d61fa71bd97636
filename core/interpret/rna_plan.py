"""The plan of an RNA test: products, tissue, NMD, primers and bands for one variant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.domain.consequence import NmdVerdict, SpliceOutcome
from core.domain.counting import counted, verb
from core.domain.rna_plan import Assay, PredictedProduct, RnaPlan, TissueLine
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import change_of
from core.interpret.genomic_pcr import Stretch, genomic_assay
from core.interpret.mrna import reverse_complement
from core.interpret.outcome_forms import numbered_exon
from core.interpret.pcr_templates import outcome_name, pcr_templates
from core.interpret.plan_rules import PlanRules
from core.interpret.primer_design import PrimerDesignMissingError
from core.interpret.rt_pcr import RtPcrQuestion, rt_pcr_assays

Inclusion = Callable[[tuple[int, int], str], float | None]
"""Gives the inclusion (0-1) of an exon (0-based half-open) in a tissue, None where not known."""

_BESIDE_GENE = 1_000
_NEAR = 2
"""Exons on either side of those that change that are looked up in a tissue."""

_NOT_GENOME_WIDE = (
    "Primers were looked for again in the region of this gene only, not in the whole genome: check "
    "them against the genome (pseudogenes, gene families) before they are ordered."
)


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """All that a plan is made from.

    Attributes
    ----------
    names
        Descriptions of the variant by HGVS, () for none.
    outcomes
        What is predicted for the transcript; at least one aberration.
    fetch
        Gives plus-strand bases of the contig.
    other_transcripts
        Of the same gene.
    other_variants
        Of the patient near the gene, 0-based half-open.
    samples
        What RNA can be taken from: name and tissue of the reference inclusion.
    inclusion
        Reference inclusion; `why_no_inclusion` says why nothing is known at all.
    """

    variant: Variant
    names: tuple[str, ...]
    transcript: Transcript
    outcomes: tuple[SpliceOutcome, ...]
    fetch: Fetch
    other_transcripts: tuple[Transcript, ...] = ()
    other_variants: tuple[tuple[int, int], ...] = ()
    samples: tuple[tuple[str, str], ...] = ()
    inclusion: Inclusion = lambda _exon, _tissue: None
    why_no_inclusion: str = ""


def rna_plan(asked: PlanQuestion, rules: PlanRules) -> RnaPlan:
    """Lay out the test.

    Raises
    ------
    UsageError
        If no aberration is predicted for the transcript: then there is nothing to test for.
    """
    outcomes, n_left_out = _planned_for(asked, int(rules.products.most.value))
    rt_pcr, genomic, missing = _primers(asked, outcomes, rules)
    needs_inhibition = any(map(_is_nmd_expected, outcomes))
    return RnaPlan(
        variant=asked.variant.spelled,
        names=asked.names,
        assembly=asked.variant.assembly.value,
        gene_symbol=asked.transcript.gene_symbol,
        transcript_id=asked.transcript.transcript_id,
        strand=asked.transcript.strand,
        products=tuple(map(_product, outcomes)),
        tissues=_tissues(asked, outcomes),
        needs_nmd_inhibition=needs_inhibition,
        nmd=_nmd_sentence(outcomes),
        rt_pcr=rt_pcr,
        genomic=genomic,
        why_no_primers=missing,
        notes=(
            *(_on_primers(asked) if rt_pcr or genomic else ()),
            *_left_out(n_left_out),
        ),
        rule_set=rules.identifier,
    )


def _planned_for(asked: PlanQuestion, most: int) -> tuple[tuple[SpliceOutcome, ...], int]:
    """Give the aberrations with the greatest shares, and how many are left out."""
    aberrant = [one for one in asked.outcomes if one.kind.is_aberration]
    if not aberrant:
        raise UsageError(
            f"No aberrant transcript of {asked.transcript.transcript_id} is predicted for "
            f"{asked.variant.spelled_short}.",
            "An RNA test is planned for variants with a predicted aberration.",
        )
    chosen = sorted(aberrant, key=lambda one: -one.share)[:most]
    return tuple(chosen), len(aberrant) - len(chosen)


def exons_of_others(asked: PlanQuestion, least_inclusion: float) -> tuple[tuple[int, int], ...]:
    """Give the exons of the transcript that others of the gene, or tissues, do without.

    An exon that no other transcript spans is not among them; nor is one whose inclusion is not
    known.
    """
    found = []
    for exon in asked.transcript.exons:
        spanning = [
            one for one in asked.other_transcripts if one.start < exon[0] < exon[1] < one.end
        ]
        is_left_out = any(
            not any(start < exon[1] and end > exon[0] for start, end in one.exons)
            for one in spanning
        )
        known = [asked.inclusion(exon, tissue) for _, tissue in asked.samples]
        is_skipped = any(one is not None and one < least_inclusion for one in known)
        if is_left_out or is_skipped:
            found.append(exon)
    return tuple(found)


def _primers(
    asked: PlanQuestion, outcomes: tuple[SpliceOutcome, ...], rules: PlanRules
) -> tuple[tuple[Assay, ...], Assay | None, tuple[str, ...]]:
    change, transcript = change_of(asked.variant), asked.transcript
    allele = AlleleMap(change, asked.fetch)
    start = max(0, transcript.start - _BESIDE_GENE)
    gene = asked.fetch(start, transcript.end + _BESIDE_GENE)
    own = (change.start - 1, change.end + 1)
    least = rules.rt_pcr.constitutive_inclusion.value
    question = RtPcrQuestion(
        transcript,
        pcr_templates(transcript, outcomes, allele),
        (own, *asked.other_variants),
        exons_of_others(asked, least),
        gene if transcript.strand == "+" else reverse_complement(gene),
    )
    try:
        rt_pcr = rt_pcr_assays(question, rules)
        others = [one for one in asked.other_variants if not _touches(one, own)]
        genomic = genomic_assay(change, allele, Stretch(start, gene), others, rules)
    except PrimerDesignMissingError as problem:
        return (), None, (str(problem),)
    missing = []
    if not rt_pcr:
        missing.append("No pair of RT-PCR primers fits the rules around the exons that change.")
    if genomic is None:
        missing.append("No pair of genomic primers fits the rules around the variant.")
    return rt_pcr, genomic, tuple(missing)


def _product(outcome: SpliceOutcome) -> PredictedProduct:
    return PredictedProduct(
        outcome_name(outcome),
        outcome.sentence,
        outcome.share,
        outcome.size,
        outcome.is_frame_kept,
        outcome.hgvs_r,
        outcome.why_no_protein if outcome.protein is None else outcome.protein.hgvs_p,
        "" if outcome.nmd is None else outcome.nmd.verdict.value,
        "" if outcome.nmd is None else outcome.nmd.sentence,
    )


def _is_nmd_expected(outcome: SpliceOutcome) -> bool:
    nmd = outcome.nmd
    return nmd is not None and NmdVerdict.EXPECTED in (nmd.verdict, nmd.biology)


def _nmd_sentence(outcomes: Sequence[SpliceOutcome]) -> str:
    hit = [outcome_name(one) for one in outcomes if _is_nmd_expected(one)]
    if hit:
        named = hit[0] if len(hit) == 1 else f"{len(hit)} of the predicted transcripts"
        return (
            f"Needed: NMD is predicted for {named}. Culture cells with and without an "
            "inhibitor of NMD (cycloheximide or puromycin) and run both; RNA from a blood tube "
            "alone may lack what is "
            "predicted."
        )
    if any(one.nmd is None or one.nmd.verdict is NmdVerdict.UNKNOWN for one in outcomes):
        return "Not known for every predicted transcript: better run with and without an inhibitor."
    return "Not needed: no predicted transcript is subject to NMD by the rules."


def _tissues(asked: PlanQuestion, outcomes: Sequence[SpliceOutcome]) -> tuple[TissueLine, ...]:
    exons = _exons_near(asked.transcript, outcomes)
    lines = []
    for sample, tissue in asked.samples:
        known = [asked.inclusion(exon, tissue) for exon in exons]
        n_known = sum(one is not None for one in known)
        words = f"not known ({asked.why_no_inclusion or 'GTEx has no value for these exons'})"
        if n_known:
            words = f"some RNA seen (GTEx, {n_known} of {len(exons)} exons here), level not known"
        lines.append(TissueLine(sample, tissue, n_known, len(exons), words))
    return tuple(lines)


def _exons_near(
    transcript: Transcript, outcomes: Sequence[SpliceOutcome]
) -> tuple[tuple[int, int], ...]:
    """Give the exons that change and two on either side of them."""
    numbers = {number for one in outcomes for number in one.exon_numbers}
    numbers |= {one.intron_number for one in outcomes if one.intron_number is not None}
    n_exons = len(transcript.exons)
    if not numbers:
        return transcript.exons
    first, last = max(1, min(numbers) - _NEAR), min(n_exons, max(numbers) + _NEAR)
    return tuple(numbered_exon(transcript, number) for number in range(first, last + 1))


def _on_primers(asked: PlanQuestion) -> tuple[str, str]:
    """Say what primers were checked against."""
    n_others = len(asked.other_variants)
    told = "No other variant of this case lies near the gene that primers had to avoid."
    if n_others:
        others = counted(n_others, "other variant")
        told = f"Primers avoid {others} of this case in and near the gene."
    return _NOT_GENOME_WIDE, told


def _left_out(n_outcomes: int) -> tuple[str, ...]:
    if not n_outcomes:
        return ()
    told = counted(n_outcomes, "predicted transcript")
    return (f"{told} with smaller shares {verb(n_outcomes, 'is', 'are')} left out.",)


def _touches(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]
