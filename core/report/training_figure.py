"""The drawing of a training run: losses by round, and expected against observed shares."""

from collections.abc import Sequence

from core.report.canvas import (
    ALT_OUTLINE,
    GREY,
    INK,
    REF_COLOUR,
    RULE,
    Canvas,
    TextStyle,
)
from models.training.record import HeadFigures, TrainingRecord

_SIDE, _GAP, _TOP, _FOOT = 220.0, 64.0, 34.0, 44.0
_SMALL = TextStyle(size=9.5, colour=GREY)
_MIDDLE = TextStyle(size=9.5, colour=GREY, anchor="middle")
_END = TextStyle(size=9.5, colour=GREY, anchor="end")

Point = tuple[float, float]


def training_figure(record: TrainingRecord) -> str:
    """Give an SVG document: losses on the left, beside them one calibration curve per head of classes.

    Curves are of the test part, classes balanced; the size of a dot says nothing. Networks of values
    and sites have none.
    """
    heads = [one for one in record.after if one.reliability][:3]
    width = _GAP + (1 + len(heads)) * (_SIDE + _GAP)
    canvas = Canvas(width, _TOP + _SIDE + _FOOT, f"Training of {record.plan['name']}")
    _losses(canvas, record)
    for number, head in enumerate(heads, 1):
        _curve(canvas, head, _GAP + number * (_SIDE + _GAP))
    return canvas.svg()


def _losses(canvas: Canvas, record: TrainingRecord) -> None:
    rounds = record.rounds
    values = [v for one in rounds for v in (one.training_loss, one.validation_loss)]
    most = max(values, default=1.0) or 1.0
    last = max(len(rounds), 2)
    _frame(canvas, _GAP, f"loss; full line: put aside, broken: learned ({_best(record)})")
    for name, style in (
        ("training_loss", f'stroke="{GREY}" stroke-dasharray="4 3"'),
        ("validation_loss", f'stroke="{REF_COLOUR}"'),
    ):
        points = [((one.number - 1) / (last - 1), getattr(one, name) / most) for one in rounds]
        _polyline(canvas, points, _GAP, style)
    _scale(canvas, _GAP, (f"{most:.3g}", "1", str(last)), "round")


def _best(record: TrainingRecord) -> str:
    best = [one.number for one in record.rounds if one.is_best]
    return f"round {best[-1]} kept" if best else "none kept"


def _curve(canvas: Canvas, head: HeadFigures, left: float) -> None:
    error = "" if head.calibration_error is None else f", off by {head.calibration_error:.3f}"
    _frame(canvas, left, f"{head.head}: share found{error}")
    bottom = _TOP + _SIDE
    canvas.line((left, bottom), (left + _SIDE, _TOP), f'stroke="{RULE}" stroke-dasharray="3 3"')
    points = [(one.expected, one.observed) for one in head.reliability]
    _polyline(canvas, points, left, f'stroke="{ALT_OUTLINE}"')
    for x, y in points:
        box = (left + x * _SIDE - 2.5, bottom - y * _SIDE - 2.5, 5, 5)
        canvas.rect(box, f'fill="{ALT_OUTLINE}"')
    _scale(canvas, left, ("1", "0", "1"), "chance the network gave")


def _frame(canvas: Canvas, left: float, title: str) -> None:
    canvas.text((left, _TOP - 12), title, TextStyle(size=10, colour=INK))
    canvas.rect((left, _TOP, _SIDE, _SIDE), f'fill="none" stroke="{RULE}"')


def _polyline(canvas: Canvas, points: Sequence[Point], left: float, style: str) -> None:
    """Draw points given as shares of both sides, y upwards."""
    at = [f"{left + x * _SIDE:.2f} {_TOP + (1 - y) * _SIDE:.2f}" for x, y in points]
    if at:
        canvas.path("M" + " L".join(at), f'fill="none" stroke-width="1.6" {style}')


def _scale(canvas: Canvas, left: float, ends: tuple[str, str, str], caption: str) -> None:
    top, first, last = ends
    bottom = _TOP + _SIDE
    canvas.text((left - 4, _TOP + 8), top, _END)
    canvas.text((left - 4, bottom), "0", _END)
    canvas.text((left, bottom + 14), first, _SMALL)
    canvas.text((left + _SIDE, bottom + 14), last, _END)
    canvas.text((left + _SIDE / 2, bottom + 28), caption, _MIDDLE)
