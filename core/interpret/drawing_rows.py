"""Exons of two transcripts beside each other: what is kept, new and lost, in columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

from core.domain.counting import counted
from core.domain.transcript_drawing import ArcState, BoxState, PartState
from core.interpret.drawing_axis import Columns, Span

Chain = tuple[Span, ...]
"""Exons in reading direction."""


@dataclass(frozen=True, slots=True)
class ExonPart:
    """A stretch of an exon of which everything is the same; `number` of the normal exon it is in."""

    span: Span
    is_coding: bool
    state: PartState
    number: int | None


@dataclass(frozen=True, slots=True)
class RowExon:
    """An exon, or what is lost of one, with the 1-based numbers of the normal exons it touches.

    `deleted` and `put_in` are columns of the variant, None in the normal transcript.
    """

    span: Span
    numbers: tuple[int, ...]
    state: BoxState
    parts: tuple[ExonPart, ...]
    is_whole: bool
    deleted: Span | None = None
    put_in: Span | None = None

    @property
    def n_bases(self) -> int:
        """Bases of its chromosome copy, of a lost one those of the reference."""
        if self.state is not BoxState.LOST:
            return _length(self.span) - self.n_of(PartState.ABSENT)
        return _length(self.span) - self.n_put_in

    @property
    def n_deleted(self) -> int:
        """Bases that the variant takes out of it."""
        return _shared(self.span, self.deleted)

    @property
    def n_put_in(self) -> int:
        """Bases that the variant puts into it."""
        return _shared(self.span, self.put_in)

    def n_of(self, state: PartState) -> int:
        """Bases of one state."""
        return sum(_length(part.span) for part in self.parts if part.state is state)

    @property
    def label(self) -> str:
        """What stands on the box."""
        if self.state is BoxState.NEW:
            return "new"
        if self.state is BoxState.LOST and not self.is_whole:
            return ""
        return "–".join(dict.fromkeys((str(self.numbers[0]), str(self.numbers[-1]))))


def normal_exons(chain: Chain, coding: Span | None, columns: Columns) -> tuple[RowExon, ...]:
    """Give the exons of the normal transcript."""
    return tuple(
        RowExon(
            span,
            (number,),
            BoxState.UNCHANGED,
            _parts(span, {number: span}, coding, columns.only_changed),
            is_whole=True,
        )
        for number, span in enumerate(chain, 1)
    )


def predicted_exons(
    chain: Chain,
    normal: Chain,
    coding: tuple[Span | None, Span | None],
    columns: Columns,
) -> tuple[RowExon, ...]:
    """Give the exons of a predicted transcript and what it lost of the normal one, in order.

    `coding` holds the coding stretches of the normal and of the predicted transcript.
    """
    found = [_predicted(span, normal, coding[1], columns) for span in chain]
    found += _lost(chain, normal, coding[0], columns)
    return tuple(sorted(found, key=lambda one: one.span))


def junctions(chain: Chain) -> tuple[Span, ...]:
    """Give the introns between exons that do not touch."""
    return tuple((left[1], right[0]) for left, right in pairwise(chain) if left[1] < right[0])


def junction_states(chain: Chain, normal: Chain) -> dict[Span, ArcState]:
    """Give every junction of a predicted transcript, and those of the normal one it does without."""
    usual = junctions(normal)
    found = dict.fromkeys(usual, ArcState.LOST)
    for one in junctions(chain):
        found[one] = ArcState.KEPT if one in usual else ArcState.NEW
    return found


def levels(arcs: Sequence[Span]) -> list[int]:
    """Give heights from 1: above the arcs inside, and never that of one sharing a stretch."""
    order = sorted(range(len(arcs)), key=lambda number: (_length(arcs[number]), arcs[number]))
    found = [0] * len(arcs)
    for place, number in enumerate(order):
        near = [one for one in order[:place] if _overlaps(arcs[one], arcs[number])]
        inside = [found[one] for one in near if _holds(arcs[number], arcs[one])]
        taken = {found[one] for one in near}
        lowest = 1 + max(inside, default=0)
        found[number] = next(level for level in count(lowest) if level not in taken)
    return found


def exon_words(exon: RowExon, n_exons: int) -> str:
    """Say what becomes of an exon; `n_exons` has the normal transcript."""
    size = counted(exon.n_bases, "base")
    numbers = exon.numbers
    name = f"exon {numbers[0]} of {n_exons}" if numbers else "new exon"
    if exon.state is BoxState.LOST:
        what = "lost" if exon.is_whole else "a part of it lost"
        deleted = f", {exon.n_deleted:,} of them deleted by the variant" if exon.n_deleted else ""
        return f"{name}: {what} ({size}{deleted})"
    return f"{_kept_words(exon, name, size)}{_indel_words(exon)}"


def _kept_words(exon: RowExon, name: str, size: str) -> str:
    new, numbers = exon.n_of(PartState.NEW), exon.numbers
    if len(numbers) > 1:
        return f"exons {numbers[0]} to {numbers[-1]} in one piece: {size}, {new:,} of them new"
    if exon.state is BoxState.NEW:
        return f"{name} of {size}"
    if exon.state is BoxState.LENGTHENED:
        return f"{name}: lengthened by {new:,} to {size}"
    is_indel = exon.state is BoxState.UNCHANGED and exon.n_deleted + exon.n_put_in
    return f"{name}: {'splice sites unchanged' if is_indel else exon.state}, {size}"


def _indel_words(exon: RowExon) -> str:
    if exon.n_deleted:
        return f" ({exon.n_deleted:,} deleted by the variant)"
    return f" ({exon.n_put_in:,} of them put in by the variant)" if exon.n_put_in else ""


def _predicted(span: Span, normal: Chain, coding: Span | None, columns: Columns) -> RowExon:
    touched = [(n, one) for n, one in enumerate(normal, 1) if _overlaps(one, span)]
    parts = _parts(span, dict(enumerate(normal, 1)), coding, columns.only_reference)
    numbers = tuple(number for number, _ in touched)
    state = _state(span, [one for _, one in touched], parts)
    indel = columns.only_reference, columns.only_changed
    is_whole = True
    return RowExon(span, numbers, state, parts, is_whole, *indel)


def _state(span: Span, touched: Sequence[Span], parts: Sequence[ExonPart]) -> BoxState:
    if not touched:
        return BoxState.NEW
    n_new = sum(_length(part.span) for part in parts if part.state is PartState.NEW)
    if len(touched) > 1:
        return BoxState.RETAINED if n_new else BoxState.UNCHANGED
    if span == touched[0]:
        return BoxState.UNCHANGED
    start, end = touched[0]
    n_lost = max(0, span[0] - start) + max(0, end - span[1])
    return BoxState.LENGTHENED if n_new > n_lost else BoxState.SHORTENED


def _lost(chain: Chain, normal: Chain, coding: Span | None, columns: Columns) -> list[RowExon]:
    found = []
    for number, exon in enumerate(normal, 1):
        for span in _without(exon, chain):
            parts = tuple(
                replace(part, state=PartState.LOST) if part.state is PartState.KEPT else part
                for part in _parts(span, {number: span}, coding, columns.only_reference)
            )
            indel = columns.only_reference, columns.only_changed
            found.append(RowExon(span, (number,), BoxState.LOST, parts, span == exon, *indel))
    return found


def _without(span: Span, others: Iterable[Span]) -> list[Span]:
    """Cut others out of a stretch."""
    start, found = span[0], []
    for first, last in others:
        if last <= start or first >= span[1]:
            continue
        if first > start:
            found.append((start, first))
        start = last
    if start < span[1]:
        found.append((start, span[1]))
    return found


def _parts(
    span: Span, kept: Mapping[int, Span], coding: Span | None, absent: Span | None
) -> tuple[ExonPart, ...]:
    """Cut an exon where anything changes; `kept` are normal exons by their numbers."""
    cuts = {edge for other in (*kept.values(), coding, absent) if other for edge in other}
    edges = [span[0], *sorted(cut for cut in cuts if span[0] < cut < span[1]), span[1]]
    found = []
    for piece in pairwise(edges):
        number = next((n for n, one in kept.items() if _holds(one, piece)), None)
        state = PartState.NEW if number is None else PartState.KEPT
        if absent is not None and _holds(absent, piece):
            state = PartState.ABSENT
        is_coding = coding is not None and _holds(coding, piece)
        found.append(ExonPart(piece, is_coding, state, number))
    return tuple(found)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _overlaps(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _shared(one: Span, other: Span | None) -> int:
    return 0 if other is None else max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _length(span: Span) -> int:
    return span[1] - span[0]
