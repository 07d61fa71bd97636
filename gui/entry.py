"""The one console script: a subcommand goes to the command line, anything else opens the window."""

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

_COMMANDS = {
    "background",
    "packs",
    "score",
    "terms",
    "describe",
    "evidence",
    "demo",
    "design",
    "case",
    "cache",
    "calibrate",
    "coding-model",
    "coding-potential",
    "genes",
    "inhouse",
    "tracks",
    "train",
    "kit",
    "presets",
    "profile",
    "sources",
}


def main() -> None:
    """Start the program and leave with its exit status."""
    multiprocessing.freeze_support()
    try:
        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 2
        sys.stderr.write("intronaut: stopped.\n")
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Give the exit status of one start of the program.

    A subcommand runs without loading Qt in this process; `demo` without `--headless` and a bare
    case file open the window.
    """
    first = arguments[0] if arguments else ""
    opens_demo = first == "demo" and not _HEADLESS.intersection(arguments)
    is_command = first in _COMMANDS or first.startswith("-")
    if is_command and not opens_demo:
        # Loaded only on this road: a command must start without Qt, the window without click.
        from core.cli import main as command_line  # noqa: PLC0415
        from gui.printing import Printer  # noqa: PLC0415

        return command_line(arguments, Printer())
    if not _has_display():
        sys.stderr.write(
            "intronaut: There is no display to open a window on.\n"
            "Start it in a desktop session, or use a command: intronaut --help lists them.\n"
        )
        return 2
    from gui.app import open_window  # noqa: PLC0415 -- see above

    case = Path(first) if first and not opens_demo else None
    return open_window(case, demo=opens_demo)


def _has_display() -> bool:
    """Qt would abort without one; a platform named by the user is the user's choice."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_HEADLESS = {"--headless", "-h", "--help"}
