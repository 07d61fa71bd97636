"""The list of tracks and tables registered on this computer."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.domain.local_value import LocalSource
from core.errors import InputFileError
from core.paths import data_dir

_SOURCES = TypeAdapter(tuple[LocalSource, ...])


def registry_file() -> Path:
    """Where the tracks of this computer are listed."""
    return data_dir() / "tracks.json"


def registered() -> tuple[LocalSource, ...]:
    """Give the tracks of this computer.

    Raises
    ------
    InputFileError
        If their list is damaged.
    """
    return read_registered(registry_file())


def read_registered(file: Path) -> tuple[LocalSource, ...]:
    """Give what is registered, in the order of registration.

    Raises
    ------
    InputFileError
        If the list itself is damaged.
    """
    if not file.is_file():
        return ()
    try:
        return _SOURCES.validate_json(file.read_bytes())
    except (OSError, ValidationError, json.JSONDecodeError) as error:
        raise InputFileError(
            file, "the list of tracks cannot be read.", "Delete it and register the tracks anew."
        ) from error


def write_registered(sources: Sequence[LocalSource], file: Path) -> None:
    """Replace what is registered, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}.new")
    aside.write_bytes(_SOURCES.dump_json(tuple(sources), indent=1))
    aside.replace(file)
