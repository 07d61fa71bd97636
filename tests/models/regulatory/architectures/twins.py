"""What every twin needs: random numbers, the official file as bytes, windows with unknown bases.

A twin is the official network, written from its official source without looking at ours. It gets
random weights, is saved the way its authors save it, and goes through our converter, importer and
network; both must then say the same.
"""

import io
from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import load
from torch import Tensor, nn

from models.packs.convert import torch_weights_to_safetensors
from models.sequence import one_hot

TOLERANCE = 1e-5
"""Largest difference between a twin and its port."""

CLEARLY = 1e-3
"""Difference that a twin with one altered layer must at least show."""

Raw = dict[str, NDArray[np.float32]]


class Lambda(nn.Sequential):
    """The nameless function of networks that were converted from Lua Torch."""

    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


def flatten() -> Lambda:
    return Lambda(lambda x: x.view(x.size(0), -1))


def linear(n_in: int, n_out: int) -> nn.Sequential:
    """A linear layer as the conversion from Lua Torch wraps it: its names end in `.1`."""
    return nn.Sequential(Lambda(lambda x: x), nn.Linear(n_in, n_out))


def randomised(network: nn.Module, seed: int = 3) -> nn.Module:
    """Give random weights that keep the signal alive through every layer."""
    draw = torch.Generator().manual_seed(seed)
    for name, values in network.state_dict().items():
        if not values.is_floating_point():
            continue
        if name.endswith("running_var"):
            values.uniform_(0.5, 1.5, generator=draw)
        elif values.dim() > 1:
            values.normal_(0, (2 / values[0].numel()) ** 0.5, generator=draw)
        elif name.endswith("weight"):
            values.uniform_(0.5, 1.5, generator=draw)
        else:
            values.normal_(0, 0.2, generator=draw)
    return network.eval().requires_grad_(False)


def torch_file(content: object) -> bytes:
    """What `torch.save` writes."""
    written = io.BytesIO()
    torch.save(content, written)
    return written.getvalue()


def read_torch(content: object) -> Raw:
    """Arrays of a file that PyTorch saved, through our converter."""
    return dict(load(torch_weights_to_safetensors(torch_file(content))))


def windows(n: int, length: int, seed: int = 11) -> list[str]:
    """Random windows; every second one holds a few unknown bases."""
    draw = np.random.default_rng(seed)
    found = []
    for number in range(n):
        letters = draw.choice(list("ACGT"), size=length)
        if number % 2:
            letters[draw.integers(0, length, size=max(3, length // 100))] = "N"
        found.append("".join(letters))
    return found


def encoded(sequences: list[str]) -> Tensor:
    """Windows as our networks get them, (N, 4, L), rows A C G T, zeros where unknown."""
    return torch.from_numpy(np.stack([one_hot(one) for one in sequences]))


def encoded_in(order: str, sequences: list[str], unknown: float = 0.0) -> Tensor:
    """Windows with rows in another order of the bases, written letter by letter."""
    table = np.full((len(sequences), 4, len(sequences[0])), 0.0, dtype=np.float32)
    for number, sequence in enumerate(sequences):
        for column, letter in enumerate(sequence):
            if letter in order:
                table[number, order.index(letter), column] = 1
            else:
                table[number, :, column] = unknown
    return torch.from_numpy(table)


@torch.inference_mode()
def said(network: nn.Module, x: Tensor) -> NDArray[np.float32]:
    """What a network says, in numpy."""
    found: NDArray[np.float32] = network.eval()(x).numpy()
    return found


def difference(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Largest difference; both have one shape."""
    assert one.shape == other.shape
    return float(np.abs(one - other).max())


def without(raw: Mapping[str, NDArray[np.float32]], name: str) -> Raw:
    return {key: values for key, values in raw.items() if key != name}
