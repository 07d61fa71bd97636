"""A transcript as it is and as it is predicted to be, as numbers that any painter can draw.

All x run from 0 to the width of the axis, left to right in the direction of the transcript.
"""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.junction import ObservedJunction


class BoxState(StrEnum):
    """What becomes of an exon."""

    UNCHANGED = "unchanged"
    LOST = "lost"
    NEW = "new"
    SHORTENED = "shortened"
    LENGTHENED = "lengthened"
    RETAINED = "with a retained intron"


class PartState(StrEnum):
    """What a part of an exon is beside the other row."""

    KEPT = "in the normal transcript"
    NEW = "not in the normal transcript"
    LOST = "only in the normal transcript"
    ABSENT = "not on this chromosome copy"


class ArcState(StrEnum):
    """What a junction is beside the normal transcript."""

    KEPT = "normal"
    NEW = "new"
    LOST = "lost"
    OTHER = "in neither transcript"


class MarkKind(StrEnum):
    """What is marked on a row."""

    START = "start codon"
    STOP = "stop codon"
    OLD_STOP = "stop codon of the normal transcript"
    PREMATURE_STOP = "premature stop codon"
    LATER_STOP = "stop codon behind the normal one"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the axis with one scale.

    Attributes
    ----------
    first_pos, last_pos
        1-based genome places of its outer bases in reading direction; None for bases that only
        the changed chromosome copy has.
    is_shortened
        Drawn at less than its length: the break is marked.
    """

    x0: float
    x1: float
    n_bases: int
    first_pos: int | None
    last_pos: int | None
    is_shortened: bool


@dataclass(frozen=True, slots=True)
class DrawingAxis:
    """The axis all rows share; segments touch, left to right.

    Attributes
    ----------
    is_cut_left, is_cut_right
        The transcript has more exons than are drawn on this side.
    """

    chrom: str
    strand: str
    width: float
    segments: tuple[Segment, ...]
    is_cut_left: bool
    is_cut_right: bool

    @property
    def start(self) -> float:
        """Where the first segment begins."""
        return self.segments[0].x0

    @property
    def end(self) -> float:
        """Where the last segment ends."""
        return self.segments[-1].x1

    @property
    def first_pos(self) -> int:
        """1-based genome place at the left end."""
        return next(one.first_pos for one in self.segments if one.first_pos is not None)

    @property
    def last_pos(self) -> int:
        """1-based genome place at the right end."""
        return next(one.last_pos for one in reversed(self.segments) if one.last_pos is not None)

    def pos_at(self, x: float) -> int | None:
        """Give the 1-based genome place under x; None outside and in bases put in."""
        for one in self.segments:
            if one.x0 <= x < one.x1 and one.first_pos is not None:
                along = min(int((x - one.x0) / (one.x1 - one.x0) * one.n_bases), one.n_bases - 1)
                return one.first_pos + (along if self.strand == "+" else -along)
        return None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a box; coding ones are drawn tall.

    `exon_number` is that of the normal exon it belongs to, None outside of those.
    """

    x0: float
    x1: float
    is_coding: bool
    state: PartState
    exon_number: int | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """An exon of a row, or what is lost of one.

    Attributes
    ----------
    label
        Exon number, or those of the exons that a retained intron joins; "new" for a pseudoexon,
        empty where only a part of an exon is lost.
    n_bases
        Of the chromosome copy of the row; those of a lost box of the reference.
    parts
        Touch each other, left to right, and fill the box.
    words
        What a person is told of it.
    """

    x0: float
    x1: float
    label: str
    state: BoxState
    n_bases: int
    parts: tuple[Part, ...]
    words: str


@dataclass(frozen=True, slots=True)
class JunctionArc:
    """A junction from its donor at `x0` to its acceptor at `x1`.

    Attributes
    ----------
    level
        1 for the lowest; arcs of one level share no stretch.
    label
        How often it was seen, empty for a junction of a transcript.
    count
        The same as a number: reads, or samples of a reference; None where it is not counted.
    """

    x0: float
    x1: float
    level: int
    state: ArcState
    label: str
    words: str
    count: float | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A codon of a row, at its outer edge."""

    kind: MarkKind
    x: float
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class SiteMark:
    """A splice site that an outcome rests on, at its edge of the exon.

    Attributes
    ----------
    kind
        "acceptor" or "donor".
    ref, alt
        Raw probabilities of the engine, 0-1.
    """

    kind: str
    x: float
    ref: float
    alt: float
    words: str


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """One transcript.

    Attributes
    ----------
    boxes
        Left to right; they do not overlap.
    sentence
        The row in plain words, for those who cannot see it.
    """

    title: str
    boxes: tuple[Box, ...]
    arcs: tuple[JunctionArc, ...]
    marks: tuple[Mark, ...]
    sites: tuple[SiteMark, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ReferenceUse:
    """Junctions as a reference counts them, and how it is called, such as "GTEx, whole blood"."""

    name: str
    junctions: tuple[ObservedJunction, ...]


@dataclass(frozen=True, slots=True)
class RnaRow:
    """Junctions that were observed, each with its count."""

    title: str
    arcs: tuple[JunctionArc, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class VariantPlace:
    """Where the changed bases lie; `x0` equals `x1` for bases put in at an edge."""

    x0: float
    x1: float
    label: str


@dataclass(frozen=True, slots=True)
class TranscriptDrawing:
    """Rows on one axis: the normal transcript, each predicted one, and what RNA shows.

    Attributes
    ----------
    variant
        None where the chromosome copy is unchanged.
    notes
        What is not drawn, or not as it is.
    """

    title: str
    axis: DrawingAxis
    rows: tuple[TranscriptRow, ...]
    rna: tuple[RnaRow, ...]
    variant: VariantPlace | None
    notes: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it in sentences."""
        told = [row.sentence for row in self.rows] + [row.sentence for row in self.rna]
        return " ".join((f"{self.title}.", *told, *self.notes))
