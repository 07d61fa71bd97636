"""Terms of the Sequence Ontology, with their order and the distances that define them."""

from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict

from core.domain.coding import Impact, OntologyTerm
from core.interpret.rules import Limit, Sourced, load_rule_set


class TermRule(Sourced):
    """A term as the rule set has it."""

    id: str
    accession: str
    impact: Impact
    words: str


class Distances(BaseModel):
    """Bases from a splice site, 1 for the first; `near_gene` from the end of a transcript."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    essential: Limit
    region_exonic: Limit
    region_intronic: Limit
    donor_region: Limit
    donor_base: Limit
    polypyrimidine: Limit
    near_gene: Limit


class OntologyRules(BaseModel):
    """Terms from the most to the least severe, and distances."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    distance: Distances
    term: tuple[TermRule, ...]


@cache
def ontology_rules() -> OntologyRules:
    """Give the rule set of the program."""
    return load_rule_set("sequence_ontology.toml", None, OntologyRules)


@cache
def _by_name() -> dict[str, OntologyTerm]:
    return {
        one.id: OntologyTerm(one.id, one.accession, one.impact, rank, one.words)
        for rank, one in enumerate(ontology_rules().term, start=1)
    }


def terms_of(names: Iterable[str]) -> tuple[OntologyTerm, ...]:
    """Give terms by their names, the most severe first, each once.

    Raises
    ------
    KeyError
        If the rule set has no such term.
    """
    found = {_by_name()[name] for name in names}
    return tuple(sorted(found, key=lambda term: term.rank))
