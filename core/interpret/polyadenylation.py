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
        both = self.before is not None and self.after is not None
        return both and self.after.rank > self.before.rank  # type: ignore[union-attr]


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
    before = signals_in(pair.ref.bases, window, rules)
    after = signals_in(pair.alt.bases, min(window, pair.first - _SIZE + 1), rules)
    all_before = signals_in(pair.ref.bases, min(window, pair.first - _SIZE + 1), rules)
    kept = {place for one in all_before if (place := _place_in_alt(pair, one)) is not None}
    lost = [one for one in before if _place_in_alt(pair, one) is None]
    gained = [one for one in after if one.start not in kept]
    stay = [one for one in after if one.start in kept]
    return tuple(_changes(lost, gained, stay))


def _place_in_alt(pair: MrnaPair, one: FoundSignal) -> int | None:
    return pair.to_alt(one.start, _SIZE)


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
