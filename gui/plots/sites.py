"""Which predicted sites a probability track shows, and which of them get a label."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.score import SpliceTrack

SHOWN_FROM = 0.01
"""Lowest probability of REF or ALT at which a site is drawn."""

LETTERED_FROM = 0.02
"""Lowest probability, or change, at which a site has a letter also where sites stand densely."""
ROOMY = 12.0
"""Pixels per base from which every site has its letter."""


class Site(NamedTuple):
    """One predicted site: offset from `pos`, "A" or "D", and its probability in both alleles."""

    offset: int
    letter: str
    ref: float
    alt: float

    @property
    def change(self) -> float:
        """ALT minus REF."""
        return self.alt - self.ref


def sites_of(track: SpliceTrack) -> list[Site]:
    """Sites of a track that reach `SHOWN_FROM` in either allele, in genome order."""
    found = [
        Site(int(track.offsets[i]), letter, float(track.ref[row, i]), float(track.alt[row, i]))
        for row, letter in enumerate("AD")
        for i in _reaching(track.ref[row], track.alt[row])
    ]
    return sorted(found)


def _reaching(ref: NDArray[np.float32], alt: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.flatnonzero(np.maximum(ref, alt) >= SHOWN_FROM)


def per_pixel(sites: Iterable[Site], allele: str, pixels_per_base: float) -> list[Site]:
    """At most one site of each kind per pixel column: the highest of the allele drawn."""
    if pixels_per_base >= 1:
        return list(sites)
    highest: dict[tuple[int, str], Site] = {}
    for site in sites:
        key = (int(site.offset * pixels_per_base // 1), site.letter)
        kept = highest.get(key)
        if kept is None or getattr(site, allele) > getattr(kept, allele):
            highest[key] = site
    return sorted(highest.values())


def spaced(
    sites: Iterable[Site], allele: str, pixels_per_base: float, gap_pixels: float
) -> list[Site]:
    """Sites that may carry something `gap_pixels` wide without overlap.

    Sites that change most come first, then the most probable ones.
    """
    chosen: list[Site] = []
    for site in by_weight(sites, allele):
        gaps = (abs(site.offset - other.offset) * pixels_per_base for other in chosen)
        if all(gap >= gap_pixels for gap in gaps):
            chosen.append(site)
    return sorted(chosen)


def by_weight(sites: Iterable[Site], allele: str) -> list[Site]:
    """Sites that change most first, then the most probable ones."""
    return sorted(sites, key=lambda s: (-round(abs(s.change), 2), -getattr(s, allele)))


def is_worth_a_value(site: Site, allele: str) -> bool:
    """Strong or changing sites get their value written beside them."""
    return getattr(site, allele) >= 0.1 or abs(site.change) >= 0.05


def is_worth_a_letter(site: Site, allele: str, pixels_per_base: float) -> bool:
    """Where there is no room for all, sites under `LETTERED_FROM` are ticks without a letter."""
    is_seen = getattr(site, allele) >= LETTERED_FROM or abs(site.change) >= LETTERED_FROM
    return is_seen or pixels_per_base >= ROOMY


def span_of(sites: Iterable[Site], n_bases_ref: int) -> tuple[int, int]:
    """Offsets from the first to the last site that changes by 0.02 or more.

    The variant lies inside; without a change, the next probable sites within 500 bases do.
    """
    known = list(sites)
    kept = [s.offset for s in known if abs(s.change) >= 0.02] or [
        s.offset for s in known if max(s.ref, s.alt) >= 0.1 and abs(s.offset) <= 500
    ]
    return min([0, *kept]), max([n_bases_ref - 1, *kept])
