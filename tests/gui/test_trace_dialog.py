"""Why a variant is listed, or not, told in the window for any variant."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.gate_trace import TITLES
from gui.dialogs.trace_dialog import TraceDialog
from gui.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, case: Path) -> TraceDialog:
    window.open_case(case)
    qtbot.waitUntil(lambda: window.detail.detail is not None)
    window.traces.show()
    (found,) = window.findChildren(TraceDialog)
    qtbot.waitUntil(lambda: found.table.rowCount() > 0)
    return found


def lines(dialog: TraceDialog) -> dict[str, tuple[str, str]]:
    rows = range(dialog.table.rowCount())
    cells = [[dialog.table.item(row, column).text() for column in range(3)] for row in rows]
    return {name: (outcome, value) for name, outcome, value in cells}


def test_the_current_variant_is_told_gate_by_gate(dialog: TraceDialog, window: MainWindow):
    assert dialog.line.text() == window.detail.detail.facts.variant.spelled
    assert "stands at rank" in dialog.conclusion.text()
    told = lines(dialog)
    assert {f"Gate: {title}" for title in TITLES.values()} <= told.keys()
    assert told["Gate: carried by the patient"][0] == "passed"


def test_a_variant_that_is_not_in_the_file_and_nonsense_are_told_too(
    dialog: TraceDialog, qtbot: QtBot
):
    dialog.line.setText("chr17-5-A-<DEL>")
    dialog.look.click()
    qtbot.waitUntil(lambda: "is not in the case" in dialog.conclusion.text())
    assert lines(dialog)["In the variant file"][0] == "no"
    dialog.line.setText("what?")
    dialog.look.click()
    qtbot.waitUntil(lambda: "chrom-pos-ref-alt" in dialog.conclusion.text())
    assert dialog.table.rowCount() == 0
