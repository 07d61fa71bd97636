"""Designs make the fewest edits that bring a value to where it is wanted, and keep to constraints."""

from collections.abc import Sequence

import numpy as np
import pytest

from models.errors import RequestError
from models.regulatory.design import WAYS, Constraints, Designer, Goal, Step
from models.sequence import one_hot

START = "AAAATTTTCCTTTTAAAA"
MOTIF = "GATA"


def n_matches(sequences: Sequence[str]) -> np.ndarray:
    """The most letters of GATA that stand in a row of four, squared: a value with a steep top."""
    return np.array(
        [
            max(
                sum(a == b for a, b in zip(one[i : i + 4], MOTIF, strict=True)) ** 2
                for i in range(len(one) - 3)
            )
            for one in sequences
        ],
        np.float32,
    )


def n_g(sequences: Sequence[str]) -> np.ndarray:
    return np.array([one.count("G") for one in sequences], np.float32)


def slopes(sequence: str) -> np.ndarray:
    found = np.zeros_like(one_hot(sequence))
    found[2] = 1.0
    return found


def last(designer: Designer, goal: Goal, way: str = "greedy", start: str = START) -> Step:
    return list(designer.design(start, goal, way))[-1]


def test_the_fewest_edits_that_complete_a_motif_are_found():
    found = last(Designer(n_matches), Goal(raises=True, most_edits=5, value=16))
    assert (found.value, MOTIF in found.sequence) == (16, True)
    # AAAATTTT: two letters of GATA stand already, as in "AAAT"; no single edit makes the motif.
    assert len(found.edits) == 2


@pytest.mark.parametrize("way", WAYS)
def test_each_way_raises_the_value_step_by_step(way: str):
    steps = list(Designer(n_g, slopes).design(START, Goal(raises=True, most_edits=3), way))
    assert [step.value for step in steps] == [0, 1, 2, 3]
    assert [len(step.edits) for step in steps] == [0, 1, 2, 3]
    for step in steps:
        made = list(START)
        for edit in step.edits:
            assert made[edit.position] == edit.old
            made[edit.position] = edit.new
        assert "".join(made) == step.sequence


def test_a_value_is_lowered_too_until_nothing_helps_any_more():
    found = list(Designer(n_g).design("GGAAGG", Goal(raises=False, most_edits=9), "greedy"))
    assert (found[-1].value, len(found)) == (0, 5)


def test_a_beam_finds_what_greedy_steps_past():
    def trap(sequences: Sequence[str]) -> np.ndarray:
        # One C gives 1, the pair TG gives 5: the first step towards it gives nothing.
        return np.array([5.0 * ("TG" in one) + ("C" in one) for one in sequences], np.float32)

    goal = Goal(raises=True, most_edits=2, value=5)
    greedy = last(Designer(trap, constraints=Constraints(((2, 4),))), goal, "greedy", "AAAA")
    beam = last(Designer(trap, constraints=Constraints(((2, 4),)), width=8), goal, "beam", "AAAA")
    assert (greedy.value, beam.value) == (1, 5)
    assert "TG" in beam.sequence


def test_edits_the_goal_does_not_need_are_taken_back():
    def two_are_enough(sequences: Sequence[str]) -> np.ndarray:
        # G at 0 is the best first edit; G at 5 and at 6 together reach the goal without it.
        return np.array(
            [
                3.0 * (one[0] == "G")
                + 2.0 * (one[5] == "G")
                + 2.0 * (one[6] == "G")
                + 6.0 * (one[5:7] == "GG")
                for one in sequences
            ],
            np.float32,
        )

    goal = Goal(raises=True, most_edits=4, value=10)
    steps = list(Designer(two_are_enough).design(START, goal, "greedy"))
    assert [step.value for step in steps] == [0, 3, 5, 13, 10]
    assert [edit.words for edit in steps[-1].edits] == ["T6G", "T7G"]


def test_protected_and_unknown_bases_stay_and_no_forbidden_motif_appears():
    protected = Constraints(((0, 8),), ("GG",))
    found = last(Designer(n_g, constraints=protected), Goal(raises=True, most_edits=18))
    assert found.sequence[:8] == START[:8]
    assert "GG" not in found.sequence
    assert "CC" not in found.sequence[8:10] or START[8:10] == found.sequence[8:10]
    unknown = last(Designer(n_g), Goal(raises=True, most_edits=9), start="NNAN")
    assert unknown.sequence == "NNGN"


def test_the_share_of_g_and_c_is_kept_within_its_limits():
    bound = Constraints(gc=(0.0, 0.25))
    found = last(Designer(n_g, constraints=bound), Goal(raises=True, most_edits=18))
    share = sum(base in "GC" for base in found.sequence) / len(found.sequence)
    assert share <= 0.25


def test_a_forbidden_motif_of_iupac_letters_is_kept_out_on_both_strands():
    # GATNNC read on the other strand is GNNATC: one edit would make either.
    for start in ("GATTTA", "AAAATC"):
        free = last(Designer(n_cg), Goal(raises=True, most_edits=1, value=1), start=start)
        assert free.value == 1
        bound = Constraints(forbidden=("GATNNC",))
        found = last(
            Designer(n_cg, constraints=bound), Goal(raises=True, most_edits=1), start=start
        )
        assert found.edits == ()
        assert bound.broken(found.sequence, start) == ()


def n_cg(sequences: Sequence[str]) -> np.ndarray:
    """1 where the outermost bases are G and C."""
    return np.array([one[0] == "G" and one[-1] == "C" for one in sequences], np.float32)


def test_a_motif_may_not_move_to_another_place():
    bound = Constraints(forbidden=("GC",))
    assert not bound.allow("AGCA", "GCCA")
    assert bound.allow("GCTA", "GCCA")


def test_what_the_start_breaks_and_the_result_still_does_is_told():
    bound = Constraints(forbidden=("TTW",), gc=(0.9, 0.95))
    found = last(Designer(n_g, constraints=bound), Goal(raises=True, most_edits=2))
    told = " ".join(bound.broken(found.sequence, START))
    assert "TTW stands in the result" in told
    assert "the start has a share of 0.111, the result 0.222; wanted is 0.9 to 0.95" in told
    assert bound.broken("GGGGGGGGGGGCCCCCCCTA", START) == ()


@pytest.mark.parametrize("forbidden", ["XZ", "GAUC", "gatc", ""])
def test_a_motif_of_other_letters_is_refused(forbidden: str):
    with pytest.raises(RequestError, match="is no motif"):
        Constraints(forbidden=(forbidden,))


@pytest.mark.parametrize("gc", [(0.9, 0.2), (-0.1, 0.5), (0.4, 45.0), (float("nan"), 1.0)])
def test_shares_that_are_no_limits_are_refused(gc: tuple[float, float]):
    with pytest.raises(RequestError, match="share of G and C"):
        Constraints(gc=gc)


def test_what_cannot_be_designed_is_refused():
    with pytest.raises(RequestError, match="No base"):
        last(Designer(n_g, constraints=Constraints(((0, 18),))), Goal(raises=True, most_edits=1))
    with pytest.raises(RequestError, match="no slopes"):
        last(Designer(n_g), Goal(raises=True, most_edits=1), "gradient")
    with pytest.raises(RequestError, match="no way"):
        last(Designer(n_g), Goal(raises=True, most_edits=1), "random")


def test_nothing_changes_where_the_goal_is_reached_already():
    steps = list(Designer(n_g).design("GGAA", Goal(raises=True, most_edits=3, value=2), "greedy"))
    assert [step.edits for step in steps] == [()]
