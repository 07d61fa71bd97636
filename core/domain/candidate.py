"""Ranked candidates and why they stand where they stand."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.consensus import Consensus
from core.domain.element import TargetGene
from core.domain.exon_score import ExonScore
from core.domain.haplotype import HaplotypeScore
from core.domain.interpretation import Interpretation
from core.domain.lookup import LookupScore
from core.domain.regulatory import RegulatoryScore, Tail
from core.domain.sample import Genotype
from core.domain.score import EngineScores, NotScored, SpliceScore
from core.domain.transcript import TranscriptPosition
from core.domain.variant import Variant
from core.domain.zone import Zone


class Lane(StrEnum):
    """Part of the list a candidate stands in: what it may act by, or what keeps it apart."""

    NEEDS_EYES = "needs eyes"
    SPLICE = "splice"
    CODING = "coding"
    UTR = "UTR"
    PROMOTER = "promoter"
    ENHANCER = "enhancer"
    NCRNA = "non-coding RNA"
    SINGLE_HIT = "single hit, recessive"
    UNSCORED = "not scored"

    @property
    def shelf(self) -> int:
        """Order of the list: lanes of one shelf are merged by points."""
        return _SHELVES.get(self, 1)


_SHELVES = {Lane.NEEDS_EYES: 0, Lane.SINGLE_HIT: 2, Lane.UNSCORED: 3}


class InheritanceFit(StrEnum):
    """A mode the genotypes fit; labels, never a filter."""

    DE_NOVO = "de novo"
    DE_NOVO_OR_MOSAIC = "de novo or parental mosaic"
    POSSIBLY_DE_NOVO = "possibly de novo"
    DOMINANT = "dominant"
    INCOMPLETE_PENETRANCE = "dominant, incomplete penetrance"
    RECESSIVE = "recessive homozygous"
    POSSIBLY_RECESSIVE = "possibly recessive homozygous"
    OVER_DELETION = "hemizygous over a deletion"
    COMPOUND_HET = "compound heterozygous"
    COMPOUND_HET_UNPHASED = "compound heterozygous, phase unknown"
    X_RECESSIVE = "X-linked recessive"
    X_DOMINANT = "X-linked dominant"
    X_LINKED = "X-linked"
    MITOCHONDRIAL = "mitochondrial"
    UNKNOWN = "unknown"
    NO_FIT = "does not segregate"


class Mark(StrEnum):
    """What the person decided about a candidate."""

    NONE = ""
    REPORT = "report"
    DISMISSED = "dismissed"


ENGINES = "engines"
"""Topic of the reason that tells that engines disagree."""

INHERITANCE = "inheritance"
"""Topic of the reason that tells which modes fit, and what speaks for and against them."""

APART = "no pair"
"""Topic of the reason that tells why a second hit of the gene is no partner."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about one part of the rank, with the points it gave (may be negative)."""

    topic: str
    sentence: str
    points: float


@dataclass(frozen=True, slots=True)
class Facts:
    """All that ranking knows about a variant.

    Attributes
    ----------
    genotypes
        In the order of the pedigree's individuals.
    population_frequency
        From a known population resource only; None is unknown, never 0.
    quality
        QUAL of the record, None if missing.
    filters
        FILTER values other than PASS.
    positions
        One per overlapping transcript, preferred transcript first.
    scores
        Of the primary engine, which alone is ranked.
    engines
        Scores of every splice engine with their runs, the primary engine first.
    consensus
        What they say together, gene by gene; () where fewer than two engines scored the case.
    exons
        What exon engines said; () for nothing. They move no rank.
    regulatory
        What engines of regulatory sequence said, track by track.
    regulatory_tail
        How unusual that is; None where nothing was said, or nobody knows what is usual.
    motif_tail
        How unusual it is that a motif changes that much; None as above.
    rescued
        Why no gate may leave it out, "" where nothing says so.
    locus_gene
        Gene of the known non-coding disease locus it lies in, "" elsewhere.
    zones
        What else its place is: branch-point zone, promoter, element, listed region.
    promoter_of
        Genes in whose promoter it lies, whether in their transcripts or before them.
    targets
        Genes that an element it lies in is linked to, where tables of links were looked into.
    lookups
        What tables of precomputed scores say, beside ours; () where nothing was looked up.
    interpretation
        What becomes of its transcripts, where that was computed: for ranking it is.
    haplotypes
        Scores together with what lies on the same chromosome copy; () where nothing does, or
        where the variant stands too far down to be worth it.
    """

    variant_id: int
    variant: Variant
    genotypes: tuple[Genotype, ...]
    population_frequency: float | None
    quality: float | None
    filters: tuple[str, ...]
    positions: tuple[TranscriptPosition, ...]
    scores: tuple[SpliceScore, ...]
    not_scored: tuple[NotScored, ...]
    lookups: tuple[LookupScore, ...] = ()
    haplotypes: tuple[HaplotypeScore, ...] = ()
    engines: tuple[EngineScores, ...] = ()
    consensus: tuple[Consensus, ...] = ()
    exons: tuple[ExonScore, ...] = ()
    regulatory: tuple[RegulatoryScore, ...] = ()
    regulatory_tail: Tail | None = None
    motif_tail: Tail | None = None
    rescued: str = ""
    locus_gene: str = ""
    zones: tuple[Zone, ...] = ()
    promoter_of: tuple[str, ...] = ()
    targets: tuple[TargetGene, ...] = ()
    interpretation: Interpretation = field(default_factory=Interpretation)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant with its place in the list.

    `rank` starts at 1. `sentence` says in plain words what is predicted. `partners` are variant
    ids of compound-heterozygous partners. `phenotype_score` is 0-1, None where the gene has no
    annotated phenotype or the case no terms.
    """

    facts: Facts
    rank: int
    lane: Lane
    points: float
    sentence: str
    gene_symbol: str
    inheritance: tuple[InheritanceFit, ...]
    partners: tuple[int, ...]
    phenotype_score: float | None
    reasons: tuple[Reason, ...]

    @property
    def position(self) -> TranscriptPosition | None:
        """Where the variant lies in the gene the candidate is ranked for, else in any gene."""
        positions = self.facts.positions
        own = (one for one in positions if one.transcript.gene_symbol == self.gene_symbol)
        return next(own, positions[0] if positions else None)
