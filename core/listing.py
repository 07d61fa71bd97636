"""The order and the selection of the candidate list, as pure functions over light rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.candidate import ENGINES, InheritanceFit, Lane, Mark
from core.domain.score import SpliceDelta, SpliceScore
from core.domain.transcript import Region
from core.domain.typed_text import plain
from core.store.records import CandidateRow

LISTED_WHOLE = 20_000
"""Up to so many variants that passed the gates, all of them are listed."""

NOTABLE_CHANGE = 0.02
"""Raw delta, as shown, from which a variant is listed wherever it lies."""

SILENT_REGIONS = (Region.DEEP_INTRON, Region.INTERGENIC)
"""Regions of a genome where a variant is listed only if something speaks for it."""


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """What the person wants to see.

    Attributes
    ----------
    text
        Words that must all occur in gene, sentence or variant; empty for any. A name of a variant
        that is no such words stands for `meant`, once it is looked up.
    meant
        Only these variants, whatever `text` says; None for any.
    lane, inheritance
        Only these; None for any.
    min_delta
        Only candidates whose largest raw delta, as shown with two decimals, reaches this. A
        candidate without score is kept whatever the limit: not scored is not harmless.
    disagreeing_only
        Only candidates whose engines disagree.
    sort
        "rank", "gene", "delta", "frequency", "position", "distance" or "phenotype".
    """

    text: str = ""
    meant: frozenset[int] | None = None
    lane: Lane | None = None
    inheritance: InheritanceFit | None = None
    min_delta: float | None = None
    marked_only: bool = False
    hide_dismissed: bool = False
    disagreeing_only: bool = False
    sort: str = "rank"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """How the current ranking differs from the order on screen."""

    n_new: int
    n_moved: int

    @property
    def is_still(self) -> bool:
        """Nothing to refresh."""
        return self.n_new == 0 and self.n_moved == 0


@dataclass(frozen=True, slots=True)
class Sought:
    """What became of a name of a variant that was typed in place of words.

    Attributes
    ----------
    name
        As it was typed.
    ids
        The candidates it stands for.
    why_none
        Why there is none, in a sentence or more; "" where there is one.
    has_way
        It stands for a variant whose way through the case can be told.
    """

    name: str
    ids: frozenset[int] = frozenset()
    why_none: str = ""
    has_way: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """The list at one instant.

    Attributes
    ----------
    ids
        Variants that match, in the order asked for.
    ranks
        Rank of each of them in that ranking.
    n_all
        Candidates in the list, whatever was asked for.
    has_disputes
        The engines disagree on one of them.
    n_passed
        Variants that passed the gates, of a case whose list does not hold all of them; else None.
    sought
        What became of the name of a variant, where one was asked for.
    n_distal
        Variants far from genes that are not ranked, as no gene is linked to them.
    """

    ids: tuple[int, ...]
    ranks: Mapping[int, int]
    n_all: int
    has_disputes: bool = False
    n_passed: int | None = None
    sought: Sought | None = None
    n_distal: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """One candidate as far as order and selection need it.

    `max_delta` (either window) is None without a score; `place` sorts in karyotype order.
    """

    row: CandidateRow
    name: str
    place: tuple[tuple[int, str], int, str, str]
    max_delta: float | None
    frequency: float | None
    distance: int | None
    mark: Mark


def select(rows: Sequence[ListRow], query: CandidateQuery) -> tuple[int, ...]:
    """Give the variant ids that match, in the order asked for; missing values come last."""
    words = [] if query.meant is not None else words_of(query.text)
    kept = [row for row in rows if _matches(row, query, words)]
    kept.sort(key=lambda row: row.row.rank)
    key = _KEYS.get(query.sort)
    if key is None:
        chosen = kept[::-1] if query.descending else kept
    else:
        known = [row for row in kept if key(row) is not None]
        known.sort(key=key, reverse=query.descending)  # type: ignore[arg-type]
        chosen = known + [row for row in kept if key(row) is None]
    return tuple(row.row.variant_id for row in chosen)


def order(rows: Sequence[ListRow], query: CandidateQuery, n_passed: int = 0) -> Order:
    """Give the variants that match with the ranks they have now; `n_passed` passed the gates."""
    ranks = {row.row.variant_id: row.row.rank for row in rows}
    ids = select(rows, query)
    has_disputes = any(map(_is_disputed, rows))
    is_part = n_passed > LISTED_WHOLE
    known = {key: ranks[key] for key in ids}
    return Order(ids, known, len(rows), has_disputes, n_passed if is_part else None)


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are looked for."""
    return [_as_named(word) for word in plain(text).lower().split()]


def movement(shown: Sequence[int], current: Sequence[int]) -> Movement:
    """Count what is new in `current` and what stands at another place among the known ones."""
    known = set(shown)
    common = [variant_id for variant_id in current if variant_id in known]
    still_there = set(common)
    before = [variant_id for variant_id in shown if variant_id in still_there]
    n_moved = sum(old != new for old, new in zip(before, common, strict=True))
    return Movement(len(current) - len(common), n_moved)


def max_delta(scores: Sequence[SpliceScore]) -> float | None:
    """Largest raw delta over the genes of a variant, None without a score.

    The larger of the standard distance (500) and, where it was evaluated, the wide one (4,999):
    a limit must not hide a change that lies far away. Ranking has a rule of its own for that.
    """
    return max((delta.max_delta for delta in _deltas(scores)), default=None)


def largest_delta(scores: Sequence[SpliceScore]) -> SpliceDelta | None:
    """The deltas `max_delta` comes from: what the list shows is what it sorts and filters by.

    Where several windows read the same with the two decimals shown it is the narrowest.
    """
    return max(
        _deltas(scores),
        key=lambda delta: (round(delta.max_delta, 2), -delta.distance, delta.max_delta),
        default=None,
    )


def _deltas(scores: Sequence[SpliceScore]) -> list[SpliceDelta]:
    return [delta for score in scores for delta in (score.delta, score.wide) if delta is not None]


def _matches(row: ListRow, query: CandidateQuery, words: Sequence[str]) -> bool:
    return (
        (query.lane is None or row.row.lane is query.lane)
        and (query.inheritance is None or query.inheritance in row.row.inheritance)
        and _reaches(row.max_delta, query.min_delta)
        and (not query.marked_only or row.mark is Mark.REPORT)
        and (not query.hide_dismissed or row.mark is not Mark.DISMISSED)
        and (not query.disagreeing_only or _is_disputed(row))
        and (query.meant is None or row.row.variant_id in query.meant)
        and has_words(row, words)
    )


def _is_disputed(row: ListRow) -> bool:
    return any(reason.topic == ENGINES for reason in row.row.reasons)


def _reaches(delta: float | None, limit: float | None) -> bool:
    return limit is None or delta is None or round(delta, 2) >= limit


def has_words(row: ListRow, words: Sequence[str]) -> bool:
    """Whether all of `words_of` a text occur in gene, sentence, variant or inheritance."""
    if not words:
        return True
    text = f"{row.row.gene_symbol} {row.row.sentence} {row.name} {' '.join(row.row.inheritance)}"
    return all(word in text.lower() for word in words)


def _as_named(word: str) -> str:
    """Write a place as names of variants have it: `chr17:43,065,000` is `chr17-43065000`."""
    place = _PLACE.fullmatch(word)
    if place is None:
        return word
    chrom = f"{place[1]}-" if place[1] else ""
    return chrom + place[2].replace(",", "")


_PLACE = re.compile(r"(?:(\w+):)?(\d{1,3}(?:,\d{3})+|\d+)")

_KEYS: Mapping[str, Callable[[ListRow], object | None]] = {
    "gene": lambda row: row.row.gene_symbol or None,
    "delta": lambda row: row.max_delta,
    "frequency": lambda row: row.frequency,
    "position": lambda row: row.place,
    "distance": lambda row: row.distance,
    "phenotype": lambda row: row.row.phenotype_score,
}
