"""The scan of many models: the same as window by window, whatever the change."""

import numpy as np
import pytest
import torch

from models.engine import EngineInfo
from models.errors import RequestError
from models.regulatory.deepbind import DeepBindEngine
from models.regulatory.deepbind_background import LEVELS, Background
from models.regulatory.deepbind_network import DeepBindModel, DeepBindNetwork
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects
from models.sequence import one_hot, reverse_complement
from tests.models.regulatory.deepbind_plain import plain_score, random_model

LAYERS = [
    {"length": 5},
    {"length": 5, "hidden": 3},
    {"length": 4, "has_mean": True, "strands": 1},
    {"length": 4, "has_mean": True, "hidden": 3, "strands": 1},
    {"length": 6, "has_mean": True},
    {"length": 8},
]
INFO = EngineInfo("deepbind", "DeepBind", "toy", "0" * 64, "float32", 23, "cpu", 11)


def engine_of(models: list[DeepBindModel]) -> DeepBindEngine:
    tracks = [Track(f"toy{number}") for number in range(len(models))]
    blank = Background(np.zeros((len(models), len(LEVELS))), np.ones(len(models)))
    return DeepBindEngine(models, tracks, INFO, blank, torch.device("cpu"))


@pytest.fixture(scope="module")
def models() -> list[DeepBindModel]:
    rng = np.random.default_rng(7)
    return [random_model(rng, **layers) for layers in LAYERS for _ in range(3)]


@pytest.fixture(scope="module")
def engine(models) -> DeepBindEngine:
    return engine_of(models)


def text(n: int, seed: int, letters: str = "ACGT") -> str:
    return "".join(np.random.default_rng(seed).choice(list(letters), n))


def looking_for(word: str, *, strands: int) -> DeepBindModel:
    """A model that counts how many letters of a word stand in their place; nothing else."""
    detectors = np.zeros((16, 4, len(word)), dtype=np.float32)
    detectors[0] = one_hot(word)
    weights = np.zeros((16, 1), dtype=np.float32)
    weights[0] = 1
    none = np.zeros(0, dtype=np.float32)
    thresholds = np.zeros(16, dtype=np.float32)
    zero = np.zeros(1, dtype=np.float32)
    return DeepBindModel(detectors, thresholds, weights, zero, none, none, strands == 2)


def test_a_site_that_is_lost_is_counted_letter_by_letter():
    engine = engine_of([looking_for("ACGGT", strands=1)])
    ((_, said),) = engine.score([AlleleRequest.of("TTTTTTTTTAC", "G", "T", "GTTTTTTTTT")])
    assert (said.ref[0], said.alt[0], said.delta[0]) == (5.0, 4.0, -1.0)


def test_dna_is_read_on_both_strands_and_rna_as_it_is_given():
    engine = engine_of([looking_for("AAAAC", strands=2), looking_for("AAAAC", strands=1)])
    assert engine.reads_rna.tolist() == [False, True]
    site = "G" * 12 + reverse_complement("AAAAC") + "G" * 12
    # As it is given the site reads GTTTT: no A, and no C.
    on_both, on_one = engine.outputs([site])[0]
    assert on_both == 5.0
    assert on_one < 3


def test_a_site_beside_the_change_does_not_count():
    engine = engine_of([looking_for("AAAAA", strands=1)])
    window = 7
    near = AlleleRequest.of("AAAAA" + "C" * (window - 5), "C", "G", "C" * 12)
    far = AlleleRequest.of("AAAAA" + "C" * (window - 1), "C", "G", "C" * 12)
    said = dict(engine.score([near, far]))
    # A window that reaches the change has room for 4 of the 5 letters, the fifth unknown.
    assert said[0].ref[0] == 4.25
    assert said[1].ref[0] < 2


@pytest.mark.parametrize("letters", ["ACGT", "ACGTN"])
def test_substitutions_score_as_window_by_window(engine, models, letters):
    requests = [
        AlleleRequest.of(text(12, seed, letters), ref, alt, text(12, seed + 50, letters))
        for seed, (ref, alt) in enumerate([("A", "C"), ("G", "T"), ("T", "A"), ("C", "G")])
    ]
    assert_as_plain(engine, models, requests)


@pytest.mark.parametrize(
    ("ref", "alt"),
    [
        ("A", "ACC"),
        ("ACC", "A"),
        ("GT", "CA"),
        ("G", "GTTTTTTTTTTTTTTTTTT"),
        ("TTTTTTTTTTTTTTTT", "T"),
    ],
    ids=["insertion", "deletion", "two bases", "long insertion", "long deletion"],
)
def test_indels_score_as_window_by_window(engine, models, ref, alt):
    requests = [AlleleRequest.of(text(14, seed), ref, alt, text(14, seed + 50)) for seed in (1, 2)]
    assert_as_plain(engine, models, requests)


def test_beyond_the_end_of_a_sequence_bases_are_unknown(engine, models):
    short = AlleleRequest.of("AC", "G", "T", "GTA")
    padded = AlleleRequest.of("N" * 20 + "AC", "G", "T", "GTA" + "N" * 20)
    assert_as_plain(engine, models, [padded])
    found = dict(engine.score([short, padded]))
    np.testing.assert_array_equal(found[0].ref, found[1].ref)
    np.testing.assert_array_equal(found[0].alt, found[1].alt)


def test_a_page_of_mixed_changes_keeps_its_order(engine):
    requests = [
        AlleleRequest.of(text(12, seed), "A", "C" if seed % 3 else "ACC", text(12, seed + 50))
        for seed in range(7)
    ]
    together = dict(engine.score(requests))
    assert list(together) == list(range(7))
    for number, request in enumerate(requests):
        ((_, alone),) = engine.score([request])
        np.testing.assert_allclose(together[number].alt, alone.alt, atol=1e-5)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 7, 8, 11, 12, 40])
def test_sequences_of_any_length_score_as_window_by_window(engine, models, length):
    sequences = [text(length, seed, "ACGTN") for seed in range(3)]
    wanted = [[plain_score(model, one) for model in models] for one in sequences]
    np.testing.assert_allclose(engine.outputs(sequences), wanted, atol=2e-5)


def test_no_sequences_give_no_rows(engine, models):
    assert engine.outputs([]).shape == (0, len(models))


def test_rna_may_be_spelled_with_u(engine):
    dna = text(20, 3)
    np.testing.assert_array_equal(engine.outputs([dna]), engine.outputs([dna.replace("T", "U")]))


def test_the_network_scores_as_window_by_window(models):
    for model in models:
        sequence = text(17, 5)
        found = float(DeepBindNetwork(model)(torch.from_numpy(one_hot(sequence))[None])[0])
        assert found == pytest.approx(plain_score(model, sequence), abs=2e-5)


def test_a_change_that_is_too_long_is_refused(engine):
    request = AlleleRequest.of("A" * 20, "C", "C" + "G" * 201, "A" * 20)
    with pytest.raises(RequestError, match="201 bases is too long"):
        list(engine.score([request]))


@pytest.mark.parametrize("method", ["ism", "gradient_x_input", "integrated_gradients"])
def test_one_track_is_explained_with_the_values_it_scored(engine, method):
    request = AlleleRequest.of(text(14, 1), "A", "G", text(14, 51))
    ((_, said),) = engine.score([request])
    *_, last = engine.attribute(request, track=4, method=method)
    ref, alt = last.arrays
    assert (ref.p, alt.p) == pytest.approx((said.ref[4], said.alt[4]), abs=2e-5)
    assert len(ref.sequence) == 2 * 7 - 1  # what windows of one and a half times 5 bases reach
    assert ref.sequence[6] == "A"
    assert alt.sequence[6] == "G"


def test_an_answer_stands_beside_what_random_sequence_scores():
    scores = np.arange(101, dtype=np.float32)[:, None] * np.array([1, 10], dtype=np.float32)
    background = Background.of(scores)
    said = TrackEffects.difference(
        np.array([50, 50], dtype=np.float32), np.array([100, 2000], dtype=np.float32)
    )
    found = background.standardised(said)
    deviation = np.sqrt((101**2 - 1) / 12)
    np.testing.assert_allclose(found.delta, [50 / deviation, 1950 / (10 * deviation)], rtol=1e-5)
    np.testing.assert_allclose(found.ref_quantile, [0.5, 0.05], atol=1e-4)
    np.testing.assert_array_equal(found.alt_quantile, [1, 1])


def test_a_score_that_most_random_sequence_shares_has_their_share_below_or_beside_it():
    scores = np.array([-0.026] * 90 + list(range(1, 11)), dtype=np.float32)[:, None]
    said = TrackEffects.difference(*np.array([[-0.026], [-1]], dtype=np.float32))
    found = Background.of(scores).standardised(said)
    assert found.ref_quantile[0] >= 0.85
    assert found.alt_quantile[0] == 0


def assert_as_plain(
    engine: DeepBindEngine, models: list[DeepBindModel], requests: list[AlleleRequest]
) -> None:
    found = dict(engine.score(requests))
    for number, request in enumerate(requests):
        start, n_ref, n_alt = request.change
        for track, model in enumerate(models):
            reach = int(1.5 * model.length) - 1
            ref = request.ref_sequence[start - reach : start + n_ref + reach]
            alt = request.alt_sequence[start - reach : start + n_alt + reach]
            said = (found[number].ref[track], found[number].alt[track])
            wanted = (plain_score(model, ref), plain_score(model, alt))
            assert said == pytest.approx(wanted, abs=2e-5), (number, track)
