"""Which events an observed intron stands for, beside an annotated intron whose site is changed.

The classes are those of SpliceVault (Dawes et al., Nature Genetics 2023): normal splicing, cryptic
donor or acceptor within 600 bases, exon skipping of one or two exons.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.domain.junction import Junction, JunctionEvent, ObservedJunction
from core.domain.local_value import LocalEntry
from core.domain.transcript import Transcript
from core.interpret.position import introns

CRYPTIC_WITHIN = 600
MOST_SKIPPED = 2
NEAR_SITE = 50
"""Intronic bases from a site within which a variant is taken to concern it."""

_EXONIC = 3
MOST_EVENTS = 5
"""Events told of one site beside normal splicing."""


class Site(NamedTuple):
    """An annotated splice site: its intron (0-based half-open) and on which end it lies."""

    transcript: Transcript
    number: int
    start: int
    end: int
    is_left: bool

    @property
    def kind(self) -> str:
        """Donor or acceptor."""
        return "donor" if self.is_left == (self.transcript.strand == "+") else "acceptor"

    @property
    def at(self) -> int:
        """0-based boundary: the first intronic base of a left, the end of a right site."""
        return self.start if self.is_left else self.end


def sites_near(transcripts: Iterable[Transcript], start: int, end: int) -> tuple[Site, ...]:
    """Give the sites whose intronic 50 or exonic 3 bases the stretch (0-based half-open) touches."""
    found = []
    for one in transcripts:
        for left, right, number in introns(one):
            if start < left + NEAR_SITE and end > left - _EXONIC:
                found.append(Site(one, number, left, right, is_left=True))
            if start < right + _EXONIC and end > right - NEAR_SITE:
                found.append(Site(one, number, left, right, is_left=False))
    return tuple(found)


def reach(site: Site) -> tuple[int, int]:
    """Give the stretch whose observed introns have to be known, 0-based half-open."""
    return max(0, site.start - CRYPTIC_WITHIN), site.end + CRYPTIC_WITHIN


def events_at(site: Site, observed: Sequence[ObservedJunction]) -> tuple[LocalEntry, ...]:
    """Give what was seen at a site, normal splicing first, then by how often.

    The number of an entry is that of samples where the source counts them, else that of reads.
    """
    told: list[tuple[bool, float, LocalEntry]] = []
    for one in observed:
        if one.junction.strand and one.junction.strand != site.transcript.strand:
            continue
        event = _event(site, one.junction)
        if event is not None:
            words, is_normal = event
            count = one.samples if one.samples is not None else one.reads
            told.append((not is_normal, -(count or 0.0), _entry(site, one, words)))
    told.sort(key=lambda item: item[:2])
    return tuple(entry for _, _, entry in told[: MOST_EVENTS + 1])


def _event(site: Site, seen: Junction) -> tuple[str, bool] | None:
    """What an observed intron is, in words, and whether it is normal splicing; None for no event."""
    if (seen.start, seen.end) == (site.start, site.end):
        return JunctionEvent.ANNOTATED.value, True
    shares_far_end = seen.end == site.end if site.is_left else seen.start == site.start
    skipped = _skipped(site, seen)
    if skipped:
        return f"{JunctionEvent.EXON_SKIPPING.value} ({skipped})", False
    distance = (seen.start - site.start) if site.is_left else (seen.end - site.end)
    if not shares_far_end or abs(distance) > CRYPTIC_WITHIN:
        return None
    is_donor = site.kind == "donor"
    kind = JunctionEvent.CRYPTIC_DONOR if is_donor else JunctionEvent.CRYPTIC_ACCEPTOR
    along = distance if site.transcript.strand == "+" else -distance
    return f"{kind.value} {along:+d}", False


def _skipped(site: Site, seen: Junction) -> str:
    """Which exons an intron leaves out that joins annotated sites over the changed one."""
    edges = tuple(introns(site.transcript))
    starts, ends = {left for left, _, _ in edges}, {right for _, right, _ in edges}
    if seen.start not in starts or seen.end not in ends or not seen.start < site.at < seen.end:
        return ""
    exons = site.transcript.exons
    inside = [n for n, (first, last) in enumerate(exons) if seen.start < first and last < seen.end]
    if not 0 < len(inside) <= MOST_SKIPPED:
        return ""
    n_exons = len(exons)
    is_plus = site.transcript.strand == "+"
    numbers = sorted(n + 1 if is_plus else n_exons - n for n in inside)
    return "exon " + " and ".join(map(str, numbers))


def _entry(site: Site, one: ObservedJunction, words: str) -> LocalEntry:
    counts = []
    if one.samples is not None:
        counts.append(f"{one.samples:,.0f} samples")
    if one.reads is not None:
        counts.append(f"{one.reads:,.0f} reads")
    told = ", ".join(counts) or "not counted"
    transcript = site.transcript
    where = f"{site.kind} of intron {site.number}"
    value = one.samples if one.samples is not None else one.reads
    named = f", there called {one.event}" if one.event else ""
    return LocalEntry(
        value,
        f"{where}: {words} ({told}{named})",
        transcript.gene_symbol,
        transcript.transcript_id,
    )
