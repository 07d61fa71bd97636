"""What is known beside an outcome, as plain values."""

from collections.abc import Sequence

from core.domain.context import DomainLoss, ExonInclusion, OutcomeContext, SeenJunction
from core.report.score_json import rounded


def context_dict(context: OutcomeContext) -> dict[str, object]:
    """Give inclusion, junctions and domains beside an outcome; null where they are not known."""
    inclusion = [_inclusion(one) for one in context.inclusion]
    seen = [_seen(one) for one in context.seen]
    return {
        "inclusion": inclusion or None,
        "why_no_inclusion": context.why_no_inclusion or None,
        "observed_junctions": seen or None,
        "why_not_observed": context.why_not_seen or None,
        "domains": domain_dicts(context.domains),
    }


def domain_dicts(domains: Sequence[DomainLoss] | None) -> list[dict[str, object]] | None:
    """Give the domains touched, [] where none is, None where it is not known."""
    return None if domains is None else [_domain(one) for one in domains]


def _inclusion(one: ExonInclusion) -> dict[str, object]:
    return {
        "exon": [one.start, one.end],
        "exon_number": one.exon_number,
        "n_tissues": one.n_tissues,
        "lowest": rounded(one.lowest),
        "lowest_tissue": one.lowest_tissue or None,
        "highest": rounded(one.highest),
        "highest_tissue": one.highest_tissue or None,
    }


def _seen(one: SeenJunction) -> dict[str, object]:
    return {
        "source": one.source,
        "intron": [one.start, one.end],
        "event": one.event,
        "samples": one.samples,
        "reads": one.reads,
    }


def _domain(one: DomainLoss) -> dict[str, object]:
    return {
        "name": one.name,
        "source": one.source,
        "n_lost": one.n_lost,
        "n_all": one.n_all,
        "n_put_in": one.n_put_in,
    }
