"""What is known beside a prediction: people without the variant, and domains of the protein."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.domain.consequence import SpliceOutcome


@dataclass(frozen=True, slots=True)
class ExonInclusion:
    """How far an exon is part of the transcripts of people without the variant.

    Attributes
    ----------
    start, end
        0-based half-open.
    exon_number
        1-based in transcript order; None for an exon as it is predicted to come about.
    n_tissues
        Tissues of the table with a value, 0 for none.
    lowest, highest
        Percent spliced in of these tissues, 0-1; None without any.
    lowest_tissue, highest_tissue
        The tissues that have them, as the table names them.
    """

    start: int
    end: int
    exon_number: int | None
    n_tissues: int = 0
    lowest: float | None = None
    highest: float | None = None
    lowest_tissue: str = ""
    highest_tissue: str = ""


@dataclass(frozen=True, slots=True)
class SeenJunction:
    """An intron of a predicted transcript that a table of observed ones has.

    Attributes
    ----------
    source
        Title and version of the table.
    start, end
        0-based half-open, on the reference.
    event
        What it is, in the words of the table, or ours where it has none.
    samples, reads
        None where the table does not tell.
    """

    source: str
    start: int
    end: int
    event: str
    samples: float | None
    reads: float | None


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of a protein on the genome; blocks are 0-based half-open, genome order.

    `strand` is empty where it is not told.
    """

    name: str
    source: str
    strand: str
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DomainLoss:
    """What of a domain is lost or changed.

    Attributes
    ----------
    n_lost, n_all
        Amino acids of the domain that are lost or replaced, and all it has in this transcript.
    n_put_in
        Amino acids that are put in between two of the domain, where none is lost.
    """

    name: str
    source: str
    n_lost: int
    n_all: int
    n_put_in: int = 0


@dataclass(frozen=True, slots=True)
class OutcomeContext:
    """What is known beside one outcome of splicing; each `why_...` says why something is not.

    `domains` is None where it is not known which are touched.
    """

    inclusion: tuple[ExonInclusion, ...] = ()
    why_no_inclusion: str = ""
    seen: tuple[SeenJunction, ...] = ()
    why_not_seen: str = ""
    domains: tuple[DomainLoss, ...] | None = None


@dataclass(frozen=True, slots=True)
class Contexts:
    """What is known beside the consequences of a variant.

    Attributes
    ----------
    outcomes
        By outcome.
    coding
        Domains touched where splicing stays as it is, by transcript; None where it is not known.
    why_no_domains
        Why domains are not known, or not all of them; "" where they are.
    """

    outcomes: Mapping[SpliceOutcome, OutcomeContext] = field(default_factory=dict)
    coding: Mapping[str, tuple[DomainLoss, ...] | None] = field(default_factory=dict)
    why_no_domains: str = ""

    def of(self, outcome: SpliceOutcome) -> OutcomeContext:
        """Give what is known beside an outcome, nothing where nobody looked."""
        return self.outcomes.get(outcome, OutcomeContext())
