"""What a person states about a variant that no file tells: each with a source or an author."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.consequence import SpliceOutcome


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Who states that loss of function is how the disease comes about.

    `disease` may be empty where the source speaks of the gene alone.
    """

    source: str
    disease: str = ""

    @property
    def words(self) -> str:
        """Source and disease in one line."""
        return f"{self.source}: {self.disease}" if self.disease else self.source


class PhenotypeFit(StrEnum):
    """How far the patient's phenotype points to the gene, by a person's judgement."""

    SPECIFIC = "highly specific for the gene"
    CONSISTENT = "consistent, not highly specific"
    HETEROGENEOUS = "consistent, high genetic heterogeneity"
    INCONSISTENT = "not consistent"
    UNKNOWN = "not stated"


@dataclass(frozen=True, slots=True)
class DeNovoCase:
    """Another patient in whom the allele arose anew, as published or seen by the laboratory."""

    fit: PhenotypeFit
    is_confirmed: bool
    source: str


class PartnerPhase(StrEnum):
    """How a second allele of the gene lies to the one under assessment."""

    TRANS = "in trans"
    CIS = "in cis"
    UNKNOWN = "phase unknown"
    HOMOZYGOUS = "homozygous"


@dataclass(frozen=True, slots=True)
class Partner:
    """A second allele of the gene in a patient.

    Attributes
    ----------
    name
        As people write it; of a homozygous call the variant itself.
    classified
        Its class in words, such as "pathogenic"; "" where it has none.
    source
        Who classified it.
    rests_on_this
        Its class counts the variant under assessment: then it proves nothing.
    """

    name: str
    phase: PartnerPhase
    classified: str = ""
    source: str = ""
    rests_on_this: bool = False


class AssayMethod(StrEnum):
    """How RNA was looked at."""

    RT_PCR = "RT-PCR"
    RNA_SEQ = "RNA-seq"
    MINIGENE = "minigene"
    MPSA = "MPSA"


class AssayFinding(StrEnum):
    """What an assay found."""

    ABERRANT = "aberrant transcripts"
    NORMAL = "no change of splicing"


@dataclass(frozen=True, slots=True)
class RnaAssay:
    """An RNA assay as a person enters it.

    Attributes
    ----------
    name
        Short and unique for the variant.
    tissue
        Tissue or cells.
    is_nmd_inhibited
        Decay was inhibited; None where not told.
    is_allele_specific
        Transcripts of the allele were told apart from those of the other one.
    lost_share
        Share of the allele's transcripts that have lost function, 0-1; None not quantified.
    transcripts
        Observed transcripts by their r. descriptions.
    controls, reference
        What it was compared with, and where it is published or filed.
    outcome
        The observed transcript in the shape of a predicted one, for the PVS1 tree.
    strength
        The strength the person gives an aberrant result, "" to leave it to the tree.
    is_protein_effect_excluded
        Of a missense variant: the changed protein is shown to work.
    """

    name: str
    finding: AssayFinding
    tissue: str
    method: AssayMethod
    is_nmd_inhibited: bool | None
    is_allele_specific: bool | None
    lost_share: float | None
    transcripts: tuple[str, ...]
    controls: str
    reference: str
    outcome: SpliceOutcome | None = None
    strength: str = ""
    is_protein_effect_excluded: bool | None = None


@dataclass(frozen=True, slots=True)
class RegionRole:
    """What the lost part of the protein means.

    Attributes
    ----------
    is_critical
        It is critical to function; None where its role is not known.
    lof_frequencies
        Shares (0-1) of trusted loss-of-function variants of the exon in the population; None where
        nobody looked.
    has_rescue
        A transcript that makes up for the loss is plausible.
    is_expression_critical
        An untranslated part that goes is needed for expression.
    """

    source: str
    is_critical: bool | None = None
    lof_frequencies: tuple[float, ...] | None = None
    has_rescue: bool = False
    is_expression_critical: bool = False


@dataclass(frozen=True, slots=True)
class StartLoss:
    """What is known where a start codon is lost; None where nobody looked."""

    source: str
    has_other_start: bool | None = None
    has_pathogenic_before_next_start: bool | None = None


class RegulatoryLoss(StrEnum):
    """Losses of regulatory sequence that count like a loss of function."""

    NONE = ""
    WHOLE_PROMOTER = "the whole promoter is deleted"
    START_EXON = "the exon with the start is deleted"


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer to a question of the gate, with its source; None where nobody knows."""

    value: bool | None = None
    source: str = ""

    @property
    def is_shown(self) -> bool:
        """It is answered with yes, and somebody says so."""
        return self.value is True and bool(self.source)


@dataclass(frozen=True, slots=True)
class RegulatoryGate:
    """Three questions on a variant outside coding and spliced sequence (Ellingford 2022).

    Attributes
    ----------
    region
        The kind of element, in words.
    is_element_real
        It is active in the tissue that matters.
    is_target_shown
        The gene it acts on is shown: by contact, expression or a validated link.
    does_mechanism_fit
        Loss or gain of dose fits how the gene causes the disease.
    """

    region: str
    is_element_real: Answer = Answer()
    is_target_shown: Answer = Answer()
    does_mechanism_fit: Answer = Answer()
    loss: RegulatoryLoss = RegulatoryLoss.NONE

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions that are not answered with a yes and a source."""
        answers = (
            ("the element is real and active in the relevant tissue", self.is_element_real),
            ("its target gene is shown", self.is_target_shown),
            ("its mechanism fits the disease", self.does_mechanism_fit),
        )
        return tuple(words for words, answer in answers if not answer.is_shown)


@dataclass(frozen=True, slots=True)
class Stated:
    """Everything a person stated about a variant.

    Attributes
    ----------
    phenotype_fit
        Of this patient.
    is_parentage_confirmed
        Both parents are proven to be the parents; None leaves it to the calls.
    call_share, call_share_source
        Share of a population's genomes that could be called at the place (0-1), and who says so.
    de_novo_cases
        Patients besides this one.
    partners
        Second alleles, in this patient where calls do not tell them, and in others.
    gate
        Given for a variant that acts by regulation.
    """

    mechanism: Mechanism | None = None
    phenotype_fit: PhenotypeFit = PhenotypeFit.UNKNOWN
    is_parentage_confirmed: bool | None = None
    call_share: float | None = None
    call_share_source: str = ""
    region: RegionRole | None = None
    start_loss: StartLoss | None = None
    de_novo_cases: tuple[DeNovoCase, ...] = ()
    partners: tuple[Partner, ...] = ()
    assays: tuple[RnaAssay, ...] = ()
    gate: RegulatoryGate | None = None
