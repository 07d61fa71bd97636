"""Which bases one probability rests on: in-silico mutagenesis and gradient x input.

Works on any ensemble of `DilatedNetwork` whose classes are softmaxed, for one class at one
position. Sequences here are stranded: as the network reads them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork, Level, as_input, climb, evaluate, sum_taps
from models.incremental import Edit, evaluate_edits
from models.sequence import BASES, one_hot

# What is done with one network, named by its number in the ensemble ...
NetworkFunction = Callable[[int], NDArray[np.float32]]
# ... and something that does it with several, possibly side by side; results in their order.
Mapper = Callable[[NetworkFunction, Sequence[int]], list[NDArray[np.float32]]]
# Neighbouring bases are mutated in one batch: fewer calls, a little more work per mutant.
_BLOCK = 8


@dataclass(frozen=True, slots=True)
class Target:
    """One class of the output at the base in the middle of `sequence`.

    `sequence` has `context_length + 1` bases.
    """

    sequence: str
    class_index: int


@dataclass(frozen=True, slots=True)
class BaseEffects:
    """What an attribution found on a sequence.

    Attributes
    ----------
    probability
        Mean probability of the target over the ensemble.
    contribution
        Shape (L,). In-silico mutagenesis: probability minus the mean over the three other bases;
        positive where the base supports the target. Gradient x input: the product itself.
    ism
        Shape (4, L), rows A C G T: probability with that base minus probability, 0 at the
        sequence's own base and beyond what the target sees. None for gradients.
    """

    probability: float
    contribution: NDArray[np.float32]
    ism: NDArray[np.float32] | None


def in_silico_mutagenesis(
    networks: Sequence[DilatedNetwork], target: Target, columns: Sequence[int], apply: Mapper
) -> Iterator[tuple[int, BaseEffects | None]]:
    """Substitute every base of `columns` by each other one; exact, see `models.incremental`.

    Yields (columns done, None) after each block and at last (all, the effects), in the order of
    `columns`. A column outside the sequence has no effect; neither has a base that is N.
    """
    device = networks[0].stem.weight.device
    x = as_input(one_hot(target.sequence)[None], device)
    traces: dict[int, list[Level]] = {}

    def start(number: int) -> NDArray[np.float32]:
        traces[number] = list(climb(networks[number], x, 1))
        return _probability(
            sum_taps(level.tapped for level in traces[number] if level.tapped is not None), target
        )

    numbers = range(len(networks))
    probability = np.mean(apply(start, numbers), axis=0)
    effects = np.zeros((4, len(columns)), dtype=np.float32)
    done = 0
    for block in _blocks(columns, len(target.sequence)):
        edit, places = _mutants(target.sequence, [columns[index] for index in block], device)
        if places:

            def mutate(number: int, edit: Edit = edit) -> NDArray[np.float32]:
                return _probability(evaluate_edits(networks[number], traces[number], edit), target)

            changes = np.mean(apply(mutate, numbers), axis=0) - probability
            for change, (row, place) in zip(changes, places, strict=True):
                effects[row, block[place]] = change
        done += len(block)
        yield done, None
    contribution = np.asarray(-effects.sum(axis=0) / 3, dtype=np.float32)
    yield done, BaseEffects(float(probability[0]), contribution, effects)


def gradient_x_input(
    networks: Sequence[DilatedNetwork], target: Target, columns: Sequence[int], apply: Mapper
) -> BaseEffects:
    """Return the gradient of the target by the one-hot input, at each base's own row."""
    device = networks[0].stem.weight.device

    def differentiate(number: int) -> NDArray[np.float32]:
        # Whatever mode the caller is in, this needs gradients of the input, and of it only.
        with torch.inference_mode(mode=False), torch.enable_grad():
            x = as_input(one_hot(target.sequence)[None], device).requires_grad_()
            probability = torch.softmax(evaluate(networks[number], x, 1), 1)
            chosen = probability[0, target.class_index, 0]
            (gradient,) = torch.autograd.grad(chosen, x)
            product = (gradient * x).sum(1).reshape(-1)
        return np.append(product.detach().cpu().numpy(), np.float32(chosen.item()))

    mean = np.mean(apply(differentiate, range(len(networks))), axis=0)
    inside = [0 <= column < len(target.sequence) for column in columns]
    values = [mean[column] if is_in else 0 for column, is_in in zip(columns, inside, strict=True)]
    return BaseEffects(float(mean[-1]), np.array(values, dtype=np.float32), None)


def _probability(logits: Tensor, target: Target) -> NDArray[np.float32]:
    chosen = torch.softmax(logits, 1)[:, target.class_index, 0]
    return np.asarray(chosen.cpu().numpy(), dtype=np.float32)


def _blocks(columns: Sequence[int], length: int) -> Iterator[list[int]]:
    """Group the indices of neighbouring columns that lie inside the sequence."""
    block: list[int] = []
    for index, column in enumerate(columns):
        is_next = bool(block) and column == columns[block[-1]] + 1 and len(block) < _BLOCK
        if block and not (is_next and column < length):
            yield block
            block = []
        block.append(index)
    if block:
        yield block


def _mutants(
    sequence: str, columns: Sequence[int], device: torch.device
) -> tuple[Edit, list[tuple[int, int]]]:
    """Return every substitution in a run of columns, and (row of the base, place in the run)."""
    inside = [column for column in columns if 0 <= column < len(sequence)]
    if not inside:
        return Edit(0, torch.empty((0, 4, 1, 0))), []
    own = one_hot(sequence[inside[0] : inside[-1] + 1])
    places: list[tuple[int, int]] = []
    mutants: list[NDArray[np.float32]] = []
    for column in inside:
        base = sequence[column]
        for row, other in enumerate(BASES):
            if base in BASES and other != base:
                mutant = own.copy()
                mutant[:, column - inside[0]] = 0
                mutant[row, column - inside[0]] = 1
                mutants.append(mutant)
                places.append((row, columns.index(column)))
    if not places:
        return Edit(0, torch.empty((0, 4, 1, 0))), []
    return Edit(inside[0], as_input(np.stack(mutants), device)), places
