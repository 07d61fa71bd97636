"""Where networks run: device, threads, and what to do when memory runs out."""

import contextlib
import ctypes
import mmap
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import torch

from models.errors import DeviceMemoryError, DeviceUnavailableError

# A convolution of each length leaves compiled code behind; so much of it is kept, not 1,024 pieces.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "256")

_SPARE_BYTES = 100 * 2**20
"""Memory that may lie idle before it is given back."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def choose_device(name: str = "auto") -> torch.device:
    """Return the device for `auto`, `cpu`, `cuda` (`cuda:1`) or `mps`.

    `auto` takes CUDA where there is one. The reduced TF32 precision is switched off: a score
    that says float32 is float32.
    """
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise DeviceUnavailableError(
            f"There is no device {name!r}.", "Choose auto, cpu, cuda or mps."
        ) from error
    if not _is_there(device):
        raise DeviceUnavailableError(
            f"This machine offers no device {name!r}.", "Choose --device cpu or auto."
        )
    if device.type == "cuda":
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
    return device


def reduced_type(device: torch.device) -> torch.dtype | None:
    """Return the shorter type the device multiplies faster than float32, None where it has none.

    float16 on a GPU (three bits more than bfloat16), bfloat16 on a CPU with AVX512-BF16.
    """
    if device.type in {"cuda", "mps"}:
        return torch.float16
    has_bfloat16 = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    if device.type == "cpu" and has_bfloat16 is not None and has_bfloat16():
        return torch.bfloat16
    return None


class MemoryKeeper:
    """Gives memory that is free back to the system, which the allocator of Linux would keep.

    Windows of many lengths leave its heaps in pieces: without this a long run grows to twice what
    it uses.
    """

    def __init__(self) -> None:
        self._limit = 0

    def give_back(self) -> None:
        """Give back what is free, if the process has grown since that was done."""
        held = _resident_bytes()
        if held <= self._limit:
            return
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
        self._limit = _resident_bytes() + _SPARE_BYTES


def _resident_bytes() -> int:
    """Memory of this process, 0 where the system does not tell it this way."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * mmap.PAGESIZE


def _is_there(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()
    if device.type == "mps":
        return torch.backends.mps.is_available()
    return device.type == "cpu"


def current(device: torch.device) -> contextlib.AbstractContextManager[object]:
    """Make a GPU the one that kernels and events of this thread go to; nothing for a CPU."""
    return torch.cuda.device(device) if device.type == "cuda" else contextlib.nullcontext()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def is_out_of_memory(error: RuntimeError) -> bool:
    """Return whether an error says that memory is used up."""
    words = str(error)
    told = "not enough memory" in words or "[CUDA]: out of memory" in words
    told = told or "CUDA error: out of memory" in words
    return told or isinstance(error, torch.OutOfMemoryError)


def in_batches(
    function: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item], size: int
) -> Iterator[tuple[Sequence[Result], int]]:
    """Apply a function to items, batch by batch, and halve the batch whenever memory runs out.

    Yields the results of each batch, in the order of `items`, with the batch size that held; give
    that size to the next call. A single item that does not fit raises `DeviceMemoryError`.
    """
    done = 0
    while done < len(items):
        batch = items[done : done + size]
        try:
            results = function(batch)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            if len(batch) == 1:
                raise DeviceMemoryError(
                    "Even one sequence does not fit in the memory of the device.",
                    "Choose --device cpu or a smaller distance, or free memory on the device.",
                ) from error
            size = len(batch) // 2
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            continue
        done += len(batch)
        yield results, size
