"""Where on a device the positions of many sequences and of edits of them lie, level by level.

A level is what lies between two convolutions: level 0 is the input, level `k` the output of the
`k`-th convolution. One buffer holds a level: first the unedited sequences, one after the other,
then of each edited sequence the *window*, the columns in which it may differ. Everything else of
an edited sequence is read out of the unedited one (see `models.incremental`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int32]
_FAR = 1 << 30
"""A column no sequence has."""
_ALIGNED = 16


class RowTable(NamedTuple):
    """Of each row (unedited sequences, then edited ones), int32 of shape (rows,).

    Attributes
    ----------
    origin
        Position in the buffer of column 0 of the unedited sequence as the row's frame sees it.
    low, high
        Columns of the frame between which the row's window lies; both far away for a sequence
        that is not edited.
    moved
        How much further to the right the columns behind the window stand than in the unedited
        sequence.
    anchor
        Position of the row's own column 0: the own columns lie at `anchor + column`.
    first, size
        First of the own columns, and how many there are.
    """

    origin: Integers
    low: Integers
    high: Integers
    moved: Integers
    anchor: Integers
    first: Integers
    size: Integers

    @property
    def n_positions(self) -> int:
        """Positions of the buffer."""
        return int(self.size.sum())


@dataclass(frozen=True, slots=True)
class Edits:
    """Edited sequences of any shape, one entry of each array for each; see `incremental.Edit`.

    Attributes
    ----------
    rows, offsets
        The unedited sequence, and its column at which the frame begins.
    starts, removed, widths
        First replaced column of the frame, columns taken out, columns put in (1 at least).
    outputs
        Outputs of the frame before the edit.
    """

    rows: Integers
    offsets: Integers
    starts: Integers
    removed: Integers
    widths: Integers
    outputs: Integers

    @classmethod
    def of(cls, entries: Sequence[tuple[int, int, int, int, int, int]]) -> Self:
        """Make it of one tuple for each edit, in the order of the attributes."""
        columns = np.array(entries, dtype=np.int32).reshape(len(entries), 6).T
        return cls(*columns)

    @property
    def shifts(self) -> Integers:
        """Columns by which each edited sequence is longer."""
        return self.widths - self.removed


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows of every level, and of the outputs.

    Attributes
    ----------
    levels
        Level 0 to the last convolution's.
    outputs
        The wanted outputs of each row, one after the other; only `anchor`, `first` and `size`
        have a meaning.
    contexts
        Of each level the bases that its rows have beyond their outputs.
    """

    levels: tuple[RowTable, ...]
    outputs: RowTable
    contexts: tuple[int, ...]

    @classmethod
    def of(cls, spans: Sequence[int], lengths: Sequence[int], edits: Edits) -> Self:
        """Lay out sequences of some lengths and edits of them.

        Parameters
        ----------
        spans
            Bases by which each convolution shortens its input.
        lengths
            Bases of each unedited sequence.
        edits
            What is to be evaluated besides.
        """
        context = sum(spans)
        left = np.array(lengths, dtype=np.int32)
        wanted = np.concatenate([left - context, edits.outputs + edits.shifts])
        need = edits.outputs + edits.shifts + context
        low, high = edits.starts, edits.starts + edits.widths
        levels = [_level(left, edits, low, high)]
        contexts = [context]
        for span in spans:
            left, need, context = left - span, need - span, context - span
            low, high = np.maximum(low - span, 0), np.minimum(high, need)
            unfelt = low >= high
            low, high = np.where(unfelt, need, low), np.where(unfelt, need, high)
            levels.append(_level(left, edits, low, high))
            contexts.append(context)
        zeros = np.zeros_like(wanted)
        ends = np.cumsum(wanted, dtype=np.int32)
        outputs = RowTable(zeros, zeros, zeros, zeros, ends - wanted, zeros, wanted)
        return cls(tuple(levels), outputs, tuple(contexts))

    def packed(self) -> Integers:
        """Return the tables as one array (levels + 1, 7, rows), the outputs' last.

        Rows of zeros are added up to a multiple of 16: a device reads what is aligned faster.
        """
        packed = np.stack([np.stack(table) for table in (*self.levels, self.outputs)])
        return np.pad(packed, ((0, 0), (0, 0), (0, -packed.shape[2] % _ALIGNED)))


def _level(lengths: Integers, edits: Edits, low: Integers, high: Integers) -> RowTable:
    n_plain = len(lengths)
    size = np.concatenate([lengths, high - low])
    start = np.cumsum(size, dtype=np.int32) - size
    far, none = np.full(n_plain, _FAR, dtype=np.int32), np.zeros(n_plain, dtype=np.int32)
    first = np.concatenate([none, low])
    return RowTable(
        origin=np.concatenate([start[:n_plain], start[edits.rows] + edits.offsets]),
        low=np.concatenate([far, low]),
        high=np.concatenate([far, high]),
        moved=np.concatenate([none, edits.shifts]),
        anchor=start - first,
        first=first,
        size=size,
    )


def blocks(sizes: Integers, width: int) -> Integers:
    """Cut rows of some sizes into blocks: int32 of shape (blocks, 2), row and number within it."""
    counts = -(-sizes // width)
    rows = np.repeat(np.arange(len(sizes), dtype=np.int32), counts)
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    numbers = np.arange(len(rows)) - firsts
    return np.ascontiguousarray(np.stack([rows, numbers], axis=1), dtype=np.int32)
