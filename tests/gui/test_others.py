"""The window's list of records that are no small variants."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from core.domain.assembly import Assembly
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from gui.main_window import MainWindow
from gui.panels import others_panel
from gui.panels.others_panel import OthersPanel
from tests.core.pipeline.toy import World, drive


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A case with two intervals and one allele without a place."""
    world = World(tmp_path)
    world.add(20_900, world.base(20_900), "<DEL>", "SVTYPE=DEL;END=22000")
    world.add(22_500, world.base(22_500), "<DUP>", "SVTYPE=DUP")
    world.add(40_000, world.base(40_000), "<INV>", "END=41000")
    drive(read_case(spec := world.spec()))
    return spec.case


def shown(window: MainWindow, case: Path, qtbot: QtBot) -> OthersPanel:
    window.open_case(case)
    qtbot.waitUntil(window.actions_.by_key["others"].isEnabled)
    window.actions_.by_key["others"].trigger()
    (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    panel = dialog.findChild(OthersPanel)
    assert isinstance(panel, OthersPanel)
    qtbot.waitUntil(lambda: panel.table_model.rowCount() > 0)
    return panel


def lines(panel: OthersPanel) -> list[list[object]]:
    table = panel.table_model
    return [
        [table.data(table.index(row, column)) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_every_record_is_listed_and_what_has_no_place_stands_at_the_end(window, toy, qtbot):
    panel = shown(window, toy, qtbot)
    assert [line[0] for line in lines(panel)] == ["deletion", "inversion", "not placed"]
    assert lines(panel)[0][1:7] == [
        "toy1:20,901-22,000", "1.1 kb", "PLUSGENE", "heterozygous", "not carried", "not carried",
    ]  # fmt: skip
    assert [line[3] for line in lines(panel)] == ["PLUSGENE", "–", "–"]
    assert "INFO/END" in str(lines(panel)[2][-2])
    table = panel.table
    narrow = [n for n in range(10) if table.columnWidth(n) < table.sizeHintForColumn(n)]
    assert narrow == []
    told = panel.told.toPlainText()
    assert "none were looked for" in told
    assert "Not assessed: 1 deletion and 1 inversion (listed, not scored)" in told


def test_one_kind_can_be_shown_alone(window, toy, qtbot):
    panel = shown(window, toy, qtbot)
    panel.kinds.setCurrentIndex(panel.kinds.findText("inversion (1)"))
    qtbot.waitUntil(lambda: [line[0] for line in lines(panel)] == ["inversion"])


def test_a_line_leads_to_the_candidates_of_its_gene(window, toy, qtbot):
    panel = shown(window, toy, qtbot)
    inversion, deletion = panel.table_model.index(1, 0), panel.table_model.index(0, 0)
    panel.table.setCurrentIndex(inversion)
    assert not panel.go.isEnabled(), "it overlaps no gene"
    panel.table.setCurrentIndex(deletion)
    panel.go.click()
    assert window.candidates.filters.words.text() == "PLUSGENE"
    qtbot.waitUntil(lambda: not window.findChildren(OthersPanel))


def test_of_several_genes_one_is_chosen(window, toy, qtbot, monkeypatch):
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)  # offscreen cannot grab the keyboard
    panel = shown(window, toy, qtbot)
    panel.table_model._genes[0] = tuple(f"GENE{number}" for number in range(40))
    panel.table.setCurrentIndex(panel.table_model.index(0, 0))
    panel.go.click()
    (menu,) = panel.findChildren(QMenu)
    offered = [action.text() for action in menu.actions()]
    assert (offered[0], offered[29], offered[30:]) == ("GENE0", "GENE29", ["and 10 more"])
    menu.actions()[3].trigger()
    assert window.candidates.filters.words.text() == "GENE3"


def test_more_lines_come_as_the_list_is_scrolled(window, toy, qtbot, monkeypatch):
    monkeypatch.setattr(others_panel, "PAGE", 1)
    panel = shown(window, toy, qtbot)
    assert panel.table_model.rowCount() == 1
    for number in (2, 3):
        panel._on_scrolled(panel.table.verticalScrollBar().maximum())
        qtbot.waitUntil(lambda number=number: panel.table_model.rowCount() >= number)
    assert [line[0] for line in lines(panel)] == ["deletion", "inversion", "not placed"]


def test_flagged_repeats_stand_on_top_with_their_source(window, shared, tmp_path, qtbot):
    data = shared / "data"
    spec = IntakeSpec(
        case=tmp_path / "str.intronaut",
        vcf=data / "vcf/643594.clinical.str.vcf.gz",
        reference=data / "reference/GRCh37.fa.gz",
        assembly=Assembly.GRCH37,
    )
    drive(read_case(spec))
    panel = shown(window, spec.case, qtbot)
    told = panel.told.toPlainText()
    assert told.startswith("Repeats to be looked at")
    assert told.index("ATXN3: 59 and 67 CAG units.") < told.index(
        "Other repeats at known disease loci"
    )
    assert "GeneReviews NBK1196" in told
    assert "Confirm it with a method made for this repeat" in told
