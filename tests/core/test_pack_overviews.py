"""What is said of packs where they are chosen: size, state, self-test, and verifying as a job."""

from pathlib import Path

import pytest

from core import packs
from core.job import Progress
from core.packs import PackState
from models.known_answers import SelfTestResult
from tests.core.pipeline.toy import drive
from tests.models.conftest import toy_card, toy_files, toy_wheel

__all__ = ["toy_card", "toy_files", "toy_wheel"]


def result(*, passed: bool) -> SelfTestResult:
    return SelfTestResult(
        engine_id="toy", passed=passed, n_answers=2, device="cpu", precision="float32",
        deviations=() if passed else ("a donor: no answer",), tested_at="2026-01-01T00:00:00+00:00",
    )  # fmt: skip


@pytest.fixture
def folder(toy_card, toy_wheel) -> Path:
    drive(packs.install_pack("toy", str(toy_wheel), "a tester"))
    return packs.status("toy").folder


def test_a_pack_that_is_not_there_says_how_much_room_it_will_take():
    sizes = {one.status.card.name: one.n_bytes for one in packs.overviews()}
    assert sizes["spliceai"] == 22_700_000
    assert not any(one.is_usable for one in packs.overviews())


def test_an_engine_says_how_much_it_reads_and_one_of_whole_5_utrs_that_it_reads_all():
    reads = {one.status.card.name: one.reads for one in packs.overviews()}
    assert reads["mpra-dragonn"] == "145 bases of context"
    assert reads["framepool"] == "the whole 5' UTR of a transcript"
    assert not any(words.startswith("0 ") for words in reads.values())


def test_the_size_of_an_installed_pack_is_that_of_its_files(folder: Path):
    (one,) = packs.overviews()
    assert one.n_bytes == sum(path.stat().st_size for path in folder.iterdir())
    assert one.is_usable
    assert one.test is None


def test_an_engine_that_failed_its_self_test_is_not_usable(folder: Path, monkeypatch):
    monkeypatch.setattr(packs, "known_failure", lambda _: result(passed=False))
    (one,) = packs.overviews()
    assert one.test is not None
    assert one.test.deviations == ("a donor: no answer",)
    assert "failed its self-test" in one.test.sentence
    assert not one.is_usable


def test_the_last_self_test_is_told_where_it_passed(folder: Path, monkeypatch):
    monkeypatch.setattr(packs, "known_results", lambda _: (result(passed=True),))
    (one,) = packs.overviews()
    assert one.test is not None
    assert (one.test.passed, one.test.sentence) == (True, "")
    assert one.is_usable


def test_verifying_finds_a_file_that_changed(folder: Path):
    steps, (whole,) = drive(packs.verify_packs(["toy"]))
    assert all(isinstance(step, Progress) for step in steps)
    assert whole.state is PackState.INSTALLED
    changed = folder / "genes.GRCh38.tsv"
    changed.write_bytes(changed.read_bytes()[:-1] + b"9")
    _, (damaged,) = drive(packs.verify_packs(["toy"]))
    assert damaged.state is PackState.DAMAGED
    assert "genes.GRCh38.tsv has the wrong digest" in damaged.detail
