"""What the filters of a first layer look for: the bases of the windows that activate them.

The matrix of a filter is counted over all windows of given sequences whose activation is more than
half of the largest that filter has anywhere (Kelley et al. 2016, doi:10.1101/gr.200535.115).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.errors import RequestError
from models.sequence import BASES, one_hot

_BATCH = 32


@dataclass(frozen=True, eq=False, slots=True)
class FilterMotifs:
    """What F filters of one width look for.

    Attributes
    ----------
    counts
        Shape (F, 4, width), rows A C G T: how often each base stands at each place of the windows
        that activate the filter.
    n_windows
        Shape (F,): how many windows do; 0 for a filter nothing activates.
    largest
        Shape (F,): its largest activation, before the rectifier.
    """

    counts: NDArray[np.int64]
    n_windows: NDArray[np.int64]
    largest: NDArray[np.float32]

    @property
    def frequencies(self) -> NDArray[np.float64]:
        """Shape (F, 4, width): position frequency matrices; a quarter each where no window is."""
        seen = self.n_windows[:, None, None]
        return np.where(seen > 0, self.counts / np.maximum(seen, 1), 0.25)


def first_convolution(network: nn.Module) -> tuple[Tensor, Tensor]:
    """Give weights (F, 4, width) and biases (F,) of the convolution that reads the bases.

    Raises
    ------
    RequestError
        The first layer with weights is none.
    """
    layers = (one for one in network.modules() if any(True for _ in one.parameters(recurse=False)))
    first = next(layers, None)
    if not isinstance(first, nn.Conv1d | nn.Conv2d) or first.in_channels != len(BASES):
        raise RequestError(
            "The first layer of the network is no convolution over bases.",
            "Filters can be shown of networks that begin with one.",
        )
    weight = first.weight.detach().flatten(2).float().cpu()
    bias = torch.zeros(len(weight)) if first.bias is None else first.bias.detach().float().cpu()
    return weight, bias


@torch.inference_mode()
def filter_motifs(
    weight: Tensor, bias: Tensor, sequences: Sequence[str], *, fraction: float = 0.5
) -> FilterMotifs:
    """Count the bases of the windows that activate each filter.

    Parameters
    ----------
    weight, bias
        (F, 4, width) and (F,), as `first_convolution` gives them.
    sequences
        Read as they are, one strand; those shorter than a filter and windows with unknown bases
        are left out.
    fraction
        Of its largest activation, above which a window activates a filter.
    """
    n_filters, n_bases, width = weight.shape
    largest = torch.full((n_filters,), -torch.inf)
    for _, activation in _activations(weight, bias, sequences):
        largest = torch.maximum(largest, activation.amax(dim=(0, 2)))
    cut = torch.where(largest > 0, fraction * largest, torch.inf)[:, None]
    counts = torch.zeros(n_filters, n_bases, width, dtype=torch.float64)
    n_windows = torch.zeros(n_filters, dtype=torch.int64)
    for x, activation in _activations(weight, bias, sequences):
        is_active = activation > cut
        n_windows += is_active.sum(dim=(0, 2))
        active = is_active.double()
        for place in range(width):
            bases = x[..., place : place + active.shape[-1]].double()
            counts[..., place] += torch.einsum("nfp,nbp->fb", active, bases)
    return FilterMotifs(counts.round().long().numpy(), n_windows.numpy(), largest.numpy())


def _activations(
    weight: Tensor, bias: Tensor, sequences: Sequence[str]
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield one-hot sequences (N, 4, L) and activations (N, F, windows), -inf with an unknown base."""
    width = weight.shape[-1]
    lengths: dict[int, list[str]] = defaultdict(list)
    for sequence in sequences:
        if len(sequence) >= width:
            lengths[len(sequence)].append(sequence)
    for alike in lengths.values():
        for first in range(0, len(alike), _BATCH):
            arrays = [one_hot(one) for one in alike[first : first + _BATCH]]
            x = torch.from_numpy(np.stack(arrays))
            is_known = (x.sum(dim=1) == 1).unfold(1, width, 1).all(dim=2)
            activation = functional.conv1d(x, weight, bias)
            yield x, activation.masked_fill(~is_known[:, None], -torch.inf)
