"""A language model as a regulatory engine: counted by hand with bases that do not depend."""

import numpy as np
import pytest
import torch

from models.errors import RequestError
from models.language.architecture import LoadedNetwork
from models.language.engine import (
    COSINE,
    L2,
    LIKELIHOOD,
    TRACKS,
    LanguageEngine,
    cosine_distance,
)
from models.language.tokens import BaseTokenizer
from models.regulatory.protocol import AlleleRequest
from models.sequence import reverse_complement
from tests.models.language.toys import (
    CPU,
    INFO,
    IndependentBases,
    Looking,
    Repeater,
    random_bases,
)

LN2 = float(np.log(2))
LENGTH = 8


def _engine(network=None):
    network = network or IndependentBases(is_causal=False)
    return LanguageEngine(LoadedNetwork(network, BaseTokenizer(), LENGTH), INFO, CPU)


def _said(engine, *requests):
    return [effects for _, effects in engine.score(requests)]


def _request(ref="A", alt="C", left="GGGGGGGG", right="TTTTTTTT"):
    return AlleleRequest.of(left, ref, alt, right)


def test_the_tracks_have_names_and_units():
    names = [track.name for track in TRACKS]
    assert names == ["log_likelihood_ratio", "embedding_cosine", "embedding_l2"]
    assert all(track.unit for track in TRACKS)


def test_a_substitution_is_the_mean_log_ratio_of_both_strands():
    (said,) = _said(_engine(), _request("A", "C"))
    # A 1/2 to C 1/4 on one strand, T 1/8 to G 1/8 on the other.
    assert said.ref[LIKELIHOOD] == pytest.approx((-LN2 - 3 * LN2) / 2)
    assert said.delta[LIKELIHOOD] == pytest.approx(-LN2 / 2)


def test_the_distances_are_those_of_the_embeddings():
    (said,) = _said(_engine(), _request("A", "C"))
    # The window is GGGG A TTT, its other strand AAA T CCCC; an embedding is its composition.
    ref, alt = np.array([1, 0, 4, 3]) / 8, np.array([0, 1, 4, 3]) / 8
    turned = [one[::-1] for one in (ref, alt)]
    cosine = [1 - a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in ((ref, alt), turned)]
    assert said.delta[COSINE] == pytest.approx(np.mean(cosine), rel=1e-5)
    assert said.delta[L2] == pytest.approx(np.sqrt(2) / 8, rel=1e-6)
    assert said.ref[COSINE] == said.ref[L2] == 0


def test_both_strands_of_a_change_say_the_same():
    left, right = random_bases(12, 1), random_bases(12, 2)
    change = AlleleRequest.of(left, "A", "T", right)
    turned = AlleleRequest.of(reverse_complement(right), "T", "A", reverse_complement(left))
    for network in (IndependentBases(is_causal=False), Repeater()):
        # Of an odd window a single base is the middle, whichever way it is read.
        engine = LanguageEngine(LoadedNetwork(network, BaseTokenizer(), 9), INFO, CPU)
        one, other = _said(engine, change, turned)
        assert one.delta == pytest.approx(other.delta, abs=1e-5)


def test_two_spellings_of_one_change_say_the_same():
    (one, other) = _said(_engine(), _request("A", "C"), _request("GA", "GC", "GGGGGGG", "TTTTTTTT"))
    assert np.array_equal(one.delta, other.delta)


def test_an_insertion_is_compared_over_equally_many_bases_from_both_flanks():
    (said,) = _said(_engine(), _request("G", "GAA"))
    # Left flank held still: AA against TT; right flank held still: AA against GG.
    # On the other strand TT against AA, and TT against CC.
    ratios = [-2 + 6, -2 + 6, -6 + 2, -6 + 4]
    assert said.delta[LIKELIHOOD] == pytest.approx(np.mean(ratios) * LN2)


def test_many_requests_are_answered_once_each_in_order():
    requests = [_request("A", alt) for alt in "CGT" * 50]
    numbers = [number for number, _ in _engine().score(requests)]
    assert numbers == list(range(150))


def test_equal_windows_of_a_page_are_evaluated_once():
    network = Repeater()
    _said(_engine(network), *[_request("A", alt) for alt in "CGTCGT"])
    assert network.n_evaluated == 2 * 4  # REF and three ALT, on both strands


def test_a_change_that_does_not_fit_is_refused():
    with pytest.raises(RequestError, match="too long for a window of 8"):
        _said(_engine(), _request("A" * 9, "C"))


def test_unknown_surroundings_leave_the_answer_unknown_and_never_nought():
    engine = _engine(Repeater())
    (said,) = _said(engine, _request("N", "N", "N" * 8, "N" * 8))
    assert np.isnan(said.delta[LIKELIHOOD])
    assert not said.is_finite


def test_outputs_are_likelihoods_of_whole_sequences_and_no_distances():
    found = _engine().outputs(["AAAACCCC", "TTTTTTTT"])
    assert found.shape == (2, 3)
    # AAAACCCC is 12 halvings, GGGGTTTT 24; TTTTTTTT 24, AAAAAAAA 8.
    assert found[:, LIKELIHOOD] == pytest.approx([-18 * LN2, -16 * LN2])
    assert np.isnan(found[:, COSINE:]).all()
    assert _engine().outputs([]).shape == (0, 3)


def test_a_network_without_attention_says_so():
    engine = _engine(Repeater())
    assert engine.methods == ("ism",)
    with pytest.raises(RequestError, match="has no attention"):
        engine.attention("ACGTACGT")
    with pytest.raises(RequestError, match="cannot be explained by attention_rollout"):
        list(engine.attribute(_request(), track=0, method="attention_rollout"))


def test_attention_is_given_by_layer_head_and_base():
    looking = torch.eye(LENGTH).expand(3, 2, LENGTH, LENGTH)
    engine = _engine(Looking(looking))
    assert engine.methods == ("ism", "attention_rollout")
    assert engine.attention("ACGTACGT").shape == (3, 2, LENGTH, LENGTH)


def test_the_cosine_of_a_vector_with_itself_is_nought_apart():
    one = np.array([[1, 2, 3]], dtype=np.float32)
    assert cosine_distance(one, 2 * one)[0] == pytest.approx(0, abs=1e-7)
    assert cosine_distance(one, -one)[0] == pytest.approx(2)


def test_attention_around_a_change_is_the_mean_of_the_heads_in_the_columns_shown():
    looking = torch.zeros(2, 2, LENGTH, LENGTH)
    looking[1, 0, :, 4] = 1
    request = AlleleRequest.of("GGGGGGGG", "A", "C", "TTTTTTTT")
    ref, alt = _engine(Looking(looking)).attention_maps(request, flank=1)
    assert (ref.sequence, alt.sequence) == ("GAT", "GCT")
    assert ref.offsets.tolist() == [-1, 0, 1]
    assert ref.layers.shape == (2, 3, 3)
    # In the second layer one head of two looks at the changed base, the fifth of the window.
    assert ref.layers[0].sum() == 0
    assert ref.layers[1].tolist() == [[0, 0.5, 0]] * 3


def test_attention_around_a_change_is_refused_where_there_is_none():
    with pytest.raises(RequestError, match="has no attention"):
        _engine(Repeater()).attention_maps(_request())
