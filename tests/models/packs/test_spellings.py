"""Checkpoints as frameworks write them, under the names the importers see."""

import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from models.packs.checkpoints import read_checkpoint
from models.packs.trial import spellings
from tests.models.packs.small import arrays, keras_file, saved, torch_file


def read(path: Path, tmp_path: Path) -> dict[str, np.ndarray]:
    return read_checkpoint(path, limit=2**20, scratch=tmp_path).arrays


def written(path: Path, *names: str, shapes: dict[str, tuple[int, ...]] | None = None) -> Path:
    with h5py.File(path, "w") as handle:
        for name in names:
            handle[name] = np.ones((shapes or {}).get(name, (2,)), dtype=np.float32)
    return path


def test_variables_of_a_nested_layer_keep_what_lies_between(tmp_path):
    path = written(
        tmp_path / "a.h5",
        "model_weights/bidirectional_1/bidirectional_1/forward_lstm_1/kernel:0",
        "model_weights/bidirectional_1/bidirectional_1/backward_lstm_1/kernel:0",
        "model_weights/dense_1/dense_1_2/bias:0",
        "optimizer_weights/Adam/dense_1/bias:0",
    )
    assert sorted(read(path, tmp_path)) == [
        "bidirectional_1.backward_lstm_1.kernel",
        "bidirectional_1.forward_lstm_1.kernel",
        "dense_1.bias",
    ]


def test_layers_of_a_model_in_a_model_are_told_apart(tmp_path):
    path = written(tmp_path / "a.h5", "model_1/conv1d_1/bias:0", "model_1/conv1d_2/bias:0")
    assert sorted(read(path, tmp_path)) == ["model_1.conv1d_1.bias", "model_1.conv1d_2.bias"]


def test_numbered_variables_of_keras_3_get_their_names_by_dimensions(tmp_path):
    names = {
        "layers/conv1d/vars/0": (3, 4, 2),
        "layers/conv1d/vars/1": (2,),
        "layers/batch_normalization/vars/0": (2,),
        "layers/batch_normalization/vars/1": (2,),
        "layers/batch_normalization/vars/2": (2,),
        "layers/batch_normalization/vars/3": (2,),
        "layers/bidirectional/forward_layer/cell/vars/0": (2, 8),
        "layers/bidirectional/forward_layer/cell/vars/1": (2, 8),
        "layers/bidirectional/forward_layer/cell/vars/2": (8,),
        "layers/scale/vars/0": (2,),
        "optimizer/vars/1": (3,),
    }
    found = read(written(tmp_path / "a.weights.h5", *names, shapes=names), tmp_path)
    assert sorted(found) == [
        "batch_normalization.beta", "batch_normalization.gamma",
        "batch_normalization.moving_mean", "batch_normalization.moving_variance",
        "bidirectional.forward_layer.cell.bias", "bidirectional.forward_layer.cell.kernel",
        "bidirectional.forward_layer.cell.recurrent_kernel",
        "conv1d.bias", "conv1d.kernel", "scale.0",
    ]  # fmt: skip
    assert found["conv1d.kernel"].shape == (2, 4, 3)


def test_a_keras_archive_is_read_by_the_weights_in_it(tmp_path):
    keras_file(tmp_path / "model.weights.h5")
    with zipfile.ZipFile(tmp_path / "a.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "{}")
        archive.write(tmp_path / "model.weights.h5", "model.weights.h5")
    found = read_checkpoint(tmp_path / "a.keras", limit=2**20, scratch=tmp_path)
    assert [file.name for file in found.files] == ["a.keras", "model.weights.h5"]
    assert "conv1d_1.kernel" in found.arrays


@pytest.mark.parametrize("compression", ["gzip", "lzf"])
def test_packed_arrays_of_hdf5_are_unpacked(tmp_path, compression):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        handle.create_dataset(
            "d/d/kernel:0", data=np.arange(6.0), compression=compression, shuffle=True
        )
    assert read(tmp_path / "a.h5", tmp_path)["d.kernel"].tolist() == [0, 1, 2, 3, 4, 5]


def test_the_older_form_of_pytorch_is_read_where_it_holds_arrays_only(tmp_path):
    torch.save(arrays(), tmp_path / "a.pth", _use_new_zipfile_serialization=False)
    found = read(tmp_path / "a.pth", tmp_path)
    assert found["conv.weight"].tolist() == arrays()["conv.weight"].tolist()


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_shorter_and_longer_numbers_become_float32(tmp_path, kind):
    found = read(torch_file(tmp_path / "a.pt", {"x": torch.ones(3, dtype=kind)}), tmp_path)
    assert found["x"].dtype == np.float32
    assert found["x"].tolist() == [1, 1, 1]


def test_what_a_file_is_is_told_by_its_content(tmp_path):
    (tmp_path / "a.h5").write_bytes(saved(arrays()))
    assert read_checkpoint(tmp_path / "a.h5", limit=2**20, scratch=tmp_path).format == (
        "torch-weights"
    )


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["model.0.0.weight", "model.1.bias"], [["model.0.0.weight", "model.1.bias"],
                                                ["0.0.weight", "1.bias"]]),
        (["module.model.x", "module.model.y"], [["module.model.x", "module.model.y"],
                                                ["model.x", "model.y"], ["x", "y"]]),
        (["model.x", "other.x"], [["model.x", "other.x"]]),
        (["conv.x", "conv.y"], [["conv.x", "conv.y"]]),
        (["model", "model.x"], [["model", "model.x"]]),
    ],
)  # fmt: skip
def test_names_are_tried_as_they_are_and_without_what_wraps_all_of_them(names, told):
    given = {name: np.ones(1, dtype=np.float32) for name in names}
    assert [sorted(one) for one in spellings(given)] == told
