"""What the filters of a first layer look for: the bases of the windows that activate them.

The matrix of a filter is counted over all windows of given sequences whose activation is more than
half of the largest that filter has anywhere (Kelley et al. 2016, doi:10.1101/gr.200535.115).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import signature

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights
from torch.overrides import TorchFunctionMode

from models.errors import RequestError
from models.regulatory.deepbind import DeepBindEngine, OneModel
from models.regulatory.subject_engine import SubjectEngine
from models.regulatory.window_engine import WindowEngine
from models.sequence import BASES, one_hot

_BATCH = 32
_NORM = ("running_mean", "running_var", "eps", "weight", "bias")
_ANY_LENGTH = 100
"""Bases given to a network that reads any number of them."""


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


class _Found(Exception):  # noqa: N818 - no error: the rest of the network need not be evaluated
    pass


class _FirstSteps(TorchFunctionMode):
    """Watches a network at its first convolution, and at a batch norm right behind it.

    What is looked at is what is computed, so it does not matter how a network is written down.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bases: Tensor | None = None
        self.filters: tuple[Tensor, Tensor] | None = None

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[Tensor, ...] = (),
        kwargs: dict[str, Tensor] | None = None,
    ) -> object:
        del types
        if func is functional.batch_norm and self.filters is not None:
            given = signature(functional.batch_norm).bind(*args, **(kwargs or {}))
            given.apply_defaults()
            norm = [given.arguments[name] for name in _NORM]
            self.filters = fuse_conv_bn_weights(*self.filters, *norm)
            raise _Found
        found = func(*args, **(kwargs or {}))
        if self.filters is not None and isinstance(found, Tensor):
            raise _Found
        if func is torch.conv1d:
            self.bases, weight, *more = args
            bias = more[0] if more and more[0] is not None else weight.new_zeros(len(weight))
            self.filters = (weight, bias)
        return found


def first_convolution(network: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """Give weights (F, 4, width) and biases (F,) of the convolution that reads the bases.

    A batch norm right behind it is part of both.

    Parameters
    ----------
    x
        Shape (1, 4, L): bases as the network reads them. It is asked for this sequence until it
        has convolved it.

    Raises
    ------
    RequestError
        What the network convolves first is no sequence of bases, or nothing, or a base at a time.
    """
    steps = _FirstSteps()
    with torch.inference_mode(), suppress(_Found), steps:
        network(x)
    if steps.filters is None or steps.bases is None or not _is_base(steps.bases):
        raise RequestError(
            "The network does not begin with a convolution over bases.",
            "Filters can be shown of networks that do, such as mpra-dragonn.",
        )
    weight, bias = (one.detach().float().cpu() for one in steps.filters)
    if weight.shape[2] == 1:
        raise RequestError(
            "The first convolution of the network looks at one base at a time: it seeks no motif.",
            "Filters can be shown of networks with wider ones, such as mpra-dragonn.",
        )
    # Some networks change bases one by one before: there a base counts another number than 1.
    return weight * steps.bases.amax().float().cpu(), bias


def _is_base(columns: Tensor) -> bool:
    """Tell whether the column in the middle of (N, rows, L) is a base."""
    middle = columns[0, :, columns.shape[2] // 2]
    return len(middle) == len(BASES) and int(middle.count_nonzero()) == 1


def engine_filters(engine: object, track: int | None = None) -> tuple[Tensor, Tensor]:
    """Give weights and biases of the first convolution of an engine's network.

    Parameters
    ----------
    track
        Whose network is meant, in an engine with one for each.

    Raises
    ------
    RequestError
        The engine has no network that begins with one, or a track has to be named.
    """
    if isinstance(engine, DeepBindEngine):
        if track is None:
            raise RequestError(
                f"Each of the {len(engine.tracks)} models of DeepBind has filters of its own.",
                f"Name a track, such as {engine.tracks[0].name}.",
            )
        engine = engine.one_model(track)
    if not isinstance(engine, WindowEngine | SubjectEngine | OneModel):
        raise RequestError(
            "This engine has no network that begins with filters over bases: it reads tokens, or "
            "is a set of motifs.",
            "Choose one that has, such as mpra-dragonn.",
        )
    window = BASES[0] * (engine.length or _ANY_LENGTH)
    return first_convolution(engine.target(window, 0), engine.tensor([window]))


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
    counts = torch.zeros(n_filters, n_bases * width, dtype=torch.float64)
    n_windows = torch.zeros(n_filters, dtype=torch.int64)
    for x, activation in _activations(weight, bias, sequences):
        is_active = (activation > cut).transpose(0, 1).flatten(1)
        n_windows += is_active.sum(dim=1)
        windows = x.unfold(2, width, 1).transpose(1, 2).reshape(-1, n_bases * width)
        # Counts of a batch are small enough to be exact in float32.
        counts += is_active.float() @ windows
    of_bases = counts.round().long().reshape(n_filters, n_bases, width)
    return FilterMotifs(of_bases.numpy(), n_windows.numpy(), largest.numpy())


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
