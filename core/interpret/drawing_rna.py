"""Observed junctions as arcs on the axis of a transcript; what is not drawn is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.domain.counting import counted
from core.domain.junction import Junction, ObservedJunction
from core.domain.rna import JunctionReads
from core.domain.sashimi import Sashimi
from core.domain.transcript import Transcript
from core.domain.transcript_drawing import ArcState, JunctionArc, ReferenceUse, RnaRow
from core.interpret.drawing_axis import AxisLayout, Columns, Span
from core.interpret.drawing_rows import levels

MOST_ARCS = 30
"""Arcs drawn in a row, the most used ones; the others are counted in a note."""
_NAMED = 4
"""Junctions that a note names, the most used ones."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An observed junction, how often it was (None where nobody counted), and that in words."""

    junction: Junction
    count: float | None
    label: str
    words: str

    @property
    def rarity(self) -> float:
        """Sorts the most used first."""
        return -(self.count or 0.0)


class RnaLane:
    """Lays observed junctions on the axis of one transcript.

    Parameters
    ----------
    states
        What the junctions of the drawn transcripts are, by their columns.
    """

    def __init__(
        self,
        transcript: Transcript,
        columns: Columns,
        layout: AxisLayout,
        states: Mapping[Span, ArcState],
    ) -> None:
        self._transcript, self._columns = transcript, columns
        self._layout, self._states = layout, states

    def patient(self, junctions: Sequence[JunctionReads]) -> tuple[RnaRow, tuple[str, ...]]:
        """Give the row of the patient's junctions and what is to be told of those not in it."""
        seen = [_Seen(one.junction, one.reads, f"{one.reads:,}", _reads(one)) for one in junctions]
        return self._row("RNA of the patient", seen)

    def reference(self, use: ReferenceUse) -> tuple[RnaRow, tuple[str, ...]]:
        """Give the row of a reference and what is to be told of junctions not in it."""
        units = {_unit(one) for one in use.junctions}
        counts = f" ({units.pop()})" if len(units) == 1 else ""
        seen = [_of_reference(one, has_unit=not counts) for one in use.junctions]
        return self._row(f"Reference: {use.name}{counts}", seen)

    def _row(self, title: str, seen: Sequence[_Seen]) -> tuple[RnaRow, tuple[str, ...]]:
        ours = [one for one in seen if self._is_ours(one.junction)]
        spans = [self._span(one.junction) for one in ours]
        pairs = zip(ours, spans, strict=True)
        inside = sorted(
            (pair for pair in pairs if self._layout.covers(pair[1])),
            key=lambda pair: (pair[1] not in self._states, pair[0].rarity, pair[1]),
        )
        drawn = inside[:MOST_ARCS]
        outside = [
            one for one, span in zip(ours, spans, strict=True) if not self._layout.covers(span)
        ]
        notes = (
            _note(title, "lies outside of what is drawn", "lie outside of what is drawn", outside),
            _note(
                title, "is rare and not drawn", "are rare and not drawn", _first(inside[MOST_ARCS:])
            ),
            _note(
                title,
                "lies on the other strand or chromosome",
                "lie on the other strand or chromosome",
                [one for one in seen if not self._is_ours(one.junction)],
            ),
        )
        arcs = self._arcs(drawn)
        return RnaRow(title, arcs, _sentence(title, arcs)), tuple(filter(None, notes))

    def _arcs(self, drawn: Sequence[tuple[_Seen, Span]]) -> tuple[JunctionArc, ...]:
        heights = levels([span for _, span in drawn])
        arcs = [
            JunctionArc(
                self._layout.x(span[0]),
                self._layout.x(span[1]),
                level,
                self._states.get(span, ArcState.OTHER),
                one.label,
                f"{_place(one.junction)}, {self._meaning(span)}: {one.words}",
                one.count,
            )
            for (one, span), level in zip(drawn, heights, strict=True)
        ]
        return tuple(sorted(arcs, key=lambda arc: (arc.x0, arc.x1)))

    def _meaning(self, span: Span) -> str:
        state = self._states.get(span, ArcState.OTHER)
        told = {
            ArcState.NEW: "predicted new junction",
            ArcState.KEPT: "normal junction",
            ArcState.LOST: "normal junction, predicted to be lost",
        }
        return told.get(state, "junction of neither transcript drawn")

    def _is_ours(self, junction: Junction) -> bool:
        is_strand = junction.strand in ("", self._transcript.strand)
        return is_strand and junction.chrom == self._transcript.chrom

    def _span(self, junction: Junction) -> Span:
        return self._columns.reference(junction.start, junction.end)


def junctions_of(sashimi: Sashimi) -> tuple[JunctionReads, ...]:
    """Give the junctions a sashimi plot holds, those that were looked for and not seen as well."""
    return tuple(
        JunctionReads(Junction(sashimi.chrom, arc.start, arc.end, sashimi.strand), arc.reads)
        for arc in sashimi.arcs
    )


def _reads(one: JunctionReads) -> str:
    beside = f" and {one.multi_reads:,} placed in several ways" if one.multi_reads else ""
    return f"{counted(one.reads, 'read')}{beside}"


def _unit(one: ObservedJunction) -> str:
    if one.samples is not None:
        return "samples"
    return "not counted" if one.reads is None else "reads"


def _of_reference(one: ObservedJunction, *, has_unit: bool) -> _Seen:
    told = []
    if one.samples is not None:
        told.append(f"{one.samples:,.0f} samples")
    if one.reads is not None:
        told.append(f"{one.reads:,.0f} reads")
    count = one.samples if one.samples is not None else one.reads
    words = ", ".join(told) or "not counted"
    label = "–" if count is None else f"{count:,.0f}"
    return _Seen(one.junction, count, told[0] if told and has_unit else label, words)


def _first(pairs: Iterable[tuple[_Seen, Span]]) -> list[_Seen]:
    return [one for one, _ in pairs]


def _note(title: str, one_does: str, many_do: str, seen: Sequence[_Seen]) -> str:
    """Say how many junctions are not drawn and name the most used of them; empty for none."""
    told = sorted(seen, key=lambda one: one.rarity)
    if not told:
        return ""
    named = "; ".join(f"{_place(one.junction)} ({one.words})" for one in told[:_NAMED])
    more = f"; {len(told) - _NAMED:,} more" if len(told) > _NAMED else ""
    does = one_does if len(told) == 1 else many_do
    return f"{title}: {counted(len(told), 'junction')} {does}: {named}{more}."


def _place(junction: Junction) -> str:
    return f"{junction.chrom}:{junction.start + 1:,}–{junction.end:,}"


def _sentence(title: str, arcs: Sequence[JunctionArc]) -> str:
    if not arcs:
        return f"{title}: no junction here."
    return f"{title}: {'; '.join(arc.words for arc in arcs)}."
