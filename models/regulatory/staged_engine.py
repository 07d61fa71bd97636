"""Base of window engines whose networks are made of stages: what a change leaves alone is kept."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.device import in_batches
from models.regulatory.explain import Mutator
from models.regulatory.staged import Edits, StagedNetwork, evaluate_edits
from models.regulatory.window_engine import WindowEngine
from models.sequence import BASES, base_codes

_SMALL = 8
"""A change is evaluated as an edit where it is at most this part of a window: one eighth."""

Said = NDArray[np.float32]
Strands = tuple[list[Tensor], list[Tensor]]
"""The levels of windows, and those of their other strand."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A window that is another but for `width` bases from `start` on."""

    window: str
    start: int
    width: int

    @property
    def bases(self) -> str:
        return self.window[self.start : self.start + self.width]


@dataclass(frozen=True, slots=True)
class _Known:
    """A window that is evaluated whole, and small changes of it."""

    window: str
    changes: tuple[_Change, ...]


class StagedWindowEngine(WindowEngine):
    """A window engine that evaluates small changes from what was kept of REF, exactly.

    Its network may say more than one number per track (a whole profile): `combined` puts together
    what it says to both strands, `of_tracks` makes one number per track of that.
    """

    network: StagedNetwork

    def combined(self, forward: Tensor, backward: Tensor) -> Tensor:
        """Give the mean over both strands, (N, outputs) of twice (N, outputs)."""
        return (forward + backward) / 2

    def of_tracks(self, said: Tensor) -> Tensor:
        """Give (N, tracks) of what was said to both strands together, (N, outputs)."""
        return said

    def measure(self, said: Tensor, track: int) -> Callable[[Tensor], Tensor]:
        """Give what is explained, (N,) of (N, outputs), of a window to which (1, outputs) was said."""
        del said
        return lambda found: self.of_tracks(found)[:, track]

    def head(self, track: int) -> Callable[[Tensor], Tensor]:
        """Give what of the network's head has to be evaluated for `measure` of a track."""
        del track
        return self.network.head

    def both_strands(self, x: Tensor) -> Tensor:
        """Give (N, tracks) of windows (N, 4, length)."""
        return self.of_tracks(self._said(x))

    def compared(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Said, Said]]:
        """Give (outputs,) of both windows of each pair; equal windows are evaluated once."""
        said: dict[str, Said] = {}
        for found, _ in in_batches(self._with_changes, self._sorted_out(pairs), self.batch):
            for of_window in found:
                said |= of_window
        return [(said[ref], said[alt]) for ref, alt in pairs]

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give what is explained of a window, (N,) of (N, 4, length); can be differentiated."""
        with torch.no_grad():
            measured = self.measure(self._said(self.tensor([window])), track)
        return lambda x: measured(self._said(x))

    @torch.inference_mode()
    def mutator(self, window: str, track: int) -> Mutator:
        """Give what is said to mutants of a window, out of what is kept of it."""
        known = self._strands([window])
        measured, head = self.measure(self._heads(known), track), self.head(track)

        @torch.inference_mode()
        def said(mutants: Sequence[tuple[int, int]]) -> Said:
            changes = [
                (0, _Change(window[:column] + BASES[row] + window[column + 1 :], column, 1))
                for column, row in mutants
            ]
            found: Said = measured(self._edited(known, changes, head)).cpu().numpy()
            return found

        return said

    def _said(self, x: Tensor) -> Tensor:
        return self.combined(self.network(x), self.network(x.flip(1, 2)))

    def _strands(self, windows: Sequence[str]) -> Strands:
        x = self.tensor(windows)
        return self.network.levels(x), self.network.levels(x.flip(1, 2))

    def _heads(self, strands: Strands) -> Tensor:
        forward, backward = (self.network.head(levels[-1]) for levels in strands)
        return self.combined(forward, backward)

    def _sorted_out(self, pairs: Sequence[tuple[str, str]]) -> list[_Known]:
        """Give every window once: whole, or as a small change of a whole one."""
        whole: dict[str, list[_Change]] = {ref: [] for ref, _ in pairs}
        waiting = {alt: (ref, alt) for ref, alt in pairs if alt not in whole}
        stretches = _differences(list(waiting.values()), self.length)
        for (alt, (ref, _)), (start, width) in zip(waiting.items(), stretches, strict=True):
            if 0 < width <= self.length // _SMALL:
                whole[ref].append(_Change(alt, start, width))
            else:
                whole[alt] = []
        return [_Known(window, tuple(changes)) for window, changes in whole.items()]

    @torch.inference_mode()
    def _with_changes(self, known: Sequence[_Known]) -> list[dict[str, Said]]:
        """Give what is said to each window and to its changes."""
        strands = self._strands([one.window for one in known])
        heads = self._heads(strands).cpu().numpy()
        found = [{one.window: row} for one, row in zip(known, heads, strict=True)]
        by_width: dict[int, list[tuple[int, _Change]]] = defaultdict(list)
        for number, one in enumerate(known):
            for change in one.changes:
                by_width[change.width].append((number, change))
        for changes in by_width.values():
            for first in range(0, len(changes), self.batch):
                part = changes[first : first + self.batch]
                edited = self._edited(strands, part, self.network.head).cpu().numpy()
                for (number, change), row in zip(part, edited, strict=True):
                    found[number][change.window] = row
        return found

    def _edited(
        self,
        strands: Strands,
        changes: Sequence[tuple[int, _Change]],
        head: Callable[[Tensor], Tensor],
    ) -> Tensor:
        """Give (N, outputs) of changes of one width, each with the row of the window it changes."""
        columns = self.tensor([change.bases for _, change in changes])
        rows = torch.tensor([row for row, _ in changes], device=columns.device)
        starts = torch.tensor([change.start for _, change in changes], device=columns.device)
        ends = self.length - columns.shape[-1] - starts
        forward, backward = strands
        return self.combined(
            evaluate_edits(self.network, forward, Edits(rows, starts, columns), head),
            evaluate_edits(self.network, backward, Edits(rows, ends, columns.flip(1, 2)), head),
        )


def _differences(pairs: Sequence[tuple[str, str]], length: int) -> list[tuple[int, int]]:
    """Give first column and width of the stretch in which two windows differ, width 0 for none."""
    codes = base_codes("".join(ref + alt for ref, alt in pairs)).reshape(len(pairs), 2, length)
    differs = codes[:, 0] != codes[:, 1]
    starts = differs.argmax(axis=1)
    ends = length - differs[:, ::-1].argmax(axis=1)
    widths = np.where(differs.any(axis=1), ends - starts, 0)
    return list(zip(starts.tolist(), widths.tolist(), strict=True))
