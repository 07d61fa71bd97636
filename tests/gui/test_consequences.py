"""Consequences in the window: the facts, the drawings, and sequences that are saved."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core.interpretation import NO_REFERENCE
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.report.outcomes import NOT_LOOKED_AT
from gui.dialogs.problem_dialog import ProblemDialog
from gui.main_window import MainWindow
from tests.core.pipeline.coding_world import DONOR_2, OFFSET, coding_world
from tests.core.pipeline.toy import ToyEngine, World, drive

MISSENSE = OFFSET + 338
UNSCORED = OFFSET + 1_500
_NONE = "No aberrant transcript is predicted"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A coding gene with a lost donor, a missense change, and a base no engine scores."""
    made = coding_world(tmp_path, unknown=UNSCORED)
    made.add(DONOR_2)
    made.add(MISSENSE, alt="T")
    made.add(UNSCORED, alt="A")
    drive(read_case(made.spec()))
    drive(score_case(made.spec().case, engine=ToyEngine()))
    return made


@pytest.fixture
def shown(window: MainWindow, world: World, qtbot: QtBot) -> MainWindow:
    show(window, world, qtbot)
    return window


def show(window: MainWindow, world: World, qtbot: QtBot) -> None:
    window.open_case(world.spec().case)
    qtbot.waitUntil(lambda: len(window.candidates.table_model.ids) >= 2)
    qtbot.waitUntil(lambda: window.detail.detail is not None)


def choose(window: MainWindow, pos: int, qtbot: QtBot) -> None:
    """Go through the list to the variant there."""
    for line in range(len(window.candidates.table_model.ids)):
        window.candidates._select_line(line)
        qtbot.waitUntil(
            lambda: window.detail.detail.facts.variant_id == window.candidates.current_id
        )
        if window.detail.detail.facts.variant.pos == pos:
            return
    raise AssertionError(f"{pos} is not listed")


def facts_of(window: MainWindow) -> str:
    return window.detail.facts.toPlainText()


def tab(window: MainWindow):
    return window.detail.transcripts


def test_the_facts_tell_what_becomes_of_a_lost_donor(shown: MainWindow, qtbot: QtBot):
    choose(shown, DONOR_2, qtbot)
    told = facts_of(shown)
    assert "What becomes of it" in told
    assert "TOY1 NM_7.1" in told
    assert "TOY1 NM_8.1" in told
    assert "Exon skipping, exon 2: 60 bases, about" in told
    assert "r.(31_90del)" in told
    assert "donor at 40,820: 0.90 → 0.00" in told


def test_the_transcripts_with_an_aberration_are_drawn(shown: MainWindow, qtbot: QtBot):
    choose(shown, DONOR_2, qtbot)
    first, second = shown.detail.detail.drawings
    assert ("NM_7.1" in first.title, "NM_8.1" in second.title) == (True, True)
    assert len(first.rows) == 3, "the normal one, a skipped exon, and a retained intron"
    assert tab(shown)._stack.currentIndex() == 1
    assert not tab(shown).plot.isHidden()


def test_where_splicing_stays_the_protein_is_told_and_nothing_is_drawn(
    shown: MainWindow, qtbot: QtBot
):
    choose(shown, MISSENSE, qtbot)
    told = facts_of(shown)
    assert f"{_NONE}." in told
    assert "Where splicing stays as it is:" in told
    assert tab(shown)._stack.currentIndex() == 0
    assert tab(shown).empty.text() == f"{_NONE}, so there is none to draw."


def test_what_no_engine_has_looked_at_is_not_called_quiet(shown: MainWindow, qtbot: QtBot):
    choose(shown, UNSCORED, qtbot)
    assert NOT_LOOKED_AT in facts_of(shown)
    assert _NONE not in facts_of(shown)
    assert tab(shown)._stack.currentIndex() == 0
    assert tab(shown).empty.text().startswith("No splice engine has looked at this variant")


def test_without_the_reference_facts_and_drawings_say_why(
    window: MainWindow, world: World, qtbot: QtBot
):
    world.reference.unlink()
    drive(rank_case(world.spec().case))
    show(window, world, qtbot)
    choose(window, DONOR_2, qtbot)
    assert NO_REFERENCE in facts_of(window)
    assert tab(window)._stack.currentIndex() == 0
    assert tab(window).empty.text() == NO_REFERENCE


# Sequences


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person saves."""
    chosen = tmp_path / "sequences.fa"
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(chosen), "FASTA (*.fa *.fasta)")
    )
    return chosen


def test_sequences_of_the_current_variant_are_saved(shown: MainWindow, target: Path, qtbot: QtBot):
    choose(shown, DONOR_2, qtbot)
    said = []
    shown.work.told.connect(said.append)
    shown.actions_.by_key["sequences"].trigger()
    qtbot.waitUntil(lambda: bool(said))
    assert said == [f"Written: {target}"]
    text = target.read_text("utf-8")
    assert text.startswith(">NM_7.1_normal_mRNA gene=TOY1 | transcript=NM_7.1 | outcome=normal\n")
    assert "outcome=exon skipping" in text


def test_whoever_changes_their_mind_saves_nothing(
    shown: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    before = sorted(tmp_path.iterdir())
    shown.actions_.by_key["sequences"].trigger()
    assert sorted(tmp_path.iterdir()) == before


def test_without_a_variant_there_is_nothing_to_save(window: MainWindow):
    assert not window.actions_.by_key["sequences"].isEnabled()


def test_without_the_reference_saving_says_what_to_do(
    shown: MainWindow, world: World, target: Path, qtbot: QtBot
):
    choose(shown, DONOR_2, qtbot)
    world.reference.unlink()
    shown.actions_.by_key["sequences"].trigger()
    qtbot.waitUntil(lambda: bool(shown.findChildren(ProblemDialog)))
    (dialog,) = shown.findChildren(ProblemDialog)
    assert "need the reference" in dialog.text()
    assert not target.exists()
    dialog.close()
