"""What an engine that scores whole exons offers to those who call it. Loads no torch."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.engine import EngineInfo
from models.splice.exon_protocol import ExonEffect, ExonRequest
from models.splice.reference_psi import Exon


class ExonEngine(Protocol):
    """An engine that predicts how much of a transcript keeps an exon."""

    @property
    def info(self) -> EngineInfo:
        """What stands with every score of this engine."""
        ...

    @property
    def tissues(self) -> tuple[str, ...]:
        """Names of the tissues, in the order of the arrays."""
        ...

    def score(self, requests: Sequence[ExonRequest]) -> Iterator[tuple[int, ExonEffect]]:
        """Yield (index of the request, effect), each exactly once."""
        ...

    def reference_psi(
        self, assembly: str, exons: Iterable[Exon]
    ) -> dict[Exon, NDArray[np.float32]]:
        """Give the known inclusion by tissue of those exons that have one."""
        ...
