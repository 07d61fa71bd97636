"""Whether the scores of every case are kept on this computer."""

from pathlib import Path

from core.store.cache_file import FILE_NAME


def is_on(folder: Path) -> bool:
    """Tell whether the person has left the cache of this data folder on."""
    return not _mark_of_off(folder).exists()


def switch(folder: Path, *, is_on: bool) -> None:
    """Switch the cache of a data folder on or off; what is kept stays until it is cleared.

    The mark is a file of its own, so that a damaged or new cache file never switches back on what
    a person has switched off.
    """
    mark = _mark_of_off(folder)
    if is_on:
        mark.unlink(missing_ok=True)
    else:
        folder.mkdir(parents=True, exist_ok=True)
        mark.touch()


def _mark_of_off(folder: Path) -> Path:
    return folder / f"{FILE_NAME}.off"
