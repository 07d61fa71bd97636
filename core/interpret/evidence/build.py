"""Making evidence of one rule set: direction and points follow from code and strength."""

from collections.abc import Mapping
from dataclasses import replace

from core.domain.evidence import Basis, Direction, Evidence, Framework, Standing
from core.errors import UsageError
from core.interpret.evidence.rules import EvidenceRules

Seen = Mapping[str, str]
"""What a rule saw, by name."""


class Maker:
    """Makes evidence that rests on one thing and comes from one source."""

    def __init__(self, rules: EvidenceRules, basis: Basis, source: str = "") -> None:
        self._rules = rules
        self._basis = basis
        self._source = source

    def suggested(
        self, code: str, reason: str, seen: Seen | None = None, *, strength: str = ""
    ) -> Evidence:
        """Give a code that is suggested; without a strength it has its usual one."""
        return self._made(Standing.SUGGESTED, code, reason, seen or {}, strength)

    def possible(
        self, code: str, reason: str, seen: Seen | None = None, *, strength: str = ""
    ) -> Evidence:
        """Give a code that a person may accept, with what holds the suggestion back."""
        return self._made(Standing.POSSIBLE, code, reason, seen or {}, strength)

    def refused(self, code: str, reason: str, seen: Seen | None = None) -> Evidence:
        """Give a code that does not apply or is not known to, with the reason and no points."""
        found = self._made(Standing.NOT_SUGGESTED, code, reason, seen or {}, "")
        return replace(found, points=0)

    def _made(
        self, standing: Standing, code: str, reason: str, seen: Seen, strength: str
    ) -> Evidence:
        found = evidence(self._rules, code, self._basis, strength)
        return replace(
            found, standing=standing, reason=reason, inputs=tuple(seen.items()), source=self._source
        )


def evidence(rules: EvidenceRules, code: str, basis: Basis, strength: str = "") -> Evidence:
    """Give a code of the rule set, without a reason yet; without a strength its usual one.

    Raises
    ------
    UsageError
        If the rules do not have the code or the strength, or never score it.
    """
    known = rules.code(code)
    if code in rules.never_scored.codes:
        raise UsageError(
            f"{code} is never scored: {rules.never_scored.source}",
            "Use what the source itself rests on.",
        )
    if known is None:
        raise UsageError(
            f"{code} is no code of {rules.identifier}.",
            "Choose one of the codes of these rules, or other rules.",
        )
    direction, usual = known
    chosen = strength or usual
    _demand_strength(rules, code, chosen)
    return Evidence(
        code=code,
        direction=direction,
        strength=chosen,
        points=rules.points_of(chosen, direction),
        reason="",
        framework=Framework(rules.framework.name, rules.framework.version),
        rule_set=rules.identifier,
        basis=basis,
        standing=Standing.NOT_SUGGESTED,
    )


def with_strength(rules: EvidenceRules, item: Evidence, strength: str) -> Evidence:
    """Give the same evidence at another strength.

    Raises
    ------
    UsageError
        If the code cannot have that strength.
    """
    other = evidence(rules, item.code, item.basis, strength)
    return replace(item, strength=other.strength, points=other.points)


def strengths_of(rules: EvidenceRules, code: str) -> tuple[str, ...]:
    """Give the strengths a code can have, from the weakest up; () for one the rules do not have.

    Only a stand-alone code stands alone, and it has no other strength.
    """
    known = rules.code(code)
    if known is None:
        return ()
    direction, usual = known
    is_benign = direction is Direction.BENIGN
    stands_alone = rules.points_of(usual, direction) == 0
    return tuple(
        one.name
        for one in rules.strengths
        if (one.points == 0) == stands_alone and not (is_benign and one.is_pathogenic_only)
    )


def _demand_strength(rules: EvidenceRules, code: str, strength: str) -> None:
    names = strengths_of(rules, code)
    if strength not in names:
        raise UsageError(f"{code} cannot be {strength}.", f"Choose one of: {', '.join(names)}.")
