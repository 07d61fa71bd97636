"""The cards of all packs, read from `resources/packs/*.toml`."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.errors import UnknownPackError

_Sha256 = Field(pattern=r"^[0-9a-f]{64}$")


class _Record(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PackSource(_Record):
    """Where the files of a pack come from: `project` at `version` on the package index."""

    kind: Literal["pypi-wheel"]
    project: str
    version: str


class PackMember(_Record):
    """One file of the source and what becomes of it.

    Attributes
    ----------
    member
        Path inside the source archive.
    sha256
        Digest of the file as published.
    installs
        Name of the file in the installed pack.
    converter
        `copy`, or `keras-h5` for a Keras HDF5 network that becomes safetensors.
    """

    member: str
    sha256: str = _Sha256
    installs: str
    converter: Literal["copy", "keras-h5"]


class Licence(_Record):
    """Under which licence the files stand; `text_file` lies beside the card."""

    name: str
    url: str
    text_file: str
    commercial_use: bool
    needs_consent: bool


class Calibration(_Record):
    """For which setting clinical cut-offs of a raw score were published, and which they are."""

    tool: str
    version: str
    masked: bool
    distance: int
    transcript_set: str
    pp3_min: float
    bp4_max: float
    source: str


class PackCard(_Record):
    """What a pack is and holds. `engine` is spelled `module:Class`."""

    name: str
    title: str
    version: str
    engine: str = Field(pattern=r"^[\w.]+:\w+$")
    kinds: tuple[str, ...]
    predicts: str
    assemblies: tuple[str, ...]
    context_length: int
    citation: str
    source: PackSource
    licence: Licence
    calibration: Calibration | None = None
    gene_tables: dict[str, str] = {}
    members: tuple[PackMember, ...]

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 as published of each member of the source."""
        return {item.member: item.sha256 for item in self.members}


@cache
def cards() -> tuple[PackCard, ...]:
    """All cards, by name."""
    folder = resources.files("resources").joinpath("packs")
    texts = [item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".toml")]
    found = [PackCard.model_validate(tomllib.loads(text)) for text in texts]
    return tuple(sorted(found, key=lambda item: item.name))


def card(name: str) -> PackCard:
    """The card of one pack."""
    for item in cards():
        if item.name == name:
            return item
    known = ", ".join(item.name for item in cards())
    raise UnknownPackError(f"There is no pack {name!r}.", f"Choose one of: {known}.")


def licence_text(name: str) -> str:
    """The licence notice of a pack as it is shown before it is accepted."""
    text_file = card(name).licence.text_file
    return resources.files("resources").joinpath("packs", text_file).read_text("utf-8")
