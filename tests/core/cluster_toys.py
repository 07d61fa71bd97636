"""Engines for workers of a cluster in tests; a worker imports this file by its name."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.errors import EngineNotInstalledError
from models.splice.engine import SpliceEngine
from models.splice.protocol import SpliceProfile, SpliceRequest
from tests.core.pipeline.toy import ToyEngine

DEADLY = "GATTACA"
"""An allele that ends the process that scores it."""
UNBEARABLE = "CATCAT"
"""An allele the engine raises on."""
SECONDS = 0.01


class SlowToy(ToyEngine):
    """The toy, slow enough to be caught in the act."""

    masks_gene_body = True

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        for index, profile in super().score(requests, distance=distance):
            if requests[index].alt == DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(SECONDS)
            yield index, profile


def load_toy(engine_id: str, **_: object) -> SpliceEngine:
    return SlowToy(fails_on=[UNBEARABLE])


def load_different_toy(engine_id: str, **_: object) -> SpliceEngine:
    """Networks no other process has."""
    engine = SlowToy()
    engine.info = replace(engine.info, digest=f"{os.getpid():064d}")
    return engine


def load_nothing(engine_id: str, **_: object) -> SpliceEngine:
    raise EngineNotInstalledError("The toy's box is empty.", "Buy a toy.")
