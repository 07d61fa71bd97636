"""Rule set of evidence: codes, points, classes, and every limit a code depends on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.domain.evidence import Direction
from core.interpret.evidence.code_rules import (
    DeNovoRules,
    InTransRules,
    MechanismRules,
    MissenseRules,
    PopulationRules,
    Ps1Rules,
    Pvs1Rules,
    RnaRules,
    SplicingRules,
)
from core.interpret.rules import Limit, Sourced, load_rule_set, shipped

DEFAULT = "clingen"
SHIPPED = (DEFAULT, "uk")
"""Profiles that come with the program."""

Side = Literal["pathogenic", "uncertain", "benign"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrameworkRule(Sourced):
    """The standard that the codes belong to."""

    name: str
    version: str


class PointRules(Sourced):
    """Odds of a very strong code, its points, and the prior probability (0-1)."""

    prior: float = Field(gt=0, lt=1)
    odds_very_strong: float = Field(gt=1)
    very_strong_points: int = Field(gt=0)


class StrengthRule(Sourced):
    """A strength and the points it is worth on either side."""

    name: str
    points: int = Field(ge=0)
    is_pathogenic_only: bool = False


class ClassRule(Sourced):
    """A class and the least points it holds for; None for the last."""

    name: str
    side: Side
    at_least: int | None = None


class OneCodeRule(Sourced):
    """Whether one code alone makes a class."""

    makes_class: bool


class CodeList(Sourced):
    """Some codes."""

    codes: tuple[str, ...]


class TableRow(_Frozen):
    """A way to a class: at least so many codes of each strength."""

    class_: str = Field(alias="class")
    rule: str
    needs: Mapping[str, int]


class TableRules(Sourced):
    """The combining table, the rows of either side from the stronger class to the weaker."""

    surplus_very_strong_counts_as: str
    benign_moderate_counts_as: str
    counting_source: str
    pathogenic: tuple[TableRow, ...]
    benign: tuple[TableRow, ...]


class CodeRule(_Frozen):
    """A code with the strength it has unless a rule says otherwise."""

    code: str
    strength: str


class CodeRules(Sourced):
    """Every code that can be accepted."""

    pathogenic: tuple[CodeRule, ...]
    benign: tuple[CodeRule, ...]


class TemperatureRules(Sourced):
    """Names of an uncertain variant by its points, from 0 on."""

    names: tuple[str, ...]


class EvidenceRules(_Frozen):
    """A profile of evidence; name, version and date identify it with every code.

    A file may name the profile of the program it is `based_on`: then it holds what differs.
    """

    name: str
    version: str
    date: str
    label: str
    framework: FrameworkRule
    points: PointRules
    strengths: tuple[StrengthRule, ...]
    classes: tuple[ClassRule, ...]
    one_code: OneCodeRule
    prediction_only: CodeList
    table: TableRules
    codes: CodeRules
    never_scored: CodeList
    splicing: SplicingRules
    pvs1: Pvs1Rules
    mechanism: MechanismRules
    ps1: Ps1Rules
    rna: RnaRules
    population: PopulationRules
    de_novo: DeNovoRules
    in_trans: InTransRules
    missense: MissenseRules
    phenotype_match: Limit
    regulatory: Sourced
    temperature: TemperatureRules | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_base(cls, data: dict[str, Any]) -> dict[str, Any]:
        return resolved(data)

    @model_validator(mode="after")
    def _classes_descend(self) -> Self:
        limits = [one.at_least for one in self.classes[:-1]]
        known = [one for one in limits if one is not None]
        if len(known) != len(limits) or known != sorted(known, reverse=True):
            raise ValueError("classes must stand from the highest limit to the lowest")
        if not self.classes or self.classes[-1].at_least is not None:
            raise ValueError("the last class holds below all others and has no limit")
        return self

    @model_validator(mode="after")
    def _strengths_are_known(self) -> Self:
        known = {one.name for one in self.strengths}
        rows = (*self.table.pathogenic, *self.table.benign)
        used = {one.strength for one in (*self.codes.pathogenic, *self.codes.benign)}
        used |= {strength for row in rows for strength in row.needs}
        if used - known:
            raise ValueError(f"strengths without points: {', '.join(sorted(used - known))}")
        return self

    @property
    def identifier(self) -> str:
        """Name and version, as stored with every code."""
        return f"{self.name} {self.version}"

    def strength(self, name: str) -> StrengthRule | None:
        """Give a strength by its name, None for one the rules do not have."""
        return next((one for one in self.strengths if one.name == name), None)

    def points_of(self, strength: str, direction: Direction) -> int:
        """Give the signed points of a strength the rules have."""
        points = next(one.points for one in self.strengths if one.name == strength)
        return points if direction is Direction.PATHOGENIC else -points

    def code(self, name: str) -> tuple[Direction, str] | None:
        """Give direction and usual strength of a code, None for one the rules do not have."""
        for direction, codes in (
            (Direction.PATHOGENIC, self.codes.pathogenic),
            (Direction.BENIGN, self.codes.benign),
        ):
            found = next((one for one in codes if one.code == name), None)
            if found is not None:
                return direction, found.strength
        return None

    def rank(self, strength: str) -> int:
        """Give the place of a strength from the weakest up; "" (no code) stands below all."""
        return [one.name for one in self.strengths].index(strength) if strength else -1

    def weaker(self, strength: str, steps: int) -> str:
        """Give the strength some steps below, "" where nothing is left of it."""
        place = self.rank(strength) - steps
        return self.strengths[place].name if place >= 0 else ""

    def class_named(self, name: str) -> ClassRule | None:
        """Give a class by its name."""
        return next((one for one in self.classes if one.name == name), None)

    @property
    def uncertain(self) -> str:
        """Name of the class of what is not known."""
        return next(one.name for one in self.classes if one.side == "uncertain")


def load_evidence_rules(profile: str = DEFAULT, path: Path | None = None) -> EvidenceRules:
    """Give a profile of the program, or a laboratory's own file.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set(file_name(profile), path, EvidenceRules)


def file_name(profile: str) -> str:
    """Give the name of a profile's file."""
    return f"evidence_{profile}.toml"


def resolved(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give a profile in full: what it is based on, with what it holds itself laid over.

    Raises
    ------
    ValueError
        If it is based on none of the profiles of the program.
    """
    own = {key: value for key, value in data.items() if key != "based_on"}
    base = data.get("based_on")
    if base is None:
        return own
    if base not in SHIPPED:
        raise ValueError(f"based_on names {base}; profiles of the program are {', '.join(SHIPPED)}")
    return merged(resolved(shipped(file_name(base))), own)


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one table over another: tables are joined, everything else is replaced."""
    found = dict(base)
    for key, value in own.items():
        below = found.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        found[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return found
