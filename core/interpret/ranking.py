"""The order of the list: points that add up, each with its reason. Nothing is left out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.candidate import Candidate, Facts, InheritanceFit, Lane, Reason
from core.domain.sample import Pedigree, Sex
from core.domain.transcript import Region
from core.interpret.compound import CompoundPair, Hit, compound_pairs
from core.interpret.conclusion import Segregation
from core.interpret.effects import GeneEffect, gene_effects
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import SegregationRules, load_segregation_rules
from core.interpret.phenotype import GeneMatch
from core.interpret.points import (
    exon_reasons,
    frequency_reason,
    inheritance_reason,
    phenotype_reasons,
    position_reasons,
    quality_reasons,
    splice_reasons,
)
from core.interpret.position import most_severe
from core.interpret.rules import RankingRules
from core.interpret.sentences import effect_sentence, gap_sentence, not_scored_sentence
from core.interpret.sex_chromosomes import Inheritance, inheritance_of

_LANES = tuple(Lane)
_ON_A_SITE = {Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE}
_EXONIC = {Region.CODING, Region.UTR5, Region.UTR3, Region.NON_CODING_EXON, Region.NEAR_SPLICE}
_ALONE_IS_NOT_ENOUGH = {
    InheritanceFit.NO_FIT,
    InheritanceFit.UNKNOWN,
    InheritanceFit.INCOMPLETE_PENETRANCE,
}


def rank(
    facts: Sequence[Facts],
    pedigree: Pedigree,
    phenotypes: Mapping[str, GeneMatch],
    rules: RankingRules,
    modes: SegregationRules | None = None,
) -> tuple[Candidate, ...]:
    """Every variant given, in the order a person should look at them, with reasons that add up.

    First come variants without a score at a splice dinucleotide or an exon edge, then the scored
    ones by points, then the rest. Equal points stand by the larger raw delta, then in karyotype
    order; the order of the input never matters. A variant in several genes counts in the gene
    that gives it most points.

    Two heterozygous variants of one gene lift each other only where both have an effect of their
    own (`plausible_delta`, or a place on a splice dinucleotide); a partner without is named and
    gives next to nothing. `phenotypes` maps gene symbols; genes absent from it are neutral.
    `modes` are the rules of inheritance, those of the program if None.
    """
    modes = modes or load_segregation_rules()
    assessed = [_Assessed.of(item, pedigree, rules, modes) for item in facts]
    partners = _partners(assessed, pedigree, rules)
    judge = _Judge(pedigree, phenotypes, rules, partners, _plausible(assessed, rules))
    candidates = sorted((judge.candidate(item) for item in assessed), key=_order)
    return tuple(
        replace(candidate, rank=number) for number, candidate in enumerate(candidates, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Assessed:
    facts: Facts
    effects: tuple[GeneEffect, ...]
    alone: Segregation
    lane: Lane

    @classmethod
    def of(
        cls, facts: Facts, pedigree: Pedigree, rules: RankingRules, modes: SegregationRules
    ) -> "_Assessed":
        alone = segregation(facts.variant, facts.genotypes, pedigree, modes)
        effects = gene_effects(facts, rules.splice.pseudoexon)
        return cls(facts, effects, alone, _lane(facts, effects))


@dataclass(frozen=True, slots=True)
class _GeneView:
    """Ranking of a variant in one of its genes."""

    effect: GeneEffect
    segregation: Segregation
    partners: tuple[int, ...]
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> float:
        return round(sum(reason.points for reason in self.reasons), 2)


_Partners = Mapping[tuple[str, int], Sequence[CompoundPair]]


@dataclass(frozen=True, slots=True)
class _Judge:
    pedigree: Pedigree
    phenotypes: Mapping[str, GeneMatch]
    rules: RankingRules
    partners: _Partners
    plausible: frozenset[tuple[str, int]]

    def candidate(self, item: _Assessed) -> Candidate:
        views = [self._view(item, effect) for effect in _telling(item)]
        best = min(views, key=lambda view: (-view.points, view.effect.gene_symbol))
        symbol, facts = best.effect.gene_symbol, item.facts
        match = self.phenotypes.get(symbol)
        if item.lane is Lane.SPLICE:
            limit = self.rules.splice.mention_delta.value
            sentence = effect_sentence(best.effect, facts.variant.chrom, limit)
        elif facts.scores:
            sentence = gap_sentence(best.effect)
        else:
            sentence = not_scored_sentence(facts, item.lane)
        return Candidate(
            facts=facts,
            rank=0,
            lane=item.lane,
            points=best.points,
            sentence=sentence,
            gene_symbol=symbol,
            inheritance=best.segregation.fits,
            partners=best.partners,
            phenotype_score=None if match is None else match.score,
            reasons=best.reasons,
        )

    def _view(self, item: _Assessed, effect: GeneEffect) -> _GeneView:
        facts, symbol = item.facts, effect.gene_symbol
        pairs = self.partners.get((symbol, facts.variant_id), ())
        strong = [pair for pair in pairs if self._both_plausible(pair)]
        combined = _with_pairs(item.alone, strong or pairs, has_effect=bool(strong))
        rules = self.rules
        reasons = (
            *splice_reasons(effect, rules.splice),
            *exon_reasons(facts, symbol),
            *position_reasons(effect, rules.position),
            frequency_reason(facts.population_frequency, rules.frequency),
            inheritance_reason(
                item.alone, combined, rules.inheritance, partner_has_effect=bool(strong)
            ),
            *phenotype_reasons(
                symbol,
                self.phenotypes.get(symbol),
                rules.phenotype,
                has_terms=bool(self.phenotypes),
            ),
            *self._quality(facts),
        )
        return _GeneView(effect, combined, _partner_ids(facts.variant_id, strong or pairs), reasons)

    def _both_plausible(self, pair: CompoundPair) -> bool:
        return all(
            (pair.gene_symbol, variant_id) in self.plausible
            for variant_id in (pair.first_id, pair.second_id)
        )

    def _quality(self, facts: Facts) -> Iterator[Reason]:
        patient = self.pedigree.patient
        is_sex_linked = inheritance_of(facts.variant) in {Inheritance.X, Inheritance.Y}
        genotype = facts.genotypes[self.pedigree.index(patient.name)]
        has_one_copy = is_sex_linked and patient.sex is Sex.MALE
        return quality_reasons(facts, genotype, self.rules.quality, has_one_copy=has_one_copy)


def _lane(facts: Facts, effects: Sequence[GeneEffect]) -> Lane:
    if facts.scores:
        return Lane.NEEDS_EYES if any(map(_is_gap, effects)) else Lane.SPLICE
    place = most_severe(facts.positions)
    if facts.not_scored and place is not None and place.region in _ON_A_SITE:
        return Lane.NEEDS_EYES
    return Lane.UNSCORED


def _is_gap(effect: GeneEffect) -> bool:
    """On a splice site of a gene in which nothing was scored, whatever another gene's score says."""
    return not effect.is_scored and effect.region in _ON_A_SITE


def _telling(item: _Assessed) -> Sequence[GeneEffect]:
    """The genes a candidate's sentence may be about: a gene without score has nothing to tell."""
    if not item.facts.scores:
        return item.effects
    if item.lane is Lane.NEEDS_EYES:
        return [effect for effect in item.effects if _is_gap(effect)]
    return [effect for effect in item.effects if effect.is_scored]


def _order(candidate: Candidate) -> tuple[int, float, float, object, int]:
    facts = candidate.facts
    largest = max((_largest(score.delta.max_delta) for score in facts.scores), default=0.0)
    lane = _LANES.index(candidate.lane)
    return lane, -candidate.points, -largest, facts.variant.sort_key, facts.variant_id


def _largest(value: float) -> float:
    return round(value, 2)


def _plausible(items: Sequence[_Assessed], rules: RankingRules) -> frozenset[tuple[str, int]]:
    """Genes and variants with an effect of their own."""
    limit = rules.splice.plausible_delta.value
    return frozenset(
        (effect.gene_symbol, item.facts.variant_id)
        for item in items
        for effect in item.effects
        if effect.aberrant_delta >= limit
        or effect.region is Region.SPLICE_DINUCLEOTIDE
        or (item.lane is Lane.NEEDS_EYES and effect.region in _ON_A_SITE)
    )


def _partners(
    items: Sequence[_Assessed], pedigree: Pedigree, rules: RankingRules
) -> dict[tuple[str, int], list[CompoundPair]]:
    """Pairs with at least one plausible hit, by gene and variant."""
    leads: dict[str, set[int]] = defaultdict(set)
    for symbol, variant_id in _plausible(items, rules):
        leads[symbol].add(variant_id)
    found: dict[tuple[str, int], list[CompoundPair]] = defaultdict(list)
    for symbol, hits in _hits_by_gene(items, rules).items():
        if symbol not in leads:
            continue
        for pair in compound_pairs(pedigree, {symbol: hits}, leads[symbol]):
            found[symbol, pair.first_id].append(pair)
            found[symbol, pair.second_id].append(pair)
    return found


def _hits_by_gene(items: Sequence[_Assessed], rules: RankingRules) -> dict[str, list[Hit]]:
    """Variants that could take part in a pair: exonic, near a site, or with any predicted effect."""
    hits: dict[str, list[Hit]] = defaultdict(list)
    for item in sorted(items, key=lambda entry: entry.facts.variant.sort_key):
        for effect in item.effects:
            is_place = effect.region in _ON_A_SITE or effect.region in _EXONIC
            if effect.gene_symbol and (
                is_place or effect.aberrant_delta >= rules.splice.mention_delta.value
            ):
                facts = item.facts
                hits[effect.gene_symbol].append(
                    Hit(facts.variant_id, facts.variant, facts.genotypes)
                )
    return hits


def _with_pairs(
    alone: Segregation, pairs: Sequence[CompoundPair], *, has_effect: bool
) -> Segregation:
    """The modes of a variant alone and of its pairs; a pair without effect comes last."""
    if not pairs:
        return alone
    in_trans = any(pair.fit is InheritanceFit.COMPOUND_HET for pair in pairs)
    label = InheritanceFit.COMPOUND_HET if in_trans else InheritanceFit.COMPOUND_HET_UNPHASED
    note = next(pair.note for pair in pairs if pair.fit is label)
    others = tuple(fit for fit in alone.fits if fit not in _ALONE_IS_NOT_ENOUGH)
    notes = alone.notes if others else ()
    if has_effect:
        return Segregation((label, *others), (note, *notes))
    note += ", no effect of its own predicted for one of the two"
    return Segregation((*others, label), (*notes, note))


def _partner_ids(variant_id: int, pairs: Sequence[CompoundPair]) -> tuple[int, ...]:
    ids = {pair.second_id if pair.first_id == variant_id else pair.first_id for pair in pairs}
    return tuple(sorted(ids))
