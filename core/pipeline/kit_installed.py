"""What kits installed on this computer."""

from pathlib import Path

from core.domain.kit import KitItem, KitKind
from core.paths import data_dir
from core.sources.kit_list import LIST, read_list


def kit_folder() -> Path:
    """Where the files of kits are kept on this computer."""
    return data_dir() / "kit"


def installed_items() -> tuple[KitItem, ...]:
    """Give what kits installed on this computer; () before any.

    Raises
    ------
    KitError
        If the list is damaged.
    """
    file = kit_folder() / LIST
    return read_list(file).items if file.is_file() else ()


def installed_path(kind: KitKind, assembly: str = "") -> Path | None:
    """Give the one installed file of a kind (of a build), None where there is none or several."""
    found = [
        item
        for item in installed_items()
        if item.kind is kind and (not assembly or item.assembly in {"", assembly})
    ]
    return kit_folder() / found[0].main.name if len(found) == 1 else None
