"""Points, the posterior probability they stand for, and the class they come to.

Tavtigian 2018 (Genet Med 20:1054) and 2020 (Hum Mutat 41:1734).
"""

from collections.abc import Iterable

from core.domain.evidence import Evidence
from core.interpret.evidence.rules import EvidenceRules


def total(evidence: Iterable[Evidence]) -> int:
    """Give the sum of the points."""
    return sum(one.points for one in evidence)


def odds(points: int, rules: EvidenceRules) -> float:
    """Give the odds of pathogenicity that a sum of points stands for."""
    exponent = points / rules.points.very_strong_points
    return float(rules.points.odds_very_strong**exponent)


def posterior(points: int, rules: EvidenceRules) -> float:
    """Give the probability (0-1) of being pathogenic, from the prior of the rules."""
    ratio, prior = odds(points, rules), rules.points.prior
    return ratio * prior / ((ratio - 1) * prior + 1)


def class_by_points(points: int, rules: EvidenceRules) -> str:
    """Give the class of a sum of points."""
    return next(one.name for one in rules.classes if one.at_least is None or points >= one.at_least)
