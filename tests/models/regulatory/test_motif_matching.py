"""A pattern finds the motif it was made of, turned round or cut, and nothing in noise."""

import numpy as np
import pytest

from models.regulatory.motif_matching import match_motifs

SIMILARITIES = ["pearson", "euclidean"]


@pytest.fixture(scope="module")
def motifs() -> list[np.ndarray]:
    rng = np.random.default_rng(3)
    return [rng.dirichlet([0.3] * 4, int(rng.integers(6, 15))) for _ in range(120)]


@pytest.mark.parametrize("similarity", SIMILARITIES)
def test_a_motif_of_the_set_is_found(motifs, similarity):
    best, second, *_ = match_motifs(motifs[17], motifs, similarity)
    assert (best.number, best.offset, best.strand) == (17, 0, "+")
    assert best.n_columns == len(motifs[17])
    assert best.p < second.p
    assert best.q < 0.01


@pytest.mark.parametrize("similarity", SIMILARITIES)
def test_a_motif_that_is_turned_round_is_found_on_the_other_strand(motifs, similarity):
    best = match_motifs(motifs[40][::-1, ::-1], motifs, similarity)[0]
    assert (best.number, best.offset, best.strand) == (40, 0, "-")


def test_the_offset_says_where_the_motif_begins_in_the_pattern(motifs):
    flank = np.full((3, 4), 0.25)
    longer = np.concatenate([flank, motifs[5], flank])
    assert (match_motifs(longer, motifs)[0].number, match_motifs(longer, motifs)[0].offset) == (
        5,
        3,
    )
    cut = motifs[5][2:]
    assert (match_motifs(cut, motifs)[0].number, match_motifs(cut, motifs)[0].offset) == (5, -2)


def test_weights_of_a_filter_and_contributions_of_bases_are_patterns_too(motifs):
    weights = np.log2(motifs[9] + 0.05) * 3 - 1
    assert match_motifs(weights, motifs)[0].number == 9


def test_p_values_of_random_patterns_are_those_of_chance(motifs):
    rng = np.random.default_rng(11)
    found = [
        match.p
        for _ in range(20)
        for match in match_motifs(
            np.stack([rng.choice(np.concatenate(motifs)) for _ in range(9)]), motifs
        )
    ]
    assert 0.01 < np.mean(np.array(found) < 0.05) < 0.07


def test_e_values_count_the_set_and_q_values_rise(motifs):
    found = match_motifs(motifs[3], motifs)
    assert found[0].e == pytest.approx(found[0].p * len(motifs))
    shares = [match.q for match in found]
    assert shares == sorted(shares)
    assert all(match.q >= match.p * 0.999 for match in found)


def test_a_column_that_favours_no_base_is_like_none(motifs):
    found = match_motifs(np.full((5, 4), 0.25), motifs)
    assert found[0].q > 0.5
