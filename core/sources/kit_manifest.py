"""The manifest of a kit, which a person writes."""

import hashlib
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.domain.kit import KitKind
from core.errors import KitError, ProblemError
from core.sources.local_sources import BIGWIG, is_known_vcf, layout_of

_HEX = r"^[0-9a-f]{64}$"


class ManifestItem(BaseModel):
    """One `[[item]]` of a manifest.

    Attributes
    ----------
    origin
        `from` in the manifest: an http or https address, or a path, relative to the manifest.
    sha256
        Digest of the file as published; empty where none is known.
    name
        Name of the file in the kit, by default that of its origin.
    index
        Address or path of a ready tabix index; empty to build one.
    keep_info
        INFO fields of a variant file that are kept; () keeps all.
    pack
        Identifier of the pack.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    kind: KitKind
    origin: str = Field(alias="from", default="")
    sha256: str = Field(default="", pattern=rf"{_HEX}|^$")
    name: str = Field(default="", pattern=r"^([^/\\.][^/\\]*)?$")
    index: str = ""
    keep_info: tuple[str, ...] = ()
    title: str = ""
    layout: str = ""
    assembly: str = Field(default="", pattern="^(GRCh37|GRCh38|)$")
    version: str = ""
    licence: str = ""
    pack: str = ""

    @property
    def file_name(self) -> str:
        """Name of the main file in the kit."""
        if self.kind is KitKind.PACK:
            return f"{self.pack}.pack.zip"
        path = unquote(urlsplit(self.origin).path) if is_address(self.origin) else self.origin
        return self.name or Path(path).name

    def recipe(self, base: Path) -> str:
        """Digest of what makes the item; that of a local file changes with its size and time."""
        told = self.model_dump_json()
        path = local_path(self.origin, base)
        if path is not None and path.is_file():
            state = path.stat()
            told += f" {state.st_size} {state.st_mtime_ns}"
        return hashlib.sha256(told.encode()).hexdigest()


class Manifest(BaseModel):
    """What a kit is to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    item: tuple[ManifestItem, ...] = Field(min_length=1)


def is_address(origin: str) -> bool:
    """Tell whether it is fetched from the network."""
    return urlsplit(origin).scheme in {"http", "https"}


def local_path(origin: str, base: Path) -> Path | None:
    """Give the path an origin names, None for an address."""
    return None if is_address(origin) or not origin else base / Path(origin).expanduser()


def read_manifest(path: Path) -> Manifest:
    """Give a manifest, checked as far as that is possible without fetching anything.

    Raises
    ------
    KitError
        Naming what is not understood, missing or double.
    """
    try:
        manifest = Manifest.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KitError(f"{path}: it cannot be read ({error}).", "Check the manifest.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise KitError(
            f"{path}: {where}: {first['msg']}.", "See docs/kit.md for what a manifest may say."
        ) from error
    seen: set[str] = set()
    for item in manifest.item:
        _check(item, path)
        if item.file_name in seen:
            raise KitError(
                f"{path}: two items make the file {item.file_name}.", "Give one of them a `name`."
            )
        seen.add(item.file_name)
    return manifest


def _check(item: ManifestItem, path: Path) -> None:
    """Refuse what could not be built or installed."""
    remedy = "See docs/kit.md for what a manifest may say."
    if item.kind is KitKind.PACK:
        if not item.pack:
            raise KitError(f"{path}: an item of kind pack names no `pack`.", remedy)
    elif not item.origin:
        raise KitError(f"{path}: an item of kind {item.kind} has no `from`.", remedy)
    elif (source := local_path(item.origin, path.parent)) is not None and not source.is_file():
        raise KitError(f"{path}: {source} is not there.", "Check the path in the manifest.")
    if item.layout and item.layout != BIGWIG and not is_known_vcf(item.layout):
        try:
            layout_of(item.layout)
        except ProblemError as problem:
            raise KitError(f"{path}: {problem.cause}", problem.remedy) from problem
