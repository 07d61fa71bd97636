"""What tracks and tables of the computer say about a variant, as rich text."""

from collections.abc import Sequence
from html import escape

from core.domain.local_value import LocalSays
from core.report.local_values import LocalRow, local_rows
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme


def local_section(says: Sequence[LocalSays], theme: Theme) -> str:
    """A row per source; one that says nothing is shown, and says why."""
    rows = local_rows(says)
    if not rows:
        return ""
    return heading("Local tracks and tables", theme) + table(_cells(row, theme) for row in rows)


def _cells(row: LocalRow, theme: Theme) -> tuple[str, str]:
    if row.is_missing:
        return muted(row.source, theme), f"<i>{muted(row.said, theme)}</i>"
    note = f"<br><small>{muted(row.note, theme)}</small>" if row.note else ""
    return muted(row.source, theme), f"{escape(row.said)}{note}"
