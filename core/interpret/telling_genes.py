"""Whether a person has to look at a variant first, and which of its genes a candidate may be about."""

from collections.abc import Sequence

from core.domain.candidate import Facts
from core.domain.transcript import Region
from core.domain.utr import Concern
from core.interpret.effects import GeneEffect
from core.interpret.position import most_severe

ON_A_SITE = frozenset({Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE})
"""Places where a missing score may not be taken for a quiet one."""


def needs_eyes(facts: Facts, effects: Sequence[GeneEffect]) -> bool:
    """Tell whether it is known to cause disease, or lies on a splice site without a score."""
    if facts.rescued:
        return True
    if facts.scores:
        return any(map(_is_gap, effects))
    place = most_severe(facts.positions)
    return bool(facts.not_scored) and place is not None and place.region in ON_A_SITE


def telling(
    facts: Facts, effects: Sequence[GeneEffect], *, needs_eyes: bool
) -> Sequence[GeneEffect]:
    """Give the genes with something to tell: one with nothing computed has none.

    `needs_eyes` is what the function of that name says.
    """
    if not facts.scores:
        return effects
    if needs_eyes and not facts.rescued:
        return [effect for effect in effects if _is_gap(effect)]
    return [effect for effect in effects if effect.is_scored or _tells(facts, effect)]


def _is_gap(effect: GeneEffect) -> bool:
    """On a splice site of a gene in which nothing was scored, whatever another gene's score says."""
    return not effect.is_scored and effect.region in ON_A_SITE


def _tells(facts: Facts, effect: GeneEffect) -> bool:
    """Something else than splicing is told of the gene."""
    symbol = effect.gene_symbol
    found = facts.interpretation.coding_in(symbol)
    is_coding = found is not None and found.effect.cds_position is not None
    utr = facts.interpretation.utr_in(symbol)
    is_graded = any(one.concern is not Concern.UNGRADED for one in utr)
    is_named = symbol in facts.promoter_of or symbol == facts.locus_gene
    is_named = is_named or any(one.gene_symbol == symbol for one in facts.targets)
    return is_coding or is_graded or is_named
