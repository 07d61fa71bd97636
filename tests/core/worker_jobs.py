"""Jobs that misbehave in every way a worker has to survive."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

from core.errors import SampleNotFoundError
from core.job import Progress


def count(n: int) -> Generator[Progress, None, int]:
    for i in range(n):
        yield Progress("counting", i + 1, n, "sheep")
    return n


def fail() -> Generator[Progress, None, None]:
    yield Progress("looking", 1)
    raise SampleNotFoundError("Eve", ("Adam",))


def crash() -> Generator[Progress, None, None]:
    yield Progress("dividing")
    raise ZeroDivisionError("nobody foresaw this")


def give_up() -> Generator[Progress, None, None]:
    yield Progress("leaving")
    sys.exit(3)


def run_out_of_disk() -> Generator[Progress, None, None]:
    yield Progress("writing")
    raise OSError(28, "No space left on device", "/full/case")


def return_a_lambda() -> Generator[Progress, None, object]:
    yield Progress("returning")
    return lambda: 0


def not_a_generator() -> int:
    return 1


def die(number: int) -> Generator[Progress, None, None]:
    yield Progress("reading records", 4_000, 9_000, "records")
    os.write(2, b"[E::vcf_parse] a message of htslib\n")
    os.kill(os.getpid(), number)
    time.sleep(60)


def die_silently() -> Generator[Progress, None, None]:
    yield Progress("reading records")
    os._exit(7)


def report_surroundings() -> Generator[Progress, None, tuple[bool, int, int, bool]]:
    yield Progress("looking around")
    os.kill(os.getpid(), signal.SIGINT)
    sys.stdout.write("this must not reach the terminal")
    sys.stdout.flush()
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    return ignored, os.getpid(), os.getpgid(0), "torch" in sys.modules


def step_forever(tidied: Path) -> Generator[Progress, None, None]:
    try:
        while True:
            yield Progress("stepping")
            time.sleep(0.01)
    finally:
        tidied.write_text("tidied")


def never_step(with_child: bool = False) -> Generator[Progress, None, None]:
    child = (
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        if with_child
        else None
    )
    yield Progress("stuck", child.pid if child else 0)
    time.sleep(60)


def ignore_sigterm() -> Generator[Progress, None, None]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield Progress("stubborn")
    time.sleep(60)


def niceness() -> Generator[Progress, None, int]:
    yield Progress("looking")
    return os.nice(0)


_READY: list[str] = []


def make_ready(word: str) -> None:
    _READY.append(word)


def fail_to_make_ready() -> None:
    raise RuntimeError("not today")


def say_what_is_ready() -> Generator[Progress, None, list[str]]:
    yield Progress("looking")
    return _READY
