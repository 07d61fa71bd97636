"""What a file on this computer says about one variant, and whether it can say anything at all."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from core.domain.element import Stretch


class Coverage(StrEnum):
    """Whether a source speaks about a place. Only `PRESENT` carries values; none of the rest is 0."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_COVERED = "not covered"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LocalEntry:
    """One thing a source says.

    Attributes
    ----------
    value
        The number, in the unit and direction of the source; None where it says something without
        a number.
    text
        In the source's words: a class, the name of a region, an observed event; may be empty.
    gene_symbol, transcript_id
        What it is said of; empty where the source names none.
    place
        Of a region or an element: where it lies. None elsewhere, and in answers of earlier
        versions of the program.
    far
        Of a contact: its other end.
    name, word, cell_type
        Of an element: what it is called, the word for what it is, and where it is active; empty
        where the source says nothing.
    p_value
        Of an eQTL.
    """

    value: float | None
    text: str = ""
    gene_symbol: str = ""
    transcript_id: str = ""
    place: Stretch | None = None
    far: Stretch | None = None
    name: str = ""
    word: str = ""
    cell_type: str = ""
    p_value: float | None = None


@dataclass(frozen=True, slots=True)
class LocalValue:
    """The answer of one source about one variant; `detail` says in words why there is no entry."""

    coverage: Coverage
    entries: tuple[LocalEntry, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChangedBases:
    """The bases of the reference that a variant concerns.

    `start`, `end` are 0-based half-open and never empty: an insertion concerns the base on
    either side of it. `is_insertion` tells that these two themselves stay as they are.
    """

    chrom: str
    start: int
    end: int
    is_insertion: bool = False


def changed_bases(chrom: str, pos: int, ref: str, alt: str) -> ChangedBases:
    """Give the bases left after cutting what REF and ALT share; `pos` is 1-based."""
    start = pos - 1
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        ref, alt, start = ref[1:], alt[1:], start + 1
    if ref:
        return ChangedBases(chrom, start, start + len(ref))
    return ChangedBases(chrom, max(0, start - 1), start + 1, is_insertion=True)


def said(*entries: LocalEntry) -> LocalValue:
    """Entries of a source that covers the place; without any it says nothing there."""
    return LocalValue(Coverage.PRESENT if entries else Coverage.ABSENT, entries)


def not_covered(chrom: str) -> LocalValue:
    """A source without that contig."""
    return LocalValue(Coverage.NOT_COVERED, detail=f"{chrom} is not in the file")


@dataclass(frozen=True, slots=True)
class LocalSource:
    """A track or table on this computer, as a person registered it.

    Attributes
    ----------
    name
        Short and unique among those registered; how it is spelled on the command line.
    layout
        `bigwig`, the id of a published layout, or a person's own column mapping.
    kind
        What its values speak about: `bigwig`, `allele`, `base`, `region`, `link`, `junction`,
        `domain`.
    digest
        SHA-256 of the size, the first and the last mebibyte: such files are too large to be read
        whole.
    assembly
        Build its places are in.
    version
        As stated by the person, empty where nobody did.
    worse
        Which way a number points to harm: `higher`, `lower`, `either` or `neither`.
    cell_type
        Of a table of elements or links of one cell type, as its name tells or the person stated.
    """

    name: str
    title: str
    layout: str
    kind: str
    path: str
    digest: str
    assembly: str
    version: str = ""
    licence: str = "not stated"
    worse: str = "neither"
    cell_type: str = ""

    @property
    def edition(self) -> str:
        """Title and version in words."""
        return f"{self.title} ({self.version or 'no version stated'})"


@dataclass(frozen=True, slots=True)
class LocalSays:
    """A source and what it says about a variant; None where it was not looked up yet."""

    source: LocalSource
    value: LocalValue | None


@dataclass(frozen=True, slots=True)
class Registration:
    """What a person says of a file; what is empty is found out or taken from its layout.

    `layout` is the id of a published layout, `bigwig`, or an own column mapping.
    """

    path: Path
    layout: str = ""
    name: str = ""
    title: str = ""
    assembly: str = ""
    version: str = ""
    licence: str = ""
    cell_type: str = ""
