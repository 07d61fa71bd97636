"""Tracks and tables of this computer in the window."""

from pathlib import Path

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.sources.registry import registered
from gui.dialogs.tracks_dialog import TracksDialog
from gui.main_window import MainWindow
from tests.core.sources.local_files import write_table


def ready(qtbot: QtBot, dialog: TracksDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy)


def words(dialog: TracksDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_track_is_added_and_removed_by_a_worker(qtbot: QtBot, tmp_path: Path):
    dialog = TracksDialog(can_look=True)
    qtbot.addWidget(dialog)
    ready(qtbot, dialog)
    assert "Nothing is registered yet." in words(dialog)
    form = dialog.form
    assert not form.add.isEnabled()
    form.file.set_path(write_table(tmp_path / "own.bed", "chr17 0 83000000 everything 1"))
    form.build.setCurrentText("GRCh38")
    form.title.setText("Mine")
    form.add.click()
    ready(qtbot, dialog)
    assert "<b>Mine (no version stated)</b>" in words(dialog)
    assert form.file.path is None
    assert dialog.look.isEnabled()
    (tmp_path / "own.bed").unlink()
    dialog._show()
    assert "THE FILE IS NOT THERE" in words(dialog)
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Remove").click()
    ready(qtbot, dialog)
    assert registered() == ()
    assert not dialog.look.isEnabled()


def test_what_cannot_be_used_is_told_and_the_form_stays(qtbot: QtBot, tmp_path: Path):
    dialog = TracksDialog(can_look=False)
    qtbot.addWidget(dialog)
    ready(qtbot, dialog)
    form = dialog.form
    path = write_table(tmp_path / "cadd.tsv", "#Chrom Pos Ref Alt RawScore PHRED", "1 10 A C 1 2")
    form.file.set_path(path)
    form.layout_box.setCurrentIndex(form.layout_box.findData("cadd"))
    assert "free for non-commercial use" in form.note.text()
    form.add.click()
    ready(qtbot, dialog)
    assert "no index" in dialog.message.text()
    assert form.file.path == path


def test_columns_are_asked_for_an_own_table_only(qtbot: QtBot):
    dialog = TracksDialog(can_look=False)
    qtbot.addWidget(dialog)
    dialog.show()
    form = dialog.form
    assert not form.columns.isVisible()
    form.layout_box.setCurrentIndex(form.layout_box.findData("own"))
    assert form.columns.isVisible()
    ready(qtbot, dialog)


def test_an_open_case_is_looked_up(open_window: MainWindow, qtbot: QtBot, tmp_path: Path):
    open_window.actions_.by_key["tracks"].trigger()
    dialog = open_window.findChild(TracksDialog)
    ready(qtbot, dialog)
    dialog.form.file.set_path(write_table(tmp_path / "own.bed", "chr17 0 83000000 everything 1"))
    dialog.form.build.setCurrentText("GRCh38")
    dialog.form.add.click()
    ready(qtbot, dialog)
    dialog.look.click()
    shown = open_window.detail.facts
    qtbot.waitUntil(lambda: "everything" in shown.toPlainText())
    qtbot.waitUntil(lambda: open_window.runner.main_job == "")
