"""Coverage as steps."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.domain.sashimi import CoverageStep
from core.interpret.sashimi import coverage_steps


def test_runs_of_one_depth_are_one_step():
    depths = np.array([0, 0, 3, 3, 3, 1])
    assert coverage_steps(depths, 100, 10) == (
        CoverageStep(100, 102, 0),
        CoverageStep(102, 105, 3),
        CoverageStep(105, 106, 1),
    )


def test_more_runs_than_steps_are_averaged():
    depths = np.array([0, 2, 4, 6])
    assert coverage_steps(depths, 0, 2) == (CoverageStep(0, 2, 1), CoverageStep(2, 4, 5))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=300), st.integers(1, 40))
def test_steps_cover_the_stretch_and_keep_its_sum(values, most):
    depths = np.array(values)
    steps = coverage_steps(depths, 7, most)
    assert steps[0].start == 7
    assert steps[-1].end == 7 + len(depths)
    total = sum((step.end - step.start) * step.depth for step in steps)
    assert abs(total - depths.sum()) < 0.01 * len(depths) + 1e-6
