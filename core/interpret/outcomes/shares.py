"""How the transcripts of a changed allele are shared out among predicted outcomes."""

from collections.abc import Sequence

from core.domain.consequence import OutcomeKind
from core.interpret.outcomes.edges import ACCEPTOR, DONOR
from core.interpret.outcomes.events import Event
from core.interpret.outcomes.rules import OutcomeRules
from core.interpret.outcomes.sites import Site, SiteTable

_SKIPPING = (OutcomeKind.EXON_SKIPPING, OutcomeKind.MULTI_EXON_SKIPPING)


def shared_out(
    found: Sequence[Event], table: SiteTable, rules: OutcomeRules
) -> list[tuple[float, Event]]:
    """Give the aberrations with their shares, largest first; the rest up to 1 is spliced as ever.

    What stays below the least share that is told is left out and its share given to the others.
    """
    weighed = _weighed(found, table, rules)
    if not weighed:
        return []
    lost = max(_aberrant(event) for _, event in weighed)
    total = sum(weight for weight, _ in weighed)
    weighed.sort(key=lambda pair: (-pair[0], not pair[1].is_published, pair[1].kind, pair[1].exons))
    least = rules.shares.least_told.value * total
    told = [pair for at, pair in enumerate(weighed) if not at or pair[0] >= least]
    total = sum(weight for weight, _ in told)
    return [(lost * weight / total, event) for weight, event in told]


def _weighed(
    found: Sequence[Event], table: SiteTable, rules: OutcomeRules
) -> list[tuple[float, Event]]:
    """Give the aberrations that weigh anything; where none does, each weighs the same."""
    weighed = [
        (_weight(event, table, rules) * _standing(event, table), event)
        for event in _distinct(found)
    ]
    return [pair for pair in weighed if pair[0] > 0] or [(1.0, event) for _, event in weighed]


def _distinct(found: Sequence[Event]) -> list[Event]:
    """Each transcript once: as the published conditions call it where they do."""
    best: dict[tuple[tuple[int, int], ...], Event] = {}
    for event in sorted(found, key=lambda one: (not one.is_published, -one.score)):
        if event.kind.is_aberration:
            best.setdefault(event.exons, event)
    return list(best.values())


def _weight(event: Event, table: SiteTable, rules: OutcomeRules) -> float:
    shares = rules.shares
    if event.kind is OutcomeKind.PSEUDOEXON:
        return min(site.alt for site in event.sites)
    if event.kind in _SKIPPING:
        lower, higher = sorted(site.lost_share for site in event.sites)
        together = _quotient(lower, higher)
        return higher * (together + shares.kept_partner.value * (1 - together))
    if event.kind is OutcomeKind.INTRON_RETENTION:
        return _retention(event, table, rules)
    new, native = event.new_and_native
    return shares.cryptic.value * new.alt * (1 - _together(native, table))


def _standing(event: Event, table: SiteTable) -> float:
    """How much is left, 0-1, of the annotated sites that the new transcript still splices at.

    No transcript comes about that uses a site the variant destroys.
    """
    is_forward = table.strand == "+"
    starts = {start for start, _ in event.exons}
    lasts = {end - 1 for _, end in event.exons}
    places = {
        ACCEPTOR: starts if is_forward else lasts,
        DONOR: lasts if is_forward else starts,
    }
    used = [
        site
        for site in (*table.acceptors, *table.donors)
        if site is not None and not site.is_deleted and site.place in places[site.kind]
    ]
    return min((1 - site.lost_share for site in used), default=1.0)


def _retention(event: Event, table: SiteTable, rules: OutcomeRules) -> float:
    lower, higher = sorted(event.sites, key=lambda site: site.lost_share)
    length = table.along(*table.intron(event.intron_number or 0)) + 1
    shares = rules.shares
    is_short = length <= shares.short_intron.value
    prior = (shares.short_retention if is_short else shares.long_retention).value
    across = _quotient(lower.lost_share, higher.lost_share)
    return higher.lost_share * max(across, (1 - _together(higher, table)) * prior)


def _together(site: Site, table: SiteTable) -> float:
    """How far both sites of an exon are lost together, 0-1; 0 for a first or last exon."""
    pair = table.acceptors[site.exon or 0], table.donors[site.exon or 0]
    if pair[0] is None or pair[1] is None:
        return 0.0
    return _quotient(*sorted((pair[0].lost_share, pair[1].lost_share)))


def _quotient(lower: float, higher: float) -> float:
    return lower / higher if higher > 0 else 0.0


def _aberrant(event: Event) -> float:
    """Share of the transcripts that are spliced otherwise, by one event alone."""
    if event.kind is OutcomeKind.PSEUDOEXON:
        return min(site.alt for site in event.sites)
    native = [site for site in event.sites if site.exon is not None]
    lost = max(site.lost_share for site in native)
    if len(native) == len(event.sites):
        return lost
    new, old = event.new_and_native
    return max(lost, new.alt / (new.alt + old.alt))
