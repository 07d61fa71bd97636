"""In-silico mutagenesis: every base replaced by each other one."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from models.attribution.values import (
    BaseEffects,
    Mapper,
    Target,
    device_of,
    input_of,
    probabilities,
)
from models.cone import DilatedNetwork, Level, as_input, climb, sum_taps
from models.incremental import Edit, evaluate_edits
from models.sequence import BASES, one_hot

# Neighbouring bases are mutated in one batch: fewer calls, a little more work per mutant.
_BLOCK = 8


def in_silico_mutagenesis(
    networks: Sequence[DilatedNetwork],
    target: Target,
    columns: Sequence[int],
    apply: Mapper,
    *,
    first: Sequence[int] = (),
) -> Iterator[BaseEffects]:
    """Substitute every base of `columns` by each other one; exact, see `models.incremental`.

    Yields after each block of neighbouring columns what is known by then, in the order of
    `columns` (ascending), at last everything. Blocks near the columns `first` (default: the base
    judged) come first. A column outside the sequence has no effect; neither has a base that is N.
    """
    device = device_of(networks)
    x = input_of(target, networks)
    traces: dict[int, list[Level]] = {}

    def start(number: int) -> NDArray[np.float32]:
        traces[number] = list(climb(networks[number], x, 1))
        taps = (level.tapped for level in traces[number] if level.tapped is not None)
        return probabilities(sum_taps(taps), target).cpu().numpy()

    numbers = range(len(networks))
    probability = np.mean(apply(start, numbers), axis=0)
    effects = np.zeros((4, len(columns)), dtype=np.float32)
    done = np.zeros(len(columns), dtype=bool)
    for block in _blocks(columns, first or (len(target.sequence) // 2,)):
        edit, places = _mutants(target.sequence, [columns[index] for index in block], device)
        if places:

            def mutate(number: int, edit: Edit = edit) -> NDArray[np.float32]:
                logits = evaluate_edits(networks[number], traces[number], edit)
                return probabilities(logits, target).cpu().numpy()

            changes = np.mean(apply(mutate, numbers), axis=0) - probability
            for change, (row, place) in zip(changes, places, strict=True):
                effects[row, block[place]] = change
        done[block] = True
        contribution = np.asarray(-effects.sum(axis=0) / 3, dtype=np.float32)
        yield BaseEffects(float(probability[0]), contribution, effects.copy(), done.copy())


def _blocks(columns: Sequence[int], first: Sequence[int]) -> list[list[int]]:
    """Group the indices of neighbouring columns, those near one of `first` at the front."""
    blocks: list[list[int]] = []
    for index, column in enumerate(columns):
        last = blocks[-1] if blocks else []
        if last and len(last) < _BLOCK and column == columns[last[-1]] + 1:
            last.append(index)
        else:
            blocks.append([index])

    def distance(block: list[int]) -> int:
        return min(abs(columns[index] - near) for index in block for near in first)

    return sorted(blocks, key=distance)


def _mutants(
    sequence: str, columns: Sequence[int], device: torch.device
) -> tuple[Edit, list[tuple[int, int]]]:
    """Return every substitution in a run of columns, and (row of the base, place in the run)."""
    inside = [column for column in columns if 0 <= column < len(sequence)]
    places: list[tuple[int, int]] = []
    mutants: list[NDArray[np.float32]] = []
    own = one_hot(sequence[inside[0] : inside[-1] + 1]) if inside else np.empty((4, 0), np.float32)
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
