"""A toy pack, a toy network that can be counted by hand, and random ones of the real shape."""

import io
import zipfile
from pathlib import Path

import h5py
import numpy as np
import torch

from models.cone import Conv, DilatedNetwork, ResidualUnit

MEMBERS = {
    "toy/network1.h5": ("network1.safetensors", "keras-h5"),
    "toy/genes.txt": ("genes.GRCh38.tsv", "copy"),
}


def toy_h5() -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as handle:
        layer = handle.create_group("model_weights/conv1d_1/conv1d_1")
        layer["kernel:0"] = np.arange(12, dtype=np.float32).reshape(3, 2, 2)
        layer["bias:0"] = np.array([1, 2], dtype=np.float32)
        handle.create_group("model_weights/activation_1")
        handle.attrs["training_config"] = np.void(b"cos\nsystem\n(S'false'\ntR.")
    return buffer.getvalue()


def write_wheel(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def base_by_base_network() -> DilatedNetwork:
    """A network whose output at a base depends on that base only.

    Logits: none 0; acceptor ln 3 on A, ln 1 on C, else very low; donor ln 1 on G, ln 8 on T,
    else very low. So the probability of an acceptor is 3/4 on A, 1/2 on C, and that of a donor
    1/2 on G, 8/9 on T. On N (all zeros) both are 1/3.
    """
    low = -80.0
    none = [0.0, 0.0, 0.0, 0.0]
    acceptor = [float(np.log(3)), 0.0, low, low]
    donor = [low, low, 0.0, float(np.log(8))]
    head = torch.tensor([none, acceptor, donor])[:, :, None, None]
    still = Conv(torch.zeros(4, 4, 1, 2), torch.zeros(4), 5000)
    unit = ResidualUnit(torch.ones(1, 4, 1, 1), torch.zeros(1, 4, 1, 1), still, still)
    stem = Conv(torch.eye(4)[:, :, None, None], torch.zeros(4))
    return DilatedNetwork(stem, (unit,), {1: Conv(head, torch.zeros(3))})


def random_layers(seed: int = 0) -> dict[str, torch.Tensor]:
    """Arrays of a SpliceAI file with random numbers that keep activations of the order of 1."""
    generator = torch.Generator().manual_seed(seed)

    def normal(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=generator)

    widths = [11] * 8 + [21] * 4 + [41] * 4
    skips = {2, 11, 20, 29, 38}
    layers: dict[str, torch.Tensor] = {}
    inner = [width for width in widths for _ in (0, 1)]
    for number in range(1, 40):
        if number == 1:
            shape = (32, 4, 1)
        elif number == 39:
            shape = (3, 32, 1)
        elif number in skips:
            shape = (32, 32, 1)
        else:
            shape = (32, 32, inner.pop(0))
        scale = 1 / np.sqrt(shape[1] * shape[2])
        layers[f"conv1d_{number}.kernel"] = normal(*shape) * scale
        layers[f"conv1d_{number}.bias"] = normal(shape[0]) * 0.1
    for number in range(1, 33):
        name = f"batch_normalization_{number}"
        layers[f"{name}.gamma"] = 0.5 + 0.2 * normal(32)
        layers[f"{name}.beta"] = 0.1 * normal(32)
        layers[f"{name}.moving_mean"] = 0.2 * normal(32)
        layers[f"{name}.moving_variance"] = 0.5 + normal(32).abs()
    return layers


def random_sequence(length: int, seed: int = 0) -> str:
    return "".join(np.random.default_rng(seed).choice(list("ACGT"), length))


def small_network(seed: int = 0) -> DilatedNetwork:
    """Four random units with 6 channels and 44 bases of context, taps after 0, 2 and 4 units."""
    generator = torch.Generator().manual_seed(seed)

    def conv(n_out: int, n_in: int, width: int, dilation: int = 1) -> Conv:
        weight = torch.randn(n_out, n_in, 1, width, generator=generator)
        bias = torch.randn(n_out, generator=generator)
        return Conv(weight / (n_in * width) ** 0.5, bias / 4, dilation)

    def unit(width: int, dilation: int) -> ResidualUnit:
        scale = 1 + torch.rand(1, 6, 1, 1, generator=generator)
        shift = torch.randn(1, 6, 1, 1, generator=generator) / 4
        return ResidualUnit(scale, shift, conv(6, 6, width, dilation), conv(6, 6, width, dilation))

    units = tuple(unit(3, dilation) for dilation in (1, 2, 3, 5))
    return DilatedNetwork(conv(6, 4, 1), units, {n: conv(3, 6, 1) for n in (0, 2, 4)})
