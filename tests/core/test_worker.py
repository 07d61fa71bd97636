"""A job runs in its own process, and whatever becomes of it, somebody is told."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import DiskFullError, SampleNotFoundError, WorkerDiedError
from core.job import Progress
from core.worker import (
    Cancelled,
    Crashed,
    Failed,
    Finished,
    Job,
    JobEvent,
    JobSpec,
    Preparation,
    Stepped,
)
from core.worker import job as job_module

ROOT = Path(__file__).resolve().parents[2]


def spec(name: str, **kwargs: object) -> JobSpec:
    return JobSpec(f"tests.core.worker_jobs:{name}", kwargs, "Testing")


def run(name: str, **kwargs: object) -> list[JobEvent]:
    with Job(spec(name, **kwargs)) as job:
        job.start()
        return list(job.events())


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def n_descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def wait_until(condition, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_every_step_and_the_value_arrive_in_order():
    events = run("count", n=3)
    steps = [Stepped(Progress("counting", i, 3, "sheep")) for i in (1, 2, 3)]
    assert events == [*steps, Finished(3)]


def test_a_worker_steps_back_behind_other_processes_where_it_is_asked_to():
    here = os.nice(0)
    with Job(replace(spec("niceness"), niceness=3)) as job:
        job.start()
        assert list(job.events())[-1] == Finished(min(here + 3, 19))
    assert os.nice(0) == here


def test_polling_gives_the_same_without_waiting():
    with Job(spec("count", n=2)) as job:
        job.start()
        found: list[JobEvent] = []
        while job.is_alive:
            before = time.monotonic()
            found += job.poll()
            assert time.monotonic() - before < 0.5
            time.sleep(0.01)
        assert found[-1] == Finished(2)
        assert len(found) == 3
        assert job.poll() == []


def test_a_problem_keeps_its_type_and_fields():
    last = run("fail")[-1]
    assert isinstance(last, Failed)
    assert isinstance(last.problem, SampleNotFoundError)
    assert last.problem.available == ("Adam",)
    assert "Eve" in last.problem.cause


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("crash", "ZeroDivisionError: nobody foresaw this"),
        ("give_up", "SystemExit: 3"),
        ("return_a_lambda", "ickle"),
        ("not_a_generator", "is not a generator function"),
        ("no_such_job", "has no attribute 'no_such_job'"),
    ],
)
def test_an_unforeseen_exception_comes_with_its_traceback(name: str, words: str):
    last = run(name)[-1]
    assert isinstance(last, Crashed)
    assert "Traceback" in last.text
    assert words in last.text


def test_a_full_disk_is_a_problem_not_a_bug():
    last = run("run_out_of_disk")[-1]
    assert isinstance(last, Failed)
    assert isinstance(last.problem, DiskFullError)
    assert "/full/case" in last.problem.cause


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_death_by_signal_names_signal_place_and_last_messages(number: signal.Signals):
    last = run("die", number=int(number))[-1]
    assert isinstance(last, Failed)
    assert isinstance(last.problem, WorkerDiedError)
    assert f"signal {int(number)}, {number.name}" in last.problem.cause
    assert "while reading records near 4,000 of 9,000 records" in last.problem.cause
    assert "[E::vcf_parse] a message of htslib" in last.problem.cause


def test_an_end_without_answer_is_a_death_too():
    last = run("die_silently")[-1]
    assert isinstance(last, Failed)
    assert "exit status 7" in last.problem.cause


def test_ctrl_c_and_output_of_the_worker_stay_away_from_the_terminal(
    capfd: pytest.CaptureFixture[str],
):
    last = run("report_surroundings")[-1]
    assert isinstance(last, Finished)
    ignored, pid, group, has_torch = last.value  # type: ignore[misc]
    assert ignored
    assert group == pid
    assert not has_torch
    assert capfd.readouterr() == ("", "")


def test_cancel_lets_the_job_tidy_up(tmp_path: Path):
    with Job(spec("step_forever", tidied=tmp_path / "mark")) as job:
        job.start()
        for event in job.events():
            if isinstance(event, Stepped):
                job.cancel()
        assert event == Cancelled()
    assert (tmp_path / "mark").read_text() == "tidied"


@pytest.mark.parametrize("name", ["never_step", "ignore_sigterm"])
def test_a_job_that_does_not_listen_is_terminated_and_then_killed(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(job_module, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(job_module, "_GRACE_SECONDS", 0.2)
    with Job(spec(name)) as job:
        job.start()
        pid = job.pid
        assert pid is not None
        events = job.events()
        assert isinstance(next(events), Stepped)
        job.cancel()
        assert list(events)[-1] == Cancelled()
        assert not is_running(pid)


def test_kill_takes_what_the_job_started_with_it():
    with Job(spec("never_step", with_child=True)) as job:
        job.start()
        events = job.events()
        first = next(events)
        assert isinstance(first, Stepped)
        job.kill()
        assert list(events) == [Cancelled()]
    wait_until(lambda: not is_running(first.progress.done))


def test_nothing_is_left_of_a_job_however_it_ends():
    run("count", n=1)
    before = n_descriptors()
    for name, kwargs in (("count", {"n": 1}), ("crash", {}), ("die", {"number": 9})):
        run(name, **kwargs)
    with Job(spec("never_step")) as job:
        job.start()
        pid = job.pid
    assert pid is not None
    assert not is_running(pid)
    assert not job.is_alive
    assert n_descriptors() == before


def test_a_job_that_was_never_started_closes_quietly():
    job = Job(spec("count", n=1))
    job.cancel()
    job.kill()
    assert job.poll() == []
    assert list(job.events()) == []
    job.close()


def test_the_worker_goes_down_with_its_parent():
    script = (
        "from core.worker import Job, JobSpec\n"
        "import sys, time\n"
        "if __name__ == '__main__':\n"
        "    job = Job(JobSpec('tests.core.worker_jobs:never_step'))\n"
        "    job.start()\n"
        "    next(job.events())\n"
        "    print(job.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
    wait_until(lambda: not is_running(pid))


def ready(name: str, **kwargs: object) -> Preparation:
    return Preparation(f"tests.core.worker_jobs:{name}", kwargs)


def test_a_prepared_worker_runs_the_job_it_is_told_later():
    with Job(spec("count", n=1)) as job:
        job.prepare(ready("make_ready", word="networks"))
        pid = job.pid
        job.begin(spec("say_what_is_ready"))
        assert job.pid == pid
        assert list(job.events())[-1] == Finished(["networks"])


def test_where_making_ready_fails_the_job_runs_all_the_same():
    with Job(spec("count", n=1)) as job:
        job.prepare(ready("fail_to_make_ready"))
        job.begin(spec("count", n=2))
        assert list(job.events())[-1] == Finished(2)


def test_a_prepared_worker_that_died_is_replaced():
    with Job(spec("count", n=1)) as job:
        job.prepare(ready("make_ready", word="networks"))
        pid = job.pid
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(pid))
        job.begin(spec("count", n=2))
        assert list(job.events())[-1] == Finished(2)


def test_a_prepared_worker_goes_when_it_is_not_needed():
    with Job(spec("count", n=1)) as job:
        job.prepare(ready("make_ready", word="networks"))
        pid = job.pid
        assert is_running(pid)
    assert not is_running(pid)


def test_a_prepared_job_can_be_cancelled():
    with Job(spec("count", n=1)) as job:
        job.prepare(ready("make_ready", word="networks"))
        job.begin(spec("never_step"))
        job.cancel()
        assert list(job.events())[-1] == Cancelled()
