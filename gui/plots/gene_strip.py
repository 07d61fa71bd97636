"""Transcripts as strips of exons on a line, packed into rows."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.domain.transcript import Mane, Transcript
from gui.plots.base_item import PlotItemBase, View
from gui.plots.stretches import Stretch, paint_stretch, shown
from gui.theme import Theme

ROW_PIXELS = 30
MAX_ROWS = 5
_EXON_HEIGHT, _UTR_HEIGHT = 12.0, 7.0


def arrange(transcripts: Sequence[Transcript]) -> list[Transcript]:
    """One transcript per gene first (MANE, coding, longest), then others, at most `MAX_ROWS`."""
    ordered = sorted(transcripts, key=_preference)
    firsts: dict[str, Transcript] = {}
    for transcript in ordered:
        firsts.setdefault(transcript.gene_symbol, transcript)
    chosen = list(firsts.values())
    rest = [t for t in ordered if t not in chosen]
    return (chosen + rest)[:MAX_ROWS]


def _preference(transcript: Transcript) -> tuple[int, bool, int]:
    mane = (Mane.SELECT, Mane.PLUS_CLINICAL, Mane.NONE).index(transcript.mane)
    return mane, not transcript.is_coding, transcript.start - transcript.end


def exon_numbers(transcript: Transcript) -> list[int]:
    """1-based numbers in transcript order, for the exons in genome order."""
    n_exons = len(transcript.exons)
    forward = list(range(1, n_exons + 1))
    return forward if transcript.strand == "+" else forward[::-1]


def describe(transcript: Transcript, pos: int) -> str:
    """Where a 1-based position lies in a transcript, in words."""
    name = f"{transcript.gene_symbol} {transcript.transcript_id} ({transcript.strand} strand)"
    if not transcript.start < pos <= transcript.end:
        return ""
    numbers = exon_numbers(transcript)
    for (start, end), number in zip(transcript.exons, numbers, strict=True):
        if start < pos <= end:
            return f"{name}: exon {number} of {len(numbers)}"
    before = sum(1 for start, _ in transcript.exons if start < pos)
    number = before if transcript.strand == "+" else len(numbers) - before
    return f"{name}: intron {number} of {len(numbers) - 1}"


class GeneStripItem(PlotItemBase):
    """Exons as boxes (coding part taller), introns as a line with arrows of the strand.

    Row k is drawn between y = -k and y = -k - 1, so the plot's y range sets the height.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 1)
        self._rows: list[Transcript] = []
        self._stretches: list[Stretch] = []
        self._pos = 0

    @property
    def rows(self) -> tuple[Transcript, ...]:
        """The transcripts drawn, from top to bottom."""
        return tuple(self._rows)

    def set_transcripts(
        self,
        transcripts: Sequence[Transcript],
        pos: int,
        reach: int,
        stretches: Sequence[Stretch] = (),
    ) -> int:
        """Show transcripts around a 1-based position, stretches below; gives the number of rows."""
        self._rows, self._pos, self._stretches = arrange(transcripts), pos, shown(stretches)
        n_rows = max(1, len(self._rows)) + len(self._stretches)
        self.set_bounds(reach, -float(n_rows), 0.0)
        return n_rows

    def words_at(self, offset: int, y: float) -> str:
        """What lies under the mouse."""
        row = int(-y)
        below = row - max(1, len(self._rows))
        if 0 <= below < len(self._stretches):
            stretch = self._stretches[below]
            return stretch.words if stretch.start < self._pos + offset <= stretch.end else ""
        if not 0 <= row < len(self._rows):
            return ""
        return describe(self._rows[row], self._pos + offset)

    def paint_pixels(self, painter: QPainter, view: View) -> None:
        """Draw what is visible."""
        first, last = view.x0 + self._pos, view.x1 + self._pos
        if not any(row.start < last and row.end >= first for row in self._rows):
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(view.x(view.x0) + 4, view.y(-0.7)), "No gene in view")
        for row, transcript in enumerate(self._rows):
            self._paint_row(painter, view, row, transcript)
        for row, stretch in enumerate(self._stretches, start=max(1, len(self._rows))):
            paint_stretch(painter, view, stretch, self._pos, row, self._theme)

    def _paint_row(self, painter: QPainter, view: View, row: int, transcript: Transcript) -> None:
        left = max(view.x(transcript.start + 0.5 - self._pos), view.x(view.x0))
        right = min(view.x(transcript.end + 0.5 - self._pos), view.x(view.x1))
        if right <= left:
            return
        middle = view.y(-row) + 0.68 * (view.y(-row - 1) - view.y(-row))
        painter.setPen(QPen(QColor(self._theme.intron), 1.2))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        self._paint_arrows(painter, left, right, middle, transcript.strand)
        self._paint_exons(painter, view, middle, transcript)
        self._paint_name(painter, left, right, middle, transcript)

    def _paint_arrows(
        self, painter: QPainter, left: float, right: float, middle: float, strand: str
    ) -> None:
        reach = 3.0 if strand == "+" else -3.0
        x = left + 14
        while x < right - 6:
            painter.drawLine(QPointF(x - reach, middle - 3), QPointF(x, middle))
            painter.drawLine(QPointF(x - reach, middle + 3), QPointF(x, middle))
            x += 28

    def _paint_exons(
        self, painter: QPainter, view: View, middle: float, transcript: Transcript
    ) -> None:
        numbers = exon_numbers(transcript)
        for (start, end), number in zip(transcript.exons, numbers, strict=True):
            if end < view.x0 + self._pos - 1 or start > view.x1 + self._pos:
                continue
            self._paint_box(painter, view, (start, end), middle, _UTR_HEIGHT)
            coding = _coding_part(transcript, start, end)
            if coding is not None:
                self._paint_box(painter, view, coding, middle, _EXON_HEIGHT)
                self._paint_number(painter, view, coding, middle, number)

    def _paint_box(
        self, painter: QPainter, view: View, span: tuple[int, int], middle: float, height: float
    ) -> None:
        left = max(view.x(span[0] + 0.5 - self._pos), view.x(view.x0) - 4)
        right = min(view.x(span[1] + 0.5 - self._pos), view.x(view.x1) + 4)
        width = max(right - left, 1.5)
        painter.fillRect(QRectF(left, middle - height / 2, width, height), QColor(self._theme.exon))

    def _paint_number(
        self, painter: QPainter, view: View, span: tuple[int, int], middle: float, number: int
    ) -> None:
        left = max(view.x(span[0] + 0.5 - self._pos), view.x(view.x0))
        right = min(view.x(span[1] + 0.5 - self._pos), view.x(view.x1))
        label = str(number)
        metrics = QFontMetricsF(painter.font())
        if right - left < metrics.horizontalAdvance(label) + 6:
            return
        painter.setPen(QColor(self._theme.surface))
        box = QRectF(left, middle - 9, right - left, 18)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)

    def _paint_name(
        self, painter: QPainter, left: float, right: float, middle: float, transcript: Transcript
    ) -> None:
        mane = f" · {transcript.mane.value}" if transcript.mane is not Mane.NONE else ""
        known = transcript.transcript_id != transcript.gene_symbol
        name = f" {transcript.transcript_id}" if known else ""
        label = f"{transcript.gene_symbol}{name}{mane} ({transcript.strand})"
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QPointF(left + 2, middle - 9), label)


def _coding_part(transcript: Transcript, start: int, end: int) -> tuple[int, int] | None:
    if transcript.cds_start is None or transcript.cds_end is None:
        return None
    first, last = max(start, transcript.cds_start), min(end, transcript.cds_end)
    return (first, last) if first < last else None
