"""Job part: where each variant lies in the genes, and which gate it fails first."""

from collections.abc import Generator

from core.domain.sample import Pedigree
from core.domain.transcript import Region
from core.interpret.gates import first_failing_gate, is_carried
from core.interpret.position import locate, summary
from core.interpret.rules import GateRules, load_gate_rules
from core.job import Progress
from core.pipeline.transcript_index import TranscriptIndex
from core.store.case_store import CaseStore
from core.store.records import StoredVariant

_BATCH = 5_000


def annotate_case(store: CaseStore) -> Generator[Progress, None, None]:
    """Store best region, distance to the nearest splice site and genes of every variant."""
    index = TranscriptIndex(store.transcripts())
    for page, progress in _pages(store, "placing variants in genes"):
        store.set_annotations([annotation(stored, index) for stored in page])
        yield progress


def gate_case(
    store: CaseStore, preset: str = "", *, by_frequency: bool = True, by_patient: bool = True
) -> Generator[Progress, None, None]:
    """Store the first gate each variant fails, by the rules of a preset.

    Without `by_frequency` none fails for being common; without `by_patient` none for not being
    carried by the patient (where it is only assumed who that is).
    """
    rules = load_gate_rules(preset)
    column = proband_column(store.info().pedigree) if by_patient else None
    for page, progress in _pages(store, "applying the gates"):
        store.set_gates(
            [
                (stored.variant_id, gate(stored, column, rules, by_frequency=by_frequency))
                for stored in page
            ]
        )
        yield progress


def annotation(
    stored: StoredVariant, index: TranscriptIndex
) -> tuple[int, Region, int | None, str]:
    """Give variant id, best region, distance to a splice site and comma-joined genes."""
    variant = stored.variant
    near = index.overlapping(variant.chrom, variant.pos - 1, variant.end)
    return stored.variant_id, *summary(locate(variant, near) if near else ())


def gate(stored: StoredVariant, column: int | None, rules: GateRules, *, by_frequency: bool) -> str:
    """Name of the first gate the variant fails, empty for none.

    `column` is the patient's place in the genotypes, None where nobody knows who that is.
    """
    carried = column is None or is_carried(stored.genotypes[column])
    frequency = stored.population_frequency if by_frequency else None
    return first_failing_gate(carried, frequency, rules)


def proband_column(pedigree: Pedigree) -> int:
    """Place of the patient in genotype tuples."""
    return pedigree.index(pedigree.proband)


def _pages(
    store: CaseStore, stage: str
) -> Generator[tuple[list[StoredVariant], Progress], None, None]:
    total = store.n_variants()
    for first in range(1, total + 1, _BATCH):
        last = min(first + _BATCH - 1, total)
        page = list(store.variants(range(first, last + 1)))
        yield page, Progress(stage, last, total, "variants")
