"""What every regulatory engine offers to those who call it. Loads no torch."""

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from models.engine import AttentionArrays, AttributionStep, EngineInfo, Method
from models.regulatory.motifs import Motif, MotifHit
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects


class RegulatoryEngine(Protocol):
    """An engine that reads a stretch of sequence in REF and in ALT, and gives numbers by track.

    What stretch it wants (a place on the genome, the 5' UTR of a transcript, a poly-A signal, a
    promoter) stands in the kinds of its card.
    """

    @property
    def info(self) -> EngineInfo:
        """What stands with every score of this engine."""
        ...

    @property
    def tracks(self) -> tuple[Track, ...]:
        """What each number is about, in the order of the arrays."""
        ...

    @property
    def methods(self) -> tuple[Method, ...]:
        """How this engine can be explained; () where it cannot."""
        ...

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), each exactly once, in any order.

        Raises
        ------
        RequestError
            A request does not keep to the protocol of the engine.
        """
        ...

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give what the engine says to whole sequences, shape (N, T).

        Each has the length the engine reads, where it reads one length only; both strands count
        where they count in `score`.
        """
        ...

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        """Yield which bases one track rests on, REF and ALT, as it grows."""
        ...


@runtime_checkable
class RnaEngine(RegulatoryEngine, Protocol):
    """An engine some of whose tracks are about RNA, which they read as a request gives it.

    A request has to be turned round where the transcript lies on the minus strand; where there is
    none these tracks have no meaning.
    """

    @property
    def reads_rna(self) -> NDArray[np.bool_]:
        """Shape (T,): the track is about RNA."""
        ...


@runtime_checkable
class MotifEngine(RegulatoryEngine, Protocol):
    """An engine whose tracks are motifs: REF and ALT are -log10 of the p-value of the best place."""

    @property
    def motifs(self) -> tuple[Motif, ...]:
        """What each track looks for."""
        ...

    def best_hits(
        self, request: AlleleRequest, track: int
    ) -> tuple[MotifHit | None, MotifHit | None]:
        """Give the place that a track rests on in REF, and that in ALT, in their sequences."""
        ...


@runtime_checkable
class AttentiveEngine(RegulatoryEngine, Protocol):
    """An engine that may tell where its network looks; its `methods` say whether it has attention."""

    def attention_maps(
        self, request: AlleleRequest, *, flank: int = 100
    ) -> tuple[AttentionArrays, AttentionArrays]:
        """Give where the bases around the change look, in REF and in ALT.

        Raises
        ------
        RequestError
            The network has no attention, the change does not fit, or the table is too large.
        """
        ...
