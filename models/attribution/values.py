"""What every attribution is asked, what it answers, and how work is spread over the networks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork, as_input
from models.sequence import one_hot

# What is done with one network, named by its number in the ensemble ...
NetworkFunction = Callable[[int], NDArray[np.float32]]
# ... and something that does it with several, possibly side by side; results in their order.
Mapper = Callable[[NetworkFunction, Sequence[int]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Target:
    """One class of the output at the base in the middle of `sequence`.

    `sequence` has `context_length + 1` bases.
    """

    sequence: str
    class_index: int


@dataclass(frozen=True, slots=True)
class BaseEffects:
    """What an attribution found on a sequence, possibly so far only.

    Attributes
    ----------
    probability
        Mean probability of the target over the ensemble.
    contribution
        Shape (L,). In-silico mutagenesis: probability minus the mean over the three other bases;
        positive where the base supports the target. Others: the share of the base in the
        probability (integrated gradients) or in its slope (gradient x input).
    ism
        Shape (4, L), rows A C G T: probability with that base minus probability, 0 at the
        sequence's own base and beyond what the target sees. None for other methods.
    done
        Shape (L,): the columns that are computed; the others hold 0. None for all.
    residual
        How far the shares of all bases, shown or not, are from adding up to the probability minus
        that of a sequence of N. None where a method promises no such sum.
    """

    probability: float
    contribution: NDArray[np.float32]
    ism: NDArray[np.float32] | None
    done: NDArray[np.bool_] | None = None
    residual: float | None = None

    @property
    def n_done(self) -> int:
        """Columns that are computed."""
        return len(self.contribution) if self.done is None else int(self.done.sum())


def device_of(networks: Sequence[DilatedNetwork]) -> torch.device:
    """Return where an ensemble lies."""
    return networks[0].stem.weight.device


def input_of(target: Target, networks: Sequence[DilatedNetwork]) -> Tensor:
    """Return the one-hot sequence of a target, (1, 4, 1, L), where the ensemble lies."""
    return as_input(one_hot(target.sequence)[None], device_of(networks))


def probabilities(logits: Tensor, target: Target) -> Tensor:
    """Return the probability of the target, (N,), from logits (N, classes, 1)."""
    return torch.softmax(logits, 1)[:, target.class_index, 0]


def slopes(value: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """Return a value (N,) of inputs (N, ...), and its gradient by each of them."""
    # Whatever mode the caller is in, this needs gradients of the input, and of it only.
    with torch.inference_mode(mode=False), torch.enable_grad():
        asked = x.clone().requires_grad_()
        found = value(asked)
        (gradient,) = torch.autograd.grad(found.sum(), asked)
    return found.detach(), gradient


def at_columns(values: NDArray[np.float32], columns: Sequence[int]) -> NDArray[np.float32]:
    """Return the values at some columns, 0 for columns outside."""
    shown = [values[column] if 0 <= column < len(values) else 0 for column in columns]
    return np.array(shown, dtype=np.float32)
