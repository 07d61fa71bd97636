"""A change of DNA in the words of HGVS, whatever its places are counted in (DNA level, version 21)."""

from collections.abc import Callable

from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change
from core.interpret.mrna import reverse_complement

Spell = Callable[[int, int], str]
"""Words for a 0-based half-open stretch, such as `76_78`."""

_CHUNK = 200


def described(change: Change, fetch: Fetch | None, spell: Spell) -> str:
    """Describe a change: substitution, deletion, inversion, duplication, insertion, delins.

    Without `fetch` an insertion stays an insertion. Unknown bases (N) make no duplication.
    """
    if not change.deleted:
        return _insertion(change, fetch, spell)
    place = spell(change.start, change.end)
    if not change.inserted:
        return f"{place}del"
    if len(change.deleted) == len(change.inserted) == 1:
        return f"{place}{change.deleted}>{change.inserted}"
    if change.inserted == reverse_complement(change.deleted):
        return f"{place}inv"
    return f"{place}delins{change.inserted}"


def is_duplication(change: Change, fetch: Fetch) -> bool:
    """The bases put in repeat those right before them."""
    if change.deleted or "N" in change.inserted:
        return False
    return fetch(change.start - len(change.inserted), change.start) == change.inserted


def most_3_prime(change: Change, fetch: Fetch) -> Change:
    """Give the most 3' equivalent of a pure deletion or insertion; other changes as they are.

    Unknown bases (N) are never shifted over, nor is the end of what `fetch` gives.
    """
    if change.deleted and change.inserted:
        return change
    moving = change.deleted or change.inserted
    steps, is_moving = 0, True
    while is_moving:
        following = fetch(change.end + steps, change.end + steps + _CHUNK)
        is_moving = bool(following)
        for base in following:
            if base == "N" or base != moving[steps % len(moving)]:
                is_moving = False
                break
            steps += 1
    turn = steps % len(moving)
    moved = moving[turn:] + moving[:turn]
    start = change.start + steps
    return Change(start, moved, "") if change.deleted else Change(start, "", moved)


def mirrored(change: Change) -> Change:
    """Give a change on the other strand, where place x of the plus strand is -x."""
    deleted, inserted = map(reverse_complement, (change.deleted, change.inserted))
    return Change(-change.end, deleted, inserted)


def mirrored_fetch(fetch: Fetch) -> Fetch:
    """Give bases of the other strand for places counted as `mirrored` counts them."""
    return lambda start, end: reverse_complement(fetch(-end, -start))


def _insertion(change: Change, fetch: Fetch | None, spell: Spell) -> str:
    if fetch is not None and is_duplication(change, fetch):
        return f"{spell(change.start - len(change.inserted), change.start)}dup"
    return f"{spell(change.start - 1, change.start + 1)}ins{change.inserted}"
