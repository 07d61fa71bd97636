"""What is asked of a network and what is made of its answers: counted by hand."""

import numpy as np
import pytest

from models.language.pairs import AllelePair
from models.language.reading import CausalReading, MaskedReading
from models.language.tokens import BaseTokenizer
from tests.models.language.toys import CPU, IndependentBases, Repeater

LN2 = float(np.log(2))


def _pair(ref, alt, start, end):
    return AllelePair(ref, alt, start, end, is_substitution=True)


def test_a_masked_model_is_asked_for_the_compared_bases_alone():
    reading = MaskedReading(IndependentBases(is_causal=False), BaseTokenizer(), CPU)
    said = reading.likelihoods([_pair("TTATT", "TTCTT", 2, 3), _pair("TTAATT", "TTCGTT", 2, 4)])
    assert said[0] == pytest.approx([-LN2, -2 * LN2])
    assert said[1] == pytest.approx([-2 * LN2, -5 * LN2])


def test_alleles_that_see_the_same_rest_are_evaluated_together():
    network = IndependentBases(is_causal=False)
    reading = MaskedReading(network, BaseTokenizer(), CPU)
    reading.likelihoods([_pair("TTATT", "TTCTT", 2, 3), _pair("TTATT", "TTGTT", 2, 3)])
    assert network.n_evaluated == 1


def test_windows_of_different_numbers_of_tokens_are_not_mixed_up():
    reading = MaskedReading(IndependentBases(is_causal=False), BaseTokenizer(), CPU)
    pairs = [
        _pair("TTATT", "TTCTT", 2, 3),
        _pair("TATT", "TGTT", 1, 2),
        _pair("TTCTT", "TTATT", 2, 3),
    ]
    said = reading.likelihoods(pairs)
    assert said[:, 1] - said[:, 0] == pytest.approx([-LN2, -2 * LN2, LN2])


def test_where_no_compared_base_is_known_the_answer_is_not_a_number():
    for reading in (
        MaskedReading(IndependentBases(is_causal=False), BaseTokenizer(), CPU),
        CausalReading(IndependentBases(is_causal=True), BaseTokenizer(), CPU),
    ):
        said = reading.likelihoods([_pair("NNN", "NAN", 1, 2)])
        assert np.isnan(said[0, 0])
        assert np.isfinite(said[0, 1])


def test_a_causal_model_is_asked_for_every_base_but_the_first():
    reading = CausalReading(Repeater(), BaseTokenizer(), CPU)
    said = reading.likelihoods([_pair("AAAAA", "AACAA", 2, 3)])
    same, changed = np.log(0.7), np.log(0.1)
    assert said[0] == pytest.approx([4 * same, 2 * same + 2 * changed], rel=1e-6)


def test_an_unknown_base_is_not_counted_but_is_seen():
    reading = CausalReading(Repeater(), BaseTokenizer(), CPU)
    # C, from N: all four bases get 1/10 of what is left beside N's own 7/10.
    (said,) = reading.whole(["ANC"])
    assert said == pytest.approx(np.log(0.1 / 1.1), rel=1e-6)


def test_a_causal_model_reads_each_window_once_for_likelihood_and_embedding():
    network = Repeater()
    reading = CausalReading(network, BaseTokenizer(), CPU)
    pairs = [_pair("AAAAA", "AACAA", 2, 3), _pair("AAAAA", "AAGAA", 2, 3)]
    reading.likelihoods(pairs)
    reading.embeddings(["AAAAA", "AACAA", "AAGAA"])
    assert network.n_evaluated == 3


def test_an_embedding_is_the_mean_over_the_bases():
    reading = MaskedReading(IndependentBases(is_causal=False), BaseTokenizer(), CPU)
    (found,) = reading.embeddings(["AACG"])
    assert found[7:11].tolist() == [0.5, 0.25, 0.25, 0.0]


def test_the_whole_of_a_sequence_adds_up_over_its_bases():
    reading = MaskedReading(IndependentBases(is_causal=False), BaseTokenizer(), CPU)
    said = reading.whole(["AACG", "NNNN"])
    assert said[0] == pytest.approx(-7 * LN2)
    assert np.isnan(said[1])
