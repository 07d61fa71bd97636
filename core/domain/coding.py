"""What a variant does to one transcript and its protein where splicing stays as it is."""

from dataclasses import dataclass
from enum import StrEnum


class Impact(StrEnum):
    """How severe a term is, in the four words of Ensembl; `MODIFIER` says that nothing is known."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    MODIFIER = "MODIFIER"


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A term of the Sequence Ontology.

    Attributes
    ----------
    name
        As the ontology spells it, such as `missense_variant`.
    accession
        Such as `SO:0001583`.
    rank
        1 for the most severe.
    words
        The same in plain words.
    """

    name: str
    accession: str
    impact: Impact
    rank: int
    words: str


@dataclass(frozen=True, slots=True)
class CodingEffect:
    """Consequence of one variant in one transcript, computed from the sequence.

    Places are 1-based, first and last base (or amino acid) that is touched, in the direction of
    the transcript; an insertion gives the two it stands between. None where nothing of the kind
    is touched.

    Attributes
    ----------
    terms
        Most severe first, at least one.
    ref_codons, alt_codons
        DNA letters of the codons touched, 5' to 3', before and after; after a shift of the reading
        frame no whole number of codons. Both empty where no codon is known.
    ref_amino_acids, alt_amino_acids
        One-letter code of these codons, "*" for a stop; the new ones are empty where codons are
        only lost and where the frame is shifted.
    protein_position
        Codons counted from the first whole one that is known.
    protein_length
        Amino acids of the unchanged protein, None where it is not known in full.
    cds_position, cdna_position
        In the coding sequence and in the spliced transcript.
    exon_number, intron_number
        In transcript order; of several that are touched the first.
    why_unknown
        Why the effect on the protein is not known, "" where it is known or there is none.
    sentence
        In plain words.
    """

    transcript_id: str
    gene_symbol: str
    terms: tuple[OntologyTerm, ...]
    ref_codons: str
    alt_codons: str
    ref_amino_acids: str
    alt_amino_acids: str
    protein_position: tuple[int, int] | None
    protein_length: int | None
    cds_position: tuple[int, int] | None
    cdna_position: tuple[int, int] | None
    exon_number: int | None
    n_exons: int
    intron_number: int | None
    why_unknown: str
    sentence: str

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the terms."""
        return tuple(term.name for term in self.terms)

    @property
    def impact(self) -> Impact:
        """That of the most severe term."""
        return self.terms[0].impact

    @property
    def is_missense(self) -> bool:
        """Another amino acid is read, so a missense predictor may speak of it."""
        return "missense_variant" in self.names
