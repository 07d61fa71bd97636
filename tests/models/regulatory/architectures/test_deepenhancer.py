"""DeepEnhancer against its twins, in Keras.

Twin of the authors' repository: minxueric/DeepEnhancer, commit
f3010c22e2b911dd556608b180c285d808df052a, `train_net.py` (Lasagne: filters 1 pixel high over 4 rows,
which are convolutions along the sequence; `genmat.py`: A C G T). Twin of the paper's best network,
4conv2pool4norm: zommiommy/mendelian_snv_prediction, commit
793de1dfcc201cc904ecb75ef485188a08aeb9e1, `mendelian_snv_prediction/deep_enhancer.py`, whose layers
are those of the paper's name; with the paper's softmax over two units and with its one sigmoid.
Weights were never published, so no file of the authors' could be read even if it were at hand.
"""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load

from models.errors import CheckpointError
from models.packs.convert import keras_h5_to_safetensors
from models.regulatory.architectures import deepenhancer
from tests.models.regulatory.architectures.keras_twins import (
    OF_KERAS,
    asked,
    load_keras,
    randomise,
)
from tests.models.regulatory.architectures.twins import (
    CLEARLY,
    TOLERANCE,
    Raw,
    difference,
    encoded,
    encoded_in,
    said,
    windows,
    without,
)

pytestmark = OF_KERAS


def paper(*, n_out: int = 2, norm_last: bool = False, bias: bool = True) -> Any:
    """4conv2pool4norm."""
    keras = load_keras()
    layers = keras.layers

    def conv(filters: int, width: int) -> list[Any]:
        after = [layers.BatchNormalization(), layers.Activation("relu")]
        if norm_last:
            after.reverse()
        return [layers.Conv1D(filters, width, use_bias=bias), *after]

    return finished(
        [
            *conv(128, 8),
            *conv(128, 8),
            layers.MaxPooling1D(2),
            *conv(64, 3),
            *conv(64, 3),
            layers.MaxPooling1D(2),
            layers.Flatten(),
            layers.Dense(256, activation="relu"),
            layers.Dropout(0.1),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.1),
            layers.Dense(n_out, activation="softmax" if n_out == 2 else "sigmoid"),
        ]
    )


def repository() -> Any:
    """Six convolutions, no norms."""
    layers = load_keras().layers
    return finished(
        [
            *(layers.Conv1D(64, width, activation="relu") for width in (4, 3, 3)),
            layers.MaxPooling1D(2),
            *(layers.Conv1D(64, 2, activation="relu") for _ in range(3)),
            layers.MaxPooling1D(2),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(64, activation="relu"),
            layers.Dense(2, activation="softmax"),
        ]
    )


def finished(layers: list[Any]) -> Any:
    keras = load_keras()
    network = keras.Sequential([keras.Input((300, 4)), *layers])
    randomise(network)
    # A last layer this weak keeps probabilities away from 0 and 1, where all would look equal.
    kernel, bias = network.layers[-1].weights
    kernel.assign(kernel * 0.3)
    bias.assign(bias * 0)
    return network


def keras_file(network: Any) -> bytes:
    """What Keras writes to HDF5."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.h5"
        network.save(path)
        return path.read_bytes()


def saved(network: Any) -> Raw:
    return dict(load(keras_h5_to_safetensors(keras_file(network))))


def enhancer(network: Any, sequences: list[str]) -> NDArray[np.float32]:
    """The probability the twin gives the enhancer, its last output."""
    found = asked(network, encoded_in("ACGT", sequences).numpy().transpose(0, 2, 1))
    return found[:, -1:]


def port_says(raw: Raw, sequences: list[str]) -> NDArray[np.float32]:
    return said(deepenhancer.network(deepenhancer.state(raw)), encoded(sequences))


@pytest.mark.parametrize(
    "build",
    [paper, repository, lambda: paper(n_out=1), lambda: paper(bias=False)],
    ids=["paper", "repository", "one-output", "without-bias"],
)
def test_port_says_what_the_twin_says(build: Any) -> None:
    twin = build()
    sequences = windows(6, 300)
    expected = enhancer(twin, sequences)
    assert expected.std() > 0.01
    assert difference(port_says(saved(twin), sequences), expected) < TOLERANCE


def test_layers_are_taken_in_the_order_of_their_numbers() -> None:
    # In one session Keras goes on counting: conv1d_9 comes before conv1d_10.
    keras = load_keras()
    keras.backend.clear_session()
    for _ in range(8):
        keras.layers.Conv1D(1, 1)
    twin = paper()
    raw = saved(twin)
    assert {"conv1d_9.kernel", "conv1d_10.kernel"} <= set(raw)
    sequences = windows(3, 300)
    assert difference(port_says(raw, sequences), enhancer(twin, sequences)) < TOLERANCE


def test_a_twin_that_rectifies_before_the_norm_differs() -> None:
    twin, other = paper(), paper(norm_last=True)
    for ours, theirs in zip(twin.weights, other.weights, strict=True):
        theirs.assign(ours)
    sequences = windows(4, 300)
    wrong = enhancer(other, sequences)
    assert difference(port_says(saved(twin), sequences), wrong) > CLEARLY


def test_the_background_is_not_taken_for_the_enhancer() -> None:
    twin = paper()
    sequences = windows(4, 300)
    background = 1 - enhancer(twin, sequences)
    assert difference(port_says(saved(twin), sequences), background) > CLEARLY


def test_a_network_with_another_number_of_layers_is_refused() -> None:
    raw = saved(paper())
    last = max(name for name in raw if name.startswith("dense")).partition(".")[0]
    fewer = {name: array for name, array in raw.items() if name.partition(".")[0] != last}
    with pytest.raises(CheckpointError, match="2 dense layers"):
        deepenhancer.state(fewer)


def test_a_file_without_the_spread_of_a_norm_is_refused() -> None:
    raw = saved(paper())
    name = next(name for name in raw if name.endswith("moving_variance"))
    with pytest.raises(CheckpointError, match=name.replace(".", r"\.")):
        deepenhancer.state(without(raw, name))


def test_a_network_for_another_length_is_refused() -> None:
    arrays = deepenhancer.state(saved(paper()))
    shorter = {**arrays, "hidden1.weight": arrays["hidden1.weight"][:, :640]}
    with pytest.raises(CheckpointError, match="hidden1"):
        deepenhancer.network(shorter)
