"""Rule set of the sample checks: when calls tell, and when what they tell is raised."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.interpret.rules import Limit, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrustedRules(_Frozen):
    """Calls that count: DP and GQ, where given."""

    min_depth: Limit
    min_quality: Limit


class SexRules(_Frozen):
    """Share of heterozygous calls on X, of those with the allele."""

    min_calls: Limit
    max_male: Limit
    min_female: Limit


class KinshipRules(_Frozen):
    """Cut-offs of the KING-robust kinship coefficient."""

    min_heterozygous: Limit
    same_person: Limit
    first_degree: Limit
    related: Limit


class ParentRules(_Frozen):
    """Shares of opposite homozygotes and of Mendelian errors."""

    min_homozygous: Limit
    max_opposite: Limit
    min_trio: Limit
    max_errors: Limit


class DisomyRules(_Frozen):
    """When one chromosome lacks a parent."""

    min_homozygous: Limit
    min_opposite: Limit


class ContaminationRules(_Frozen):
    """Shares of reads."""

    min_calls: Limit
    max_foreign: Limit
    min_balance: Limit
    max_balance: Limit


class RunRules(_Frozen):
    """Runs of homozygosity: bases, calls and shares."""

    min_length: Limit
    min_calls: Limit
    max_heterozygous: Limit
    consanguinity: Limit
    whole_chromosome: Limit


class SubstitutionRules(_Frozen):
    """Transitions for one transversion."""

    min_calls: Limit
    min_ti_tv: Limit
    max_ti_tv: Limit


class SampleRules(_Frozen):
    """The whole rule set."""

    name: str
    version: str
    date: str
    trusted: TrustedRules
    sex: SexRules
    kinship: KinshipRules
    parent: ParentRules
    disomy: DisomyRules
    contamination: ContaminationRules
    runs: RunRules
    substitutions: SubstitutionRules


def load_sample_rules(path: Path | None = None) -> SampleRules:
    """Give the rule set of the program, or a laboratory's own.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("sample_checks.toml", path, SampleRules)
