"""Which changes of splicing the probabilities of a variant call for, by the published conditions."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from core.domain.consequence import OutcomeKind
from core.interpret.effects import two_decimals
from core.interpret.outcomes.edges import ACCEPTOR, DONOR
from core.interpret.outcomes.rules import OutcomeRules
from core.interpret.outcomes.sites import Chain, Site, SiteTable


class Event(NamedTuple):
    """One transcript that splicing turns to.

    Attributes
    ----------
    exons
        Genome order, on the changed chromosome.
    sites
        That it rests on, transcript order.
    exon_numbers, intron_number
        0-based, transcript order.
    score
        The largest change of its sites, two decimals.
    is_published
        It fulfils the conditions of the published calculator; else a rule of our own calls it.
    """

    kind: OutcomeKind
    exons: Chain
    sites: tuple[Site, ...]
    exon_numbers: tuple[int, ...]
    intron_number: int | None
    score: float
    is_published: bool = True

    @property
    def new_and_native(self) -> tuple[Site, Site]:
        """Of a moved edge: the site that is used, and the annotated one it is used in place of."""
        one, other = self.sites
        return (one, other) if one.exon is None else (other, one)


def events(table: SiteTable, distance: int, rules: OutcomeRules) -> tuple[Event, ...]:
    """Give every event, in no order that means anything.

    Parameters
    ----------
    distance
        Bases from the variant to the nearest exon, 0 in one.
    """
    return (
        *_skips(table, distance, rules),
        *_retentions(table, distance, rules),
        *_moved_edges(table, distance, rules),
        *_pseudoexons(table, distance, rules),
        *_strengthened(table, rules),
    )


def _skips(table: SiteTable, distance: int, rules: OutcomeRules) -> Iterator[Event]:
    """Exons whose acceptor and donor are both lost, and runs of exons between two lost sites."""
    if distance > rules.max_distance.value:
        return
    inner = range(1, table.n_exons - 1)
    singles = {
        number
        for number in inner
        if table.is_deleted(number) or _are_lost(*_ends(table, number, number), rules)
    }
    runs = [(number, number) for number in sorted(singles)]
    runs += _runs(singles)
    runs += [run for run in (_strongest_run(table, rules),) if run is not None]
    for first, last in dict.fromkeys(table.with_deleted(*run) for run in runs):
        acceptor, donor = _ends(table, first, last)
        if acceptor is not None and donor is not None:
            yield _skip(table, first, last, (acceptor, donor))
    yield from _lone_skips(table, singles, rules)


def _ends(table: SiteTable, first: int, last: int) -> tuple[Site | None, Site | None]:
    return table.acceptors[first], table.donors[last]


def _are_lost(one: Site | None, other: Site | None, rules: OutcomeRules) -> bool:
    if one is None or other is None:
        return False
    weaker, stronger = sorted((one.loss, other.loss))
    return weaker >= rules.weaker_change.value and stronger >= rules.stronger_change.value


def _runs(numbers: set[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of following numbers."""
    for number in sorted(numbers):
        if number - 1 not in numbers:
            last = number
            while last + 1 in numbers:
                last += 1
            yield number, last


def _strongest_run(table: SiteTable, rules: OutcomeRules) -> tuple[int, int] | None:
    """The exons between the most lost acceptor and the most lost donor, as published."""
    lost = [
        max((site for site in sites if site is not None), key=lambda site: site.loss, default=None)
        for sites in (table.acceptors, table.donors)
    ]
    acceptor, donor = lost
    if acceptor is None or donor is None or not _are_lost(acceptor, donor, rules):
        return None
    first, last = acceptor.exon, donor.exon
    if first is None or last is None or first > last:
        return None
    return first, last


def _skip(
    table: SiteTable, first: int, last: int, sites: tuple[Site, ...], *, is_published: bool = True
) -> Event:
    left = (exon for number, exon in enumerate(table.exons) if not first <= number <= last)
    kind = OutcomeKind.EXON_SKIPPING if first == last else OutcomeKind.MULTI_EXON_SKIPPING
    return Event(
        kind,
        table.chain(left),
        sites,
        tuple(range(first, last + 1)),
        None,
        max(site.loss for site in sites),
        is_published,
    )


def _lone_skips(table: SiteTable, known: set[int], rules: OutcomeRules) -> Iterator[Event]:
    """A lost site whose partner across the exon keeps its probability."""
    for number in range(1, table.n_exons - 1):
        if number in known:
            continue
        acceptor, donor = _ends(table, number, number)
        if acceptor is None or donor is None:
            continue
        if max(acceptor.loss, donor.loss) >= rules.lone_loss.value:
            first, last = table.with_deleted(number, number)
            yield _skip(table, first, last, (acceptor, donor), is_published=False)


def _retentions(table: SiteTable, distance: int, rules: OutcomeRules) -> Iterator[Event]:
    """Introns whose donor and acceptor are both lost, or one of them."""
    if distance > rules.max_distance.value:
        return
    for number, (donor, acceptor) in enumerate(
        zip(table.donors[:-1], table.acceptors[1:], strict=True)
    ):
        if donor is None or acceptor is None or donor.is_deleted or acceptor.is_deleted:
            continue
        is_published = _are_lost(donor, acceptor, rules)
        if not is_published and max(donor.loss, acceptor.loss) < rules.lone_loss.value:
            continue
        kept = _with_joined(table, number)
        yield Event(
            OutcomeKind.INTRON_RETENTION,
            kept,
            (donor, acceptor),
            (),
            number,
            max(donor.loss, acceptor.loss),
            is_published,
        )


def _with_joined(table: SiteTable, number: int) -> Chain:
    """The transcript with the intron behind an exon (0-based number) kept."""
    (one_start, one_end), (two_start, two_end) = table.exons[number : number + 2]
    joined = min(one_start, two_start), max(one_end, two_end)
    return table.chain((*table.exons[:number], joined, *table.exons[number + 2 :]))


def _moved_edges(table: SiteTable, distance: int, rules: OutcomeRules) -> Iterator[Event]:
    """Exons that end (or begin) at another site than their own."""
    for site in table.others:
        if two_decimals(site.alt) < rules.least_use.value:
            continue
        for number in range(table.n_exons):
            native = (table.donors if site.kind == DONOR else table.acceptors)[number]
            if native is None or native.is_deleted:
                continue
            event = _moved_edge(table, site, native, number, distance, rules)
            if event is not None:
                yield event


def _moved_edge(
    table: SiteTable, site: Site, native: Site, number: int, distance: int, rules: OutcomeRules
) -> Event | None:
    into_intron = table.along(native.place, site.place)
    if site.kind == ACCEPTOR:
        into_intron = -into_intron
    if not into_intron or not _fits(table, number, into_intron, site.kind, rules):
        return None
    limit = rules.max_distance_into_intron if into_intron > 0 else rules.max_distance
    if distance > limit.value:
        return None
    is_published = _is_cryptic(site, native, rules)
    if not is_published and native.loss < rules.lone_loss.value:
        return None
    first, last = table.ends(number)
    moved = (first, site.place) if site.kind == DONOR else (site.place, last)
    exons = (*table.exons[:number], table.between(*moved), *table.exons[number + 1 :])
    is_longer = into_intron > 0
    intron = number if site.kind == DONOR else number - 1
    return Event(
        OutcomeKind.PARTIAL_INTRON_RETENTION if is_longer else OutcomeKind.PARTIAL_EXON_LOSS,
        table.chain(exons),
        tuple(sorted((site, native), key=lambda one: table.along(0, one.place))),
        (number,),
        intron if is_longer else None,
        max(site.gain, native.loss) if not is_published else site.gain,
        is_published,
    )


def _fits(table: SiteTable, number: int, into_intron: int, kind: str, rules: OutcomeRules) -> bool:
    """The moved edge leaves a base of its exon, or of the intron up to the next one."""
    if into_intron < 0:
        start, end = table.exons[number]
        return -into_intron < end - start
    intron = number if kind == DONOR else number - 1
    first, last = table.intron(intron)
    return into_intron <= min(rules.max_into_intron.value, table.along(first, last))


def _is_cryptic(site: Site, native: Site, rules: OutcomeRules) -> bool:
    """The published condition on raw scores: gained, or lost beside a strong site."""
    difference = two_decimals(site.alt - native.alt)
    if site.gain >= rules.stronger_change.value:
        return difference > rules.least_difference.value
    return (
        native.loss > rules.loss_beside.value
        and two_decimals(site.alt) >= rules.strong_site.value
        and difference >= rules.strong_difference.value
    )


def _pseudoexons(table: SiteTable, distance: int, rules: OutcomeRules) -> Iterator[Event]:
    """Pairs of new sites deep in one intron."""
    if distance <= rules.pseudoexon.min_depth.value:
        return
    for number in range(table.n_exons - 1):
        intron = table.intron(number)
        inside = [site for site in table.others if _is_deep(table, site, intron, rules)]
        acceptors = [site for site in inside if site.kind == ACCEPTOR]
        donors = [site for site in inside if site.kind == DONOR]
        for acceptor, donor in product(acceptors, donors):
            if _makes_exon(table, acceptor, donor, rules):
                new = table.between(acceptor.place, donor.place)
                exons = (*table.exons[: number + 1], new, *table.exons[number + 1 :])
                yield Event(
                    OutcomeKind.PSEUDOEXON,
                    table.chain(exons),
                    (acceptor, donor),
                    (),
                    number,
                    max(acceptor.gain, donor.gain),
                )


def _is_deep(table: SiteTable, site: Site, intron: tuple[int, int], rules: OutcomeRules) -> bool:
    """More than the least depth from both ends."""
    before = table.along(intron[0], site.place)
    after = table.along(site.place, intron[1])
    return min(before, after) >= rules.pseudoexon.min_depth.value


def _makes_exon(table: SiteTable, acceptor: Site, donor: Site, rules: OutcomeRules) -> bool:
    limits = rules.pseudoexon
    size = table.along(acceptor.place, donor.place) + 1
    weaker, stronger = sorted((acceptor.gain, donor.gain))
    return (
        limits.min_size.value <= size <= limits.max_size.value
        and weaker >= limits.weaker_gain.value
        and stronger >= limits.stronger_gain.value
    )


def _strengthened(table: SiteTable, rules: OutcomeRules) -> Iterator[Event]:
    """Annotated sites that gain: a whole exon that is used more, or one site alone."""
    paired = set()
    for number in range(1, table.n_exons - 1):
        acceptor, donor = _ends(table, number, number)
        if acceptor is None or donor is None:
            continue
        weaker, stronger = sorted((acceptor.gain, donor.gain))
        if weaker >= rules.weaker_change.value and stronger >= rules.stronger_change.value:
            paired |= {acceptor, donor}
            yield _unchanged(table, OutcomeKind.INCREASED_INCLUSION, (acceptor, donor), number)
    for site in (*table.acceptors, *table.donors):
        if site is None or site in paired or site.exon is None:
            continue
        if site.gain >= rules.stronger_change.value:
            yield _unchanged(table, OutcomeKind.SITE_STRENGTHENED, (site,), site.exon)


def _unchanged(table: SiteTable, kind: OutcomeKind, sites: tuple[Site, ...], number: int) -> Event:
    gain = max(site.gain for site in sites)
    return Event(kind, table.chain(table.exons), sites, (number,), None, gain)
