"""Phenotype terms and panels: the editor, the list of panels, and the dialog of an open case."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.domain.case import RELATIVES_LEFT_OUT
from core.domain.phenotype import HpoTerm
from core.domain.term_index import OntologyText, TermIndex
from core.interpret.term_indexing import build_index
from core.pipeline.spec import PanelFile, PatientChange
from core.pipeline.term_index import make_term_index
from core.store.case_store import CaseStore
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.panel_list import PanelList
from gui.dialogs.patient_dialog import PatientDialog
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.term_editor import TermEditor
from gui.main_window import MainWindow
from gui.theme import Theme
from tests.core.pipeline.toy import drive
from tests.gui.case_files import info
from tests.gui.metronome import Metronome, slowness

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
TERMS = (
    HpoTerm("HP:0001250", "Seizure", 1.5),
    HpoTerm("HP:0007359", "Focal-onset seizure", 3.0),
    HpoTerm("HP:0000957", "Cafe-au-lait spot", 4.5),
    HpoTerm("HP:0001067", "Neurofibroma", 5.0),
    HpoTerm("HP:0000118", "Phenotypic abnormality", 0.1),
)
TEXTS = (
    OntologyText(
        "HP:0001250", "Seizure", ("Fits",), ("HP:0002125",), definition="A sudden discharge."
    ),
)


@pytest.fixture
def index() -> TermIndex:
    return build_index(TERMS, "2025-11-24", TEXTS, "hp.obo")


@pytest.fixture
def editor(qtbot: QtBot, index: TermIndex) -> TermEditor:
    made = TermEditor()
    qtbot.addWidget(made)
    made.resize(500, 420)
    made.set_index(index)
    made.show()
    return made


@pytest.fixture
def panels(qtbot: QtBot) -> Iterator[PanelList]:
    made = PanelList()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.stop()


def type_in(qtbot: QtBot, editor: TermEditor, words: str) -> None:
    """Type as a person does, and wait for what is offered."""
    editor.line.clear()
    qtbot.keyClicks(editor.line, words)
    qtbot.waitUntil(lambda: not editor._timer.isActive())


def test_what_is_typed_is_offered_and_enter_takes_the_first(editor: TermEditor, qtbot: QtBot):
    type_in(qtbot, editor, "seizu")
    assert editor.suggestions.isVisible()
    assert editor.suggestions.current.term_id == "HP:0001250"
    assert "A sudden discharge." in editor.suggestions.about.text()
    qtbot.keyClick(editor.line, Key.Key_Return)
    assert (editor.present, editor.absent, editor.unread) == (("HP:0001250",), (), "")
    assert not editor.suggestions.isVisible()


def test_a_synonym_finds_its_term_and_says_so(editor: TermEditor, qtbot: QtBot):
    type_in(qtbot, editor, "fits")
    assert editor.suggestions.list.item(0).text() == "Seizure  (also: Fits)"


def test_the_arrow_keys_choose_and_shift_enter_states_a_sign_absent(
    editor: TermEditor, qtbot: QtBot
):
    type_in(qtbot, editor, "seizure")
    qtbot.keyClick(editor.line, Key.Key_Down)
    qtbot.keyClick(editor.line, Key.Key_Return, SHIFT)
    assert (editor.present, editor.absent) == ((), ("HP:0007359",))


def test_an_exclamation_mark_states_a_sign_absent(editor: TermEditor, qtbot: QtBot):
    type_in(qtbot, editor, "!neurof")
    qtbot.keyClick(editor.line, Key.Key_Return)
    assert editor.absent == ("HP:0001067",)


def test_enter_takes_what_is_typed_even_before_it_was_offered(editor: TermEditor, qtbot: QtBot):
    editor.line.setText("neurofibroma")
    qtbot.keyClick(editor.line, Key.Key_Return)
    assert editor.present == ("HP:0001067",)


def test_a_chip_is_turned_and_taken_away(editor: TermEditor, qtbot: QtBot):
    editor.set_terms(("HP:0000957", "HP:0001067"), (), {})
    first, second = editor.chips
    assert [chip.name.text() for chip in (first, second)] == ["Cafe-au-lait spot", "Neurofibroma"]
    qtbot.mouseClick(first.mark, Qt.MouseButton.LeftButton)
    assert (editor.present, editor.absent) == (("HP:0001067",), ("HP:0000957",))
    qtbot.mouseClick(editor.chips[1].away, Qt.MouseButton.LeftButton)
    assert (editor.present, editor.absent) == ((), ("HP:0000957",))


def test_a_former_identifier_becomes_the_current_one(editor: TermEditor):
    editor.line.setText("HP:0002125")
    editor.enter()
    assert editor.present == ("HP:0001250",)


def test_an_identifier_the_release_does_not_have_is_named(editor: TermEditor):
    editor.line.setText("HP:9999999")
    editor.enter()
    assert editor.hint.text() == "Not in this release of the HPO: HP:9999999."


def test_below_three_informative_terms_a_hint_is_given(editor: TermEditor):
    editor.set_terms(("HP:0000957", "HP:0000118"), (), {})
    assert "1 informative term" in editor.hint.text()
    assert "Phenotypic abnormality" in editor.hint.text()
    editor.set_terms(("HP:0000957", "HP:0001067", "HP:0007359"), (), {})
    assert editor.hint.isHidden()


def test_absent_signs_do_not_count_as_informative(editor: TermEditor):
    editor.set_terms(("HP:0000957", "HP:0001067"), ("HP:0007359",), {})
    assert "2 informative terms" in editor.hint.text()


def test_escape_clears_the_line_before_it_closes_anything(editor: TermEditor, qtbot: QtBot):
    type_in(qtbot, editor, "seizu")
    qtbot.keyClick(editor.line, Key.Key_Escape)
    assert editor.unread == ""
    assert not editor.suggestions.isVisible()


def test_names_come_once_the_list_of_terms_is_there(qtbot: QtBot, index: TermIndex):
    made = TermEditor()
    qtbot.addWidget(made)
    made.set_terms(("HP:0000957",), (), {})
    assert made.chips[0].name.text() == "HP:0000957"
    assert "being made ready" in made.hint.text()
    made.set_index(index)
    assert made.chips[0].name.text() == "Cafe-au-lait spot"


def test_what_was_typed_before_the_list_was_there_is_offered_when_it_comes(
    qtbot: QtBot, index: TermIndex
):
    editor = TermEditor()
    qtbot.addWidget(editor)
    editor.show()
    type_in(qtbot, editor, "seiz")
    assert not editor.suggestions.isVisible()
    editor.set_index(index)
    qtbot.waitUntil(editor.suggestions.isVisible)


def test_without_synonyms_an_ontology_file_is_asked_for(qtbot: QtBot):
    made = TermEditor()
    qtbot.addWidget(made)
    made.set_index(build_index(TERMS, "2025-11-24"))
    with qtbot.waitSignal(made.ontology_asked):
        qtbot.mouseClick(made.ontology, Qt.MouseButton.LeftButton)


@pytest.mark.alone
def test_searching_in_the_whole_ontology_costs_less_than_a_frame_of_patience(
    editor: TermEditor, qtbot: QtBot
):
    editor.set_index(drive(make_term_index())[1])
    slowest = []
    for _ in range(3):
        metronome = Metronome()
        for words in ("ab", "abnormality of", "siezure", "hp:000", "microcephaly"):
            type_in(qtbot, editor, words)
        qtbot.wait(50)
        slowest.append(metronome.longest_work)
    assert min(slowest) < 0.05 * slowness()


def test_panels_are_listed_with_version_and_sure_genes(
    panels: PanelList, qtbot: QtBot, tmp_path: Path
):
    path = tmp_path / "ours.txt"
    path.write_text("NF1\nSPRED1\n")
    panels.set_panels([PanelFile(None, "NF", "NF 1.7", "PanelApp", "2024-02-01", 12, 9)])
    panels.add_files([path])
    assert panels.is_busy
    qtbot.waitUntil(lambda: not panels.is_busy)

    def lines() -> list[str]:
        return [one.text() for one in panels.findChildren(QLabel) if "<small>" in one.text()]

    # Lines shown before are deleted in a later turn of the event loop.
    qtbot.waitUntil(lambda: len(lines()) == 2)
    first, second = lines()
    assert "NF 1.7" in first
    assert "PanelApp, 2024-02-01 · 12 genes, 9 sure" in first
    assert "no version, gene list · 2 genes, 2 sure" in second
    assert (panels.added, panels.removed) == ((path,), ())
    panels._on_removed("NF")
    assert panels.removed == ("NF",)


def test_a_file_that_is_no_panel_is_told_and_leaves_the_list_as_it_was(
    panels: PanelList, qtbot: QtBot, tmp_path: Path
):
    path = tmp_path / "bad.txt"
    path.write_text("two words\n")
    panels.add_files([path])
    qtbot.waitUntil(lambda: not panels.is_busy)
    assert "no gene symbol" in panels.message.text()
    assert panels.message.property("role") == "danger"
    assert panels.added == ()


def test_the_dialog_changes_nothing_until_something_is_changed(qtbot: QtBot, index: TermIndex):
    dialog = PatientDialog(info())
    qtbot.addWidget(dialog)
    dialog.set_index(index)
    assert dialog.change == PatientChange()
    assert not dialog.rank.isEnabled()
    dialog.terms.line.setText("HP:0001250")
    assert not dialog.rank.isEnabled()
    dialog.terms.enter(is_absent=True)
    assert dialog.rank.isEnabled()
    assert dialog.change == PatientChange(("HP:0000957", "HP:0001067"), ("HP:0001250",))


def test_enter_in_the_line_never_closes_the_dialog(qtbot: QtBot, index: TermIndex, theme: Theme):
    for dialog, terms in (
        (made := PatientDialog(info()), made.terms),
        (new := OpenDialog(theme), new.form.terms),
    ):
        qtbot.addWidget(dialog)
        dialog.set_index(index)
        dialog.show()
        terms.line.setText("seizure")
        qtbot.keyClick(terms.line, Key.Key_Return)
        assert terms.present[-1] == "HP:0001250"
        assert dialog.isVisible()


def shown(window: MainWindow, qtbot: QtBot) -> PatientDialog:
    window.actions_.by_key["patient"].trigger()
    dialog = window.findChild(PatientDialog)
    qtbot.waitUntil(lambda: dialog.terms._index is not None)
    return dialog


def test_terms_and_panels_of_an_open_case_are_changed_and_the_list_is_ranked_anew(
    open_window: MainWindow, qtbot: QtBot, tmp_path: Path, case: Path
):
    panel = tmp_path / "ours.txt"
    panel.write_text("NF1\n")
    dialog = shown(open_window, qtbot)
    assert dialog.terms.present == ("HP:0000957", "HP:0001067")
    dialog.terms.set_terms(("HP:0000957",), ("HP:0001250",), {})
    dialog.panels.add_files([panel])
    qtbot.waitUntil(dialog.rank.isEnabled)
    dialog.accept()
    qtbot.waitUntil(lambda: open_window.state.info.hpo_absent == ("HP:0001250",))
    assert any("1 informative term" in text for text in open_window.state.info.warnings)
    qtbot.waitUntil(lambda: open_window.runner.main_job == "")
    with CaseStore.open(case) as store:
        assert store.info().hpo_terms == ("HP:0000957",)
        assert [one.name for one in store.panels()] == ["ours"]
        reasons = store.candidate_rows(limit=1)[0].reasons
    assert any("NF1 is in the panel ours" in one.sentence for one in reasons)
    again = shown(open_window, qtbot)
    qtbot.waitUntil(lambda: len(again.panels.panels) == 1)
    again.reject()


def test_a_contradiction_is_told_and_changes_nothing(
    open_window: MainWindow, qtbot: QtBot, case: Path
):
    dialog = shown(open_window, qtbot)
    dialog.terms.set_terms(("HP:0007359",), ("HP:0001250",), {})
    dialog.accept()
    qtbot.waitUntil(lambda: open_window.findChild(ProblemDialog) is not None)
    problem = open_window.findChild(ProblemDialog)
    problem.reject()
    with CaseStore.open(case) as store:
        assert store.info().hpo_terms == ("HP:0000957", "HP:0001067")


def test_one_key_leaves_relatives_out_and_takes_them_in_again(
    open_window: MainWindow, qtbot: QtBot, case: Path
):
    action = open_window.actions_.by_key["alone"]
    qtbot.waitUntil(action.isEnabled)
    assert action.shortcut().toString() == "P"
    for is_alone in (True, False):
        action.trigger()
        qtbot.waitUntil(lambda wanted=is_alone: open_window.state.info.is_patient_alone is wanted)
        qtbot.waitUntil(action.isEnabled)
        assert action.isChecked() is is_alone
        assert (RELATIVES_LEFT_OUT in open_window.state.info.warnings) is is_alone
        with CaseStore.open(case) as store:
            assert store.info().is_patient_alone is is_alone
