"""What the stacked view of one variant shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.attribution import Attribution
from core.domain.motif import MotifChange
from core.domain.score import SpliceTrack
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.report.explained import directions
from gui.plots.stretches import Stretch

OF_SITES = (
    "A acceptor, D donor (upside down: weaker than in REF); ○ height in REF. Grey: not evaluated."
)


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
    def legend(self) -> str:
        """What letters and colours mean."""
        if self.track is not None or self.attribution is None:
            return OF_SITES
        up, down = directions(self.attribution)
        return f"Letters up: {up}. Down: {down}." if down else f"Height of letters: {up}."

    @property
    def changed_bases(self) -> tuple[int, int]:
        """Offsets of the bases that differ, half-open, without a shared first base."""
        variant = self.variant
        shared = int(variant.ref[0] == variant.alt[0] and len(variant.ref) > 1)
        return (shared, len(variant.ref))
