"""What the report asks of whoever can print; the window's side provides it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageLines:
    """What stands on every page beside "page x of y".

    `heading` names case and report, `notice` is the research-use line, `label` the artificial-case
    label (empty for a patient's case).
    """

    heading: str
    notice: str
    label: str = ""


class Printer(Protocol):
    """Turns HTML into PDF and SVG into PNG; raises ReportNotWrittenError or OSError."""

    def pdf(self, html: str, target: Path, *, lines: PageLines) -> None:
        """Write the document as PDF, A4, with header and footer on every page."""

    def png(self, svg: str, target: Path) -> None:
        """Write the drawing as PNG at twice its size."""
