"""Decoding pages in several processes, in file order; in this one where the file is small."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from core.errors import WorkerDiedError
from core.pipeline.decoding import DecodingPlan, PageDecoder
from core.sources.vcf_pages import LinePage, PageNotes
from core.store.variant_pages import IntakePage

MOST_PROCESSES = 8
PARALLEL_FROM_BYTES = 4_000_000
"""Size of a variant file from which more processes pay: starting them takes half a second."""

_STEP_BACK = 5
_WAITING_PER_PROCESS = 3
"""Pages under way for each process: enough to keep it busy, few enough to keep memory flat."""

Decoded = tuple[IntakePage, PageNotes]


def decoded(pages: Iterable[LinePage], plan: DecodingPlan, n_bytes: int) -> Iterator[Decoded]:
    """Give each page decoded, in order.

    Raises
    ------
    WorkerDiedError
        If one of the processes died.
    ProblemError
        As `PageDecoder.decode` and the pages raise it.
    """
    if n_bytes < PARALLEL_FROM_BYTES:
        return _decoded_here(pages, plan)
    return _decoded_there(pages, plan, min(_usable_cores(), MOST_PROCESSES))


def _usable_cores() -> int:
    """Cores this process may use; not every system tells more than how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _decoded_here(pages: Iterable[LinePage], plan: DecodingPlan) -> Iterator[Decoded]:
    decoder = PageDecoder(plan)
    try:
        for page in pages:
            yield decoder.decode(page)
    finally:
        decoder.close()


def _decoded_there(
    pages: Iterable[LinePage], plan: DecodingPlan, n_processes: int
) -> Iterator[Decoded]:
    pool = ProcessPoolExecutor(
        n_processes, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(plan,)
    )
    waiting: deque[Future[Decoded]] = deque()
    try:
        for page in pages:
            waiting.append(pool.submit(_decode, page))
            if len(waiting) > _WAITING_PER_PROCESS * n_processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerDiedError(
            "A process that reads the variant file stopped unexpectedly.",
            "The system may have run out of memory: close other programs and start again.",
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


class _Here:
    """What this process decodes with, once it has begun."""

    decoder: PageDecoder


def _begin(plan: DecodingPlan) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Behind the engine that scores the first candidates, for as long as it has something to do.
    if hasattr(os, "nice"):
        os.nice(_STEP_BACK)
    # Nothing here refers to itself; looking for what does takes a third of the time.
    gc.disable()
    _Here.decoder = PageDecoder(plan)


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for pages for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _decode(page: LinePage) -> Decoded:
    return _Here.decoder.decode(page)
