"""Binding motifs of transcription factors that fit one allele of a variant better than the other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MotifHit:
    """Where a motif fits an allele best.

    Attributes
    ----------
    offset
        Of its first base on the plus strand, in bases from `pos` along the allele itself.
    strand
        `-` where the other strand reads like the motif.
    score
        Log-odds in bits.
    p
        Chance that a place of random sequence fits as well; neither the number of places nor that
        of motifs is taken into account.
    """

    offset: int
    strand: str
    score: float
    p: float


@dataclass(frozen=True, slots=True)
class Motif:
    """A motif of a collection.

    Attributes
    ----------
    matrix_id, factor
        Such as `MA0114.5` and `HNF4A`, as the collection spells them.
    family, species
        Words of the collection, empty where it has none.
    counts
        How often A C G T was seen in each column.
    """

    matrix_id: str
    factor: str
    family: str
    species: str
    counts: tuple[tuple[float, ...], ...]

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def name(self) -> str:
        """Factor and matrix."""
        return f"{self.factor} ({self.matrix_id})"


@dataclass(frozen=True, slots=True)
class MotifChange:
    """The best place of a motif on either allele, of those that hold a changed base."""

    motif: Motif
    ref: MotifHit
    alt: MotifHit
