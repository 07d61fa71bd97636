"""Writing a report in one of its formats: whole or not at all."""

import errno
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from core.errors import DiskFullError, ProblemError, ReportNotWrittenError, UsageError
from core.paths import demand_file_name
from core.report.html import page_lines, report_html
from core.report.json import report_json
from core.report.printer import Printer
from core.report.tsv import report_tsv
from core.report.values import ReportData

FORMATS = ("pdf", "html", "tsv", "json")
"""Formats `write_report` knows."""

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_report(data: ReportData, fmt: str, path: Path, printer: Printer | None = None) -> None:
    """Write the report to `path`, replacing a file that is there.

    Parameters
    ----------
    fmt
        One of `FORMATS`.
    printer
        Needed for pdf only.

    Raises
    ------
    UsageError
        If the format is not known, or is pdf and there is no printer, or `path` is a folder.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left and an older file stays.
    """
    contents = {
        "html": lambda: report_html(data).encode(),
        "tsv": lambda: report_tsv(data),
        "json": lambda: report_json(data),
    }
    if fmt == "pdf":
        write_pdf(data, path, printer)
    elif fmt in contents:
        content = contents[fmt]()
        write_whole(path, lambda target: _write_bytes(target, content))
    else:
        raise UsageError(
            f"A report cannot be written as {fmt}.", f"Choose one of {', '.join(FORMATS)}."
        )


def write_pdf(data: ReportData, path: Path, printer: Printer | None) -> None:
    """Write the report as PDF through a printer; see `write_report` for what is raised."""
    if printer is None:
        raise UsageError("This program has no printer for PDF.", "Write the report as html.")
    html, lines = report_html(data), page_lines(data)
    write_whole(path, lambda target: printer.pdf(html, target, lines=lines))


def write_html(data: ReportData, path: Path) -> None:
    """Write the report as HTML; see `write_report` for what is raised."""
    write_report(data, "html", path)


def write_json(data: ReportData, path: Path) -> None:
    """Write the report as JSON; see `write_report` for what is raised."""
    write_report(data, "json", path)


def write_tsv(data: ReportData, path: Path) -> None:
    """Write the report as TSV; see `write_report` for what is raised."""
    write_report(data, "tsv", path)


def write_png(svg: str, path: Path, printer: Printer) -> None:
    """Write a drawing as PNG; see `write_report` for what is raised."""
    write_whole(path, lambda target: printer.png(svg, target))


def demand_ending(path: Path, what: str, endings: Sequence[str]) -> None:
    """Refuse a file name whose ending tells no format; `what` is to be written, such as `a scan`.

    Raises
    ------
    UsageError
        Naming the endings that are known.
    """
    if path.suffix.lower() not in endings:
        raise UsageError(
            f"{path}: {what} cannot be written as {path.suffix or 'a file without ending'}.",
            f"Choose a name that ends in {', '.join(endings)}.",
        )


def write_text(text: str, path: Path) -> None:
    """Write a text (a drawing, a table) as UTF-8; see `write_report` for what is raised."""
    write_whole(path, lambda target: _write_bytes(target, text.encode()))


def write_whole(path: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a temporary file beside `path`, then put it in place in one step.

    Raises
    ------
    UsageError
        If `path` is a folder.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left and an older file stays.
    """
    demand_file_name(path)
    temporary: Path | None = None
    try:
        temporary = _temporary(path)
        fill(temporary)
        _sync(temporary)
        temporary.replace(path)
    except OSError as problem:
        raise _told(path, problem) from problem
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    temporary = path.with_name(f".{path.name}.{token_hex(6)}.part")
    temporary.open("xb").close()
    return temporary


def _write_bytes(target: Path, content: bytes) -> None:
    target.write_bytes(content)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _told(path: Path, problem: OSError) -> ProblemError:
    if problem.errno in _DISK_FULL:
        return DiskFullError(
            f"{path}: no space is left to write it.",
            "Free some space or choose another folder; nothing was written.",
        )
    reason = problem.strerror or str(problem)
    return ReportNotWrittenError(
        f"{path}: it could not be written ({reason}).",
        "Choose a folder that exists and that you may write to.",
    )
