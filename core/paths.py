"""Folders the program writes to outside a case."""

import os
from pathlib import Path

import platformdirs

_APP = "intronaut"


def data_dir() -> Path:
    """Folder of packs, consents and the score cache; `INTRONAUT_DATA` moves it. Not created here."""
    chosen = os.environ.get("INTRONAUT_DATA")
    return Path(chosen) if chosen else Path(platformdirs.user_data_dir(_APP, appauthor=False))


def cache_dir() -> Path:
    """Folder of files that can be deleted at any time; created on demand."""
    folder = data_dir() / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
