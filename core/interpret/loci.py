"""Known disease loci outside protein-coding sequence: what touches one is never left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.rules import Sourced, load_rule_set

FILE = "noncoding_loci.toml"


class Place(BaseModel):
    """A stretch of a contig, 1-based, both ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chrom: str
    first: int = Field(ge=1)
    last: int = Field(ge=1)


class CataloguedLocus(Sourced):
    """One entry of a catalogue: a name that begins with the gene, what it causes, and its places."""

    name: str
    what: str
    GRCh37: Place | None = None
    GRCh38: Place | None = None
    artificial: Place | None = None

    def place(self, assembly: Assembly) -> Place | None:
        """Give its place in a build, None where the catalogue has none."""
        places = {
            Assembly.GRCH37: self.GRCh37,
            Assembly.GRCH38: self.GRCh38,
            Assembly.ARTIFICIAL: self.artificial,
        }
        return places[assembly]


class LocusCatalogue(BaseModel):
    """A versioned list of loci."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    loci: tuple[CataloguedLocus, ...]

    def within(self, assembly: Assembly) -> tuple["Locus", ...]:
        """Give the loci that have a place in a build."""
        return tuple(
            Locus(one.name, one.what, place.chrom, place.first, place.last)
            for one in self.loci
            if (place := one.place(assembly)) is not None
        )


@dataclass(frozen=True, slots=True)
class Locus:
    """A locus in one build; `first` and `last` are 1-based, both included."""

    name: str
    what: str
    chrom: str
    first: int
    last: int

    @property
    def gene_symbol(self) -> str:
        """The gene, which the name begins with."""
        return self.name.split()[0]

    @property
    def sentence(self) -> str:
        """Why a variant here is never left out."""
        return f"It lies in {self.name}, a known disease locus ({self.what})."


def load_loci(path: Path | None = None) -> LocusCatalogue:
    """Loci from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such catalogue.
    """
    return load_rule_set(FILE, path, LocusCatalogue)


def locus_of(variant: Variant, loci: Iterable[Locus]) -> Locus | None:
    """Give the first locus a variant touches by a base of its REF, None for none."""
    for locus in loci:
        is_near = variant.pos <= locus.last and variant.end >= locus.first
        if is_near and variant.chrom == locus.chrom:
            return locus
    return None


def stretches(loci: Sequence[Locus]) -> tuple[tuple[str, int, int], ...]:
    """Give contig, first and last base (1-based) of each locus."""
    return tuple((one.chrom, one.first, one.last) for one in loci)
