"""The genes a variant may act on from where it lies, and why."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from core.domain.candidate import Facts
from core.domain.counting import counted
from core.domain.element import (
    Element,
    ElementKind,
    GeneLink,
    LinkKind,
    Origin,
    Stretch,
    TargetGene,
)
from core.domain.local_value import LocalEntry, LocalSays
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.element_rules import TargetRules
from core.interpret.elements import source_of
from core.interpret.position import preference
from core.interpret.sex_chromosomes import Inheritance, inheritance_of
from core.interpret.tss import tss_distance

_MOST_TOLD = 3
"""Pieces of evidence in the sentence of a gene; more are counted."""

_SEPARATORS = re.compile(r"[;,|]")


class Linking(NamedTuple):
    """What one table of links says, and what kind of evidence it is."""

    says: LocalSays
    kind: LinkKind


@dataclass(frozen=True, slots=True, eq=False)
class GeneNames:
    """The genes of the gene models, by name and by place.

    Attributes
    ----------
    symbols
        Of all genes.
    by_id
        Symbol by gene identifier without its version.
    named, overlapping
        Give the transcripts of a symbol, and those that share a base with a stretch.
    """

    symbols: frozenset[str]
    by_id: Mapping[str, str]
    named: Callable[[str], Sequence[Transcript]]
    overlapping: Callable[[str, int, int], Sequence[Transcript]]

    def symbol_of(self, text: str) -> str:
        """Give the symbol of a gene by its symbol or identifier, "" where it is none."""
        name = text.strip()
        return name if name in self.symbols else self.by_id.get(name.partition(".")[0], "")

    def beginning_in(self, place: Stretch) -> tuple[str, ...]:
        """Give the genes of which a transcript begins in a stretch."""
        near = self.overlapping(place.chrom, place.start, place.end)
        found = (one for one in near if place.start <= _start(one) < place.end)
        return tuple(dict.fromkeys(one.gene_symbol for one in sorted(found, key=preference)))

    def distance(self, variant: Variant, symbol: str) -> int | None:
        """Give the bases to where the preferred transcript of a gene begins.

        None for a gene that is not in the models, or on another contig.
        """
        mine = [one for one in self.named(symbol) if one.chrom == variant.chrom]
        return abs(tss_distance(variant, min(mine, key=preference))) if mine else None


def gene_links(
    linking: Iterable[Linking],
    names: GeneNames,
    rules: TargetRules,
    is_of_interest: Callable[[str], bool] = lambda _: False,
) -> tuple[GeneLink, ...]:
    """Give what tables of links say of a place, one link for each gene that a row names.

    A row that names no gene of the models and has another end links to the genes that begin
    there. Links of a smaller score than the rules ask for are none.
    """
    found = [
        GeneLink(
            kind=kind,
            place=entry.place,
            gene_symbol=symbol,
            source=source_of(says.source),
            score=entry.value,
            p_value=entry.p_value,
            cell_type=entry.cell_type,
            far=entry.far,
            name=entry.name,
            is_of_interest=is_of_interest(entry.cell_type),
        )
        for says, kind in linking
        for entry in (says.value.entries if says.value else ())
        if entry.place is not None and _is_evidence(entry, rules.of(kind).at_least)
        for symbol in _genes(entry, kind, names)
    ]
    return tuple(dict.fromkeys(found))


def target_genes(
    variant: Variant,
    elements: Sequence[Element],
    links: Sequence[GeneLink],
    names: GeneNames,
    rules: TargetRules,
) -> tuple[TargetGene, ...]:
    """Give the genes a variant may act on: those of its promoters, then those linked, by share.

    A link of a kind that names no element itself counts only where something else lists or
    predicts one at the variant. Within a kind the scores of a variant's links make 1, each gene
    by its best link; kinds are put together by their weights.
    """
    promoters = tuple(_promoter_targets(elements))
    has_element = any(one.is_listed for one in elements)
    counting = [one for one in links if has_element or rules.of(one.kind).names_element]
    by_gene: dict[str, list[GeneLink]] = defaultdict(list)
    distance = cache(lambda symbol: names.distance(variant, symbol))
    for one in counting:
        if (distance(one.gene_symbol) or 0) <= rules.max_distance.value:
            by_gene[one.gene_symbol].append(one)
    shares = _shares(by_gene, rules)
    targets = [
        _linked(symbol, shares[symbol], mine, (distance(symbol), symbol in names.symbols), rules)
        for symbol, mine in by_gene.items()
    ]
    targets.sort(key=lambda one: (not one.links[0].is_of_interest, -one.share, one.gene_symbol))
    return (*promoters, *targets)


def spread(score: float, targets: Sequence[TargetGene]) -> dict[str, float]:
    """Give the part of a score at the variant that falls to each gene, the larger of two ways."""
    found: dict[str, float] = {}
    for one in targets:
        part = score * one.share
        known = found.get(one.gene_symbol)
        found[one.gene_symbol] = part if known is None else max(known, part, key=abs)
    return found


def linked_targets(targets: Sequence[TargetGene], rules: TargetRules) -> tuple[TargetGene, ...]:
    """Give the linked genes a candidate may be about: not those of a very small share."""
    linked = [one for one in targets if not one.is_promoter]
    most = max((one.share for one in linked), default=0.0)
    least = min(rules.least_share.value, most)
    return tuple(one for one in linked if one.share >= least)


def is_unranked_distal(facts: Facts) -> bool:
    """Tell whether a variant lies outside genes and promoters without a gene it is linked to.

    What an engine scored, what is known to cause disease and mitochondrial variants are none.
    """
    has_gene = facts.positions or facts.promoter_of or facts.targets or facts.locus_gene
    is_known = facts.scores or facts.exons or facts.rescued
    return not has_gene and not is_known and not is_mitochondrial(facts.variant)


def is_mitochondrial(variant: Variant) -> bool:
    """Tell whether it lies in the mitochondrial genome, of which gene models may have no genes."""
    return inheritance_of(variant) is Inheritance.MITOCHONDRIAL


def link_words(link: GeneLink, rules: TargetRules) -> str:
    """Tell one piece of evidence: kind, score, cell type, other end, source."""
    told = _brief(link, rules)
    if link.far is not None:
        told += f", other end {link.far.words}"
    return f"{told} [{link.source.words}]"


def _brief(link: GeneLink, rules: TargetRules) -> str:
    """Kind, score and cell type."""
    told = link.kind.value
    if link.score is not None:
        told += f", {rules.of(link.kind).measure} {link.score:.3g}"
    if link.p_value is not None:
        told += f", p {link.p_value:.1g}"
    return f"{told} in {link.cell_type}" if link.cell_type else told


def _start(transcript: Transcript) -> int:
    """0-based place of the first base."""
    return transcript.start if transcript.strand == "+" else transcript.end - 1


def _is_evidence(entry: LocalEntry, at_least: float | None) -> bool:
    return at_least is None or entry.value is None or entry.value >= at_least


def _genes(entry: LocalEntry, kind: LinkKind, names: GeneNames) -> tuple[str, ...]:
    told = [one for one in _SEPARATORS.split(entry.gene_symbol) if one.strip()]
    # The ABC program writes GENE_element as the name of a pair.
    known = [names.symbol_of(one) or names.symbol_of(one.partition("_")[0]) for one in told]
    if any(known):
        return tuple(dict.fromkeys(filter(None, known)))
    if entry.far is not None:
        return names.beginning_in(entry.far)
    return () if kind is LinkKind.CONTACT else tuple(one.strip() for one in told)


def _shares(by_gene: Mapping[str, Sequence[GeneLink]], rules: TargetRules) -> dict[str, float]:
    """Give the share of each gene; all together make 1."""
    of_kind: dict[LinkKind, dict[str, float]] = defaultdict(dict)
    for symbol, mine in by_gene.items():
        for one in mine:
            score = 1.0 if one.score is None else abs(one.score)
            best = of_kind[one.kind].get(symbol, 0.0)
            of_kind[one.kind][symbol] = max(best, score)
    shares = dict.fromkeys(by_gene, 0.0)
    total = sum(rules.of(kind).weight for kind in of_kind)
    for kind, scores in of_kind.items():
        whole = sum(scores.values())
        for symbol, score in scores.items():
            part = score / whole if whole else 1 / len(scores)
            shares[symbol] += rules.of(kind).weight / total * part
    return shares


def _linked(
    symbol: str,
    share: float,
    links: Sequence[GeneLink],
    where: tuple[int | None, bool],
    rules: TargetRules,
) -> TargetGene:
    """Put the links of a gene together; `where` is its distance, and whether gene models have it."""
    distance, is_in_models = where
    ordered = sorted(
        links,
        key=lambda one: (
            not one.is_of_interest,
            -rules.of(one.kind).weight,
            one.kind,
            -abs(one.score or 0.0),
            one.cell_type,
        ),
    )
    told = [link_words(one, rules) for one in ordered[:_MOST_TOLD]]
    if len(ordered) > _MOST_TOLD:
        told.append(f"{counted(len(ordered) - _MOST_TOLD, 'more link')}")
    far = _far(distance, is_in_models=is_in_models)
    sentence = f"Linked to {symbol}, {far}, by {'; '.join(told)}: {share:.0%} of all links here."
    brief = f"{_brief(ordered[0], rules)}; {far}"
    return TargetGene(
        symbol, share, tuple(ordered), distance, is_promoter=False, sentence=sentence, brief=brief
    )


def _far(distance: int | None, *, is_in_models: bool) -> str:
    if not is_in_models:
        return "a gene that is not in the gene models, at an unknown distance"
    if distance is None:
        return "its distance is not known"
    return f"{counted(distance, 'base')} from where it begins"


def _promoter_targets(elements: Sequence[Element]) -> Iterator[TargetGene]:
    """Genes by the promoters of the gene models, each by its first transcript in their order."""
    mine: dict[str, Element] = {}
    for one in elements:
        if one.kind is ElementKind.PROMOTER and one.source.origin is Origin.GENE_MODELS:
            mine.setdefault(one.gene_symbol, one)
    for symbol, one in mine.items():
        distance = one.tss_distance or 0
        side = "before" if distance < 0 else "after"
        where = f"{counted(abs(distance), 'base')} {side}" if distance else "at"
        sentence = f"In the promoter of {symbol}, {where} the first base of {one.transcript_id}."
        yield TargetGene(symbol, 1.0, (), abs(distance), is_promoter=True, sentence=sentence)
