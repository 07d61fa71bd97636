"""Mean probabilities of an ensemble, for REF and the ALTs of each window on a tile."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Self, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork, Frames, evaluate, read_in
from models.device import MemoryKeeper, in_batches, is_out_of_memory
from models.errors import DeviceMemoryError
from models.fused.trial import runs_kernels
from models.fused.trunk import FusedTrunk
from models.incremental import Edit, evaluate_with_edits
from models.sequence import base_codes
from models.splice.fused_batches import FusedBatches, Reader
from models.splice.streams import shared_streams
from models.splice.tiles import Tile, Window

Item = TypeVar("Item")
Array = NDArray[np.float32]
Alleles = tuple[Array, Array]

_GPU_WINDOWS = 256
_LENGTH_STEP = 2_048
"""On a GPU tiles whose lengths differ by less are filled up with N and evaluated together."""
_MEMORY = MemoryKeeper()
_ROWS = {"cpu": 4}
_GPU_ROWS = 64
"""ALTs evaluated in one go: few stay in the cache of a CPU, many fill a GPU."""


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Networks whose probabilities are averaged, and the device they lie on.

    Attributes
    ----------
    classes
        Those classes of a network's softmax that are asked for: one row each.
    tracks
        Of each network the number of the track it belongs to: networks of one track are
        averaged. Empty where all form one.
    fused
        The same networks for the kernels of a GPU; None to evaluate layer by layer.
    """

    networks: tuple[DilatedNetwork, ...]
    device: torch.device
    n_streams: int
    classes: range = range(1, 3)
    tracks: tuple[int, ...] = ()
    fused: FusedBatches | None = None

    def with_kernels(self) -> Self:
        """Return the ensemble as it is fastest on its device."""
        if not runs_kernels(self.device):
            return self
        read = Reader(self.classes, self.tracks or (0,) * len(self.networks))
        return replace(self, fused=FusedBatches(FusedTrunk.of(self.networks), read))

    @property
    def context_length(self) -> int:
        """Bases an input has beyond the outputs."""
        return self.networks[0].context_length

    @property
    def precision(self) -> str:
        """Type the wide convolutions multiply in, such as `float32`."""
        return str(self.networks[0].units[0].first.weight.dtype).removeprefix("torch.")

    def only(self, numbers: Sequence[int]) -> Self:
        """Return the ensemble of some of the networks."""
        tracks = tuple(self.tracks[number] for number in numbers) if self.tracks else ()
        networks = tuple(self.networks[number] for number in numbers)
        return replace(self, networks=networks, tracks=tracks, fused=None).with_kernels()

    def probabilities(self, tiles: Iterable[Tile]) -> Iterator[list[Alleles]]:
        """Yield for each tile, in order, REF's and ALT's array of each of its windows.

        Arrays are (tracks * classes, outputs), track by track, in the direction of the tile.
        Tiles are taken from the iterable as they are needed.
        """
        if self.fused is not None:
            yield from self.fused.probabilities(tiles)
        elif self.device.type == "cpu":
            yield from self._in_streams(tiles)
        else:
            yield from self._in_batches(tiles)

    def _in_streams(self, tiles: Iterable[Tile]) -> Iterator[list[Alleles]]:
        waiting: deque[tuple[_Batch, list[Future[list[Array]]]]] = deque()
        numbers = range(len(self.networks))
        streams = shared_streams(self.n_streams)
        try:
            for tile in tiles:
                batch = _Batch.of([tile], self)
                waiting.append((batch, [streams.submit(batch.run, number) for number in numbers]))
                if len(waiting) > self.n_streams:
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        finally:
            for _, futures in waiting:
                for future in futures:
                    future.cancel()
            _MEMORY.give_back()

    def _finished(self, batch: "_Batch", futures: list[Future[list[Array]]]) -> list[Alleles]:
        """Average over the networks of each track, always in their order: a run repeats exactly."""
        per_network = [future.result() for future in futures]
        by_track = [
            [np.mean(parts, axis=0) for parts in zip(*found, strict=True)]
            for found in self._by_track(per_network)
        ]
        means = [
            np.concatenate(parts, axis=1).astype(np.float32, copy=False)
            for parts in zip(*by_track, strict=True)
        ]
        return batch.split(means)[0]

    def _in_batches(self, tiles: Iterable[Tile]) -> Iterator[list[Alleles]]:
        """Evaluate tiles in batches; the next one is made ready while the device computes."""
        size = _GPU_WINDOWS
        with ThreadPoolExecutor(1, thread_name_prefix="prefetch") as prefetch:
            batches = _chunks(tiles, lambda: size)
            ahead = prefetch.submit(next, batches, None)
            while chunk := ahead.result():
                ahead = prefetch.submit(next, batches, None)
                for results, held in in_batches(self._on_device, chunk, len(chunk)):
                    size = min(size, max(held, 1)) if held < len(chunk) else size
                    yield from results

    def _on_device(self, tiles: Sequence[Tile]) -> list[list[Alleles]]:
        """Evaluate tiles, those of about one length in one batch."""
        groups: dict[int, list[int]] = defaultdict(list)
        for number, tile in enumerate(tiles):
            groups[len(tile.sequence) // _LENGTH_STEP].append(number)
        found: dict[int, list[Alleles]] = {}
        for numbers in groups.values():
            batch = _Batch.of([tiles[number] for number in numbers], self)
            found.update(zip(numbers, self._evaluate(batch), strict=True))
        return [found[number] for number in range(len(tiles))]

    def _evaluate(self, batch: "_Batch") -> list[list[Alleles]]:
        with torch.inference_mode():
            per_network = [batch.evaluate(network) for network in self.networks]
            by_track = [
                [torch.stack(parts).mean(0) for parts in zip(*found, strict=True)]
                for found in self._by_track(per_network)
            ]
            means = [torch.cat(parts, 1) for parts in zip(*by_track, strict=True)]
            return batch.split([_to_numpy(part) for part in means])

    def mean_probabilities(self, sequences: Sequence[str]) -> list[Array]:
        """Return the ensemble's mean for sequences of one length, all in one batch."""
        n_out = len(sequences[0]) - self.context_length
        with torch.inference_mode():
            x = read_in(np.stack([base_codes(text) for text in sequences]), self.device)
            parts = [self.read(evaluate(network, x, n_out)) for network in self.networks]
            means = [torch.stack(of_track).mean(0) for of_track in self._by_track(parts)]
            return list(_to_numpy(torch.cat(means, 1)))

    def read(self, logits: Tensor) -> Tensor:
        """Return the probabilities asked for, (N, classes, L)."""
        return torch.softmax(logits, 1)[:, self.classes.start : self.classes.stop]

    def _by_track(self, per_network: Sequence[Item]) -> list[list[Item]]:
        """Group what was found with each network by track, always in the networks' order."""
        numbers = self.tracks or (0,) * len(self.networks)
        pairs = list(zip(numbers, per_network, strict=True))
        return [[item for number, item in pairs if number == one] for one in sorted(set(numbers))]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Tiles side by side, and their ALTs grouped by shape; the same for every network.

    `members` names tile and window of each row of each edit; `alone` those of single ALTs.
    """

    tiles: Sequence[Tile]
    ensemble: Ensemble
    x: Tensor
    edits: list[Edit]
    frames: Frames
    members: list[list[tuple[int, int]]]
    alone: list[tuple[int, int]]

    @classmethod
    def of(cls, tiles: Sequence[Tile], ensemble: Ensemble) -> Self:
        """Lay out some tiles; shorter ones are filled up with N that no window reads."""
        device = ensemble.device
        length = max(len(tile.sequence) for tile in tiles)
        codes = np.stack([base_codes(tile.sequence.ljust(length, "N")) for tile in tiles])
        shapes: dict[tuple[int, int, int, int], list[tuple[int, int]]] = defaultdict(list)
        alone: list[tuple[int, int]] = []
        for number, tile in enumerate(tiles):
            for place, window in enumerate(tile.windows):
                if window.edit is None:
                    alone.append((number, place))
                    continue
                edit = window.edit
                shapes[edit.start, edit.removed, len(edit.put), window.length].append(
                    (number, place)
                )
        n_rows = _ROWS.get(device.type, _GPU_ROWS)
        members = [
            rows[first : first + n_rows]
            for rows in shapes.values()
            for first in range(0, len(rows), n_rows)
        ]
        edits = [_edit(tiles, rows, ensemble) for rows in members]
        frames = _frames(tiles, ensemble.context_length)
        return cls(tiles, ensemble, read_in(codes, device), edits, frames, members, alone)

    def run(self, number: int) -> list[Array]:
        """Evaluate with one network, on the CPU."""
        try:
            found = self.evaluate(self.ensemble.networks[number])
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            raise DeviceMemoryError(
                "Even one sequence does not fit in the memory of this machine.",
                "Close other programs, or choose a smaller distance or fewer threads.",
            ) from error
        return [_to_numpy(part) for part in found]

    def evaluate(self, network: DilatedNetwork) -> list[Tensor]:
        """Return (N, classes, outputs) of all tiles, then of each edit, then of single ALTs."""
        n_out = self.x.shape[-1] - self.ensemble.context_length
        logits, edited = evaluate_with_edits(network, self.x, n_out, self.edits, self.frames)
        found = [self.ensemble.read(part) for part in (logits, *edited)]
        for number, place in self.alone:
            codes = base_codes(self._window(number, place).alone)[None]
            n_alone = codes.shape[1] - self.ensemble.context_length
            x = read_in(codes, self.ensemble.device)
            found.append(self.ensemble.read(evaluate(network, x, n_alone)))
        return found

    def split(self, found: Sequence[Array]) -> list[list[Alleles]]:
        """Give each window of each tile its arrays, out of what `evaluate` returns."""
        alts: dict[tuple[int, int], Array] = {}
        for rows, part in zip(self.members, found[1 : 1 + len(self.members)], strict=True):
            alts.update(zip(rows, part, strict=True))
        for place, part in zip(self.alone, found[1 + len(self.members) :], strict=True):
            alts[place] = part[0]
        return [
            [
                (found[0][number][:, self._outputs(window)], alts[number, place])
                for place, window in enumerate(tile.windows)
            ]
            for number, tile in enumerate(self.tiles)
        ]

    def _window(self, number: int, place: int) -> Window:
        return self.tiles[number].windows[place]

    def _outputs(self, window: Window) -> slice:
        end = window.offset + window.length - self.ensemble.context_length
        return slice(window.offset, end)


def _frames(tiles: Sequence[Tile], context_length: int) -> Frames:
    """Return the stretches of REF's outputs that the windows look at."""
    windows = [(number, window) for number, tile in enumerate(tiles) for window in tile.windows]
    places = dict.fromkeys((number, window.offset) for number, window in windows)
    n_out = max(window.length for _, window in windows) - context_length
    return Frames(tuple(places), n_out)


def _edit(tiles: Sequence[Tile], rows: Sequence[tuple[int, int]], ensemble: Ensemble) -> Edit:
    """Return ALTs of one shape as one edit."""
    windows = [tiles[number].windows[place] for number, place in rows]
    edits = [window.edit for window in windows if window.edit is not None]
    columns = read_in(np.stack([base_codes(edit.put) for edit in edits]), ensemble.device)
    return Edit(
        start=edits[0].start,
        columns=columns,
        removed=edits[0].removed,
        n_out=windows[0].length - ensemble.context_length,
        places=tuple(
            (number, window.offset) for (number, _), window in zip(rows, windows, strict=True)
        ),
    )


def _chunks(tiles: Iterable[Tile], size: Callable[[], int]) -> Iterator[list[Tile]]:
    """Group tiles until they hold about as many windows as fit at once."""
    chunk: list[Tile] = []
    for tile in tiles:
        chunk.append(tile)
        if sum(1 + len(item.windows) for item in chunk) >= size():
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _to_numpy(part: Tensor) -> Array:
    return np.asarray(part.float().cpu().numpy(), dtype=np.float32)
