"""Where packs and settings lie on this machine."""

import os
from pathlib import Path

import platformdirs


def data_dir() -> Path:
    """The folder for packs and settings: `INTRONAUT_DATA`, or the user's own data folder."""
    chosen = os.environ.get("INTRONAUT_DATA", "")
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_data_dir("intronaut", appauthor=False))


def packs_dir() -> Path:
    """The folder with one folder per installed pack."""
    return data_dir() / "packs"
