"""The cards of all packs: `resources/packs/*.toml`, and those of networks a person imported."""

import tomllib
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import UnknownPackError
from models.packs.folders import packs_dir

CARD = "card.toml"
"""Name of the card in the pack of an imported network."""

_Sha256 = Field(pattern=r"^[0-9a-f]{64}$")


class _Record(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PackSource(_Record):
    """Where the files of a pack come from: `project` at `version` on the package index."""

    kind: Literal["pypi-wheel"]
    project: str
    version: str


class FolderSource(_Record):
    """Files of the repository at `page`, at `commit`.

    They are fetched from `base_url/commit/member`; without a `base_url`, or where it cannot be
    reached, a person fetches them and names a folder or an archive of that repository; `by_hand`
    says what to do where the repository does not hold them as the pack wants them.
    """

    kind: Literal["folder"]
    page: str
    commit: str
    base_url: str = Field(default="", pattern=r"^(https://.*[^/])?$")
    by_hand: str = ""


TRAINED = "trained on this computer"
"""Standing of a network that was trained here."""


class ImportedSource(_Record):
    """A checkpoint a person brought: its name, digest, and what is known of where it is from."""

    kind: Literal["imported"]
    architecture: str
    file: str
    sha256: str = _Sha256
    standing: str
    imported_at: str


class PackMember(_Record):
    """One file of the source and what becomes of it.

    Attributes
    ----------
    member
        Path inside the source archive or repository.
    sha256
        Digest of the file as published.
    installs
        Name of the file in the installed pack.
    converter
        `copy`, or what the network is spelled in that becomes safetensors: `keras-h5` (Keras
        HDF5), `torch-weights` (arrays that PyTorch saved) or, of imported networks only,
        `safetensors`. Archives of many models or motifs become one file of numbers and one table:
        `deepbind-weights` and `deepbind-models`, `jaspar-counts` and `jaspar-motifs`; such a
        member stands on the card twice.
    is_optional
        The engine works without it: a source that lacks it, or a pack installed before the card
        named it, is whole.
    """

    member: str
    sha256: str = _Sha256
    installs: str
    converter: Literal[
        "copy",
        "keras-h5",
        "torch-weights",
        "safetensors",
        "deepbind-weights",
        "deepbind-models",
        "jaspar-counts",
        "jaspar-motifs",
    ]
    is_optional: bool = False


class Licence(_Record):
    """Under which licence the files stand; `text_file` lies beside the card of the program."""

    name: str
    url: str
    text_file: str = ""
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


class Screening(_Record):
    """Asking one network first: from which change on the others are asked, tuned on what.

    `recall` says in a sentence how much it was measured to find, on what.
    """

    threshold: float
    tuned_on: str
    recall: str = ""


class Preview(_Record):
    """A quick engine out of the same pack: its identifier, and `module:Class`."""

    engine_id: str
    engine: str = Field(pattern=r"^[\w.]+:\w+$")


class PackCard(_Record):
    """What a pack is and holds.

    `engine` is spelled `module:Class`; `installed_bytes` is about the room it takes once installed,
    0 where that is not known. `gene_tables` are used unasked where an engine needs genes;
    `exon_tables` hold the exons of all transcripts for those who ask for them.
    """

    name: str
    title: str
    version: str
    engine: str = Field(pattern=r"^[\w.]+:\w+$")
    kinds: tuple[str, ...]
    predicts: str
    assemblies: tuple[str, ...]
    context_length: int
    citation: str
    installed_bytes: int = 0
    source: PackSource | FolderSource | ImportedSource = Field(discriminator="kind")
    licence: Licence
    calibration: Calibration | None = None
    screening: Screening | None = None
    preview: Preview | None = None
    gene_tables: dict[str, str] = {}
    exon_tables: dict[str, str] = {}
    members: tuple[PackMember, ...]

    @property
    def files(self) -> dict[str, str]:
        """SHA-256 as published of each member of the source."""
        return {item.member: item.sha256 for item in self.members}

    @property
    def demanded(self) -> dict[str, str]:
        """Those of `files` that every installation has."""
        return {item.member: item.sha256 for item in self.members if not item.is_optional}


def cards() -> tuple[PackCard, ...]:
    """All cards, by name: those of the program and of imported networks."""
    return tuple(sorted((*program_cards(), *imported_cards()), key=lambda item: item.name))


@cache
def program_cards() -> tuple[PackCard, ...]:
    """The cards that come with the program."""
    folder = resources.files("resources").joinpath("packs")
    files = [item for item in folder.iterdir() if item.name.endswith(".toml")]
    # Beside a card NAME.toml stand the known answers of its engine, NAME.answers.toml.
    texts = [item.read_text("utf-8") for item in files if item.name.count(".") == 1]
    return tuple(PackCard.model_validate(tomllib.loads(text)) for text in texts)


def imported_cards() -> tuple[PackCard, ...]:
    """The cards of the networks in the data folder that a person imported and that can be read."""
    return tuple(item for item in _imported().values() if isinstance(item, PackCard))


def unreadable_imports() -> dict[str, str]:
    """Why the card of an imported network cannot be used, by the name of its folder."""
    return {name: item for name, item in _imported().items() if isinstance(item, str)}


def _imported() -> dict[str, PackCard | str]:
    taken = {item.name for item in program_cards()}
    found: dict[str, PackCard | str] = {}
    for path in sorted(packs_dir().glob(f"*/{CARD}")):
        name = path.parent.name
        if name.startswith(".") or name in taken:
            continue
        try:
            told = path.stat()
            found[name] = _read_imported(path, told.st_mtime_ns, told.st_size)
        except (OSError, ValueError) as error:
            found[name] = f"{CARD} cannot be read: {_first_line(error)}"
    return found


@lru_cache(maxsize=256)
def _read_imported(path: Path, changed_at: int, size: int) -> PackCard:
    """Read a card once for as long as its file stays the same."""
    del changed_at, size
    found = PackCard.model_validate(tomllib.loads(path.read_text("utf-8")))
    if found.name != path.parent.name or not isinstance(found.source, ImportedSource):
        raise ValueError("it is not the card of this network")
    return found


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).partition("\n")[0]


def card(name: str) -> PackCard:
    """The card of one pack."""
    for item in cards():
        if item.name == name:
            return item
    known = ", ".join(item.name for item in cards())
    raise UnknownPackError(f"There is no pack {name!r}.", f"Choose one of: {known}.")


def licence_text(name: str) -> str:
    """The licence notice of a pack as it is shown before it is accepted."""
    licence = card(name).licence
    if not licence.text_file:
        return f"{licence.name}\n{licence.url}".strip()
    text_file = licence.text_file
    return resources.files("resources").joinpath("packs", text_file).read_text("utf-8")
