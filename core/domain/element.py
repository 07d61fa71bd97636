"""What a place of the genome is to the regulation of genes, and which genes it may act on."""

from dataclasses import dataclass
from enum import StrEnum


class ElementKind(StrEnum):
    """What lies at a place."""

    PROMOTER = "promoter"
    UTR5 = "5' UTR"
    UTR3 = "3' UTR"
    SPLICE_REGION = "splice region"
    EXON = "exon"
    INTRON = "intron"
    POLYA_SIGNAL = "polyadenylation signal"
    NCRNA = "non-coding RNA"
    ENHANCER = "enhancer"
    INSULATOR = "insulator"
    OPEN_CHROMATIN = "open chromatin"
    UNCLASSIFIED = "element of no known class"
    TRANSCRIBED = "transcribed, no element"
    INACTIVE = "inactive, no element"

    @property
    def is_element(self) -> bool:
        """A listed or predicted stretch of this kind can act; the last two are none."""
        return self not in (ElementKind.TRANSCRIBED, ElementKind.INACTIVE)


class ElementClass(StrEnum):
    """The one class a place is put in, by the order of the rule set."""

    PROMOTER = "promoter"
    UTR5 = "5' UTR"
    UTR3 = "3' UTR"
    ENHANCER = "enhancer"
    INSULATOR = "insulator"
    INTRON = "intron"
    OTHER = "other"


class Origin(StrEnum):
    """Who says that there is an element."""

    GENE_MODELS = "gene models"
    TABLE = "table"
    PREDICTED = "predicted"


class LinkKind(StrEnum):
    """What kind of evidence links an element to a gene."""

    ABC = "activity by contact"
    RE2G = "ENCODE-rE2G"
    CAPTURE = "promoter capture Hi-C"
    CONTACT = "chromatin contact"
    EQTL = "eQTL"
    STATED = "stated target"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the genome, 0-based half-open."""

    chrom: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """As people write it, both ends counted from 1 and included."""
        return f"{self.chrom}:{self.start + 1:,}-{self.end:,}"

    def meets(self, other: "Stretch") -> bool:
        """Tell whether both share a base."""
        return self.chrom == other.chrom and self.start < other.end and self.end > other.start


@dataclass(frozen=True, slots=True)
class ElementSource:
    """Where an element or a link comes from.

    `digest` is that of the file as the case knows it (`LocalSource.digest`, a gene model's
    SHA-256, the weights of an engine); `version` is empty where nobody stated one.
    """

    origin: Origin
    title: str
    version: str
    digest: str

    @property
    def words(self) -> str:
        """Title and version."""
        return f"{self.title} ({self.version or 'no version stated'})"


@dataclass(frozen=True, slots=True)
class Element:
    """Something that lies at a variant.

    Attributes
    ----------
    name
        As its source calls it (an accession, a state), empty for none.
    class_words
        What it is, in words for a clinician.
    cell_type
        Cell type or tissue, as the file tells or the person stated; empty for any, or not told.
    strand, gene_symbol, transcript_id
        Of what it belongs to; empty where it belongs to no transcript.
    tss_distance
        Of a promoter by gene models: from the first base of the transcript to the variant in
        transcript direction, 0 for that base. None for everything else.
    score
        As the source gives it, in its own unit; None without one.
    """

    kind: ElementKind
    place: Stretch
    source: ElementSource
    class_words: str
    name: str = ""
    cell_type: str = ""
    strand: str = ""
    gene_symbol: str = ""
    transcript_id: str = ""
    tss_distance: int | None = None
    score: float | None = None

    @property
    def is_listed(self) -> bool:
        """A table or an engine says that something there can act; gene models alone do not count."""
        return self.kind.is_element and self.source.origin is not Origin.GENE_MODELS


_PREDICTABLE = (ElementKind.PROMOTER, ElementKind.ENHANCER, ElementKind.INSULATOR)


@dataclass(frozen=True, slots=True)
class PredictedElement:
    """A stretch an engine takes for an element, from a scan of the sequence.

    Attributes
    ----------
    kind
        `PROMOTER`, `ENHANCER` or `INSULATOR` (CTCF-like); nothing else is predicted.
    score, threshold
        In the unit of the engine; the score reaches the threshold.
    engine_id, version, digest
        The engine, and the digest of its weights.
    cell_type
        Of the track that was scanned; empty where the engine has none.

    Raises
    ------
    ValueError
        For another kind, an empty stretch, or a score below the threshold.
    """

    kind: ElementKind
    place: Stretch
    score: float
    threshold: float
    engine_id: str
    version: str
    digest: str
    cell_type: str = ""

    def __post_init__(self) -> None:
        if self.kind not in _PREDICTABLE:
            raise ValueError(f"nothing predicts a {self.kind}")
        if self.place.start >= self.place.end:
            raise ValueError("a predicted element has at least one base")
        if not self.score >= self.threshold:
            raise ValueError("a predicted element reaches the threshold")


@dataclass(frozen=True, slots=True)
class GeneLink:
    """One piece of evidence that an element acts on a gene.

    Attributes
    ----------
    score
        In the unit of its kind (ABC score, CHiCAGO score, slope of an eQTL); None without one.
    p_value
        Of an eQTL; None elsewhere.
    far
        The other end of a contact; None where the source names the gene itself.
    name
        What the source calls the element or the eQTL variant, empty for nothing.
    is_of_interest
        Its cell type is one of the tissues of interest of the case.
    """

    kind: LinkKind
    place: Stretch
    gene_symbol: str
    source: ElementSource
    score: float | None = None
    p_value: float | None = None
    cell_type: str = ""
    far: Stretch | None = None
    name: str = ""
    is_of_interest: bool = False


@dataclass(frozen=True, slots=True)
class TargetGene:
    """A gene that a variant may act on from where it lies.

    Attributes
    ----------
    share
        Part of a score at the variant that falls to this gene, 0-1. The shares of all genes that
        are linked make 1; a promoter acts on its own gene with a share of 1.
    links
        The evidence, strongest first, tissues of interest before others; () for a promoter.
    distance
        Bases between the variant and the transcription start of the gene's preferred transcript;
        None where the gene models do not have the gene.
    is_promoter
        The variant lies in its promoter.
    sentence
        Why it may act on the gene.
    brief
        The strongest evidence in a few words, for the head of a candidate; empty for a promoter.
    """

    gene_symbol: str
    share: float
    links: tuple[GeneLink, ...]
    distance: int | None
    is_promoter: bool
    sentence: str
    brief: str = ""


@dataclass(frozen=True, slots=True)
class ElementsAt:
    """What lies at a variant, and the genes it may act on from there.

    Attributes
    ----------
    unanswered
        A sentence for each table of elements or links that could not say anything.
    n_tables
        Tables of elements or links that were to be asked.
    """

    element_class: ElementClass
    elements: tuple[Element, ...] = ()
    targets: tuple[TargetGene, ...] = ()
    unanswered: tuple[str, ...] = ()
    n_tables: int = 0


NOTHING_AT = ElementsAt(ElementClass.OTHER)
