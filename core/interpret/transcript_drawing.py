"""A transcript and what is predicted to become of it, side by side on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.consequence import SiteUse, SpliceOutcome
from core.domain.rna import JunctionReads
from core.domain.transcript import Transcript
from core.domain.transcript_drawing import (
    ArcState,
    Box,
    JunctionArc,
    Part,
    ReferenceUse,
    RnaRow,
    SiteMark,
    TranscriptDrawing,
    TranscriptRow,
    VariantPlace,
)
from core.interpret import drawing_words as words
from core.interpret.allele_map import AlleleMap
from core.interpret.drawing_axis import AxisLayout, Columns, Span
from core.interpret.drawing_coding import (
    Translation,
    normal_translation,
    predicted_translation,
)
from core.interpret.drawing_marks import codon_marks
from core.interpret.drawing_range import drawn_range
from core.interpret.drawing_rna import RnaLane
from core.interpret.drawing_rows import (
    Chain,
    RowExon,
    exon_words,
    junction_states,
    junctions,
    levels,
    normal_exons,
    predicted_exons,
)
from core.interpret.outcome_forms import joined


def draw(
    transcript: Transcript,
    outcomes: Sequence[SpliceOutcome],
    allele: AlleleMap,
    rna: Sequence[JunctionReads] | None = None,
    reference: ReferenceUse | None = None,
) -> TranscriptDrawing:
    """Lay out the exons around a change: the normal transcript and one row for each outcome.

    Parameters
    ----------
    outcomes
        Of this transcript and this allele, in the order of the rows.
    rna
        Junctions of the patient's RNA on the reference; None where there is no RNA.
    reference
        How often junctions are used in people without the variant.
    """
    return _Drawer(transcript, outcomes, allele).drawing(rna, reference)


@dataclass(frozen=True, slots=True)
class _Predicted:
    """One outcome in columns."""

    outcome: SpliceOutcome
    chain: Chain
    translation: Translation | None


class _Drawer:
    """Lays out one drawing."""

    def __init__(
        self, transcript: Transcript, outcomes: Sequence[SpliceOutcome], allele: AlleleMap
    ) -> None:
        self._transcript, self._allele = transcript, allele
        self._columns = Columns(allele, transcript.strand)
        reference = self._columns.reference
        self._normal = tuple(sorted(reference(*one) for one in transcript.exons))
        self._translation = normal_translation(transcript, self._columns)
        self._predicted = [self._of(outcome) for outcome in outcomes]
        chains = [one.chain for one in self._predicted]
        stops = [one.span[1] for one in self._translations if one.span[1] != self._old_stop]
        within = drawn_range(self._normal, chains, self._columns.changed_bases, stops)
        exons = [span for chain in (self._normal, *chains) for span in chain]
        self._layout = AxisLayout(within, exons, self._columns)

    def drawing(
        self, rna: Sequence[JunctionReads] | None, reference: ReferenceUse | None
    ) -> TranscriptDrawing:
        """Give the drawing."""
        observed, rna_notes = self._observed(rna, reference)
        within = self._layout.within
        is_cut = self._normal[0][0] < within[0], self._normal[-1][1] > within[1]
        chrom, strand = self._transcript.chrom, self._transcript.strand
        axis = self._layout.axis(chrom, strand, is_cut=is_cut)
        is_shortened = any(one.is_shortened for one in axis.segments)
        notes = (
            *words.range_notes(self._normal, within, is_shortened=is_shortened),
            *(note for one in self._predicted for note in self._notes(one)),
            *rna_notes,
        )
        rows = (self._normal_row(), *(self._predicted_row(one) for one in self._predicted))
        title = words.title(self._transcript)
        return TranscriptDrawing(title, axis, rows, observed, self._variant(), notes)

    def _of(self, outcome: SpliceOutcome) -> _Predicted:
        exons = joined([one for one in outcome.exons if one[0] < one[1]])
        chain = tuple(sorted(self._columns.changed(*one) for one in exons))
        translation = predicted_translation(outcome, self._transcript, self._allele, self._columns)
        return _Predicted(outcome, chain, translation)

    @property
    def _translations(self) -> list[Translation]:
        found = [one.translation for one in self._predicted]
        return [one for one in found if one is not None and one.stop_number is not None]

    @property
    def _old_stop(self) -> int | None:
        return None if self._translation is None else self._translation.span[1]

    def _normal_row(self) -> TranscriptRow:
        coding = None if self._translation is None else self._translation.span
        boxes = self._boxes(normal_exons(self._normal, coding, self._columns))
        arcs = self._arcs(dict.fromkeys(junctions(self._normal), ArcState.KEPT))
        marks = codon_marks(self._layout, self._translation)
        sentence = words.normal_sentence(self._transcript, boxes, marks)
        return TranscriptRow("Normal", boxes, arcs, marks, (), sentence)

    def _predicted_row(self, one: _Predicted) -> TranscriptRow:
        normal = None if self._translation is None else self._translation.span
        # Where nobody knows what is translated, tall is what was coding before; a note says so.
        is_known = one.outcome.protein is not None
        own = None if one.translation is None else one.translation.span
        coding = own if is_known else normal
        exons = predicted_exons(one.chain, self._normal, (normal, coding), self._columns)
        boxes = self._boxes(exons)
        arcs = self._arcs(junction_states(one.chain, self._normal))
        marks = codon_marks(self._layout, one.translation, self._translation, one.chain)
        sentence = words.predicted_sentence(one.outcome, boxes, marks)
        title = words.row_title(one.outcome)
        return TranscriptRow(title, boxes, arcs, marks, self._sites(one.outcome), sentence)

    def _boxes(self, exons: Sequence[RowExon]) -> tuple[Box, ...]:
        return tuple(self._box(one) for one in exons if self._layout.covers(one.span))

    def _box(self, exon: RowExon) -> Box:
        x = self._layout.x
        parts = tuple(
            Part(x(part.span[0]), x(part.span[1]), part.is_coding, part.state, part.number)
            for part in exon.parts
        )
        place = words.place(self._transcript.chrom, self._columns, exon.span)
        told = f"{exon_words(exon, len(self._normal))}, {place}"
        ends = x(exon.span[0]), x(exon.span[1])
        return Box(*ends, exon.label, exon.state, exon.n_bases, parts, told)

    def _arcs(self, states: dict[Span, ArcState]) -> tuple[JunctionArc, ...]:
        drawn = [span for span in sorted(states) if self._layout.covers(span)]
        return tuple(
            JunctionArc(
                self._layout.x(span[0]),
                self._layout.x(span[1]),
                level,
                states[span],
                "",
                f"{states[span]} junction, "
                f"{words.place(self._transcript.chrom, self._columns, span)}",
            )
            for span, level in zip(drawn, levels(drawn), strict=True)
        )

    def _sites(self, outcome: SpliceOutcome) -> tuple[SiteMark, ...]:
        return tuple(
            SiteMark(
                site.kind,
                self._layout.x(self._edge(site)[1]),
                site.ref,
                site.alt,
                words.site(self._transcript.chrom, site),
            )
            for site in outcome.sites
            if self._layout.covers(self._edge(site))
        )

    def _edge(self, site: SiteUse) -> Span:
        """Give the edge of the exon at a site as an empty stretch."""
        start, end = self._columns.reference(site.pos - 1, site.pos)
        return (start, start) if site.kind == "acceptor" else (end, end)

    def _notes(self, one: _Predicted) -> tuple[str, ...]:
        outside = [s for s in one.outcome.sites if not self._layout.covers(self._edge(s))]
        stop = one.translation
        is_hidden = stop is not None and not self._layout.covers((stop.span[1],) * 2)
        return words.outcome_notes(
            one.outcome, self._transcript, outside, stop if is_hidden else None
        )

    def _observed(
        self, rna: Sequence[JunctionReads] | None, reference: ReferenceUse | None
    ) -> tuple[tuple[RnaRow, ...], tuple[str, ...]]:
        states = dict.fromkeys(junctions(self._normal), ArcState.KEPT)
        for one in self._predicted:
            found = junction_states(one.chain, self._normal)
            states |= {span: s for span, s in found.items() if s is not ArcState.KEPT}
        lane = RnaLane(self._transcript, self._columns, self._layout, states)
        told = [] if rna is None else [lane.patient(rna)]
        told += [] if reference is None else [lane.reference(reference)]
        return tuple(row for row, _ in told), tuple(note for _, notes in told for note in notes)

    def _variant(self) -> VariantPlace | None:
        change, span = self._allele.change, self._columns.changed_bases
        if change is None or span is None:
            return None
        ends = self._layout.x(span[0]), self._layout.x(span[1])
        return VariantPlace(*ends, words.change(self._transcript.chrom, change))
