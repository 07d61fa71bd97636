"""What the stacked view of one variant shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.attribution import Attribution
from core.domain.motif import MotifChange
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from gui.plots.stretches import Stretch


@dataclass(frozen=True, eq=False, slots=True)
class PlotData:
    """What the plot shows of one variant.

    `track` and `attribution` are None where not computed; `message` stands in place of a
    missing track. `motif` is that of an explained track.
    """

    variant: Variant
    transcripts: Sequence[Transcript]
    track: SpliceTrack | None
    attribution: Attribution | None
    message: str = ""
    motif: MotifChange | None = None
    stretches: Sequence[Stretch] = ()

    @property
    def changed_bases(self) -> tuple[int, int]:
        """Offsets of the bases that differ, half-open, without a shared first base."""
        variant = self.variant
        shared = int(variant.ref[0] == variant.alt[0] and len(variant.ref) > 1)
        return (shared, len(variant.ref))
