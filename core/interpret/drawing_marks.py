"""Start and stop codons of a row."""

from core.domain.transcript_drawing import Mark, MarkKind
from core.interpret.drawing_axis import AxisLayout
from core.interpret.drawing_coding import Translation
from core.interpret.drawing_rows import Chain


def codon_marks(
    layout: AxisLayout,
    translation: Translation | None,
    normal: Translation | None = None,
    chain: Chain = (),
) -> tuple[Mark, ...]:
    """Give the codons of a row that lie on the axis.

    For a predicted row `normal` is what is translated of the normal transcript and `chain` its
    own exons: the old stop codon is marked where it is still there and not used.
    """
    found = [_start(layout, translation), _stop(layout, translation, normal)]
    if normal is not None and not _same_stop(translation, normal):
        found.append(_old_stop(layout, normal, chain))
    return tuple(mark for mark in found if mark is not None)


def stop_kind(translation: Translation, normal: Translation | None) -> MarkKind:
    """Tell what the stop codon of a predicted transcript is beside the normal one."""
    if normal is None or translation.span[1] == normal.span[1]:
        return MarkKind.STOP
    is_before = translation.span[1] < normal.span[1]
    return MarkKind.PREMATURE_STOP if is_before else MarkKind.LATER_STOP


def _same_stop(translation: Translation | None, normal: Translation) -> bool:
    return translation is not None and translation.span[1] == normal.span[1]


def _start(layout: AxisLayout, translation: Translation | None) -> Mark | None:
    if translation is None or not layout.covers((translation.span[0],) * 2):
        return None
    return Mark(MarkKind.START, layout.x(translation.span[0]), "start", MarkKind.START.value)


def _stop(
    layout: AxisLayout, translation: Translation | None, normal: Translation | None
) -> Mark | None:
    if translation is None or translation.stop_number is None:
        return None
    if not layout.covers((translation.span[1],) * 2):
        return None
    kind, number = stop_kind(translation, normal), translation.stop_number
    name = "stop" if kind is MarkKind.STOP else kind.value.replace(" codon", "")
    label = f"{name}, codon {number:,}"
    return Mark(kind, layout.x(translation.span[1]), label, f"{kind}, codon {number:,}")


def _old_stop(layout: AxisLayout, normal: Translation, chain: Chain) -> Mark | None:
    end = normal.span[1]
    is_there = any(first < end <= last for first, last in chain)
    if not is_there or normal.stop_number is None or not layout.covers((end, end)):
        return None
    kind = MarkKind.OLD_STOP
    return Mark(kind, layout.x(end), "old stop", f"{kind}, not reached in this frame")
