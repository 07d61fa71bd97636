"""Rule sets as this laboratory uses them: its own file in the data folder, else that of the program.

A file `rules/ranking.toml`, `splice_outcomes.toml`, `nmd.toml`, `utr.toml`, `elements.toml`,
`target_genes.toml`, `tissues.toml` or `predicted_elements.toml` of the data folder stands in the place of the one of that name
in `resources/rules`, in full. One that cannot be used is
refused with the entry that is wrong; nothing falls back in silence.
"""

from dataclasses import dataclass
from pathlib import Path

from core.interpret.element_rules import (
    ElementRules,
    TargetRules,
    TissueRules,
    load_element_rules,
    load_target_rules,
    load_tissue_rules,
)
from core.interpret.nmd import NmdRules, load_nmd_rules
from core.interpret.outcomes.rules import OutcomeRules, load_outcome_rules
from core.interpret.predicted import PredictedRules, load_predicted_rules
from core.interpret.rules import RankingRules, load_rules
from core.interpret.utr_rules import UtrRules, load_utr_rules
from core.paths import data_dir


@dataclass(frozen=True, slots=True)
class ConsequenceRuleSets:
    """What consequences are predicted by."""

    outcomes: OutcomeRules
    nmd: NmdRules
    utr: UtrRules

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Name, version and date of each."""
        sets = (self.outcomes, self.nmd, self.utr)
        return tuple(f"{one.name} {one.version} of {one.date}" for one in sets)


def consequence_rules() -> ConsequenceRuleSets:
    """Give the rules of consequences.

    Raises
    ------
    InputFileError
        If a file of the laboratory is no such rule set.
    """
    return ConsequenceRuleSets(
        load_outcome_rules(_own("splice_outcomes.toml")),
        load_nmd_rules(_own("nmd.toml")),
        load_utr_rules(_own("utr.toml")),
    )


def ranking_rules() -> RankingRules:
    """Give the rules of ranking.

    Raises
    ------
    InputFileError
        If the file of the laboratory is no such rule set.
    """
    return load_rules(_own("ranking.toml"))


def element_rules() -> ElementRules:
    """Give the rules of what lies at a place; errors as above."""
    return load_element_rules(_own("elements.toml"))


def target_rules() -> TargetRules:
    """Give the rules of which genes an element may act on; errors as above."""
    return load_target_rules(_own("target_genes.toml"))


def tissue_rules() -> TissueRules:
    """Give the tissues a case can have an interest in; errors as above."""
    return load_tissue_rules(_own("tissues.toml"))


def predicted_rules() -> PredictedRules:
    """Give the rules of predicted elements; errors as above."""
    return load_predicted_rules(_own("predicted_elements.toml"))


def demand_usable() -> None:
    """Refuse a file of the laboratory that a list may be made by, whether this one asks it or not.

    Raises
    ------
    InputFileError
        If one of them is no such rule set.
    """
    for load in (ranking_rules, consequence_rules, element_rules, target_rules, tissue_rules):
        load()


def _own(name: str) -> Path | None:
    path = data_dir() / "rules" / name
    return path if path.is_file() else None
