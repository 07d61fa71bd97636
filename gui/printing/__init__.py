"""PDF and PNG out of core's HTML and SVG, by Qt offscreen in a child process.

The command line imports this package without loading Qt: `gui.printing.pages`, which does, is
imported by the child only.
"""

import multiprocessing
import os
from multiprocessing.connection import Connection
from pathlib import Path

from core.errors import ReportNotWrittenError
from core.report.printer import PageLines

_WAIT_SECONDS = 600
_GRACE_SECONDS = 10


class Printer:
    """Satisfies `core.report.printer.Printer`; each call starts and ends one child process."""

    def pdf(self, html: str, target: Path, *, lines: PageLines) -> None:
        """Write the document as A4 PDF with heading, page x of y and notice on every page.

        Raises
        ------
        ReportNotWrittenError
            If the child ends without a document.
        OSError
            If `target` cannot be written.
        """
        target.write_bytes(_in_child(html, lines))

    def png(self, svg: str, target: Path) -> None:
        """Write the drawing as PNG at twice its size; raises as `pdf` does."""
        target.write_bytes(_in_child(svg, None))


def _in_child(text: str, lines: PageLines | None) -> bytes:
    """Give the PDF of a document, or without `lines` the PNG of a drawing, from a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(theirs, text, lines), name="intronaut-printing")
    child.start()
    theirs.close()
    try:
        content = ours.recv_bytes() if ours.poll(_WAIT_SECONDS) else b""
    except EOFError:
        content = b""
    finally:
        ours.close()
        child.join(_GRACE_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
        exit_code = child.exitcode
        child.close()
    if not content:
        raise ReportNotWrittenError(
            f"The process that draws the pages stopped (exit status {exit_code}).",
            "Write the report as html and print that, and report this as a fault of the program.",
        )
    return content


def _answer(answers: Connection, text: str, lines: PageLines | None) -> None:
    """In the child: draw without a display and send the bytes."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from gui.printing import pages  # noqa: PLC0415 - only the child may load Qt

    with answers:
        answers.send_bytes(pages.png_bytes(text) if lines is None else pages.pdf_bytes(text, lines))
