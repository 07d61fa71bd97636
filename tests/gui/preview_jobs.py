"""A worker of previews without networks: answers at once, ends or fails when told."""

from collections.abc import Generator
from multiprocessing.connection import Connection
from pathlib import Path

from core.errors import ProblemError
from core.job import Progress
from core.pipeline.preview import Preview


def serve(case: Path, requests: Connection) -> Generator[Progress, None, int]:
    """Say the name of the case to every variant; `end` ends the job and `fail` breaks it."""
    yield Progress("waiting")
    while True:
        if not requests.poll(0.05):
            yield Progress("waiting")
            continue
        asked = requests.recv()
        if asked == "end":
            return 0
        if asked == "fail":
            raise ProblemError("The networks are damaged.", "Install the pack again.")
        yield Progress("looking", so_far=Preview(asked, not_scored=f"served for {case.stem}"))
