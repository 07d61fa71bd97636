"""Jobs on a terminal: bar, JSON lines, silence, Ctrl-C."""

import json
import os
import signal
import threading
from types import SimpleNamespace

import click
import pytest

from core import jobs_terminal
from core.errors import SampleNotFoundError
from core.job import Progress
from core.jobs_terminal import Console, WorkerBugError, run
from core.worker import JobSpec


class Terminal:
    """What standard error showed, taken for a terminal."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._text = ""

    @property
    def text(self) -> str:
        self._text += self._capsys.readouterr().err
        return self._text


@pytest.fixture
def terminal(capsys, monkeypatch) -> Terminal:
    stderr = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(jobs_terminal, "sys", SimpleNamespace(stderr=stderr))
    return Terminal(capsys)


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """What time it is; tests move it on."""
    now = [100.0]
    monkeypatch.setattr(jobs_terminal.time, "monotonic", lambda: now[0])
    return now


def spec(name: str, **kwargs: object) -> JobSpec:
    return JobSpec(f"tests.core.worker_jobs:{name}", kwargs, "Testing")


def lines(terminal: Terminal) -> list[str]:
    return [part for part in terminal.text.replace("\x1b[K", "").split("\r") if part]


def test_a_job_gives_its_value_and_says_nothing_where_nobody_watches(capsys):
    assert run(spec("count", n=3), Console()) == 3
    assert capsys.readouterr() == ("", "")


def test_as_json_every_step_is_one_line_on_standard_error(capsys):
    run(spec("count", n=2), Console(as_json=True))
    out, err = capsys.readouterr()
    assert out == ""
    steps = [json.loads(line) for line in err.splitlines()]
    assert steps == [
        {"stage": "counting", "done": done, "total": 2, "unit": "sheep", "message": ""}
        for done in (1, 2)
    ]


def test_a_bar_shows_share_rate_and_time_left(terminal: Terminal, clock: list[float]):
    console = Console()
    console.show(Progress("scoring", 0, 100, "variants"))
    clock[0] += 5
    console.show(Progress("scoring", 50, 100, "variants"))
    console.end()
    last = lines(terminal)[-1]
    assert last.startswith("scoring  " + "█" * 14 + "·" * 14)
    assert last.endswith("50/100 variants  10.0 variants/s  5 s left\n")


def test_work_done_before_a_resumed_job_does_not_count_for_its_rate(terminal, clock):
    console = Console()
    console.show(Progress("scoring", 90, 100, "variants"))
    clock[0] += 5
    console.show(Progress("scoring", 95, 100, "variants"))
    assert "1.0 variants/s  5 s left" in lines(terminal)[-1]


def test_the_bar_is_not_drawn_more_often_than_can_be_seen_but_the_end_always(terminal, clock):
    console = Console()
    for done in range(101):
        clock[0] += 0.001
        console.show(Progress("scoring", done, 100, "variants"))
    drawn = lines(terminal)
    assert len(drawn) == 2
    assert "100/100" in drawn[-1]


def test_without_a_total_only_counts_are_shown(terminal, clock):
    console = Console()
    console.show(Progress("reading", 0, None, "records"))
    clock[0] += 1
    console.show(Progress("reading", 2_000, None, "records"))
    assert lines(terminal)[-1] == "reading  2,000 records  2,000.0 records/s"


def test_a_new_stage_starts_on_a_line_of_its_own(terminal, clock):
    console = Console()
    console.show(Progress("reading"))
    console.show(Progress("ranking"))
    console.end()
    assert [line.strip() for line in terminal.text.replace("\r", "").splitlines()] == [
        "reading  0",
        "ranking  0",
    ]


def test_more_done_than_expected_does_not_overflow_the_bar(terminal, clock):
    Console().show(Progress("scoring", 12, 10, "records"))
    assert "█" * 28 + "  12/10" in lines(terminal)[-1]
    assert "█" * 29 not in lines(terminal)[-1]


def test_a_terminal_that_went_away_does_not_stop_the_work(terminal, monkeypatch):
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr(jobs_terminal.click, "echo", gone)
    assert run(spec("count", n=3), Console(as_json=True)) == 3
    assert run(spec("count", n=3), Console()) == 3


def test_a_problem_of_the_worker_is_raised_here():
    with pytest.raises(SampleNotFoundError) as caught:
        run(spec("fail"), Console())
    assert caught.value.available == ("Adam",)


def test_a_bug_of_the_worker_comes_with_its_traceback():
    with pytest.raises(WorkerBugError, match="nobody foresaw this"):
        run(spec("crash"), Console())


def test_control_c_stops_the_job_at_its_next_step(tmp_path):
    tidied = tmp_path / "tidied"
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(click.exceptions.Abort):
        run(spec("step_forever", tidied=tidied), Console())
    assert tidied.read_text() == "tidied"
