"""What an engine scores, read off its card: decides which job asks it. Loads no network."""

from collections.abc import Sequence
from dataclasses import replace

from core.pipeline.spec import Computing
from core.profile import Profile, current_profile, demand_research
from models.packs import cards
from models.registry import EXON, REGULATORY_KINDS, SEQUENCE, SPLICE, engines


def is_exon_engine(engine_id: str) -> bool:
    """Tell whether an engine scores whole exons instead of sites."""
    return EXON in kinds_of(engine_id)


def is_regulatory_engine(engine_id: str) -> bool:
    """Tell whether an engine scores regulatory sequence."""
    return not kinds_of(engine_id).isdisjoint(REGULATORY_KINDS)


def regulatory_kind(engine_id: str) -> str:
    """Give what a regulatory engine reads, as in `models.registry`; any place unless its card says."""
    return next((kind for kind in REGULATORY_KINDS if kind in kinds_of(engine_id)), SEQUENCE)


def is_own_network(engine_id: str) -> bool:
    """Tell whether a person brought or trained an engine's network."""
    return any(card.engine_id == engine_id and card.architecture for card in engines())


def scores_sites(engine_id: str) -> bool:
    """Tell whether an engine scores splice sites, as far as its card says; an unknown one does."""
    return not is_exon_engine(engine_id) and not is_regulatory_engine(engine_id)


def kinds_of(engine_id: str) -> frozenset[str]:
    """Give what an engine scores, empty where there is no such engine."""
    return frozenset(
        kind for card in engines() if card.engine_id == engine_id for kind in card.kinds
    )


def score_job_entry(engine_id: str) -> str:
    """Name the job that scores a case with this engine.

    Raises
    ------
    UsageError
        It is for research, and the profile is clinical.
    """
    demand_offered(engine_id)
    if is_regulatory_engine(engine_id):
        return "core.pipeline.regulatory_scoring:score_case_regulatory"
    if is_exon_engine(engine_id):
        return "core.pipeline.exon_scoring:score_case_exons"
    return "core.pipeline.score:score_case"


def score_file_entry(engine_id: str) -> str:
    """Name the job that annotates a variant file with this engine; errors as `score_job_entry`."""
    demand_offered(engine_id)
    if is_regulatory_engine(engine_id):
        return "core.pipeline.regulatory_score_vcf:score_file_regulatory"
    if is_exon_engine(engine_id):
        return "core.pipeline.exon_score_vcf:score_file_exons"
    return "core.pipeline.score_vcf:score_file"


def installed_engines(*kinds: str) -> tuple[str, ...]:
    """Give the engines of these kinds that can be asked; those of research only in its profile."""
    is_research = current_profile() is Profile.RESEARCH
    return tuple(
        card.engine_id
        for card in engines()
        if card.installed
        and (is_research or not card.is_research)
        and any(kind in card.kinds for kind in kinds)
    )


def designing_engines() -> tuple[str, ...]:
    """Give the installed engines whose outputs can be designed for: those that read any sequence."""
    return installed_engines(SEQUENCE)


def demand_offered(engine_id: str) -> None:
    """Refuse an engine of research in the clinical profile.

    Raises
    ------
    UsageError
        Naming the way out.
    """
    if any(card.engine_id == engine_id and card.is_research for card in engines()):
        demand_research(f"Scores of {engine_id}")


DEFAULTS = ("spliceai", "openspliceai")
"""Splice engines a case is scored with unless a person chooses: the first of these that is installed."""

BESIDE = ("mpra-dragonn", "bpnet-ctcf", "deepbind", "jaspar", "framepool", "aparent2")
"""Engines of regulatory sequence a case is scored with too, as far as they are installed. Xpresso
tells little of single variants, and what a person brought is asked where it is chosen."""


def scoring_engines(chosen: Sequence[str] = ()) -> tuple[str, ...]:
    """Give the installed engines a case is scored with, one after the other.

    Those chosen, as far as they are installed; else the default ones; () where there is none.
    Engines of splice sites come first, those of regulatory sequence last.
    """
    sites = sorted(installed_engines(SPLICE), key=lambda name: name not in DEFAULTS[:1])
    ordered = (*sites, *installed_engines(EXON), *installed_engines(*REGULATORY_KINDS))
    wanted = tuple(name for name in ordered if name in chosen)
    first = tuple(name for name in DEFAULTS if name in ordered)[:1]
    return wanted or (*first, *(name for name in BESIDE if name in ordered))


def computing_for(engine_id: str, wanted: Computing) -> Computing:
    """Give the way an engine is to compute: the short cuts asked for, as far as it has them."""
    if not scores_sites(engine_id):
        reads_neighbours = wanted.phased_neighbours and is_regulatory_engine(engine_id)
        return Computing(uses_cache=wanted.uses_cache, phased_neighbours=reads_neighbours)
    can_screen = any(one.name == engine_id and one.screening is not None for one in cards())
    return replace(wanted, screening=wanted.screening and can_screen, phased_neighbours=False)
