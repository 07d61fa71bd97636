"""Commands on the scores kept on this computer."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.cli import main
from core.job import Progress
from core.jobs_terminal import Console
from core.paths import data_dir
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import is_on
from core.store.score_cache import ScoreCache


class Shell:
    """Runs commands in this process and keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        status = main(arguments)
        self.out, self.err = self._capsys.readouterr()
        return status


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def path() -> Path:
    """A cache of two scores, one of them found again three times."""
    place = data_dir() / FILE_NAME
    with closing(ScoreCache(place)) as cache:
        cache.find([b"1" * 32])
        cache.put(b"1" * 32, b"one")
        cache.put(b"2" * 32, b"two")
        for _ in range(3):
            cache.find([b"1" * 32])
    return place


@pytest.mark.parametrize("command", [["cache"], ["cache", "show"]])
def test_what_is_kept_is_told_with_size_and_hit_rate(shell: Shell, path: Path, command: list[str]):
    assert shell(*command) == 0
    told = dict(line.split("\t") for line in shell.out.splitlines())
    assert told["state"] == "on"
    assert told["scores"] == "2"
    assert told["hit rate"] == "75.0% (3 of 4 requests)"
    assert told["size"] == f"{path.stat().st_size / 1e6:,.1f} MB of at most 2,000 MB"
    assert told["file"] == str(path)


def test_showing_an_empty_cache_makes_no_file(shell: Shell):
    assert shell("cache", "show") == 0
    assert "hit rate\tnone asked for yet" in shell.out
    assert not (data_dir() / FILE_NAME).exists()


def test_clearing_says_how_many_scores_went(shell: Shell, path: Path):
    assert shell("cache", "clear") == 0
    assert shell.out == f"2 scores removed from {path}\n"
    assert shell("cache", "show") == 0
    assert "scores\t0" in shell.out


def test_off_says_that_what_is_kept_is_still_there_and_on_switches_it_back(
    shell: Shell, path: Path
):
    assert shell("cache", "off") == 0
    assert "2 scores kept before are still there" in shell.err
    assert not is_on(data_dir())
    assert shell("cache", "show") == 0
    assert shell.out.startswith("state\toff")
    assert shell("cache", "on") == 0
    assert is_on(data_dir())


def test_a_cache_in_use_elsewhere_that_cannot_be_cleared_is_one_message(
    shell: Shell, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.store.cache_file.SECONDS_TO_WAIT", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert shell("cache", "clear") == 2
    assert "could not be removed (database is locked)" in shell.err
    assert "Close other windows and runs" in shell.err
    assert path.stat().st_size


def test_what_a_job_has_to_say_is_said_once_on_standard_error(capsys: pytest.CaptureFixture[str]):
    console = Console()
    for message in ("", "from the cache", "from the cache", ""):
        console.show(Progress("ranking", note=message))
    console.end()
    assert capsys.readouterr() == ("", "Note: from the cache\n")


def test_notes_are_part_of_the_json_lines(capsys: pytest.CaptureFixture[str]):
    Console(as_json=True).show(Progress("ranking", note="from the cache"))
    out, err = capsys.readouterr()
    assert json.loads(err)["message"] == "from the cache"
    assert out == ""
