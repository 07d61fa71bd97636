"""Counting in fragments whose answer can be counted by hand."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.junction import Junction
from core.domain.rna import Fragment, JunctionReads
from core.interpret.fragments import (
    clipped,
    depth,
    junction_reads,
    n_inside,
    of_strand,
    reads_by_intron,
    shortened,
)

SPLICED = ((100, 110), (200, 220))


def test_a_junction_counts_where_both_anchors_are_long_enough():
    fragments = [Fragment("+", (SPLICED,))]
    assert junction_reads("chr1", fragments, 10) == (
        JunctionReads(Junction("chr1", 110, 200, "+"), 1),
    )
    assert junction_reads("chr1", fragments, 11) == ()


def test_mates_that_overlap_a_junction_count_once():
    fragment = Fragment("", (SPLICED, ((105, 110), (200, 230))))
    (found,) = junction_reads("chr1", [fragment, fragment], 5)
    assert found.reads == 2


def test_a_short_anchor_of_one_mate_is_made_good_by_the_other():
    fragment = Fragment("", (((107, 110), (200, 230)), SPLICED))
    (found,) = junction_reads("chr1", [fragment], 8)
    assert found.reads == 1


def test_a_read_over_two_junctions_counts_for_both():
    read = ((100, 110), (200, 210), (300, 310))
    found = junction_reads("chr1", [Fragment("-", (read,))], 8)
    assert [(one.junction.start, one.junction.end) for one in found] == [(110, 200), (210, 300)]


def test_junctions_of_one_place_on_both_strands_stand_apart_and_add_up_by_strand():
    fragments = [Fragment("+", (SPLICED,)), Fragment("-", (SPLICED,)), Fragment("", (SPLICED,))]
    found = junction_reads("chr1", fragments, 8)
    assert [(one.junction.strand, one.reads) for one in found] == [("", 1), ("+", 1), ("-", 1)]
    assert reads_by_intron(found, "+") == {(110, 200): 2}
    assert len(of_strand(fragments, "-")) == 2


def test_reads_are_cut_across_their_introns():
    assert shortened(SPLICED, 9) == ((109, 110), (200, 211))
    assert shortened(SPLICED, 10) == ((200, 210),)
    assert shortened(SPLICED, 15) == ()
    assert clipped(SPLICED, 105, 205) == ((105, 110), (200, 205))


def test_only_unspliced_reads_lie_inside_a_stretch():
    fragments = [
        Fragment("", (((100, 110),),)),
        Fragment("", (((95, 105),),)),
        Fragment("", (SPLICED,)),
        Fragment("", (((300, 310),), ((101, 109),))),
    ]
    assert n_inside(fragments, 100, 110) == 2


def test_depth_counts_overlapping_mates_once_and_leaves_introns_out():
    fragments = [Fragment("", (((0, 4), (6, 8)), ((2, 4), (6, 10)))), Fragment("", (((3, 5),),))]
    assert depth(fragments, 0, 10).tolist() == [1, 1, 1, 2, 1, 0, 1, 1, 1, 1]
    assert depth(fragments, 3, 7).tolist() == [2, 1, 0, 1]
    assert depth([], 3, 5).tolist() == [0, 0]


blocks = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=4).map(
    lambda steps: tuple(
        (sum(gap + size for gap, size in steps[:i]) + gap,
         sum(gap + size for gap, size in steps[: i + 1]))
        for i, (gap, _) in enumerate(steps)
    )
)  # fmt: skip


@given(blocks, st.integers(0, 20))
def test_cutting_leaves_the_middle_bases(read, n_bases):
    bases = [base for start, end in read for base in range(start, end)]
    kept = [base for start, end in shortened(read, n_bases) for base in range(start, end)]
    assert kept == bases[n_bases : max(n_bases, len(bases) - n_bases)]


@given(st.lists(blocks, min_size=1, max_size=2).map(tuple))
def test_depth_of_one_fragment_is_one_on_its_bases(reads):
    bases = {base for read in reads for start, end in read for base in range(start, end)}
    assert depth([Fragment("", reads)], 0, 80).tolist() == [int(at in bases) for at in range(80)]
