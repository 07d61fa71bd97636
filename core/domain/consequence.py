"""What a variant does to a transcript and its protein, as predicted."""

from dataclasses import dataclass
from enum import StrEnum


class OutcomeKind(StrEnum):
    """What happens to the spliced transcript."""

    EXON_SKIPPING = "exon skipping"
    MULTI_EXON_SKIPPING = "skipping of several exons"
    INTRON_RETENTION = "intron retention"
    PARTIAL_INTRON_RETENTION = "partial intron retention"
    PARTIAL_EXON_LOSS = "partial exon loss"
    PSEUDOEXON = "pseudoexon"
    INCREASED_INCLUSION = "increased inclusion"
    SITE_STRENGTHENED = "annotated site strengthened"

    @property
    def is_aberration(self) -> bool:
        """A transcript comes about that the gene models do not have."""
        return self not in (OutcomeKind.INCREASED_INCLUSION, OutcomeKind.SITE_STRENGTHENED)


@dataclass(frozen=True, slots=True)
class SiteUse:
    """A splice site that takes part in an outcome.

    Attributes
    ----------
    kind
        "acceptor" or "donor".
    pos
        1-based genome place of the exonic base next to the junction.
    ref, alt
        Raw probabilities of the engine on either allele, 0-1.
    is_annotated
        It is an exon edge of the transcript.
    """

    kind: str
    pos: int
    ref: float
    alt: float
    is_annotated: bool


class NmdVerdict(StrEnum):
    """What rules say of a transcript with a premature stop; never what happens."""

    EXPECTED = "NMD predicted"
    ESCAPES = "escape from NMD predicted"
    NO_PREMATURE_STOP = "no premature stop"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Nmd:
    """Nonsense-mediated decay of one transcript by the rules of `resources/rules/nmd.toml`.

    Attributes
    ----------
    verdict
        What decides PVS1: the rule of the last junction alone.
    rule
        Number of the rule that decided, as the rule set has it, such as "1".
    biology
        The verdict with every rule; stands apart from `verdict`.
    to_last_junction
        Bases from the end of the stop codon to the last exon-exon junction within the coding
        sequence, negative behind it; None without such a junction or without a premature stop.
    cautions
        Sentences of the rules that only caution.
    sentence
        The verdict in plain words, with the number of the rule.
    """

    verdict: NmdVerdict
    rule: str
    biology: NmdVerdict
    to_last_junction: int | None
    cautions: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """The protein of a changed transcript beside that of the unchanged one.

    Attributes
    ----------
    first_changed
        1-based number of the first amino acid that differs, None where the protein stays.
    is_frame_kept
        Reading goes on in the old frame behind the change.
    n_new, n_lost
        Amino acids put in before frame or stop are met again, and those of the unchanged protein
        that are gone.
    stop_after
        Codons from the first changed one to the new stop, that one counted (`fsTer14`: 14); None
        where the old stop is used, none is met, or bases before it are not known.
    lost_fraction
        Share of the unchanged protein that is gone, 0-1.
    is_start_lost, is_stop_lost
        The old start or stop codon is not in the transcript any more.
    protein
        One-letter code with "*" at its end where a stop is met; empty without a start.
    hgvs_p
        Predicted, in brackets; `p.?` where rules of nomenclature ask for it.
    """

    first_changed: int | None
    is_frame_kept: bool
    n_new: int
    n_lost: int
    stop_after: int | None
    lost_fraction: float
    is_start_lost: bool
    is_stop_lost: bool
    protein: str
    hgvs_p: str

    @property
    def reads_unknown(self) -> bool:
        """A new amino acid is not known (X, a codon with N): it may as well be a stop."""
        first = (self.first_changed or 1) - 1
        return "X" in self.protein[first : first + self.n_new]


@dataclass(frozen=True, slots=True)
class SpliceOutcome:
    """One transcript that is predicted to come about, or to come about more often.

    Attributes
    ----------
    transcript_id, gene_symbol, strand
        Of the transcript that is changed.
    share
        Predicted share of the transcripts of the changed allele, 0-1; shares of all outcomes of
        a variant in a transcript and of the unchanged splicing add up to 1. 0 for an outcome
        that is no aberration: it is part of the unchanged splicing.
    score
        Delta that the outcome rests on: the stronger of its sites, two decimals.
    size
        Bases that come into the mature transcript (or go out of it), indels counted.
    exon_numbers
        1-based, transcript order: exons lost, shortened or lengthened.
    intron_number
        1-based: the intron retained, or that a pseudoexon lies in; None else.
    sites
        Sites gained and lost, transcript order.
    exons
        0-based half-open exons of the new transcript, genome order, in the coordinates of the
        changed allele (`AlleleMap`).
    is_coding_touched
        Bases of the coding sequence go, or bases come in within it; else only UTRs change.
    protein
        None where the transcript has no protein or its coding sequence is not known well enough;
        `why_no_protein` says which.
    hgvs_r
        Predicted, in brackets.
    sentence
        In plain words.
    summary
        The same in one line, for a list.
    cautions
        Sentences that say what the prediction does not know.
    """

    kind: OutcomeKind
    transcript_id: str
    gene_symbol: str
    strand: str
    share: float
    score: float
    size: int
    exon_numbers: tuple[int, ...]
    intron_number: int | None
    sites: tuple[SiteUse, ...]
    exons: tuple[tuple[int, int], ...]
    is_coding_touched: bool
    protein: ProteinChange | None
    why_no_protein: str
    nmd: Nmd | None
    hgvs_r: str
    sentence: str
    summary: str = ""
    cautions: tuple[str, ...] = ()

    @property
    def is_frame_kept(self) -> bool:
        """Its size is a multiple of three."""
        return self.size % 3 == 0
