"""Rule sets: every threshold and every point of gates and ranking, each with its source."""

import tomllib
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.domain.utr import Concern
from core.errors import InputFileError

_DIGITS = 8
"""Hexadecimal digits that tell one content of a rule set from another."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(_Frozen):
    """Something that says where it comes from."""

    source: str = Field(min_length=1)


class Limit(Sourced):
    """A cut-off."""

    value: float


class Weight(Sourced):
    """Points given (or taken) when something holds."""

    points: float


class Tier(Weight):
    """Points from a value of `at_least` upwards, until a higher tier takes over."""

    name: str
    at_least: float


class PseudoexonRules(Weight):
    """When two gained sites make a new exon; sizes and depth in bases."""

    weaker_gain: Limit
    stronger_gain: Limit
    min_size: Limit
    max_size: Limit
    min_depth: Limit


class PhenotypeTermRules(_Frozen):
    """`min_information` is the least information (-ln of a share of diseases) that tells."""

    min_information: Limit


class SpliceRules(_Frozen):
    """Tiers of the raw delta, highest first.

    `deep_intron_tiers` follow below `tiers` for variants deep in an intron. `mention_delta` is
    the smallest delta put in words. `no_change` holds up to `no_change_delta`, never on a splice
    dinucleotide or an exon edge.
    """

    tiers: tuple[Tier, ...]
    deep_intron_tiers: tuple[Tier, ...]
    existing_site: Weight
    no_change: Weight
    no_change_delta: Limit
    mention_delta: Limit
    pseudoexon: PseudoexonRules

    @model_validator(mode="after")
    def _descending(self) -> Self:
        _demand_descending(self.tiers + self.deep_intron_tiers)
        return self


class PositionRules(_Frozen):
    """Points for the place relative to a splice site."""

    splice_dinucleotide: Weight
    exon_edge: Weight
    near_splice: Weight


class ConsequenceRules(_Frozen):
    """Points for the transcript that is predicted first; `large_share` of the protein, 0-1."""

    nmd: Weight
    truncating: Weight
    in_frame_large: Weight
    in_frame: Weight
    untranslated: Weight
    unknown: Weight
    large_share: Limit


class CodingRules(_Frozen):
    """Points for the consequence where splicing stays as it is."""

    truncating_nmd: Weight
    truncating: Weight
    in_frame: Weight
    missense: Weight
    unknown: Weight


class PlaceRules(_Frozen):
    """Points for places that may act though nothing computes how."""

    branch_point: Weight
    promoter: Weight
    element: Weight
    non_coding_exon: Weight


class TailTier(Weight):
    """Points for a regulatory change that is as unusual as `at_most` among background variants."""

    name: str
    at_most: float


class RegulatoryRules(_Frozen):
    """Points for unusual changes of regulatory sequence, the most unusual tier first.

    Such a variant stays below every splice call of the lowest splice tier or more in a gene that
    matches the phenotype with `matched` or more.
    """

    tiers: tuple[TailTier, ...]
    matched: Limit


class EngineWeight(Limit):
    """Weight of one engine."""

    name: str


class EngineWeights(_Frozen):
    """How much each engine counts where the most unusual change of several is told, `other` for the rest."""

    engines: tuple[EngineWeight, ...]
    other: Limit

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if min(one.value for one in (*self.engines, self.other)) <= 0:
            raise ValueError("an engine weighs more than nothing")
        return self

    def of(self, engine_id: str) -> float:
        """Weight of an engine."""
        return next((one.value for one in self.engines if one.name == engine_id), self.other.value)


class GeneRules(_Frozen):
    """Points for what is known of the gene; `intolerant` is a LOEUF below which it counts."""

    intolerant_gene: Weight
    intolerant: Limit
    homozygous_run: Weight


class FrequencyRules(_Frozen):
    """Points by population frequency (0-1), most common tier first."""

    unknown: Weight
    tiers: tuple[Tier, ...]

    @model_validator(mode="after")
    def _unknown_never_demotes(self) -> Self:
        _demand_descending(self.tiers)
        if self.unknown.points < max((tier.points for tier in self.tiers), default=0.0):
            raise ValueError("an unknown frequency may not cost more points than a rare one")
        return self


class InheritanceRules(_Frozen):
    """Points by the best label; less for pairs whose partner does nothing, or nobody knows what."""

    de_novo: Weight
    de_novo_or_mosaic: Weight
    possibly_de_novo: Weight
    dominant: Weight
    incomplete_penetrance: Weight
    recessive: Weight
    possibly_recessive: Weight
    compound_het: Weight
    compound_het_unphased: Weight
    compound_het_not_assessed: Weight
    compound_het_unphased_not_assessed: Weight
    compound_het_without_effect: Weight
    x_linked: Weight
    unknown: Weight
    no_fit: Weight


class PhenotypeRules(_Frozen):
    """Points of a gene that matches in full (a score of 1) and of one that explains nothing (0).

    Between the two they grow in proportion to the score.
    """

    full_match: Weight
    no_match: Weight

    def points(self, score: float) -> float:
        """Points of a score, 0-1."""
        least = self.no_match.points
        return least + (self.full_match.points - least) * score


class QualityRules(_Frozen):
    """Points taken for a doubtful call of the patient."""

    failed_filter: Weight
    low_depth: Weight
    low_quality: Weight
    odd_balance: Weight
    min_depth: Limit
    min_quality: Limit
    min_balance: Limit


class RankingRules(_Frozen):
    """The ranking rule set; `utr` has points for every grade of concern but `UNGRADED`."""

    name: str
    version: str
    date: str
    splice: SpliceRules
    position: PositionRules
    consequence: ConsequenceRules
    coding: CodingRules
    utr: dict[Concern, Weight]
    place: PlaceRules
    regulatory: RegulatoryRules
    gene: GeneRules
    frequency: FrequencyRules
    inheritance: InheritanceRules
    phenotype: PhenotypeRules
    quality: QualityRules

    @model_validator(mode="after")
    def _every_grade_is_weighed(self) -> Self:
        missing = set(Concern) - {Concern.UNGRADED} - self.utr.keys()
        if missing:
            raise ValueError(f"the UTR has no points for {', '.join(sorted(missing))}")
        return self

    @property
    def identifier(self) -> str:
        """Name and version, as stored with what the rules decided."""
        return f"{self.name} {self.version}"

    @property
    def dated(self) -> str:
        """Name, version, date and digest of the content, as stored with a list ranked by them."""
        digest = sha256(self.model_dump_json().encode()).hexdigest()[:_DIGITS]
        return f"{self.identifier} of {self.date} (digest {digest})"


class ConsensusRules(_Frozen):
    """When engines are said to see one site, and to agree on it; deltas, bases and counts."""

    name: str
    version: str
    date: str
    same_site: Limit
    sees: Limit
    sees_nothing: Limit
    told: Limit
    rank_from: Limit


def load_consensus_rules(path: Path | None = None) -> ConsensusRules:
    """Rules of comparing engines from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("consensus.toml", path, ConsensusRules)


def load_rules(path: Path | None = None) -> RankingRules:
    """Ranking rules from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no ranking rule set.
    """
    return load_rule_set("ranking.toml", path, RankingRules)


def load_phenotype_rules(path: Path | None = None) -> PhenotypeTermRules:
    """When a phenotype term tells diseases apart.

    Raises
    ------
    InputFileError
        If a laboratory's own file cannot be read or is no such rule set.
    """
    return load_rule_set("phenotype.toml", path, PhenotypeTermRules)


@cache
def load_engine_weights() -> EngineWeights:
    """How much each engine of regulatory sequence counts among several."""
    return load_rule_set("engine_weights.toml", None, EngineWeights)


_Rules = TypeVar("_Rules", bound=BaseModel)


def load_rule_set(name: str, path: Path | None, kind: type[_Rules]) -> _Rules:
    """Give a rule set of the program by its file name, or a laboratory's own file.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no rule set of that kind.
    """
    try:
        if path is None:
            return kind.model_validate(shipped(name))
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputFileError(
            path or name,
            f"cannot be read as a rule set ({error}).",
            "Start again from the rule set that comes with the program.",
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputFileError(
            path or name,
            f"{where}: {first['msg']}.",
            "Correct this entry, or start again from the rule set that comes with the program.",
        ) from error


@cache
def shipped(name: str) -> dict[str, Any]:
    """Give a rule set of the program by its file name, as plain tables that nobody may change."""
    text = files("resources").joinpath("rules", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _demand_descending(tiers: tuple[Tier, ...]) -> None:
    values = [tier.at_least for tier in tiers]
    if values != sorted(values, reverse=True):
        raise ValueError("tiers must stand from the highest to the lowest")
