"""Jobs of the window, in real worker processes."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import SampleNotFoundError, WorkerDiedError
from core.job import Progress
from core.worker import JobSpec, Preparation
from gui.jobs import JobCrashedError, JobRunner, Outcome, RunningJob
from gui.pace import RateMeter


def job(name: str, **kwargs: object) -> JobSpec:
    return JobSpec(f"tests.core.worker_jobs:{name}", kwargs, "Testing")


class Clock:
    """A clock a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_is_measured_and_the_time_left_follows():
    clock = Clock()
    meter = RateMeter(clock)
    meter.read(Progress("scoring", 0, 100, "variants"))
    clock.now = 2.0
    pace = meter.read(Progress("scoring", 20, 100, "variants"))
    assert pace.per_second == pytest.approx(10)
    assert pace.seconds_left == pytest.approx(8)


def test_the_rate_is_smoothed_so_that_time_left_does_not_jump():
    clock = Clock()
    meter = RateMeter(clock)
    meter.read(Progress("scoring", 0, 1_000))
    for second in range(1, 6):
        clock.now = float(second)
        meter.read(Progress("scoring", 10 * second, 1_000))
    clock.now = 6.0
    pace = meter.read(Progress("scoring", 150, 1_000))
    assert 10 < pace.per_second < 30


def test_a_new_stage_starts_the_measurement_again():
    clock = Clock()
    meter = RateMeter(clock)
    meter.read(Progress("reading", 0, 10))
    clock.now = 1.0
    meter.read(Progress("reading", 10, 10))
    pace = meter.read(Progress("scoring", 0, 50))
    assert pace.per_second is None
    assert pace.seconds_left is None


def test_a_job_reports_its_steps_and_its_value(qtbot: QtBot):
    running = RunningJob(job("count", n=5))
    paces = []
    running.progressed.connect(paces.append)
    with qtbot.waitSignal(running.finished) as ended:
        running.start()
    assert ended.args == [5]
    assert [pace.progress.done for pace in paces] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        (job("fail"), SampleNotFoundError),
        (job("crash"), JobCrashedError),
        (job("die", number=9), WorkerDiedError),
    ],
)
def test_a_job_that_ends_badly_fails_with_its_reason(qtbot: QtBot, spec: JobSpec, kind: type):
    running = RunningJob(spec)
    with qtbot.waitSignal(running.failed) as ended:
        running.start()
    assert isinstance(ended.args[0], kind)


def test_cancelling_lets_the_job_tidy_up(qtbot: QtBot, tmp_path: Path):
    tidied = tmp_path / "tidied"
    running = RunningJob(job("step_forever", tidied=tidied))
    with qtbot.waitSignal(running.progressed):
        running.start()
    with qtbot.waitSignal(running.cancelled):
        running.cancel()
    assert tidied.read_text() == "tidied"


def test_only_one_main_job_runs_and_small_ones_wait_their_turn(qtbot: QtBot, tmp_path: Path):
    runner = JobRunner()
    ended: list[Outcome] = []
    runner.ended.connect(ended.append)
    assert runner.run("score", job("step_forever", tidied=tmp_path / "x"))
    assert not runner.run("intake", job("count", n=1))
    runner.run_small("first", job("count", n=2))
    runner.run_small("second", job("count", n=3))
    assert runner.waits("second")
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert [(one.name, one.value) for one in ended] == [("first", 2), ("second", 3)]
    assert runner.main_job == "score"
    runner.cancel_main()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert ended[-1].is_cancelled


def test_a_waiting_small_job_of_the_same_name_is_replaced(qtbot: QtBot):
    runner = JobRunner()
    ended: list[Outcome] = []
    runner.ended.connect(ended.append)
    for n in (1, 2, 3):
        runner.run_small("track", job("count", n=n))
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert [one.value for one in ended] == [1, 3]


@pytest.mark.usefixtures("qtbot")
def test_stopping_kills_all_workers(tmp_path: Path):
    runner = JobRunner()
    runner.run("score", job("step_forever", tidied=tmp_path / "x"))
    pid = runner._main[1]._job.pid
    runner.stop()
    assert not runner.is_busy
    assert not Path(f"/proc/{pid}").exists()


def test_small_jobs_of_a_kind_find_a_worker_that_is_ready(qtbot: QtBot):
    runner = JobRunner()
    asked = job("say_what_is_ready")
    ready = Preparation("tests.core.worker_jobs:make_ready", {"word": "networks"})
    runner.keep_ready(ready, (asked.function,))
    found = []
    for name in ("first", "second", "other"):
        with qtbot.waitSignal(runner.ended) as ended:
            runner.run_small(name, asked if name != "other" else job("count", n=2))
        found.append(ended.args[0].value)
    assert found == [["networks"], ["networks"], 2]
    runner.stop()
