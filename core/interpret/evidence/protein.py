"""PP3 and BP4 of missense variants by the one tool the rules name, where its table is loaded."""

from collections.abc import Iterator

from core.domain.evidence import Basis, Evidence
from core.domain.evidence_inputs import EvidenceInputs, SpliceEvidence
from core.interpret.effects import two_decimals
from core.interpret.evidence.build import Maker
from core.interpret.evidence.rules import EvidenceRules


def missense_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PP3 or BP4 for the changed amino acid; nothing where no table was loaded."""
    score, coding = inputs.missense, inputs.coding
    if score is None or coding is None or not coding.is_missense:
        return
    make = Maker(rules, Basis.PROTEIN, score.source)
    if score.tool != rules.missense.tool:
        told = f"These rules count {rules.missense.tool} alone, not {score.tool}."
        yield make.refused("PP3", told)
        return
    seen = {"tool": score.tool, "score": f"{score.value:.3f}", "cut-offs": rules.missense.source}
    told = f"{score.tool} {score.value:.3f}"
    harmful = [one for one in rules.missense.pathogenic if score.value >= one.limit]
    benign = [one for one in rules.missense.benign if score.value <= one.limit]
    if harmful:
        strength = max((one.strength for one in harmful), key=rules.rank)
        yield make.suggested("PP3", f"{told}.", seen, strength=strength)
    elif not benign:
        yield make.refused("PP3", f"{told} is uninformative, neither PP3 nor BP4.", seen)
    else:
        strength = max((one.strength for one in benign), key=rules.rank)
        yield _benign(inputs, make, f"{told}.", seen, strength)


def _benign(
    inputs: EvidenceInputs, make: Maker, told: str, seen: dict[str, str], strength: str
) -> Evidence:
    """Suggest BP4 only where splicing is known to be left alone."""
    if not _leaves_splicing(inputs.splice):
        told += " Possible, not suggested: an effect on splicing is not excluded."
        return make.possible("BP4", told, seen, strength=strength)
    return make.suggested("BP4", told, seen, strength=strength)


def _leaves_splicing(splice: SpliceEvidence | None) -> bool:
    if splice is None or splice.calibration is None:
        return False
    calibration = splice.calibration
    is_window = splice.delta.distance == calibration.distance and not splice.delta.masked
    return is_window and two_decimals(splice.delta.max_delta) <= calibration.bp4_max
