"""The published delta protocol of SpliceAI, without any network.

What a request is, how the gene body is masked, how ALT is laid on REF columns, how deltas and
their positions are read off, raw and masked (Jaganathan et al. 2019, release 1.3.1). Columns and
offsets run in genome direction on both strands. Engines that see several tissues are masked as
Pangolin is (Zeng and Li 2022); `masked_deltas` knows which rule a profile wants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestError
from models.sequence import reverse_complement

CONTEXT_LENGTH = 10_000
MAX_DISTANCE = 4_999
ACCEPTOR, DONOR = 0, 1


class Effect(StrEnum):
    """The four effects, in the published order."""

    ACCEPTOR_GAIN = "acceptor_gain"
    ACCEPTOR_LOSS = "acceptor_loss"
    DONOR_GAIN = "donor_gain"
    DONOR_LOSS = "donor_loss"

    @property
    def site_row(self) -> int:
        """Row of a profile that the effect is about: 0 acceptor, 1 donor."""
        return ACCEPTOR if self in (Effect.ACCEPTOR_GAIN, Effect.ACCEPTOR_LOSS) else DONOR


@dataclass(frozen=True, slots=True)
class SpliceRequest:
    """One allele in one gene.

    Attributes
    ----------
    window
        Plus-strand reference, upper case, `CONTEXT_LENGTH + 2 * distance + 1` bases, centred:
        `window[5000 + distance]` is the base at `pos`. N where the reference is unknown.
    ref, alt
        Plus-strand alleles as spelled in the record, at least one base each.
    strand
        `+` or `-`, of the gene.
    body_start_offset, body_end_offset
        First and last base of the gene body minus `pos`. Bases outside become N.
    place
        Contig and `pos`, where known: requests that name the same contig may share the evaluation
        of REF where their windows overlap.
    """

    window: str
    ref: str
    alt: str
    strand: str
    body_start_offset: int
    body_end_offset: int
    place: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class SpliceProfile:
    """Acceptor and donor probability around a variant: everything a delta needs.

    Attributes
    ----------
    distance
        Bases shown on each side of `pos`.
    ref, alt
        Shape (2, 2 * distance + 1), rows acceptor and donor, columns `pos - distance` to
        `pos + distance`. ALT is laid on REF columns: of inserted bases the largest value stands
        in the column of the base before them, deleted bases are zero.
    gains, losses
        Shape as `ref`: for an engine that sees several tissues the largest and the smallest
        change over them, where `ref` and `alt` can show only one; None for `alt - ref`.
    """

    distance: int
    ref: NDArray[np.float32]
    alt: NDArray[np.float32]
    gains: NDArray[np.float32] | None = None
    losses: NDArray[np.float32] | None = None

    @property
    def largest_gains(self) -> NDArray[np.float32]:
        """Largest change at each base, shape as `ref`."""
        return self.alt - self.ref if self.gains is None else self.gains

    @property
    def largest_losses(self) -> NDArray[np.float32]:
        """Smallest change at each base, negative where the site gets less likely."""
        return self.alt - self.ref if self.losses is None else self.losses

    @property
    def masks_every_boundary(self) -> bool:
        """Whether its masked view is that of `masked`, which the publication of tissues has.

        False for SpliceAI's, that looks at the nearest boundary alone. The arrays tell, so that a
        profile that was kept and read back is masked as the one that was computed.
        """
        return self.gains is not None and self.losses is not None

    def masked(self, boundary_offsets: Iterable[int]) -> Self:
        """Return the profile without gains at exon boundaries and without losses elsewhere.

        `boundary_offsets` are those of first and last bases of the gene's exons from `pos`. As
        published for Pangolin, and unlike SpliceAI's: every boundary counts, and the next best
        site is found. `ref` and `alt` stay.
        """
        columns = np.arange(-self.distance, self.distance + 1)
        at_boundary = np.isin(columns, np.array(list(boundary_offsets), dtype=np.int64))
        nothing = np.float32(0)
        return replace(
            self,
            gains=np.where(at_boundary, nothing, self.largest_gains),
            losses=np.where(at_boundary, self.largest_losses, nothing),
        )

    def within(self, distance: int) -> Self:
        """Return the profile cut to a smaller distance; exact, nothing is computed again."""
        return self.seen_from(0, distance)

    def seen_from(self, shift: int, distance: int) -> Self:
        """Return the profile around `pos + shift`: that of another spelling of the same allele.

        A record spelled at `pos + shift` looks `distance` bases to both sides of its own POS, so
        the allele has to be evaluated at `distance + abs(shift)` or more. Exact, but for the
        columns between two spellings of a deletion in a repeat, where it is a matter of taste
        which of equal bases is called deleted.
        """
        if distance < 0 or distance + abs(shift) > self.distance:
            raise RequestError(
                f"A profile of distance {self.distance} holds no distance {distance} "
                f"around offset {shift}.",
                "Score the variant again at the larger distance.",
            )
        first = self.distance + shift - distance
        cut = slice(first, first + 2 * distance + 1)
        gains = None if self.gains is None else self.gains[:, cut]
        losses = None if self.losses is None else self.losses[:, cut]
        return type(self)(distance, self.ref[:, cut], self.alt[:, cut], gains, losses)


@dataclass(frozen=True, slots=True)
class SpliceDeltas:
    """The four deltas, 0 to 1, and the offset of the site each is about from `pos`."""

    acceptor_gain: float
    acceptor_loss: float
    donor_gain: float
    donor_loss: float
    acceptor_gain_offset: int
    acceptor_loss_offset: int
    donor_gain_offset: int
    donor_loss_offset: int

    @property
    def max_delta(self) -> float:
        """The largest of the four."""
        return max(self.acceptor_gain, self.acceptor_loss, self.donor_gain, self.donor_loss)


def deltas(
    profile: SpliceProfile, *, distance: int | None = None, boundary_offset: int | None = None
) -> SpliceDeltas:
    """The four deltas of a profile, not rounded.

    Parameters
    ----------
    profile
        Probabilities of both alleles.
    distance
        Look no further than this; None for all of the profile.
    boundary_offset
        None for raw deltas. For masked ones the offset of the exon boundary nearest to `pos`
        (`nearest_boundary_offset`): a gain there becomes 0, and so does a loss anywhere else. The
        site keeps its place; no second-best site is looked for. That is SpliceAI's rule;
        `masked_deltas` gives every engine its own.
    """
    view = profile if distance is None else profile.within(distance)
    gains, losses = view.largest_gains, view.largest_losses
    values: list[float] = []
    offsets: list[int] = []
    for effect in Effect:
        is_gain = effect in (Effect.ACCEPTOR_GAIN, Effect.DONOR_GAIN)
        row = gains[effect.site_row] if is_gain else -losses[effect.site_row]
        column = int(np.argmax(row))
        offset = column - view.distance
        at_boundary = boundary_offset == offset
        is_masked = boundary_offset is not None and at_boundary == is_gain
        values.append(0.0 if is_masked else float(row[column]))
        offsets.append(offset)
    return SpliceDeltas(
        values[0], values[1], values[2], values[3], offsets[0], offsets[1], offsets[2], offsets[3]
    )


def masked_deltas(profile: SpliceProfile, boundary_offsets: Iterable[int]) -> SpliceDeltas:
    """The four masked deltas of a profile, not rounded, after the rule its engine published.

    Parameters
    ----------
    profile
        Probabilities of both alleles, and changes over the tissues where there are any.
    boundary_offsets
        Those of first and last bases of the gene's exons from `pos`, in any order. With changes
        over tissues every one of them counts (`SpliceProfile.masked`); else the nearest alone.

    Raises
    ------
    RequestError
        If there is no boundary.
    """
    offsets = tuple(boundary_offsets)
    nearest = nearest_boundary_offset(offsets, 0)
    if profile.masks_every_boundary:
        return deltas(profile.masked(offsets))
    return deltas(profile, boundary_offset=nearest)


def nearest_boundary_offset(boundaries: Iterable[int], pos: int) -> int:
    """Offset from `pos` of the nearest exon boundary.

    `boundaries` are 1-based first and last bases of exons, in any order. Of two equally near
    ones the one with the smaller coordinate counts, as published.
    """
    ordered = sorted(set(boundaries))
    if not ordered:
        raise RequestError("A transcript has no exon boundary.", "Check the gene table.")
    return min((boundary - pos for boundary in ordered), key=abs)


def window_length(distance: int) -> int:
    """Bases a window must have for this distance."""
    return CONTEXT_LENGTH + 2 * distance + 1


def check_request(request: SpliceRequest, distance: int) -> None:
    """Raise `RequestError` where a request does not keep to the protocol."""
    expected = window_length(distance)
    faults = (
        (not 0 <= distance <= MAX_DISTANCE, f"distance {distance} is not within 0..{MAX_DISTANCE}"),
        (
            len(request.window) != expected,
            f"the window has {len(request.window)} bases instead of {expected}",
        ),
        (not request.ref or not request.alt, "an allele is empty"),
        (request.strand not in {"+", "-"}, f"the strand is {request.strand!r}"),
    )
    for is_fault, fault in faults:
        if is_fault:
            raise RequestError(f"A splice request is malformed: {fault}.", "This is a bug.")


def masked_window(request: SpliceRequest) -> str:
    """The window with N for every base outside the gene body."""
    length = len(request.window)
    centre = length // 2
    before = min(max(centre + request.body_start_offset, 0), length)
    after = min(max(centre - request.body_end_offset, 0), length - before)
    return "N" * before + request.window[before : length - after] + "N" * after


def allele_sequences(request: SpliceRequest, distance: int) -> tuple[str, str]:
    """REF and ALT sequence, plus strand, gene body masked.

    The ALT sequence is as long as the edit makes it. Where a deletion takes so much that its own
    column would have no context left, N is appended until it has.
    """
    ref = masked_window(request)
    centre = len(ref) // 2
    alt = ref[:centre] + request.alt + ref[centre + len(request.ref) :]
    if len(request.ref) > max(2 * distance, 1):
        least = CONTEXT_LENGTH + distance + min(len(request.ref), len(request.alt))
        alt = alt.ljust(least, "N")
    return ref, alt


def stranded(sequence: str, strand: str) -> str:
    """The sequence as the network reads it, 5' to 3' of the gene."""
    return sequence if strand == "+" else reverse_complement(sequence)


def lay_on_reference(
    alt: NDArray[np.float32], *, n_ref: int, n_alt: int, distance: int
) -> NDArray[np.float32]:
    """ALT probabilities of shape (rows, any) on REF columns, shape (rows, 2 * distance + 1).

    The first `min(n_ref, n_alt)` bases of the alleles stand one to one; of the surplus ALT bases
    the largest value, that of the last paired base included, stands in that base's column;
    surplus REF bases are zero.
    """
    paired = distance + min(n_ref, n_alt)
    kept = alt[:, :paired]
    if n_alt > n_ref:
        peak = alt[:, paired - 1 : distance + n_alt].max(axis=1, keepdims=True)
        kept = np.concatenate([kept[:, :-1], peak], axis=1)
    gone = np.zeros((len(alt), max(n_ref - n_alt, 0)), dtype=np.float32)
    laid = np.concatenate([kept, gone, alt[:, distance + n_alt :]], axis=1)
    length = 2 * distance + 1
    if laid.shape[1] < length:
        laid = np.pad(laid, ((0, 0), (0, length - laid.shape[1])))
    return np.ascontiguousarray(laid[:, :length], dtype=np.float32)


def alt_columns(offset: int, *, n_ref: int, n_alt: int, distance: int) -> Sequence[int]:
    """Columns of the unaligned ALT output that stand at an offset; empty where it is deleted."""
    paired = min(n_ref, n_alt)
    if offset < 0 or offset < paired - 1:
        return (distance + offset,)
    if offset == paired - 1:
        return range(
            distance + offset,
            distance + max(n_alt, paired) if n_alt > n_ref else distance + offset + 1,
        )
    if offset < n_ref:
        return ()
    return (distance + offset + n_alt - n_ref,)
