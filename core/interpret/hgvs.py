"""Genomic HGVS descriptions (HGVS Nomenclature 21, DNA level)."""

from collections.abc import Callable

from core.domain.assembly import accession
from core.domain.variant import Variant
from core.interpret.alleles import Change, change_of

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
_CHUNK = 200


def hgvs_g(variant: Variant, reference_fetch: Callable[[int, int], str] | None) -> str:
    """Genomic description, such as `NC_000017.11:g.31327485C>G`.

    Parameters
    ----------
    reference_fetch
        Gives the plus-strand bases of the variant's contig for 0-based half-open bounds, upper
        case, clipped to the contig. With it deletions, insertions and duplications stand at
        their most 3' place on the plus strand and a repeated insertion is a duplication; without
        it they stand where the variant file has them and an insertion stays an insertion.

    Unknown bases (N) are never shifted over. The mitochondrion is described as `m.`. An
    artificial contig keeps its own name.
    """
    prefix = "m" if variant.chrom == "chrM" else "g"
    change = change_of(variant)
    if reference_fetch is not None:
        change = _shifted(change, reference_fetch)
    name = accession(variant.assembly, variant.chrom)
    return f"{name}:{prefix}.{_describe(change, variant, reference_fetch)}"


def _describe(change: Change, variant: Variant, fetch: Callable[[int, int], str] | None) -> str:
    if not change.deleted:
        return _insertion(change, variant, fetch)
    place = _range(change.start + 1, change.end)
    if not change.inserted:
        return f"{place}del"
    if len(change.deleted) == len(change.inserted) == 1:
        return f"{place}{change.deleted}>{change.inserted}"
    if change.inserted == change.deleted.translate(_COMPLEMENT)[::-1]:
        return f"{place}inv"
    return f"{place}delins{change.inserted}"


def _insertion(change: Change, variant: Variant, fetch: Callable[[int, int], str] | None) -> str:
    n_bases, start = len(change.inserted), change.start
    if start == 0:
        return f"1delins{change.inserted}{variant.ref[0]}"
    if fetch is None:
        return f"{start}_{start + 1}ins{change.inserted}"
    before = fetch(max(0, start - n_bases), start)
    if before == change.inserted and "N" not in before:
        return f"{_range(start - n_bases + 1, start)}dup"
    if not fetch(start, start + 1):
        return f"{start}delins{before[-1:]}{change.inserted}"
    return f"{start}_{start + 1}ins{change.inserted}"


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}_{last}"


def _shifted(change: Change, fetch: Callable[[int, int], str]) -> Change:
    """The most 3' equivalent of a pure deletion or insertion; other changes as they are."""
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
