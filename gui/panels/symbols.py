"""Genotypes as small pedigree symbols."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from core.domain.sample import Affection, Genotype, Individual, Sex, Zygosity
from gui.theme import Theme

SIZE = 15.0
GAP = 6.0


def fill_colour(call: Genotype, theme: Theme) -> str | None:
    """Colour of a call (grey reference, blue het, cyan hom); None for no call."""
    return {
        Zygosity.REFERENCE: theme.genotype_reference,
        Zygosity.HETEROZYGOUS: theme.genotype_heterozygous,
        Zygosity.HOMOZYGOUS: theme.genotype_homozygous,
        Zygosity.HEMIZYGOUS: theme.genotype_homozygous,
        Zygosity.UNKNOWN: None,
    }[call.zygosity]


def draw_person(
    painter: QPainter, corner: QPointF, person: Individual, call: Genotype, theme: Theme
) -> None:
    """Draw one person: shape by sex, colour by genotype, a filled core where affected.

    A call nobody made is an empty outline with a question mark, a half call a filled one.
    """
    box = QRectF(corner.x(), corner.y(), SIZE, SIZE)
    colour = fill_colour(call, theme)
    is_affected = person.affection is Affection.AFFECTED
    painter.setPen(QPen(QColor(theme.outline), 2.2 if is_affected else 1.0))
    painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
    _draw_shape(painter, box, person.sex)
    painter.setPen(QColor(theme.text))
    if colour is None or call.is_half_call:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
    elif is_affected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text))
        _draw_shape(painter, box.adjusted(4.5, 4.5, -4.5, -4.5), person.sex)


def _draw_shape(painter: QPainter, box: QRectF, sex: Sex) -> None:
    if sex is Sex.MALE:
        painter.drawRect(box)
    elif sex is Sex.FEMALE:
        painter.drawEllipse(box)
    else:
        middle = box.center()
        corners = (
            QPointF(middle.x(), box.top()),
            QPointF(box.right(), middle.y()),
            QPointF(middle.x(), box.bottom()),
            QPointF(box.left(), middle.y()),
        )
        painter.drawPolygon(QPolygonF(corners))
