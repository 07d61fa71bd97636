"""The laboratory's own families in the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.domain.assembly import Assembly
from core.pipeline.in_house import counted_families
from core.pipeline.intake import read_case
from gui.dialogs.in_house_dialog import NONE_YET, InHouseDialog
from gui.main_window import MainWindow
from tests.core.pipeline.toy import World, drive


@pytest.fixture
def counted_case(tmp_path: Path) -> Path:
    world = World(tmp_path)
    world.add(21_500)
    spec = world.spec(assembly=Assembly.ARTIFICIAL)
    drive(read_case(spec))
    return spec.case


def words(dialog: InHouseDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_family_is_counted_and_taken_out_by_a_worker(qtbot: QtBot, counted_case: Path):
    dialog = InHouseDialog(counted_case)
    qtbot.addWidget(dialog)
    assert NONE_YET in words(dialog)
    assert not dialog.look.isEnabled()
    dialog.count.click()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert len(counted_families()) == 1, words(dialog)
    assert "1 family of this laboratory counted." in words(dialog)
    assert "3 people" in words(dialog)
    assert dialog.look.isEnabled()
    away = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Take out")
    away.click()
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert counted_families() == ()
    assert NONE_YET in words(dialog)


def test_without_an_open_case_nothing_can_be_counted(window: MainWindow):
    window.tracks.show_families()
    (dialog,) = window.findChildren(InHouseDialog)
    assert not dialog.count.isEnabled()
    assert "Needs an open case" in dialog.count.toolTip()
    dialog.close()
