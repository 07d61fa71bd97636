"""What a person decides about codes, and how it lies over what is suggested."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from core.domain.evidence import (
    MECHANISM,
    Basis,
    DecisionKind,
    Evidence,
    EvidenceDecision,
    Standing,
)
from core.errors import UsageError
from core.interpret.evidence.build import evidence, with_strength
from core.interpret.evidence.rules import EvidenceRules

_MEANT = (
    Standing.SUGGESTED,
    Standing.ACCEPTED,
    Standing.POSSIBLE,
    Standing.REJECTED,
    Standing.NOT_SUGGESTED,
)
"""Which of several codes of one name a person means."""


_RNA_MARK = re.compile(r"\(?\s*\bRNA\b\s*\)?", re.IGNORECASE)
_NAME = re.compile(r"(?P<code>[A-Za-z]+\d+)(?P<strength>.*)", re.DOTALL)
_OF_RNA = frozenset({"PVS1", "BP7"})
"""Codes that an RNA assay gives in place of a prediction (Walker 2023)."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word on one code.

    Attributes
    ----------
    name
        The code: `PM2`, `PM2_Supporting` and `PVS1 (RNA)` are all understood. A strength in it that
        is not the suggested one asks for that strength.
    decided_at
        UTC, ISO 8601.
    strength
        "" leaves the strength of the name, or the one that is suggested.
    mechanism
        For PVS1: who states loss of function as the mechanism, where no source does.
    basis
        Which of several codes of that name is meant, such as PP3 of the protein; None leaves it
        to the one that stands best.
    """

    name: str
    author: str
    decided_at: str
    strength: str = ""
    reason: str = ""
    mechanism: str = ""
    basis: Basis | None = None


def with_decisions(
    suggested: Iterable[Evidence], decisions: Iterable[EvidenceDecision]
) -> tuple[Evidence, ...]:
    """Give the codes as they stand now: what a person decided takes the place of a suggestion.

    The latest decision on a code counts; what the program suggested at the time is history.
    """
    newest = latest_decisions(decisions)
    others = tuple(one for one in suggested if one.key not in newest)
    return (*(one.evidence for one in newest.values()), *others)


def latest_decisions(
    decisions: Iterable[EvidenceDecision],
) -> dict[tuple[str, Basis], EvidenceDecision]:
    """Give the last decision of a person on each code, by its key; `decisions` are oldest first."""
    return {one.evidence.key: one for one in decisions if one.kind is not DecisionKind.SUGGESTED}


def chosen(codes: Iterable[Evidence], name: str, basis: Basis | None = None) -> Evidence | None:
    """Give the code a person means by a name: the one that stands best; None for none."""
    wanted = name.strip().lower()
    named = [
        one
        for one in codes
        if wanted in (one.name.lower(), one.label.lower()) and basis in (None, one.basis)
    ]
    return min(named, key=lambda one: _MEANT.index(one.standing), default=None)


def accept(rules: EvidenceRules, codes: Iterable[Evidence], ruling: Ruling) -> EvidenceDecision:
    """Accept a code as it is suggested, at another strength, or without a suggestion.

    Raises
    ------
    UsageError
        If no author is named, the rules do not have code or strength or never score it, or the
        person departs from what is suggested without a reason.
    """
    _demand_author(ruling)
    ruling, item = _meant(rules, tuple(codes), ruling)
    is_offered = item is not None and item.standing is not Standing.NOT_SUGGESTED
    if item is None or not is_offered:
        _demand_reason(ruling, f"{ruling.name} is not suggested")
        item = _entered(rules, ruling, item)
    before = item.strength
    changed = with_strength(rules, item, ruling.strength or item.strength)
    is_changed = is_offered and changed.strength != before
    if is_changed:
        _demand_reason(ruling, f"{item.name} is {before} as suggested")
    kept = tuple(pair for pair in changed.inputs if pair[0] != MECHANISM or not ruling.mechanism)
    stated = ((MECHANISM, ruling.mechanism),) if ruling.mechanism else ()
    accepted = replace(changed, standing=Standing.ACCEPTED, inputs=(*kept, *stated))
    return EvidenceDecision(
        DecisionKind.CHANGED if is_changed else DecisionKind.ACCEPTED,
        accepted,
        ruling.author.strip(),
        ruling.decided_at,
        ruling.reason.strip(),
        before if is_changed else "",
    )


def reject(codes: Iterable[Evidence], ruling: Ruling) -> EvidenceDecision:
    """Reject a code that is suggested, possible or accepted.

    Raises
    ------
    UsageError
        If no author is named or there is no such code.
    """
    _demand_author(ruling)
    item = chosen(codes, ruling.name, ruling.basis)
    if item is None:
        raise UsageError(
            f"{ruling.name} is not among the codes of this variant.",
            "Reject one of the codes listed.",
        )
    rejected = replace(item, standing=Standing.REJECTED)
    author, reason = ruling.author.strip(), ruling.reason.strip()
    return EvidenceDecision(DecisionKind.REJECTED, rejected, author, ruling.decided_at, reason)


def _meant(
    rules: EvidenceRules, codes: Sequence[Evidence], ruling: Ruling
) -> tuple[Ruling, Evidence | None]:
    """Find the code a ruling names; where none is called so, a strength in its name is asked for."""
    ruling = replace(ruling, strength=_as_written(rules, ruling.strength))
    item = chosen(codes, ruling.name, ruling.basis)
    if item is None:
        ruling = _spelled_out(rules, ruling)
        item = chosen(codes, ruling.name, ruling.basis)
    return ruling, item


def _spelled_out(rules: EvidenceRules, ruling: Ruling) -> Ruling:
    """Take the strength out of a name: `PM2_Moderate (RNA)`, `PM2 Moderate(RNA)` are `PM2 (RNA)`."""
    bare, n_marks = _RNA_MARK.subn(" ", ruling.name)
    parts = _NAME.fullmatch(bare.strip())
    if parts is None:
        return ruling
    return replace(
        ruling,
        name=f"{parts['code']} (RNA)" if n_marks else parts["code"],
        strength=ruling.strength or _as_written(rules, parts["strength"]),
    )


def _as_written(rules: EvidenceRules, spelled: str) -> str:
    """Give a strength as the rules write it; one they do not have stays as it is."""
    same = (one.name for one in rules.strengths if _letters(one.name) == _letters(spelled))
    return next(same, spelled.strip(" _-()"))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))


def _entered(rules: EvidenceRules, ruling: Ruling, refused: Evidence | None) -> Evidence:
    """A code a person enters on their own word; strength and what a rule saw of it are kept."""
    code, _, mark = ruling.name.strip().partition(" ")
    is_rna = mark.strip("() ").upper() == "RNA"
    basis = ruling.basis or Basis.OTHER if refused is None else refused.basis
    basis = Basis.RNA if is_rna else basis
    name = code.upper() if refused is None else refused.code
    if basis is Basis.RNA and name not in _OF_RNA:
        raise UsageError(
            f"{name} has no form of its own for an RNA assay.",
            f"With (RNA) stand: {', '.join(sorted(_OF_RNA))}. Enter {name} without it.",
        )
    usual = "" if refused is None else refused.strength
    if not usual and (name, basis) == ("BP7", Basis.RNA):
        usual = rules.rna.normal.strength
    found = evidence(rules, name, basis, usual)
    return replace(
        found,
        reason=ruling.reason.strip(),
        inputs=() if refused is None else refused.inputs,
        source=ruling.author.strip(),
    )


def _demand_author(ruling: Ruling) -> None:
    if not ruling.author.strip():
        raise UsageError(
            f"Nobody is named who decides about {ruling.name}.", "Name the author of the decision."
        )


def _demand_reason(ruling: Ruling, cause: str) -> None:
    if not ruling.reason.strip():
        raise UsageError(f"{cause}, and no reason is given.", "Say in a sentence what it rests on.")
