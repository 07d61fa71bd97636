"""Pangolin as its command line runs it: P(splice) in four tissues, three networks for each.

Zeng and Li 2022 report, at each base, the largest and the smallest change over the tissues of the
mean over the networks; whether the site is an acceptor or a donor they do not say. Here a base
stands in the row it can belong to by the sequence of the allele concerned, so that the four
effects of this program can be read: acceptor where AG stands before it, donor where GT, GC or AT
stands after it (gene direction), both rows where both or neither. The largest gain and the
largest loss over both rows are the published ones. Nothing outside the gene is masked. The
masked view is the published one too (`SpliceProfile.masked`).

The published range reaches `len(ref) - 1` bases further to the right of a long REF than
`distance`; those columns have no place in a profile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork
from models.engine import AttributionStep, Method
from models.errors import RequestError
from models.splice.pangolin_network import pangolin_network
from models.splice.protocol import (
    CONTEXT_LENGTH,
    Effect,
    SpliceProfile,
    SpliceRequest,
    allele_sequences,
    lay_on_reference,
    stranded,
)
from models.splice.site_engine import SpliceSiteEngine

PACK = "pangolin"
TISSUES = ("heart", "liver", "brain", "testis")
_AFTER_DONOR = ("GT", "GC", "AT")
_BEFORE_ACCEPTOR = ("AG",)


@dataclass(frozen=True, slots=True)
class TissueProfile(SpliceProfile):
    """A profile that also holds the probability of a splice site in each tissue.

    Attributes
    ----------
    ref, alt
        Those of the tissue with the strongest change anywhere in the profile.
    gains, losses
        Largest and smallest change over the tissues; 0 where the base cannot belong to the row.
    tissue_ref, tissue_alt
        Shape (4, 2 * distance + 1), rows as `TISSUES`, ALT laid on REF columns.
    """

    tissue_ref: NDArray[np.float32] | None = None
    tissue_alt: NDArray[np.float32] | None = None

    @property
    def tissue_changes(self) -> NDArray[np.float32]:
        """ALT minus REF, shape (4, 2 * distance + 1), rows as `TISSUES`."""
        if self.tissue_ref is None or self.tissue_alt is None:
            raise RequestError("The profile holds no tissues.", "Score the variant again.")
        return self.tissue_alt - self.tissue_ref

    def strongest_tissue(self, offset: int, *, is_gain: bool) -> str:
        """Return in which tissue the site at `offset` gains, or loses, most."""
        at_site = self.tissue_changes[:, offset + self.distance]
        return TISSUES[int(np.argmax(at_site) if is_gain else np.argmin(at_site))]

    def seen_from(self, shift: int, distance: int) -> Self:
        """Return the profile around `pos + shift`, cut to a smaller distance."""
        # Not `super()`: a dataclass with slots is another class than the one of its own body.
        seen = SpliceProfile.seen_from(self, shift, distance)
        first = self.distance + shift - distance
        cut = slice(first, first + 2 * distance + 1)
        if self.tissue_ref is None or self.tissue_alt is None:
            return seen
        return replace(seen, tissue_ref=self.tissue_ref[:, cut], tissue_alt=self.tissue_alt[:, cut])


class PangolinEngine(SpliceSiteEngine):
    """Twelve networks: heart, liver, brain and testis, three of each."""

    pack: ClassVar[str] = PACK
    converter: ClassVar[str] = "torch-weights"
    classes: ClassVar[range] = range(1, 2)
    masks_gene_body: ClassVar[bool] = False

    @classmethod
    def network(cls, layers: Mapping[str, Tensor], track: int = 0) -> DilatedNetwork:
        """Return one network out of the arrays of its file; the track is the tissue."""
        return pangolin_network(layers, track)

    @classmethod
    def track(cls, file_name: str) -> int:
        """Return to which tissue the network of a file belongs."""
        return TISSUES.index(file_name.partition(".")[0])

    def tissues(self, request: SpliceRequest, *, distance: int) -> TissueProfile:
        """Return the profile of one request with the probabilities of every tissue."""
        ((_, profile),) = self.score([request], distance=distance)
        return cast("TissueProfile", profile)

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: Method = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        """Explain the probability at one site in the tissue where it changes most.

        That is the tissue with the largest change there for a gain, the smallest for a loss
        (`TissueProfile.strongest_tissue`); its three networks alone are asked.
        """
        if abs(site_offset) > distance:
            raise RequestError(
                f"The site at offset {site_offset} is outside distance {distance}.",
                "Score the variant at a larger distance first.",
            )
        is_gain = Effect(effect) in (Effect.ACCEPTOR_GAIN, Effect.DONOR_GAIN)
        profile = self.tissues(request, distance=distance)
        one = self._of_tissue(profile.strongest_tissue(site_offset, is_gain=is_gain))
        yield from SpliceSiteEngine.attribute(
            one,
            request,
            distance=distance,
            effect=effect,
            site_offset=site_offset,
            method=method,
            flank=flank,
        )

    def _of_tissue(self, tissue: str) -> Self:
        """Return the engine whose networks are those of one tissue."""
        number = TISSUES.index(tissue)
        pairs = zip(self._ensemble.networks, self._ensemble.tracks, strict=True)
        networks = tuple(network for network, track in pairs if track == number)
        ensemble = replace(self._ensemble, networks=networks, tracks=(), fused=None)
        return type(self)(ensemble, self.info.digest)

    def _class_of(self, effect: Effect) -> int:
        """Return the one class there is: a splice site, be it acceptor or donor."""
        del effect
        return self.classes.start

    def _profile(
        self,
        request: SpliceRequest,
        alleles: tuple[NDArray[np.float32], NDArray[np.float32]],
        distance: int,
    ) -> TissueProfile:
        """Return the profile out of the tissues' probabilities in REF and ALT."""
        ref, alt = self._laid(request, alleles, distance)
        texts = allele_sequences(self._seen(request), distance)
        rows_ref, rows_alt = (_rows(text, request.strand) for text in texts)
        rows_ref = rows_ref[:, : 2 * distance + 1]
        raw = alleles[1][:, ::-1] if request.strand == "-" else alleles[1]
        sizes = {"n_ref": len(request.ref), "n_alt": len(request.alt), "distance": distance}
        split = [lay_on_reference(np.where(row, raw, np.float32(0)), **sizes) for row in rows_alt]
        belongs = lay_on_reference(rows_alt.astype(np.float32), **sizes) > 0
        nothing = np.float32(0)
        gains = [
            np.where(mask, (part - ref).max(axis=0), nothing)
            for mask, part in zip(belongs, split, strict=True)
        ]
        losses = np.where(rows_ref, (alt - ref).min(axis=0), nothing)
        shown = int(np.argmax(np.abs(alt - ref).max(axis=1)))
        return TissueProfile(
            distance,
            np.where(rows_ref, ref[shown], nothing),
            np.stack([part[shown] for part in split]),
            np.stack(gains),
            losses,
            ref,
            alt,
        )


def _rows(text: str, strand: str) -> NDArray[np.bool_]:
    """Return which bases of the output can be acceptors and which donors, genome direction."""
    read = stranded(text, strand)
    half = CONTEXT_LENGTH // 2
    sites = range(half, len(read) - half)
    acceptor = np.array([read[site - 2 : site] in _BEFORE_ACCEPTOR for site in sites])
    donor = np.array([read[site + 1 : site + 3] in _AFTER_DONOR for site in sites])
    undecided = acceptor == donor
    rows = np.stack([acceptor | undecided, donor | undecided])
    return rows[:, ::-1] if strand == "-" else rows
