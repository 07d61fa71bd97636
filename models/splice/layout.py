"""Which columns of REF and of ALT an attribution shows, and where they lie on the genome."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.attribution import BaseEffects
from models.engine import AttributionArrays, Method
from models.splice.protocol import SpliceRequest, allele_sequences, alt_columns, stranded


@dataclass(frozen=True, slots=True)
class AlleleLayout:
    """One allele's sequence and the columns of it that are explained.

    Attributes
    ----------
    allele
        `ref` or `alt`.
    strand
        Of the gene.
    sequence
        Plus strand, gene body masked, as long as the allele makes it.
    sites
        0-based indices in `sequence` that stand at the affected site: none where it is deleted,
        several where bases are inserted.
    columns
        0-based indices in `sequence` that are explained, ascending.
    offsets
        Offset from `pos` of each of them.
    """

    allele: str
    strand: str
    sequence: str
    sites: Sequence[int]
    columns: tuple[int, ...]
    offsets: NDArray[np.int32]

    def context_of(self, site: int, context_length: int) -> str:
        """Return what the network reads to judge `site`: `context_length + 1` bases, stranded."""
        half = context_length // 2
        return stranded(self.sequence[site - half : site + half + 1], self.strand)

    def columns_in_context(self, site: int, context_length: int) -> list[int]:
        """Return where the columns lie in `context_of`, ascending; maybe outside of it."""
        half = context_length // 2
        if self.strand == "+":
            return [column - site + half for column in self.columns]
        return [site + half - column for column in reversed(self.columns)]

    def variant_in_context(self, site: int, context_length: int) -> int:
        """Return where the base at `pos` lies in `context_of`; maybe outside of it."""
        half = context_length // 2
        column = self.columns[int(np.flatnonzero(self.offsets == 0)[0])]
        return column - site + half if self.strand == "+" else site + half - column

    def unstranded(self, effects: BaseEffects) -> BaseEffects:
        """Turn effects found in `columns_in_context` to plus strand and genome direction."""
        if self.strand == "+":
            return effects
        ism = None if effects.ism is None else np.ascontiguousarray(effects.ism[::-1, ::-1])
        done = None if effects.done is None else np.ascontiguousarray(effects.done[::-1])
        turned = np.ascontiguousarray(effects.contribution[::-1])
        return replace(effects, contribution=turned, ism=ism, done=done)

    def arrays(self, effects: BaseEffects, method: Method, site: int) -> AttributionArrays:
        """Return effects, in genome direction, together with where they lie."""
        return AttributionArrays(
            allele=self.allele,
            method=method,
            start_offset=int(self.offsets[0]),
            offsets=self.offsets,
            sequence="".join(self.sequence[column] for column in self.columns),
            contribution=effects.contribution,
            ism=effects.ism,
            p=effects.probability,
            site_column=self.columns.index(site) if site >= 0 else -1,
            done=effects.done,
            residual=effects.residual,
        )


def allele_layouts(
    request: SpliceRequest, *, distance: int, site_offset: int, flank: int
) -> tuple[AlleleLayout, AlleleLayout]:
    """Return the layouts of REF and ALT for one affected site."""
    ref, alt = allele_sequences(request, distance)
    n_ref, n_alt = len(request.ref), len(request.alt)
    half = (len(ref) - 2 * distance - 1) // 2
    centre = half + distance
    in_ref = np.arange(len(ref), dtype=np.int32) - centre
    in_alt = _alt_offsets(len(alt), centre, n_ref, n_alt)
    ref_sites = (centre + site_offset,)
    output = alt_columns(site_offset, n_ref=n_ref, n_alt=n_alt, distance=distance)
    alt_sites = tuple(half + column for column in output if half + column + half < len(alt))
    wanted = _wanted(site_offset, flank, max(n_ref - 1, 0))
    return (
        _layout("ref", request.strand, ref, ref_sites, (in_ref, wanted)),
        _layout("alt", request.strand, alt, alt_sites, (in_alt, wanted)),
    )


def _wanted(site_offset: int, flank: int, last_edited: int) -> list[tuple[int, int]]:
    """Return inclusive ranges of offsets: around the variant, and around a site beyond them."""
    near = (-flank, last_edited + flank)
    if near[0] <= site_offset <= near[1]:
        return [near]
    around = max(flank // 4, 1)
    return [near, (site_offset - around, site_offset + around)]


def _alt_offsets(length: int, centre: int, n_ref: int, n_alt: int) -> NDArray[np.int32]:
    """Return the REF offset of each ALT base; inserted ones repeat that of the base before."""
    offsets = np.arange(length, dtype=np.int32) - centre
    paired = min(n_ref, n_alt)
    offsets[centre + n_alt :] += n_ref - n_alt
    offsets[centre + paired : centre + n_alt] = paired - 1
    return offsets


def _layout(
    allele: str,
    strand: str,
    sequence: str,
    sites: Sequence[int],
    places: tuple[NDArray[np.int32], list[tuple[int, int]]],
) -> AlleleLayout:
    offsets, ranges = places
    shown = np.zeros(len(offsets), dtype=bool)
    for first, last in ranges:
        shown |= (offsets >= first) & (offsets <= last)
    columns = np.flatnonzero(shown)
    return AlleleLayout(
        allele, strand, sequence, sites, tuple(int(item) for item in columns), offsets[columns]
    )
