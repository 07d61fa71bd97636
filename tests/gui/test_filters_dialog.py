"""What the filters of an engine look for, in the window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core import packs
from core.domain.case import SourceFile
from core.domain.kit import Kit, KitFile, KitItem, KitKind
from core.packs import PackOverview, PackState
from core.pipeline.kit_installed import kit_folder
from core.sources.kit_list import write_list
from gui.dialogs.filters_dialog import FiltersButton, FiltersDialog
from gui.main_window import MainWindow
from tests.core.report.filter_examples import filter_report
from tests.gui.case_files import info


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


def opened(qtbot: QtBot, *sources: SourceFile, name: str = "mpra-dragonn") -> FiltersDialog:
    made = FiltersDialog(packs.status(name), info(sources=sources))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    return made


def written(path: Path) -> Path:
    path.write_text("x")
    return path


def install_kit(assembly: str) -> tuple[Path, Path]:
    """Reference and gene models of a kit, both of one build."""
    folder = kit_folder()
    folder.mkdir(parents=True)
    items = []
    for kind, name in ((KitKind.REFERENCE, "kit.fa"), (KitKind.GENES, "kit.gff3")):
        written(folder / name)
        items.append(
            KitItem(kind, (KitFile(name, 1, "0" * 64),), name, name, "", assembly=assembly)
        )
    write_list(Kit("t", "2026-01-01", "0", tuple(items)), folder / "kit.json")
    return folder / "kit.fa", folder / "kit.gff3"


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))


@pytest.mark.usefixtures("own_data")
def test_it_begins_with_reference_and_genes_of_the_open_case(qtbot: QtBot, tmp_path: Path):
    install_kit("GRCh38")
    fasta, genes = written(tmp_path / "case.fa"), written(tmp_path / "case.gff3")
    dialog = opened(
        qtbot, SourceFile("reference", str(fasta), ""), SourceFile("genes", str(genes), "")
    )
    assert (dialog.reference.path, dialog.genes.path) == (fasta, genes)
    assert dialog.ask.isEnabled()


@pytest.mark.usefixtures("own_data")
def test_what_the_case_no_longer_has_comes_from_a_kit_of_its_build(qtbot: QtBot, tmp_path: Path):
    _, of_kit = install_kit("GRCh38")
    fasta = written(tmp_path / "case.fa")
    gone = SourceFile("genes", str(tmp_path / "gone.gff3"), "")
    dialog = opened(qtbot, SourceFile("reference", str(fasta), ""), gone)
    assert (dialog.reference.path, dialog.genes.path) == (fasta, of_kit)


@pytest.mark.usefixtures("own_data")
def test_a_kit_of_another_build_is_not_mixed_with_the_case(qtbot: QtBot, tmp_path: Path):
    install_kit("GRCh37")
    fasta = written(tmp_path / "case.fa")
    dialog = opened(qtbot, SourceFile("reference", str(fasta), ""))
    assert (dialog.reference.path, dialog.genes.path) == (fasta, None)


def test_a_track_can_be_named_only_where_each_has_a_network(qtbot: QtBot):
    assert opened(qtbot, name="deepbind").track.isEnabled()
    for name in ("bpnet-ctcf", "mpra-dragonn"):
        assert not opened(qtbot, name=name).track.isEnabled()


def test_it_fits_a_small_screen(dialog: FiltersDialog):
    assert dialog.height() <= 700


def test_the_window_hands_its_case_to_the_button(open_window: MainWindow):
    open_window.engines.show()
    (button,) = open_window.findChildren(FiltersButton)
    assert button.case_info == open_window.state.info
    button.window().reject()


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
