"""Exon scores in words, and which tissue is named."""

from dataclasses import replace

import pytest

from core.domain.exon_score import TissueScore
from tests.core.store.test_track_scores import SCORE


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (-5.2, "very likely skipped more"),
        (-2.5, "likely skipped more"),
        (-1.4, "possibly skipped more"),
        (-0.994, "inclusion hardly changes"),
        (0.4, "inclusion hardly changes"),
        (1.5, "possibly included more"),
        (2.2, "likely included more"),
    ],
)
def test_the_direction_says_what_becomes_of_the_exon(delta, words):
    assert replace(SCORE, delta_logit_psi=delta).direction == words


def test_the_strongest_tissue_is_one_with_a_known_reference():
    assert SCORE.strongest_tissue == SCORE.tissues[0]
    unknown = (TissueScore("A", 0, 0, -1.0), TissueScore("B", 0, 0, 3.0))
    assert replace(SCORE, tissues=unknown).strongest_tissue == unknown[1]
    assert replace(SCORE, tissues=()).strongest_tissue is None
