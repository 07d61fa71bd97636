"""The window while a genome is read: first candidates to look at, nothing to decide yet."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.domain.candidate import Mark
from core.pipeline.spec import IntakeSpec
from core.worker import JobSpec
from gui.main_window import MainWindow
from gui.panels.banner import BEING_READ
from tests.gui.test_window import labels, painted

READING = JobSpec("tests.gui.streaming_jobs:stream", {"n": 30_000}, "Reading the variant file")


@pytest.fixture
def reading(window: MainWindow, case: Path, qtbot: QtBot) -> MainWindow:
    """A window whose worker still reads the file of a case and has told of candidates."""
    window.work._intake = IntakeSpec(case, case.with_suffix(".vcf"), case.with_suffix(".fa"))
    window.work._start("intake", READING)
    qtbot.waitUntil(lambda: len(window.candidates.table_model.ids) == 40)
    painted(window, qtbot)
    return window


def test_candidates_appear_with_a_word_that_more_will_come(reading: MainWindow):
    assert reading.pages.currentIndex() == 1
    assert BEING_READ in labels(reading)
    assert "Make this case again" not in " ".join(labels(reading))
    assert reading.memory.recent == []


def test_nothing_can_be_decided_yet(reading: MainWindow, qtbot: QtBot):
    entries = reading.actions_.by_key
    assert not any(entries[key].isEnabled() for key in ("score", "export", "mark", "ledger"))
    assert all(entries[key].isEnabled() for key in ("next", "find", "refresh"))
    current = reading.candidates.current_id
    assert current is not None
    reading.commands.on_mark(current, Mark.REPORT)
    assert reading.state.decision(current).mark is Mark.NONE
    qtbot.waitUntil(lambda: reading.detail.detail is not None)
    before = reading.work._small.copy()
    reading.detail.bar.explain.click()
    assert reading.work._small == before


def test_when_all_is_read_the_case_is_open_as_any_other(
    reading: MainWindow, case: Path, qtbot: QtBot
):
    reading.state.open(case)
    qtbot.waitUntil(lambda: not reading.state.is_being_read and reading.state.is_open)
    painted(reading, qtbot)
    assert BEING_READ not in labels(reading)
    assert reading.memory.recent == [case]


def test_stopping_goes_back_to_where_no_case_is(reading: MainWindow, qtbot: QtBot):
    reading.job_bar._cancel.click()
    qtbot.waitUntil(lambda: reading.pages.currentIndex() == 0)
    assert not reading.state.is_open
    assert reading.job_bar._title.text() == "Stopped. No case was made."
