"""How much memory is free, and what is said where it is not enough. Loads no torch."""

import os
from dataclasses import dataclass
from pathlib import Path

from models.errors import TrainingError

_MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes: of all examples, of learning with one batch, and what is free where it learns.

    `free` is None where the system does not tell.
    """

    examples: int
    learning: int
    free: int | None

    @property
    def is_enough(self) -> bool:
        """What is free holds a batch; the examples are held already."""
        return self.free is None or self.learning <= self.free


def free_memory() -> int | None:
    """Bytes that are free on this computer; None where the system does not tell."""
    try:
        for line in _MEMINFO.read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return None


def demand_free(n_bytes: int, doing: str, remedy: str) -> None:
    """Refuse what takes more memory than is free.

    Parameters
    ----------
    doing
        What takes it, as the beginning of a sentence.

    Raises
    ------
    TrainingError
        Naming both sizes.
    """
    free = free_memory()
    if free is not None and n_bytes > free:
        raise TrainingError(
            f"{doing} need {gibibytes(n_bytes)} of memory, and {gibibytes(free)} are free.", remedy
        )


def gibibytes(n_bytes: int) -> str:
    """Give a size for people."""
    if n_bytes < 2**30:
        return f"{n_bytes / 2**20:,.0f} MiB"
    return f"{n_bytes / 2**30:,.1f} GiB"
