"""Polyadenylation signals near the end of a transcript, on both alleles."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.domain.utr import UtrKind
from core.interpret.mrna_pair import MrnaPair
from core.interpret.utr_rules import PolyadenylationRules, Signal

_SIZE = 6


class FoundSignal(NamedTuple):
    """A signal and the 0-based place of its first base in the spliced transcript of its allele.

    `rank` is 0 for the most frequent hexamer of the rules.
    """

    start: int
    rank: int
    signal: Signal


class SignalChange(NamedTuple):
    """What happens to a signal; `has_another` where one at least as strong as `before` stays."""

    kind: UtrKind
    before: FoundSignal | None
    after: FoundSignal | None
    has_another: bool

    @property
    def is_weaker(self) -> bool:
        """A less frequent hexamer stands for the old one."""
        if self.before is None or self.after is None:
            return False
        return self.after.rank > self.before.rank


def signals_in(bases: str, first: int, rules: PolyadenylationRules) -> tuple[FoundSignal, ...]:
    """Give the signals that begin at `first` (0-based) or later, 5' to 3'."""
    ranks = {one.hexamer: (rank, one) for rank, one in enumerate(rules.signals)}
    places = range(max(0, first), len(bases) - _SIZE + 1)
    return tuple(
        FoundSignal(place, *ranks[hexamer])
        for place in places
        if (hexamer := bases[place : place + _SIZE]) in ranks
    )


def searched_from(n_bases: int, cds_end: int, rules: PolyadenylationRules) -> int:
    """Give where signals begin to count: in the window, with a base at least behind the stop."""
    return max(n_bases - int(rules.window.value), cds_end - _SIZE + 1)


def signal_changes(
    pair: MrnaPair, cds_end: int, rules: PolyadenylationRules
) -> tuple[SignalChange, ...]:
    """Tell which signals of the last bases of the 3' UTR are lost, gained or turned into others.

    Parameters
    ----------
    cds_end
        0-based place behind the stop codon in the unchanged spliced transcript.
    """
    window = searched_from(len(pair.ref.bases), cds_end, rules)
    if pair.is_same or pair.ref_end <= window:
        return ()
    before = signals_in(pair.ref.bases, 0, rules)
    after = signals_in(pair.alt.bases, min(window, pair.first), rules)
    kept = {place for one in before if (place := pair.to_alt(one.start, _SIZE)) is not None}
    lost = [one for one in before if one.start >= window and pair.to_alt(one.start, _SIZE) is None]
    gained = [one for one in after if one.start not in kept]
    stay = [one for one in after if one.start in kept]
    return tuple(_changes(lost, gained, stay))


def _changes(
    lost: Sequence[FoundSignal], gained: Sequence[FoundSignal], stay: Sequence[FoundSignal]
) -> Iterator[SignalChange]:
    """Pair a lost signal with one that is new in its place, the strongest first."""
    new = sorted(gained, key=lambda one: one.rank)
    for old in sorted(lost, key=lambda one: one.rank):
        has_another = any(one.rank <= old.rank for one in (*stay, *gained))
        heir = next((one for one in new if abs(one.start - old.start) < _SIZE), None)
        if heir is None:
            yield SignalChange(UtrKind.POLYA_LOST, old, None, has_another)
            continue
        new.remove(heir)
        if heir.rank != old.rank:
            has_kept = any(one.rank <= old.rank for one in stay)
            yield SignalChange(UtrKind.POLYA_CHANGED, old, heir, has_kept)
    for one in new:
        has_another = any(other.rank <= one.rank for other in stay)
        yield SignalChange(UtrKind.POLYA_GAINED, None, one, has_another)
