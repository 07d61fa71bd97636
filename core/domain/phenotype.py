"""Phenotype terms of a patient, and how genes fit them."""

from dataclasses import dataclass

MATCHED = 0.5
"""Share of a patient's term a gene must cover for the term to be named as matched."""

MIN_INFORMATIVE = 3
"""Informative terms below which a ranking by phenotype is told to be weak."""


@dataclass(frozen=True, slots=True)
class HpoTerm:
    """A term of the Human Phenotype Ontology.

    `information` is -ln of the share of annotated diseases that show the sign or one below it,
    None where no disease is annotated with it.
    """

    term_id: str
    name: str
    information: float | None = None


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term of the patient and the closest term on record for a gene.

    `share` is 0 to 1: how much of the information in the patient's term the gene's term covers;
    1 for the same term or one below it.
    """

    patient_id: str
    patient_name: str
    gene_id: str
    gene_name: str
    share: float

    @property
    def sentence(self) -> str:
        """The pair in words."""
        if self.patient_id == self.gene_id:
            return self.patient_name
        return f"{self.patient_name} (on record: {self.gene_name})"


@dataclass(frozen=True, slots=True)
class GenePhenotype:
    """How well a gene explains the patient's terms.

    Attributes
    ----------
    score
        0 to 1: share of the information in the patient's present terms that the gene's cover.
    terms
        One pair for each informative term of the patient, best first.
    absent
        Terms stated absent in the patient that are on record for the gene.
    """

    score: float
    terms: tuple[TermMatch, ...] = ()
    absent: tuple[TermMatch, ...] = ()

    @property
    def matched(self) -> tuple[str, ...]:
        """Names of the patient's terms of which the gene covers at least half, best first."""
        return tuple(pair.patient_name for pair in self.terms if pair.share >= MATCHED)
