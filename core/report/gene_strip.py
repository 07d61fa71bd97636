"""Transcripts as boxes and arrowed lines on a genomic axis."""

from collections.abc import Sequence

from core.domain.transcript import Mane, Transcript
from core.report.canvas import GREY, INK, Axis, Canvas, TextStyle

GENE_ROW = 30.0
"""Height of one transcript in pixels."""


def visible_transcripts(
    transcripts: Sequence[Transcript], axis: Axis, first: str
) -> tuple[Transcript, ...]:
    """Give those that reach into the axis: `first` (an id), then MANE, then coding ones."""
    inside = [item for item in transcripts if item.start < axis.end and item.end >= axis.start]
    order = list(Mane)

    def key(item: Transcript) -> tuple[bool, int, bool, str]:
        named = item.transcript_id != first
        return named, order.index(item.mane), not item.is_coding, item.transcript_id

    return tuple(sorted(inside, key=key))


def draw_transcript(canvas: Canvas, axis: Axis, transcript: Transcript, top: float) -> None:
    """Draw one transcript with its names; chevrons point in transcript direction."""
    arrow = "plus strand →" if transcript.strand == "+" else "← minus strand"
    names = dict.fromkeys(
        (transcript.gene_symbol, transcript.transcript_id, transcript.mane, arrow)
    )
    title = " · ".join(name for name in names if name)
    middle = top + 21
    span = axis.clipped(transcript.start + 1, transcript.end)
    if span is None:
        return
    left, width = span
    canvas.line((left, middle), (left + width, middle), f'stroke="{GREY}" stroke-width="1.2"')
    _draw_chevrons(canvas, (left, left + width), middle, transcript.strand)
    for start, end in transcript.exons:
        _draw_exon(canvas, axis, transcript, (start + 1, end), middle)
    canvas.text((axis.left, top + 11), title, TextStyle(size=9.5, halo=True))


def _draw_chevrons(
    canvas: Canvas, between: tuple[float, float], middle: float, strand: str
) -> None:
    tip = 3 if strand == "+" else -3
    x = between[0] + 14
    while x < between[1] - 6:
        canvas.path(
            f"M{x - tip:.1f},{middle - 3:.1f} L{x:.1f},{middle:.1f} L{x - tip:.1f},{middle + 3:.1f}",
            f'fill="none" stroke="{GREY}" stroke-width="1"',
        )
        x += 28


def _draw_exon(
    canvas: Canvas, axis: Axis, transcript: Transcript, exon: tuple[int, int], middle: float
) -> None:
    """Draw untranslated parts low, the coding part high."""
    span = axis.clipped(*exon)
    if span is None:
        return
    canvas.rect(
        (span[0], middle - 3.5, span[1], 7), f'fill="#8a929e" stroke="{INK}" stroke-width="0.6"'
    )
    if transcript.cds_start is None or transcript.cds_end is None:
        return
    start, end = max(exon[0], transcript.cds_start + 1), min(exon[1], transcript.cds_end)
    coding = axis.clipped(start, end) if start <= end else None
    if coding is not None:
        canvas.rect(
            (coding[0], middle - 6, coding[1], 12),
            f'fill="#3d4653" stroke="{INK}" stroke-width="0.6"',
        )
