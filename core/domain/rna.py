"""What the patient's RNA shows: fragments, junction counts, shares with intervals, verdicts."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.junction import Junction
from core.domain.sashimi import Sashimi

Blocks = tuple[tuple[int, int], ...]
"""Aligned stretches of a read between its introns, 0-based half-open, genome order."""


class Library(StrEnum):
    """Which strand the reads of a library tell."""

    UNSTRANDED = "unstranded"
    FIRST_SENSE = "the first read has the strand of the transcript"
    FIRST_ANTISENSE = "the first read has the strand opposite to the transcript"


class ReadsKind(StrEnum):
    """What junctions are counted in."""

    BAM = "BAM"
    CRAM = "CRAM"
    STAR = "STAR junction table"


@dataclass(frozen=True, slots=True)
class ReadFilter:
    """Which reads count, and how many are looked at to learn what kind of file it is.

    Attributes
    ----------
    min_mapping_quality
        MAPQ as the aligner gives it.
    sampled_per_contig
        Reads looked at on each contig when the file is opened.
    most_sampled
        Further reads looked at, on all contigs together, where none of those is spliced.
    min_library_reads
        Spliced reads that must tell the strand before the library is called stranded.
    library_share
        Share of them that must agree, 0-1.
    """

    min_mapping_quality: int
    sampled_per_contig: int
    most_sampled: int
    min_library_reads: int
    library_share: float


@dataclass(frozen=True, slots=True)
class Fragment:
    """One piece of cDNA: its one read, or its two mates.

    Attributes
    ----------
    strand
        Of the transcript it comes from, empty where nothing tells.
    reads
        Deletions within a read are bridged, soft-clipped and inserted bases left out.
    """

    strand: str
    reads: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class JunctionReads:
    """How often an intron was seen.

    `reads` counts uniquely placed fragments; `multi_reads` those placed in several ways, which a
    junction table tells and which count for nothing here.
    """

    junction: Junction
    reads: int
    multi_reads: int = 0


@dataclass(frozen=True, slots=True)
class RegionReads:
    """What a file holds about a stretch (0-based half-open).

    Attributes
    ----------
    junctions
        Introns that share a base with the stretch, by place.
    fragments
        None for a junction table, which has introns alone.
    """

    chrom: str
    start: int
    end: int
    junctions: tuple[JunctionReads, ...]
    fragments: tuple[Fragment, ...] | None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the RNA is of one of two forms: the posterior and what it rests on.

    Attributes
    ----------
    mean, low, high
        Of the posterior, 0-1; `low` and `high` bound the credible interval of highest density.
    n_one, n_other, n_both
        Fragments that only the one form can give, only the other, and either. Those of a junction
        table are means over the junctions of a form, so not always whole.
    """

    mean: float
    low: float
    high: float
    n_one: float
    n_other: float
    n_both: float = 0.0

    @property
    def n_telling(self) -> float:
        """Fragments that tell the forms apart."""
        return self.n_one + self.n_other

    @property
    def words(self) -> str:
        """The share with its interval, in per cent."""
        return f"{self.mean:.1%} (95 % credible interval {self.low:.1%} to {self.high:.1%})"


class Verdict(StrEnum):
    """What RNA says of a predicted outcome."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NOT_INFORMATIVE = "not informative"


@dataclass(frozen=True, slots=True)
class RnaVerdict:
    """What RNA says of one predicted outcome.

    Attributes
    ----------
    share
        Of the outcome among the transcripts that are spliced either this way or as usual, by the
        fragments only one of the two can give; None where it cannot be told.
    n_supporting
        Fragments that only the outcome gives.
    sentence
        The verdict and what it rests on.
    rule_set
        Name and version of the rules that decided.
    """

    verdict: Verdict
    share: Share | None
    n_supporting: float
    sentence: str
    rule_set: str

    @property
    def words(self) -> str:
        """The verdict as a list shows it."""
        n_reads = 0.0 if self.share is None else self.share.n_telling
        if self.verdict is Verdict.NOT_INFORMATIVE:
            return f"{self.verdict} (reads {n_reads:g})"
        return f"{self.verdict}: {'' if self.share is None else self.share.words}"


@dataclass(frozen=True, slots=True)
class OutcomeEvidence:
    """RNA at one predicted outcome.

    Attributes
    ----------
    outcome
        Kind of the outcome in words; `predicted` is its sentence.
    new, native
        Junctions that only the outcome has, and those of unchanged splicing it does without.
    n_unlike_either
        Fragments in the place that fit neither the outcome nor unchanged splicing.
    modelled
        Share by every fragment in the place, those of flanking exons too (the model of MISO);
        None without reads, or out of a junction table.
    """

    outcome: str
    predicted: str
    new: tuple[JunctionReads, ...]
    native: tuple[JunctionReads, ...]
    n_unlike_either: int
    modelled: Share | None
    verdict: RnaVerdict


@dataclass(frozen=True, slots=True)
class ExonInclusion:
    """How much an annotated exon is included (PSI), beside people without the variant.

    Attributes
    ----------
    exon_number
        1-based, transcript order; `start`, `end` 0-based half-open.
    psi
        By fragments that tell inclusion from skipping; None without any.
    modelled
        By every fragment in the place, as in `OutcomeEvidence`.
    n_inside
        Fragments with a read wholly inside the exon; None out of a junction table.
    reference_psi
        In GTEx in the tissue of the sample, 0-1; None where it is not known.
    sentence
        Both in words.
    """

    exon_number: int
    start: int
    end: int
    psi: Share | None
    modelled: Share | None
    n_inside: int | None
    reference_psi: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class RnaEvidence:
    """RNA at one variant in one transcript."""

    transcript_id: str
    gene_symbol: str
    outcomes: tuple[OutcomeEvidence, ...]
    exons: tuple[ExonInclusion, ...]
    sashimi: Sashimi


@dataclass(frozen=True, slots=True)
class RnaSource:
    """A file that RNA evidence came from.

    Attributes
    ----------
    digest
        Identity of the file as `core.domain.local_value.LocalSource` has it: such files are too
        large to be read whole.
    tissue
        As the reference inclusion names it, empty where nobody stated it.
    library
        In words, empty for a junction table.
    is_nmd_inhibited
        The cells were treated so that transcripts with a premature stop stay.
    rule_set
        Name and version of the rules the evidence was judged by.
    """

    path: str
    digest: str
    kind: ReadsKind
    tissue: str
    library: str
    is_nmd_inhibited: bool
    rule_set: str


@dataclass(frozen=True, slots=True)
class RnaAtVariant:
    """RNA at one variant.

    Attributes
    ----------
    found
        What each file shows, transcript by transcript; () where none was read here.
    sources
        Every file the case was read beside.
    """

    found: tuple[tuple[RnaSource, RnaEvidence], ...] = ()
    sources: tuple[RnaSource, ...] = ()
