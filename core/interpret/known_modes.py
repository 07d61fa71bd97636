"""How the diseases of a gene are known to be inherited, and whether the patient's call fits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.domain.candidate import InheritanceFit, Reason
from core.domain.gene_knowledge import GeneKnowledge, KnownMode
from core.domain.sample import Zygosity
from core.interpret.rules import Sourced, load_rule_set

TOPIC = "known inheritance"

_PAIRED = frozenset({InheritanceFit.COMPOUND_HET, InheritanceFit.COMPOUND_HET_UNPHASED})


class _Validity(Sourced):
    firm: tuple[str, ...]
    against: tuple[str, ...]


class _Words(Sourced):
    kind: KnownMode
    words: tuple[str, ...]
    starts: tuple[str, ...]


class KnownInheritanceRules(Sourced):
    """What words of sources mean; `terms` names the HPO's modes by identifier."""

    name: str
    version: str
    date: str
    validity: _Validity
    modes: tuple[_Words, ...]
    terms: Mapping[str, str]
    source: str = "see the entries"


@dataclass(frozen=True, slots=True)
class KnownModes:
    """What kinds of inheritance are known for a gene.

    `sources` are the titles that tell. `is_firm` says that one of them is a curation of at least
    moderate standing, or a disease on record at the HPO.
    """

    kinds: frozenset[KnownMode]
    sources: tuple[str, ...]
    is_firm: bool


@cache
def known_inheritance_rules() -> KnownInheritanceRules:
    """Give the rule set of the program."""
    return load_rule_set("known_inheritance.toml", None, KnownInheritanceRules)


def term_words(term_id: str) -> str:
    """Give the name of a mode of the HPO, the identifier itself where it is not known."""
    return known_inheritance_rules().terms.get(term_id, term_id)


def kind_of(words: str) -> KnownMode:
    """Give what a source's word on a mode means; OTHER where it is none of the usual ones."""
    text = words.strip().lower()
    for mode in known_inheritance_rules().modes:
        if text in {one.lower() for one in mode.words}:
            return mode.kind
        if any(text.startswith(one.lower()) for one in mode.starts):
            return mode.kind
    return KnownMode.OTHER


def known_modes(knowledge: GeneKnowledge) -> KnownModes:
    """Give the kinds of inheritance known for a gene; what is disputed or refuted does not count.

    Weak statements count as well: a gene is called recessive only where nobody says otherwise.
    """
    rules = known_inheritance_rules().validity
    kinds: set[KnownMode] = set()
    titles: dict[str, None] = {}
    is_firm = False
    for says in knowledge.says:
        for one in says.statements:
            if not one.inheritance or one.may_mean or one.verdict in rules.against:
                continue
            kinds.update(map(kind_of, one.inheritance))
            titles[says.title] = None
            is_firm |= one.verdict in rules.firm
    for panel in knowledge.panels:
        if panel.inheritance and panel.confidence == "green":
            kinds.add(kind_of(panel.inheritance))
            titles[panel.title] = None
            is_firm = True
    return KnownModes(frozenset(kinds), tuple(titles), is_firm)


def fit_reason(
    symbol: str, known: KnownModes, zygosity: Zygosity, fits: Iterable[InheritanceFit]
) -> Reason | None:
    """Tell where the patient's call and what is known of the gene do not go together, or do.

    Gives no points and hides nothing: a second variant may have been missed, and what is known
    of a gene is never complete. Silent where nothing firm is known, or other modes are too.
    """
    if not known.is_firm:
        return None
    named = ", ".join(known.sources)
    if known.kinds == {KnownMode.BIALLELIC}:
        if zygosity is not Zygosity.HETEROZYGOUS:
            return None
        if _PAIRED & set(fits):
            text = f"{symbol} is known for recessive disease ({named}); a second variant is in the list."
        else:
            text = (
                f"Heterozygous, and {symbol} is known for recessive disease only ({named}): a second "
                "variant would be needed."
            )
        return Reason(TOPIC, text, 0.0)
    if KnownMode.MONOALLELIC in known.kinds and zygosity is Zygosity.HETEROZYGOUS:
        also = "; recessive disease is known too" if KnownMode.BIALLELIC in known.kinds else ""
        text = f"One altered copy of {symbol} is known to cause disease{also} ({named})."
        return Reason(TOPIC, text, 0.0)
    return None
