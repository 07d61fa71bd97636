"""Work that takes its process down, as a library does on a file crafted for it."""

import ctypes
import os
import time
from pathlib import Path


def answer(word: str) -> dict[str, object]:
    return {"word": word, "process": os.getpid()}


def crash() -> dict[str, object]:
    ctypes.string_at(0)
    return {}


def take_memory() -> dict[str, object]:
    return {"size": len(bytearray(1 << 42))}


def fill_the_disk() -> dict[str, object]:
    raise OSError(28, "No space left on device")


def leave(code: int) -> dict[str, object]:
    os._exit(code)


def wait(mark: Path) -> dict[str, object]:
    mark.write_text(str(os.getpid()))
    time.sleep(600)
    return {}


def misbehave() -> dict[str, object]:
    raise TypeError("a bytes-like object is required\nand more")
