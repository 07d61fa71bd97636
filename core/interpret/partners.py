"""Which variants of the list share a gene as two hits, and what that makes of each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from core.domain.candidate import APART, Facts, InheritanceFit, Reason
from core.domain.sample import Pedigree
from core.domain.transcript import Transcript
from core.interpret.compound import CompoundPair, Hit, deletion_pair, judged_pairs
from core.interpret.conclusion import Segregation
from core.interpret.effects import GeneEffect
from core.interpret.hits import Strength, strength
from core.interpret.inheritance_rules import CompoundRules
from core.interpret.losses import Losses

_Fit = InheritanceFit
_ALONE_IS_NOT_ENOUGH = {_Fit.NO_FIT, _Fit.UNKNOWN, _Fit.INCOMPLETE_PENETRANCE}
_NOT_WEIGHED = "how much a coding change does to the protein is not weighed"
_BESIDE = {
    Strength.OPEN: _NOT_WEIGHED,
    Strength.NOT_ASSESSED: _NOT_WEIGHED,
    Strength.WEAK: "no effect of its own predicted for one of the two",
}
_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class GeneHit:
    """A variant as a hit of one gene."""

    facts: Facts
    effect: GeneEffect
    strength: Strength

    @property
    def hit(self) -> Hit:
        """What pairs are judged by."""
        return Hit(self.facts.variant_id, self.facts.variant, self.facts.genotypes)


def gene_hit(
    facts: Facts, effect: GeneEffect, rules: CompoundRules, *, is_gap: bool
) -> GeneHit | None:
    """Give a variant as a hit of a gene, None where the rules say it is none."""
    found = strength(facts, effect, rules, is_gap=is_gap)
    return None if found is None else GeneHit(facts, effect, found)


@dataclass(frozen=True, slots=True)
class Paired:
    """A pair as one of its hits sees it; `partner` is None for a deletion."""

    fit: InheritanceFit | None
    note: str
    strength: Strength
    partner: Facts | None

    @property
    def told(self) -> str:
        """The note, with the partner's name."""
        if self.partner is None:
            return self.note
        return f"with {self.partner.variant.spelled_short}: {self.note}"


@dataclass(frozen=True, slots=True)
class Partners:
    """Pairs by gene and variant; `apart` are two strong hits that are none, with the reason."""

    pairs: Mapping[tuple[str, int], Sequence[Paired]]
    apart: Mapping[tuple[str, int], Sequence[Paired]]

    @classmethod
    def of(
        cls, hits: Sequence[GeneHit], pedigree: Pedigree, losses: Losses, rules: CompoundRules
    ) -> Self:
        """Judge every two hits of a gene of which one may have an effect of its own.

        That is one predicted or known, or one that is not assessed (a coding change). Each hit is
        also judged with deletions.
        """
        pairs: dict[tuple[str, int], list[Paired]] = defaultdict(list)
        apart: dict[tuple[str, int], list[Paired]] = defaultdict(list)
        for symbol, mine in _by_gene(hits).items():
            ordered = sorted(mine, key=_place)
            for variant_id, one in (
                *_with_deletions(symbol, ordered, pedigree, losses, rules),
                *_with_variants(symbol, ordered, pedigree),
            ):
                if one.fit is not None:
                    pairs[symbol, variant_id].append(one)
                elif one.strength is Strength.STRONG:
                    apart[symbol, variant_id].append(one)
        return cls(pairs, apart)

    def strongest(self, symbol: str, variant_id: int) -> tuple[Paired, ...]:
        """Give the pairs of a variant in a gene, of several strengths the strongest."""
        mine = self.pairs.get((symbol, variant_id), ())
        most = max((one.strength for one in mine), default=Strength.OPEN)
        return tuple(one for one in mine if one.strength is most)

    def apart_reasons(self, symbol: str, variant_id: int) -> Iterator[Reason]:
        """Say why other strong hits of the gene are no partners."""
        mine = self.apart.get((symbol, variant_id), ())
        for one in mine[:_MOST_TOLD]:
            yield Reason(APART, f"No pair {one.told}.", 0.0)
        if len(mine) > _MOST_TOLD:
            yield Reason(APART, f"No pair with {len(mine) - _MOST_TOLD} more of the gene.", 0.0)


def with_pairs(alone: Segregation, pairs: Sequence[Paired]) -> Segregation:
    """Give the modes of a variant alone and of its pairs; first comes a pair of two effects."""
    if not pairs:
        return alone
    in_trans = any(pair.fit is _Fit.COMPOUND_HET for pair in pairs)
    label = _Fit.COMPOUND_HET if in_trans else _Fit.COMPOUND_HET_UNPHASED
    note = next(pair.told for pair in pairs if pair.fit is label)
    if len(pairs) > 1:
        note += f", and {len(pairs) - 1} more"
    others = tuple(fit for fit in alone.fits if fit not in _ALONE_IS_NOT_ENOUGH)
    notes = alone.notes if others else ()
    if pairs[0].strength is Strength.STRONG:
        return Segregation((label, *others), (note, *notes))
    return Segregation((*others, label), (*notes, f"{note}, {_BESIDE[pairs[0].strength]}"))


def partner_ids(pairs: Sequence[Paired]) -> tuple[int, ...]:
    """Give the variants among the partners, ascending."""
    return tuple(sorted({one.partner.variant_id for one in pairs if one.partner is not None}))


def _place(one: GeneHit) -> tuple[object, int]:
    return one.facts.variant.sort_key, one.facts.variant_id


def _by_gene(hits: Sequence[GeneHit]) -> dict[str, list[GeneHit]]:
    found: dict[str, list[GeneHit]] = defaultdict(list)
    for one in hits:
        found[one.effect.gene_symbol].append(one)
    return found


def _with_variants(
    symbol: str, hits: Sequence[GeneHit], pedigree: Pedigree
) -> Iterator[tuple[int, Paired]]:
    leads = {one.facts.variant_id for one in hits if one.strength > Strength.WEAK}
    if not leads or len(hits) < 2:
        return
    by_id = {one.facts.variant_id: one for one in hits}
    for pair in judged_pairs(symbol, [one.hit for one in hits], pedigree, leads):
        first, second = by_id[pair.first_id], by_id[pair.second_id]
        has_strong = Strength.STRONG in (first.strength, second.strength)
        weaker = min(first.strength, second.strength) if has_strong else Strength.OPEN
        yield pair.first_id, _seen(pair, weaker, second)
        yield pair.second_id, _seen(pair, weaker, first)


def _seen(pair: CompoundPair, weaker: Strength, partner: GeneHit) -> Paired:
    return Paired(pair.fit, pair.note, weaker, partner.facts)


def _with_deletions(
    symbol: str,
    hits: Sequence[GeneHit],
    pedigree: Pedigree,
    losses: Losses,
    rules: CompoundRules,
) -> Iterator[tuple[int, Paired]]:
    minimum = rules.min_lost_exon_bases.value
    for deletion in losses.in_exons(_transcripts(hits), minimum):
        for one in hits:
            pair = deletion_pair(symbol, one.hit, deletion, pedigree)
            if pair is not None:
                yield one.facts.variant_id, Paired(pair.fit, pair.note, one.strength, None)


def _transcripts(hits: Sequence[GeneHit]) -> tuple[Transcript, ...]:
    """The transcripts of a gene that its hits lie in."""
    found = (place.transcript for one in hits for place in one.effect.positions)
    return tuple({one.transcript_id: one for one in found}.values())
