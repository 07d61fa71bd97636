"""What a variant file says about long stretches of sequence: listed and drawn, never scored."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.sample import Genotype, Zygosity


class IntervalKind(StrEnum):
    """What happens to the stretch. `COPY_NUMBER` leaves open whether it is lost or gained."""

    DELETION = "DEL"
    DUPLICATION = "DUP"
    COPY_NUMBER = "CNV"
    INSERTION = "INS"
    INVERSION = "INV"
    BREAKEND = "BND"
    REPEAT = "STR"
    MOBILE_ELEMENT = "MEI"
    OTHER = "OTHER"

    @property
    def word(self) -> str:
        """The kind in plain words."""
        return _WORDS[self]


_WORDS = {
    IntervalKind.DELETION: "deletion",
    IntervalKind.DUPLICATION: "duplication",
    IntervalKind.COPY_NUMBER: "copy number change",
    IntervalKind.INSERTION: "insertion",
    IntervalKind.INVERSION: "inversion",
    IntervalKind.BREAKEND: "breakend",
    IntervalKind.REPEAT: "repeat",
    IntervalKind.MOBILE_ELEMENT: "mobile element",
    IntervalKind.OTHER: "other change",
}


@dataclass(frozen=True, slots=True)
class Mate:
    """The distant place that a breakend is joined to.

    Attributes
    ----------
    chrom
        Our own spelling.
    pos
        1-based; None where the file does not say.
    is_after
        The distant piece follows the base of the record; else it comes before it.
    is_reversed
        The distant piece is read on the other strand. Both are None where the file does not say.
    """

    chrom: str
    pos: int | None
    is_after: bool | None = None
    is_reversed: bool | None = None


@dataclass(frozen=True, slots=True)
class RepeatCount:
    """How often one repeat unit stands in one allele of one person.

    `low` and `high` are the limits of the caller's own interval, both equal to `count` without.
    """

    unit: str
    count: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Repeat:
    """A short tandem repeat.

    Attributes
    ----------
    locus
        Name the caller gives the place, empty for none.
    units
        Repeat units counted, on the plus strand; IUPAC letters for open bases.
    reference_count
        Units in the reference, None if not told.
    people
        For each person (order of the pedigree) the counts of the alleles, each with its unit;
        empty where nothing was called.
    """

    locus: str
    units: tuple[str, ...]
    reference_count: float | None
    people: tuple[tuple[RepeatCount, ...], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """One ALT allele that is no small variant.

    Attributes
    ----------
    start, end
        0-based half-open; the bases concerned. Equal for what is put in between two bases: it
        stands before the base `start`. A breakend covers its own base.
    alt
        The ALT text as it stands in the file.
    size
        Bases deleted, doubled, turned round or put in; None if unknown.
    mate
        Of a breakend; None for one whose other side is unknown.
    copy_number
        Copies this allele has where the reference has one; None if not told.
    copy_numbers
        Copies all alleles of each person have together, None where not told; empty without.
    family
        Of a mobile element, such as `ALU`; else empty.
    start_range, end_range
        Confidence interval in bases relative to `start` and `end`; None if not told.
    genotypes
        In the order of the pedigree's individuals; empty where the record has none, and for a
        repeat that has no ALT of its own.
    allele_index
        1-based in ALT; 0 for a repeat that stands for its whole record.
    notes
        What is odd about the record although it could be placed.
    """

    chrom: str
    start: int
    end: int
    kind: IntervalKind
    alt: str
    record_number: int
    allele_index: int
    identifier: str = ""
    size: int | None = None
    mate: Mate | None = None
    copy_number: float | None = None
    copy_numbers: tuple[float | None, ...] = ()
    repeat: Repeat | None = None
    family: str = ""
    start_range: tuple[int, int] | None = None
    end_range: tuple[int, int] | None = None
    quality: float | None = None
    filters: tuple[str, ...] = ()
    genotypes: tuple[Genotype, ...] = ()
    notes: tuple[str, ...] = ()

    def overlaps(self, start: int, end: int) -> bool:
        """Tell whether it touches [start, end), 0-based half-open, on its own contig.

        What is put in between two bases touches the base on either side.
        """
        if self.start == self.end:
            return start <= self.start <= end
        return self.start < end and self.end > start

    def may_be_carried_by(self, person: int) -> bool:
        """Tell whether a person (0-based in the pedigree) is not called without it.

        What is unknown may be there.
        """
        if person >= len(self.genotypes):
            return True
        return self.genotypes[person].zygosity is not Zygosity.REFERENCE


@dataclass(frozen=True, slots=True)
class IntervalProblem:
    """An allele that is no small variant and cannot be placed either.

    `field` is the column or key at fault (`INFO/END`), `detail` says what is wrong with it.
    """

    record_number: int
    allele_index: int
    alt: str
    field: str
    detail: str
