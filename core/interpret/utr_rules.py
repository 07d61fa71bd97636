"""The rule set of UTR effects: Kozak contexts, polyadenylation signals, and what asks for attention."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.domain.utr import Concern, Expectation, OrfKind, Strength, UtrKind
from core.interpret.rules import Limit, Sourced, load_rule_set


class Circumstance(StrEnum):
    """What else decides about an effect."""

    CLASS_KEPT = "class kept"
    STRENGTHENED = "strengthened"
    WEAKENED = "weakened"
    DINUCLEOTIDE_LOST = "dinucleotide lost"
    EXON_EDGE = "exon edge"
    ANOTHER_SIGNAL = "another signal as strong"


class KozakRules(Sourced):
    """`consensus` runs from -6 to +4; a context is classed by the bases at -3 and +4 alone."""

    consensus: str = Field(pattern="^[ACGTRN]{6}ATG[ACGTRN]$")
    at_minus_3: str = Field(pattern="^[ACGT]+$")
    at_plus_4: str = Field(pattern="^[ACGT]+$")


class Signal(Sourced):
    """A polyadenylation hexamer; `share` is the percentage of 3' ends that have it."""

    hexamer: str = Field(pattern="^[ACGT]{6}$")
    strength: Strength
    share: float


class PolyadenylationRules(BaseModel):
    """`window` bases before the end of the transcript are searched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    window: Limit
    signals: tuple[Signal, ...]

    @model_validator(mode="after")
    def _most_used_first(self) -> Self:
        shares = [signal.share for signal in self.signals]
        if shares != sorted(shares, reverse=True):
            raise ValueError("signals must stand from the most to the least frequent one")
        return self


class Grade(Sourced):
    """What an effect is worth; conditions left out hold for every effect of the kind."""

    kind: UtrKind
    frame: tuple[OrfKind, ...] = ()
    strength: tuple[Strength, ...] = ()
    circumstance: Circumstance | None = None
    concern: Concern
    expected: Expectation

    def fits(
        self,
        kind: UtrKind,
        frame: OrfKind | None,
        strength: Strength | None,
        circumstance: Circumstance | None,
    ) -> bool:
        """Whether all its conditions hold."""
        return (
            kind is self.kind
            and (not self.frame or frame in self.frame)
            and (not self.strength or strength in self.strength)
            and self.circumstance in (None, circumstance)
        )

    @property
    def is_unconditional(self) -> bool:
        """It holds for every effect of its kind."""
        return not self.frame and not self.strength and self.circumstance is None


class UtrRules(BaseModel):
    """Of the grades of a kind the first that fits counts; the last of each kind fits always."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    kozak: KozakRules
    polyadenylation: PolyadenylationRules
    grades: tuple[Grade, ...]

    @model_validator(mode="after")
    def _every_kind_is_graded(self) -> Self:
        last = {grade.kind: grade for grade in self.grades}
        for kind in UtrKind:
            if kind not in last or not last[kind].is_unconditional:
                raise ValueError(f"the last grade of '{kind}' must have no conditions")
        return self

    @property
    def identifier(self) -> str:
        """Name and version, as stored with what the rules decided."""
        return f"{self.name} {self.version}"

    def grade(
        self,
        kind: UtrKind,
        frame: OrfKind | None = None,
        strength: Strength | None = None,
        circumstance: Circumstance | None = None,
    ) -> Grade:
        """Give the grade of an effect."""
        return next(one for one in self.grades if one.fits(kind, frame, strength, circumstance))


@cache
def load_utr_rules(path: Path | None = None) -> UtrRules:
    """Rules from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("utr.toml", path, UtrRules)
