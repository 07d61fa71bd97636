"""Points, posterior and classes against the published tables."""

import pytest

from core.domain.evidence import Direction
from core.interpret.evidence.points import class_by_points, odds, posterior, total
from tests.core.interpret.evidence.cases import RULES, UK, bundle

P, LP, VUS, LB, B = (one.name for one in RULES.classes)

POSTERIORS = {
    0: 0.100,
    1: 0.188,
    2: 0.325,
    3: 0.500,
    4: 0.675,
    5: 0.812,
    6: 0.900,
    7: 0.949,
    8: 0.975,
    9: 0.988,
    10: 0.994,
}


@pytest.mark.parametrize(("points", "expected"), POSTERIORS.items())
def test_the_posterior_of_points_is_the_published_one(points, expected):
    assert posterior(points, RULES) == pytest.approx(expected, abs=0.0005)


def test_the_posterior_of_benign_points_is_the_published_one():
    assert posterior(-1, RULES) == pytest.approx(0.0507, abs=0.00005)
    assert posterior(-7, RULES) == pytest.approx(0.00066, abs=0.000005)


@pytest.mark.parametrize(
    ("points", "expected"), [(1, 2.08), (2, 4.33), (4, 18.7), (8, 350.0), (-1, 1 / 2.08)]
)
def test_odds_of_each_strength(points, expected):
    assert odds(points, RULES) == pytest.approx(expected, rel=0.002)


@pytest.mark.parametrize(
    ("strength", "points"), [("supporting", 1), ("moderate", 2), ("strong", 4), ("very strong", 8)]
)
def test_points_of_each_strength_on_either_side(strength, points):
    assert RULES.points_of(strength, Direction.PATHOGENIC) == points
    assert RULES.points_of(strength, Direction.BENIGN) == -points


def test_points_are_summed_over_both_sides():
    assert total(bundle("PVS1 PM2 BP4")) == 8
    assert total(bundle("BS1 BP4 BP7")) == -6
    assert total(bundle("BA1")) == 0


BOUNDARIES = [
    # points, ClinGen, UK
    (20, P, P),
    (11, P, P),
    (10, P, P),
    (9, LP, LP),
    (8, LP, LP),
    (7, LP, LP),
    (6, LP, LP),
    (5, VUS, VUS),
    (4, VUS, VUS),
    (3, VUS, VUS),
    (2, VUS, VUS),
    (1, VUS, VUS),
    (0, VUS, VUS),
    (-1, VUS, LB),
    (-2, LB, LB),
    (-3, LB, LB),
    (-4, LB, LB),
    (-5, LB, LB),
    (-6, LB, B),
    (-7, B, B),
    (-8, B, B),
    (-20, B, B),
]


@pytest.mark.parametrize(("points", "clingen", "uk"), BOUNDARIES)
def test_every_boundary_of_points_in_both_profiles(points, clingen, uk):
    assert class_by_points(points, RULES) == clingen
    assert class_by_points(points, UK) == uk
