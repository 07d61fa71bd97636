"""An architecture so small that its answer can be counted: one convolution, one dense layer.

As the modules of `models.regulatory.architectures`: `state` and `network`.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.errors import CheckpointError
from models.packs import ArchitectureCard

LENGTH = 12
_KERAS = {
    "conv1d_1.kernel": "conv.weight",
    "conv1d_1.bias": "conv.bias",
    "dense_1.kernel": "out.weight",
    "dense_1.bias": "out.bias",
}


class Small(nn.Module):
    """(N, 4, 12) to (N, tracks): the best match of each filter, weighted."""

    def __init__(self, n_filters: int, width: int, n_tracks: int) -> None:
        super().__init__()
        self.conv = nn.Conv1d(4, n_filters, width)
        self.out = nn.Linear(n_filters, n_tracks)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.conv(x).amax(2))


def state(raw: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    is_keras = "conv1d_1.kernel" in raw
    found = {_KERAS.get(name, name): array for name, array in raw.items()}
    wrong = set(_KERAS.values()) ^ found.keys()
    if wrong:
        raise CheckpointError(
            f"Missing or left over: {', '.join(sorted(wrong))}.", "Choose another."
        )
    if is_keras:
        found["out.weight"] = found["out.weight"].T
    if found["conv.weight"].ndim != 3 or found["conv.weight"].shape[1] != 4:
        raise CheckpointError(
            f"conv.weight has the shape {found['conv.weight'].shape} instead of (n, 4, width).",
            "Choose another.",
        )
    return found


def network(arrays: Mapping[str, Tensor]) -> Small:
    n_filters, _, width = arrays["conv.weight"].shape
    made = Small(n_filters, width, len(arrays["out.bias"]))
    made.load_state_dict(dict(arrays))
    return made


def small_card(**changes: object) -> ArchitectureCard:
    return ArchitectureCard.model_validate(
        {
            "name": "small",
            "title": "Small",
            "module": "tests.models.packs.small",
            "task": "How well a motif fits.",
            "length": LENGTH,
            "unit": "fit",
            "formats": ["keras-h5", "torch-weights", "safetensors"],
            "page": "https://example.org/small",
            "citation": "Nobody 2000.",
            "research_only": False,
            "licence": {
                "name": "MIT",
                "url": "https://example.org/mit",
                "commercial_use": True,
            },
            **changes,
        }
    )


def arrays(n_tracks: int = 2) -> dict[str, Tensor]:
    """One filter that counts the letters of GATA, times 1, 2, ... and plus 0.5."""
    kernel = torch.zeros(1, 4, 4)
    for place, row in enumerate((2, 0, 3, 0)):
        kernel[0, row, place] = 1
    weight = torch.arange(1.0, n_tracks + 1)[:, None]
    bias = torch.full((n_tracks,), 0.5)
    return {
        "conv.weight": kernel,
        "conv.bias": torch.zeros(1),
        "out.weight": weight,
        "out.bias": bias,
    }


def torch_file(path: Path, content: object = None) -> Path:
    torch.save(arrays() if content is None else content, path)
    return path


def keras_layout(group: h5py.Group) -> None:
    """Write the arrays as Keras 2 does: layer, scope, variable, kernels the other way round."""
    own = {name: array.numpy() for name, array in arrays().items()}
    group["conv1d_1/conv1d_1/kernel:0"] = own["conv.weight"].transpose(2, 1, 0)
    group["conv1d_1/conv1d_1/bias:0"] = own["conv.bias"]
    group["dense_1/dense_1/kernel:0"] = own["out.weight"].T
    group["dense_1/dense_1/bias:0"] = own["out.bias"]


def keras_file(path: Path, root: str = "/") -> Path:
    with h5py.File(path, "w") as handle:
        keras_layout(handle.require_group(root))
    return path


def saved(content: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()
