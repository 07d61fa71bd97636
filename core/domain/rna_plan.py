"""The plan of an RNA test for one predicted splice variant: an order form on one page."""

from dataclasses import dataclass
from enum import StrEnum


class Separation(StrEnum):
    """What tells the bands of an assay apart."""

    AGAROSE = "agarose gel"
    CAPILLARY = "capillary electrophoresis"
    SEQUENCING = "sequencing of the product"


@dataclass(frozen=True, slots=True)
class Primer:
    """One primer.

    Attributes
    ----------
    sequence
        5' to 3', as it is ordered.
    melting
        Degrees Celsius, nearest-neighbour, under the salt of Primer3's defaults.
    gc
        Per cent.
    strand
        Of the plus strand it reads along: "+" or "-".
    places
        Where it lies on the genome, 0-based half-open, genome order; two where it spans a junction.
    exon_numbers
        1-based, those it lies in; () for a primer on genomic DNA.
    """

    name: str
    sequence: str
    melting: float
    gc: float
    strand: str
    places: tuple[tuple[int, int], ...]
    exon_numbers: tuple[int, ...] = ()

    @property
    def is_over_junction(self) -> bool:
        """It spans an exon-exon junction, so that genomic DNA gives no product."""
        return len(self.places) > 1


@dataclass(frozen=True, slots=True)
class Band:
    """What one template gives with a pair of primers.

    Attributes
    ----------
    template
        In words: unchanged splicing, or a predicted outcome.
    size
        Bases, primers included; None where a primer does not bind.
    is_seen
        It is neither too short to be told from primer dimers nor too long to be amplified.
    """

    template: str
    size: int | None
    is_seen: bool

    @property
    def words(self) -> str:
        """Size and what becomes of the band."""
        if self.size is None:
            return "no band: a primer does not bind"
        told = f"{self.size:,} bases"
        return told if self.is_seen else f"{told}, not expected to be seen under usual conditions"


@dataclass(frozen=True, slots=True)
class Assay:
    """A pair of primers with what it gives.

    Attributes
    ----------
    purpose
        What it is for, in words.
    bands
        Of every template, computed by in-silico PCR.
    separation
        What tells the bands that are seen apart; None where one band alone answers.
    genomic_sizes
        Products of genomic DNA of the gene region, in bases.
    n_other_sites
        Further places in the gene region that either primer may bind to.
    notes
        Sentences on its limits.
    """

    purpose: str
    forward: Primer
    reverse: Primer
    bands: tuple[Band, ...]
    separation: Separation | None
    genomic_sizes: tuple[int, ...]
    n_other_sites: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PredictedProduct:
    """A predicted transcript in words, as the plan lists it.

    `share` is predicted, of the transcripts of the changed allele, 0-1; `nmd_verdict` and `nmd`,
    its sentence, are empty where nothing is said.
    """

    name: str
    sentence: str
    share: float
    size: int
    is_frame_kept: bool
    hgvs_r: str
    hgvs_p: str
    nmd_verdict: str
    nmd: str


@dataclass(frozen=True, slots=True)
class TissueLine:
    """What is known of a gene's RNA in a tissue a sample can be taken from.

    That GTEx knows the inclusion of its exons tells that some RNA was seen, not how much: blood has
    values for genes of the heart.

    Attributes
    ----------
    n_known, n_exons
        Exons near the change, and those of them whose inclusion GTEx knows in this tissue.
    words
        What that says; never that the gene is, or is not, expressed enough.
    """

    sample: str
    tissue: str
    n_known: int
    n_exons: int
    words: str


@dataclass(frozen=True, slots=True)
class RnaPlan:
    """The plan.

    Attributes
    ----------
    variant
        `chrom-pos-ref-alt`; `names` are its descriptions by HGVS, () where none is given.
    needs_nmd_inhibition
        A predicted transcript is subject to NMD; `nmd` says what follows from that.
    rt_pcr
        The pair that tells the products apart, then pairs for products it does not show.
    genomic
        The pair that confirms the variant itself.
    why_no_primers
        Why a pair is missing, empty where none is.
    notes
        What whoever orders has to know.
    rule_set
        Name and version of the rules.
    """

    variant: str
    names: tuple[str, ...]
    assembly: str
    gene_symbol: str
    transcript_id: str
    strand: str
    products: tuple[PredictedProduct, ...]
    tissues: tuple[TissueLine, ...]
    needs_nmd_inhibition: bool
    nmd: str
    rt_pcr: tuple[Assay, ...]
    genomic: Assay | None
    why_no_primers: tuple[str, ...]
    notes: tuple[str, ...]
    rule_set: str
