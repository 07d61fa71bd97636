"""The patient's phenotype terms, checked against the ontology before a case is made."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from core.domain.phenotype import HpoTerm
from core.errors import UsageError
from core.interpret.phenotype import few_terms_hint
from core.job import Progress
from core.own_rules import tissue_rules
from core.pipeline.spec import IntakeSpec
from core.sources.phenotypes import PhenotypeOntology


@dataclass(frozen=True, slots=True)
class PatientTerms:
    """Signs the patient shows, and signs stated absent; each term once, obsolete ones replaced.

    `tissues` are those that the signs shown point to.
    """

    present: tuple[HpoTerm, ...] = ()
    absent: tuple[HpoTerm, ...] = ()
    tissues: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Identifier and name of every term."""
        return tuple((term.term_id, term.name) for term in (*self.present, *self.absent))

    @property
    def hints(self) -> tuple[str, ...]:
        """Sentences a person should know when reading a list ranked by these terms."""
        hint = few_terms_hint(self.present)
        return (hint,) if hint else ()


def check_terms(spec: IntakeSpec) -> Generator[Progress, None, PatientTerms]:
    """Give the terms of a case to be.

    Raises
    ------
    UsageError
        For an unknown term, and where a sign is said to be present and absent.
    """
    return (yield from checked_terms(spec.hpo, spec.hpo_absent))


def checked_terms(
    present: Sequence[str], absent: Sequence[str]
) -> Generator[Progress, None, PatientTerms]:
    """Give the terms of these identifiers.

    Raises
    ------
    UsageError
        As `check_terms`.
    """
    if not present and not absent:
        return PatientTerms()
    yield Progress("checking phenotype terms")
    ontology = PhenotypeOntology()
    shown = ontology.terms(present)
    found = PatientTerms(shown, ontology.terms(absent), _tissues(shown, ontology))
    _demand_no_contradiction(found, ontology)
    return found


def _tissues(shown: Sequence[HpoTerm], ontology: PhenotypeOntology) -> tuple[str, ...]:
    """Give the tissues of which a sign is, or is a kind of, what the rule set names."""
    return tuple(
        one.name
        for one in tissue_rules().tissue
        if any(
            ontology.is_same_or_below(sign.term_id, above) for sign in shown for above in one.terms
        )
    )


def _demand_no_contradiction(found: PatientTerms, ontology: PhenotypeOntology) -> None:
    for absent in found.absent:
        for present in found.present:
            if ontology.is_same_or_below(present.term_id, absent.term_id):
                raise UsageError(
                    f"{absent.name} ({absent.term_id}) is stated absent, and {present.name} "
                    f"({present.term_id}), which is the same or a kind of it, present.",
                    "Leave one of the two terms out.",
                )
