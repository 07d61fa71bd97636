"""Raw probabilities at single sites, read from stored tracks."""

from collections.abc import Sequence

from core.domain.score import SpliceEffect, SpliceTrack


def probabilities(
    tracks: Sequence[SpliceTrack], effect: SpliceEffect, offset: int
) -> tuple[float | None, float | None]:
    """Give the probabilities of REF and ALT at `offset` for an effect's kind of site.

    None and None where no track holds that base: not evaluated, or below 0.01 in both alleles.
    """
    row = ("acceptor", "donor").index(effect.site)
    for track in sorted(tracks, key=lambda item: -item.distance):
        for column in (track.offsets == offset).nonzero()[0].tolist():
            return float(track.ref[row, column]), float(track.alt[row, column])
    return None, None
