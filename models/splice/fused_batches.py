"""Tiles through the fused trunk of a GPU: many at once, the next ones made ready meanwhile."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.device import current, is_out_of_memory
from models.errors import DeviceMemoryError
from models.fused.layout import Edits, Layout
from models.fused.trunk import FusedTrunk, Work
from models.sequence import base_codes
from models.splice.tiles import Tile

Array = NDArray[np.float32]
Alleles = tuple[Array, Array]

_MOST_BYTES = 4 * 2**30
_FREE_SHARE = 0.5
"""Of the memory that is free on the device, what one batch may take; never more than the above."""
_BYTES_ON_CPU = 2**28


class FusedBatches:
    """Evaluates tiles with networks side by side.

    Parameters
    ----------
    trunk
        The networks.
    read
        Turns their logits (networks, classes, outputs) into the rows asked for, (rows, outputs).
    """

    def __init__(self, trunk: FusedTrunk, read: "Reader") -> None:
        self._trunk = trunk
        self._read = read
        self._most = max(_budget(trunk.stem.device) // trunk.bytes_per_position, 1)

    def probabilities(self, tiles: Iterable[Tile]) -> Iterator[list[Alleles]]:
        """Yield for each tile, in order, REF's and ALT's array of each of its windows.

        While the device computes one batch, the next is laid out and the last one is read.
        """
        asked: deque[_Asked] = deque()
        with ThreadPoolExecutor(1, thread_name_prefix="prefetch") as prefetch:
            batches = self._batches(tiles)
            ahead = prefetch.submit(next, batches, None)
            while batch := ahead.result():
                ahead = prefetch.submit(next, batches, None)
                for part in self._ask(batch, asked):
                    yield from part
                while len(asked) > 1:
                    yield from asked.popleft().results()
            while asked:
                yield from asked.popleft().results()

    def _batches(self, tiles: Iterable[Tile]) -> Iterator["_FusedBatch"]:
        """Group tiles until about as many positions are together as fit at once."""
        chunk: list[Tile] = []
        n_positions = 0
        for tile in tiles:
            n_more = _n_positions(tile)
            if chunk and n_positions + n_more > self._most:
                yield _FusedBatch.of(chunk, self._trunk)
                chunk, n_positions = [], 0
            chunk.append(tile)
            n_positions += n_more
        if chunk:
            yield _FusedBatch.of(chunk, self._trunk)

    def _ask(
        self, batch: "_FusedBatch", asked: deque["_Asked"]
    ) -> Iterator[Iterator[list[Alleles]]]:
        """Have the device begin with a batch; where it is full, wait for it, then give it half."""
        try:
            with torch.inference_mode(), current(self._trunk.stem.device):
                asked.append(_Asked.of(batch, self._read(self._trunk.logits(batch.work))))
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            if len(batch.tiles) == 1 and not asked:
                raise DeviceMemoryError(
                    "Even one sequence does not fit in the memory of the device.",
                    "Choose --device cpu or a smaller distance, or free memory on the device.",
                ) from error
        else:
            return
        while asked:
            yield asked.popleft().results()
        for part in self._smaller(batch):
            yield from self._ask(part, asked)

    def _smaller(self, batch: "_FusedBatch") -> list["_FusedBatch"]:
        """Free what can be freed; give halves of a batch, or a single tile to be tried again."""
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        if len(batch.tiles) == 1:
            return [batch]
        self._most = max(min(self._most, batch.n_positions // 2), 1)
        return batch.halves(self._trunk)


class Reader:
    """Probabilities asked for, averaged over the networks of each track.

    Parameters
    ----------
    classes
        Of a softmax, those asked for.
    tracks
        Of each network the track it belongs to.
    """

    def __init__(self, classes: range, tracks: Sequence[int]) -> None:
        self._classes = classes
        self._members = [
            [number for number, one in enumerate(tracks) if one == track]
            for track in sorted(set(tracks))
        ]

    def __call__(self, logits: Tensor) -> Tensor:
        """Return (tracks * classes, outputs)."""
        found = torch.softmax(logits, 1)[:, self._classes.start : self._classes.stop]
        return torch.cat(
            [
                torch.stack([found[number] for number in members]).mean(0)
                for members in self._members
            ]
        )


@dataclass(frozen=True, slots=True)
class _FusedBatch:
    """Tiles, then ALTs that are no edits of REF, as unedited rows; then the edits.

    `places` names tile and window of each row that is an ALT.
    """

    tiles: Sequence[Tile]
    work: Work
    places: tuple[tuple[int, int], ...]
    context_length: int

    @classmethod
    def of(cls, tiles: Sequence[Tile], trunk: FusedTrunk) -> Self:
        context = sum(trunk.spans)
        alone: list[tuple[int, int]] = []
        edited: list[tuple[int, int]] = []
        entries: list[tuple[int, int, int, int, int, int]] = []
        put: list[str] = []
        for number, tile in enumerate(tiles):
            for place, window in enumerate(tile.windows):
                edit = window.edit
                if edit is None:
                    alone.append((number, place))
                    continue
                edited.append((number, place))
                put.append(edit.put)
                shape = (edit.start, edit.removed, len(edit.put), window.length - context)
                entries.append((number, window.offset, *shape))
        texts = [tile.sequence for tile in tiles]
        texts += [tiles[number].windows[place].alone for number, place in alone]
        layout = Layout.of(trunk.spans, [len(text) for text in texts], Edits.of(entries))
        codes = base_codes("".join([*texts, *put]))
        return cls(tiles, Work.of(layout, codes), (*alone, *edited), context)

    @property
    def n_positions(self) -> int:
        """About how many positions lie side by side."""
        return sum(_n_positions(tile) for tile in self.tiles)

    def halves(self, trunk: FusedTrunk) -> list["_FusedBatch"]:
        """Return two batches of half the tiles, of which there are two at least."""
        middle = len(self.tiles) // 2
        return [type(self).of(part, trunk) for part in (self.tiles[:middle], self.tiles[middle:])]

    def split(self, found: Array) -> Iterator[list[Alleles]]:
        """Yield the arrays of each window of each tile, out of all rows' outputs."""
        rows = self.work.layout.outputs
        begins = rows.anchor.tolist()
        ends = (rows.anchor + rows.size).tolist()
        n_tiles = len(self.tiles)
        alts = {
            place: found[:, begins[n_tiles + number] : ends[n_tiles + number]]
            for number, place in enumerate(self.places)
        }
        for number, tile in enumerate(self.tiles):
            begin = begins[number]
            yield [
                (self._ref(found, begin + window.offset, window.length), alts[number, place])
                for place, window in enumerate(tile.windows)
            ]

    def _ref(self, found: Array, begin: int, length: int) -> Array:
        return found[:, begin : begin + length - self.context_length]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A batch the device is busy with, and where its numbers will be."""

    batch: _FusedBatch
    found: Tensor
    event: torch.cuda.Event | None

    @classmethod
    def of(cls, batch: _FusedBatch, found: Tensor) -> Self:
        """Ask for the way back to the host too."""
        if found.device.type != "cuda":
            return cls(batch, found, None)
        back = torch.empty(found.shape, dtype=found.dtype, pin_memory=True)
        back.copy_(found, non_blocking=True)
        event = torch.cuda.Event()  # type: ignore[no-untyped-call]
        event.record()
        return cls(batch, back, event)

    def results(self) -> Iterator[list[Alleles]]:
        """Wait for the device, then yield what `FusedBatches.probabilities` does."""
        if self.event is not None:
            self.event.synchronize()
        return self.batch.split(np.array(self.found.numpy(), dtype=np.float32))


def _n_positions(tile: Tile) -> int:
    """Return at most how many positions of a level a tile and its edits take, about."""
    edits = sum(window.length // 2 for window in tile.windows if window.edit is not None)
    return len(tile.sequence) + edits + sum(len(window.alone) for window in tile.windows)


def _budget(device: torch.device) -> int:
    if device.type != "cuda":
        return _BYTES_ON_CPU
    free, _ = torch.cuda.mem_get_info(device)
    return min(int(free * _FREE_SHARE), _MOST_BYTES)
