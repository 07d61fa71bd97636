"""The rule set of splice outcomes."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.interpret.rules import Limit, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PseudoexonLimits(_Frozen):
    """Gains of both sites, size in bases, and bases from either end of the intron."""

    weaker_gain: Limit
    stronger_gain: Limit
    min_size: Limit
    max_size: Limit
    min_depth: Limit


class ShareRules(_Frozen):
    """How the transcripts that lose their splicing are shared out; see the rule set."""

    kept_partner: Limit
    short_intron: Limit
    short_retention: Limit
    long_retention: Limit
    cryptic: Limit
    least_told: Limit


class OutcomeRules(_Frozen):
    """When a change of splicing is called; every number with its source in the rule set."""

    name: str
    version: str
    date: str
    weaker_change: Limit
    stronger_change: Limit
    max_distance: Limit
    max_distance_into_intron: Limit
    max_into_intron: Limit
    least_difference: Limit
    loss_beside: Limit
    strong_site: Limit
    strong_difference: Limit
    lone_loss: Limit
    least_use: Limit
    pseudoexon: PseudoexonLimits
    shares: ShareRules


@cache
def load_outcome_rules(path: Path | None = None) -> OutcomeRules:
    """Give the rules of the program, or those of a laboratory.

    Raises
    ------
    InputFileError
        If a laboratory's own file cannot be read or is no such rule set.
    """
    return load_rule_set("splice_outcomes.toml", path, OutcomeRules)
