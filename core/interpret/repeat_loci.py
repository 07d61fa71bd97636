"""Known disease loci of short tandem repeats: the rule set and its places."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.domain.assembly import Assembly
from core.interpret.rules import load_rule_set
from models.sequence import STANDS_FOR

_FILE = "repeat_loci.toml"
_COMPLEMENT = str.maketrans("ACGTRYSWKMBDHVN", "TGCAYRSWMKVHDBN")


class RepeatMeaning(StrEnum):
    """What a number of units means, from harmless to disease."""

    NORMAL = "normal"
    UNKNOWN = "unknown"
    INTERMEDIATE = "intermediate"
    REDUCED = "reduced"
    DISEASE = "disease"

    @property
    def order(self) -> int:
        """Greater for what weighs more."""
        return _ORDER[self]


_ORDER = {meaning: place for place, meaning in enumerate(RepeatMeaning)}


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RepeatPlace(_Frozen):
    """The reference tract; 0-based half-open."""

    chrom: str
    start: int
    end: int


class RepeatRange(_Frozen):
    """Numbers of units of one meaning; `at_most` is None for an open end."""

    meaning: RepeatMeaning
    label: str
    at_least: int
    at_most: int | None = None

    @property
    def limits(self) -> str:
        """The limits in words: `up to 26`, `27 to 35`, `40 or more`."""
        if self.at_most is None:
            return f"{self.at_least} or more"
        if self.at_least == 0:
            return f"up to {self.at_most}"
        same = self.at_least == self.at_most
        return str(self.at_least) if same else f"{self.at_least} to {self.at_most}"


class RepeatLocus(_Frozen):
    """One place.

    Attributes
    ----------
    inheritance
        AD, AR or XL.
    unit
        As the clinic calls it, in the direction of the gene.
    units
        The units that cause the disease, on the plus strand.
    other_units
        Counted at the same place, without causing this disease.
    certainty
        Of the limits.
    caution
        A sentence a reader needs, or empty.
    """

    gene: str
    disease: str
    inheritance: Literal["AD", "AR", "XL"]
    unit: str
    units: tuple[str, ...] = Field(min_length=1)
    other_units: tuple[str, ...] = ()
    GRCh37: RepeatPlace
    GRCh38: RepeatPlace
    ranges: tuple[RepeatRange, ...] = Field(min_length=1)
    certainty: Literal["high", "moderate", "low"]
    source: str = Field(min_length=1)
    caution: str = ""

    @model_validator(mode="after")
    def _ranges_rise_and_end_in_disease(self) -> Self:
        for lower, upper in zip(self.ranges, self.ranges[1:], strict=False):
            if lower.at_most is None or lower.at_most >= upper.at_least:
                raise ValueError(f"{self.gene}: ranges must rise and not overlap")
        if self.ranges[-1].at_most is not None:
            raise ValueError(f"{self.gene}: the last range must be open")
        return self

    def place(self, assembly: Assembly) -> RepeatPlace | None:
        """The reference tract in a build, None for the artificial one."""
        places = {Assembly.GRCH37: self.GRCh37, Assembly.GRCH38: self.GRCh38}
        return places.get(assembly)

    def range_of(self, count: float) -> RepeatRange | None:
        """Give the range a number of units lies in, None where none is published.

        A part of a unit counts with the whole units before it.
        """
        found = None
        for one in self.ranges:
            if count >= one.at_least:
                found = one
        inside = found is not None and (found.at_most is None or count < found.at_most + 1)
        return found if inside else None

    @property
    def first_disease(self) -> RepeatRange:
        """The first range in which the disease occurs, at whatever penetrance."""
        weighty = (RepeatMeaning.REDUCED, RepeatMeaning.DISEASE)
        return next(one for one in self.ranges if one.meaning in weighty)


class RepeatLoci(_Frozen):
    """The rule set."""

    name: str
    version: str
    date: str
    places: str
    loci: tuple[RepeatLocus, ...]


def load_repeat_loci(path: Path | None = None) -> RepeatLoci:
    """Known loci from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set(_FILE, path, RepeatLoci)


class UnitMatch(StrEnum):
    """How the unit that a caller counted stands to one that is meant."""

    SAME = "same"
    WIDER = "wider"
    OTHER = "other"


def match_unit(counted: str, meant: str) -> UnitMatch:
    """Compare two repeat units written from any base and on either strand.

    IUPAC letters stand for several bases: a counted unit that also takes in units not meant
    (`AARRG` for `AAGGG`) is wider.
    """
    if len(counted) != len(meant) or not counted:
        return UnitMatch.OTHER
    found = UnitMatch.OTHER
    for spelling in _spellings(counted):
        pairs = [
            (set(STANDS_FOR[a]), set(STANDS_FOR[b])) for a, b in zip(spelling, meant, strict=True)
        ]
        if all(a <= b for a, b in pairs):
            return UnitMatch.SAME
        if all(a & b for a, b in pairs):
            found = UnitMatch.WIDER
    return found


def _spellings(unit: str) -> Iterator[str]:
    for strand in (unit, unit.translate(_COMPLEMENT)[::-1]):
        for place in range(len(strand)):
            yield strand[place:] + strand[:place]
