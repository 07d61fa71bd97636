"""Gates: why a variant is not scored and not ranked. Unknown never fails a gate."""

import numpy as np
from numpy.typing import NDArray

from core.interpret.rules import GateRules, load_gate_rules

NOT_CARRIED = "not_carried_by_proband"
POPULATION_FREQUENCY = "population_frequency"

GATES = (NOT_CARRIED, POPULATION_FREQUENCY)
"""Names of the gates in the order they are tried, as stored and as in the ledger."""


def first_failing_gates(
    n_variants: int,
    alt_copies: NDArray[np.int8] | None,
    population_frequency: NDArray[np.float64] | None,
    rules: GateRules,
) -> list[str]:
    """Name of the first gate each variant fails, empty where it passes all.

    Parameters
    ----------
    alt_copies
        Of the patient: 0 only where the patient is called without the allele, -1 where a call is
        missing (it may carry it). None where nobody knows who the patient is.
    population_frequency
        A share (0-1), NaN where unknown. None where nothing is left out for being common.
    """
    codes = np.zeros(n_variants, np.int64)
    if population_frequency is not None:
        codes[population_frequency > rules.max_population_frequency.value] = 2
    if alt_copies is not None:
        codes[alt_copies == 0] = 1
    words = ("", NOT_CARRIED, POPULATION_FREQUENCY)
    return [words[code] for code in codes.tolist()]


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
