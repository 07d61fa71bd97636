"""Mean probabilities of an ensemble, for REF and its ALTs at once."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork, as_input, evaluate
from models.device import in_batches, is_out_of_memory
from models.errors import DeviceMemoryError
from models.incremental import Edit, evaluate_with_edits
from models.sequence import one_hot
from models.splice.streams import Streams

Item = TypeVar("Item")
_GPU_BATCH = 64


@dataclass(frozen=True, slots=True)
class SequenceGroup:
    """One unedited sequence and its edited forms, as the networks read them."""

    ref: str
    alts: tuple[str, ...]


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
    """

    networks: tuple[DilatedNetwork, ...]
    device: torch.device
    n_streams: int
    classes: range = range(1, 3)
    tracks: tuple[int, ...] = ()

    @property
    def context_length(self) -> int:
        """Bases an input has beyond the outputs."""
        return self.networks[0].context_length

    def probabilities(self, groups: Iterable[SequenceGroup]) -> Iterator[list[NDArray[np.float32]]]:
        """Yield for each group, in order, REF's array and then one for each ALT.

        Arrays are (tracks * classes, length - context_length), track by track, in the direction
        of the sequence. Groups are taken from the iterable as they are needed.
        """
        if self.device.type == "cpu":
            yield from self._in_streams(groups)
        else:
            yield from self._in_batches(groups)

    def _in_streams(self, groups: Iterable[SequenceGroup]) -> Iterator[list[NDArray[np.float32]]]:
        waiting: deque[list[Future[list[NDArray[np.float32]]]]] = deque()
        with Streams(self.n_streams) as streams:
            for group in groups:
                task = _GroupTask(self, group)
                numbers = range(len(self.networks))
                waiting.append([streams.submit(task.run, number) for number in numbers])
                if len(waiting) > self.n_streams:
                    yield self._mean_of(waiting.popleft())
            while waiting:
                yield self._mean_of(waiting.popleft())

    def _in_batches(self, groups: Iterable[SequenceGroup]) -> Iterator[list[NDArray[np.float32]]]:
        size = _GPU_BATCH
        pending: list[SequenceGroup] = []
        for group in groups:
            pending.append(group)
            if sum(1 + len(item.alts) for item in pending) >= size:
                found, size = self._batch(pending, size)
                yield from found
                pending = []
        found, _ = self._batch(pending, size)
        yield from found

    def _batch(
        self, groups: Sequence[SequenceGroup], size: int
    ) -> tuple[list[list[NDArray[np.float32]]], int]:
        """Evaluate the different sequences of some groups, those of one length together."""
        sequences = {text: None for group in groups for text in (group.ref, *group.alts)}
        found: dict[str, NDArray[np.float32]] = {}
        for length in sorted({len(text) for text in sequences}):
            alike = [text for text in sequences if len(text) == length]
            done = 0
            for results, held in in_batches(self.mean_probabilities, alike, size):
                found.update(zip(alike[done : done + len(results)], results, strict=True))
                done += len(results)
                size = held
        return [[found[text] for text in (group.ref, *group.alts)] for group in groups], size

    def mean_probabilities(self, sequences: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return the ensemble's mean for sequences of one length, all in one batch."""
        n_out = len(sequences[0]) - self.context_length
        with torch.inference_mode():
            x = as_input(np.stack([one_hot(text) for text in sequences]), self.device)
            parts = [self.read(evaluate(network, x, n_out)) for network in self.networks]
            means = [torch.stack(of_track).mean(0) for of_track in self.by_track(parts)]
            mean = torch.cat(means, 1)
        return list(np.asarray(mean.cpu().numpy(), dtype=np.float32))

    def read(self, logits: Tensor) -> Tensor:
        """Return the probabilities asked for, (N, classes, L)."""
        return torch.softmax(logits, 1)[:, self.classes.start : self.classes.stop]

    def by_track(self, per_network: Sequence[Item]) -> list[list[Item]]:
        """Group what was found with each network by track, always in the networks' order."""
        numbers = self.tracks or (0,) * len(self.networks)
        pairs = list(zip(numbers, per_network, strict=True))
        return [[item for number, item in pairs if number == one] for one in sorted(set(numbers))]

    def _mean_of(
        self, futures: Sequence[Future[list[NDArray[np.float32]]]]
    ) -> list[NDArray[np.float32]]:
        """Average over the networks of each track, so that a run repeats to the last bit."""
        per_network = [future.result() for future in futures]
        by_track = [
            [np.mean(parts, axis=0) for parts in zip(*found, strict=True)]
            for found in self.by_track(per_network)
        ]
        return [
            np.asarray(np.concatenate(parts), dtype=np.float32)
            for parts in zip(*by_track, strict=True)
        ]


class _GroupTask:
    """One group on one network: ALTs of REF's length as edits of it, others on their own."""

    def __init__(self, ensemble: Ensemble, group: SequenceGroup) -> None:
        self._ensemble = ensemble
        self._group = group

    def run(self, number: int) -> list[NDArray[np.float32]]:
        try:
            return self._run(self._ensemble.networks[number])
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            raise DeviceMemoryError(
                "Even one sequence does not fit in the memory of this machine.",
                "Close other programs, or choose a smaller distance or fewer threads.",
            ) from error

    def _run(self, network: DilatedNetwork) -> list[NDArray[np.float32]]:
        ref, alts = self._group.ref, self._group.alts
        context, device = self._ensemble.context_length, self._ensemble.device
        x = as_input(one_hot(ref)[None], device)
        edits = {alt: _edit(ref, alt, device) for alt in alts if len(alt) == len(ref)}
        logits, edited = evaluate_with_edits(network, x, len(ref) - context, list(edits.values()))
        found = {alt: self._ensemble.read(part) for alt, part in zip(edits, edited, strict=True)}
        for alt in alts:
            if alt not in found:
                other = as_input(one_hot(alt)[None], device)
                found[alt] = self._ensemble.read(evaluate(network, other, len(alt) - context))
        parts = [self._ensemble.read(logits), *(found[alt] for alt in alts)]
        return [np.asarray(part[0].numpy(), dtype=np.float32) for part in parts]


def _edit(ref: str, alt: str, device: torch.device) -> Edit:
    """Return the stretch that holds every difference; one column where there is none."""
    differing = [
        index for index, pair in enumerate(zip(ref, alt, strict=True)) if pair[0] != pair[1]
    ]
    start, end = (differing[0], differing[-1] + 1) if differing else (0, 1)
    return Edit(start, as_input(one_hot(alt[start:end])[None], device))
