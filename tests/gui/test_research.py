"""The research profile in the window: its mark and menu, training and design."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from core.domain.attribution import AskedTrack
from core.job import Progress
from core.pipeline.design_spec import Design, DesignedEdit, DesignedStep, DesignSpec
from core.pipeline.training_order import TrainingOutcome, TrainSpec
from core.profile import Profile, choose_profile, current_profile
from gui.dialogs.design_dialog import DesignDialog
from gui.dialogs.design_form import DesignStart
from gui.dialogs.leave_dialog import LeaveDialog
from gui.dialogs.settings_dialog import SettingsDialog
from gui.dialogs.train_dialog import TrainDialog
from gui.main_window import MainWindow
from gui.main_window.actions import RESEARCH
from gui.pace import Pace
from gui.panels.explain_bar import ExplainBar
from models.measures import Interval
from models.training.record import HeadFigures

_DELETE = Qt.WidgetAttribute.WA_DeleteOnClose
ENGINES = {"mpra-dragonn": "MPRA-DragoNN", "jaspar": "JASPAR 2026"}
START = DesignStart(
    ENGINES, {"mpra-dragonn": ("HepG2", "K562")}, "chr1:101-201", Path("/data/ref.fa")
)
STEPS = (
    DesignedStep((), -0.083, "ACGT"),
    DesignedStep((DesignedEdit("chr1", 102, "C", "G"),), 0.44, "AGGT"),
)
FOUND = Design("mpra-dragonn", "1", "HepG2", "SD", STEPS)


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))


@pytest.fixture
def designing(qtbot: QtBot) -> DesignDialog:
    made = DesignDialog(START)
    made.setAttribute(_DELETE, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def training(qtbot: QtBot) -> TrainDialog:
    made = TrainDialog(Path("/data/ref.fa"))
    made.setAttribute(_DELETE, False)
    qtbot.addWidget(made)
    made.show()
    return made


def is_offered(window: MainWindow) -> bool:
    return window.actions_._menus[RESEARCH].menuAction().isVisible()


def choose(window: MainWindow, profile: Profile) -> None:
    window.research.show_settings()
    (dialog,) = [one for one in window.findChildren(SettingsDialog) if one.isVisible()]
    dialog.choices[profile].setChecked(True)
    dialog._on_accepted()


def test_research_is_absent_until_it_is_chosen_in_the_settings(window: MainWindow, qtbot: QtBot):
    assert not is_offered(window)
    assert not window.research.mark.isVisible()
    choose(window, Profile.RESEARCH)
    qtbot.waitUntil(lambda: is_offered(window))
    assert window.research.mark.isVisible()
    assert current_profile() is Profile.RESEARCH
    choose(window, Profile.CLINICAL)
    qtbot.waitUntil(lambda: not is_offered(window))
    assert not window.research.mark.isVisible()
    assert current_profile() is Profile.CLINICAL


def test_the_settings_show_the_profile_in_use_and_what_research_means(qtbot: QtBot):
    dialog = SettingsDialog(Profile.RESEARCH)
    qtbot.addWidget(dialog)
    assert dialog.choices[Profile.RESEARCH].isChecked()
    said = dialog.choices[Profile.RESEARCH].accessibleDescription()
    assert "nobody has validated" in said
    assert "nothing about a patient may be decided" in said


def test_closing_the_settings_changes_nothing(window: MainWindow):
    window.research.show_settings()
    (dialog,) = window.findChildren(SettingsDialog)
    dialog.choices[Profile.RESEARCH].setChecked(True)
    dialog.reject()
    assert current_profile() is Profile.CLINICAL


def test_what_is_entered_is_what_is_designed(designing: DesignDialog):
    form = designing.fields
    form.track.setEditText("K562")
    form.direction.setCurrentIndex(1)
    form.has_goal.setChecked(True)
    form.goal.setValue(-1.5)
    form.edits.setValue(3)
    form.way.setCurrentIndex(2)
    form.protected.setText("110-120; 130-140")
    form.forbidden.setText("gaattc;")
    form.least_gc.setValue(40)
    assert form.spec == DesignSpec(
        "mpra-dragonn", Path("/data/ref.fa"), "chr1:101-201", "K562", raises=False, goal=-1.5,
        most_edits=3, way="gradient", protected=("110-120", "130-140"), forbidden=("GAATTC",),
        gc=(0.4, 1.0),
    )  # fmt: skip


def test_without_region_reference_or_engine_nothing_can_be_designed(
    designing: DesignDialog, qtbot: QtBot
):
    assert designing.start.isEnabled()
    designing.fields.region.setText(" ")
    assert not designing.start.isEnabled()
    bare = DesignDialog(DesignStart({}, region="chr1:1-9", reference=Path("/data/ref.fa")))
    qtbot.addWidget(bare)
    assert not bare.start.isEnabled()


def test_outputs_are_offered_by_engine_and_none_is_chosen(designing: DesignDialog):
    track = designing.fields.track
    assert [track.itemText(at) for at in range(track.count())] == ["HepG2", "K562"]
    assert designing.fields.spec.track == ""
    designing.fields.engine.setCurrentIndex(1)
    assert track.count() == 0


def test_in_the_clinical_profile_a_design_is_refused_with_the_way_out_of_the_window(
    designing: DesignDialog, qtbot: QtBot
):
    designing.start.click()
    assert designing.cancel.text() == "Stop"
    qtbot.waitUntil(lambda: not designing.is_busy)
    assert designing.told.text() == (
        "Designs are for research and are switched off in the clinical profile. Choose the research "
        "profile in File ▸ Settings."
    )
    assert designing.fields.region.text() == "chr1:101-201"


def test_the_design_fits_a_small_screen_and_its_heads_can_be_read(designing: DesignDialog):
    header = designing.table.horizontalHeader()
    for column in range(header.count()):
        assert header.sectionSize(column) >= header.sectionSizeFromContents(column).width()
    assert designing.height() <= 700


def test_every_step_is_shown_with_its_value_while_the_search_goes_on(designing: DesignDialog):
    so_far = Design("mpra-dragonn", "1", "HepG2", "SD", STEPS[:1])
    designing.show_pace(Pace(Progress("searching edits", 0, 5, "edits", so_far=so_far), None, None))
    assert rows(designing) == [["0", "-0.0830", "", "ACGT"]]
    designing.take(FOUND)
    assert rows(designing)[1] == ["1", "0.4400", "chr1-102-C-G", "AGGT"]
    assert designing.table.horizontalHeaderItem(1).text() == "HepG2"
    assert designing.told.text() == "HepG2: -0.083 → 0.440 SD with 1 edit."


def rows(dialog: DesignDialog) -> list[list[str]]:
    table = dialog.table
    return [
        [table.item(line, column).text() for column in range(table.columnCount())]
        for line in range(table.rowCount())
    ]


def test_the_table_is_copied_as_the_command_line_prints_it(designing: DesignDialog):
    designing.take(FOUND)
    designing.copy.click()
    assert QGuiApplication.clipboard().text() == (
        "edits\tHepG2 (SD)\tchanged bases\tsequence\n"
        "0\t-0.0830\t\tACGT\n"
        "1\t0.4400\tchr1-102-C-G\tAGGT"
    )


def test_a_design_outside_its_limits_says_so(designing: DesignDialog):
    designing.take(replace(FOUND, broken=("No sequence within the limits of GC was found.",)))
    assert designing.told.text() == (
        "HepG2: -0.083 → 0.440 SD with 1 edit. No sequence within the limits of GC was found."
    )


def test_a_design_that_finds_nothing_says_so(designing: DesignDialog):
    designing.take(Design("mpra-dragonn", "1", "HepG2", "SD", STEPS[:1]))
    assert designing.told.text().startswith("No edit moves the output that way")


def test_a_plan_and_a_reference_are_needed_for_training(training: TrainDialog, tmp_path: Path):
    assert not training.start.isEnabled()
    training.fields.plan.set_path(tmp_path / "plan.toml")
    assert training.start.isEnabled()
    assert training.fields.spec == TrainSpec(tmp_path / "plan.toml", Path("/data/ref.fa"))


def test_a_plan_that_cannot_be_read_is_told_in_the_words_of_the_core(
    training: TrainDialog, qtbot: QtBot, tmp_path: Path
):
    choose_profile(Profile.RESEARCH)
    plan = tmp_path / "plan.toml"
    plan.write_text("name = [")
    training.fields.plan.set_path(plan)
    training.start.click()
    qtbot.waitUntil(lambda: not training.is_busy)
    assert "plan.toml" in training.told.text()
    assert training.fields.plan.path == plan


def test_rounds_and_figures_are_told(training: TrainDialog, qtbot: QtBot):
    training.show_pace(
        Pace(Progress("learning", 1, 2, "rounds", note="round 1: loss 0.5000"), None, None)
    )
    figures = HeadFigures(head="HepG2", n=90, correlation=Interval(value=0.4, low=0.3, high=0.5))
    outcome = TrainingOutcome("lab-net", (80, 10, 90), 3, {"no value": 2}, (), (), (figures,))
    with qtbot.waitSignal(training.trained) as told:
        training.take(outcome)
    assert told.args == ["lab-net"]
    said = training.log.toPlainText().splitlines()
    assert said[0] == "round 1: loss 0.5000"
    assert said[1].startswith(
        "80 examples to learn from, 10 for validation, 90 for the test; 3 left"
    )
    assert said[2] == "left out: 2 no value"
    assert said[-1] == "  HepG2: n 90, Pearson 0.400 (0.300 to 0.500)"
    assert "lab-net" in training.told.text()


def test_stopping_a_run_says_how_it_goes_on(training: TrainDialog):
    training.on_stopped()
    assert training.told.text() == (
        "Stopped. Started again, the same plan goes on from its last round."
    )


def test_the_window_asks_before_it_closes_over_a_run(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    window.research.train()
    (dialog,) = window.findChildren(TrainDialog)
    monkeypatch.setattr(TrainDialog, "is_busy", property(lambda _: True))
    window.close()
    assert window.isVisible()
    (asked,) = window.findChildren(LeaveDialog)
    assert "the same plan goes on" in asked.words.text()
    monkeypatch.undo()
    asked.reject()
    dialog.reject()


def test_a_design_begins_at_the_chosen_variant_and_the_track_that_is_looked_at(
    open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "gui.main_window.research.designing_engines", lambda: ("mpra-dragonn", "jaspar")
    )
    monkeypatch.setattr(ExplainBar, "about", AskedTrack("jaspar", "MA0114.5", "", ""))
    open_window.research.design()
    qtbot.waitUntil(lambda: bool(open_window.findChildren(DesignDialog)))
    (dialog,) = open_window.findChildren(DesignDialog)
    pos = open_window.detail.detail.facts.variant.pos
    assert dialog.fields.region.text() == f"chr17:{pos - 50}-{pos + 50}"
    assert dialog.fields.engine.currentData() == "jaspar"
    assert dialog.fields.track.currentText() == "MA0114.5"
    dialog.reject()
