"""The order of the list: points that add up, each with its reason. Nothing is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.domain.candidate import Candidate, Facts, Lane, Reason
from core.domain.sample import Genotype, Pedigree, Sex
from core.interpret.conclusion import Segregation
from core.interpret.deletions import Deletion
from core.interpret.effects import GeneEffect, gene_effects
from core.interpret.gene_facts import NOTHING_KNOWN, GeneFacts
from core.interpret.hits import Strength
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import (
    CompoundRules,
    SegregationRules,
    load_segregation_rules,
)
from core.interpret.losses import Losses
from core.interpret.mechanisms import Mechanism, mechanisms
from core.interpret.partners import GeneHit, Partners, gene_hit, partner_ids, with_pairs
from core.interpret.phenotype import GeneMatch
from core.interpret.points import (
    exon_reasons,
    frequency_reason,
    gene_reasons,
    inheritance_reason,
    motif_reasons,
    phenotype_reasons,
    predicted_regulation,
    quality_reasons,
    single_hit_reason,
)
from core.interpret.regulatory_rank import below_splice_calls
from core.interpret.rules import RankingRules
from core.interpret.sentences import (
    effect_sentence,
    gap_sentence,
    not_scored_sentence,
    regulatory_sentence,
    rescued_sentence,
    unscored_sentence,
)
from core.interpret.sex_chromosomes import Inheritance, inheritance_of
from core.interpret.telling_genes import ON_A_SITE, needs_eyes, telling


@dataclass(frozen=True, slots=True)
class Background:
    """What ranking knows beside the variants it ranks.

    Attributes
    ----------
    modes
        Rules of inheritance; None for those of the program.
    deletions
        Deletions that people of the case carry: a copy that is lost counts as a hit.
    waiting
        Variants that passed the gates and are not ranked (yet): partners of those that are.
    genes
        What is known of genes, by symbol.
    """

    modes: SegregationRules | None = None
    deletions: Sequence[Deletion] = ()
    waiting: Sequence[Facts] = ()
    genes: Mapping[str, GeneFacts] = field(default_factory=dict)


def rank(
    facts: Sequence[Facts],
    pedigree: Pedigree,
    phenotypes: Mapping[str, GeneMatch],
    rules: RankingRules,
    background: Background | None = None,
) -> tuple[Candidate, ...]:
    """Every variant given, in the order a person should look at them, with reasons that add up.

    First come variants at known non-coding disease loci and those without a score at a splice
    dinucleotide or an exon edge; then those that a mechanism is computed for, whichever it is, by
    points; then single hits of recessive genes, then the rest. Equal points stand by the larger
    raw delta, then in karyotype order; the order of the input never matters. A variant in several
    genes counts in the gene that gives it most points, and in each by its best mechanism alone.

    Two heterozygous variants of one gene lift each other only where both have an effect of their
    own (the rules of the first hit); a coding partner whose effect no engine tells lifts less, one
    without effect is named and gives next to nothing. `phenotypes` maps gene symbols; genes
    absent from it are neutral.
    """
    background = background or Background()
    modes = background.modes or load_segregation_rules()
    losses = Losses.of(background.deletions, pedigree)
    located = [_Located.of(item, rules) for item in facts]
    waiting = [_Located.of(item, rules) for item in background.waiting]
    hits = [hit for item in (*located, *waiting) for hit in item.hits(modes.compound)]
    partners = Partners.of(hits, pedigree, losses, modes.compound)
    alone = _Alone(pedigree, modes, losses)
    judge = _Judge(pedigree, phenotypes, rules, partners, alone, background.genes)
    judged = [judge.candidate(item) for item in located]
    candidates = sorted(below_splice_calls(judged, rules), key=_order)
    return tuple(
        replace(candidate, rank=number) for number, candidate in enumerate(candidates, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Located:
    facts: Facts
    effects: tuple[GeneEffect, ...]
    needs_eyes: bool

    @classmethod
    def of(cls, facts: Facts, rules: RankingRules) -> "_Located":
        effects = gene_effects(facts, rules.splice.pseudoexon)
        return cls(facts, effects, needs_eyes(facts, effects))

    @property
    def telling(self) -> Sequence[GeneEffect]:
        """The genes the candidate's sentence may be about."""
        return telling(self.facts, self.effects, needs_eyes=self.needs_eyes)

    def hits(self, rules: CompoundRules) -> Iterator[GeneHit]:
        """The genes the variant is a hit of."""
        for effect in self.effects:
            is_gap = self.needs_eyes and effect.region in ON_A_SITE
            found = gene_hit(self.facts, effect, rules, is_gap=is_gap)
            if found is not None:
                yield found


@dataclass(frozen=True, slots=True)
class _GeneView:
    """Ranking of a variant in one of its genes."""

    effect: GeneEffect
    mechanism: Mechanism
    segregation: Segregation
    partners: tuple[int, ...]
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> float:
        return round(sum(reason.points for reason in self.reasons), 2)


@dataclass(frozen=True, slots=True)
class _Alone:
    """Judges how one variant by itself is inherited."""

    pedigree: Pedigree
    modes: SegregationRules
    losses: Losses

    def of(self, facts: Facts) -> Segregation:
        return segregation(facts.variant, facts.genotypes, self.pedigree, self.modes, self.losses)


@dataclass(frozen=True, slots=True)
class _Judge:
    pedigree: Pedigree
    phenotypes: Mapping[str, GeneMatch]
    rules: RankingRules
    partners: Partners
    alone: _Alone
    genes: Mapping[str, GeneFacts]

    def candidate(self, item: _Located) -> Candidate:
        alone = self.alone.of(item.facts)
        views = [self._view(item.facts, alone, effect) for effect in item.telling]
        best = min(views, key=lambda view: _best_first(view, item.facts))
        symbol, facts = best.effect.gene_symbol, item.facts
        match = self.phenotypes.get(symbol)
        lane = self._lane(item, best)
        apart = (single_hit_reason(symbol, self.genes[symbol]),) if lane is Lane.SINGLE_HIT else ()
        return Candidate(
            facts=facts,
            rank=0,
            lane=lane,
            points=best.points,
            sentence=self._sentence(item, best, lane),
            gene_symbol=symbol,
            inheritance=best.segregation.fits,
            partners=best.partners,
            phenotype_score=None if match is None else match.score,
            reasons=(*best.reasons, *apart),
        )

    def _lane(self, item: _Located, view: _GeneView) -> Lane:
        """The lane of the mechanism that counts, or that of what keeps the variant apart."""
        facts, mechanism = item.facts, view.mechanism
        if item.needs_eyes:
            return Lane.NEEDS_EYES
        if not facts.scores and mechanism.lane is Lane.SPLICE:
            return Lane.UNSCORED
        known = self.genes.get(view.effect.gene_symbol, NOTHING_KNOWN)
        zygosity = self._genotype(facts).zygosity
        if known.is_single_hit(zygosity, view.segregation.fits):
            return Lane.SINGLE_HIT
        return mechanism.lane

    def _sentence(self, item: _Located, view: _GeneView, lane: Lane) -> str:
        facts, effect = item.facts, view.effect
        if facts.rescued:
            return rescued_sentence(facts)
        if lane is Lane.NEEDS_EYES:
            is_gap = bool(facts.scores)
            return gap_sentence(effect) if is_gap else not_scored_sentence(facts, lane)
        if lane is Lane.UNSCORED:
            return not_scored_sentence(facts, lane)
        limit = self.rules.splice.mention_delta.value
        spliced = effect_sentence(effect, facts.variant.chrom, limit)
        if view.mechanism.lane is not Lane.SPLICE:
            unscored = "" if effect.is_scored else unscored_sentence(facts)
            reasons = view.mechanism.reasons
            predicted = predicted_regulation(facts, reasons)
            if predicted:
                rest = (unscored or spliced).replace(regulatory_sentence(facts), "").strip()
                return f"{predicted} {rest}"
            return f"{reasons[0].sentence} {unscored or spliced}"
        outcomes = facts.interpretation.outcomes_in(effect.gene_symbol)
        if not outcomes:
            return spliced
        return (
            f"{outcomes[0].summary} Largest delta: {effect.changes[0].effect.value} "
            f"{effect.max_delta:.2f} in {effect.gene_symbol}."
        )

    def _genotype(self, facts: Facts) -> Genotype:
        return facts.genotypes[self.pedigree.index(self.pedigree.proband)]

    def _view(self, facts: Facts, alone: Segregation, effect: GeneEffect) -> _GeneView:
        symbol, rules = effect.gene_symbol, self.rules
        ways = mechanisms(facts, effect, rules)
        pairs = self.partners.strongest(symbol, facts.variant_id)
        paired = with_pairs(alone, pairs)
        strength = pairs[0].strength if pairs else Strength.WEAK
        reasons = (
            *ways[0].reasons,
            *exon_reasons(facts, symbol),
            *motif_reasons(facts),
            *(reason for way in ways[1:] for reason in way.told),
            frequency_reason(facts.population_frequency, rules.frequency),
            inheritance_reason(alone, paired, rules.inheritance, strength),
            *self.partners.apart_reasons(symbol, facts.variant_id),
            *phenotype_reasons(
                symbol,
                self.phenotypes.get(symbol),
                rules.phenotype,
                has_terms=bool(self.phenotypes),
            ),
            *gene_reasons(
                self.genes.get(symbol, NOTHING_KNOWN),
                facts,
                self._genotype(facts),
                rules.gene,
                loses_protein=ways[0].loses_protein,
            ),
            *self._quality(facts),
        )
        return _GeneView(effect, ways[0], paired, partner_ids(pairs), reasons)

    def _quality(self, facts: Facts) -> Iterator[Reason]:
        patient = self.pedigree.patient
        is_sex_linked = inheritance_of(facts.variant) in {Inheritance.X, Inheritance.Y}
        has_one_copy = is_sex_linked and patient.sex is Sex.MALE
        return quality_reasons(
            facts, self._genotype(facts), self.rules.quality, has_one_copy=has_one_copy
        )


def _best_first(view: _GeneView, facts: Facts) -> tuple[bool, float, float, str]:
    """Order of the genes of a variant: that of the known locus it lies in, else by points.

    Of genes with equal points the one with the larger share of the links comes first.
    """
    symbol = view.effect.gene_symbol
    shares = (one.share for one in facts.targets if one.gene_symbol == symbol)
    return symbol != facts.locus_gene, -view.points, -next(shares, 0.0), symbol


def _order(candidate: Candidate) -> tuple[int, float, float, object, int]:
    facts = candidate.facts
    largest = max((_largest(score.delta.max_delta) for score in facts.scores), default=0.0)
    return (
        candidate.lane.shelf,
        -candidate.points,
        -largest,
        facts.variant.sort_key,
        facts.variant_id,
    )


def _largest(value: float) -> float:
    return round(value, 2)
