"""Requests whose windows overlap, put on one stretch of sequence so that REF is evaluated once.

A window needs the same 10,000 bases of context whether one or many outputs are wanted. Two
variants a few thousand bases apart are cheaper on one tile; far ones cheaper alone. The plan is
chosen by counting multiply-adds, and every plan gives the same numbers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.splice.protocol import (
    SpliceRequest,
    allele_sequences,
    check_request,
    masked_window,
    stranded,
)

LONGEST_TILE = 40_000
"""Bases: bounds the memory of a tile."""
LENGTH_STEP = 512
"""Tiles of several windows are filled up with N, which no window reads, to a multiple of this: a
computing library keeps code and memory for each length it has met."""
_EDIT_STEP = 4
"""Likewise bases put are filled up to a multiple of this with those that follow."""
MOST_WINDOWS = 64
"""Bounds the time until a tile gives its first result."""


@dataclass(frozen=True, slots=True)
class Splice:
    """What makes ALT out of REF in a window: `removed` bases from `start` on give way to `put`."""

    start: int
    removed: int
    put: str

    @property
    def shift(self) -> int:
        """Bases by which ALT is longer."""
        return len(self.put) - self.removed


@dataclass(frozen=True, slots=True)
class Window:
    """One allele on a tile.

    Attributes
    ----------
    indices
        The requests it answers; several where requests are the same.
    offset, length
        The stretch of the tile that is the window of REF.
    edit
        How ALT differs, in the direction of the tile; None where ALT is `alone`.
    alone
        Sequence of an ALT that is no edit of REF's window (it was padded); else empty.
    """

    indices: tuple[int, ...]
    offset: int
    length: int
    edit: Splice | None
    alone: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A stretch of sequence as the networks read it, and the windows that lie on it."""

    sequence: str
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A request with what the networks see of its window, plus strand, `start` on its contig."""

    index: int
    request: SpliceRequest
    text: str
    start: int


def plan_tiles(
    requests: Sequence[SpliceRequest],
    distance: int,
    cost: Callable[[int], int],
    unseen: int = 0,
) -> Iterator[Tile]:
    """Yield tiles that hold each request once, in the order of their first request.

    Parameters
    ----------
    requests
        Windows made for `distance`. Requests that name their place may share a tile; of others
        only those with equal windows.
    cost
        Operations of evaluating REF for a number of outputs.
    unseen
        Bases at both ends of the windows that networks of less context do not look at.
    """
    groups: dict[tuple[object, ...], list[_Placed]] = defaultdict(list)
    for index, request in enumerate(requests):
        check_request(request, distance)
        text = _middle(masked_window(request), unseen)
        key, start = _sharing(request, text)
        groups[key].append(_Placed(index, request, text, start))
    shared = [some for group in groups.values() for some in _together(group, distance, cost)]
    for members in sorted(shared, key=lambda some: min(item.index for item in some)):
        yield _tile(members, distance)


def _sharing(request: SpliceRequest, text: str) -> tuple[tuple[object, ...], int]:
    """Return what requests on one tile have in common, and where this one's window starts."""
    if request.place is None:
        return (request.strand, text), 0
    contig, pos = request.place
    start = pos - len(text) // 2
    body = (pos + request.body_start_offset, pos + request.body_end_offset)
    return (contig, request.strand, *body), start


def _middle(text: str, unseen: int) -> str:
    return text[unseen : len(text) - unseen]


def _together(
    group: Sequence[_Placed], distance: int, cost: Callable[[int], int]
) -> Iterator[list[_Placed]]:
    """Yield the members of each tile."""
    ordered = sorted(group, key=lambda item: (item.start, item.index))
    members: list[_Placed] = []
    for item in ordered:
        if members and not _pays(members, item, distance, cost):
            yield members
            members = []
        members.append(item)
    if members:
        yield members


def _pays(
    members: Sequence[_Placed], item: _Placed, distance: int, cost: Callable[[int], int]
) -> bool:
    """Tell whether a window is cheaper on the tile of these members than on one of its own."""
    first, last = members[0], members[-1]
    gap = item.start - last.start
    span = item.start - first.start
    if gap >= len(item.text) or span + len(item.text) > max(LONGEST_TILE, len(item.text)):
        return False
    if len(members) >= MOST_WINDOWS or last.text[gap:] != item.text[: len(item.text) - gap]:
        return False
    n_out = 2 * distance + 1
    return cost(span + n_out) < cost(last.start - first.start + n_out) + cost(n_out)


def _tile(members: Sequence[_Placed], distance: int) -> Tile:
    first = members[0]
    strand = first.request.strand
    joined = first.text
    for item in members[1:]:
        joined += item.text[len(joined) - (item.start - first.start) :]
    if len(joined) > len(first.text):
        joined = joined.ljust(-(-len(joined) // LENGTH_STEP) * LENGTH_STEP, "N")
    total = len(joined)
    windows: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    kept: dict[tuple[int, str, str], _Placed] = {}
    for item in members:
        key = (item.start, item.request.ref, item.request.alt)
        windows[key].append(item.index)
        kept[key] = item
    made = []
    for key, indices in windows.items():
        item = kept[key]
        begin = item.start - first.start
        offset = begin if strand == "+" else total - begin - len(item.text)
        made.append(_window(item, tuple(indices), offset, distance))
    made.sort(key=lambda window: window.indices)
    return Tile(stranded(joined, strand), tuple(made))


def _window(item: _Placed, indices: tuple[int, ...], offset: int, distance: int) -> Window:
    request, length = item.request, len(item.text)
    centre = length // 2
    reaches_out = centre + len(request.ref) + _EDIT_STEP > length
    if reaches_out or len(request.ref) > max(2 * distance, 1):
        unseen = (len(request.window) - length) // 2
        alt = _middle(allele_sequences(request, distance)[1], unseen)
        return Window(indices, offset, length, None, stranded(alt, request.strand))
    start, removed, put = _trimmed(item.text, centre, request)
    if request.strand == "-":
        start = length - start - removed
    return Window(indices, offset, length, Splice(start, removed, stranded(put, request.strand)))


def _trimmed(text: str, centre: int, request: SpliceRequest) -> tuple[int, int, str]:
    """Return (start, bases removed, bases put) without the bases both alleles share.

    At least one base is always put: of a plain deletion the base before it, so that the place
    where both sides meet is computed anew. Several are filled up with bases that follow.
    """
    old, new = text[centre : centre + len(request.ref)], request.alt
    end = 0
    while end < min(len(old), len(new)) - 1 and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[: len(old) - end], new[: len(new) - end]
    begin = 0
    while begin < min(len(old), len(new) - 1) and old[begin] == new[begin]:
        begin += 1
    start, removed, put = centre + begin, len(old) - begin, new[begin:]
    n_more = 0 if (removed, len(put)) == (1, 1) else -len(put) % _EDIT_STEP
    after = start + removed
    return start, removed + n_more, put + text[after : after + n_more]
