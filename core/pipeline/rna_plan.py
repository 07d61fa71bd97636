"""Job: the plan of an RNA test for one variant of a case."""

from collections.abc import Generator, Sequence
from pathlib import Path

from core.domain.interpretation import TranscriptOutcomes
from core.domain.rna_plan import RnaPlan
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.allele_map import Fetch
from core.interpret.alleles import change_of
from core.interpret.hgvs import hgvs_g
from core.interpret.hgvs_transcript import hgvs_c
from core.interpret.plan_rules import load_plan_rules
from core.interpret.rna_plan import PlanQuestion, rna_plan
from core.interpretation import outcomes_of as predicted_outcomes
from core.job import Progress
from core.pipeline.asked_variant import asked_variant
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rna import OutcomesOf
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from core.tissue_psi import BLOOD, FIBROBLASTS, LCL, TissuePsi, read_tissue_psi

SAMPLES = (
    ("blood", BLOOD),
    ("fibroblasts", FIBROBLASTS),
    ("lymphoblastoid cell line (LCL)", LCL),
)
"""What RNA of a living patient is taken from, with the tissue of the reference inclusion."""

_BESIDE_GENE = 1_000


def plan_rna_test(
    case: Path,
    spelled: str,
    outcomes_of: OutcomesOf = predicted_outcomes,
    transcript_id: str = "",
    owner_token: str | None = None,
) -> Generator[Progress, None, RnaPlan]:
    """Lay out the RNA test of a variant.

    Parameters
    ----------
    spelled
        `chrom-pos-ref-alt`, in any spelling of the allele.
    transcript_id
        Empty for the first transcript in which an aberration is predicted.

    Raises
    ------
    ProblemError
        Case or reference unusable, the variant not in the case, or no aberration predicted.
    """
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        yield Progress("looking at what is predicted")
        assembly = store.info().proof.assembly
        variant = asked_variant(spelled, assembly, reference)
        stored = store.find(variant)
        if stored is None:
            raise UsageError(
                f"{variant.spelled_short} is not in this case.", "Check position and alleles."
            )
        told = _chosen(outcomes_of(store, reference, stored), variant, transcript_id)
        yield Progress("looking up the tissues")
        psi = read_tissue_psi(assembly, [told.transcript])
        yield Progress("designing primers")
        return rna_plan(_question(store, reference, stored, told, psi), load_plan_rules())


def _question(
    store: CaseStore,
    reference: Reference,
    stored: StoredVariant,
    told: TranscriptOutcomes,
    psi: TissuePsi,
) -> PlanQuestion:
    variant, transcript = stored.variant, told.transcript

    def fetch(start: int, end: int) -> str:
        return reference.fetch(variant.chrom, start, end)

    return PlanQuestion(
        variant,
        _names(variant, transcript, fetch),
        transcript,
        tuple(told.outcomes),
        fetch,
        _of_same_gene(store, transcript),
        _other_variants(store, transcript, stored),
        SAMPLES,
        lambda exon, tissue: psi.of(transcript, exon, tissue),
        psi.why_not,
    )


def _names(variant: Variant, transcript: Transcript, fetch: Fetch) -> tuple[str, ...]:
    """Describe the variant in the transcript, as laboratories order it, and in the genome."""
    named = (hgvs_c(variant, transcript, fetch), hgvs_g(variant, fetch))
    return tuple(name for name in named if name)


def _chosen(
    predicted: Sequence[TranscriptOutcomes], variant: Variant, transcript_id: str
) -> TranscriptOutcomes:
    """Give the transcript the test is about.

    Raises
    ------
    UsageError
        If there is none.
    """
    aberrant = [one for one in predicted if any(item.kind.is_aberration for item in one.outcomes)]
    named = [one for one in aberrant if transcript_id in ("", one.transcript.transcript_id)]
    if named:
        return named[0]
    known = ", ".join(one.transcript.transcript_id for one in aberrant) or "none"
    raise UsageError(
        f"No aberrant transcript{f' of {transcript_id}' if transcript_id else ''} is predicted for "
        f"{variant.spelled_short} (transcripts with one: {known}).",
        "An RNA test is planned for variants with a predicted aberration; score the case first.",
    )


def _of_same_gene(store: CaseStore, transcript: Transcript) -> tuple[Transcript, ...]:
    return tuple(
        one
        for one in store.genes_named(transcript.gene_symbol)
        if one.chrom == transcript.chrom and one.transcript_id != transcript.transcript_id
    )


def _other_variants(
    store: CaseStore, transcript: Transcript, own: StoredVariant
) -> tuple[tuple[int, int], ...]:
    """Give the places of all other variants of the case near a transcript, 0-based half-open.

    Of anyone in the case: a parent's sample is tested with the same primers.
    """
    around = store.variants_between(
        transcript.chrom, transcript.start + 1 - _BESIDE_GENE, transcript.end + _BESIDE_GENE
    )
    changes = [change_of(one.variant) for one in around if one.variant_id != own.variant_id]
    return tuple((one.start, max(one.end, one.start + 1)) for one in changes)
