"""Base of engines whose network reads one whole subject of a transcript, in its own direction.

A subject is a 5' UTR, a poly-A signal or a promoter. The request holds it in REF and in ALT; there
is nothing to shift and no other strand.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.device import choose_device, in_batches, usable_cores
from models.engine import AttributionStep, EngineInfo, Method
from models.errors import RequestError
from models.keras_layers import Layers
from models.packs import card, engine_digest, usable
from models.packs.layers import read_layers
from models.regulatory.explain import METHODS, explain_alleles
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects, distinct
from models.regulatory.shown import Allele, base_offset
from models.sequence import one_hot

_PAGE = 256
"""Requests looked at together, so that equal subjects are evaluated once."""


class SubjectEngine(ABC):
    """A network of (N, 4, bases) to (N, tracks).

    Attributes
    ----------
    pack
        Name of the pack, which is that of the engine.
    file
        The network among the files of the pack.
    tracks
        What each number is about.
    length
        Bases the network reads: the last ones of REF and of ALT, which may begin further
        upstream. None for all there are.
    unknown
        What a base that is not known counts in each of the four rows.
    batch
        Subjects evaluated at once; halved where memory runs out.
    """

    pack: ClassVar[str]
    file: ClassVar[str] = "network.safetensors"
    tracks: ClassVar[tuple[Track, ...]]
    length: ClassVar[int | None]
    unknown: ClassVar[float] = 0.0
    batch: ClassVar[int] = 32
    methods: ClassVar[tuple[Method, ...]] = METHODS

    def __init__(self, network: nn.Module, place: torch.device, digest: str) -> None:
        self.network = network.to(place).eval().requires_grad_(requires_grad=False)
        self._place = place
        about = card(self.pack)
        self.info = EngineInfo(
            engine_id=about.name,
            name=about.title,
            version=about.version,
            digest=digest,
            precision="float32",
            context_length=about.context_length,
            device=str(place),
            max_distance=0,
        )

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after reading and checking every file of it."""
        state = usable(cls.pack)
        torch.set_num_threads(max(threads or usable_cores(), 1))
        layers = read_layers(state.folder / cls.file)
        return cls(cls.built(layers), choose_device(device), engine_digest(cls.pack))

    @classmethod
    @abstractmethod
    def built(cls, layers: Layers) -> nn.Module:
        """Return the network out of the arrays of its file."""

    @abstractmethod
    def values(self, x: Tensor) -> Tensor:
        """Give (N, tracks) of subjects (N, 4, bases); can be differentiated."""

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order."""
        for first in range(0, len(requests), _PAGE):
            pairs = [self.read(one) for one in requests[first : first + _PAGE]]
            subjects = list(distinct(pairs))
            said = dict(zip(subjects, self.outputs(subjects), strict=True))
            for number, (ref, alt) in enumerate(pairs):
                yield first + number, self.effects(said[ref], said[alt])

    def effects(self, ref: NDArray[np.float32], alt: NDArray[np.float32]) -> TrackEffects:
        """Compare what was said to both alleles, each (tracks,)."""
        return TrackEffects.difference(ref, alt)

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give what the network says to whole subjects, shape (N, tracks)."""
        found = np.empty((len(sequences), len(self.tracks)), dtype=np.float32)
        # Neighbours in a batch are of nearly one length: little is computed for what is not there.
        order = sorted(range(len(sequences)), key=lambda index: len(sequences[index]))
        done = 0
        for rows, _ in in_batches(self._evaluated, [sequences[i] for i in order], self.batch):
            found[order[done : done + len(rows)]] = rows
            done += len(rows)
        return found

    def tensor(self, sequences: Sequence[str]) -> Tensor:
        """Put subjects where the network lies, (N, 4, bases); shorter ones begin with zeros."""
        longest = max(map(len, sequences))
        arrays = np.zeros((len(sequences), 4, longest), dtype=np.float32)
        for array, sequence in zip(arrays, sequences, strict=True):
            bases = one_hot(sequence)
            bases += self.unknown * (bases.sum(axis=0) == 0)
            array[:, longest - len(sequence) :] = bases
        return torch.from_numpy(arrays).to(self._place)

    def target(self, window: str, track: int) -> Callable[[Tensor], Tensor]:
        """Give the function (N,) of (N, 4, bases) that an explanation of one track is about."""
        del window

        def value(x: Tensor) -> Tensor:
            return self.values(x)[:, track]

        return value

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        """Yield which bases one track rests on, up to `flank` bases beside the change."""
        start, n_ref, n_alt = request.change
        read = self.read(request)
        whole = request.ref_sequence, request.alt_sequence
        alleles = []
        for name, subject, sequence, n_bases in zip(
            ("ref", "alt"), read, whole, (n_ref, n_alt), strict=True
        ):
            first = len(sequence) - len(subject)
            places = range(max(start - flank, first), min(start + n_bases + flank, len(sequence)))
            offsets = [base_offset(place - start, n_ref, n_bases) for place in places]
            alleles.append(
                Allele(
                    name=name,
                    window=subject,
                    columns=tuple(place - first for place in places),
                    offsets=tuple(start - request.start + one for one in offsets),
                    middle=start - first,
                )
            )
        yield from explain_alleles(self, alleles, track=track, method=method)

    def read(self, request: AlleleRequest) -> tuple[str, str]:
        """Give what the network reads of REF and of ALT.

        Raises
        ------
        RequestError
            An allele has fewer bases than the network reads, or none.
        """
        return self._last(request.ref_sequence), self._last(request.alt_sequence)

    def _last(self, sequence: str) -> str:
        length = self.length or len(sequence)
        if len(sequence) < max(length, 1):
            raise RequestError(
                f"{self.info.name} reads {length or 'at least one'} bases, and got {len(sequence)}.",
                "Give both alleles with all the bases that the engine reads.",
            )
        return sequence[len(sequence) - length :]

    @torch.inference_mode()
    def _evaluated(self, sequences: Sequence[str]) -> Sequence[NDArray[np.float32]]:
        found: NDArray[np.float32] = self.values(self.tensor(sequences)).cpu().numpy()
        return list(found)
