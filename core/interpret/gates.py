"""Gates: why a variant is not scored and not ranked. Unknown never fails a gate."""

from core.domain.sample import Genotype, Zygosity
from core.interpret.rules import GateRules, load_gate_rules

NOT_CARRIED = "not_carried_by_proband"
POPULATION_FREQUENCY = "population_frequency"

GATES = (NOT_CARRIED, POPULATION_FREQUENCY)
"""Names of the gates in the order they are tried, as stored and as in the ledger."""


def is_carried(genotype: Genotype) -> bool:
    """False only where the patient is called without the allele; a no-call may carry it."""
    return genotype.zygosity is not Zygosity.REFERENCE


def first_failing_gate(carried: bool, population_frequency: float | None, rules: GateRules) -> str:  # noqa: FBT001 - the interface other rooms call
    """Name of the first gate the variant fails, empty if it passes all.

    `population_frequency` is a share (0-1); None is unknown and passes.
    """
    if not carried:
        return NOT_CARRIED
    if (
        population_frequency is not None
        and population_frequency > rules.max_population_frequency.value
    ):
        return POPULATION_FREQUENCY
    return ""


def gate_label(gate: str, rules: GateRules) -> str:
    """Plain words for the name of a gate under these rules."""
    percent = 100 * rules.max_population_frequency.value
    labels = {
        NOT_CARRIED: "not carried by the patient",
        POPULATION_FREQUENCY: f"common in the population (> {percent:g} %)",
    }
    return labels.get(gate, gate)


GATE_LABELS: dict[str, str] = {gate: gate_label(gate, load_gate_rules()) for gate in GATES}
"""Plain words for every gate, with the limits of the default preset."""
