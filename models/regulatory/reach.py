"""How far the networks that read a place of a transcript look. Loads no torch."""

from typing import NamedTuple


class Reach(NamedTuple):
    """Bases read before an anchor, and from it on, in the direction of the transcript."""

    before: int
    behind: int

    @property
    def length(self) -> int:
        """Bases read in all."""
        return self.before + self.behind


POLY_A = Reach(70, 135)
"""The anchor is the first base of the core hexamer (Linder 2022)."""

PROMOTER = Reach(7_000, 3_500)
"""The anchor is the first transcribed base (Agarwal and Shendure 2020)."""
