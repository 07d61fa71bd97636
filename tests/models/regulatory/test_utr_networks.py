"""What the networks of 5' UTRs, poly-A signals and promoters do whatever their weights are."""

import numpy as np
import pytest
import torch

from models.regulatory.aparent2 import Aparent2Engine
from models.regulatory.explain import METHODS
from models.regulatory.framepool import FramepoolEngine, pooled_by_frame
from models.regulatory.protocol import AlleleRequest
from models.regulatory.reach import POLY_A, PROMOTER
from models.regulatory.xpresso import XpressoEngine


def random_layers(shapes):
    chance = torch.Generator().manual_seed(1)
    found = {}
    for name, shape in shapes.items():
        numbers = torch.rand(shape, generator=chance)
        is_kernel = name.endswith("kernel")
        spread = (sum(shape) / 2) ** 0.5 if is_kernel else 10
        found[name] = 1 + numbers if "batch_norm" in name else (numbers - 0.4) / spread
    return found


def framepool():
    shapes = {"convolution_0.kernel": (128, 4, 7)}
    shapes |= {f"convolution_{number}.kernel": (128, 128, 7) for number in (1, 2)}
    shapes |= {f"convolution_{number}.bias": (128,) for number in range(3)}
    shapes |= {"fully_connected_0.kernel": (768, 64), "fully_connected_0.bias": (64,)}
    shapes |= {"mrl_output_unscaled.kernel": (64, 1), "mrl_output_unscaled.bias": (1,)}
    layers = random_layers(shapes) | {
        "scaling_regression.kernel": torch.tensor([[9.0], [0.8], [9.0], [3.0]])
    }
    return FramepoolEngine(FramepoolEngine.built(layers), torch.device("cpu"), "0" * 64)


def aparent2():
    shapes = {"aparent_conv_0.kernel": (1, 1, 4, 32), "aparent_final_conv.kernel": (1, 1, 32, 1)}
    for group in range(7):
        shapes[f"aparent_skip_conv_{group}.kernel"] = (1, 1, 32, 32)
        for block in range(4):
            name = f"aparent_resblock_{group}_{block}"
            for number in range(2):
                shapes[f"{name}_conv_{number}.kernel"] = (1, 3, 32, 32)
                for array in ("gamma", "beta", "moving_mean", "moving_variance"):
                    shapes[f"{name}_batch_norm_{number}.{array}"] = (32,)
    shapes["aparent_last_block_conv.kernel"] = (1, 1, 32, 32)
    shapes |= {
        name.replace("kernel", "bias"): (shape[-1],)
        for name, shape in shapes.items()
        if name.endswith("kernel")
    }
    shapes |= {"aparent_lib_conv.kernel": (1, 13, 206), "aparent_lib_conv.bias": (1, 206, 1)}
    # Small steps from block to block, so that the logits stay in bounds.
    layers = {
        name: numbers / 30 if "resblock" in name and "conv" in name else numbers
        for name, numbers in random_layers(shapes).items()
    }
    return Aparent2Engine(Aparent2Engine.built(layers), torch.device("cpu"), "0" * 64)


def xpresso():
    shapes = {"conv1d_1.kernel": (128, 4, 6), "conv1d_1.bias": (128,)}
    shapes |= {"conv1d_2.kernel": (32, 128, 9), "conv1d_2.bias": (32,)}
    for number, shape in ((1, (1126, 64)), (2, (64, 2)), (3, (2, 1))):
        shapes |= {f"dense_{number}.kernel": shape, f"dense_{number}.bias": shape[1:]}
    layers = random_layers(shapes)
    return XpressoEngine(XpressoEngine.built(layers), torch.device("cpu"), "0" * 64)


def bases(n_bases, seed=1):
    return "".join(np.random.default_rng(seed).choice(list("ACGT"), n_bases))


def test_frames_are_counted_from_the_start_codon_backwards():
    x = torch.tensor([[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]])
    found = pooled_by_frame(x, torch.tensor([[7.0]]))[0]
    assert found[:3].tolist() == [7, 6, 5]
    assert found[3:].tolist() == pytest.approx([12 / 7, 9 / 7, 7 / 7])


def test_framepool_is_blind_to_unknown_bases_before_the_utr():
    engine, sequence = framepool(), bases(40)
    alone, padded = engine.outputs([sequence, "N" * 11 + sequence])
    assert padded == pytest.approx(alone, abs=1e-4)
    (mixed,) = engine.outputs([sequence, bases(90, 2)])[:1]
    assert mixed == pytest.approx(alone, abs=1e-4)


def test_framepool_shifts_are_unknown_bases_before_the_start_codon():
    engine, sequence = framepool(), bases(40)
    found = engine.outputs([sequence, sequence + "N", sequence + "NN"])
    assert found[0] == pytest.approx(found[:, 0], abs=1e-5)
    assert len(set(found[0].round(4))) == 3


@pytest.mark.parametrize("n_bases", [1, 2, 3])
def test_framepool_reads_utrs_shorter_than_a_codon(n_bases):
    assert np.isfinite(framepool().outputs([bases(n_bases)])).all()


def test_framepool_delta_is_log2_of_alt_by_ref_and_no_number_where_there_is_no_ratio():
    engine = framepool()
    effects = engine.effects(np.float32([4, 2, -1]), np.float32([2, 8, 1]))
    assert list(effects.delta[:2]) == [-1, 2]
    assert np.isnan(effects.delta[2])
    assert not effects.is_finite


def test_aparent2_cuts_are_a_distribution_and_its_tracks_their_log_odds():
    engine, sequences = aparent2(), [bases(205), "N" * 205]
    cuts, found = engine.cuts(sequences), engine.outputs(sequences)
    assert cuts.shape == (2, 206)
    assert cuts.sum(axis=1) == pytest.approx(1, abs=1e-5)
    for track, (first, last) in enumerate(((77, 127), (0, 205))):
        share = cuts[:, first:last].sum(axis=1)
        assert found[:, track] == pytest.approx(np.log(share / (1 - share)), abs=1e-3)


def test_aparent2_counts_an_unknown_base_as_a_quarter_of_each():
    assert (aparent2().tensor(["N" * 205]) == 0.25).all()


def test_xpresso_features_are_average_unless_given():
    engine = xpresso()
    x = engine.tensor([bases(10_500)])
    plain, average = engine.network(x), engine.network(x, torch.zeros(1, 6))
    told = engine.network(x, torch.full((1, 6), 3.0))
    assert float(plain) == float(average) != float(told)


def test_each_engine_reads_as_far_as_its_subjects_are_cut():
    assert (aparent2().length, xpresso().length) == (POLY_A.length, PROMOTER.length) == (205, 10500)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("made", [framepool, aparent2])
def test_every_method_explains_both_alleles(made, method):
    engine, sequence = made(), bases(205)
    request = AlleleRequest.of(sequence[:100], sequence[100], "N", sequence[101:])
    *_, step = engine.attribute(request, track=0, method=method, flank=3)
    assert [len(one.contribution) for one in step.arrays] == [7, 7]
    assert all(np.isfinite(one.contribution).all() for one in step.arrays)
    assert step.arrays[1].contribution[3] == 0
