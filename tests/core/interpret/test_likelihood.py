"""Likelihood ratios counted by hand."""

import math

import pytest

from core.domain.calibration import RegionGroup
from core.domain.transcript import Region
from core.interpret.likelihood import EDGES, LEAST, calibrate_region, likelihood_ratio, region_group


def test_a_ratio_and_its_interval_are_those_of_the_log_method():
    ratio, lower, upper = likelihood_ratio(30, 40, 5, 50)
    assert ratio == pytest.approx(7.5)
    error = math.sqrt(1 / 30 - 1 / 40 + 1 / 5 - 1 / 50)
    assert lower == pytest.approx(7.5 / math.exp(1.959964 * error), rel=1e-6)
    assert (lower, upper) == (pytest.approx(3.204, abs=2e-3), pytest.approx(17.56, abs=2e-2))


def test_a_bin_without_one_kind_has_a_finite_ratio_with_a_wide_interval():
    ratio, lower, upper = likelihood_ratio(10, 40, 0, 50)
    assert ratio == pytest.approx((10.5 / 41) / (0.5 / 51))
    assert lower < ratio / 5
    assert math.isfinite(upper)
    low, _, _ = likelihood_ratio(0, 40, 10, 50)
    assert 0 < low < 0.1


def test_an_empty_bin_says_nothing():
    assert likelihood_ratio(0, 40, 0, 50) == (None, None, None)


def test_all_of_a_kind_in_one_bin_is_no_division_by_zero():
    ratio, lower, upper = likelihood_ratio(40, 40, 50, 50)
    assert ratio == lower == upper == 1


def test_every_variant_is_in_exactly_one_bin_by_its_two_decimals():
    positives = [0.0, 0.0149, 0.015, 0.195, 0.2, 0.499, 0.795, 1.0] * 3
    found = calibrate_region(RegionGroup.EXONIC, positives, [0.0] * 30)
    assert [one.low for one in found.bins] == list(EDGES)
    assert sum(one.n_positive for one in found.bins) == len(positives)
    assert sum(one.n_negative for one in found.bins) == 30
    by_low = {one.low: one.n_positive for one in found.bins}
    assert by_low == {0.0: 6, 0.02: 3, 0.05: 0, 0.1: 0, 0.2: 6, 0.5: 3, 0.8: 6}


@pytest.mark.parametrize(("n_positive", "n_negative"), [(LEAST - 1, 99), (99, LEAST - 1)])
def test_a_region_with_too_few_of_a_kind_gets_no_ratio(n_positive: int, n_negative: int):
    found = calibrate_region(RegionGroup.INTRON, [0.9] * n_positive, [0.0] * n_negative)
    assert found.bins == ()
    assert (found.n_positive, found.n_negative) == (n_positive, n_negative)


def test_every_region_inside_transcripts_belongs_to_one_group():
    groups = {region: region_group(region) for region in Region}
    assert groups.pop(Region.INTERGENIC) is None
    assert set(groups.values()) == set(RegionGroup) - {RegionGroup.ALL}
