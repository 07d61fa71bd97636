"""Exact evaluation of edited sequences from the activations of the unedited one.

An edit changes only a growing cone of activations, and the outputs look only at a shrinking one.
At each level (changed region) x (needed region) is computed anew and laid over the activations of
the unedited sequence. Nothing is approximated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.cone import DilatedNetwork, Level, climb, sum_taps


@dataclass(frozen=True, slots=True)
class Edit:
    """N sequences that differ from the unedited one in one stretch.

    `start` is the first column of the stretch in the input of the network, 0-based; `columns`
    (N, 4, 1, width) are the one-hot columns that stand there instead.
    """

    start: int
    columns: Tensor


def evaluate_edits(network: DilatedNetwork, levels: Iterable[Level], edit: Edit) -> Tensor:
    """Return logits (N, classes, n_out) of edited sequences, from `climb` of the unedited one."""
    change = _Change(network, edit)
    for level in levels:
        change.pass_level(level)
    return change.logits()


def evaluate_with_edits(
    network: DilatedNetwork, x: Tensor, n_out: int, edits: Sequence[Edit]
) -> tuple[Tensor, list[Tensor]]:
    """Return the logits of one sequence and of each edit of it; keeps one level at a time."""
    changes = [_Change(network, edit) for edit in edits]
    tapped: list[Tensor] = []
    for level in climb(network, x, n_out):
        if level.tapped is not None:
            tapped.append(level.tapped)
        for change in changes:
            change.pass_level(level)
    return sum_taps(tapped), [change.logits() for change in changes]


class _Change:
    """The changed stretch of the activations on its way up: `window` begins at `low`."""

    def __init__(self, network: DilatedNetwork, edit: Edit) -> None:
        self._network = network
        self._low = edit.start
        self._window = network.stem.apply(edit.columns)
        self._tapped: list[Tensor] = []

    def pass_level(self, level: Level) -> None:
        """Move the change through one unit, or only past the stem's tap."""
        if level.n_passed and self._is_felt():
            self._thin(level)
        if level.n_passed and self._is_felt():
            self._pass_unit(level)
        self._tap(level)

    def logits(self) -> Tensor:
        """Return the sum of the taps passed so far."""
        return sum_taps(self._tapped)

    def _is_felt(self) -> bool:
        return self._window.shape[-1] > 0

    def _thin(self, level: Level) -> None:
        if level.ratio > 1:
            first = max(-((level.origin - self._low) // level.ratio), 0)
            begin = level.origin + first * level.ratio - self._low
            self._low, self._window = first, self._window[..., begin :: level.ratio]

    def _pass_unit(self, level: Level) -> None:
        unit = self._network.units[level.n_passed - 1]
        span = unit.first.span // level.step
        n_inner = level.inner.shape[-1]
        inner_low = max(self._low - span, 0)
        inner_high = min(self._low + self._window.shape[-1], n_inner)
        low, high = max(inner_low - span, 0), min(inner_high, n_inner - span)
        if inner_low >= inner_high or low >= high:
            self._low, self._window = 0, self._window[..., :0]
            return
        slab = _laid(level.hidden, (inner_low, inner_high + span), (self._low, self._window))
        inner = unit.inner(slab, level.step)
        inner_slab = _laid(level.inner, (low, high + span), (inner_low, inner))
        rest = slab[..., low + span - inner_low : high + span - inner_low]
        self._low, self._window = low, unit.second.apply(inner_slab, level.step) + rest

    def _tap(self, level: Level) -> None:
        """Compute a tap anew where the change reaches the positions it reads."""
        if level.tapped is None:
            return
        n_out = level.tapped.shape[-1]
        begin = max(self._low, level.tap_start)
        end = min(self._low + self._window.shape[-1], level.tap_start + n_out)
        if begin >= end:
            self._tapped.append(level.tapped.expand(self._window.shape[0], -1, -1, -1))
            return
        tap = self._network.taps[level.n_passed]
        changed = tap.apply(self._window[..., begin - self._low : end - self._low])
        self._tapped.append(_laid(level.tapped, (0, n_out), (begin - level.tap_start, changed)))


def _laid(kept: Tensor, bounds: tuple[int, int], change: tuple[int, Tensor]) -> Tensor:
    """Return the kept stretch `bounds`, once per edit, with the changed window laid over it."""
    begin, end = bounds
    low, window = change
    high = low + window.shape[-1]
    n_edits = window.shape[0]
    parts = []
    if begin < low:
        parts.append(kept[..., begin : min(low, end)].expand(n_edits, -1, -1, -1))
    if max(begin, low) < min(end, high):
        parts.append(window[..., max(begin, low) - low : min(end, high) - low])
    if high < end:
        parts.append(kept[..., max(high, begin) : end].expand(n_edits, -1, -1, -1))
    return torch.cat(parts, dim=-1)
