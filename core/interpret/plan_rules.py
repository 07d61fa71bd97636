"""Rule set of the RNA test planner: primers, products, and when bands can be told apart."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.interpret.rules import Limit, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PrimerRules(_Frozen):
    """Bases, degrees Celsius and per cent."""

    min_size: Limit
    best_size: Limit
    max_size: Limit
    min_tm: Limit
    best_tm: Limit
    max_tm: Limit
    max_tm_difference: Limit
    min_gc: Limit
    max_gc: Limit
    max_repeat: Limit
    junction_before: Limit
    junction_after: Limit
    returned: Limit


class SpecificityRules(_Frozen):
    """When a primer may bind at a place: bases."""

    exact_end: Limit
    max_mismatches: Limit


class RtPcrRules(_Frozen):
    """Products of spliced RNA: bases, exons and inclusion (0-1)."""

    min_product: Limit
    short_product: Limit
    max_product: Limit
    min_band: Limit
    max_band: Limit
    exons_away: Limit
    same_exon_margin: Limit
    constitutive_inclusion: Limit


class GenomicRules(_Frozen):
    """Products of genomic DNA: bases."""

    min_distance: Limit
    min_product: Limit
    max_product: Limit
    max_band: Limit


class GelRules(_Frozen):
    """Least differences of bands: bases, and as a share of the longer one."""

    min_difference: Limit
    min_relative_difference: Limit
    capillary_difference: Limit
    capillary_longest: Limit


class ProductRules(_Frozen):
    """How many predicted transcripts a test is planned for."""

    most: Limit


class PlanRules(_Frozen):
    """The whole rule set."""

    name: str
    version: str
    date: str
    products: ProductRules
    primer: PrimerRules
    specificity: SpecificityRules
    rt_pcr: RtPcrRules
    genomic: GenomicRules
    gel: GelRules

    @property
    def identifier(self) -> str:
        """Name and version, as printed on the plan."""
        return f"{self.name} {self.version}"


def load_plan_rules(path: Path | None = None) -> PlanRules:
    """Give the rule set of the program, or a laboratory's own.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("rna_plan.toml", path, PlanRules)
