"""Where the values of sites are written so that nothing covers anything."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

HEIGHT = 13.0
LETTER = 9.0
_ABOVE_FOOT = 3.0
_STEM = 4.0


class Stem(NamedTuple):
    """A site in pixels: its top, the y of the base line, and what is written beside it.

    `hangs` marks a site that is weaker than in REF: a dotted line stands above its top.
    """

    top: QPointF
    base: float
    words: str
    has_letter: bool
    hangs: bool


def letter_box(top: QPointF) -> QRectF:
    """Where the letter over a stem stands."""
    return QRectF(top.x() - LETTER / 2, top.y() - _ABOVE_FOOT - LETTER, LETTER, LETTER)


def place_values(stems: Sequence[Stem], width: float) -> list[tuple[QRectF, str]]:
    """Boxes `width` wide for the words of stems, most important first; what has no room is left out.

    No box covers a letter, a stem or another box.
    """
    taken = [(number, box) for number, stem in enumerate(stems) for box in _outline(stem)]
    placed: list[tuple[QRectF, str]] = []
    for number, stem in enumerate(stems):
        if not stem.words:
            continue
        others = [box for owner, box in taken if owner != number] + [box for box, _ in placed]
        free = (b for b in _places(stem, width) if not any(b.intersects(o) for o in others))
        box = next(free, None)
        if box is not None:
            placed.append((box, stem.words))
    return placed


def _outline(stem: Stem) -> Iterable[QRectF]:
    x, y = stem.top.x(), stem.top.y()
    yield QRectF(x - _STEM / 2, y, _STEM, max(stem.base - y, 1.0))
    if stem.has_letter:
        yield letter_box(stem.top)


def _places(stem: Stem, width: float) -> Iterable[QRectF]:
    """Above the letter (unless a dotted line stands there), then right of it, then left."""
    x, y = stem.top.x(), stem.top.y()
    letter = letter_box(stem.top)
    beside = y - _ABOVE_FOOT - LETTER / 2 - HEIGHT / 2
    if not stem.hangs:
        yield QRectF(x - width / 2, letter.top() - HEIGHT - 1, width, HEIGHT)
    yield QRectF(letter.right() + 2, beside, width, HEIGHT)
    yield QRectF(letter.left() - 2 - width, beside, width, HEIGHT)
