"""The self-test of engines as a job, and what the command line and the lists say of a failure."""

import json

import pytest
from click.testing import CliRunner

from core import packs
from core.cli import cli
from core.cli import packs as commands
from core.errors import EngineUnavailableError
from core.packs import ExaminedEngine
from core.pipeline import selftest as job
from core.pipeline.mapping import translated
from models import known_answers
from models.known_answers import SelfTestResult
from tests.core.pipeline.toy import ToyEngine, drive

FAILED = SelfTestResult(
    engine_id="spliceai",
    passed=False,
    n_answers=6,
    deviations=("donor lost: donor loss 0.1000 instead of 0.8491", "another"),
    device="cpu",
    precision="float32",
    tested_at="2026-01-01T00:00:00+00:00",
)


@pytest.fixture
def failing(monkeypatch):
    monkeypatch.setattr(job, "engines_with_answers", lambda: ("spliceai",))
    monkeypatch.setattr(job, "run", lambda name, device: FAILED)


def test_the_job_tells_which_engine_failed_and_what_differed(failing):
    steps, (found,) = drive(job.examine_engines())
    assert [step.done for step in steps] == [0, 1]
    assert not found.passed
    assert "donor loss 0.1000 instead of 0.8491, and 1 more" in found.sentence
    assert "is not used" in found.sentence


def test_engines_that_are_not_asked_for_are_not_tested(failing):
    _, found = drive(job.examine_engines(("pangolin",)))
    assert found == ()


def test_no_engine_is_testable_before_it_is_installed():
    assert packs.engines_with_answers() == ()


def test_an_engine_that_failed_is_unavailable_for_every_command(monkeypatch):
    """`score`, `describe` and `case score` load engines through `translated` alone."""
    toy = ToyEngine()
    monkeypatch.setattr(known_answers, "_remembered", lambda: {_key(toy): FAILED})
    with (
        pytest.raises(EngineUnavailableError, match="failed its self-test") as caught,
        translated(),
    ):
        known_answers.demand_known_answers(toy)
    assert "packs verify" in caught.value.remedy


def test_the_lists_name_the_failure(own_data_folder, monkeypatch):
    monkeypatch.setattr(known_answers, "engine_digest", lambda _: "0" * 64)
    toy_key = _key(ToyEngine()).replace("toy", "spliceai", 1)
    own_data_folder.mkdir()
    stored = {toy_key: FAILED.model_dump()}
    (own_data_folder / "selftests.json").write_text(json.dumps(stored))
    assert "failed its self-test on cpu" in packs.failed_self_test("spliceai")
    listed = CliRunner().invoke(cli, ["packs", "list"]).output
    assert "spliceai\tDISABLED\tThe engine spliceai failed" in listed
    assert packs.failed_self_test("mmsplice") == ""


@pytest.mark.parametrize("passed", [True, False])
def test_verify_tests_the_engines_and_ends_with_a_problem_where_one_fails(monkeypatch, passed):
    found = ExaminedEngine("spliceai", passed, 6, "cpu", "float32", "" if passed else "It failed.")
    monkeypatch.setattr(commands.packs, "engines_with_answers", tuple)
    monkeypatch.setattr(commands, "run_job", lambda spec, as_json: (found,))
    result = CliRunner().invoke(cli, ["packs", "verify", "spliceai"])
    assert ("6 known answers agree" in result.output) is passed
    assert isinstance(result.exception, EngineUnavailableError) is not passed
    files_only = CliRunner().invoke(cli, ["packs", "verify", "spliceai", "--files-only"])
    assert "self-test" not in files_only.output
    assert files_only.exception is None


def _key(engine: ToyEngine) -> str:
    return known_answers._Key.of(engine.info).text
