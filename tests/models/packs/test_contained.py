import contextlib
import errno
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from models.errors import CheckpointError
from models.packs.contained import contained
from tests.models.packs import hostile_work

GIB = 2**30


def ended(work: Callable[..., Mapping[str, object]], **arguments: object) -> dict[str, object]:
    running = contained(work, arguments, GIB)
    while True:
        try:
            next(running)
        except StopIteration as end:
            return end.value


def test_the_answer_comes_out_of_another_process():
    found = ended(hostile_work.answer, word="here")
    assert found["word"] == "here"
    assert found["process"] != os.getpid()


def test_a_crash_in_there_is_an_ordinary_refusal():
    with pytest.raises(CheckpointError, match=r"its reader ended \(Segmentation fault\)"):
        ended(hostile_work.crash)


def test_asking_for_terabytes_is_refused_and_not_given():
    with pytest.raises(CheckpointError, match="asks for more memory"):
        ended(hostile_work.take_memory)


def test_a_process_that_leaves_without_a_word_is_refused():
    with pytest.raises(CheckpointError, match="its reader ended"):
        ended(hostile_work.leave, code=3)


def test_what_nobody_foresaw_is_told_in_one_line():
    with pytest.raises(CheckpointError, match="TypeError: a bytes-like object is required") as told:
        ended(hostile_work.misbehave)
    assert told.value.cause.endswith("is required.")


def test_a_full_disk_stays_a_full_disk():
    with pytest.raises(OSError, match="No space left") as told:
        ended(hostile_work.fill_the_disk)
    assert told.value.errno == errno.ENOSPC


def test_closing_it_ends_the_process(tmp_path: Path):
    mark = tmp_path / "mark"
    running = contained(hostile_work.wait, {"mark": mark}, GIB)
    while not mark.exists() or not mark.read_text():
        next(running)
    running.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
        pytest.fail("the process still runs")
