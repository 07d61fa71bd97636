"""Networks made of stages without padding, and exact evaluation of windows that differ little.

A stage gives at each position a number of channels out of `span + 1` neighbouring positions of the
stage below. So a change of a few bases reaches a stretch that grows by `span` with every stage; all
else is as in the window without it. Only that stretch is computed anew (`#`), the rest is taken
over (`.`):

    stage 3       ......#############......
    stage 2      .......#########..........      |
    stage 1     ........#####...............     |  the change reaches more and more
    window     .........#....................    v
                        change

Nothing is approximated: each number comes out of the same sums as in a plain evaluation.
(`models.incremental` does the same for the residual trunk of the splice networks.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional


class Stage(nn.Module):
    """(N, C, L) to (N, C', L - `span`): position i of the output reads i .. i + span below."""

    span: int


class StagedNetwork(nn.Module):
    """Stages one after the other, and a head that reads all of the last.

    Attributes
    ----------
    stages
        Each a `Stage`, from the bases upwards.
    """

    stages: nn.ModuleList

    def head(self, x: Tensor) -> Tensor:
        """Give (N, outputs) of what the last stage gave."""
        raise NotImplementedError

    def levels(self, x: Tensor) -> list[Tensor]:
        """Give the windows (N, 4, L), and what each stage gave of them."""
        levels = [x]
        for stage in self.stages:
            levels.append(stage(levels[-1]))
        return levels

    def forward(self, x: Tensor) -> Tensor:
        """Give (N, outputs) of windows (N, 4, L)."""
        for stage in self.stages:
            x = stage(x)
        return self.head(x)


@dataclass(frozen=True, eq=False, slots=True)
class Edits:
    """N windows in each of which one stretch of a known window is replaced by another as long.

    Attributes
    ----------
    rows
        (N,) whole numbers: which known window.
    starts
        (N,) whole numbers: first column that is replaced.
    columns
        (N, 4, width): what stands there instead.
    """

    rows: Tensor
    starts: Tensor
    columns: Tensor


def evaluate_edits(
    network: StagedNetwork,
    levels: Sequence[Tensor],
    edits: Edits,
    head: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    """Give (N, outputs) of edited windows, from the levels of the known ones.

    `head` stands in for that of the network, where only part of its outputs is wanted.
    """
    starts, changed = edits.starts, edits.columns
    for stage, level in zip(network.stages, levels[:-1], strict=True):
        span = cast("Stage", stage).span
        width = changed.shape[-1]
        below = _cut(level, edits.rows, starts - span, width + 2 * span)
        below[..., span : span + width] = changed
        # Positions beyond the window come out as anything; no position within it reads them.
        changed, starts = stage(below), starts - span
    return (head or network.head)(_laid_over(levels[-1], edits.rows, starts, changed))


def _cut(level: Tensor, rows: Tensor, starts: Tensor, width: int) -> Tensor:
    """Copy a stretch of the row of each edit, (N, C, width); zeros beyond the ends."""
    first, last = int(starts.min()), int(starts.max())
    left, right = max(-first, 0), max(last + width - level.shape[-1], 0)
    if first == last:
        inside = level[..., first + left : last + width - right].index_select(0, rows)
        return functional.pad(inside, (left, right)) if left or right else inside
    padded = functional.pad(level, (left, right))
    return padded.unfold(2, width, 1)[rows, :, starts + left]


def _laid_over(level: Tensor, rows: Tensor, starts: Tensor, changed: Tensor) -> Tensor:
    """Copy the row of each edit and lay the changed stretch over it; what sticks out is cut off."""
    length, width = level.shape[-1], changed.shape[-1]
    first, last = int(starts.min()), int(starts.max())
    left, right = max(-first, 0), max(last + width - length, 0)
    whole = functional.pad(level.index_select(0, rows), (left, right))
    if first == last:
        whole[..., first + left : first + left + width] = changed
    else:
        columns = (starts + left)[:, None] + torch.arange(width, device=starts.device)
        whole.scatter_(2, columns[:, None].expand_as(changed), changed)
    return whole[..., left : left + length]
