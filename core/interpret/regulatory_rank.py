"""Where variants that engines of regulatory sequence speak for may stand in the list."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.candidate import Candidate, Lane, Reason
from core.interpret.points import REGULATORY, SPLICE
from core.interpret.rules import RankingRules

_STEP = 0.01
"""Points that tell two candidates apart."""


def below_splice_calls(
    candidates: Sequence[Candidate], rules: RankingRules
) -> tuple[Candidate, ...]:
    """Keep what a network of regulatory sequence lifted below splice calls that fit the phenotype.

    Points it loses are a reason of their own, so that the reasons add up.
    """
    calls = [one for one in candidates if _is_matched_call(one, rules)]
    if not calls:
        return tuple(candidates)
    lowest = min(calls, key=lambda one: one.points)
    return tuple(_below(one, lowest) for one in candidates)


def _below(candidate: Candidate, call: Candidate) -> Candidate:
    lifted = sum(one.points for one in candidate.reasons if one.topic == REGULATORY)
    excess = round(candidate.points - call.points + _STEP, 2)
    if lifted <= 0 or excess <= 0:
        return candidate
    taken = round(min(excess, lifted), 2)
    sentence = (
        f"Kept below {call.facts.variant.spelled}: a reporter assay does not rise above a splice "
        f"call in a gene that fits the phenotype ({call.gene_symbol})."
    )
    reasons = (*candidate.reasons, Reason(REGULATORY, sentence, -taken))
    return replace(candidate, points=round(candidate.points - taken, 2), reasons=reasons)


def _is_matched_call(candidate: Candidate, rules: RankingRules) -> bool:
    """Tell whether it is a splice call of the lowest tier or more in a gene that fits."""
    score = candidate.phenotype_score
    if candidate.lane is not Lane.SPLICE or score is None or score < rules.regulatory.matched.value:
        return False
    least = min(tier.points for tier in rules.splice.tiers)
    return any(one.topic == SPLICE and one.points >= least for one in candidate.reasons)
