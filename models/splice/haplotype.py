"""Several changes on one chromosome copy, scored together with any engine of this protocol.

A request is one (ref, alt) pair that starts in the middle of its window. Neighbours lie on both
sides of it and may insert and delete, which one pair cannot lay on the reference. So the copy
itself becomes a window, the engine reads it as it reads any reference, and its columns are laid
on the reference here, change by change, by the published rule: of inserted bases the largest value
stands in the column of the base before them, deleted bases are zero. For a single change that
gives the same numbers as the pair does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestError
from models.splice.protocol import CONTEXT_LENGTH, MAX_DISTANCE, SpliceProfile, SpliceRequest

_HALF = CONTEXT_LENGTH // 2


@dataclass(frozen=True, slots=True)
class Edit:
    """`deleted` reference bases from `offset` (minus `pos`) on give way to `inserted`, plus strand.

    A pure insertion stands before the base at `offset`. Edits do not touch each other's bases.
    """

    offset: int
    deleted: int
    inserted: str


def margin(edits: Sequence[Edit]) -> int:
    """Bases of reference beyond context and distance that edits can draw into a window."""
    return sum(edit.deleted + len(edit.inserted) for edit in edits)


@dataclass(frozen=True, eq=False, slots=True)
class Haplotype:
    """A chromosome copy ready to be asked about.

    Attributes
    ----------
    distance
        Bases around `pos` on the reference that will be seen.
    reach
        Distance the engine is to be asked at, for both requests.
    reference
        The single allele the copy is seen from; its profile has REF, and that allele alone.
    copy
        The copy as a window of its own. Its REF is the copy; its ALT means nothing.
    first, last
        Shape (2 * distance + 1,): columns of the copy's profile, half-open, that stand in each
        column of the reference; equal where the base is deleted.
    """

    distance: int
    reach: int
    reference: SpliceRequest
    copy: SpliceRequest
    first: NDArray[np.intp]
    last: NDArray[np.intp]

    def profiles(
        self, reference: SpliceProfile, copy: SpliceProfile
    ) -> tuple[SpliceProfile, SpliceProfile]:
        """Give (the single allele alone, the whole copy) against REF, out of both answers.

        Raises
        ------
        RequestError
            The engine reports changes per tissue, which the two answers do not hold.
        """
        if copy.gains is not None or copy.losses is not None:
            raise RequestError(
                "This engine reports changes per tissue; a whole copy cannot be compared.",
                "Use an engine that gives probabilities.",
            )
        alone = reference.within(self.distance)
        return alone, SpliceProfile(self.distance, alone.ref, self._laid(copy.ref))

    def _laid(self, copy: NDArray[np.float32]) -> NDArray[np.float32]:
        n_bases = self.last - self.first
        laid = copy[:, np.minimum(self.first, copy.shape[1] - 1)]
        laid[:, n_bases == 0] = 0
        for column in np.flatnonzero(n_bases > 1):
            laid[:, column] = copy[:, self.first[column] : self.last[column]].max(axis=1)
        return np.ascontiguousarray(laid, dtype=np.float32)


def haplotype(
    request: SpliceRequest, edits: Sequence[Edit], *, distance: int, stretch: str
) -> Haplotype | None:
    """Give the copy that carries all edits, None where the stretch is too short for it.

    Parameters
    ----------
    request
        The single allele; of its window nothing is used.
    edits
        Every change of the copy, that of the single allele included.
    distance
        Bases on each side of `pos` to be seen; less where the engine's reach does not allow it.
    stretch
        Plus-strand reference around `pos`, an odd number of bases with `pos` in the middle: context,
        distance and `margin` on either side.
    """
    middle = len(stretch) // 2
    pieces = _pieces(stretch, middle, edits)
    ends = np.cumsum([len(piece) for piece in pieces])
    starts = np.concatenate([[0], ends[:-1]])
    centre = int(starts[middle])
    distance, reach = _reach(starts - centre, ends - centre, middle, distance)
    half = _HALF + reach
    text = "".join(pieces)
    if distance < 0 or middle < half or centre < half or centre + half >= len(text):
        return None
    columns = slice(middle - distance, middle + distance + 1)
    reference = replace(request, window=stretch[middle - half : middle + half + 1])
    copy = SpliceRequest(
        window=text[centre - half : centre + half + 1],
        ref=text[centre],
        alt="A" if text[centre] != "A" else "C",
        strand=request.strand,
        body_start_offset=_on_copy(starts, middle, request.body_start_offset) - centre,
        body_end_offset=_on_copy(ends, middle, request.body_end_offset) - 1 - centre,
    )
    shift = reach - centre
    return Haplotype(
        distance, reach, reference, copy, starts[columns] + shift, ends[columns] + shift
    )


def _pieces(stretch: str, middle: int, edits: Sequence[Edit]) -> list[str]:
    """What stands on the copy in place of each base of the reference."""
    pieces = list(stretch)
    for edit in edits:
        start = middle + edit.offset
        paired = min(edit.deleted, len(edit.inserted))
        for place in range(edit.deleted):
            pieces[start + place] = edit.inserted[place : place + 1]
        if paired:
            pieces[start + paired - 1] += edit.inserted[paired:]
    # After all else: the base before an insertion may itself be changed.
    for edit in edits:
        if not edit.deleted:
            pieces[middle + edit.offset - 1] += edit.inserted
    return pieces


def _reach(
    starts: NDArray[np.intp], ends: NDArray[np.intp], middle: int, distance: int
) -> tuple[int, int]:
    """Largest distance up to the one wanted that the engine can see, and how far it has to look."""
    while distance >= 0:
        left, right = -starts[middle - distance], ends[middle + distance] - 1
        reach = int(max(left, right, distance))
        if reach <= MAX_DISTANCE:
            return distance, reach
        distance -= reach - MAX_DISTANCE
    return -1, 0


def _on_copy(edges: NDArray[np.intp], middle: int, offset: int) -> int:
    """Where a base of the reference starts or ends on the copy; beyond the stretch as far as it goes."""
    return int(edges[min(max(middle + offset, 0), len(edges) - 1)])
