"""Stretches and what touches them, against answers counted by hand and by looking at every base."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.transcript import Mane, Transcript
from core.domain.zone import Zone
from core.interpret.zones import Spans, gene_zones, load_zone_rules


def transcript(strand: str) -> Transcript:
    exons = ((1_000, 1_100), (2_000, 2_050), (2_070, 2_200))
    return Transcript(
        "T", "G", "g", "chr1", strand, 1_000, 2_200, exons, None, None, "", Mane.NONE, "here"
    )


def spans(zone: Zone, strand: str) -> list[tuple[int, int]]:
    found = gene_zones(zone, [transcript(strand)], load_zone_rules())["chr1"]
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def test_the_branch_point_zone_is_18_to_44_bases_before_an_acceptor_on_either_strand():
    # Intron 0-based [1100, 2000): its last base, 1999, is 1 before the acceptor; 1982 is 18 before.
    # The second intron has 20 bases: only two of them are 18 or more before its acceptor.
    assert spans(Zone.BRANCH_POINT, "+") == [(1_956, 1_983), (2_050, 2_053)]
    assert spans(Zone.BRANCH_POINT, "-") == [(1_117, 1_144), (2_067, 2_070)]


def test_a_promoter_lies_on_either_side_of_the_transcription_start():
    assert spans(Zone.PROMOTER, "+") == [(500, 1_500)]
    assert spans(Zone.PROMOTER, "-") == [(1_700, 2_700)]


stretches = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 6)).map(lambda one: (one[0], sum(one))), max_size=8
)
changes = st.lists(st.tuples(st.integers(0, 45), st.integers(0, 4)), min_size=1, max_size=8)


@given(stretches, changes)
def test_a_change_touches_what_holds_one_of_its_bases_an_insertion_what_holds_both_beside_it(
    spans, changes
):
    table = np.array(spans, np.int64).reshape(-1, 2)
    united = Spans.of(table[:, 0], table[:, 1])
    bases = {base for start, end in spans for base in range(start, end)}
    start = np.array([one[0] for one in changes])
    end = start + np.array([one[1] for one in changes])
    expected = [
        not bases.isdisjoint(range(first, last)) if last > first else {first - 1, first} <= bases
        for first, last in zip(start.tolist(), end.tolist(), strict=True)
    ]
    assert united.touched(start, end).tolist() == expected
    assert (united.start[1:] > united.end[:-1]).all()
