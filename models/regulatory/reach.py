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

GENE = Reach(20_999, 20_801)
"""The anchor is the first transcribed base (ExPecto, Zhou 2018): windows of 2,000 bases, centred
20,000 before to 19,800 behind it."""

AROUND_CHANGE = Reach(1_799, 1_801)
"""What ExPecto reads around the first changed base."""
