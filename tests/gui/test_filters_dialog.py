"""What the filters of an engine look for, in the window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core import packs
from core.packs import PackOverview, PackState
from gui.dialogs.filters_dialog import FiltersButton, FiltersDialog
from tests.core.report.filter_examples import filter_report


def installed(name: str) -> PackOverview:
    one = packs.overview(name)
    return replace(one, status=replace(one.status, state=PackState.INSTALLED))


@pytest.fixture
def dialog(qtbot: QtBot) -> FiltersDialog:
    made = FiltersDialog(packs.status("mpra-dragonn"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_button_is_there_for_installed_engines_that_have_filters(qtbot: QtBot):
    button = FiltersButton()
    qtbot.addWidget(button)
    button.show_for(installed("mpra-dragonn"))
    assert button.isVisible()
    assert button.isEnabled()
    button.show_for(packs.overview("bpnet-ctcf"))
    assert not button.isEnabled()
    for name in ("jaspar", "spliceai"):
        button.show_for(installed(name))
        assert not button.isVisible()
    button.show_for(None)
    assert not button.isVisible()


def test_nothing_can_be_asked_without_both_files(dialog: FiltersDialog, tmp_path: Path):
    assert not dialog.ask.isEnabled()
    dialog.reference.set_path(tmp_path / "a.fa")
    assert not dialog.ask.isEnabled()
    dialog.genes.set_path(tmp_path / "a.gff3")
    assert dialog.ask.isEnabled()
    assert dialog.spec is not None
    assert dialog.spec.engine_id == "mpra-dragonn"


def test_what_the_job_refuses_is_told_in_the_dialog(
    dialog: FiltersDialog, qtbot: QtBot, tmp_path: Path
):
    dialog.reference.set_path(tmp_path / "a.fa")
    dialog.genes.set_path(tmp_path / "a.gff3")
    dialog.ask.click()
    assert not dialog.ask.isEnabled()
    qtbot.waitUntil(dialog.ask.isEnabled, timeout=30_000)
    assert "mpra-dragonn" in dialog.told.text()
    assert "not installed" in dialog.told.text()


def test_the_page_is_shown_and_saved_in_the_format_that_is_chosen(
    dialog: FiltersDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    dialog.show_report(filter_report())
    dialog.show_report(filter_report())
    assert dialog.page is not None
    text = dialog.page.toPlainText()
    assert "GATA<1> (MA0001.1), turned round" in text
    assert text.index("GATA<1>") < text.index("no motif looks alike")
    assert dialog.told.text() == "3 filters, 2 activated, 1 like a motif."
    chosen = (str(tmp_path / "mine"), "Motifs in MEME's format (*.meme)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    dialog.save.setEnabled(True)
    dialog.save.click()
    assert (tmp_path / "mine.meme").read_text().startswith("MEME version 4")
    assert "mine.meme" in dialog.told.text()
