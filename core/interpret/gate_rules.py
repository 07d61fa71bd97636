"""What the gates let pass: presets of the program, each number with its source."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from core.domain.candidate import InheritanceFit
from core.domain.transcript import Region
from core.domain.zone import Zone
from core.errors import UsageError
from core.interpret.expression import check_expression
from core.interpret.rules import Limit, load_rule_set

FILE = "gates.toml"


class Doubt(StrEnum):
    """What can be doubtful about a call."""

    DEPTH = "few reads"
    QUALITY = "low genotype quality"
    BALANCE = "uneven share of reads"
    FILTER = "the caller's own filter"
    LISTED = "listed region"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CallRules(_Frozen):
    """Below (for the share of reads of a heterozygous call: outside) these a call is doubtful."""

    min_depth: Limit
    min_quality: Limit
    min_balance: Limit
    max_balance: Limit


class GateRules(_Frozen):
    """One preset of the gates.

    Attributes
    ----------
    max_population_frequency
        A share (0-1); above it a variant fails.
    dominant_frequency
        A share (0-1); above it a variant is flagged as too common for a dominant condition, and
        where modes are chosen it fits none in which one copy makes ill.
    max_homozygotes, max_hemizygotes
        People of the population with two copies, or with the one of their X; above it a variant
        fails. None for any number.
    max_in_house
        A share (0-1) of the other families of the laboratory; above it a variant fails. None for
        any share. With fewer than `min_families` of them nothing fails.
    calls
        When a call is doubtful: flagged, or left out for the doubts in `drop`.
    regions, zones, modes
        Only these; empty for any. A variant in a zone passes whatever its region is.
    in_panels
        Only genes of the panels chosen for the case.
    expression
        A filter of one's own, empty for none.
    """

    label: str
    max_population_frequency: Limit
    dominant_frequency: Limit
    calls: CallRules
    max_homozygotes: Limit | None = None
    max_hemizygotes: Limit | None = None
    max_in_house: Limit | None = None
    min_families: Limit | None = None
    drop: tuple[Doubt, ...] = ()
    regions: tuple[Region, ...] = ()
    zones: tuple[Literal[Zone.BRANCH_POINT, Zone.PROMOTER, Zone.ELEMENT], ...] = ()
    modes: tuple[InheritanceFit, ...] = ()
    in_panels: bool = False
    expression: str = ""

    @model_validator(mode="after")
    def _can_be_read(self) -> "GateRules":
        try:
            check_expression(self.expression)
        except UsageError as error:
            raise ValueError(str(error)) from error
        return self

    @property
    def asks_more(self) -> bool:
        """Something is asked that reading a file does not look at."""
        return bool(
            self.drop
            or self.regions
            or self.zones
            or self.modes
            or self.in_panels
            or self.expression.strip()
            or self.max_in_house
        )


class GateRuleSet(_Frozen):
    """All presets of the program and the name of the one used unless another is chosen."""

    name: str
    version: str
    date: str
    default: str
    presets: dict[str, GateRules]

    @model_validator(mode="before")
    @classmethod
    def _common(cls, data: dict[str, Any]) -> dict[str, Any]:
        """What stands in `common` holds in every preset that says nothing else."""
        common = data.pop("common", {})
        data["presets"] = {name: {**common, **one} for name, one in data["presets"].items()}
        return data


def load_gate_rules(preset: str = "", path: Path | None = None) -> GateRules:
    """Gates of a preset of the program; the empty name gives the default one.

    Raises
    ------
    UsageError
        If there is no preset of that name.
    InputFileError
        If a laboratory's own file cannot be read or is no gate rule set.
    """
    rule_set = load_gate_rule_set(path)
    chosen = rule_set.presets.get(preset or rule_set.default)
    if chosen is None:
        known = ", ".join(sorted(rule_set.presets))
        raise UsageError(f"There is no preset {preset}.", f"Choose one of: {known}.")
    return chosen


def load_gate_rule_set(path: Path | None = None) -> GateRuleSet:
    """All presets of the program, or of a file."""
    return load_rule_set(FILE, path, GateRuleSet)


def gate_presets(path: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Names and labels of the presets of the program, the default first."""
    rule_set = load_gate_rule_set(path)
    names = sorted(rule_set.presets, key=lambda name: (name != rule_set.default, name))
    return tuple((name, rule_set.presets[name].label) for name in names)


_LIMITS = {
    "max_frequency": "max_population_frequency",
    "dominant_frequency": "dominant_frequency",
    "max_homozygotes": "max_homozygotes",
    "max_hemizygotes": "max_hemizygotes",
    "max_in_house": "max_in_house",
}
"""Changes that set a limit of the rules."""

_NO_LIMIT = {"max_homozygotes": -1, "max_hemizygotes": -1, "max_in_house": 1}
"""Values of these that stand for no limit."""

_CALLS = ("min_depth", "min_quality", "min_balance", "max_balance")


def changed(rules: GateRules, name: str, changes: Mapping[str, object]) -> GateRules:
    """Give rules with some of their parts changed by a person; None and () leave a part as it is.

    Parameters
    ----------
    changes
        "label"; shares (0-1) "max_frequency", "dominant_frequency" and "max_in_house" (1 for any);
        counts "max_homozygotes" and "max_hemizygotes" (-1 for any number); of calls "min_depth",
        "min_quality", "min_balance", "max_balance"; "drop", "regions", "zones", "modes",
        "in_panels", "expression".

    Raises
    ------
    UsageError
        Naming what cannot be used.
    """
    check_expression(str(changes.get("expression") or ""))
    data = rules.model_dump()
    given = {key: value for key, value in changes.items() if value not in (None, ())}
    source = f"Set by a person in {name}."
    for key in _LIMITS.keys() & given:
        value = given.pop(key)
        is_any = key in _NO_LIMIT and value == _NO_LIMIT[key]
        data[_LIMITS[key]] = None if is_any else {"value": value, "source": source}
        if key == "max_in_house":
            least = rules.min_families or load_gate_rules().min_families
            data["min_families"] = None if least is None else least.model_dump()
    for key in given.keys() & _CALLS:
        data["calls"][key] = {"value": given.pop(key), "source": source}
    try:
        return GateRules.model_validate(data | given)
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise UsageError(f"{where}: {first['msg']}.".lstrip(": "), "Correct it.") from error
