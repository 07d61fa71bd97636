"""Building blocks of the rich text in the panels. Cells are ready: escape what comes from a file."""

from collections.abc import Iterable
from html import escape

from gui.theme import Theme

_WHOLE = ";white-space:nowrap"


def heading(words: str, theme: Theme) -> str:
    """A section heading."""
    return f"<p style='color:{theme.muted};margin:12px 0 3px 0'><b>{escape(words)}</b></p>"


def table(
    rows: Iterable[Iterable[str]],
    *,
    right_from: int = 99,
    width: str = "",
    is_whole: bool = False,
) -> str:
    """A table of ready cells; columns from `right_from` on are right aligned.

    One that `is_whole` breaks no line.
    """
    lines = []
    whole = _WHOLE if is_whole else ""
    for row in rows:
        cells = (
            f"<td style='padding:1px 10px 1px 0{whole}' "
            f"align='{'right' if i >= right_from else 'left'}'>{cell}</td>"
            for i, cell in enumerate(row)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table cellspacing='0' width='{width}'>{''.join(lines)}</table>"


def muted(words: str, theme: Theme) -> str:
    """Words of less weight."""
    return f"<span style='color:{theme.muted}'>{escape(words)}</span>"
