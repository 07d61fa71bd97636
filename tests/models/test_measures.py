"""Areas, intervals and calibration against values counted by hand."""

import numpy as np
import pytest

from models.measures import (
    Draws,
    area_difference,
    area_under_roc,
    average_precision,
    calibration_error,
    fit_logistic,
    reliability,
    resampled,
    sigmoid,
    with_constant,
)

SCORES = np.array([0.9, 0.8, 0.7, 0.6])
LABELS = np.array([True, False, True, False])


def test_the_area_is_the_share_of_pairs_in_order_ties_counting_half():
    assert area_under_roc(SCORES, LABELS) == 3 / 4
    assert area_under_roc(np.array([1.0, 1.0]), np.array([True, False])) == 0.5
    assert np.isnan(area_under_roc(SCORES, np.ones(4, bool)))


def test_average_precision_is_precision_at_each_step_of_recall():
    assert average_precision(SCORES, LABELS) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert average_precision(np.ones(4), LABELS) == 0.5
    assert np.isnan(average_precision(SCORES, np.zeros(4, bool)))


def test_whole_genes_are_resampled():
    groups = ["a", "a", "b", "b"]
    found = resampled(area_under_roc, SCORES, LABELS, groups, Draws(200, 1))
    # Either gene alone is in order; both together 3/4: nothing else can be drawn.
    assert (found.low, found.value, found.high) == (3 / 4, 3 / 4, 1.0)
    both = np.stack([SCORES, -SCORES], axis=1)
    assert resampled(area_difference, both, LABELS, groups, Draws(5, 1)).value == 1 / 2


def test_a_logistic_regression_finds_the_odds_of_two_groups():
    # At 0 one of four is positive, at 1 three of four; the classes are even, so weights are too.
    x = np.array([0, 0, 0, 0, 1, 1, 1, 1], dtype=float)
    labels = np.array([1, 0, 0, 0, 1, 1, 1, 0], dtype=bool)
    slope, constant = fit_logistic(with_constant(x), labels)
    assert constant == pytest.approx(np.log(1 / 3), abs=0.01)
    assert slope == pytest.approx(2 * np.log(3), abs=0.01)


def test_calibration_compares_expected_with_observed_shares():
    chances = np.array([0.2, 0.2, 0.8, 0.8])
    labels = np.array([False, True, False, True])
    assert calibration_error(chances, labels) == pytest.approx(0.3)
    bins = reliability(chances, labels)
    assert [(one.low, one.n, one.expected, one.observed) for one in bins] == [
        (0.2, 2, pytest.approx(0.2), 0.5),
        (0.8, 2, pytest.approx(0.8), 0.5),
    ]
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0.0


def test_probabilities_of_extreme_log_odds_stay_numbers():
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]
