"""Gates: why a variant is not scored and not ranked. Unknown never fails a gate."""

import numpy as np
from numpy.typing import NDArray

from core.domain.counting import counted
from core.interpret.gate_rules import GateRules, load_gate_rules

NOT_CARRIED = "not_carried_by_proband"
CALL_QUALITY = "call_quality"
POPULATION_FREQUENCY = "population_frequency"
TWO_COPIES = "people_with_two_copies"
IN_HOUSE = "seen_in_own_families"
REGION = "region"
INHERITANCE = "inheritance"
PANEL = "panel"
EXPRESSION = "own_filter"

GATES = (
    NOT_CARRIED,
    CALL_QUALITY,
    POPULATION_FREQUENCY,
    TWO_COPIES,
    IN_HOUSE,
    REGION,
    INHERITANCE,
    PANEL,
    EXPRESSION,
)
"""Names of the gates in the order they are tried, as stored and as in the ledger."""


def first_failing_gates(
    n_variants: int,
    alt_copies: NDArray[np.int8] | None,
    population_frequency: NDArray[np.float64] | None,
    rules: GateRules,
) -> list[str]:
    """Name of the first gate each variant fails while a file is read, empty where it passes.

    What else a preset asks is looked at when all is read (`core.interpret.filters`).

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
        codes[too_common(population_frequency, rules)] = 2
    if alt_copies is not None:
        codes[alt_copies == 0] = 1
    words = ("", NOT_CARRIED, POPULATION_FREQUENCY)
    return [words[code] for code in codes.tolist()]


def too_common(population_frequency: NDArray[np.floating], rules: GateRules) -> NDArray[np.bool_]:
    """Tell which frequencies are above the limit; in the precision they are kept with."""
    return _above(population_frequency, rules.max_population_frequency.value)


def too_common_for_one_copy(
    population_frequency: NDArray[np.floating], rules: GateRules
) -> NDArray[np.bool_]:
    """Tell which frequencies are too high for a condition that one copy causes."""
    return _above(population_frequency, rules.dominant_frequency.value)


def _above(population_frequency: NDArray[np.floating], limit: float) -> NDArray[np.bool_]:
    kept = population_frequency.astype(np.float32, copy=False)
    above: NDArray[np.bool_] = kept > np.float32(limit)
    return above


def gate_label(gate: str, rules: GateRules) -> str:
    """Plain words for failing a gate under these rules."""
    percent = 100 * rules.max_population_frequency.value
    labels = {
        NOT_CARRIED: "not carried by the patient",
        CALL_QUALITY: f"doubtful call ({', '.join(rules.drop) or 'flagged only'})",
        POPULATION_FREQUENCY: f"common in the population (> {percent:g} %)",
        TWO_COPIES: "healthy people have two copies, or it on their one X",
        IN_HOUSE: "seen in many other families of this laboratory",
        REGION: "lies in a region that was not chosen",
        INHERITANCE: "fits no mode of inheritance that was chosen",
        PANEL: "in no gene of the panels",
        EXPRESSION: f"excluded by the own filter {rules.expression}".strip(),
    }
    return labels.get(gate, gate)


def in_house_words(n_seen: int, n_families: int, rules: GateRules) -> str:
    """Say in how many other families a variant was seen, and what limit holds."""
    limit, least = rules.max_in_house, rules.min_families
    seen = f"in {n_seen:,} of {counted(n_families, 'other family', 'other families')}"
    if limit is None:
        return f"{seen}; any passes"
    if least is not None and n_families < least.value:
        return f"{seen}; fewer than {least.value:g} families, so that no limit holds"
    return f"{seen}; limit {100 * limit.value:g} %"


GATE_LABELS: dict[str, str] = {gate: gate_label(gate, load_gate_rules()) for gate in GATES}
"""Plain words for every gate, with the limits of the default preset."""
