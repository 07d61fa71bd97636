"""Order and selection of the candidate list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.candidate import InheritanceFit, Lane, Mark
from core.listing import (
    CandidateQuery,
    ListRow,
    Movement,
    largest_delta,
    max_delta,
    movement,
    order,
    select,
)
from core.store.records import CandidateRow
from tests.core.interpret.builders import delta, score


def row(
    variant_id: int,
    *,
    rank: int | None = None,
    gene: str = "NF1",
    lane: Lane = Lane.SPLICE,
    delta: float | None = 0.5,
    frequency: float | None = None,
    mark: Mark = Mark.NONE,
    inheritance: tuple[InheritanceFit, ...] = (),
) -> ListRow:
    return ListRow(
        row=CandidateRow(
            variant_id=variant_id,
            rank=variant_id if rank is None else rank,
            lane=lane,
            points=1.0,
            sentence="donor loss",
            gene_symbol=gene,
            inheritance=inheritance,
            partners=(),
            phenotype_score=None,
            reasons=(),
        ),
        name=f"chr1-{variant_id}-A-C",
        place=((0, ""), variant_id, "A", "C"),
        max_delta=delta,
        frequency=frequency,
        distance=None,
        mark=mark,
    )


def test_without_wishes_everything_comes_in_rank_order():
    rows = [row(1, rank=3), row(2, rank=1), row(3, rank=2)]
    assert select(rows, CandidateQuery()) == (2, 3, 1)


def test_a_delta_limit_compares_the_two_decimals_that_are_shown():
    rows = [row(1, delta=0.4951), row(2, delta=0.4949)]
    assert select(rows, CandidateQuery(min_delta=0.5)) == (1,)


def test_a_change_found_only_in_the_wide_window_survives_the_delta_limit():
    far = score(dg=0.02, wide=delta(dg=0.81, distance=4999))
    assert max_delta([score(dl=0.1), far]) == 0.81
    assert max_delta([score(dl=0.9, wide=delta(dl=0.3, distance=4999))]) == 0.9
    assert max_delta([score(dl=0.4)]) == 0.4
    assert max_delta([]) is None
    assert select([row(1, delta=max_delta([far]))], CandidateQuery(min_delta=0.5)) == (1,)


def test_the_delta_shown_is_the_largest_of_all_windows_and_the_narrowest_of_equal_ones():
    far = score(dg=0.02, wide=delta(dg=0.81, distance=4999))
    same = score(dl=0.900, wide=delta(dl=0.904, distance=4999))
    assert largest_delta([score(dl=0.1), far]) is far.wide
    assert largest_delta([same]) is same.delta
    assert largest_delta([far, same]) is same.delta
    assert largest_delta([]) is None


def test_an_order_holds_the_rank_of_each_variant_in_it():
    found = order([row(7, rank=2), row(8, rank=1), row(9, rank=3, delta=0.1)], CandidateQuery())
    assert (found.ids, found.ranks, found.n_all) == ((8, 7, 9), {8: 1, 7: 2, 9: 3}, 3)
    few = order([row(7, rank=2), row(9, rank=3, delta=0.1)], CandidateQuery(min_delta=0.2))
    assert (few.ids, few.ranks, few.n_all) == ((7,), {7: 2}, 2)


def test_a_variant_without_score_survives_every_delta_limit():
    assert select([row(1, delta=None)], CandidateQuery(min_delta=0.8)) == (1,)


@pytest.mark.parametrize("descending", [False, True])
def test_unknown_frequency_comes_last_in_either_direction(descending):
    rows = [row(1, frequency=None), row(2, frequency=0.01), row(3, frequency=0.0)]
    found = select(rows, CandidateQuery(sort="frequency", descending=descending))
    assert found[-1] == 1
    assert found[:2] == ((2, 3) if descending else (3, 2))


def test_every_word_has_to_occur_somewhere_in_the_row():
    rows = [row(1, gene="BRCA1"), row(2, gene="NF1")]
    assert select(rows, CandidateQuery(text="loss brca1")) == (1,)
    assert select(rows, CandidateQuery(text="gain brca1")) == ()


def test_lane_inheritance_and_marks_select():
    rows = [
        row(1, lane=Lane.NEEDS_EYES),
        row(2, inheritance=(InheritanceFit.DE_NOVO,)),
        row(3, mark=Mark.REPORT),
        row(4, mark=Mark.DISMISSED),
    ]
    assert select(rows, CandidateQuery(lane=Lane.NEEDS_EYES)) == (1,)
    assert select(rows, CandidateQuery(inheritance=InheritanceFit.DE_NOVO)) == (2,)
    assert select(rows, CandidateQuery(marked_only=True)) == (3,)
    assert select(rows, CandidateQuery(hide_dismissed=True)) == (1, 2, 3)


def test_movement_counts_new_ones_and_those_at_another_place():
    assert movement([1, 2, 3], [1, 2, 3]) == Movement(0, 0)
    assert movement([1, 2, 3], [2, 1, 3, 4]) == Movement(1, 2)
    assert movement([1, 2, 3], [3]) == Movement(0, 0)


@given(st.permutations(list(range(8))))
def test_the_order_of_the_input_never_matters(order):
    rows = [row(i, delta=i / 10) for i in range(8)]
    for sort in ("rank", "delta", "position", "gene"):
        wanted = select(rows, CandidateQuery(sort=sort))
        assert select([rows[i] for i in order], CandidateQuery(sort=sort)) == wanted
