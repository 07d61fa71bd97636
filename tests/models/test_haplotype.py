"""Several changes on one copy: the numbers of the pair protocol where it has any, and toys."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.answer_sheets import artificial_contig
from models.errors import RequestError
from models.runtime import load_engine
from models.splice.haplotype import Edit, haplotype, margin
from models.splice.protocol import SpliceProfile, SpliceRequest, deltas
from tests.core.pipeline.toy import ToyEngine
from tests.models.toys import random_sequence

FLANK = 5_000 + 60 + 40
BASES = random_sequence(2 * FLANK + 1, 3)


def put(text: str, offset: int, piece: str) -> str:
    """Text with a piece from an offset to the middle on."""
    start = len(text) // 2 + offset
    return text[:start] + piece + text[start + len(piece) :]


def request(stretch: str, ref: str, alt: str, strand: str = "+") -> SpliceRequest:
    return SpliceRequest("", ref, alt, strand, -4_000, 4_000)


def ask(stretch, edits, *, ref, alt, strand="+", distance=50):
    found = haplotype(request(stretch, ref, alt, strand), edits, distance=distance, stretch=stretch)
    assert found is not None
    engine = ToyEngine()
    answers = dict(engine.score([found.reference, found.copy], distance=found.reach))
    return found, *found.profiles(answers[0], answers[1])


@pytest.mark.parametrize("strand", ["+", "-"])
@pytest.mark.parametrize(
    ("ref", "alt", "edit"),
    [
        ("A", "G", Edit(0, 1, "G")),
        ("ACG", "A", Edit(1, 2, "")),
        ("A", "AGTAAGTTTTCAG", Edit(1, 0, "GTAAGTTTTCAG")),
        ("AC", "GT", Edit(0, 2, "GT")),
        ("AC", "GTAAGT", Edit(0, 2, "GTAAGT")),
        ("ACGTA", "AT", Edit(1, 4, "T")),
    ],
)
def test_one_change_gives_the_numbers_of_the_published_protocol(ref, alt, edit, strand):
    stretch = put(put(put(BASES, 0, "ACGTAC"), 20, "GTAAGT"), -30, "TTTCAG")
    _, alone, together = ask(stretch, [edit], ref=ref, alt=alt, strand=strand)
    np.testing.assert_array_equal(alone.ref, together.ref)
    np.testing.assert_array_equal(alone.alt, together.alt)


def test_two_changes_make_a_donor_that_neither_makes_alone():
    stretch = put(BASES, 10, "CTAAGA")
    both = [Edit(10, 1, "G"), Edit(15, 1, "T"), Edit(0, 1, "C" if stretch[FLANK] != "C" else "T")]
    candidate = both[2]
    ref = stretch[FLANK]
    _, alone, together = ask(stretch, both, ref=ref, alt=candidate.inserted)
    assert deltas(alone).donor_gain == 0
    found = deltas(together)
    assert (round(found.donor_gain, 2), found.donor_gain_offset) == (0.9, 9)


@pytest.mark.parametrize("upstream", [Edit(-20, 0, "CCC"), Edit(-20, 4, "")])
def test_sites_stay_in_their_column_behind_an_insertion_or_a_deletion(upstream):
    stretch = put(put(BASES, 20, "GTAAGT"), -40, "TTTCAG")
    other = "C" if stretch[FLANK] != "C" else "T"
    _, _, together = ask(stretch, [upstream, Edit(0, 1, other)], ref=stretch[FLANK], alt=other)
    assert deltas(together).max_delta == 0
    assert np.flatnonzero(together.alt[1]).tolist() == [50 + 19]
    assert np.flatnonzero(together.alt[0]).tolist() == [50 - 34]


def test_a_deleted_site_is_lost_and_an_inserted_one_stands_before_its_place():
    stretch = put(BASES, 19, "CGTAAGT")
    other = "C" if stretch[FLANK] != "C" else "T"
    own = Edit(0, 1, other)
    _, _, gone = ask(stretch, [own, Edit(19, 2, "")], ref=stretch[FLANK], alt=other)
    lost = deltas(gone)
    assert (round(lost.donor_loss, 2), lost.donor_loss_offset) == (0.9, 19)
    plain = put(BASES, -12, "CCCCCC")
    _, _, more = ask(plain, [own, Edit(-10, 0, "GTAAGT")], ref=stretch[FLANK], alt=other)
    gained = deltas(more)
    assert (round(gained.donor_gain, 2), gained.donor_gain_offset) == (0.9, -11)


def test_the_base_before_an_insertion_may_be_changed_as_well():
    stretch = put(BASES, 10, "CAAAAA")
    other = "C" if stretch[FLANK] != "C" else "T"
    edits = [Edit(11, 0, "TAAGT"), Edit(10, 1, "G"), Edit(0, 1, other)]
    found, _, together = ask(stretch, edits, ref=stretch[FLANK], alt=other)
    assert "GTAAGT" in found.copy.window[FLANK - 45 :][:40]
    assert round(deltas(together).donor_gain, 2) == 0.9


def test_the_gene_body_moves_with_the_copy():
    other = "C" if BASES[FLANK] != "C" else "T"
    single = SpliceRequest("", BASES[FLANK], other, "+", -30, 30)
    edits = [Edit(-20, 0, "CCC"), Edit(0, 1, other), Edit(10, 4, "")]
    found = haplotype(single, edits, distance=50, stretch=BASES)
    assert found is not None
    assert (found.copy.body_start_offset, found.copy.body_end_offset) == (-33, 26)


def test_a_window_that_would_leave_the_reach_is_made_smaller_and_says_so():
    flank = 5_000 + 4_999 + 200
    stretch = random_sequence(2 * flank + 1, 5)
    other = "C" if stretch[flank] != "C" else "T"
    edits = [Edit(-100, 0, "C" * 150), Edit(0, 1, other)]
    assert margin(edits) == 152
    found = haplotype(
        request(stretch, stretch[flank], other), edits, distance=4_999, stretch=stretch
    )
    assert found is not None
    assert (found.distance, found.reach) == (4_849, 4_999)


def test_a_stretch_without_room_for_context_gives_nothing():
    short = BASES[100:-100]
    edits = [Edit(0, 1, "G")]
    assert haplotype(request(short, "A", "G"), edits, distance=50, stretch=short) is None


def test_an_engine_that_reports_tissues_is_refused():
    found = haplotype(request(BASES, "A", "G"), [Edit(0, 1, "G")], distance=5, stretch=BASES)
    assert found is not None
    nothing = np.zeros((2, 11), dtype=np.float32)
    with pytest.raises(RequestError, match="per tissue"):
        found.profiles(
            SpliceProfile(5, nothing, nothing), SpliceProfile(5, nothing, nothing, nothing, nothing)
        )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-9, 9), st.integers(0, 3), st.text("ACGT", max_size=4)),
        min_size=1,
        max_size=4,
        unique_by=lambda edit: edit[0],
    )
)
def test_the_copy_is_the_reference_with_every_change_and_all_columns_in_order(drawn):
    edits = [Edit(4 * at, gone, new) for at, gone, new in drawn if gone or new]
    found = haplotype(request(BASES, "A", "G"), edits, distance=50, stretch=BASES)
    assert found is not None
    text = BASES
    for edit in sorted(edits, key=lambda one: -one.offset):
        at = FLANK + edit.offset
        text = text[:at] + edit.inserted + text[at + edit.deleted :]
    assert found.copy.window in text
    assert (found.first[1:] == found.last[:-1]).all()
    for column in range(101):
        offset = column - 50
        is_free = not any(
            edit.offset - 1 <= offset < edit.offset + max(edit.deleted, 1) for edit in edits
        )
        if is_free:
            middle = len(found.copy.window) // 2 - found.reach
            (place,) = range(found.first[column], found.last[column])
            assert found.copy.window[middle + place] == BASES[FLANK + offset]


@pytest.mark.science
def test_two_bases_of_a_real_donor_need_each_other(spliceai_pack):
    """The pseudoexon of the demo, its GT taken apart: either base alone does next to nothing."""
    engine = load_engine("spliceai", device="cpu")
    contig = artificial_contig("demo/demo.fa", "demo1")
    pos, flank = 38_443, 5_000 + 500 + 10
    stretch = contig[pos - 1 - flank : pos + flank]
    assert stretch[flank - 1 : flank + 5] == "GAAAGT"
    stretch = put(stretch, -1, "C")
    single = SpliceRequest("", "A", "T", "+", 36_001 - pos, 43_117 - pos)
    edits = [Edit(-1, 1, "G"), Edit(0, 1, "T")]
    found = haplotype(single, edits, distance=500, stretch=stretch)
    assert found is not None
    answers = dict(engine.score([found.reference, found.copy], distance=found.reach))
    alone, together = (deltas(one) for one in found.profiles(answers[0], answers[1]))
    assert alone.max_delta < 0.1
    assert (together.donor_gain_offset, together.acceptor_gain_offset) == (-2, -91)
    assert together.donor_gain > 0.9
    assert together.acceptor_gain > 0.8

    # The planted single base of the demo changes GAAAGT to GTAAGT: the same copy, the same site.
    planted = SpliceRequest(
        contig[pos - 5_501 : pos + 5_500], "A", "T", "+", 36_001 - pos, 43_117 - pos
    )
    ((_, profile),) = engine.score([planted], distance=500)
    np.testing.assert_allclose(together.donor_gain, deltas(profile).donor_gain, atol=0.02)
