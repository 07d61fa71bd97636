"""All codes that follow from what is known of a variant."""

from core.domain.evidence import Evidence
from core.domain.evidence_inputs import EvidenceInputs
from core.interpret.evidence.family import de_novo_codes, in_trans_codes, phenotype_hint
from core.interpret.evidence.guards import guarded
from core.interpret.evidence.known import ps1_codes, splice_base
from core.interpret.evidence.population import population_codes
from core.interpret.evidence.protein import missense_codes
from core.interpret.evidence.pvs1 import pvs1_codes
from core.interpret.evidence.regulatory import regulatory_codes
from core.interpret.evidence.rna import rna_codes
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.evidence.splicing import splice_codes


def suggest(inputs: EvidenceInputs, rules: EvidenceRules) -> tuple[Evidence, ...]:
    """Suggest codes: what is suggested first, then what is possible, then what does not hold.

    Each says why, names its rule set, and keeps what the rule saw. None is a class, and none
    counts before a person accepts it. Guards are applied: no finding is suggested twice.
    """
    effect = (
        *pvs1_codes(inputs, rules),
        *splice_codes(inputs, rules),
        *missense_codes(inputs, rules),
        *rna_codes(inputs, rules),
    )
    found = (
        *effect,
        *ps1_codes(inputs, rules, splice_base(effect)),
        *population_codes(inputs, rules),
        *de_novo_codes(inputs, rules),
        *in_trans_codes(inputs, rules),
        *regulatory_codes(inputs, rules),
        *phenotype_hint(inputs, rules),
    )
    result = guarded(found)
    return tuple(sorted((*result.kept, *result.dropped), key=_order))


def _order(item: Evidence) -> tuple[int, int]:
    standings = ("suggested", "possible, not suggested", "not suggested")
    return standings.index(item.standing.value), -abs(item.points)
