"""Whether the process that once wrote a case still runs."""

import os
import subprocess
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_START_TIME_FIELD = 19  # field 22 of proc(5) stat, counted after the command's closing bracket
_DEAD_STATES = frozenset("ZX")


def process_mark(pid: int) -> str:
    """Give a text that no other process with this pid ever has, empty if the system tells none.

    It holds the boot and the start time of the process, so that a pid used again after a reboot
    is not mistaken for the old process. A process that ended but was not collected has no mark.
    """
    if not Path("/proc/self/stat").exists():
        return _mark_by_ps(pid)
    fields = _stat_fields(pid)
    if not fields or fields[0] in _DEAD_STATES:
        return ""
    return f"{_BOOT_ID.read_text().strip()}:{fields[_START_TIME_FIELD]}"


def is_running(pid: int, mark: str) -> bool:
    """Tell whether the very process with this pid and `process_mark` still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return not mark or process_mark(pid) == mark


def _stat_fields(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _mark_by_ps(pid: int) -> str:
    answer = subprocess.run(  # noqa: S603 - a fixed command with a number
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()
