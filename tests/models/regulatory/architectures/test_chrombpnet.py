"""ChromBPNet's three official files against their twins, in Keras.

Twin: kundajelab/chrombpnet, commit 41c8f73c177a96fc16617b4bb8b6a1cfbddb37cc,
`chrombpnet/training/models/bpnet_model.py` (the bias network), commit
3f30813d4b883fc52e9ccdb8085eb099943bdea6, `.../chrombpnet_with_bias_model.py` (`bpnet_model`,
`getModelGivenModelOptionsAndWeightInits`, `save_model_without_bias`: the names `bias.h5`,
`chrombpnet.h5`, `chrombpnet_nobias.h5`). Bases: `chrombpnet/training/utils/one_hot.py`, A C G T and
zeros. With the extra `twins` the files are those of Keras 2 on TensorFlow, as the authors have it.
"""

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import load

from models.errors import CheckpointError
from models.packs.convert import keras_h5_to_safetensors
from models.regulatory.architectures import chrombpnet
from tests.models.regulatory.architectures.keras_twins import (
    OF_KERAS,
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
    windows,
    without,
)

pytestmark = OF_KERAS

LENGTH, POSITIONS = 2114, 1000


def bpnet(
    keras: Any, filters: int, n_layers: int, prefix: str = "", name: str | None = None
) -> Any:
    """The network of either file; the prefix makes it the one without bias."""
    layers = keras.layers
    head = f"{prefix}bpnet_" if prefix else ""
    sequence = keras.Input((LENGTH, 4), name="sequence")
    x = layers.Conv1D(
        filters, 21, padding="valid", activation="relu", name=f"{prefix}bpnet_1st_conv"
    )(sequence)
    for i in range(1, n_layers + 1):
        conv = layers.Conv1D(
            filters,
            3,
            padding="valid",
            activation="relu",
            dilation_rate=2**i,
            name=f"{prefix}bpnet_{i}conv",
        )(x)
        crop = (x.shape[1] - conv.shape[1]) // 2
        x = layers.Cropping1D(crop, name=f"{prefix}bpnet_{i}crop")(x)
        x = layers.Add()([conv, x])
    precrop = layers.Conv1D(1, 75, padding="valid", name=f"{head}prof_out_precrop")(x)
    crop = precrop.shape[1] // 2 - POSITIONS // 2
    profile = layers.Cropping1D(crop, name=f"{head}logits_profile_predictions_preflatten")(precrop)
    profile = layers.Flatten(name=f"{head}logits_profile_predictions")(profile)
    pooled = layers.GlobalAveragePooling1D(name=f"{prefix}gap")(x)
    counts = layers.Dense(1, name=f"{head}logcount_predictions")(pooled)
    return keras.Model([sequence], [profile, counts], name=name)


def log_sum_exp(x: Any) -> Any:
    """The function of the official Lambda layer, on either backend."""
    if isinstance(x, torch.Tensor) or not hasattr(x, "graph"):
        return load_keras().ops.logsumexp(x, axis=-1, keepdims=True)
    return importlib.import_module("tensorflow").math.reduce_logsumexp(x, axis=-1, keepdims=True)


def with_bias(keras: Any, bias: Any, without_bias: Any) -> Any:
    layers = keras.layers
    sequence = keras.Input((LENGTH, 4), name="sequence")
    of_bias, of_rest = bias(sequence), without_bias(sequence)
    profile = layers.Add(name="logits_profile_predictions")([of_rest[0], of_bias[0]])
    counts = layers.Concatenate(axis=-1)([of_rest[1], of_bias[1]])
    counts = layers.Lambda(log_sum_exp, name="logcount_predictions")(counts)
    return keras.Model([sequence], [profile, counts])


def three(keras: Any, filters: tuple[int, int] = (5, 8)) -> dict[str, Any]:
    bias = bpnet(keras, filters[0], 4)
    rest = bpnet(keras, filters[1], 8, "wo_bias_", "model_wo_bias")
    return {"bias": bias, "chrombpnet_nobias": rest, "chrombpnet": with_bias(keras, bias, rest)}


def saved(network: Any, folder: Path) -> Raw:
    path = folder / "network.h5"
    network.save(path)
    return dict(load(keras_h5_to_safetensors(path.read_bytes())))


def twin_says(network: Any, sequences: list[str], order: str = "ACGT") -> NDArray[np.float32]:
    """Log counts, then the logits."""
    x = encoded_in(order, sequences).numpy().transpose(0, 2, 1)
    profile, counts = (np.asarray(one) for one in network.predict(x, verbose=0))
    return np.concatenate([counts, profile], axis=1)


@torch.inference_mode()
def port_says(raw: Raw, sequences: list[str]) -> NDArray[np.float32]:
    port = chrombpnet.network(chrombpnet.state(raw))
    found: NDArray[np.float32] = port.said(encoded(sequences)).numpy()
    return found


@pytest.fixture(scope="module")
def networks() -> dict[str, Any]:
    found = three(load_keras())
    randomise(found["chrombpnet"])
    return found


@pytest.mark.parametrize("name", ["bias", "chrombpnet_nobias", "chrombpnet"])
def test_port_says_what_the_official_network_says(
    name: str, networks: dict[str, Any], tmp_path: Path
) -> None:
    sequences = windows(3, LENGTH)
    expected = twin_says(networks[name], sequences)
    assert expected.shape == (3, 1001)
    assert expected[:, 1:].std() > 0.05
    assert difference(port_says(saved(networks[name], tmp_path), sequences), expected) < TOLERANCE


def test_the_three_files_do_not_say_the_same(networks: dict[str, Any], tmp_path: Path) -> None:
    sequences = windows(2, LENGTH)
    whole = port_says(saved(networks["chrombpnet"], tmp_path), sequences)
    for name in ("bias", "chrombpnet_nobias"):
        assert difference(whole, twin_says(networks[name], sequences)) > CLEARLY


def test_a_twin_that_reads_the_bases_in_another_order_differs(
    networks: dict[str, Any], tmp_path: Path
) -> None:
    sequences = windows(2, LENGTH)
    wrong = twin_says(networks["chrombpnet"], sequences, "AGCT")
    found = port_says(saved(networks["chrombpnet"], tmp_path), sequences)
    assert difference(found, wrong) > CLEARLY


def test_arrays_may_lie_as_deep_as_keras_2_lays_them(
    networks: dict[str, Any], tmp_path: Path
) -> None:
    raw = saved(networks["chrombpnet"], tmp_path)
    deeper = {
        ("model_1." if "wo_bias" not in name else "model_wo_bias.")
        + ".".join(name.split(".")[-2:]): values
        for name, values in raw.items()
    }
    sequences = windows(2, LENGTH)
    expected = twin_says(networks["chrombpnet"], sequences)
    assert difference(port_says(deeper, sequences), expected) < TOLERANCE


def test_two_arrays_of_one_name_are_refused(networks: dict[str, Any], tmp_path: Path) -> None:
    raw = saved(networks["bias"], tmp_path)
    with pytest.raises(CheckpointError, match=r"twice.*bpnet_1conv\.bias"):
        chrombpnet.state({**raw, "again.bpnet_1conv.bias": raw["bpnet_1conv.bias"]})


def test_a_file_with_a_layer_missing_is_refused(networks: dict[str, Any], tmp_path: Path) -> None:
    raw = saved(networks["bias"], tmp_path)
    with pytest.raises(CheckpointError, match=r"prof_out_precrop\.bias"):
        chrombpnet.state(without(raw, "prof_out_precrop.bias"))


def test_a_file_of_nothing_known_is_refused() -> None:
    with pytest.raises(CheckpointError, match="ChromBPNet"):
        chrombpnet.state({"conv1d_1.kernel": np.ones((8, 4, 21), dtype=np.float32)})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["bias", "chrombpnet_nobias", "chrombpnet"])
def test_files_of_keras_2_at_the_official_size(name: str, tmp_path: Path) -> None:
    keras = pytest.importorskip("tf_keras", reason="the extra twins is not here")
    keras.backend.clear_session()
    networks = three(keras, (128, 512))
    randomise(networks["chrombpnet"])
    sequences = windows(2, LENGTH)
    found = port_says(saved(networks[name], tmp_path), sequences)
    expected = twin_says(networks[name], sequences)
    assert difference(found, expected) < TOLERANCE * max(1, np.abs(expected).max())
