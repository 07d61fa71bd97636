"""The dialog on scores kept on this computer, alone and in the window."""

from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.paths import data_dir
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import is_on
from core.store.score_cache import CacheState, ScoreCache, state_of
from gui.dialogs.cache_dialog import WHAT_IT_IS, CacheDialog
from gui.main_window import MainWindow


@pytest.fixture
def path() -> Path:
    """A cache of two answers, one of them found again."""
    place = data_dir() / FILE_NAME
    with closing(ScoreCache(place)) as cache:
        cache.put(b"1" * 32, b"one")
        cache.put(b"2" * 32, b"two")
        cache.find([b"1" * 32, b"3" * 32])
    return place


@pytest.fixture
def dialog(qtbot: QtBot) -> CacheDialog:
    made = CacheDialog()
    qtbot.addWidget(made)
    return made


def shown(window: MainWindow, qtbot: QtBot) -> CacheDialog:
    window.actions_.by_key["cache"].trigger()
    (dialog,) = window.findChildren(CacheDialog)
    qtbot.waitUntil(dialog.switch.isEnabled)
    return dialog


def test_nothing_can_be_asked_for_before_it_is_known_what_is_kept(dialog: CacheDialog):
    assert not dialog.switch.isEnabled()
    assert not dialog.clear.isEnabled()


def test_size_and_hit_rate_are_shown(dialog: CacheDialog):
    dialog.show_state(CacheState(Path("/data/scores.cache"), True, 1_234, 56_780_000, 3, 4))
    assert dialog.kept.text() == "1,234 answers"
    assert dialog.space.text() == "56.8 MB of at most 2,000 MB"
    assert dialog.rate.text() == "75.0% (3 of 4 requests)"
    assert dialog.switch.isChecked()
    assert dialog.note.isHidden()


def test_what_is_wrong_with_the_file_is_shown(dialog: CacheDialog):
    dialog.show_state(CacheState(Path("x"), True, 0, 0, 0, 0, "The file was set aside."))
    assert dialog.note.text() == "The file was set aside."
    assert dialog.rate.text() == "no request yet"
    assert not dialog.clear.isEnabled()


def test_the_dialog_says_that_erasing_a_case_leaves_what_is_kept():
    assert "Erasing a case does not remove what is kept here" in WHAT_IT_IS


def test_the_window_shows_and_clears_what_is_kept(window: MainWindow, qtbot: QtBot, path: Path):
    dialog = shown(window, qtbot)
    assert dialog.kept.text() == "2 answers"
    assert dialog.rate.text() == "50.0% (1 of 2 requests)"
    dialog.clear.click()
    qtbot.waitUntil(lambda: dialog.kept.text() == "0 answers")
    assert state_of(path.parent).n_entries == 0
    dialog.reject()


def test_the_window_switches_keeping_off_and_on(window: MainWindow, qtbot: QtBot):
    dialog = shown(window, qtbot)
    assert dialog.switch.isChecked()
    dialog.switch.click()
    qtbot.waitUntil(dialog.switch.isEnabled)
    assert not is_on(data_dir())
    assert not dialog.switch.isChecked()
    dialog.switch.click()
    qtbot.waitUntil(dialog.switch.isEnabled)
    assert is_on(data_dir())
    dialog.reject()
