"""Evidence in the window: codes a person decides about, what is stated, and the class they make."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from core import paths
from core.domain.evidence import DecisionKind
from core.domain.stated import PhenotypeFit, RnaAssay, Stated
from core.errors import UsageError
from core.session import CaseReader
from gui.dialogs.evidence_dialog import EvidenceDialog
from gui.dialogs.fact_fields import ShareField, SharesField
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.stated_dialog import StatedDialog
from gui.dialogs.stated_words import NOTHING
from gui.main_window import MainWindow

CLASS = re.compile(r"pathogenic|benign|uncertain", re.IGNORECASE)
"""A word of any class name of the rules of the program."""

SMALL = (1_280, 800)
CODE, STRENGTH, POINTS, _SPEAKS, STANDING, REASON = range(6)


def shown(window: MainWindow, qtbot: QtBot) -> EvidenceDialog:
    """The dialog on the current variant, read."""
    window.actions_.by_key["evidence"].trigger()
    (found,) = window.findChildren(EvidenceDialog)
    qtbot.waitUntil(found.decision.isEnabled)
    found.author.setText("A. Lee")
    return found


@pytest.fixture
def dialog(open_window: MainWindow, qtbot: QtBot) -> EvidenceDialog:
    return shown(open_window, qtbot)


@pytest.fixture
def weak(open_window: MainWindow, qtbot: QtBot) -> EvidenceDialog:
    """The dialog on a variant for which BP4 is possible."""
    open_window.candidates._select_line(30)
    qtbot.waitUntil(
        lambda: open_window.detail.detail.facts.variant_id == open_window.candidates.current_id
    )
    return shown(open_window, qtbot)


def rows(dialog: EvidenceDialog) -> dict[str, list[str]]:
    table = dialog.codes
    lines = [
        [table.item(row, column).text() for column in range(6)] for row in range(table.rowCount())
    ]
    return {line[CODE]: line for line in lines}


def accept(
    dialog: EvidenceDialog,
    qtbot: QtBot,
    code: str,
    reason: str = "",
    *,
    mechanism: str = "",
    standing: str = "accepted",
) -> None:
    dialog.decision.code.setCurrentText(code)
    dialog.decision.code.activated.emit(dialog.decision.code.currentIndex())
    dialog.decision.reason.setText(reason)
    dialog.decision.mechanism.setText(mechanism)
    dialog.decision.accept.click()
    qtbot.waitUntil(lambda: rows(dialog).get(code, [""] * 6)[STANDING] == standing)


def accept_two(dialog: EvidenceDialog, qtbot: QtBot) -> None:
    """Nine points: likely pathogenic by points, uncertain by the table."""
    accept(dialog, qtbot, "PVS1", "Skips exon 3.", mechanism="ClinGen dosage 3, 2025")
    accept(dialog, qtbot, "PM2", "Absent, looked up.")


def classify(dialog: EvidenceDialog) -> None:
    dialog.class_form.condition.setText("MONDO:1 a condition")
    dialog.class_form.inheritance.setCurrentText("autosomal dominant")
    dialog.class_form.give.click()


def said(part: QWidget) -> list[str]:
    """Every word a person can meet in a dialog: labels, browsers, tables, choices and tooltips."""
    words = [one.text() for one in part.findChildren(QLabel)]
    words += [one.toPlainText() for one in part.findChildren(QTextBrowser)]
    words += [box.itemText(i) for box in part.findChildren(QComboBox) for i in range(box.count())]
    words += [
        str(box.itemData(i, Qt.ItemDataRole.ToolTipRole) or "")
        for box in part.findChildren(QComboBox)
        for i in range(box.count())
    ]
    words += [one.placeholderText() for one in part.findChildren(QLineEdit)]
    words += [one.toolTip() for one in part.findChildren(QWidget)]
    words += [one.accessibleName() for one in part.findChildren(QWidget)]
    return words


def told_by(dialog: EvidenceDialog) -> str:
    table = dialog.codes
    items = [table.item(row, column) for row in range(table.rowCount()) for column in range(6)]
    cells = [words for item in items for words in (item.text(), item.toolTip())]
    return "\n".join([*said(dialog), *cells])


def facts(window: MainWindow) -> str:
    return window.detail.facts.toPlainText()


def evidence_part(window: MainWindow) -> str:
    """The section of the facts."""
    return facts(window).partition("Evidence")[2].partition("What is known about")[0]


def problem(window: MainWindow, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(ProblemDialog)))
    found = next(one for one in window.findChildren(ProblemDialog) if one.isVisible())
    told = f"{found.text()} {found.informativeText()}"
    found.close()
    return told


def test_the_facts_tell_points_withheld_codes_and_rules_but_no_class(
    open_window: MainWindow, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "points if all accepted" in facts(open_window))
    told = evidence_part(open_window)
    assert ", suggested" in told
    assert "No code is suggested." in told
    assert "PM6 possible: De novo in 1 patient" in told
    assert (
        "PP3 not suggested: No engine scored it, which does not mean that it is harmless." in told
    )
    assert "0 points if all accepted (posterior 0.100)" in told
    assert "By Intronaut evidence ClinGen 1." in told
    assert not CLASS.search(told)


@pytest.mark.parametrize("which", ["dialog", "weak"])
def test_no_class_is_named_anywhere_before_a_code_is_accepted(
    request: pytest.FixtureRequest, open_window: MainWindow, which: str
):
    told = told_by(request.getfixturevalue(which))
    assert "No code is accepted: there is no class." in told
    assert not CLASS.search(told), CLASS.findall(told)
    assert not CLASS.search(evidence_part(open_window))


def test_an_accepted_code_brings_the_class_by_points_and_by_the_table(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept_two(dialog, qtbot)
    told = dialog.assessment.toPlainText()
    assert "Accepted: +9 points, posterior 0.988" in told
    assert "likely pathogenic" in told
    assert "uncertain significance" in told
    assert "Points and the table of 2015 differ" in told
    qtbot.waitUntil(lambda: "Accepted: +9 points" in facts(open_window))
    assert "likely pathogenic" in evidence_part(open_window)


def test_a_code_that_departs_from_what_is_suggested_asks_for_a_reason(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    dialog.codes.selectRow(list(rows(dialog)).index("PM6"))
    dialog.decision.strength.set_fact("strong")
    dialog.decision.accept.click()
    assert "no reason is given" in problem(open_window, qtbot)
    assert dialog.decision.accept.isEnabled()
    assert dialog.decision.strength.fact() == "strong"
    dialog.decision.reason.setText("Two further patients.")
    dialog.decision.accept.click()
    qtbot.waitUntil(lambda: rows(dialog)["PM6"][STANDING] == "accepted")
    assert rows(dialog)["PM6"][STRENGTH : POINTS + 1] == ["strong", "+4"]
    assert "PM6_Strong changed (before: supporting) by A. Lee" in dialog.history.toPlainText()


def test_a_rejected_code_stays_in_the_table_and_in_the_history(
    weak: EvidenceDialog, open_window: MainWindow, case: Path, qtbot: QtBot
):
    accept(weak, qtbot, "BP4")
    weak.decision.reason.setText("Withdrawn.")
    weak.decision.reject.click()
    qtbot.waitUntil(lambda: rows(weak)["BP4"][STANDING] == "rejected")
    assert "No code is accepted" in weak.assessment.toPlainText()
    told = weak.history.toPlainText()
    assert "BP4_Supporting rejected by A. Lee" in told
    assert "Withdrawn." in told
    with CaseReader(case) as reader:
        kept = reader.evidence(weak.variant_id).history
    decided = [one.kind for one in kept if one.kind is not DecisionKind.SUGGESTED]
    assert decided == [DecisionKind.ACCEPTED, DecisionKind.REJECTED]


def test_a_benign_prediction_alone_makes_no_class(
    weak: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept(weak, qtbot, "BP4")
    assert "BP4 alone makes no class" in weak.assessment.toPlainText()
    assert not weak.class_form.give.isEnabled()
    accept(weak, qtbot, "BP7")
    assert "BP4 and BP7 alone makes no class" in weak.assessment.toPlainText()
    assert not weak.class_form.give.isEnabled()
    for told in (weak.assessment.toPlainText(), evidence_part(open_window)):
        assert "likely benign" not in told


def test_a_class_is_kept_with_author_and_date_and_recalled(
    dialog: EvidenceDialog, open_window: MainWindow, case: Path, qtbot: QtBot
):
    accept_two(dialog, qtbot)
    dialog.class_form.note.setText("RNA is under way.")
    classify(dialog)
    qtbot.waitUntil(lambda: "Classes given before" in dialog.assessment.toPlainText())
    assert dialog.class_form.note.text() == ""
    told = dialog.assessment.toPlainText()
    recalled = "likely pathogenic for MONDO:1 a condition (autosomal dominant), today by A. Lee"
    assert recalled in told
    assert "RNA is under way." in told
    with CaseReader(case) as reader:
        (made,) = reader.evidence(dialog.variant_id).classifications
    assert (made.author, made.class_name, made.points) == ("A. Lee", "likely pathogenic", 9)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(made.made_at)).total_seconds() < 600
    dialog.reject()
    qtbot.waitUntil(lambda: recalled in facts(open_window))


def test_a_conflict_is_acknowledged_before_a_class_is_given(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept_two(dialog, qtbot)
    assert not dialog.class_form.acknowledge.isVisible()
    accept(dialog, qtbot, "BS2", "Seen in a healthy adult.")
    assert dialog.class_form.acknowledge.isVisible()
    classify(dialog)
    assert "stand together" in problem(open_window, qtbot)
    assert dialog.class_form.condition.text() == "MONDO:1 a condition"
    dialog.class_form.acknowledge.click()
    classify(dialog)
    qtbot.waitUntil(lambda: "Classes given before" in dialog.assessment.toPlainText())
    assert "(acknowledged)" in dialog.assessment.toPlainText()


def test_a_code_that_does_not_count_says_so_in_its_row_and_in_the_facts(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept(dialog, qtbot, "PVS1", "Skips exon 3.", standing="accepted, not counted")
    line = rows(dialog)["PVS1"]
    assert line[POINTS] == "–"
    assert "Not counted: PVS1 needs a source" in line[REASON]
    told = dialog.assessment.toPlainText()
    assert "No accepted code counts" in told
    assert "+8" not in told
    qtbot.waitUntil(lambda: "accepted, not counted" in facts(open_window))
    assert "+8" not in evidence_part(open_window)


def test_beside_ba1_neither_sum_nor_posterior_is_shown_and_the_conflict_is_told(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept_two(dialog, qtbot)
    accept(dialog, qtbot, "BA1", "5 % in a group.")
    lines = rows(dialog)
    assert lines["BA1"][POINTS] == "stands alone"
    assert lines["PVS1"][POINTS : STANDING + 1 : 2] == ["–", "accepted, not counted"]
    qtbot.waitUntil(lambda: "BA1_StandAlone stands alone (no points" in facts(open_window))
    for told in (dialog.assessment.toPlainText(), evidence_part(open_window)):
        assert "Accepted: BA1_StandAlone stands alone (no points, no posterior)" in told
        assert "Against it: PVS1_VeryStrong, PM2_Supporting, not counted" in told
        for words in ("+9", "+8", "posterior 0", "posterior 1", "summed", "by points", "By points"):
            assert words not in told


def test_nobody_decides_without_a_name_and_the_name_is_remembered(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    dialog.author.clear()
    dialog.codes.selectRow(list(rows(dialog)).index("PM6"))
    dialog.decision.accept.click()
    assert "Nobody is named" in problem(open_window, qtbot)
    dialog.author.setText("B. Roe")
    accept(dialog, qtbot, "PM6")
    dialog.close()
    qtbot.waitUntil(lambda: not open_window.findChildren(EvidenceDialog))
    open_window.detail.header._evidence.click()
    (again,) = open_window.findChildren(EvidenceDialog)
    assert again.author.text() == "B. Roe"


def test_other_rules_can_be_chosen_and_are_remembered(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    accept(dialog, qtbot, "PM6")
    assert "uncertain significance" in dialog.assessment.toPlainText()
    dialog.profile.setCurrentIndex(dialog.profile.findData("uk"))
    dialog.profile.activated.emit(dialog.profile.currentIndex())
    qtbot.waitUntil(lambda: "Intronaut evidence UK 1" in dialog.assessment.toPlainText())
    qtbot.waitUntil(lambda: "By Intronaut evidence UK 1." in facts(open_window))
    assert "accepted by Intronaut evidence ClinGen 1, not by" in dialog.assessment.toPlainText()
    assert open_window.memory.evidence_profile == "uk"


def test_a_profile_that_cannot_be_read_is_told_and_another_one_can_be_chosen(
    open_window: MainWindow, qtbot: QtBot
):
    folder = paths.data_dir() / "rules"
    folder.mkdir(parents=True)
    (folder / "evidence_ours.toml").write_text("based_on = 1", encoding="utf-8")
    open_window.memory.evidence_profile = "ours"
    open_window.actions_.by_key["evidence"].trigger()
    (found,) = open_window.findChildren(EvidenceDialog)
    qtbot.waitUntil(lambda: "evidence_ours.toml" in found.problem.text())
    assert not found.decision.isEnabled()
    found.profile.setCurrentIndex(found.profile.findData("clingen"))
    found.profile.activated.emit(found.profile.currentIndex())
    qtbot.waitUntil(found.decision.isEnabled)


def stated_dialog(dialog: EvidenceDialog) -> StatedDialog:
    dialog.state_button.click()
    (found,) = dialog.findChildren(StatedDialog)
    return found


def test_an_rna_assay_and_the_mechanism_are_stated_and_a_code_follows(
    dialog: EvidenceDialog, case: Path, qtbot: QtBot
):
    assert dialog.stated.text() == NOTHING
    form = stated_dialog(dialog)
    form.mechanism.by_name["source"].set_fact("ClinGen dosage 3, 2025")
    form.assays.add.click()
    for name, value in (
        ("name", "blood"), ("tissue", "blood"), ("is_nmd_inhibited", True),
        ("is_allele_specific", True), ("lost_share", 0.95), ("transcripts", ("r.1_2del",)),
        ("controls", "three"), ("reference", "file 7"), ("strength", "strong"),
    ):  # fmt: skip
        form.assays.form.by_name[name].set_fact(value)
    form.save.click()
    qtbot.waitUntil(lambda: "PVS1 (RNA)" in rows(dialog))
    assert rows(dialog)["PVS1 (RNA)"][STRENGTH : POINTS + 1] == ["strong", "+4"]
    assert "1 RNA assay" in dialog.stated.text()
    assert "ClinGen dosage 3" in dialog.stated.text()
    with CaseReader(case) as reader:
        (assay,) = reader.evidence(dialog.variant_id).inputs.stated.assays
    assert assay == RnaAssay(
        name="blood", finding=assay.finding, tissue="blood", method=assay.method,
        is_nmd_inhibited=True, is_allele_specific=True, lost_share=0.95,
        transcripts=("r.1_2del",), controls="three", reference="file 7", strength="strong",
    )  # fmt: skip
    qtbot.waitUntil(lambda: not dialog.findChildren(StatedDialog))


def test_a_phenotype_that_is_stated_makes_a_de_novo_code_a_suggestion(
    dialog: EvidenceDialog, qtbot: QtBot
):
    form = stated_dialog(dialog)
    form.patient.by_name["phenotype_fit"].set_fact(PhenotypeFit.SPECIFIC)
    form.patient.by_name["is_parentage_confirmed"].set_fact(True)
    form.save.click()
    qtbot.waitUntil(lambda: rows(dialog).get("PS2", [""] * 6)[STANDING] == "suggested")


def test_what_nobody_stands_for_is_not_kept_and_nothing_typed_is_lost(
    dialog: EvidenceDialog, open_window: MainWindow, qtbot: QtBot
):
    form = stated_dialog(dialog)
    form.mechanism.by_name["disease"].set_fact("MONDO:0018975")
    form.save.click()
    assert "The mechanism is stated without a source" in form.problem.text()
    form.mechanism.by_name["source"].set_fact("PMID 1")
    dialog.author.clear()
    form.save.click()
    assert "Nobody is named who states this" in problem(open_window, qtbot)
    assert form.isVisible()
    assert form.save.isEnabled()
    assert form.mechanism.values() == {"source": "PMID 1", "disease": "MONDO:0018975"}


def test_what_was_stated_is_shown_again_field_by_field(dialog: EvidenceDialog, qtbot: QtBot):
    form = stated_dialog(dialog)
    form.region.show_values(
        {
            "source": "PMID 2", "is_critical": True, "lof_frequencies": (0.004, 0.0002),
            "has_rescue": True, "is_expression_critical": False,
        }
    )  # fmt: skip
    form.start_loss.by_name["source"].set_fact("PMID 3")
    form.partners.add.click()
    form.partners.form.by_name["name"].set_fact("c.5461-10T>C")
    form.partners.form.by_name["classified"].set_fact("likely pathogenic")
    form.partners.add.click()
    form.partners.form.by_name["name"].set_fact("c.1A>G")
    form.de_novo.add.click()
    form.de_novo.form.by_name["source"].set_fact("PMID 4")
    form.acts.setChecked(True)
    form.gate.by_name["region"].set_fact("enhancer")
    first = form.value()
    form.save.click()
    qtbot.waitUntil(lambda: not dialog.findChildren(StatedDialog))
    again = stated_dialog(dialog)
    assert again.value() == first
    assert [one.name for one in first.partners] == ["c.5461-10T>C", "c.1A>G"]
    assert first.region.lof_frequencies == (0.004, 0.0002)
    assert again.partners.rows.count() == 2
    again.partners.remove.click()
    assert [one.name for one in again.value().partners] == ["c.1A>G"]
    assert again.gate.by_name["region"].fact() == "enhancer"


def test_an_empty_form_states_nothing(dialog: EvidenceDialog):
    assert stated_dialog(dialog).value() == Stated()


@pytest.mark.parametrize(
    ("words", "value"),
    [("", None), ("none", ()), ("0.4 0.02", (0.004, 0.0002)), ("3 %; 1,", (0.03, 0.01))],
)
def test_shares_are_read_in_per_cent(qtbot: QtBot, words: str, value: tuple[float, ...] | None):
    field = SharesField()
    qtbot.addWidget(field)
    field.setText(words)
    assert field.fact() == pytest.approx(value)
    field.set_fact(value)
    assert field.fact() == pytest.approx(value)


@pytest.mark.parametrize("words", ["rare", "101", "-1"])
def test_what_is_no_share_is_refused(qtbot: QtBot, words: str):
    field = SharesField()
    qtbot.addWidget(field)
    field.setText(words)
    with pytest.raises(UsageError, match="no list of shares"):
        field.fact()


def test_an_unknown_share_is_none_and_a_true_zero_is_zero(qtbot: QtBot):
    field = ShareField()
    qtbot.addWidget(field)
    assert field.fact() is None
    field.set_fact(0.0)
    assert field.fact() == 0.0
    assert field.text() == "0 %"


def test_the_dialog_fits_a_small_screen_and_keys_reach_all_of_it(dialog: EvidenceDialog):
    hint = dialog.minimumSizeHint()
    assert (hint.width() <= SMALL[0], hint.height() <= SMALL[1]) == (True, True)
    deciding = (
        dialog.profile, dialog.author, dialog.codes, dialog.decision.code,
        dialog.decision.strength, dialog.decision.reason, dialog.decision.accept,
        dialog.decision.reject, dialog.state_button, dialog.class_form.condition,
        dialog.class_form.inheritance, dialog.class_form.note, dialog.class_form.give,
    )  # fmt: skip
    for part in deciding:
        assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert part.accessibleName() or part.text(), part
    form = stated_dialog(dialog)
    hint = form.minimumSizeHint()
    assert (hint.width() <= SMALL[0], hint.height() <= SMALL[1]) == (True, True)
