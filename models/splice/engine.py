"""What every splice engine offers to those who call it. Loads no torch."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from models.engine import AttributionStep, EngineInfo, Method
from models.splice.protocol import Effect, SpliceProfile, SpliceRequest


class SpliceEngine(Protocol):
    """An engine that predicts splice sites in REF and ALT."""

    @property
    def info(self) -> EngineInfo:
        """What stands with every score of this engine."""
        ...

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        """Yield (index of the request, profile), each exactly once, in any order."""
        ...

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: Method = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        """Yield the attribution of the affected site, REF and ALT, as it grows."""
        ...
