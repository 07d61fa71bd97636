"""The figures of docs/validation.md are counted rightly: small cases counted by hand."""

import numpy as np
import pytest

from tests.science.validation.combination import (
    Combination,
    candidates,
    gene_groups,
    left_out_scores,
    nested_scores,
)
from tests.science.validation.comparison import Rows, area_table, sensitivity_table
from tests.science.validation.screening import Answers, best_choices
from tests.science.validation.statistics import (
    auroc,
    auroc_difference,
    cutoff_at,
    sensitivity,
    wilson,
)


def test_area_counts_pairs_in_order_and_ties_as_half() -> None:
    # Pairs of positive and negative: 3 > 1, 3 > 2, 2 > 1, 2 = 2.
    assert auroc([3, 2, 1, 2], [True, True, False, False]).value == pytest.approx(3.5 / 4)


def test_interval_of_the_area_is_that_of_its_structural_components() -> None:
    found = auroc([3.0, 2.0, 5.0, 1.0, 2.5, 0.0], [True, True, True, False, False, False])
    # Of each positive the share of negatives below it is 1, 2/3, 1, of each negative that of the
    # positives above it 1, 2/3, 1: variance 1/27 each, divided by 3.
    half = 1.959964 * np.sqrt((1 / 27) / 3 * 2)
    assert found.value == pytest.approx(8 / 9)
    assert found.low == pytest.approx(8 / 9 - half, abs=1e-6)
    assert found.high == 1.0


def test_a_scorer_differs_from_itself_by_nothing() -> None:
    scores, labels = [3.0, 2.0, 1.0, 2.5], [True, True, False, False]
    found = auroc_difference(scores, scores, labels)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_interval_covers_the_true_area_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(7)
    labels = np.repeat([True, False], 60)
    true_area = 0.7602  # of two normal distributions one standard deviation apart
    covered = 0
    for _ in range(300):
        found = auroc(rng.normal(size=120) + labels, labels)
        covered += found.low <= true_area <= found.high
    assert 0.91 <= covered / 300 <= 0.98


def test_wilson_interval_of_a_published_example() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_share_of_nothing_is_unknown() -> None:
    assert np.isnan(wilson(0, 0).value)


def test_cutoff_leaves_the_promised_share_of_negatives_below() -> None:
    negatives = np.arange(1, 101)
    assert cutoff_at(negatives, 0.95) == 95
    assert cutoff_at(negatives, 0.99) == 99


def test_ties_at_the_cutoff_are_not_called() -> None:
    negatives = [0.0] * 10 + [0.5] * 10
    assert cutoff_at(negatives, 0.95) == 0.5
    assert sensitivity([0.5, 0.5, 0.9, 0.9], negatives, 0.95).value == 0.5


def test_interval_of_a_share_of_one_does_not_shrink_to_a_point() -> None:
    found = sensitivity([0.9] * 10, [0.1] * 50, 0.95)
    assert found.value == 1.0
    assert found.low == pytest.approx(wilson(10, 10).low)


def test_the_largest_genes_stand_alone_and_the_others_together() -> None:
    genes = ["A"] * 5 + ["B"] * 4 + ["C"] * 3 + ["D"] * 2 + ["E"]
    assert gene_groups(genes).tolist() == [0] * 5 + [1] * 4 + [2] * 3 + [3] * 3


def test_every_way_is_tried_for_every_set_of_engines() -> None:
    assert len(candidates(2)) == 3
    assert len(candidates(4)) == 3 * 11


def test_a_row_is_scored_without_what_its_own_gene_teaches() -> None:
    rng = np.random.default_rng(3)
    labels = np.tile([True, False], 40)
    groups = np.repeat(np.arange(4), 20)
    scores = np.clip(rng.normal(0.5, 0.2, (2, 80)) + 0.2 * labels, 0, 1)
    which = Combination("logistic", (0, 1))
    before = left_out_scores(which, scores, labels, groups)
    swapped = np.where(groups == 2, ~labels, labels)
    after = left_out_scores(which, scores, swapped, groups)
    assert (before[groups == 2] == after[groups == 2]).all()
    assert not (before[groups != 2] == after[groups != 2]).any()


def test_choosing_among_combinations_of_noise_gives_no_area() -> None:
    rng = np.random.default_rng(5)
    labels = rng.random(400) < 0.5
    groups = np.repeat(np.arange(4), 100)
    found, _ = nested_scores(rng.random((3, 400)), labels, groups)
    assert auroc(found, labels).value == pytest.approx(0.5, abs=0.08)


def test_a_row_without_a_score_counts_for_nobody() -> None:
    rows = Rows(
        labels=np.array([True] * 6 + [False] * 6),
        places=("near splice",) * 12,
        genes=("A",) * 12,
        scores={"one": np.array([0.9] * 5 + [np.nan] + [0.1] * 6)},
    )
    assert "| one | 1.000 (1.000–1.000) |" in area_table(rows)
    assert "| one | 0.10 | 5/5 = 1.00" in sensitivity_table(rows, 0.95)


def test_screening_misses_what_the_first_network_does_not_see() -> None:
    exact = np.array([0.5, 0.3, 0.25, 0.03, 0.001])
    alone = np.array([[0.6, 0.2, 0.001, 0.011, 0.001], [0.5, 0.3, 0.24, 0.001, 0.001]])
    found = Answers(exact, alone)
    assert found.recall(0, 0.01, 0.2) == (2, 3)
    assert found.recall(0, 0.01, 0.02) == (3, 4)
    assert found.recall(1, 0.01, 0.2) == (3, 3)
    assert found.answered(0, 0.01).value == pytest.approx(2 / 5)


def test_a_delta_that_is_shown_as_the_cutoff_reaches_it() -> None:
    found = Answers(np.array([0.196, 0.194]), np.array([[0.5, 0.5]]))
    assert found.recall(0, 0.01, 0.2) == (1, 1)


def test_the_network_that_answers_most_is_chosen_among_those_that_keep_the_recall() -> None:
    rng = np.random.default_rng(1)
    exact = np.concatenate([np.full(300, 0.4), np.full(300, 0.0)])
    quiet = np.concatenate([np.full(300, 0.4), rng.uniform(0, 0.002, 300)])
    noisy = np.concatenate([np.full(300, 0.4), rng.uniform(0, 0.1, 300)])
    blind = np.zeros(600)
    choices = best_choices([Answers(exact, np.stack([noisy, quiet, blind]))])
    assert [choice.network for choice in choices] == [1, 0]
    assert choices[0].answered == pytest.approx(0.5)
