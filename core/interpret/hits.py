"""What makes a variant one of the two hits of a gene, and how much it may do."""

from enum import IntEnum

from core.domain.candidate import Facts
from core.domain.transcript import Region
from core.interpret.effects import GeneEffect
from core.interpret.inheritance_rules import CompoundRules, HitRules


class Strength(IntEnum):
    """Effect of a hit; of a pair it is that of the weaker hit, `OPEN` where neither is strong."""

    OPEN = 0
    WEAK = 1
    NOT_ASSESSED = 2
    STRONG = 3


def strength(
    facts: Facts, effect: GeneEffect, rules: CompoundRules, *, is_gap: bool
) -> Strength | None:
    """Give how strong a hit a variant is in a gene, None where it is none.

    `is_gap` says that it lies on a splice site and could not be scored: that counts as strong, and
    so does what no gate may leave out (known to cause disease), however common it is.
    """
    if facts.rescued and effect.gene_symbol:
        return Strength.STRONG
    terms = _coding_terms(facts, effect)
    is_null = is_gap or not terms.isdisjoint(rules.truncating.names)
    if _is_hit(facts, effect, rules.hit_one) or (is_null and _is_rare(facts, rules.hit_one)):
        return Strength.STRONG
    if not _is_hit(facts, effect, rules.hit_two):
        return None
    is_open = effect.region in rules.not_assessed.names and "synonymous_variant" not in terms
    return Strength.NOT_ASSESSED if is_open else Strength.WEAK


def _coding_terms(facts: Facts, effect: GeneEffect) -> frozenset[str]:
    """Terms of the consequence in the gene's preferred transcript, none where it is not known."""
    found = facts.interpretation.coding_in(effect.gene_symbol)
    return frozenset(found.effect.names if found is not None else ())


def _is_hit(facts: Facts, effect: GeneEffect, rules: HitRules) -> bool:
    if not effect.gene_symbol or not _is_rare(facts, rules):
        return False
    return (
        effect.region in rules.regions.names
        or effect.aberrant_delta >= rules.min_delta.value
        or _shifts_frame(facts, effect, rules)
    )


def _is_rare(facts: Facts, rules: HitRules) -> bool:
    frequency = facts.population_frequency
    return frequency is None or frequency <= rules.max_population_frequency.value


def _shifts_frame(facts: Facts, effect: GeneEffect, rules: HitRules) -> bool:
    variant = facts.variant
    n_bases = abs(len(variant.ref) - len(variant.alt))
    is_coding = effect.region is Region.CODING
    return is_coding and n_bases % rules.frameshift_bases.value != 0
