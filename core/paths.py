"""Folders the program writes to outside a case."""

from pathlib import Path

from models.packs import data_dir

__all__ = ["cache_dir", "data_dir"]


def cache_dir() -> Path:
    """Folder of files that can be deleted at any time; created on demand."""
    folder = data_dir() / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
