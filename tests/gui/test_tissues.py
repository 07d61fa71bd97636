"""Tissues of interest in the dialog on the patient."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.own_rules import tissue_rules
from core.pipeline.spec import PatientChange
from core.store.case_store import CaseStore
from gui.dialogs.patient_dialog import PatientDialog
from gui.dialogs.tissue_list import TissueList
from gui.main_window import MainWindow
from tests.gui.case_files import info

HEART, SKIN, EYE = "heart and vessels", "skin, hair and nails", "eye"


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("INTRONAUT_DATA", str(folder))
    return folder


def tissues(
    qtbot: QtBot, of_signs: tuple[str, ...] = (), chosen: tuple[str, ...] = ()
) -> TissueList:
    made = TissueList(info(tissues=of_signs, chosen_tissues=chosen))
    qtbot.addWidget(made)
    return made


def test_every_tissue_of_the_rules_can_be_ticked_and_those_of_the_signs_are(qtbot: QtBot):
    shown = tissues(qtbot, (SKIN,))
    assert tuple(shown.boxes) == tissue_rules().names
    assert shown.ticked == (SKIN,)
    assert shown.boxes[SKIN].text() == f"{SKIN} (by the signs)"
    assert shown.boxes[EYE].text() == EYE
    assert not shown.by_signs.isEnabled()
    assert shown.wanted is None


def test_tissues_that_were_chosen_are_ticked_in_the_place_of_those_of_the_signs(qtbot: QtBot):
    shown = tissues(qtbot, (SKIN,), (HEART, EYE))
    assert shown.ticked == (HEART, EYE)
    assert shown.note.text() == "Chosen in the place of those the signs point to."
    assert shown.wanted is None


def test_what_is_ticked_is_chosen_and_ticked_back_again_changes_nothing(qtbot: QtBot):
    shown = tissues(qtbot, (SKIN,))
    shown.boxes[HEART].click()
    assert shown.wanted == (HEART, SKIN)
    shown.boxes[SKIN].click()
    assert shown.wanted == (HEART,)
    shown.boxes[HEART].click()
    assert shown.wanted is None
    assert shown.note.text() == "None is ticked: those the signs point to count."
    shown.boxes[SKIN].click()
    assert shown.wanted is None


def test_a_button_leads_back_to_the_tissues_of_the_signs(qtbot: QtBot):
    shown = tissues(qtbot, (SKIN,), (HEART,))
    shown.by_signs.click()
    assert shown.ticked == (SKIN,)
    assert shown.wanted == ()
    assert not shown.by_signs.isEnabled()
    unticked = tissues(qtbot, (SKIN,), (HEART,))
    unticked.boxes[HEART].click()
    assert unticked.wanted == ()


def test_a_case_that_knows_no_tissues_of_its_signs_can_ask_for_them(qtbot: QtBot):
    shown = tissues(qtbot)
    assert shown.wanted is None
    assert shown.note.text() == "None is chosen, and none is known by the signs."
    shown.by_signs.click()
    assert shown.wanted == ()


def test_a_tissue_the_rule_set_no_longer_has_is_told(qtbot: QtBot):
    shown = tissues(qtbot, (), (HEART, "tail"))
    assert shown.ticked == (HEART,)
    assert "no longer in the rule set: tail." in shown.note.text()
    assert shown.wanted is None


def test_a_rule_set_that_cannot_be_used_is_told_instead_of_boxes(qtbot: QtBot, own_data: Path):
    (own_data / "rules").mkdir(parents=True)
    (own_data / "rules" / "tissues.toml").write_text("tissue = 1\n")
    shown = tissues(qtbot, (SKIN,))
    assert "tissues.toml" in shown.lead.text()
    assert not shown.boxes
    assert not shown.by_signs.isEnabled()
    assert shown.wanted is None


def test_the_dialog_sends_tissues_only_where_they_were_changed(qtbot: QtBot):
    dialog = PatientDialog(info(tissues=(SKIN,)))
    qtbot.addWidget(dialog)
    assert dialog.change == PatientChange()
    dialog.tissues.boxes[EYE].click()
    assert dialog.change == PatientChange(tissues=(SKIN, EYE))
    assert dialog.rank.isEnabled()
    assert dialog.height() <= 680


def test_tissues_of_an_open_case_are_chosen_and_given_back_to_the_signs(
    open_window: MainWindow, qtbot: QtBot, case: Path
):
    for click, chosen in (
        (lambda shown: shown.boxes[EYE].click(), (EYE,)),
        (lambda shown: shown.by_signs.click(), ()),
    ):
        qtbot.waitUntil(open_window.actions_.by_key["patient"].isEnabled)
        open_window.actions_.by_key["patient"].trigger()
        (dialog,) = [one for one in open_window.findChildren(PatientDialog) if one.isVisible()]
        click(dialog.tissues)
        dialog.accept()
        qtbot.waitUntil(lambda wanted=chosen: open_window.state.info.chosen_tissues == wanted)
        qtbot.waitUntil(lambda: open_window.runner.main_job == "")
        with CaseStore.open(case) as store:
            assert store.info().chosen_tissues == chosen
    assert SKIN in open_window.state.info.tissues
