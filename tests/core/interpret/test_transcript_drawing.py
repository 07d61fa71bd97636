"""Normal and predicted transcripts on one axis: counted by hand, mirrored, and at random."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.domain.consequence import OutcomeKind
from core.domain.junction import Junction, ObservedJunction
from core.domain.rna import JunctionReads
from core.domain.sashimi import Arc, ArcRole, Sashimi
from core.domain.transcript_drawing import (
    ArcState,
    BoxState,
    MarkKind,
    PartState,
    ReferenceUse,
)
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.drawing_axis import AxisLayout, Columns
from core.interpret.drawing_rna import MOST_ARCS, junctions_of
from core.interpret.drawing_rows import levels
from core.interpret.outcome_forms import joined
from core.interpret.transcript_drawing import draw
from tests.core.drawing_examples import (
    EXAMPLES,
    EXONS,
    allele,
    deletion,
    exon_skipping,
    fetch,
    insertion,
    intron_retention,
    last_exon,
    minus_strand,
    model,
    protein,
    pseudoexon,
    seen,
    site,
)
from tests.core.real_genes import outcome, skipping, with_exon_changed

UNCHANGED = AlleleMap(None, fetch)


def boxes(row):
    return [(box.label, box.state) for box in row.boxes if box.state is not BoxState.UNCHANGED]


def arcs(row, state):
    """Junctions of a state by the labels of the boxes that begin or end at them."""
    left = {box.x1: box.label for box in row.boxes}
    right = {box.x0: box.label for box in row.boxes}
    return [(left[arc.x0], right[arc.x1]) for arc in row.arcs if arc.state is state]


class TestRows:
    def test_a_skipped_exon_is_lost_with_both_its_junctions(self):
        normal, predicted = exon_skipping().rows
        assert [box.label for box in normal.boxes] == ["2", "3", "4", "5", "6"]
        assert {box.state for box in normal.boxes} == {BoxState.UNCHANGED}
        assert boxes(predicted) == [("4", BoxState.LOST)]
        assert arcs(predicted, ArcState.NEW) == [("3", "5")]
        assert arcs(predicted, ArcState.LOST) == [("3", "4"), ("4", "5")]
        assert arcs(predicted, ArcState.KEPT) == [("2", "3"), ("5", "6")]

    def test_the_new_junction_bows_over_those_it_replaces(self):
        predicted = exon_skipping().rows[1]
        new = next(arc for arc in predicted.arcs if arc.state is ArcState.NEW)
        assert new.level > max(arc.level for arc in predicted.arcs if arc is not new)

    def test_a_pseudoexon_stands_between_two_new_junctions(self):
        predicted = pseudoexon().rows[1]
        assert boxes(predicted) == [("new", BoxState.NEW)]
        assert arcs(predicted, ArcState.NEW) == [("3", "new"), ("new", "4")]
        assert arcs(predicted, ArcState.LOST) == [("3", "4")]
        new = next(box for box in predicted.boxes if box.state is BoxState.NEW)
        assert new.n_bases == 121
        assert new.words == "new exon of 121 bases, chr1:9,401–9,521"

    @pytest.mark.parametrize("strand", ["+", "-"])
    def test_a_lost_part_stands_beside_what_is_left(self, strand):
        of = model(strand)
        predicted = with_exon_changed(of, 4, (12_000, 12_084), OutcomeKind.PARTIAL_EXON_LOSS)
        row = draw(of, [predicted], allele(12_131)).rows[1]
        told = [("4", BoxState.SHORTENED), ("", BoxState.LOST)]
        assert boxes(row) == (told if strand == "+" else told[::-1])
        lost = next(box for box in row.boxes if box.state is BoxState.LOST)
        assert lost.words == "exon 4 of 7: a part of it lost (46 bases), chr1:12,085–12,130"

    @pytest.mark.parametrize("strand", ["+", "-"])
    def test_an_exon_that_grows_keeps_its_old_part_apart(self, strand):
        of = model(strand)
        predicted = with_exon_changed(of, 4, (11_982, 12_130), OutcomeKind.PARTIAL_INTRON_RETENTION)
        row = draw(of, [predicted], allele(11_981)).rows[1]
        assert boxes(row) == [("4", BoxState.LENGTHENED)]
        grown = next(box for box in row.boxes if box.label == "4")
        told = [(PartState.NEW, None), (PartState.KEPT, 4)]
        parts = [(part.state, part.exon_number) for part in grown.parts]
        assert parts == (told if strand == "+" else told[::-1])
        assert grown.words.startswith("exon 4 of 7: lengthened by 18 to 148 bases")

    def test_a_retained_intron_joins_two_exons_in_one_box(self):
        row = intron_retention().rows[1]
        assert boxes(row) == [("4–5", BoxState.RETAINED)]
        states = [part.state for part in row.boxes[1].parts]
        assert states == [PartState.KEPT, PartState.NEW, PartState.NEW, PartState.KEPT]
        assert arcs(row, ArcState.NEW) == []

    def test_without_an_outcome_the_normal_transcript_stands_alone(self):
        drawing = draw(model(), (), allele(12_131))
        assert [row.title for row in drawing.rows] == ["Normal"]
        # The change lies in intron 4: two exons on either side.
        assert [box.label for box in drawing.rows[0].boxes] == ["3", "4", "5", "6"]

    def test_every_outcome_has_a_row_on_the_same_axis(self):
        normal, first, second = minus_strand().rows
        shared = {(box.label, box.x0, box.x1) for box in normal.boxes if box.label != "4"}
        assert shared <= {(box.label, box.x0, box.x1) for box in first.boxes}
        assert shared <= {(box.label, box.x0, box.x1) for box in second.boxes}


class TestIndels:
    def test_deleted_bases_of_a_lost_exon_are_told_apart(self):
        lost = deletion().rows[1].boxes[2]
        assert lost.words == (
            "exon 4 of 7: lost (130 bases, 30 of them deleted by the variant), chr1:12,001–12,130"
        )
        assert [part.state for part in lost.parts] == [PartState.LOST, PartState.ABSENT]

    def test_inserted_bases_open_the_normal_exon(self):
        drawing = insertion()
        normal, skipped, kept = (row.boxes[2] for row in drawing.rows)
        assert [part.state for part in normal.parts] == [
            PartState.KEPT,
            PartState.ABSENT,
            PartState.KEPT,
        ]
        assert (normal.n_bases, kept.n_bases, skipped.n_bases) == (130, 430, 130)
        assert kept.state is BoxState.UNCHANGED
        assert kept.words.startswith(
            "exon 4 of 7: splice sites unchanged, 430 bases (300 of them put in by the variant)"
        )
        assert normal.words.startswith("exon 4 of 7: unchanged, 130 bases, chr1")
        put_in = next(one for one in drawing.axis.segments if one.first_pos is None)
        assert put_in.n_bases == 300
        assert drawing.axis.pos_at((put_in.x0 + put_in.x1) / 2) is None
        assert (drawing.variant.x0, drawing.variant.x1) == (put_in.x0, put_in.x1)

    def test_exons_behind_an_indel_stay_in_their_columns(self):
        plain = draw(model(), [skipping(model(), 4)], allele(12_060)).rows[1]
        assert [box.label for box in insertion().rows[1].boxes] == [b.label for b in plain.boxes]

    def test_bases_deleted_within_an_exon_are_told(self):
        of = model()
        exons = tuple((s - 3 * (s > 12_060), e - 3 * (e > 12_060)) for s, e in EXONS)
        predicted = outcome(of, OutcomeKind.SITE_STRENGTHENED, exons, 0)
        row = draw(of, [predicted], allele(12_060, "AAA", "")).rows[1]
        fourth = next(box for box in row.boxes if box.label == "4")
        assert (fourth.state, fourth.n_bases) == (BoxState.UNCHANGED, 127)
        assert "splice sites unchanged, 127 bases (3 deleted by the variant)" in fourth.words

    def test_a_deleted_intron_joins_its_exons_without_new_bases(self):
        of = model()
        exons = tuple((s - 870 * (s > 12_130), e - 870 * (e > 12_130)) for s, e in EXONS)
        predicted = outcome(of, OutcomeKind.PARTIAL_EXON_LOSS, exons, 0)
        row = draw(of, [predicted], allele(12_130, "A" * 870, "")).rows[1]
        joined_box = next(box for box in row.boxes if box.label == "4–5")
        assert joined_box.n_bases == 130 + 95
        assert PartState.NEW not in {part.state for part in joined_box.parts}


class TestCodons:
    def test_a_premature_stop_tells_its_codon_and_ends_what_is_coding(self):
        # 100 coding bases of exon 1, 120, 140: 360; codon 128 ends at base 384, 24 into exon 5.
        drawing = exon_skipping()
        row = drawing.rows[1]
        (stop,) = row.marks
        assert (stop.kind, stop.label) == (MarkKind.PREMATURE_STOP, "premature stop, codon 128")
        assert drawing.axis.pos_at(stop.x - 1e-6) == 13_024
        fifth = next(box for box in row.boxes if box.label == "5")
        assert [part.is_coding for part in fifth.parts] == [True, False]
        assert not row.boxes[-1].parts[0].is_coding

    def test_the_old_stop_is_marked_where_it_is_kept_and_not_reached(self):
        of = model()
        predicted = replace(skipping(of, 6), protein=protein(200, stop_after=2))
        kinds = [mark.kind for mark in draw(of, [predicted], allele(20_201)).rows[1].marks]
        assert kinds == [MarkKind.PREMATURE_STOP, MarkKind.OLD_STOP]

    def test_the_same_stop_further_along_is_no_new_one(self):
        # 100 + 120 + 140 + 130 + 95 + 200 + 100 = 885 bases: 295 codons, sixty bases less 275.
        normal, predicted = (row.marks[-1] for row in last_exon().rows)
        assert (normal.kind, normal.label) == (MarkKind.STOP, "stop, codon 295")
        assert (predicted.kind, predicted.label) == (MarkKind.STOP, "stop, codon 275")

    def test_a_stop_behind_the_old_one_is_not_premature(self):
        of = model()
        predicted = replace(
            with_exon_changed(of, 7, (22_061, 24_500), OutcomeKind.PARTIAL_EXON_LOSS),
            protein=protein(300),
        )
        marks = draw(of, [predicted], allele(21_999)).rows[1].marks
        assert [mark.kind for mark in marks] == [MarkKind.LATER_STOP, MarkKind.OLD_STOP]

    def test_a_stop_two_exons_further_is_drawn_too(self):
        of = model()
        predicted = replace(skipping(of, 2), protein=protein(160, stop_after=60))
        row = draw(of, [predicted], allele(3_120)).rows[1]
        # 100 + 140 + 130 + 95 bases before exon 6, in which codon 160 ends at base 480.
        assert row.boxes[-1].label == "6"
        assert row.marks[-1].label == "premature stop, codon 160"

    def test_a_stop_out_of_view_is_noted(self):
        drawing = EXAMPLES["acceptor_extension"]()
        assert (
            "Predicted: partial intron retention, share 80%: its stop codon, codon 301, lies "
            "outside of what is drawn."
        ) in drawing.notes

    def test_a_lost_start_leaves_nothing_coding(self):
        of = model()
        nothing = replace(protein(1), protein="", is_start_lost=True)
        drawing = draw(of, [replace(skipping(of, 4), protein=nothing)], allele(12_130))
        row = drawing.rows[1]
        kept = [box for box in row.boxes if box.state is not BoxState.LOST]
        assert not any(part.is_coding for box in kept for part in box.parts)
        assert any("without a start codon" in note for note in drawing.notes)

    def test_an_unknown_protein_is_said_to_be_unknown(self):
        of = model()
        drawing = draw(of, [skipping(of, 4)], allele(12_130))
        assert any("what is translated is not known (not looked at)" in n for n in drawing.notes)


class TestSites:
    def test_sites_stand_at_their_edges_of_the_exon_on_both_strands(self):
        row = exon_skipping().rows[1]
        lost = next(box for box in row.boxes if box.label == "4")
        assert [(one.kind, one.x) for one in row.sites] == [
            ("acceptor", lost.x0),
            ("donor", lost.x1),
        ]
        row = minus_strand().rows[1]
        lost = next(box for box in row.boxes if box.label == "4")
        assert [(one.kind, one.x) for one in row.sites] == [
            ("acceptor", lost.x0),
            ("donor", lost.x1),
        ]
        assert (row.sites[0].ref, row.sites[0].alt) == (0.96, 0.05)

    def test_a_site_out_of_view_is_noted_with_its_probabilities(self):
        of = model()
        far = site("donor", 24_900, 0.5, 0.75, is_annotated=False)
        drawing = draw(of, [replace(skipping(of, 3), sites=(far,))], allele(7_140))
        assert drawing.rows[1].sites == ()
        assert (
            "Not drawn: new donor at chr1:24,900: probability 0.5000 on REF, 0.7500 on ALT."
        ) in drawing.notes


class TestRna:
    def test_junctions_stand_where_the_transcripts_have_them(self):
        drawing = exon_skipping()
        patient, reference = drawing.rna
        new = next(arc for arc in drawing.rows[1].arcs if arc.state is ArcState.NEW)
        (observed,) = (arc for arc in patient.arcs if arc.state is ArcState.NEW)
        assert (observed.x0, observed.x1, observed.label) == (new.x0, new.x1, "48")
        assert reference.title == "Reference: GTEx, whole blood (samples)"
        assert [arc.label for arc in reference.arcs] == ["9,812", "12", "9,640"]

    def test_a_junction_of_neither_transcript_is_drawn_as_such(self):
        other = [arc for arc in exon_skipping().rna[0].arcs if arc.state is ArcState.OTHER]
        assert [arc.label for arc in other] == ["3"]
        assert "junction of neither transcript drawn: 3 reads" in other[0].words

    def test_a_junction_out_of_view_is_told(self):
        assert (
            "RNA of the patient: 1 junction lies outside of what is drawn: "
            "chr1:24,901–26,000 (7 reads)."
        ) in exon_skipping().notes

    def test_other_strands_are_told_and_an_unknown_one_is_drawn(self):
        reads = (*seen((12_130, 13_000, 4), strand="-"), *seen((12_130, 13_000, 5), strand=""))
        drawing = draw(model(), [skipping(model(), 4)], allele(12_130), reads)
        assert [arc.label for arc in drawing.rna[0].arcs] == ["5"]
        assert any("other strand or chromosome" in note for note in drawing.notes)

    def test_no_rna_and_no_junction_are_not_the_same(self):
        of, predicted = model(), [skipping(model(), 4)]
        assert draw(of, predicted, allele(12_130)).rna == ()
        (row,) = draw(of, predicted, allele(12_130), ()).rna
        assert row.sentence == "RNA of the patient: no junction here."

    def test_rare_junctions_beyond_the_most_are_counted(self):
        many = seen(*((7_140 + n, 12_000, n + 1) for n in range(MOST_ARCS + 3)))
        drawing = draw(model(), [skipping(model(), 4)], allele(12_130), many)
        assert len(drawing.rna[0].arcs) == MOST_ARCS
        assert any("3 junctions are rare and not drawn" in note for note in drawing.notes)
        # That of the normal transcript is drawn though one read alone shows it.
        assert "1" in [arc.label for arc in drawing.rna[0].arcs]

    def test_a_sashimi_plot_gives_its_junctions_with_those_nobody_saw(self):
        plot = Sashimi(
            "chr1", 0, 9, "-", (), (Arc(2, 5, 0, ArcRole.NEW), Arc(3, 5, 7, ArcRole.OTHER))
        )
        assert junctions_of(plot) == seen((2, 5, 0), (3, 5, 7), strand="-")

    def test_a_reference_without_counts_says_so(self):
        use = ReferenceUse(
            "table", (ObservedJunction(Junction("chr1", 7_140, 12_000, "+"), None, None),)
        )
        drawing = draw(model(), [skipping(model(), 4)], allele(12_130), None, use)
        assert drawing.rna[0].title == "Reference: table (not counted)"
        assert drawing.rna[0].arcs[0].label == "–"


class TestAxis:
    def test_exons_keep_their_proportions_and_long_introns_do_not(self):
        drawing = exon_skipping()
        widths = {box.label: (box.x1 - box.x0) / box.n_bases for box in drawing.rows[0].boxes}
        assert max(widths.values()) == pytest.approx(min(widths.values()))
        assert sum(one.is_shortened for one in drawing.axis.segments) == 4

    def test_the_minus_strand_reads_from_high_to_low(self):
        axis = minus_strand().axis
        assert (axis.first_pos, axis.last_pos) == (20_200, 3_001)

    def test_neighbours_are_drawn_and_the_rest_is_named(self):
        drawing = exon_skipping()
        assert (drawing.axis.is_cut_left, drawing.axis.is_cut_right) == (True, True)
        assert "Not drawn: exons 1 and 7 of 7." in drawing.notes

    def test_a_change_beside_the_transcript_is_on_the_axis(self):
        drawing = draw(model(), (), allele(500))
        assert drawing.axis.first_pos == 501
        assert drawing.variant.x0 == drawing.axis.start

    def test_without_any_change_the_whole_transcript_is_drawn(self):
        drawing = draw(model(), (), UNCHANGED)
        assert [box.label for box in drawing.rows[0].boxes] == list("1234567")
        assert drawing.variant is None

    def test_the_smallest_piece_can_still_be_seen(self):
        of = model()
        predicted = with_exon_changed(of, 7, (22_001, 24_500), OutcomeKind.PARTIAL_EXON_LOSS)
        lost = draw(of, [predicted], allele(21_999)).rows[1].boxes[-2]
        assert (lost.state, lost.n_bases) == (BoxState.LOST, 1)
        assert lost.x1 - lost.x0 >= 10


def test_arcs_that_share_a_stretch_stand_at_different_heights():
    assert levels([(0, 10), (10, 20), (0, 20), (5, 15)]) == [1, 1, 3, 2]


def test_the_words_hold_every_row_and_every_note():
    for made in EXAMPLES.values():
        drawing = made()
        told = [row.sentence for row in (*drawing.rows, *drawing.rna)] + list(drawing.notes)
        assert all(sentence in drawing.words for sentence in told)


LENGTH = 30_000


@st.composite
def transcripts(draw_from):
    """Give sorted exons with introns between them."""
    n_exons = draw_from(st.integers(1, 7))
    exons, at = [], draw_from(st.integers(100, 900))
    for _ in range(n_exons):
        end = at + draw_from(st.integers(1, 900))
        exons.append((at, end))
        at = end + draw_from(st.integers(1, 2_500))
    return tuple(exons)


@st.composite
def changes(draw_from):
    start = draw_from(st.integers(50, 15_000))
    n_deleted, n_inserted = draw_from(
        st.sampled_from([(1, 1), (0, 3), (0, 400), (5, 0), (700, 0), (4, 4)])
    )
    return Change(start, "A" * n_deleted, "C" * n_inserted)


@st.composite
def cases(draw_from):
    """Give exons, a change, and the exons of an outcome in coordinates of the changed copy."""
    exons, change = draw_from(transcripts()), draw_from(changes())
    copy = AlleleMap(change, fetch)
    chain = []
    for start, end in exons:
        first, last = copy.boundary(start), copy.boundary(end, takes_insertion=True)
        action = draw_from(st.sampled_from(["keep", "keep", "skip", "move", "split"]))
        if action == "skip" or last <= first:
            continue
        if action == "move":
            first += draw_from(st.integers(-60, 60))
            last += draw_from(st.integers(-60, 60))
        if action == "split" and last - first > 40:
            chain.append((first, first + 10))
            first += 25
        chain.append((first, last))
    if draw_from(st.booleans()):
        at = draw_from(st.integers(60, 15_000))
        chain.append((at, at + draw_from(st.integers(1, 200))))
    chain.sort()
    assume(chain and all(start < end for start, end in chain))
    assume(all(left[1] <= right[0] for left, right in pairwise(chain)))
    return exons, change, tuple(chain)


introns = st.lists(
    st.tuples(st.integers(0, 14_000), st.integers(1, 3_000), st.integers(0, 50)), max_size=12
).map(lambda drawn: [(start, start + length, reads) for start, length, reads in drawn])


def drawing_of(exons, change, chain, strand, rna=None):
    of = model(strand, exons, cds_start=exons[0][0], cds_end=exons[-1][1])
    predicted = outcome(of, OutcomeKind.PARTIAL_EXON_LOSS, chain, 0)
    reads = None if rna is None else seen(*rna, strand=strand)
    return draw(of, [predicted], AlleleMap(change, fetch), reads)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from("+-"), introns)
def test_any_drawing_is_in_order_and_complete(case, strand, rna):
    exons, change, chain = case
    drawing = drawing_of(exons, change, chain, strand, rna)
    axis = drawing.axis
    for left, right in pairwise(axis.segments):
        assert left.x1 == right.x0
    assert all(one.x0 < one.x1 for one in axis.segments)
    ends = [p for one in axis.segments if one.first_pos for p in (one.first_pos, one.last_pos)]
    assert ends == sorted(ends, reverse=strand == "-")
    assert 0 <= axis.start < axis.end <= axis.width + 1e-6
    for row in drawing.rows:
        for left, right in pairwise(row.boxes):
            assert left.x1 <= right.x0 + 1e-9
        for box in row.boxes:
            assert (box.x0, box.x1) == (box.parts[0].x0, box.parts[-1].x1)
            assert all(left.x1 == right.x0 for left, right in pairwise(box.parts))
    told = sum(
        int(re.match(r"RNA of the patient: (\d+) junction", note)[1])
        for note in drawing.notes
        if note.startswith("RNA of the patient")
    )
    assert len(drawing.rna[0].arcs) + told == len(rna)


@settings(max_examples=150, deadline=None)
@given(cases(), st.sampled_from("+-"))
def test_every_exon_of_an_outcome_in_view_is_drawn_once(case, strand):
    exons, change, chain = case
    drawing = drawing_of(exons, change, chain, strand)
    copy = AlleleMap(change, fetch)
    low, high = sorted((drawing.axis.first_pos, drawing.axis.last_pos))

    def is_in_view(span):
        places = [int(one) for one in copy.origins(*span) if one >= 0]
        return not places or (low <= places[0] + 1 and places[-1] + 1 <= high)

    wanted = sorted(end - start for start, end in joined(chain) if is_in_view((start, end)))
    drawn = [box for box in drawing.rows[1].boxes if box.state is not BoxState.LOST]
    assert sorted(box.n_bases for box in drawn) == wanted


@settings(max_examples=100, deadline=None)
@given(cases(), introns)
def test_the_mirrored_genome_on_the_other_strand_is_the_same_drawing(case, rna):
    exons, change, chain = case
    there = drawing_of(exons, change, chain, "+", rna)
    length = LENGTH + len(change.inserted) - len(change.deleted)
    back = drawing_of(
        tuple((LENGTH - end, LENGTH - start) for start, end in reversed(exons)),
        Change(LENGTH - change.end, change.deleted, change.inserted),
        tuple((length - end, length - start) for start, end in reversed(chain)),
        "-",
        [(LENGTH - end, LENGTH - start, reads) for start, end, reads in rna],
    )
    for one, other in zip(there.rows, back.rows, strict=True):
        assert [(b.x0, b.x1, b.label, b.state, b.n_bases) for b in one.boxes] == [
            (b.x0, b.x1, b.label, b.state, b.n_bases) for b in other.boxes
        ]
        assert [(a.x0, a.x1, a.state) for a in one.arcs] == [
            (a.x0, a.x1, a.state) for a in other.arcs
        ]
    assert sorted(arc.label for arc in there.rna[0].arcs) == sorted(
        arc.label for arc in back.rna[0].arcs
    )


@given(changes(), st.sampled_from("+-"), st.integers(0, 20_000))
def test_columns_know_their_genome_place(change, strand, base):
    columns = Columns(AlleleMap(change, fetch), strand)
    assert columns.pos(columns.reference(base, base + 1)[0]) == base + 1


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=9, unique=True))
def test_places_on_the_axis_ascend(edges):
    layout = AxisLayout((0, 60_000), [(edge, edge + 1) for edge in edges], Columns(UNCHANGED, "+"))
    places = [layout.x(at) for at in range(0, 60_001, 97)]
    assert all(left < right for left, right in pairwise(places))


def test_junctions_of_reads_are_counted_once():
    reads = JunctionReads(Junction("chr1", 7_140, 12_000, "+"), 3, 2)
    drawing = draw(model(), [skipping(model(), 4)], allele(12_130), (reads,))
    assert "3 reads and 2 placed in several ways" in drawing.rna[0].arcs[0].words
