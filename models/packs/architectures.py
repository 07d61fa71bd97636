"""The architectures whose checkpoints a person can bring, from `resources/architectures/*.toml`.

An architecture is a network without its numbers. Its card says what it reads and gives and where
the official files are; its module maps the arrays of such a file onto the network.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.errors import UnknownArchitectureError

Kind = Literal["sequence", "five-prime-utr", "poly-a", "promoter", "gene"]
Format = Literal["keras-h5", "torch-weights", "safetensors", "transformers-folder"]


class _Record(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OfficialFile(_Record):
    """A file as its authors publish it: its name, the digest they name, its size in bytes.

    `size` is 0 where it is not known.
    """

    file: str
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    md5: str = Field(default="", pattern=r"^([0-9a-f]{32})?$")
    size: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _has_digest(self) -> Self:
        if not self.sha256 and not self.md5:
            raise ValueError("an official file needs its sha256 or md5")
        return self


class WeightsLicence(_Record):
    """Under which licence the official weights stand."""

    name: str
    url: str
    commercial_use: bool


class ArchitectureCard(_Record):
    """What an architecture is and which checkpoints of it can be read.

    Attributes
    ----------
    name, title
        Identifier (as in the file's name) and what people call it.
    module
        Python module with `state` and `network` (see `models.packs.trial`).
    engine
        What runs it, spelled `module:Class`.
    kind
        What it reads, as the kinds of `models.registry`.
    task
        One sentence: what it predicts.
    length
        Bases it reads; for a network that reads any length, that it is asked with.
    n_tracks
        Outputs; None where the checkpoint decides.
    unit
        Of an output.
    formats
        In which its checkpoints come.
    page
        Where the official files are.
    research_only
        Its official weights, or their authors, forbid clinical or commercial use.
    official
        Files known by their digest; none where no digest is published.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    module: str = Field(pattern=r"^[a-z_][\w.]*$")
    engine: str = Field(
        default="models.regulatory.imported:ImportedEngine", pattern=r"^[\w.]+:\w+$"
    )
    kind: Kind = "sequence"
    task: str
    length: int = Field(gt=0)
    n_tracks: int | None = Field(default=None, gt=0)
    unit: str = ""
    formats: tuple[Format, ...] = Field(min_length=1)
    page: str
    citation: str
    research_only: bool
    licence: WeightsLicence
    official: tuple[OfficialFile, ...] = ()


@cache
def architectures() -> tuple[ArchitectureCard, ...]:
    """All architectures, by name."""
    folder = resources.files("resources").joinpath("architectures")
    texts = [x.read_text("utf-8") for x in folder.iterdir() if x.name.endswith(".toml")]
    found = [ArchitectureCard.model_validate(tomllib.loads(text)) for text in texts]
    return tuple(sorted(found, key=lambda item: item.name))


def architecture(name: str) -> ArchitectureCard:
    """The card of one architecture."""
    for item in architectures():
        if item.name == name:
            return item
    known = ", ".join(item.name for item in architectures()) or "none is known"
    raise UnknownArchitectureError(
        f"There is no architecture {name!r}.", f"Choose one of: {known}."
    )
