"""Sources on genes in the window: the dialog, the detail view, taking them into a case."""

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.pipeline.gene_sources import add_gene_sources
from gui.dialogs.gene_sources_dialog import GeneSourcesDialog
from gui.main_window import MainWindow
from tests.core.pipeline.toy import drive
from tests.core.sources import gene_files as files


def gencc(tmp_path: Path) -> Path:
    return files.gencc(
        tmp_path / "gencc.tsv", files.submission("NF1", "HGNC:7765", "Autosomal dominant")
    )


def lines(dialog: GeneSourcesDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if "<small>" in label.text()]


def ready(qtbot: QtBot, dialog: GeneSourcesDialog) -> None:
    qtbot.waitUntil(lambda: not dialog.is_busy)


def test_every_kind_is_listed_installed_or_not(qtbot: QtBot, tmp_path: Path):
    drive(add_gene_sources([gencc(tmp_path)]))
    dialog = GeneSourcesDialog(can_take=False)
    qtbot.addWidget(dialog)
    ready(qtbot, dialog)
    assert len(lines(dialog)) == 7
    assert "<b>GenCC (2018-03-30)</b><br><small>1 entry · CC0 1.0 · gencc.tsv" in lines(dialog)[0]
    assert "Not installed. Published as: hgnc_complete_set.txt." in lines(dialog)[6]
    assert not dialog.take.isEnabled()


def test_files_are_added_and_removed_by_a_worker(qtbot: QtBot, tmp_path: Path):
    dialog = GeneSourcesDialog(can_take=True)
    qtbot.addWidget(dialog)
    ready(qtbot, dialog)
    assert not dialog.take.isEnabled()
    dialog.add_files([gencc(tmp_path)])
    ready(qtbot, dialog)
    assert dialog.take.isEnabled()
    dialog.remove(dialog.sources[0].kind)
    ready(qtbot, dialog)
    assert all(one.source is None for one in dialog.sources)


def test_a_file_that_is_none_is_told_and_leaves_what_was_there(qtbot: QtBot, tmp_path: Path):
    drive(add_gene_sources([gencc(tmp_path)]))
    dialog = GeneSourcesDialog(can_take=True)
    qtbot.addWidget(dialog)
    ready(qtbot, dialog)
    dialog.add_files([files.lines(tmp_path / "x.tsv", "nothing\tknown")])
    ready(qtbot, dialog)
    assert "no known layout" in dialog.message.text()
    assert dialog.sources[0].source is not None


def test_an_open_case_takes_what_is_installed_and_shows_it(
    open_window: MainWindow, qtbot: QtBot, tmp_path: Path
):
    drive(add_gene_sources([gencc(tmp_path)]))
    shown = open_window.detail.facts
    assert "What is known about NF1" in shown.toPlainText()
    missing = "Not installed, so nothing is known from: GenCC, ClinGen gene-disease validity"
    assert missing in shown.toPlainText()
    open_window.actions_.by_key["genes"].trigger()
    dialog = open_window.findChild(GeneSourcesDialog)
    ready(qtbot, dialog)
    dialog.take.click()
    qtbot.waitUntil(lambda: "Autosomal dominant, Definitive" in shown.toPlainText())
    assert "One altered copy of NF1 is known to cause disease (GenCC)." in shown.toPlainText()
    qtbot.waitUntil(lambda: open_window.runner.main_job == "")
