"""How unusual the regulatory change of a variant is in its kind of place, and which track is read first."""

from collections.abc import Sequence
from dataclasses import replace

from core.backgrounds import MeasuredChange, measured, tail_of
from core.domain.candidate import Facts
from core.domain.counting import counted
from core.domain.element import ElementClass
from core.domain.regulatory import RegulatoryScore, Tail
from core.domain.regulatory_track import replicates
from core.domain.transcript import Region
from core.domain.variant import Variant
from core.domain.zone import Zone
from core.interpret.alleles import change_of
from core.interpret.change_class import change_class
from core.interpret.regulatory_tail import Setting
from core.own_rules import tissue_rules


def with_tail(facts: Facts, tissues: tuple[str, ...]) -> Facts:
    """Add how unusual the change is; facts without regulatory scores stay as they are.

    `tissues` are those of interest.
    """
    if not facts.regulatory:
        return facts
    element_class = _element_class(facts)
    with_motifs = [one for one in facts.regulatory if one.motifs]
    tail = tail_at(facts.variant, element_class, facts.regulatory)
    return replace(
        facts,
        regulatory_tail=tail and _told_in(tissues, tail, facts.regulatory),
        motif_tail=tail_at(facts.variant, element_class, with_motifs),
    )


def tail_at(
    variant: Variant, element_class: ElementClass, scores: Sequence[RegulatoryScore]
) -> Tail | None:
    """Say how unusual the largest change of some scores is; None where nobody knows."""
    if not scores:
        return None
    size = change_class(change_of(variant))
    return tail_of(scores, Setting(element_class.value, size, scores[0].gc)) if size else None


def _told_in(tissues: tuple[str, ...], tail: Tail, scores: Sequence[RegulatoryScore]) -> Tail:
    """Name the largest change in a tissue of interest, where the strongest track is of none."""
    rules = tissue_rules()
    if not tissues or rules.is_of_interest(tail.strongest.track.cell_type, tissues):
        return tail
    score = next(
        one for one in scores if one.engine_id == tail.engine_id and tail.strongest in one.changes
    )
    in_order = (one.change for one in in_reading_order(score, tissues))
    of_interest = (one for one in in_order if rules.is_of_interest(one.track.cell_type, tissues))
    return replace(tail, of_interest=next(of_interest, None))


def in_reading_order(
    score: RegulatoryScore, tissues: tuple[str, ...]
) -> tuple[MeasuredChange, ...]:
    """Give the changes of a score as they are read: tissues of interest first, in each the largest.

    Replicates come after the outputs they were pooled in.
    """
    known = measured(score)
    last, rules = replicates(one.change.track.name for one in known), tissue_rules()

    def order(one: MeasuredChange) -> tuple[bool, bool]:
        track = one.change.track
        return track.name in last, not rules.is_of_interest(track.cell_type, tissues)

    return tuple(sorted(known, key=order))


def told_first(
    score: RegulatoryScore, tissues: tuple[str, ...], number: int
) -> tuple[tuple[MeasuredChange, ...], str]:
    """Give as many changes as are told, and what is said of the further tracks, "" if there are none.

    They come in the order of reading; of several the last is the most unusual one, where it would not
    be told else.
    """
    known, by_size = in_reading_order(score, tissues), measured(score)
    last = replicates(one.change.track.name for one in known)
    top = [one for one in by_size if one.change.track.name not in last][:1]
    shown = known[:number]
    if number > 1 and not set(top) <= set(shown):
        shown = (*known[: number - 1], *top)
    left = score.n_tracks - len(shown)
    smaller = " with smaller changes" if shown == by_size[:number] else ""
    return shown, f"{counted(left, 'further track')}{smaller}" if left > 0 else ""


def _element_class(facts: Facts) -> ElementClass:
    """The class by the order of `resources/rules/elements.toml`, as far as facts tell it."""
    regions = {place.region for place in facts.positions}
    kinds = (
        (bool(facts.promoter_of), ElementClass.PROMOTER),
        (Region.UTR5 in regions, ElementClass.UTR5),
        (Region.UTR3 in regions, ElementClass.UTR3),
        (Zone.ELEMENT in facts.zones, ElementClass.ENHANCER),
        (bool(facts.positions), ElementClass.INTRON),
    )
    return next((name for is_so, name in kinds if is_so), ElementClass.OTHER)
