"""A variant named in the filter of the list: found, on its way, or why it cannot be looked up."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from gui.dialogs.trace_dialog import TraceDialog
from gui.main_window import MainWindow
from tests.core.pipeline.conftest import world
from tests.core.pipeline.test_asked_variant import DONOR, genes
from tests.core.pipeline.toy import ToyEngine, World, drive
from tests.gui.case_files import CAUSAL

__all__ = ["genes", "world"]


def type_in(window: MainWindow, qtbot: QtBot, text: str) -> None:
    words = window.candidates.filters.words
    words.setFocus()
    words.selectAll()
    qtbot.keyClicks(words, text)
    qtbot.keyClick(words, Qt.Key.Key_Return)


def shown(window: MainWindow) -> str:
    """What the empty list says; nothing where it shows candidates."""
    empty = window.candidates.empty
    return empty.words.text() if empty.isVisible() else ""


def n_listed(window: MainWindow) -> int:
    return len(window.candidates.table_model.ids)


@pytest.fixture
def toy_window(world: World, genes: Path, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A case with its own reference and gene models: c.170+1G>T and one variant more."""
    world.add(DONOR, ref="G", alt="T")
    world.add(33_050)
    drive(read_case(spec := world.spec(genes=(genes,))))
    drive(score_case(spec.case, engine=ToyEngine()))
    window.open_case(spec.case)
    qtbot.waitUntil(lambda: n_listed(window) == 2)
    return window


@pytest.mark.parametrize(
    "text", ["NM_77.1:c.170+1G>T", "PLUSGENE:c. 170 + 1 G > T", "NM_77:n.270+1G>T"]
)
def test_a_name_in_a_transcript_finds_its_candidate(
    toy_window: MainWindow, qtbot: QtBot, text: str
):
    type_in(toy_window, qtbot, text)
    qtbot.waitUntil(lambda: n_listed(toy_window) == 1)
    qtbot.waitUntil(lambda: toy_window.detail.detail is not None)
    assert toy_window.detail.detail.facts.variant.spelled == f"toy1-{DONOR}-G-T"
    assert toy_window.candidates.filters.count.text() == "1 of 2 candidates"


def test_a_name_of_no_candidate_leads_to_its_way(toy_window: MainWindow, qtbot: QtBot):
    type_in(toy_window, qtbot, "NM_77.1:c.170+1G>A")
    qtbot.waitUntil(lambda: "which is no candidate of this case" in shown(toy_window))
    way = toy_window.candidates.empty.way
    assert way.isVisible()
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    (dialog,) = toy_window.findChildren(TraceDialog)
    assert dialog.line.text() == "NM_77.1:c.170+1G>A"
    qtbot.waitUntil(lambda: "is not in the case" in dialog.conclusion.text())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NM_77.1:c.170+1A>T", "the description says A, the reference has G there"),
        ("NM_99.1:c.170+1G>T", "the gene models hold no transcript NM_99.1"),
    ],
)
def test_a_name_that_cannot_be_resolved_says_why(
    toy_window: MainWindow, qtbot: QtBot, text: str, words: str
):
    type_in(toy_window, qtbot, text)
    qtbot.waitUntil(lambda: words in shown(toy_window))
    assert not toy_window.candidates.empty.way.isVisible()


def test_while_a_name_is_typed_no_error_is_shown(toy_window: MainWindow, qtbot: QtBot):
    told = set()
    words = toy_window.candidates.filters.words
    words.setFocus()
    for letter in "NM_77.1:c.170+1G>T":
        qtbot.keyClick(words, letter)
        qtbot.wait(30)
        told.add(shown(toy_window))
    qtbot.waitUntil(lambda: n_listed(toy_window) == 1)
    assert all("reference has" not in one and "hold no" not in one for one in told)
    type_in(toy_window, qtbot, "NM_77.1:c.170+1G")
    qtbot.waitUntil(lambda: "beginning of a name" in shown(toy_window))


def test_the_other_filters_are_named_where_they_hide_the_variant(
    open_window: MainWindow, qtbot: QtBot
):
    open_window.candidates.filters.marked.setChecked(True)
    type_in(open_window, qtbot, f"NC_000017.11:g.{CAUSAL}C>G")
    qtbot.waitUntil(lambda: "the other filters leave it out" in shown(open_window))
    open_window.candidates.filters.marked.setChecked(False)
    qtbot.waitUntil(lambda: n_listed(open_window) == 1)


def test_genes_and_positions_filter_as_words(open_window: MainWindow, qtbot: QtBot):
    assert "HGVS" in open_window.candidates.filters.words.placeholderText()
    type_in(open_window, qtbot, f"17:{CAUSAL:,}")
    qtbot.waitUntil(lambda: n_listed(open_window) == 1)
    type_in(open_window, qtbot, "NF1")
    qtbot.waitUntil(lambda: n_listed(open_window) == 40)
    type_in(open_window, qtbot, "NOGENE")
    qtbot.waitUntil(lambda: "No candidate passes the filters" in shown(open_window))
    assert not open_window.candidates.empty.way.isVisible()
