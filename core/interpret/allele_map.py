"""Coordinates on the changed chromosome: where each of its bases comes from."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.interpret.alleles import Change

Fetch = Callable[[int, int], str]
"""Plus-strand bases of one contig for 0-based half-open bounds, upper case, clipped to the contig."""

INSERTED = -1
"""Origin of a base that the reference does not have."""


@dataclass(frozen=True, slots=True)
class AlleleMap:
    """A stretch of chromosome with one change, or none, in coordinates of its own.

    Places before the change are as in the reference; later ones are moved by its length. All
    coordinates are 0-based, intervals half-open, plus strand.

    Attributes
    ----------
    change
        None for the reference itself.
    fetch
        Gives reference bases.
    """

    change: Change | None
    fetch: Fetch

    @property
    def shift(self) -> int:
        """Bases by which everything after the change is moved to the right."""
        return 0 if self.change is None else self.change.shift

    @property
    def changed(self) -> tuple[int, int]:
        """The stretch that is new here, empty for the reference and for a pure deletion."""
        if self.change is None:
            return 0, 0
        return self.change.start, self.change.start + len(self.change.inserted)

    def to_allele(self, pos: int) -> int | None:
        """Give the place of a reference base here; None for one that is deleted or replaced.

        A replaced base of an equally long change keeps its place.
        """
        if self.change is None or pos < self.change.start:
            return pos
        if pos >= self.change.end:
            return pos + self.shift
        return pos if self.shift == 0 else None

    def to_reference(self, pos: int) -> int | None:
        """Give the reference place of a base here; None for one that is put in."""
        if self.change is None or pos < self.change.start:
            return pos
        if pos >= self.change.start + len(self.change.inserted):
            return pos - self.shift
        return pos if self.shift == 0 else None

    def boundary(self, edge: int, *, takes_insertion: bool = False) -> int:
        """Give an edge between two bases here: that before the reference base `edge`.

        Bases put in exactly at the edge stand to its right, with `takes_insertion` to its left.
        An edge inside deleted bases moves to where they were, one inside replaced bases likewise
        unless the change is equally long.
        """
        change = self.change
        if change is None or edge < change.start:
            return edge
        if edge > change.end or (edge == change.end and change.deleted):
            return edge + self.shift
        if edge == change.start:
            return edge + (len(change.inserted) if takes_insertion and not change.deleted else 0)
        return edge if self.shift == 0 else change.start + len(change.inserted)

    def bases(self, start: int, end: int) -> str:
        """Give the bases of [start, end) in coordinates of this allele."""
        if self.change is None:
            return self.fetch(start, end)
        first, last = self.changed
        before = self.fetch(start, min(end, first)) if start < first else ""
        inside = self.change.inserted[max(0, start - first) : max(0, min(end, last) - first)]
        after_from = max(start, last)
        after = self.fetch(after_from - self.shift, end - self.shift) if end > after_from else ""
        return before + inside + after

    def origins(self, start: int, end: int) -> NDArray[np.int64]:
        """Give the reference place of each base of [start, end), `INSERTED` for one put in."""
        places = np.arange(start, end, dtype=np.int64)
        if self.change is None:
            return places
        first, last = self.changed
        if self.shift:
            is_new = (places >= first) & (places < last)
            places = np.where(places >= last, places - self.shift, places)
            places[is_new] = INSERTED
        return places
