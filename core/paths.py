"""Folders the program writes to outside a case, and names of files it is asked to write."""

from pathlib import Path

from core.errors import UsageError
from models.packs import data_dir

__all__ = ["cache_dir", "data_dir", "demand_file_name"]


def cache_dir() -> Path:
    """Folder of files that can be deleted at any time; created on demand."""
    folder = data_dir() / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def demand_file_name(path: Path) -> None:
    """Refuse a path that can be no file to write: a folder, or no name at all.

    Raises
    ------
    UsageError
        Naming the path.
    """
    if path.is_dir() or not path.name:
        raise UsageError(
            f"{path} is a folder, not a file to write to.",
            "Name a file, for example one in that folder.",
        )
