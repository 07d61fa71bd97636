"""The list of a kit, which the program writes beside the files."""

import os
import re
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.domain.kit import Kit
from core.errors import KitError

LIST, UNFINISHED = "kit.json", "kit.unfinished.json"
_KIT = TypeAdapter(Kit)
_BARE = re.compile(r"[^/\\.][^/\\]*")
"""Name of a file that lies in a folder and nowhere else."""


def read_kit(folder: Path) -> Kit:
    """Give the list of a finished kit.

    Raises
    ------
    KitError
        If there is none, or building it was not finished.
    """
    if not (folder / LIST).is_file():
        why = (
            "building this kit was not finished."
            if (folder / UNFINISHED).is_file()
            else "this folder holds no kit."
        )
        raise KitError(f"{folder}: {why}", "Run `intronaut kit build` on a connected machine.")
    return read_list(folder / LIST)


def read_list(path: Path) -> Kit:
    """Give the list in a file.

    Raises
    ------
    KitError
        If it is damaged.
    """
    remedy = "Copy or build the kit again."
    try:
        kit = _KIT.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise KitError(f"{path}: the list of the kit cannot be read.", remedy) from error
    strange = [file.name for file in kit.files if not _BARE.fullmatch(file.name)]
    if strange or not all(item.files for item in kit.items):
        raise KitError(f"{path}: the list names files outside the kit: {strange}.", remedy)
    return kit


def write_list(kit: Kit, path: Path) -> None:
    """Write a list, whole or not at all."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    aside.write_bytes(_KIT.dump_json(kit, indent=1))
    aside.replace(path)
