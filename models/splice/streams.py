"""One stream of work per core: networks of an ensemble run side by side on the CPU.

Measured on two cores: two streams of one thread each take 20 ms per network and window, two
threads inside each convolution 23 ms.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from types import TracebackType
from typing import Self, TypeVar

import torch

Result = TypeVar("Result")


class Streams:
    """Threads that each run networks single-threaded; use as a context manager."""

    def __init__(self, n_streams: int) -> None:
        self.n_streams = n_streams
        self._pool = ThreadPoolExecutor(
            n_streams, thread_name_prefix="stream", initializer=torch.set_num_threads, initargs=(1,)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, function: Callable[[int], Result], number: int) -> "Future[Result]":
        """Start a function on a network's number, without gradients."""
        return self._pool.submit(_without_gradients, function, number)

    def map(self, function: Callable[[int], Result], numbers: Sequence[int]) -> list[Result]:
        """Apply a function to the numbers side by side; results in their order."""
        return [future.result() for future in [self.submit(function, item) for item in numbers]]


@cache
def shared_streams(n_streams: int) -> Streams:
    """Return streams that last as long as the process.

    Threads that come and go would each leave memory behind that the next ones do not find again.
    """
    return Streams(n_streams)


def _without_gradients(function: Callable[[int], Result], number: int) -> Result:
    with torch.inference_mode():
        return function(number)
