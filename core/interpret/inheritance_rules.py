"""Rule set of inheritance: what calls must show before a mode is said to fit."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.interpret.rules import Limit, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeNovoRules(_Frozen):
    """What calls must show before a change counts as new in the patient.

    Depths and reads are counts, qualities are Phred-scaled, `read_error` and `min_probability`
    are shares. `new_per_genome` and `inherited_per_genome` are how many rare variants of a person
    are new and how many come from the parents.
    """

    min_parent_depth: Limit
    min_parent_quality: Limit
    min_mosaic_reads: Limit
    min_patient_depth: Limit
    min_patient_quality: Limit
    read_error: Limit
    new_per_genome: Limit
    inherited_per_genome: Limit
    min_probability: Limit


class PenetranceRules(_Frozen):
    """How many unaffected carriers a dominant variant may have; 0 for none."""

    max_unaffected_carriers: Limit


class SegregationRules(_Frozen):
    """The rule set: name, version and date identify it in a report."""

    name: str
    version: str
    date: str
    de_novo: DeNovoRules
    penetrance: PenetranceRules

    @property
    def identifier(self) -> str:
        """Name and version, as told in a report."""
        return f"{self.name} {self.version}"


def load_segregation_rules(path: Path | None = None) -> SegregationRules:
    """Give the rules of a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("inheritance.toml", path, SegregationRules)
