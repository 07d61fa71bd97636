"""DanQ (919 features) against its twin.

Twin: the layer list of uci-cbcl/DanQ, `DanQ_test.py` (commit
c1c149c43e431bcd58e36e1c659f440c175b0477) and `DanQ-JASPAR_test.py` (commit
b01a0df5cc64f66c37a339f088084ade53219956), in Keras 3 layers that do what those of Keras 0.2.0 (PyPI,
`keras/layers/{convolutional,core,recurrent}.py`) do: kernels turned round by Theano, gates
0.2 x + 0.5 in the order i c f o, dropout that multiplies by what it keeps when asked. It is written
as `Sequential.save_weights` of Keras 0.2.0 (`keras/models.py`) writes it: `layer_N/param_M`.

The bidirectional layer is that of EderSantana/seya, `seya/layers/recurrent.py` (commit
04203bb0100ca513c23d792c5837dfa86c84a634): `X[::-1]` of (samples, time, units) turns the samples
round, and the result back again (issue 32 of that repository), so that both LSTMs read forward.
The authors' own copy (`DanQ_seya.tar.gz`) could not be read; a public port of the official weights
to PyTorch flips the same axis.
"""

import io
from typing import Any

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load

from models.errors import CheckpointError
from models.packs.convert import keras_h5_to_safetensors
from models.regulatory.architectures import danq
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

SMALL = {"filters": 24, "width": 26, "pool": 13, "units": 16, "hidden": 20, "n_tracks": 9}
SMALL_JASPAR = {"filters": 20, "width": 30, "pool": 15, "units": 12, "hidden": 20, "n_tracks": 9}
OFFICIAL = {
    "filters": 320,
    "width": 26,
    "pool": 13,
    "units": 320,
    "hidden": 925,
    "n_tracks": 919,
}


def twin_of(sizes: dict[str, int], *, turned: bool = False, kept: bool = True) -> Any:
    """The network; `turned`: the second LSTM reads backward; `kept`: dropout of Keras 0.2."""
    keras = load_keras()
    layers = keras.layers

    def lstm(name: str, *, backward: bool = False) -> Any:
        return layers.LSTM(
            sizes["units"],
            return_sequences=True,
            activation="tanh",
            recurrent_activation=lambda x: keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0),
            go_backwards=backward,
            name=name,
        )

    x = keras.Input((1000, 4))
    found = layers.Conv1D(sizes["filters"], sizes["width"], activation="relu", name="conv")(x)
    found = layers.MaxPooling1D(sizes["pool"], strides=sizes["pool"])(found)
    found = layers.Rescaling(0.8 if kept else 1.0)(found)
    second = lstm("backward", backward=turned)(found)
    if turned:
        second = keras.ops.flip(second, axis=1)
    found = layers.Concatenate(axis=-1)([lstm("forward")(found), second])
    found = layers.Rescaling(0.5 if kept else 1.0)(found)
    found = layers.Flatten()(found)
    found = layers.Dense(sizes["hidden"], activation="relu", name="hidden")(found)
    found = layers.Dense(sizes["n_tracks"], activation="sigmoid", name="out")(found)
    network = keras.Model(x, found)
    randomise(network)
    return network


def lstm_params(layer: Any, order: str) -> list[NDArray[np.float32]]:
    """W, U, b of each gate in this order; Keras 3 keeps i f c o side by side."""
    kernel, recurrent, bias = (np.split(one, 4, axis=-1) for one in layer.get_weights())
    found: list[NDArray[np.float32]] = []
    for gate in order:
        number = "ifco".index(gate)
        found += [kernel[number], recurrent[number], bias[number]]
    return found


def official_file(network: Any, *, last: int = 8, order: str = "icfo") -> bytes:
    """`DanQ_bestmodel.hdf5` as Keras 0.2.0 writes it."""
    kernel, bias = network.get_layer("conv").get_weights()
    both = [lstm_params(network.get_layer(name), order) for name in ("forward", "backward")]
    content = {
        0: [kernel[::-1].transpose(2, 1, 0)[..., None], bias],
        3: [*both[0], *both[1]],
        6: network.get_layer("hidden").get_weights(),
        last: network.get_layer("out").get_weights(),
    }
    written = io.BytesIO()
    with h5py.File(written, "w") as handle:
        handle.attrs["nb_layers"] = last + 2
        for number in range(last + 2):
            group = handle.create_group(f"layer_{number}")
            params = content.get(number, [])
            group.attrs["nb_params"] = len(params)
            for index, param in enumerate(params):
                group.create_dataset(f"param_{index}", data=param)
    return written.getvalue()


def read(published: bytes) -> Raw:
    return dict(load(keras_h5_to_safetensors(published)))


def port_says(published: bytes, sequences: list[str]) -> NDArray[np.float32]:
    return said(danq.network(danq.state(read(published))), encoded(sequences))


def twin_says(network: Any, sequences: list[str], order: str = "AGCT") -> NDArray[np.float32]:
    return asked(network, encoded_in(order, sequences).numpy().transpose(0, 2, 1))


@pytest.fixture(scope="module")
def twin() -> Any:
    return twin_of(SMALL)


def test_port_says_what_the_official_network_says(twin: Any) -> None:
    sequences = windows(6, 1000)
    expected = twin_says(twin, sequences)
    assert expected.std() > 0.05
    assert difference(port_says(official_file(twin), sequences), expected) < TOLERANCE


def test_the_larger_network_is_read_by_the_same_importer() -> None:
    larger = twin_of(SMALL_JASPAR)
    sequences = windows(4, 1000)
    found = port_says(official_file(larger, last=7), sequences)
    assert difference(found, twin_says(larger, sequences)) < TOLERANCE


@pytest.mark.slow
def test_port_at_the_official_size() -> None:
    official = twin_of(OFFICIAL)
    sequences = windows(2, 1000)
    raw = read(official_file(official))
    port = danq.network(danq.state(raw))
    assert sum(one.numel() for one in port.parameters()) == 46_926_479
    assert difference(said(port, encoded(sequences)), twin_says(official, sequences)) < TOLERANCE


def test_a_twin_whose_second_lstm_reads_backward_differs(twin: Any) -> None:
    other = twin_of(SMALL, turned=True)
    other.set_weights(twin.get_weights())
    sequences = windows(4, 1000)
    wrong = twin_says(other, sequences)
    assert difference(port_says(official_file(twin), sequences), wrong) > CLEARLY


def test_a_twin_with_the_dropout_of_later_versions_differs(twin: Any) -> None:
    other = twin_of(SMALL, kept=False)
    other.set_weights(twin.get_weights())
    sequences = windows(4, 1000)
    wrong = twin_says(other, sequences)
    assert difference(port_says(official_file(twin), sequences), wrong) > CLEARLY


def test_a_file_with_two_gates_in_place_of_each_other_differs(twin: Any) -> None:
    sequences = windows(4, 1000)
    swapped = port_says(official_file(twin, order="ifco"), sequences)
    assert difference(swapped, twin_says(twin, sequences)) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs(twin: Any) -> None:
    sequences = windows(4, 1000)
    wrong = twin_says(twin, sequences, order="ACGT")
    assert difference(port_says(official_file(twin), sequences), wrong) > CLEARLY


def test_a_file_with_a_gate_missing_is_refused(twin: Any) -> None:
    raw = read(official_file(twin))
    with pytest.raises(CheckpointError, match=r"layer_3\.param_23"):
        danq.state(without(raw, "layer_3.param_23"))


def test_a_file_with_a_third_lstm_is_refused(twin: Any) -> None:
    raw = read(official_file(twin))
    with pytest.raises(CheckpointError, match=r"layer_3\.param_24"):
        danq.state({**raw, "layer_3.param_24": np.ones((2, 2), dtype=np.float32)})


def test_an_lstm_of_another_size_is_refused(twin: Any) -> None:
    raw = read(official_file(twin))
    with pytest.raises(CheckpointError, match="lstm1"):
        danq.network(danq.state({**raw, "layer_3.param_1": raw["layer_3.param_1"][:, :5]}))
