"""Basenji2 against its twin, in Keras.

Twin: calico/basenji, `manuscripts/cross2020/params_human.json`, commit
24403ec79bc71c803c258efce9e98ddc2ca9a48d (blocks, filters, cropping); `basenji/blocks.py`, commit
03a9240eaf08c1e1f7b9276179d2c2c972bbda76 (`conv_block`, `conv_tower_v1`, `dilated_residual`,
`dense`); `basenji/layers.py`, commit 91227948774b9793f3dc0394151b90b31be196f7 (`GELU`);
`basenji/seqnn.py`, commit ca5c3b04929918337e076e183f015662ea33efde (the activation after the last
block, `save`). `batch_norm` of the parameters is `norm_type` of later blocks. Its weights are
`model_human.h5`, commit 5aac9082ac8d72d7e9a9d734ffe7bf32315b30ac, `manuscripts/cross2020/get_models.sh`.
"""

import importlib
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load

from models.errors import CheckpointError
from models.packs.convert import keras_h5_to_safetensors
from models.regulatory.architectures import basenji2
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

LENGTH = 20_480
"""Bases of the small twin: 160 bins, of which 32 are told."""
SMALL = {"length": LENGTH, "first": 7, "tower": 8, "narrow": 6, "last": 14, "units": 5}
OFFICIAL = {
    "length": 131_072,
    "first": 288,
    "tower": 339,
    "narrow": 384,
    "last": 1536,
    "units": 5313,
}


def gelu(x: Any) -> Any:
    return load_keras().activations.sigmoid(1.702 * x) * x


def gelu_of_keras_2(x: Any) -> Any:
    return importlib.import_module("tf_keras").activations.sigmoid(1.702 * x) * x


def twin_of(
    sizes: dict[str, int],
    *,
    activation: Callable[[Any], Any] = gelu,
    growth: float = 1.5,
    keras: Any = None,
) -> Any:
    keras = keras or load_keras()
    layers = keras.layers

    def conv_block(x: Any, filters: int, width: int = 1, rate: int = 1, pool: int = 1) -> Any:
        x = layers.Activation(activation)(x)
        x = layers.Conv1D(filters, width, padding="same", use_bias=False, dilation_rate=rate)(x)
        x = layers.BatchNormalization(momentum=0.9)(x)
        return layers.MaxPool1D(pool, padding="same")(x) if pool > 1 else x

    sequence = keras.Input((sizes["length"], 4), name="sequence")
    current = conv_block(sequence, sizes["first"], 15, pool=2)
    filters = float(sizes["tower"])
    for _ in range(6):
        current = conv_block(current, int(np.round(filters)), 5, pool=2)
        filters *= 1.1776
    rate = 1.0
    for _ in range(11):
        before = current
        current = conv_block(current, sizes["narrow"], 3, rate=int(np.round(rate)))
        current = conv_block(current, before.shape[-1])
        current = layers.Add()([before, current])
        rate = float(np.round(rate * growth))
    current = layers.Cropping1D(64)(current)
    current = conv_block(current, sizes["last"])
    current = layers.Activation(activation)(current)
    network = keras.Model(sequence, layers.Dense(sizes["units"], activation="softplus")(current))
    randomise(network)
    return network


def saved(network: Any, folder: Path) -> Raw:
    path = folder / "model_human.h5"
    network.save(path)
    return dict(load(keras_h5_to_safetensors(path.read_bytes())))


def twin_says(network: Any, sequences: list[str], order: str = "ACGT") -> NDArray[np.float32]:
    return asked(network, encoded_in(order, sequences).numpy().transpose(0, 2, 1))


def port_says(raw: Raw, sequences: list[str]) -> NDArray[np.float32]:
    return said(basenji2.network(basenji2.state(raw)), encoded(sequences))


def fresh(build: Callable[[], Any]) -> Any:
    """A twin whose layers are numbered from the first."""
    load_keras().backend.clear_session()
    return build()


@pytest.fixture(scope="module")
def twin() -> Any:
    return fresh(lambda: twin_of(SMALL))


@pytest.fixture(scope="module")
def raw(twin: Any, tmp_path_factory: pytest.TempPathFactory) -> Raw:
    return saved(twin, tmp_path_factory.mktemp("twin"))


def test_port_says_what_the_official_network_says(twin: Any, raw: Raw) -> None:
    sequences = windows(3, LENGTH)
    expected = twin_says(twin, sequences)
    assert expected.shape == (3, 32, 5)
    assert expected.std(axis=1).mean() > 0.05
    assert difference(port_says(raw, sequences), expected) < TOLERANCE * max(1, expected.max())


def test_layers_are_taken_in_the_order_of_their_numbers(raw: Raw, tmp_path: Path) -> None:
    # In one session Keras goes on counting, as where both species were trained together.
    second = twin_of(SMALL)
    names = saved(second, tmp_path)
    assert names.keys() != raw.keys()
    sequences = windows(2, LENGTH)
    expected = twin_says(second, sequences)
    assert difference(port_says(names, sequences), expected) < TOLERANCE * max(1, expected.max())


def test_a_twin_with_the_usual_gelu_differs(twin: Any, raw: Raw) -> None:
    other = twin_of(SMALL, activation=load_keras().ops.gelu)
    other.set_weights(twin.get_weights())
    sequences = windows(2, LENGTH)
    assert difference(port_says(raw, sequences), twin_says(other, sequences)) > CLEARLY


def test_a_twin_whose_dilation_doubles_differs(twin: Any, raw: Raw) -> None:
    other = twin_of(SMALL, growth=1.7)
    other.set_weights(twin.get_weights())
    sequences = windows(2, LENGTH)
    assert difference(port_says(raw, sequences), twin_says(other, sequences)) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs(twin: Any, raw: Raw) -> None:
    sequences = windows(2, LENGTH)
    wrong = twin_says(twin, sequences, order="AGCT")
    assert difference(port_says(raw, sequences), wrong) > CLEARLY


def test_a_file_with_a_norm_missing_is_refused(raw: Raw) -> None:
    short = {k: v for k, v in raw.items() if not k.startswith("batch_normalization_29.")}
    with pytest.raises(CheckpointError, match="29 batch norms"):
        basenji2.state(short)


def test_a_file_with_an_array_missing_is_refused(raw: Raw) -> None:
    with pytest.raises(CheckpointError, match=r"batch_normalization_29\.gamma"):
        basenji2.state(without(raw, "batch_normalization_29.gamma"))


def test_a_file_with_another_layer_is_refused(raw: Raw) -> None:
    with pytest.raises(CheckpointError, match=r"separable\.kernel"):
        basenji2.state({**raw, "separable.kernel": raw["dense.kernel"]})


def test_dilated_convolutions_that_do_not_fit_their_tower_are_refused(raw: Raw) -> None:
    kernel = raw["conv1d_8.kernel"]
    with pytest.raises(CheckpointError, match="Basenji2"):
        basenji2.network(basenji2.state({**raw, "conv1d_8.kernel": kernel[:-1]}))


def test_bins_fewer_than_are_cut_off_are_told(raw: Raw) -> None:
    with pytest.raises(ValueError, match="128"):
        port_says(raw, windows(1, 16_384))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_files_of_keras_2(tmp_path: Path) -> None:
    keras = pytest.importorskip("tf_keras", reason="the extra twins is not here")
    keras.backend.clear_session()
    twin = twin_of(SMALL, activation=gelu_of_keras_2, keras=keras)
    sequences = windows(2, LENGTH)
    x = encoded_in("ACGT", sequences).numpy().transpose(0, 2, 1)
    expected = np.asarray(twin.predict(x, verbose=0))
    found = port_says(saved(twin, tmp_path), sequences)
    assert difference(found, expected) < TOLERANCE * max(1, expected.max())


@pytest.mark.slow
def test_port_at_the_official_size_and_length(tmp_path: Path) -> None:
    twin = fresh(lambda: twin_of(OFFICIAL))
    port = basenji2.network(basenji2.state(saved(twin, tmp_path)))
    assert sum(one.numel() for one in port.parameters()) == 30_088_228
    sequences = windows(1, basenji2.LENGTH)
    x = encoded(sequences)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = said(port, x)
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert found.shape == (1, 896, 5313)
    assert taken < 2**30
    expected = twin_says(twin, sequences)
    assert difference(found, expected) < TOLERANCE * max(1, expected.max())
