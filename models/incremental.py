"""Exact evaluation of edited sequences from the activations of the unedited one.

Between the input, where an edit changes few columns, and the outputs, of which few are wanted,
two cones cross. An edit reaches a growing range of activations; the wanted outputs look at a
shrinking one. Only what lies in both is computed anew (`#`), the rest is taken from the unedited
sequence (`.`, and beyond an insertion or deletion the same, moved by its length):

    outputs wanted            |---|               convolutions above this row
    unit 16                 ..#####..             ^
    unit 15               ..#########..           |  shrinking: what the outputs need
    ...                  .#############.          |
    unit 12            ......#########......
    ...              ..........#####..........    |  growing: what the edit reaches
    unit 1         ..............#..............  |
    input          ..............#..............  v
                                edit

Nothing is approximated: each number comes out of the same sums as in a plain evaluation.

How much that saves, in multiply-adds of one SpliceAI network and distance 50 (`multiply_adds` and
`edit_multiply_adds` count them; 10^9):

    plain "same"-padded network, REF and ALT     13.9
    valid convolutions, REF and ALT               9.0
    REF once, ALT as an edit                      5.7
    each further ALT at the same REF              1.2

Where several edits share a long REF, few of its outputs are looked at: the last unit, which needs
little around an output, is evaluated for these alone (`models.cone.Frames`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.cone import DilatedNetwork, Frames, Level, climb, sum_taps


@dataclass(frozen=True, slots=True)
class Edit:
    """N edited sequences of one shape: in each one stretch is taken out and another put in.

    Each edited sequence has a frame, the stretch of the unedited sequence whose outputs are
    wanted; column 0 of the frame is the first base that its first output sees. The edited
    stretch must begin or end at or after the middle of what the first output sees.

    Attributes
    ----------
    start
        First column that is replaced, 0-based in the frame.
    columns
        (N, 4, 1, width), width at least 1: the one-hot columns that stand there instead.
    removed
        Columns taken out; None for as many as are put in.
    n_out
        Outputs of the frame before the edit; None for all that there are. The edited sequence has
        `width - removed` more.
    places
        For each of the N its row in the batch of unedited sequences and the column there at which
        its frame begins; empty where all N edit row 0 from column 0.
    """

    start: int
    columns: Tensor
    removed: int | None = None
    n_out: int | None = None
    places: tuple[tuple[int, int], ...] = ()

    @property
    def shift(self) -> int:
        """Columns by which the edited sequence is longer."""
        width = int(self.columns.shape[-1])
        return 0 if self.removed is None else width - self.removed


def evaluate_edits(network: DilatedNetwork, levels: Iterable[Level], edit: Edit) -> Tensor:
    """Return logits (N, classes, n_out + shift) of edited sequences, from `climb` of the others.

    Where the edit has a shift, the levels must not have been thinned out.
    """
    change = _Change(network, edit)
    for level in levels:
        change.pass_level(level)
    return change.logits()


def evaluate_with_edits(
    network: DilatedNetwork,
    x: Tensor,
    n_out: int,
    edits: Sequence[Edit],
    frames: Frames | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Return the logits of some sequences and of edits of them; keeps one level at a time.

    With `frames`, all frames of the edits among them, other outputs of the sequences may be left
    out: they are no numbers.
    """
    changes = [_Change(network, edit) for edit in edits]
    tapped: list[Tensor] = []
    may_thin = all(edit.shift == 0 for edit in edits)
    for level in climb(network, x, n_out, may_thin=may_thin, frames=frames):
        if level.tapped is not None:
            tapped.append(level.tapped)
        for change in changes:
            change.pass_level(level)
    return sum_taps(tapped), [change.logits() for change in changes]


def multiply_adds(network: DilatedNetwork, n_out: int) -> int:
    """Count the multiplications of `evaluate` for one sequence, `n_out` outputs above 1."""
    length = network.context_length + n_out
    count = network.stem.weight.numel() * length
    for unit in network.units:
        for conv in (unit.first, unit.second):
            length -= conv.span
            count += conv.weight.numel() * length
    return count + n_out * sum(tap.weight.numel() for tap in network.taps.values())


def edit_multiply_adds(network: DilatedNetwork, n_out: int, start: int, width: int) -> int:
    """Count the multiplications of one edit of `width` columns at `start`, no base moved."""
    need = network.context_length + n_out
    low, high = start, start + width
    count = network.stem.weight.numel() * width
    for unit in network.units:
        for conv in (unit.first, unit.second):
            need -= conv.span
            low, high = max(low - conv.span, 0), min(high, need)
            count += conv.weight.numel() * max(high - low, 0)
    return count + n_out * sum(tap.weight.numel() for tap in network.taps.values())


class _Change:
    """The changed stretch of the activations on its way up: `window` begins at `low`.

    Columns are those of the frame: left of the window they lie as in the unedited sequence, right
    of it `shift` further on.
    """

    def __init__(self, network: DilatedNetwork, edit: Edit) -> None:
        self._network = network
        self._edit = edit
        self._low = edit.start
        self._window = network.stem.apply(edit.columns)
        self._tapped: list[Tensor] = []
        self._place = _Place(edit.places, self._window)

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

    @property
    def _high(self) -> int:
        return self._low + int(self._window.shape[-1])

    def _is_felt(self) -> bool:
        return self._window.shape[-1] > 0

    def _n_wanted(self, level: Level) -> int:
        """Return how many outputs of the edited sequence are wanted."""
        n_out = level.n_out if self._edit.n_out is None else self._edit.n_out
        return n_out + self._edit.shift

    def _thin(self, level: Level) -> None:
        if level.ratio > 1:
            first = max(-((level.origin - self._low) // level.ratio), 0)
            begin = level.origin + first * level.ratio - self._low
            self._low, self._window = first, self._window[..., begin :: level.ratio]

    def _pass_unit(self, level: Level) -> None:
        unit = self._network.units[level.n_passed - 1]
        span = unit.first.span // level.step
        place = self._place if level.frames is None else self._place.among(level.frames)
        above = level.hidden.shape[-1] - level.n_out
        n_inner = self._n_wanted(level) + above - span
        inner_low, inner_high = max(self._low - span, 0), min(self._high, n_inner)
        low, high = max(inner_low - span, 0), min(inner_high, n_inner - span)
        if inner_low >= inner_high or low >= high:
            self._low, self._window = n_inner - span, self._window[..., :0]
            return
        slab = self._laid(place, level.hidden, (inner_low, inner_high + span))
        inner = unit.inner(slab, level.step)
        self._low, self._window = inner_low, inner
        inner_slab = self._laid(place, level.inner, (low, high + span))
        rest = slab[..., low + span - inner_low : high + span - inner_low]
        self._low, self._window = low, rest + unit.second.apply(inner_slab, level.step)

    def _tap(self, level: Level) -> None:
        """Compute a tap anew where the change reaches the positions it reads."""
        if level.tapped is None:
            return
        wanted, start = self._n_wanted(level), level.tap_start
        begin = min(max(self._low - start, 0), wanted)
        end = min(max(self._high - start, begin), wanted)
        parts = [self._place.kept(level.tapped, (0, begin), 0)]
        if begin < end:
            stretch = self._window[..., begin + start - self._low : end + start - self._low]
            parts.append(self._network.taps[level.n_passed].apply(stretch))
        parts.append(self._place.kept(level.tapped, (end, wanted), self._edit.shift))
        self._tapped.append(torch.cat(parts, dim=-1))

    def _laid(self, place: "_Place", kept: Tensor, bounds: tuple[int, int]) -> Tensor:
        """Return the stretch `bounds` of the frame with the changed window laid over it."""
        begin, end = bounds
        low, high = self._low, self._high
        parts = []
        if begin < low:
            parts.append(place.kept(kept, (begin, min(low, end)), 0))
        if max(begin, low) < min(end, high):
            parts.append(self._window[..., max(begin, low) - low : min(end, high) - low])
        if high < end:
            parts.append(place.kept(kept, (max(high, begin), end), self._edit.shift))
        return torch.cat(parts, dim=-1)


class _Place:
    """Where the frames of N edits lie in the unedited sequences."""

    def __init__(self, places: tuple[tuple[int, int], ...], window: Tensor) -> None:
        self._places = places or ((0, 0),)
        self._window = window
        rows, offsets = zip(*self._places, strict=True)
        self._row, self._offset = rows[0], offsets[0]
        self._index: tuple[Tensor, Tensor] | None = None
        if len(set(self._places)) > 1:
            self._index = (
                torch.tensor(rows, device=window.device),
                torch.tensor(offsets, device=window.device),
            )

    def among(self, frames: Frames) -> "_Place":
        """Return where they lie among sequences that are these frames."""
        numbers = {place: number for number, place in enumerate(frames.places)}
        return _Place(tuple((numbers[place], 0) for place in self._places), self._window)

    def kept(self, kept: Tensor, bounds: tuple[int, int], shift: int) -> Tensor:
        """Return a stretch of the frame as the unedited sequences have it, once per edit."""
        begin, end = bounds[0] - shift, bounds[1] - shift
        if self._index is None:
            found = kept[self._row : self._row + 1, ..., self._offset + begin : self._offset + end]
            return found.expand(self._window.shape[0], -1, -1, -1)
        rows, offsets = self._index
        columns = torch.arange(begin, end, device=kept.device)
        flat = (rows * kept.shape[-1] + offsets)[:, None] + columns
        table = kept.permute(0, 2, 3, 1).reshape(-1, kept.shape[1])
        found = table.index_select(0, flat.flatten())
        return found.reshape(len(rows), 1, end - begin, kept.shape[1]).permute(0, 3, 1, 2)
