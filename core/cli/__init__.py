"""The command line: everything the window does, headless. Imports no Qt.

Exit status 0 done, 2 the user can mend it (one message), 1 a bug.
"""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from core.cli import (
    attribute,
    background,
    cache,
    calibrate,
    case,
    checks,
    coding,
    demo,
    design,
    evidence,
    genes,
    in_house,
    intervals,
    kit,
    new_case,
    packs,
    panels,
    presets,
    profile,
    rna,
    scan,
    sequences,
    sources,
    terms,
    tracks,
    train,
    variants,
)
from core.cli.program import Shared, cli, tell
from core.errors import ProblemError
from core.report.printer import Printer

__all__ = [
    "attribute",
    "background",
    "cache",
    "calibrate",
    "case",
    "checks",
    "coding",
    "demo",
    "design",
    "evidence",
    "genes",
    "in_house",
    "intervals",
    "kit",
    "main",
    "new_case",
    "packs",
    "panels",
    "presets",
    "profile",
    "rna",
    "scan",
    "sequences",
    "sources",
    "terms",
    "tracks",
    "train",
    "variants",
]

_OUTPUT_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}


def main(arguments: Sequence[str], printer: Printer | None = None) -> int:
    """Run one command and give its exit status.

    Parameters
    ----------
    arguments
        The command line without the program's name.
    printer
        What turns HTML into PDF and SVG into PNG; None where no Qt is at hand.
    """
    try:
        cli.main(
            list(arguments),
            prog_name="intronaut",
            standalone_mode=False,
            obj=Shared(printer=printer),
        )
    except ProblemError as problem:
        tell(f"intronaut: {problem.cause}\n{problem.remedy}")
        return 2
    except click.exceptions.Abort:
        tell("intronaut: stopped.")
        return 2
    except click.ClickException as problem:
        with suppress(OSError):
            problem.show()
        return 2
    except SystemExit:
        # click's answer to a reader that went away, as `head` does: it has what it wanted.
        _let_go_of_output()
    except OSError as problem:
        if problem.filename is not None or problem.errno not in _OUTPUT_FULL:
            raise
        _let_go_of_output()
        tell(f"intronaut: The output could not be written in full ({problem.strerror}).")
        return 2
    return 0


def _let_go_of_output() -> None:
    """Send what is still buffered nowhere, or the interpreter would fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
