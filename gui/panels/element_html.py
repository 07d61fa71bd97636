"""What lies at a variant and which genes it may act on, as rich text."""

from html import escape

from core.domain.element import ElementsAt
from core.interpret.element_words import element_rows
from gui.panels.rich_text import heading, muted, table
from gui.theme import Theme


def element_section(found: ElementsAt, theme: Theme) -> str:
    """A row for the class, each element, each target gene, and what could not be asked."""
    rows = table(
        (
            muted(row.topic, theme),
            f"<i>{muted(row.said, theme)}</i>" if row.is_missing else escape(row.said),
        )
        for row in element_rows(found)
    )
    return heading("Elements and target genes", theme) + rows
