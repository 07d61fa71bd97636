"""What evidence is suggested from: everything a rule may look at, gathered beforehand.

None and UNKNOWN mean that nobody knows; no rule takes them for "no".
"""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.consequence import Nmd, ProteinChange, SpliceOutcome
from core.domain.gene_knowledge import KnownMode
from core.domain.population_data import PopulationData
from core.domain.score import EngineRun, SpliceDelta
from core.domain.stated import Mechanism, Partner, Stated
from core.domain.transcript import TranscriptPosition
from core.domain.variant import Variant


@dataclass(frozen=True, slots=True)
class EngineCalibration:
    """For which setting of an engine cut-offs were published, and which they are.

    `pp3_min` and `bp4_max` are raw deltas (0-1) in the window of `distance` bases on either side.
    """

    tool: str
    version: str
    masked: bool
    distance: int
    transcript_set: str
    pp3_min: float
    bp4_max: float
    source: str


@dataclass(frozen=True, slots=True)
class SpliceEvidence:
    """What one engine says of a variant in one gene.

    Attributes
    ----------
    delta
        Raw, in the standard window of the case.
    wide_gain
        Largest raw gain of any site within 4,999 bases, None where that window was not looked at.
    calibration
        None where the engine has no record: then no code follows from it.
    """

    run: EngineRun
    delta: SpliceDelta
    wide_gain: float | None
    calibration: EngineCalibration | None


@dataclass(frozen=True, slots=True)
class CanonicalSite:
    """The two intronic bases of a splice site that a variant touches, read on the transcript.

    Attributes
    ----------
    kind
        "acceptor" or "donor".
    ref, alt
        Bases next to the exon on either allele, `alt` where the exon ends on the changed
        chromosome.
    is_kept
        The changed chromosome still has such a site there: nothing is lost.
    """

    kind: str
    ref: str
    alt: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class CodingChange:
    """What the variant does to the protein where splicing stays as it is.

    `terms` are of the Sequence Ontology, such as "missense_variant"; `protein` and `nmd` are None
    where they are not known.
    """

    transcript_id: str
    terms: tuple[str, ...]
    protein: ProteinChange | None = None
    nmd: Nmd | None = None

    @property
    def is_silent(self) -> bool:
        """It is synonymous and nothing besides."""
        return "synonymous_variant" in self.terms and not self.changes_protein

    @property
    def is_missense(self) -> bool:
        """It changes an amino acid."""
        return "missense_variant" in self.terms

    @property
    def changes_protein(self) -> bool:
        """One of its terms says more than a place outside or a change without another amino acid."""
        return not all(_is_harmless_to_protein(term) for term in self.terms)


@dataclass(frozen=True, slots=True)
class MissenseScore:
    """The score of a missense predictor, as a loaded table has it.

    `source` is the table with its version, `class_name` the table's own word, empty if it has
    none.
    """

    tool: str
    value: float
    source: str
    class_name: str = ""


class KnownClass(StrEnum):
    """How a variant is classified elsewhere, as far as rules ask."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely pathogenic"
    UNCERTAIN = "uncertain significance"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """Another variant at the same place or splice site, with its class and predicted effect.

    Attributes
    ----------
    source
        Who says so, with accession and date.
    max_delta
        Its largest raw delta by the same engine in the same window, None where it has none.
    outcomes
        Its predicted outcomes, None where they were not drawn.
    is_independent
        Its class does not rest on the variant under assessment; None where nobody looked.
    """

    variant: Variant
    classified: KnownClass
    source: str
    max_delta: float | None = None
    outcomes: tuple[SpliceOutcome, ...] | None = None
    is_independent: bool | None = None


@dataclass(frozen=True, slots=True)
class GeneEvidence:
    """What is known of the gene.

    Attributes
    ----------
    mechanism
        Who states that loss of function causes the disease, None where no source does.
    remarks
        What sources say that is no statement of a mechanism, such as LOEUF.
    modes, modes_source
        Known modes of inheritance and who tells them.
    is_phenotype_match
        The patient's terms match the gene's diseases; None without terms or diseases.
    phenotype_words
        How well, in words.
    """

    symbol: str
    mechanism: Mechanism | None = None
    remarks: tuple[str, ...] = ()
    modes: frozenset[KnownMode] = frozenset()
    modes_source: str = ""
    is_phenotype_match: bool | None = None
    phenotype_words: str = ""


class DeNovoCall(StrEnum):
    """What the calls of a trio say of the patient's allele."""

    YES = "de novo"
    DOUBTFUL = "possibly de novo"
    NO = "inherited"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class FamilyEvidence:
    """What the calls of the family say.

    Attributes
    ----------
    is_parentage_confirmed
        The calls of the trio agree with both parents; None where that was not looked at.
    partners
        Other variants of the patient in the gene, and a second copy of this one.
    """

    de_novo: DeNovoCall = DeNovoCall.UNKNOWN
    is_parentage_confirmed: bool | None = None
    partners: tuple[Partner, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceInputs:
    """Everything about one variant in one gene of one patient.

    Attributes
    ----------
    positions
        Places in the transcripts of the gene, the preferred one first.
    in_use
        Transcripts that count clinically: MANE Select, Plus Clinical, those the laboratory names.
    sites
        Splice dinucleotides it touches, read on the changed sequence; None where that could not
        be read.
    intron_ends
        First and last two bases of each intron it lies in or whose motif it touches, as "GT-AG";
        () where they could not be read.
    splice
        None where no engine scored it.
    outcomes
        Predicted outcomes in the transcripts of the gene; None where they were not drawn, ()
        where nothing is predicted to change.
    why_not_predicted
        Why no consequence could be computed at all, "" where it could.
    coding
        None where nobody looked, or outside coding sequence.
    domains
        What each outcome and the coding change touch of protein domains, in words: a hint at what
        may be critical, from which no rule decides anything.
    is_conserved
        Asked for only where the rule set asks for it.
    stated
        What a person stated of the variant.
    """

    variant: Variant
    gene: GeneEvidence
    positions: tuple[TranscriptPosition, ...] = ()
    in_use: frozenset[str] = frozenset()
    sites: tuple[CanonicalSite, ...] | None = None
    intron_ends: tuple[str, ...] = ()
    splice: SpliceEvidence | None = None
    outcomes: tuple[SpliceOutcome, ...] | None = None
    why_not_predicted: str = ""
    coding: CodingChange | None = None
    missense: MissenseScore | None = None
    domains: tuple[str, ...] = ()
    is_conserved: bool | None = None
    population: PopulationData | None = None
    family: FamilyEvidence = field(default_factory=FamilyEvidence)
    known: tuple[KnownVariant, ...] = ()
    stated: Stated = field(default_factory=Stated)

    @property
    def engine(self) -> str:
        """The engine that scored it with its version and weights, "" for none."""
        run = None if self.splice is None else self.splice.run
        return "" if run is None else f"{run.engine_id} {run.version} ({run.digest[:12]})"

    @property
    def mechanism(self) -> Mechanism | None:
        """Who states that loss of function causes the disease: a person before any file."""
        return self.stated.mechanism or self.gene.mechanism

    @property
    def used_outcomes(self) -> tuple[SpliceOutcome, ...]:
        """Predicted outcomes in transcripts that count."""
        return tuple(one for one in self.outcomes or () if one.transcript_id in self.in_use)

    @property
    def place(self) -> TranscriptPosition | None:
        """The place in the first transcript that counts, None where it lies in none of them."""
        used = (one for one in self.positions if one.transcript.transcript_id in self.in_use)
        return next(used, None)


def _is_harmless_to_protein(term: str) -> bool:
    """Terms of the Sequence Ontology for places, and for codons that mean the same."""
    words = ("UTR", "intron", "splice", "non_coding", "synonymous", "retained", "stream")
    return any(word in term for word in words)
