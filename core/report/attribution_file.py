"""One attribution as a file of its own: numbers, drawing or picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from core.domain.attribution import Attribution
from core.errors import UsageError
from core.report.export import write_png, write_text
from core.report.logo import attribution_svg
from core.report.printer import Printer
from core.report.tsv import attribution_tsv

if TYPE_CHECKING:
    from core.review import VariantDetail

SUFFIXES = (".tsv", ".svg", ".png")
"""File endings `write_attribution` knows."""


def write_attribution(
    attribution: Attribution, detail: "VariantDetail", path: Path, printer: Printer | None
) -> None:
    """Write REF and ALT explained per base; the file's ending chooses the format.

    Raises
    ------
    UsageError
        If the ending is not known, or is .png and there is no printer.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left.
    """
    ending = path.suffix.lower()
    if ending not in SUFFIXES:
        raise UsageError(
            f"{path}: an attribution cannot be written as {ending or 'a file without ending'}.",
            f"Choose a name that ends in {', '.join(SUFFIXES)}.",
        )
    if ending == ".tsv":
        write_text(attribution_tsv(attribution, detail.facts.variant), path)
        return
    drawing = attribution_svg(attribution, detail)
    if ending == ".svg":
        write_text(drawing, path)
    elif printer is None:
        raise UsageError("This program has no printer for PNG.", "Write the drawing as .svg.")
    else:
        write_png(drawing, path, printer)
