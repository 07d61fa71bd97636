"""Base of engines whose network reads windows of one length around a change."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.device import in_batches
from models.engine import AttributionStep, EngineInfo, Method
from models.errors import RequestError
from models.regulatory.explain import METHODS, Mutator, explain, plain_mutator
from models.regulatory.protocol import (
    AlleleRequest,
    Track,
    TrackEffects,
    cut,
    distinct,
    mean_effects,
    window_pairs,
)
from models.regulatory.scanning import ScanPiece, chosen, pieces
from models.sequence import one_hot

_PAGE = 256
"""Requests whose windows are looked at together, so that equal ones are evaluated once."""


class WindowEngine:
    """A network of (N, 4, `length`) to (N, tracks), asked on both strands at several shifts.

    Those who derive from it say in class attributes what differs, and may give `both_strands` a
    meaning of its own (the larger of both, tracks that change places).

    Attributes
    ----------
    length
        Bases of a window.
    shifts
        Where the change lies in the windows, relative to the middle.
    unknown
        What a base that is not known counts in each of the four rows.
    batch
        Windows evaluated at once; halved where memory runs out.
    scanned
        Numbers of the tracks that are told along a sequence; () for all.
    scan_stride
        Bases from one window along a sequence to the next.
    """

    length: ClassVar[int]
    shifts: ClassVar[tuple[int, ...]] = (0,)
    unknown: ClassVar[float] = 0.0
    batch: ClassVar[int] = 256
    scanned: ClassVar[tuple[int, ...]] = ()
    scan_stride: ClassVar[int] = 64
    methods: ClassVar[tuple[Method, ...]] = METHODS

    def __init__(
        self, network: nn.Module, tracks: Sequence[Track], info: EngineInfo, place: torch.device
    ) -> None:
        self.network = network.to(place).eval().requires_grad_(requires_grad=False)
        self.tracks = tuple(tracks)
        self.info = info
        self._place = place

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order."""
        for first in range(0, len(requests), _PAGE):
            page = requests[first : first + _PAGE]
            pairs = [window_pairs(one, self.length, self.shifts) for one in page]
            said = iter(self.compared([pair for of_request in pairs for pair in of_request]))
            for number, (request, of_request) in enumerate(zip(page, pairs, strict=True)):
                of_pairs = list(islice(said, len(of_request)))
                yield first + number, self.effects(request, of_pairs)

    def compared(
        self, pairs: Sequence[tuple[str, str]]
    ) -> Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Give what is said to both windows of each pair; equal windows are evaluated once."""
        windows = list(distinct(pairs))
        said = dict(zip(windows, self.outputs(windows), strict=True))
        return [(said[ref], said[alt]) for ref, alt in pairs]

    def effects(
        self,
        request: AlleleRequest,
        said: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]],
    ) -> TrackEffects:
        """Give the effects out of what was said to each pair of windows of a request."""
        del request
        return mean_effects(said)

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give what the network says to windows, both strands together, shape (N, tracks)."""
        if not sequences:
            return np.empty((0, len(self.tracks)), dtype=np.float32)
        found = in_batches(self._evaluated, sequences, self.batch)
        return np.concatenate([np.asarray(rows) for rows, _ in found])

    @property
    def scan_tracks(self) -> tuple[Track, ...]:
        """What is told along a sequence."""
        return chosen(self.tracks, self.scanned)

    def scan(self, sequence: str, start: int, end: int) -> Iterator[ScanPiece]:
        """Yield what is said to windows with each place in their middle (see `Scanning`)."""
        if not 0 <= start <= end <= len(sequence):
            raise RequestError(
                f"Bases {start} to {end} do not lie in a sequence of {len(sequence)}.",
                "Ask for bases of the sequence that is given.",
            )
        for positions in pieces(start, end, self.scan_stride):
            yield ScanPiece(positions, self.scanned_values(sequence, positions))

    def scanned_values(self, sequence: str, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give (tracks, n) of places of a sequence, by windows."""
        windows = [cut(sequence, at - self.length // 2, self.length) for at in positions.tolist()]
        found = self.outputs(windows).T
        return np.ascontiguousarray(found[list(self.scanned)] if self.scanned else found)

    def stretch(self, sequence: str, positions: NDArray[np.int64]) -> Tensor:
        """Put where the network lies all bases that windows of neighbouring places read, (1, 4, L)."""
        first = int(positions[0]) - self.length // 2
        return self.tensor([cut(sequence, first, len(positions) + self.length - 1)])

    def tensor(self, sequences: Sequence[str]) -> Tensor:
        """Put windows where the network lies, shape (N, 4, length)."""
        arrays = np.stack([one_hot(one) for one in sequences])
        if self.unknown:
            arrays += self.unknown * (arrays.sum(axis=1, keepdims=True) == 0)
        return torch.from_numpy(arrays).to(self._place)

    def both_strands(self, x: Tensor) -> Tensor:
        """Give the mean over both strands, (N, tracks), of windows (N, 4, length)."""
        # Rows are A C G T, so turning both axes round gives the other strand.
        forward: Tensor = self.network(x)
        backward: Tensor = self.network(x.flip(1, 2))
        return (forward + backward) / 2

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give the function that an explanation of one track in this window is about.

        It gives (N,) of (N, 4, length), can be differentiated, and is at the window itself what
        `outputs` says to it.
        """
        del window

        def value(x: Tensor) -> Tensor:
            return self.both_strands(x)[:, track]

        return value

    def mutator(self, window: str, track: int) -> Mutator:
        """Give the function that says what replacing a base does to `target`."""
        return plain_mutator(self, window, track)

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        """Yield which bases one track rests on, in the window with the change in its middle."""
        yield from explain(self, request, track=track, method=method, flank=flank)

    @torch.inference_mode()
    def _evaluated(self, sequences: Sequence[str]) -> Sequence[NDArray[np.float32]]:
        found: NDArray[np.float32] = self.both_strands(self.tensor(sequences)).cpu().numpy()
        return list(found)
