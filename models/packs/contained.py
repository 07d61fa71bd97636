"""Work on files nobody vouches for, in a process of its own with limits.

A library that crashes there, or takes more memory than it may, takes nothing else down: it is an
ordinary refusal. Only text comes back.
"""

import contextlib
import importlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from models.errors import CheckpointError, ModelsError
from models.packs.checkpoints.refusal import FETCH_AGAIN

_MAX_SECONDS = 3_600
_MAX_ANSWER = 1 << 20
_LARGEST_SHARE = 0.75
"""Of the machine's memory."""
_SETTLED = ("torch", "h5py", "safetensors.torch")
"""What the work needs, loaded before memory is limited."""


def contained(
    work: Callable[..., Mapping[str, object]], arguments: Mapping[str, object], memory: int
) -> Generator[None, None, dict[str, object]]:
    """Run a function in a process of its own and give its answer.

    Yields twice a second while it runs; closing the generator ends the process.

    Parameters
    ----------
    work
        A function of a module, whose answer can be written as JSON.
    memory
        Bytes it may take on top of the libraries, where the system can limit that.

    Raises
    ------
    CheckpointError
        What the work raised, or that its process died.
    OSError
        What the work met where it reads and writes.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, work, arguments, memory), daemon=True)
    process.start()
    theirs.close()
    try:
        while not ours.poll(0.5):
            yield
        answer = _received(ours, process)
    finally:
        ours.close()
        process.kill()
        process.join()
        process.close()
    return _answer(answer)


def _received(ours: Connection, process: BaseProcess) -> bytes:
    try:
        return ours.recv_bytes(_MAX_ANSWER)
    except (EOFError, OSError) as error:
        process.join()
        raise _died(process.exitcode) from error


def _answer(told: bytes) -> dict[str, object]:
    found = json.loads(told)
    if "cause" in found:
        raise CheckpointError(str(found["cause"]), str(found["remedy"]))
    if "errno" in found:
        raise OSError(found["errno"], found["reason"])
    return dict(found["done"])


def _died(code: int | None) -> CheckpointError:
    why = f"code {code}"
    if code is not None and code < 0:
        why = "memory or time used up" if -code in _LIMITS else signal.strsignal(-code) or why
    return CheckpointError(
        f"The file cannot be read: its reader ended ({why}), as a damaged or hostile file makes "
        "it do.",
        FETCH_AGAIN,
    )


def _run(
    answers: Connection,
    work: Callable[..., Mapping[str, object]],
    arguments: Mapping[str, object],
    memory: int,
) -> None:
    """Run in the new process."""
    _settle_down(memory)
    told: dict[str, object]
    try:
        told = {"done": dict(work(**arguments))}
    except ModelsError as error:
        told = {"cause": error.cause, "remedy": error.remedy}
    except OSError as error:
        told = {"errno": error.errno, "reason": str(error)}
    except MemoryError:
        told = _refusal("it asks for more memory than a network of this kind may take")
    except Exception as error:  # noqa: BLE001 - a crafted file can make a library raise anything
        told = _refusal(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
    answers.send_bytes(json.dumps(told).encode())


def _refusal(why: str) -> dict[str, object]:
    return {"cause": f"The file cannot be used: {why.rstrip('.')}.", "remedy": FETCH_AGAIN}


def _settle_down(memory: int) -> None:
    """Say nothing on the terminal, be the first to go when memory is short, keep to limits."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    for name in _SETTLED:
        importlib.import_module(name)
    with contextlib.suppress(ImportError, OSError, ValueError):
        _limit(memory)


def _limit(memory: int) -> None:
    import resource  # noqa: PLC0415 - not on Windows

    # No memory dump is left behind by a crash.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_SECONDS, _MAX_SECONDS))
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    most = pages * os.sysconf("SC_PAGE_SIZE") + min(memory, int(_LARGEST_SHARE * machine))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


_LIMITS = {
    getattr(signal, name) for name in ("SIGKILL", "SIGXCPU", "SIGABRT") if hasattr(signal, name)
}
