"""The rows of one explanation: the bases of REF and of ALT, and below each the motif they fit."""

from core.domain.attribution import Attribution
from core.domain.motif import MotifChange
from core.report.explained import directions
from gui.plots.base_item import PlotItemBase
from gui.plots.logo import LogoItem, scale_of
from gui.plots.motif import TOP, MotifItem
from gui.plots.row import PlotRow
from gui.theme import Theme

_HINT = "Zoom in to read the bases: the button Letters, or L"
_ALLELES = ("ref", "alt")
_ANY_HEIGHT = 16_777_215
_MOTIF_HEIGHT, _LOW_MOTIF = 60, 42
_BELOW = 0.1
"""Part of the scale that is left below zero where nothing points down."""


class ExplainedRows:
    """Items and rows for both alleles; rows of what is not known take no room."""

    def __init__(self, theme: Theme) -> None:
        self.logos = tuple(LogoItem(theme) for _ in _ALLELES)
        self.motifs = tuple(MotifItem(theme) for _ in _ALLELES)
        self.logo_rows = tuple(PlotRow() for _ in _ALLELES)
        self.motif_rows = tuple(PlotRow() for _ in _ALLELES)
        self.logos[0].hint = _HINT
        for row in self.motif_rows:
            row.left.setTicks([[(0.0, "0"), (2.0, "2 bits")]])
            row.set_y_range(0, TOP)

    @property
    def items(self) -> tuple[PlotItemBase, ...]:
        """What is drawn in `rows`, in their order."""
        return (*self.logos, *self.motifs)

    @property
    def rows(self) -> tuple[PlotRow, ...]:
        """The bases of REF and ALT, then the motif under each of them."""
        return (*self.logo_rows, *self.motif_rows)

    @property
    def fixed_height(self) -> int:
        """Pixels of the motifs where there is room."""
        return _MOTIF_HEIGHT * sum(bool(item.caption) for item in self.motifs)

    def set_room(self, *, has_room: bool) -> None:
        """Make motifs lower where there is little room, so that bases can still be read."""
        for item, row in zip(self.motifs, self.motif_rows, strict=True):
            height = _MOTIF_HEIGHT if has_room else _LOW_MOTIF
            _give_room(row, height if item.caption else 0)
            row.setMinimumHeight(height if item.caption else 0)

    def show(
        self, explained: Attribution | None, motif: MotifChange | None, boxed: tuple[int, int]
    ) -> None:
        """Show an explanation with its motif; offsets `boxed` (half-open) are the changed bases."""
        scale = scale_of(explained.ref, explained.alt) if explained else 1.0
        has_sign = explained is None or explained.method.has_sign
        lowest = -scale if has_sign else -_BELOW * scale
        for name, logo, row in zip(_ALLELES, self.logos, self.logo_rows, strict=True):
            if explained is not None:
                logo.directions = directions(explained)
            logo.set_allele(getattr(explained, name) if explained else None, scale, boxed)
            row.set_y_range(1.1 * lowest, 1.1 * scale)
            row.left.setTicks([[(0.0, "0"), (scale, f"{scale:.2f}")]])
            _give_room(row, _ANY_HEIGHT if explained else 0)
        for name, item in zip(_ALLELES, self.motifs, strict=True):
            item.set_motif(motif, getattr(explained, name) if explained else None)

    def words_at(self, row: int, offset: float, pos: int) -> str:
        """What lies under the mouse in one of `rows`, in words; empty for nothing."""
        if row < len(self.logos):
            return self.logos[row].words_at(offset, pos)
        return self.motifs[row - len(self.logos)].words_at(offset)


def _give_room(row: PlotRow, height: int) -> None:
    row.setVisible(height > 0)
    row.setMaximumHeight(height)
