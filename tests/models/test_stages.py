"""What reduced precision and screening may answer, and what goes on to the whole ensemble."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.cone import on_device
from models.device import reduced_type
from models.splice.ensemble import Ensemble
from models.splice.protocol import SpliceProfile, SpliceRequest, deltas, window_length
from models.splice.spliceai import SpliceAiEngine
from models.splice.spliceai_network import spliceai_network
from models.splice.stages import CUTOFFS, is_near_cutoff, largest_change
from models.splice.tiles import plan_tiles
from tests.models.toys import random_layers, random_sequence

CPU = torch.device("cpu")
D = 10


def profile(*changes: float) -> SpliceProfile:
    ref = np.full((2, 2 * D + 1), 0.1, dtype=np.float32)
    alt = ref.copy()
    for column, change in enumerate(changes):
        alt[column % 2, column] += change
    return SpliceProfile(D, ref, alt)


@pytest.mark.parametrize("cutoff", CUTOFFS)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_change_at_a_cutoff_is_near_it(cutoff, sign):
    for off in (-0.01, -0.004, 0, 0.01):
        assert is_near_cutoff(profile(sign * (cutoff + off)))


@pytest.mark.parametrize("change", [0, 0.009, 0.035, 0.07, 0.15, -0.3, 0.4, -0.65, 0.85])
def test_a_change_between_cutoffs_is_not(change):
    assert not is_near_cutoff(profile(change))


def test_any_base_counts_not_only_the_largest_change():
    assert is_near_cutoff(profile(0.65, 0.05))


def test_what_is_no_number_goes_on_to_float32():
    assert is_near_cutoff(profile(float("nan")))
    assert not largest_change(profile(float("nan"))) < 0.5


def test_the_largest_change_is_a_gain_or_a_loss():
    assert largest_change(profile(0.2, -0.35)) == pytest.approx(0.35)


def test_tissues_count_with_their_own_changes():
    one = profile(0.0)
    gains = np.zeros_like(one.ref)
    gains[0, 3] = 0.2
    seen = SpliceProfile(D, one.ref, one.alt, gains, -gains / 2)
    assert largest_change(seen) == pytest.approx(0.2)
    assert is_near_cutoff(seen)
    found = deltas(seen)
    assert (found.acceptor_gain, found.acceptor_gain_offset) == (pytest.approx(0.2), 3 - D)
    assert (found.acceptor_loss, found.acceptor_loss_offset) == (pytest.approx(0.1), 3 - D)


def ensemble(*seeds: int, dtype: torch.dtype | None = None) -> Ensemble:
    networks = tuple(on_device(spliceai_network(random_layers(seed)), CPU, dtype) for seed in seeds)
    return Ensemble(networks, CPU, 2)


def requests(n: int) -> list[SpliceRequest]:
    flank = window_length(D) // 2
    made = []
    for seed in range(n):
        window = random_sequence(window_length(D), seed)
        alt = "A" if window[flank] != "A" else "C"
        made.append(SpliceRequest(window, window[flank], alt, "+", -9_000, 9_000))
    return made


def test_what_lies_near_a_cutoff_is_stored_in_float32():
    exact, reduced = ensemble(1, 2), ensemble(1, 2, dtype=torch.bfloat16)
    asked = requests(6)
    plain = dict(SpliceAiEngine(exact, "").score(asked, distance=D))
    engine = SpliceAiEngine(exact, "", reduced=reduced)
    assert engine.info.precision == "bfloat16"
    found = dict(engine.score(asked, distance=D))
    assert sorted(found) == list(range(6))
    for index, one in found.items():
        is_exact = np.array_equal(one.alt, plain[index].alt)
        assert is_exact or not is_near_cutoff(one)
        np.testing.assert_allclose(one.alt, plain[index].alt, atol=0.02)
    assert any(np.array_equal(found[n].alt, plain[n].alt) for n in found)


@pytest.mark.parametrize("threshold", [0.0, 2.0])
def test_screening_asks_the_others_only_where_something_moves(threshold):
    exact = ensemble(1, 2, 3)
    asked = requests(3)
    engine = SpliceAiEngine(exact, "", screening=threshold)
    assert engine.info.screening
    expected = exact if threshold == 0 else exact.only([0])
    wanted = dict(SpliceAiEngine(expected, "").score(asked, distance=D))
    found = dict(engine.score(asked, distance=D))
    for index in range(3):
        np.testing.assert_allclose(found[index].alt, wanted[index].alt, atol=1e-6)


def test_one_network_of_each_track_screens():
    tracked = Ensemble(ensemble(1, 2, 3, 4).networks, CPU, 2, tracks=(1, 0, 0, 1))
    engine = SpliceAiEngine(tracked, "", screening=0.1)
    first = engine._stages[0].ensemble
    assert first.tracks == (1, 0)
    assert first.networks == tracked.networks[:2]


def test_a_cpu_names_a_shorter_type_or_none():
    assert reduced_type(CPU) in {None, torch.bfloat16}
    assert reduced_type(torch.device("cuda")) == torch.float16


@pytest.mark.parametrize("tracks", [(), (1, 0, 0, 1, 0)])
def test_networks_asked_later_are_averaged_with_the_first(tracks):
    """What the first network said is not computed again; the mean is that of all."""
    exact = replace(ensemble(1, 2, 3, 4, 5), tracks=tracks)
    (asked,) = requests(1)
    first, rest = SpliceAiEngine(exact, "", screening=0.0)._stages
    assert len(first.ensemble.networks) + len(rest.ensemble.networks) == 5
    (tile,) = plan_tiles([asked], D, lambda n_out: n_out)
    ((wanted,),) = exact.probabilities([tile])
    ((before,),) = first.ensemble.probabilities([tile])
    ((found,),) = rest.ensemble.probabilities([tile])
    for one, other in zip(rest.completed(before, found), wanted, strict=True):
        assert one.shape == (2 * len(set(tracks) or {0}), 2 * D + 1)
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_reduced_screening_ends_in_float32_near_a_cutoff():
    exact, reduced = ensemble(1, 2), ensemble(1, 2, dtype=torch.bfloat16)
    asked = requests(6)
    plain = dict(SpliceAiEngine(exact, "").score(asked, distance=D))
    engine = SpliceAiEngine(exact, "", reduced=reduced, screening=0.0)
    for index, one in engine.score(asked, distance=D):
        assert np.array_equal(one.alt, plain[index].alt) or not is_near_cutoff(one)
