"""Gates in the window: counted while limits are tried, saved as a preset, applied to the case."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from core.domain.transcript import Region
from core.domain.zone import Zone
from core.errors import UsageError
from core.gate_presets import Preset, known_presets, preset_named, rules_of
from core.interpret.gate_rules import Doubt, changed, load_gate_rules
from core.pipeline.gating import GateCount, GateCounts
from core.store.case_store import CaseStore
from gui.dialogs.gates_dialog import GatesDialog
from gui.dialogs.gates_form import GatesForm
from gui.dialogs.gates_words import gate_words, passing_words
from gui.main_window import MainWindow
from tests.gui.metronome import Metronome, slowness


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, case: Path) -> GatesDialog:
    window.open_case(case)
    qtbot.waitUntil(lambda: bool(window.candidates.table_model.ids))
    window.gates.show()
    (found,) = window.findChildren(GatesDialog)
    qtbot.waitUntil(lambda: "pass" in found.passing.text())
    return found


def test_the_form_gives_back_the_rules_it_shows(qtbot: QtBot):
    form = GatesForm()
    qtbot.addWidget(form)
    choice = {
        "drop": (Doubt.DEPTH,),
        "regions": (Region.INTRON,),
        "zones": (Zone.PROMOTER,),
        "max_in_house": 0.005,
        "dominant_frequency": 0.0005,
        "max_homozygotes": 3,
        "max_hemizygotes": -1,
        "min_depth": 12,
        "in_panels": True,
        "expression": "depth > 3",
    }
    for rules in (*(one.rules for one in known_presets()), changed(load_gate_rules(), "x", choice)):
        form.show_rules(rules)
        assert form.rules() == rules


def test_limits_of_one_copy_and_of_people_are_set(qtbot: QtBot):
    form = GatesForm()
    qtbot.addWidget(form)
    form.show_rules(load_gate_rules())
    form.one_copy.setValue(0.05)
    form.homozygotes.setValue(2)
    form.hemizygotes.setValue(-1)
    found = form.rules()
    assert found.dominant_frequency.value == 0.0005
    assert found.max_homozygotes is not None
    assert found.max_homozygotes.value == 2
    assert found.max_hemizygotes is None
    assert found.calls == load_gate_rules().calls


def test_a_limit_for_own_families_is_set_and_taken_away(qtbot: QtBot):
    form = GatesForm()
    qtbot.addWidget(form)
    form.show_rules(load_gate_rules())
    form.in_house.setChecked(True)
    form.in_house_share.setValue(5)
    limited = form.rules()
    assert limited.max_in_house is not None
    assert limited.max_in_house.value == 0.05
    form.show_rules(limited)
    form.in_house.setChecked(False)
    assert form.rules().max_in_house is None


@pytest.mark.alone
def test_another_limit_is_counted_and_the_window_does_not_wait(dialog: GatesDialog, qtbot: QtBot):
    assert dialog.chooser.currentText() == "clinical (locked)"
    beats = Metronome()
    for value in range(150, 0, -10):
        dialog.form.frequency.setValue(value)
        qtbot.wait(5)
    dialog.form.regions[Region.DEEP_INTRON].setChecked(True)
    count = dialog.form.counts["region"]
    qtbot.waitUntil(lambda: "held back" in count.text())
    assert beats.longest_work < 0.05 * slowness(), beats.words()
    assert dialog.chooser.currentIndex() == -1


def test_a_filter_that_is_not_understood_cannot_be_applied(dialog: GatesDialog, qtbot: QtBot):
    dialog.form.expression.setText("dept > 3")
    assert not dialog.problem.isHidden(), "at once, not when the counting begins"
    assert dialog.problem.text().startswith("The filter is not understood at: dept")
    assert not dialog.apply.isEnabled()
    with pytest.raises(UsageError):
        dialog.form.rules()
    dialog.form.expression.clear()
    assert dialog.apply.isEnabled()


def test_gates_are_saved_under_a_name_and_applied_to_the_case(
    dialog: GatesDialog,
    window: MainWindow,
    case: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("ours", True))
    dialog.form.expression.setText("pos < 0")
    qtbot.waitUntil(lambda: dialog.passing.text().startswith("0 variants"))
    dialog.save.click()
    assert dialog.chooser.currentText() == "ours"
    assert preset_named("ours").rules.expression == "pos < 0"
    with qtbot.waitSignal(window.work.told):
        dialog.apply.click()
    qtbot.waitUntil(lambda: window.candidates.table_model.ids == ())
    window.state.close()
    qtbot.waitUntil(lambda: not window.state.is_open)
    with CaseStore.open(case) as store:
        assert store.info().preset == "ours"
        assert rules_of(store.info()).expression == "pos < 0"
        assert store.ledger().discrepancies() == ()


@pytest.mark.parametrize(
    "choice",
    [
        {"dominant_frequency": 0.0005},
        {"max_homozygotes": 3},
        {"max_hemizygotes": 1},
        {"min_depth": 12},
        {"max_balance": 0.7},
        {"drop": (Doubt.DEPTH,)},
        {"max_in_house": 0.005},
        {"zones": (Zone.PROMOTER,)},
    ],
)
def test_no_change_is_taken_for_the_preset_it_began_with(choice, dialog: GatesDialog):
    applied: list[Preset] = []
    dialog.apply_asked.disconnect()
    dialog.apply_asked.connect(applied.append)
    wanted = changed(dialog.rules, "x", choice)
    dialog.form.show_rules(wanted)
    dialog._on_changed()
    assert dialog.chooser.currentIndex() == -1
    dialog.apply.click()
    (preset,) = applied
    assert preset.name == "changed"
    assert preset.rules.model_dump(exclude={"label"}) == wanted.model_dump(exclude={"label"})


def test_a_share_below_one_per_cent_is_shown_and_another_one_is_taken(qtbot: QtBot):
    form = GatesForm()
    qtbot.addWidget(form)
    form.show_rules(changed(load_gate_rules(), "x", {"max_in_house": 0.005}))
    assert form.in_house_share.value() == 0.5
    form.in_house_share.setValue(2)
    form.in_house_share.setValue(1)
    found = form.rules().max_in_house
    assert found is not None
    assert found.value == 0.01


def test_of_presets_that_ask_the_same_the_one_chosen_counts(
    dialog: GatesDialog, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("ours", True))
    dialog.save.click()
    assert dialog.chooser.currentText() == "ours"
    assert dialog.remove.isEnabled()
    applied: list[Preset] = []
    dialog.apply_asked.disconnect()
    dialog.apply_asked.connect(applied.append)
    dialog.apply.click()
    assert [preset.name for preset in applied] == ["ours"]


def test_an_earlier_version_of_a_preset_is_not_shown_as_the_one_of_today(qtbot: QtBot):
    earlier = Preset("ours", "version 1", is_locked=False, rules=load_gate_rules())
    rules = changed(load_gate_rules(), "x", {"max_homozygotes": 1})
    today = Preset("ours", "version 2", is_locked=False, rules=rules)
    made = GatesDialog(earlier, [*known_presets(), today])
    qtbot.addWidget(made)
    made.form.show_rules(changed(load_gate_rules(), "y", {"max_homozygotes": 2}))
    made._on_changed()
    assert made.chooser.currentIndex() == -1
    made.form.show_rules(rules)
    made._on_changed()
    assert made.chooser.currentText() == "ours"


def test_a_preset_of_ones_own_is_removed_and_a_locked_one_is_not(
    dialog: GatesDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    assert not dialog.remove.isEnabled()
    assert "your own" in dialog.remove.toolTip()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("ours", True))
    dialog.form.homozygotes.setValue(1)
    dialog.save.click()
    assert dialog.chooser.currentText() == "ours"
    assert dialog.remove.isEnabled()
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    dialog.remove.click()
    assert preset_named("ours").name == "ours"
    dialog.remove.click()
    assert "ours" not in {one.name for one in known_presets()}
    assert dialog.chooser.currentIndex() == -1
    assert not dialog.remove.isEnabled()


def test_counts_are_told_in_plain_words():
    assert gate_words(GateCount("region", 0, 0, 0)) == "holds nothing back"
    assert gate_words(GateCount("region", 1_200, 300, 0)) == (
        "1,200 held back (300 by this gate first)"
    )
    assert gate_words(GateCount("call_quality", 0, 0, 8)) == "holds nothing back; 8 flagged"
    counts = GateCounts(1_000, 10, 1, 3, 2, (), ())
    assert passing_words(counts) == (
        "10 variants of 1,000 pass, 1 of them because it is known to cause disease, or at a known disease locus. Against the "
        "case: 3 more, 2 fewer."
    )
