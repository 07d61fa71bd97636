"""How well a gene fits the patient's phenotype, and whether the terms tell enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.counting import counted
from core.domain.phenotype import MATCHED, MIN_INFORMATIVE, GenePhenotype, HpoTerm
from core.interpret.rules import load_phenotype_rules


@dataclass(frozen=True, slots=True)
class GeneMatch:
    """Match of one gene: `score` 0-1; `matched` names the patient's terms it explains, best first.

    `absent` names terms that are on record for the gene and stated absent in the patient; they
    are told and give no points.
    """

    score: float
    matched: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def gene_match(found: GenePhenotype) -> GeneMatch:
    """Give the match with its terms in words: the patient's term and what is on record."""
    return GeneMatch(
        found.score,
        tuple(pair.sentence for pair in found.terms if pair.share >= MATCHED),
        tuple(pair.sentence for pair in found.absent),
    )


def is_informative(term: HpoTerm) -> bool:
    """Tell that a term sets diseases apart: few enough of them show it."""
    limit = load_phenotype_rules().min_information.value
    return term.information is not None and term.information >= limit


def few_terms_hint(terms: Sequence[HpoTerm]) -> str:
    """Give a sentence where the present terms are too few or too general to rank by, else ""."""
    n_informative = sum(map(is_informative, terms))
    if not terms or n_informative >= MIN_INFORMATIVE:
        return ""
    general = [term.name for term in terms if not is_informative(term)]
    too_general = f" ({', '.join(general)}: too general to tell)" if general else ""
    return (
        f"The phenotype tells little: {counted(n_informative, 'informative term')}{too_general}. "
        f"With {MIN_INFORMATIVE} or more specific HPO terms genes are ranked better."
    )
