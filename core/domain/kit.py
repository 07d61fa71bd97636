"""A kit: everything a clinic's machine needs, gathered elsewhere, with digests and sizes."""

from dataclasses import dataclass
from enum import StrEnum


class KitKind(StrEnum):
    """What an item of a kit is, which tells how it is installed."""

    REFERENCE = "reference"
    GENES = "genes"
    GENE_SOURCE = "gene-source"
    TRACK = "track"
    VARIANTS = "variants"
    PANEL = "panel"
    TERMS = "hpo-terms"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class KitFile:
    """A file of a kit; `size` in bytes, `sha256` of its bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class KitItem:
    """One thing in a kit.

    Attributes
    ----------
    files
        The main file first, then its indexes.
    recipe
        Digest of the manifest's words about it, which tells whether it has to be made anew.
    origin
        Address or name of the file it was made from.
    published_sha256
        Digest of that file.
    converted
        What was done to it, in words; empty for a plain copy.
    """

    kind: KitKind
    files: tuple[KitFile, ...]
    recipe: str
    origin: str
    published_sha256: str
    converted: str = ""
    title: str = ""
    layout: str = ""
    assembly: str = ""
    version: str = ""
    licence: str = ""
    pack: str = ""

    @property
    def main(self) -> KitFile:
        """The file that is used; the others are its indexes."""
        return self.files[0]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(one.size for one in self.files)


@dataclass(frozen=True, slots=True)
class Kit:
    """The list of a kit as it lies beside the files; `made_at` is ISO 8601."""

    title: str
    made_at: str
    program_version: str
    items: tuple[KitItem, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.items)

    @property
    def files(self) -> tuple[KitFile, ...]:
        """Every file."""
        return tuple(file for item in self.items for file in item.files)
