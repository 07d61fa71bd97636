"""Log-odds, exact p-values and matches of motifs."""

from itertools import product

import numpy as np
import pytest

from models.regulatory.motifs import (
    STEP,
    Motif,
    MotifScan,
    frequencies,
    information,
    log_odds,
    logo_heights,
    rounded,
    tail_chances,
)
from models.sequence import base_codes, reverse_complement

UNEVEN = (0.3, 0.2, 0.2, 0.3)


def motif(word: str, n: int = 16) -> Motif:
    """A motif that was seen as one word only."""
    counts = np.zeros((len(word), 4), dtype=np.float32)
    counts[np.arange(len(word)), ["ACGT".index(letter) for letter in word]] = n
    return Motif(word, word, counts)


def random_counts(length: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 40, (length, 4)).astype(np.float32) + 1


def test_pseudocounts_are_the_square_root_of_the_counts_shared_out_as_the_background():
    counts = np.array([[16, 0, 0, 0]], dtype=np.float32)
    np.testing.assert_allclose(frequencies(counts), [[17 / 20, 1 / 20, 1 / 20, 1 / 20]])
    np.testing.assert_allclose(
        log_odds(counts, UNEVEN)[0, :2], np.log2([(16 + 1.2) / 20 / 0.3, 0.8 / 20 / 0.2])
    )


def test_information_is_two_bits_for_one_base_and_none_for_all():
    chances = np.array([[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25] * 4])
    np.testing.assert_allclose(information(chances), [2, 1, 0], atol=1e-12)
    np.testing.assert_allclose(logo_heights(chances)[1], [0.5, 0.5, 0, 0])


@pytest.mark.parametrize("background", [(0.25,) * 4, UNEVEN], ids=["even", "uneven"])
@pytest.mark.parametrize("seed", range(3))
def test_p_values_are_those_of_all_sequences_counted_one_by_one(background, seed):
    exact = log_odds(random_counts(6, seed), background)
    steps = rounded(exact)
    tails = tail_chances(steps, background)
    lowest = steps.min(axis=1).sum()
    every = list(product(range(4), repeat=6))
    chances = np.array([np.prod([background[base] for base in one]) for one in every])
    sums = np.array([sum(steps[place, base] for place, base in enumerate(one)) for one in every])
    for score in np.unique(sums):
        assert tails[score - lowest] == pytest.approx(chances[sums >= score].sum(), rel=1e-9)
    assert tails[0] == pytest.approx(1)
    assert len(tails) == sums.max() - lowest + 1


def test_rounding_moves_a_score_by_no_more_than_half_a_step_per_column():
    exact = log_odds(random_counts(6, 5))
    steps = rounded(exact)
    tails, lowest = tail_chances(steps), steps.min(axis=1).sum()
    every = np.array(list(product(range(4), repeat=6)))
    true = exact[np.arange(6), every].sum(axis=1)
    kept = steps[np.arange(6), every].sum(axis=1)
    bound = 6 * STEP / 2 + 1e-9
    assert np.abs(kept * STEP - true).max() <= bound
    for score in np.linspace(true.min(), true.max(), 30):
        told = tails[round(score / STEP) - lowest] if round(score / STEP) > lowest else 1
        half = STEP / 2
        assert (
            (true >= score + bound + half).mean() <= told <= (true >= score - bound - half).mean()
        )


def test_the_rarest_p_of_a_long_motif_is_not_lost():
    tails = tail_chances(rounded(log_odds(motif("ACGT" * 8).counts)))
    assert tails[-1] == pytest.approx(4.0**-32, rel=1e-9)


def test_a_word_is_found_on_both_strands_with_its_place_and_chance():
    scan = MotifScan([motif("AACGG"), motif("TTTTTTT")])
    sequence = "GGAACGGTT" + reverse_complement("AACGG") + "CA"
    hits = scan.hits(sequence, p_max=0.001)
    assert [(hit.number, hit.start, hit.end, hit.strand) for hit in hits] == [
        (0, 2, 7, "+"),
        (0, 9, 14, "-"),
    ]
    assert [hit.p for hit in hits] == pytest.approx([4.0**-5] * 2)
    best = 5 * np.log2(17 / 20 / 0.25)
    assert hits[0].score == pytest.approx(best, abs=5 * STEP / 2)


def test_only_motifs_asked_for_are_looked_for():
    scan = MotifScan([motif("AACGG"), motif("CGG")])
    hits = scan.hits("AACGG", p_max=0.05, numbers=[1])
    assert {hit.number for hit in hits} == {1}


def test_long_sequences_are_searched_without_a_seam(monkeypatch):
    scan = MotifScan([motif("AACGG"), motif("CCA")])
    sequence = "".join(np.random.default_rng(1).choice(list("ACGT"), 500))
    whole = scan.hits(sequence, p_max=0.02)
    monkeypatch.setattr("models.regulatory.motifs._PLACES", 7)
    assert scan.hits(sequence, p_max=0.02) == whole
    assert len(whole) > 5


def test_the_best_place_is_that_of_the_best_hit():
    scan = MotifScan([motif("AACGG"), motif("CCA"), motif("GATTACA")])
    sequences = ["".join(np.random.default_rng(seed).choice(list("ACGT"), 30)) for seed in range(9)]
    found = scan.best(np.stack([base_codes(one) for one in sequences]))
    for row, sequence in zip(found, sequences, strict=True):
        for number, p in enumerate(row):
            assert p == scan.hits(sequence, p_max=1, numbers=[number])[0].p


def test_places_in_the_outer_bases_do_not_count():
    scan = MotifScan([motif("AAA"), motif("CCCCC")])
    # Of the three A all but the last lie too far out to reach the middle base.
    outside = base_codes("AAATGCG")[None]
    inside = base_codes("TAAAGCG")[None]
    assert scan.best(inside, flank=3)[0, 0] == pytest.approx(4.0**-3)
    assert scan.best(outside, flank=3)[0, 0] > 4.0**-3


def test_unknown_bases_fit_no_motif():
    scan = MotifScan([motif("AAA"), motif("AAAAA")])
    found = scan.best(base_codes("AAANAAAA")[None])
    assert found[0, 0] == pytest.approx(4.0**-3)
    assert np.isnan(found[0, 1])
    assert scan.hits("AANAA", p_max=1) == []


def test_a_stretch_shorter_than_a_motif_has_no_place_for_it():
    assert np.isnan(MotifScan([motif("AAAAA")]).best(base_codes("AAA")[None])[0, 0])
    assert MotifScan([motif("AAAAA")]).hits("AAA") == []
