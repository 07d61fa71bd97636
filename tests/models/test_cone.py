"""Valid convolutions on a shrinking cone against the plain padded network."""

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional

from models.cone import as_input, climb, evaluate, lattice_steps, on_device
from models.errors import PackReadError
from models.incremental import Edit, evaluate_edits, evaluate_with_edits
from models.sequence import one_hot
from models.splice.spliceai_network import spliceai_network
from tests.models.toys import random_layers, random_sequence

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def layers():
    return random_layers()


@pytest.fixture(scope="module")
def network(layers):
    return on_device(spliceai_network(layers), CPU)


def padded_probabilities(layers, sequence: str) -> torch.Tensor:
    """The network as drawn in the paper: "same" padding, normalisations apart, crop at the end."""
    x = torch.from_numpy(one_hot(sequence))[None]

    def conv(number, data, dilation=1):
        weight, bias = layers[f"conv1d_{number}.kernel"], layers[f"conv1d_{number}.bias"]
        padding = (weight.shape[-1] - 1) * dilation // 2
        return functional.conv1d(data, weight, bias, dilation=dilation, padding=padding)

    def norm(number, data):
        name = f"batch_normalization_{number}"
        mean, variance = layers[f"{name}.moving_mean"], layers[f"{name}.moving_variance"]
        gamma, beta = layers[f"{name}.gamma"], layers[f"{name}.beta"]
        return functional.batch_norm(data, mean, variance, gamma, beta, eps=1e-3)

    data = conv(1, x)
    skip = conv(2, data)
    conv_number, norm_number = 3, 1
    for index in range(16):
        dilation = (1, 4, 10, 25)[index // 4]
        inner = conv(conv_number, torch.relu(norm(norm_number, data)), dilation)
        inner = conv(conv_number + 1, torch.relu(norm(norm_number + 1, inner)), dilation)
        data = data + inner
        conv_number, norm_number = conv_number + 2, norm_number + 2
        if index % 4 == 3:
            skip = skip + conv(conv_number, data)
            conv_number += 1
    return torch.softmax(conv(39, skip[..., 5000:-5000]), 1)


def test_the_context_is_ten_thousand_bases(network):
    assert network.context_length == 10_000


@pytest.mark.parametrize("n_out", [1, 3, 41, 100])
@torch.inference_mode()
def test_the_cone_equals_the_padded_network(n_out, layers, network):
    sequence = random_sequence(10_000 + n_out, seed=n_out)
    sequence = "N" * 300 + sequence[300:]
    expected = padded_probabilities(layers, sequence)
    found = torch.softmax(evaluate(network, as_input(one_hot(sequence)[None], CPU), n_out), 1)
    assert found.shape == (1, 3, n_out)
    assert expected.std() > 0.01
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


@pytest.mark.science
@torch.inference_mode()
def test_the_trained_networks_equal_their_padded_form(spliceai_pack):
    path = spliceai_pack / "packs" / "spliceai" / "network1.safetensors"
    trained = load_file(path)
    network = on_device(spliceai_network(trained), CPU)
    sequence = random_sequence(10_041)
    found = torch.softmax(evaluate(network, as_input(one_hot(sequence)[None], CPU), 41), 1)
    torch.testing.assert_close(found, padded_probabilities(trained, sequence), rtol=0, atol=1e-5)


def test_one_output_needs_a_lattice_that_thins_out(network):
    assert lattice_steps(network, 1) == (1,) * 8 + (5,) * 4 + (25,) * 4
    assert lattice_steps(network, 2) == (1,) * 16


@torch.inference_mode()
def test_a_batch_gives_each_sequence_its_own_answer(network):
    texts = [random_sequence(10_021, seed) for seed in (1, 2)]
    single = [evaluate(network, as_input(one_hot(text)[None], CPU), 21) for text in texts]
    stacked = torch.from_numpy(one_hot("".join(texts))).reshape(4, 2, -1).permute(1, 0, 2)
    both = evaluate(network, as_input(stacked.contiguous().numpy(), CPU), 21)
    torch.testing.assert_close(both, torch.cat(single), rtol=0, atol=1e-5)


@pytest.mark.parametrize("n_out", [1, 41])
@pytest.mark.parametrize(
    ("start", "width"),
    [(5010, 1), (5000, 7), (0, 1), (3, 2), (9_990, 11), (200, 1), (1013, 3), (4100, 900)],
)
@torch.inference_mode()
def test_an_edit_equals_evaluating_the_edited_sequence(n_out, start, width, network):
    sequence = random_sequence(10_000 + n_out, seed=3)
    stretch = random_sequence(width, seed=4 + start)
    start = min(start, len(sequence) - width)
    edited = sequence[:start] + stretch + sequence[start + width :]
    levels = list(climb(network, as_input(one_hot(sequence)[None], CPU), n_out))
    edit = Edit(start, as_input(one_hot(stretch)[None], CPU))
    expected = evaluate(network, as_input(one_hot(edited)[None], CPU), n_out)
    found = evaluate_edits(network, levels, edit)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-5)


@torch.inference_mode()
def test_several_edits_at_once_equal_each_alone(network):
    x = as_input(one_hot(random_sequence(10_021, seed=5))[None], CPU)
    edits = [
        Edit(5010, as_input(one_hot("A")[None], CPU)),
        Edit(5004, as_input(one_hot("TTTT")[None], CPU)),
    ]
    logits, edited = evaluate_with_edits(network, x, 21, edits)
    torch.testing.assert_close(logits, evaluate(network, x, 21))
    levels = list(climb(network, x, 21))
    for edit, found in zip(edits, edited, strict=True):
        torch.testing.assert_close(found, evaluate_edits(network, levels, edit))
        assert (found - logits).abs().max() > 1e-3


def test_a_file_that_lacks_a_layer_is_refused(layers):
    with pytest.raises(PackReadError, match="conv1d_17"):
        spliceai_network({key: item for key, item in layers.items() if "conv1d_17." not in key})
