"""Evidence for or against a variant as the cause of a condition, and the class a person gave it.

Codes, strengths, points and class names are data of a rule set, never a list in the program: the
next standard has others. A suggestion is no class. A class comes into being only when a person
has accepted codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from core.domain.variant import Variant


class Direction(StrEnum):
    """What a piece of evidence speaks for."""

    PATHOGENIC = "pathogenic"
    BENIGN = "benign"


class Basis(StrEnum):
    """What a piece of evidence rests on: guards against counting one finding twice need it."""

    SPLICING = "predicted splicing"
    PROTEIN = "predicted protein"
    RNA = "RNA assay"
    FUNCTION = "assay of function"
    POPULATION = "population"
    FAMILY = "family"
    PHENOTYPE = "phenotype"
    KNOWN_VARIANT = "known variant"
    OTHER = "other"


class Standing(StrEnum):
    """How a piece of evidence stands with the program and with the person."""

    SUGGESTED = "suggested"
    POSSIBLE = "possible, not suggested"
    NOT_SUGGESTED = "not suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Framework:
    """The standard that codes and strengths belong to."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One code with everything that led to it.

    Attributes
    ----------
    code
        As the framework spells it, such as "PM2"; its strength stands apart.
    strength
        In the framework's words, such as "supporting".
    points
        What it adds to the sum once accepted, negative for benign; 0 for stand-alone evidence,
        which stays outside the sum, and for a hint.
    reason
        One sentence that can be checked.
    rule_set
        Name and version of the rules.
    inputs
        What the rule saw, as name and text.
    source
        Where the finding comes from: an engine run, a file, a person.
    """

    code: str
    direction: Direction
    strength: str
    points: int
    reason: str
    framework: Framework
    rule_set: str
    basis: Basis
    standing: Standing
    inputs: tuple[tuple[str, str], ...] = ()
    source: str = ""

    @property
    def name(self) -> str:
        """The code as it is written: RNA evidence carries its mark."""
        return f"{self.code} (RNA)" if self.basis is Basis.RNA else self.code

    @property
    def label(self) -> str:
        """Code and strength in one word, such as `PM2_Supporting` or `PVS1_Strong (RNA)`."""
        strength = self.strength.title().replace(" ", "").replace("-", "")
        return f"{self.code}_{strength}" + (" (RNA)" if self.basis is Basis.RNA else "")

    @property
    def key(self) -> tuple[str, Basis]:
        """What makes it the same piece of evidence, whatever its strength."""
        return self.code, self.basis

    @property
    def is_counted(self) -> bool:
        """It counts among "points if all accepted"."""
        return self.standing in (Standing.SUGGESTED, Standing.ACCEPTED)

    @property
    def stands_alone(self) -> bool:
        """It gives its class at once: it counts, and no points of others are summed with it."""
        return self.is_counted and self.points == 0

    def saw(self, name: str) -> str:
        """Give one of the inputs, "" where the rule saw none of that name."""
        return dict(self.inputs).get(name, "")

    def turned(self, standing: Standing, reason: str = "") -> Self:
        """Give the same evidence standing otherwise, with a reason added to its own."""
        own = self.reason.strip().rstrip(".")
        told = f"{own}. {reason}".strip() if own and reason else self.reason or reason
        return replace(self, standing=standing, reason=told)


def alone_of(codes: Iterable[Evidence]) -> Evidence | None:
    """Give the first code that stands alone, None where none does."""
    return next((one for one in codes if one.stands_alone), None)


MECHANISM = "mechanism"
"""Name of the input that tells who states loss of function as the mechanism of the disease."""

ASSAY = "assay"
"""Name of the input that tells which assay a finding comes from."""


class FlagKind(StrEnum):
    """What a person is told of a set of codes besides its sum."""

    CONFLICT = "conflicting evidence"
    ONE_CODE = "one code only"
    BENIGN_PREDICTION = "benign prediction only"
    FRAMEWORKS_DIFFER = "points and the table of 2015 differ"
    ALONE_DIFFERS = "stand-alone evidence and the table of 2015 differ"
    GATE = "gate of non-coding variants not passed"
    STAND_ALONE = "stand-alone benign"
    NEVER_SCORED = "code that is never scored"
    OTHER_RULES = "code accepted by other rules"


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to know; no class is kept before a person has acknowledged it, where it asks so."""

    kind: FlagKind
    sentence: str
    must_acknowledge: bool = False


@dataclass(frozen=True, slots=True)
class Classes:
    """What accepted codes come to.

    Attributes
    ----------
    codes, dropped
        Those that count, and those that would count a finding twice, with the reason added.
    points
        The sum of those that count. It makes no class where a code stands alone.
    posterior
        Probability of being pathogenic, 0-1; of no meaning where a code stands alone.
    by_points, by_table
        The class by points, or of the code that stands alone, and by the combining table of 2015;
        "" where the codes make none.
    no_class
        Why they make none, "" where they do.
    temperature
        How warm an uncertain variant is, where the rule set names that; "" else.
    """

    codes: tuple[Evidence, ...]
    dropped: tuple[Evidence, ...]
    points: int
    posterior: float
    by_points: str
    by_table: str
    no_class: str = ""
    temperature: str = ""

    @property
    def alone(self) -> Evidence | None:
        """The code that stands alone, None where none does."""
        return alone_of(self.codes)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Codes of a variant put together.

    Attributes
    ----------
    points_if_all_accepted, posterior_if_all_accepted
        Of what is suggested and accepted; no class. Neither holds where a code stands alone.
    accepted
        None as long as no code is accepted: then there is no class to show.
    counted, dropped
        Of all that is suggested or accepted: what counts, each finding once, and what would
        count a finding twice, with the reason added.
    flags
        Of the accepted codes; as long as there are none, of all that counts.
    differences
        Sentences on where points and table part, of accepted codes.
    not_counted
        Each code as it was given that is accepted and does not count among the accepted ones, or
        is suggested and would not count among all, with the reason. Nothing is summed beside one
        that stands alone, so that the others do not count then.
    """

    rule_set: str
    points_if_all_accepted: int
    posterior_if_all_accepted: float
    accepted: Classes | None
    counted: tuple[Evidence, ...]
    dropped: tuple[Evidence, ...]
    flags: tuple[Flag, ...]
    differences: tuple[str, ...] = ()
    not_counted: tuple[tuple[Evidence, str], ...] = ()

    @property
    def alone(self) -> Evidence | None:
        """The code that would stand alone if all were accepted, None where none would."""
        return alone_of(self.counted)

    def why_not_counted(self, item: Evidence) -> str:
        """Say why a code that is suggested or accepted does not count, "" where it does."""
        return dict(self.not_counted).get(item, "")

    def flag(self, kind: FlagKind) -> Flag | None:
        """Give a flag of that kind, None where it is not raised."""
        return next((flag for flag in self.flags if flag.kind is kind), None)


class DecisionKind(StrEnum):
    """What happened to a code."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    CHANGED = "changed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class EvidenceDecision:
    """One entry of the history of a variant's codes; entries are added, never altered.

    Attributes
    ----------
    evidence
        As it stands after the decision.
    before
        Strength before it was changed; "" where nothing was.
    author
        Who decided; the program's name for a suggestion.
    decided_at
        UTC, ISO 8601.
    """

    kind: DecisionKind
    evidence: Evidence
    author: str
    decided_at: str
    reason: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """The class a person gave a variant for one condition and mode of inheritance.

    Attributes
    ----------
    condition
        With its identifier where there is one.
    rule_set
        Name and version of the rules it was made with.
    made_at
        UTC, ISO 8601.
    accepted
        The codes that were counted.
    class_name, points, posterior
        What they came to by points; where one stands alone, the class is its own and not that of
        the points.
    by_table
        What the table of 2015 makes of them.
    flags
        Sentences the author saw, the acknowledged ones with that mark.
    """

    variant: Variant
    condition: str
    inheritance: str
    rule_set: str
    author: str
    made_at: str
    accepted: tuple[Evidence, ...]
    class_name: str
    points: int
    posterior: float
    by_table: str
    flags: tuple[str, ...] = ()
    note: str = ""

    @property
    def alone(self) -> Evidence | None:
        """The code that made the class alone, None where points did."""
        return alone_of(self.accepted)

    def age(self, today: date) -> int:
        """Days since it was made."""
        return (today - date.fromisoformat(self.made_at[:10])).days

    def recalled(self, today: date) -> str:
        """Say what was decided when for which condition: to be read, it decides nothing anew."""
        age = self.age(today)
        days = "today" if age == 0 else f"{age:,} day{'' if age == 1 else 's'} ago"
        codes = ", ".join(one.label for one in self.accepted)
        made = f"{self.alone.label} stands alone" if self.alone else f"{self.points:+d} points"
        return (
            f"{self.class_name} for {self.condition} ({self.inheritance}), {days} by {self.author} "
            f"({self.made_at[:10]}, {self.rule_set}): {codes}; {made}."
        )
