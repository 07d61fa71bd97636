"""What a network learns, how, and how far it is from what is known."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.sequence import COLUMNS
from models.training.examples import Examples

Task = Literal["classes", "values", "changes", "sites"]
"""What a network learns: heads of 0 and 1, heads of values, ALT minus REF of heads, or at each base
whether it is none, an acceptor or a donor."""

_COLUMNS = torch.from_numpy(COLUMNS)
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Options:
    """How a network learns.

    Attributes
    ----------
    epochs, patience
        Rounds at most, and rounds without a better validation loss after which it ends.
    batch, rate, decay
        Examples at once, learning rate of AdamW at the start (cosine to zero), weight decay.
    shift
        Bases a window is moved at most; `Examples` have that much room on both sides.
    both_strands
        Every second example is read on the other strand. Never of sites.
    is_balanced
        Rare classes weigh more, so that both make up half of the loss.
    mixed
        Convolutions are computed with 16-bit numbers, sums and arrays stay 32-bit: faster where the
        processor has bfloat16, rounder.
    frozen
        Beginnings of names of arrays that stay as they are.
    seed
        Of everything random.
    """

    task: Task
    epochs: int = 20
    patience: int = 4
    batch: int = 64
    rate: float = 1e-3
    decay: float = 1e-4
    shift: int = 0
    both_strands: bool = True
    is_balanced: bool = True
    mixed: bool = False
    frozen: tuple[str, ...] = ()
    seed: int = 1


def loss(task: Task, given: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Give the mean loss of a batch, over what is known.

    Parameters
    ----------
    given
        (N, T) probabilities or values; of sites (N, 3, L) logits.
    targets
        As in `Examples`.
    weights
        (T,) of a positive of each head; of sites (3,) of each class.
    """
    if task == "sites":
        return functional.cross_entropy(given, targets.long(), weights)
    is_known = ~torch.isnan(targets)
    wanted = torch.nan_to_num(targets)
    if task == "classes":
        chance = given.clamp(_LEAST, 1 - _LEAST)
        scale = torch.where(wanted > 0.5, weights, 1.0)
        each = scale * functional.binary_cross_entropy(chance, wanted, reduction="none")
    else:
        each = (given - wanted).square()
    return (each * is_known).sum() / is_known.sum().clamp(min=1)


def as_windows(codes: NDArray[np.uint8], place: torch.device) -> Tensor:
    """Give one-hot windows (N, 4, L) of base codes (N, L)."""
    one_hot = _COLUMNS[torch.from_numpy(codes.astype(np.int64))]
    return one_hot.transpose(1, 2).contiguous().to(place)


def class_weights(examples: Examples, options: Options) -> Tensor:
    """Weight of a positive of each head, so that both classes weigh the same; ones otherwise."""
    targets = examples.targets
    if options.task == "sites":
        counts = np.array([(targets == one).sum() for one in range(3)], np.float64)
        found = (counts[0] / np.maximum(counts, 1)) ** 0.5 if options.is_balanced else counts**0
        return torch.from_numpy(found).float()
    if options.task != "classes" or not options.is_balanced:
        return torch.ones(targets.shape[1])
    n_positive, n_known = np.nansum(targets, axis=0), (~np.isnan(targets)).sum(axis=0)
    found = (n_known - n_positive) / np.maximum(n_positive, 1)
    return torch.from_numpy(found).float()
