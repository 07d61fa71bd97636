"""The main window on a real case: what a person does, and what they see."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core import paths
from core.change import Change
from core.domain.assembly import Assembly, BuildVerdict
from core.domain.attribution import AttributionMethod
from core.domain.candidate import InheritanceFit, Lane, Mark, Reason
from core.domain.case import BuildProof, SourceFile
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.job import Progress
from core.listing import CandidateQuery
from core.report import words
from core.report.asked import unscored_lines
from core.session import CaseReader, Waiting
from core.store.case_store import CaseStore
from core.store.records import CandidateRow, ScoredVariant
from core.worker import JobSpec
from gui.dialogs.export_dialog import ExportDialog
from gui.dialogs.leave_dialog import LeaveDialog
from gui.dialogs.note_dialog import NoteDialog
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.unfinished_dialog import UnfinishedDialog
from gui.main_window import MainWindow
from gui.main_window.tasks import prepare_demo as _prepare_demo
from gui.pace import Pace
from gui.panels import unscored_notice
from gui.panels.banner import ARTIFICIAL, warnings_of
from gui.panels.ledger_panel import LedgerPanel
from gui.state import Answer
from gui.table_models.columns import COLUMNS, index_of
from gui.text import RESEARCH_USE
from gui.theme import ThemeChoice
from tests.gui.case_files import CAUSAL, RUN, info


def cell(window: MainWindow, line: int, key: str) -> str:
    table = window.candidates.table_model
    return str(table.data(table.index(line, index_of(key))) or "")


def title(window: MainWindow, key: str) -> str:
    table = window.candidates.table_model
    return str(table.headerData(index_of(key), Qt.Orientation.Horizontal))


def painted(window: MainWindow, qtbot: QtBot, line: int = 0) -> None:
    qtbot.waitUntil(lambda: cell(window, line, "sentence") != "")


def labels(window: MainWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def reranked(case: Path, first: int) -> None:
    """Another process puts a variant first, as a running job does."""
    with CaseReader(case) as reader:
        rows = reader.store.candidate_rows()
    order = [first, *(row.variant_id for row in rows if row.variant_id != first)]
    by_id = {row.variant_id: row for row in rows}
    made = [
        CandidateRow(
            variant_id, rank, by_id[variant_id].lane, by_id[variant_id].points,
            by_id[variant_id].sentence, "NF1", (InheritanceFit.DOMINANT,), (), None,
            (Reason("splice", "moved", 1.0),),
        )
        for rank, variant_id in enumerate(order, 1)
    ]  # fmt: skip
    with CaseStore.open(case, write=True) as store:
        store.replace_candidates(made, store.ranked_by())


def scored_far_away(case: Path, variant_id: int, value: float) -> None:
    """Give a variant a weak score within 500 bases and a strong one within 4,999."""
    near = SpliceDelta(0.0, 0.0, 0.0, 0.1, 0, 0, 0, -1, False, 500)
    far = SpliceDelta(value, 0.0, 0.0, 0.1, 4_000, 0, 0, -1, False, 4_999)
    score = SpliceScore("NM_001042492.3", "NF1", "+", near, near, far)
    with CaseStore.open(case, write=True) as store:
        run = store.engine_runs()[0][0]
        store.write_scores(run, [ScoredVariant(variant_id, (score,), ())], [])


def test_a_new_user_sees_three_ways_to_begin_and_the_research_use_line(window: MainWindow):
    assert window.pages.currentWidget() is window.welcome
    assert RESEARCH_USE in labels(window)
    assert all(button.isEnabled() for button in window.welcome._buttons)


def test_an_opened_case_shows_its_list_with_the_lane_that_needs_eyes_on_top(
    open_window: MainWindow, qtbot: QtBot
):
    painted(open_window, qtbot)
    assert open_window.windowTitle().startswith("nf1-denovo")
    assert cell(open_window, 0, "lane") == "needs eyes"
    assert cell(open_window, 0, "delta") == "not scored"
    assert cell(open_window, 1, "delta") == "0.96 donor −"
    assert cell(open_window, 1, "frequency") == "–"
    assert cell(open_window, 1, "position") == "chr17:31,327,485 C > G"
    assert cell(open_window, 1, "inheritance") == "de novo, dominant"
    assert open_window.candidates.filters.count.text() == "40 of 40 candidates"


def test_numbers_are_right_aligned_and_words_are_not(open_window: MainWindow):
    table = open_window.candidates.table_model
    for number, column in enumerate(COLUMNS):
        flags = table.headerData(
            number, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        is_right = bool(int(flags) & Qt.AlignmentFlag.AlignRight.value)
        assert is_right == column.is_number


def test_the_detail_shows_the_sentence_the_people_and_the_reasons(
    open_window: MainWindow, qtbot: QtBot
):
    open_window.candidates.step(1)
    qtbot.waitUntil(lambda: "#2" in labels(open_window))
    facts = open_window.detail.facts.toPlainText()
    assert "chr17:31,327,485" in facts
    assert "heterozygous, 15 of 31 reads, quality 99" in facts
    assert "neither parent carries it" in facts
    assert "+38.4" in facts
    assert "31,327,484" in facts


def test_a_variant_without_score_is_never_called_harmless(open_window: MainWindow):
    facts = open_window.detail.facts.toPlainText()
    assert "This does not mean harmless." in facts
    assert not open_window.detail.bar.explain.isEnabled()


def test_letters_decide_and_a_second_press_takes_back(open_window: MainWindow, qtbot: QtBot):
    table, panel = open_window.candidates.table, open_window.candidates
    variant_id = panel.current_id
    qtbot.keyClick(table, Qt.Key.Key_M)
    assert open_window.state.decision(variant_id).mark is Mark.REPORT
    painted(open_window, qtbot)
    assert cell(open_window, 0, "mark") == "report"
    qtbot.keyClick(table, Qt.Key.Key_D)
    assert open_window.state.decision(variant_id).mark is Mark.DISMISSED
    qtbot.keyClick(table, Qt.Key.Key_D)
    assert open_window.state.decision(variant_id).mark is Mark.NONE


def test_the_buttons_decide_too(open_window: MainWindow, qtbot: QtBot):
    header, variant_id = open_window.detail.header, open_window.candidates.current_id
    qtbot.mouseClick(header._report, Qt.MouseButton.LeftButton)
    assert open_window.state.decision(variant_id).mark is Mark.REPORT
    assert header._report.isChecked()
    qtbot.mouseClick(header._dismiss, Qt.MouseButton.LeftButton)
    assert open_window.state.decision(variant_id).mark is Mark.DISMISSED
    assert not header._report.isChecked()


def test_j_and_k_walk_the_list(open_window: MainWindow, qtbot: QtBot):
    table = open_window.candidates.table
    first = open_window.candidates.current_id
    qtbot.keyClick(table, Qt.Key.Key_J)
    assert open_window.candidates.current_id != first
    qtbot.keyClick(table, Qt.Key.Key_K)
    qtbot.keyClick(table, Qt.Key.Key_K)
    assert open_window.candidates.current_id == first


def test_letters_typed_into_the_filter_decide_nothing(open_window: MainWindow, qtbot: QtBot):
    words = open_window.candidates.filters.words
    words.setFocus()
    qtbot.keyClicks(words, "mdnj")
    assert words.text() == "mdnj"
    assert open_window.state.n_marked() == 0


def test_a_note_is_kept_with_the_mark(open_window: MainWindow, qtbot: QtBot):
    variant_id = open_window.candidates.current_id
    open_window.commands.toggle(Mark.REPORT)
    open_window.commands.edit_note()
    dialog = open_window.findChild(NoteDialog)
    dialog.editor.setPlainText("  Sanger confirmed \n")
    dialog.accept()
    decision = open_window.state.decision(variant_id)
    assert (decision.mark, decision.note) == (Mark.REPORT, "Sanger confirmed")
    painted(open_window, qtbot)
    assert cell(open_window, 0, "mark") == "✎ report"


def test_filters_leave_out_and_say_how_many_are_left(open_window: MainWindow, qtbot: QtBot):
    filters = open_window.candidates.filters
    filters.delta.setCurrentIndex(filters.delta.findData(0.5))
    qtbot.waitUntil(lambda: filters.count.text() != "40 of 40 candidates")
    n_left = len(open_window.candidates.table_model.ids)
    assert filters.count.text() == f"{n_left} of 40 candidates"
    assert 2 < n_left < 12
    filters.clear()
    filters.lane.setCurrentIndex(filters.lane.findData(Lane.NEEDS_EYES))
    qtbot.waitUntil(lambda: filters.count.text() == "1 of 40 candidates")
    filters.lane.setCurrentIndex(filters.lane.findData(Lane.UNSCORED))
    qtbot.waitUntil(lambda: filters.count.text() == "0 of 40 candidates")
    assert "No candidate passes the filters" in " ".join(labels(open_window))
    filters.clear()
    qtbot.waitUntil(lambda: filters.count.text() == "40 of 40 candidates")


def test_a_click_on_a_header_sorts_and_a_second_turns_it_round(
    open_window: MainWindow, qtbot: QtBot
):
    panel = open_window.candidates
    panel._on_header_clicked(index_of("position"))
    qtbot.waitUntil(lambda: cell(open_window, 0, "position").startswith("chr17:31,327,485"))
    assert title(open_window, "position") == "Position ↑"
    panel._on_header_clicked(index_of("position"))
    qtbot.waitUntil(lambda: cell(open_window, 0, "position").startswith("chr17:31,331,268"))
    assert title(open_window, "position") == "Position ↓"
    assert title(open_window, "rank") == "Rank"
    panel._on_header_clicked(index_of("rank"))
    qtbot.waitUntil(lambda: cell(open_window, 0, "rank") == "1")


def test_the_cursor_stays_on_its_variant_when_the_order_changes(
    open_window: MainWindow, qtbot: QtBot
):
    panel = open_window.candidates
    panel.step(4)
    kept = panel.current_id
    before = panel.table_model.ids
    panel._on_header_clicked(index_of("position"))
    qtbot.waitUntil(lambda: panel.table_model.ids != before)
    assert panel.current_id == kept


def test_while_a_job_runs_the_order_stays_and_the_pill_applies_it(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    panel, state = open_window.candidates, open_window.state
    order = panel.table_model.ids
    state.close()
    qtbot.waitUntil(lambda: not state.is_open)
    reranked(case, order[10])
    state.open(case)
    qtbot.waitUntil(lambda: panel.table_model.ids[:1] == (order[10],))
    panel.table_model.set_ids(order)
    state.has_running_job = True
    state.announce(Change(candidates=True, variant_ids=(order[10],)))
    qtbot.waitUntil(panel._pill.isVisible)
    assert panel._pill.text() == "11 moved: refresh"
    assert panel.table_model.ids == order
    qtbot.mouseClick(panel._pill, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.table_model.ids[0] == order[10])
    assert not panel._pill.isVisible()


def test_a_stored_explanation_is_drawn_and_another_effect_can_be_asked_for(
    open_window: MainWindow, qtbot: QtBot
):
    open_window.candidates.step(1)
    detail = open_window.detail
    qtbot.waitUntil(lambda: detail.detail is not None and bool(detail.detail.attributions))
    assert detail.bar.choice == (SpliceEffect.DONOR_LOSS, AttributionMethod.ISM)
    assert isinstance(detail.bar.choice[0], SpliceEffect)
    assert detail.bar.explain.text() == "Explained"
    assert detail.plot._plots[3].isVisible()
    detail.bar.effect.setCurrentIndex(detail.bar.effect.findData(SpliceEffect.DONOR_GAIN))
    assert detail.bar.explain.isEnabled()
    assert not detail.plot._plots[3].isVisible()


def test_explain_asks_for_the_variant_the_effect_and_the_method(
    open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    asked = []
    monkeypatch.setattr(open_window.runner, "run_small", lambda _, spec: asked.append(spec))
    open_window.candidates.step(1)
    bar = open_window.detail.bar
    qtbot.waitUntil(lambda: bar.explain.text() == "Explained")
    bar.effect.setCurrentIndex(bar.effect.findData(SpliceEffect.ACCEPTOR_LOSS))
    bar.explain.click()
    (spec,) = asked
    assert spec.function == "core.pipeline.attribute:attribute_variant"
    assert spec.kwargs["spelled"] == f"chr17-{CAUSAL}-C-G"
    assert spec.kwargs["effect"] is SpliceEffect.ACCEPTOR_LOSS
    assert bar.explain.text() == "Explaining…"


def test_the_ledger_adds_up_and_lists_what_was_set_aside(open_window: MainWindow, qtbot: QtBot):
    open_window.commands.show_ledger()
    panel = open_window.findChild(LedgerPanel)
    qtbot.waitUntil(lambda: panel.table_model.rowCount() == 2)
    assert "All sums agree" in panel.sums.toPlainText()
    assert "REF differs from the reference" in panel.sums.toPlainText()
    lines = [
        [panel.table_model.data(panel.table_model.index(r, c)) for c in range(5)] for r in (0, 1)
    ]
    assert lines[0][3:] == ["REF differs from the reference", "REF says A, the reference has G"]
    assert lines[1][2:] == ["allele 1", "symbolic allele such as <DEL>", "<DEL>"]


def test_progress_shows_stage_counts_rate_and_time_left(open_window: MainWindow):
    bar = open_window.job_bar
    bar.show_started("Scoring variants")
    bar.show_pace(Pace(Progress("scoring variants", 1_200, 4_000, "variants"), 25.0, 112.0))
    assert bar._title.text() == "Scoring variants"
    assert bar._words.text() == "1,200 of 4,000 variants, 25 variants/s, 1 min 52 s left"
    assert bar._cancel.isVisible()
    bar.show_idle(Waiting(2_800))
    assert bar._resume.isVisible()
    assert bar._title.text() == "2,800 variants wait to be scored"


def test_a_problem_is_shown_as_cause_and_remedy(window: MainWindow, tmp_path: Path, qtbot: QtBot):
    wrong = tmp_path / "wrong.intronaut"
    wrong.write_text("no case")
    window.open_case(wrong)
    qtbot.waitUntil(lambda: window.findChild(ProblemDialog) is not None)
    dialog = window.findChild(ProblemDialog)
    assert "wrong.intronaut" in dialog.text()
    assert dialog.informativeText() != ""
    dialog.close()


def test_a_bug_is_shown_with_its_details_and_says_that_the_case_is_safe(window: MainWindow):
    window.commands.show_problem(RuntimeError("nobody foresaw this"))
    dialog = window.findChild(ProblemDialog)
    assert "nobody foresaw this" in dialog.detailedText()
    assert "safe on disk" in dialog.text()
    dialog.close()


def test_the_report_is_written_with_what_was_marked(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
):
    open_window.candidates.step(1)
    open_window.commands.toggle(Mark.REPORT)
    open_window.commands.export()
    dialog = open_window.findChild(ExportDialog)
    assert "pdf" not in [dialog.format_box.itemData(i) for i in range(dialog.format_box.count())]
    target = tmp_path / "report.html"
    dialog.path_field.setText(str(target))
    dialog.accept()
    qtbot.waitUntil(target.exists)
    assert "31,327,485" in target.read_text("utf-8")


def test_closing_the_case_goes_back_to_the_welcome_page_and_remembers_it(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    open_window.state.close()
    qtbot.waitUntil(lambda: open_window.pages.currentWidget() is open_window.welcome)
    assert open_window.memory.recent == [case]
    assert open_window.detail.detail is None


def test_the_theme_is_applied_to_the_plots_and_remembered(open_window: MainWindow):
    open_window.choose_theme(ThemeChoice.DARK)
    assert open_window.memory.theme is ThemeChoice.DARK
    assert open_window.detail.plot._theme.is_dark
    assert open_window.candidates._delegate.theme.is_dark


def test_without_a_variant_or_case_its_actions_are_off(window: MainWindow):
    actions = window.actions_.by_key
    assert not any(
        actions[key].isEnabled() for key in ("mark", "score", "export", "ledger", "close")
    )
    assert all(actions[key].isEnabled() for key in ("new", "open", "demo", "about"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_artificial": True}, ARTIFICIAL),
        ({"is_complete": False}, "did not finish"),
        ({"frequency_key": ""}, "No population frequency"),
        ({"warnings": ("Header line 3 is odd.",)}, "Header line 3 is odd."),
        (
            {"proof": BuildProof(Assembly.GRCH37, BuildVerdict.UNPROVEN, 0, 0, ())},
            "GRCh37 was stated by hand",
        ),
    ],
)
def test_what_must_be_known_about_a_case_stands_above_it(changes, words):
    assert any(words in line for _, line in warnings_of(info(**changes)))


def test_a_case_without_anything_to_warn_of_shows_no_banner(open_window: MainWindow):
    assert not open_window.banner.isVisible()


def test_an_answer_that_comes_after_closing_is_not_drawn(open_window: MainWindow, qtbot: QtBot):
    panel = open_window.detail
    asked = []
    panel.track_asked.connect(asked.append)
    answer = Answer("detail", 1, panel.detail)
    panel._rest.start()
    open_window.close()
    panel._on_answered(answer)
    open_window.choose_theme(ThemeChoice.DARK)
    qtbot.wait(1_000)
    assert not panel._rest.isActive()
    assert asked == []


def test_closing_while_a_case_is_read_or_scored_asks_once_what_to_do(
    open_window: MainWindow, qtbot: QtBot
):
    spec = JobSpec("tests.gui.streaming_jobs:stream", {"n": 30_000}, "Streaming")
    open_window.runner.run("intake", spec)
    open_window.close()
    open_window.close()
    (dialog,) = open_window.findChildren(LeaveDialog)
    assert open_window.isVisible()
    assert "has to be made again" in dialog.words.text()
    qtbot.mouseClick(dialog.no, Qt.MouseButton.LeftButton)
    assert open_window.runner.main_job == "intake"
    open_window.close()
    qtbot.mouseClick(open_window.findChildren(LeaveDialog)[-1].yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not open_window.isVisible())


def test_without_a_job_the_window_closes_without_asking(open_window: MainWindow):
    open_window.close()
    assert not open_window.isVisible()
    assert not open_window.findChildren(LeaveDialog)


def test_all_columns_fit_a_window_1400_pixels_wide(open_window: MainWindow, qtbot: QtBot):
    table = open_window.candidates.table
    open_window.resize(1400, 900)
    qtbot.waitUntil(lambda: open_window.width() == 1400)
    qtbot.wait(50)
    assert not table.horizontalScrollBar().isVisible()
    narrow = table.columnWidth(index_of("sentence"))
    open_window.resize(1600, 900)
    qtbot.waitUntil(lambda: table.columnWidth(index_of("sentence")) == narrow + 200)


def test_what_was_told_stays_when_the_count_of_waiting_variants_comes_in(open_window: MainWindow):
    open_window.work.told.emit("All variants are scored.")
    open_window.work.pending_known.emit(Waiting())
    assert open_window.job_bar._title.text() == "All variants are scored."


def test_while_the_order_is_frozen_a_row_keeps_its_rank_and_shows_all_else_afresh(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    panel, state = open_window.candidates, open_window.state
    painted(open_window, qtbot)
    old = panel.table_model.ids
    state.close()
    qtbot.waitUntil(lambda: not state.is_open)
    with CaseReader(case) as reader:
        frozen = reader.order(CandidateQuery())
    reranked(case, old[10])
    state.open(case)
    qtbot.waitUntil(lambda: panel.table_model.ids[:1] == (old[10],))
    panel._show_order(frozen)
    state.has_running_job = True
    panel.table_model.refresh()
    qtbot.waitUntil(lambda: cell(open_window, 10, "inheritance") == "dominant")
    assert [cell(open_window, line, "rank") for line in (0, 9, 10)] == ["1", "10", "11"]
    index = panel.table_model.index(10, index_of("rank"))
    tip = panel.table_model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert tip == "11 in the order shown, 1 by now: refresh the order to see it there"
    panel.refresh_order()
    qtbot.waitUntil(lambda: panel.table_model.ids[0] == old[10])
    assert cell(open_window, 0, "rank") == "1"
    assert cell(open_window, 1, "rank") == "2"


def test_the_delta_shown_is_the_one_sorted_and_filtered_by(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    panel, state = open_window.candidates, open_window.state
    far_id = panel.table_model.ids[-1]
    state.close()
    qtbot.waitUntil(lambda: not state.is_open)
    scored_far_away(case, far_id, 0.99)
    state.open(case)
    qtbot.waitUntil(lambda: state.is_open and bool(panel.table_model.ids))
    panel.filters.delta.setCurrentIndex(panel.filters.delta.findData(0.8))
    panel._on_header_clicked(index_of("delta"))
    qtbot.waitUntil(lambda: panel.table_model.ids[:1] == (far_id,))
    painted(open_window, qtbot)
    assert cell(open_window, 0, "delta") == "↔ 0.99 acceptor +"
    assert cell(open_window, 1, "delta") == "0.96 donor −"
    index = panel.table_model.index(0, index_of("delta"))
    tip = panel.table_model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert tip == ("0.99 acceptor +, within 4,999 bases\nWithin 500 bases only: 0.10 donor −")
    row = panel.table_model.row_at(0)
    assert panel._delegate.badge(row, "delta") == panel._delegate.theme.tier(3)


def test_an_unfinished_case_says_what_it_is_and_is_started_again_from_there(
    open_window: MainWindow, tmp_path: Path, qtbot: QtBot
):
    path = tmp_path / "cut.intronaut"
    CaseStore.create(path, info(sources=(SourceFile("variants", "/data/nf1.vcf.gz", ""),))).close()
    open_window.open_case(path)
    qtbot.waitUntil(lambda: open_window.findChild(UnfinishedDialog) is not None)
    told = open_window.findChild(UnfinishedDialog)
    assert "cut.intronaut: this case is unfinished" in told.text()
    assert "Start it again" in told.informativeText()
    assert open_window.pages.currentWidget() is open_window.welcome
    assert path not in open_window.memory.recent
    told.again.click()
    qtbot.waitUntil(lambda: open_window.findChild(OpenDialog) is not None)
    form = open_window.findChild(OpenDialog).form
    assert (form.case.path, form.vcf.path) == (path, Path("/data/nf1.vcf.gz"))
    open_window.findChild(OpenDialog).reject()


def test_an_unfinished_case_may_be_left_alone(window: MainWindow, tmp_path: Path, qtbot: QtBot):
    path = tmp_path / "cut.intronaut"
    CaseStore.create(path, info()).close()
    window.open_case(path)
    qtbot.waitUntil(lambda: window.findChild(UnfinishedDialog) is not None)
    window.findChild(UnfinishedDialog).reject()
    qtbot.wait(200)
    assert window.findChild(OpenDialog) is None


def test_cancelling_the_wider_look_leaves_a_button_to_go_on(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    bar = open_window.job_bar
    assert not bar._resume.isVisible()
    with CaseStore.open(
        case, write=True, owner_token=open_window.state.session._store.owner_token
    ) as store:
        store.begin_scoring()
    spec = JobSpec("tests.gui.streaming_jobs:stream", {"n": 30_000}, "Looking further")
    open_window.work._start("score", spec)
    assert not bar._resume.isVisible()
    bar._cancel.click()
    qtbot.waitUntil(bar._resume.isVisible)
    assert bar._title.text() == "Stopped. What was done is kept."
    assert "wider look" in bar._words.text()


def test_the_title_is_the_name_the_file_has_now(window: MainWindow, case: Path, qtbot: QtBot):
    copy = case.rename(case.with_name("second opinion.intronaut"))
    window.open_case(copy)
    qtbot.waitUntil(lambda: window.windowTitle() == "second opinion — Intronaut")
    window.state.close()
    qtbot.waitUntil(lambda: window.windowTitle() == "Intronaut")


def test_an_unfinished_demo_case_is_made_anew_without_its_old_log(window: MainWindow, qtbot: QtBot):
    folder = paths.data_dir() / "demo"
    folder.mkdir(parents=True)
    old = folder / "demo.intronaut"
    CaseStore.create(old, info()).close()
    logs = [old.with_name(old.name + ending) for ending in ("-wal", "-shm")]
    for log in logs:
        log.write_bytes(b"left by a killed program")
    with qtbot.waitSignal(
        window.state.finished_task, check_params_cb=lambda name, _: name == "demo"
    ):
        window.state.submit("demo", _prepare_demo)
    assert not any(path.exists() for path in (old, *logs))


def test_a_new_case_is_scored_by_itself_unless_its_samples_are_in_doubt(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    work, asked, said = open_window.work, [], []
    monkeypatch.setattr(work, "score", lambda: asked.append("score"))
    work.told.connect(said.append)
    work._score_new_case()
    assert (asked, said) == (["score"], [])
    grave = ("A and B share no allele: samples may be swapped.",)
    told = replace(open_window.state.info, warnings=grave)
    monkeypatch.setattr(open_window.state, "info", told)
    work._score_new_case()
    assert asked == ["score"]
    assert said[0].startswith("Scoring waits: it is in doubt whose samples these are.")


def test_a_list_that_is_not_complete_says_so_in_the_words_of_the_report(
    open_window: MainWindow, case: Path, qtbot: QtBot
):
    notice, state = open_window.candidates.notice, open_window.state
    assert not notice.isVisible()
    state.close()
    qtbot.waitUntil(lambda: not state.is_open)
    with CaseStore.open(case, write=True) as store:
        store.engine_run(replace(RUN, engine_id="another"))
        told = words.unscored(store.ledger(), store.primary_engine())
    assert "40 of 40 variants are not yet scored by another" in told[0]
    state.open(case)
    qtbot.waitUntil(notice.isVisible)
    assert notice.text() == told[0]
    state.close()
    qtbot.waitUntil(lambda: not notice.isVisible())


def test_the_notice_goes_once_the_last_variant_is_scored(
    open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    notice = open_window.candidates.notice
    notice._timer.setInterval(0)
    monkeypatch.setattr(unscored_notice, "unscored", lambda *_: ("NOT FINISHED.",))
    open_window.state.announce(Change(candidates=True))
    qtbot.waitUntil(notice.isVisible)
    monkeypatch.undo()
    open_window.state.announce(Change(candidates=True))
    qtbot.waitUntil(lambda: not notice.isVisible())


def test_the_detail_says_why_there_is_no_score_in_the_words_of_the_report(
    open_window: MainWindow,
):
    detail = open_window.detail.detail
    (line,) = unscored_lines(detail.facts)
    assert line in open_window.detail.facts.toPlainText()
    assert "This does not mean harmless." in line


def test_the_first_few_candidates_of_a_run_come_in_order_until_somebody_moves_among_them(
    open_window: MainWindow, qtbot: QtBot
):
    panel, state = open_window.candidates, open_window.state
    order = panel.table_model.ids
    panel.table_model.set_ids(order[3:5])
    state.has_running_job = True
    state.announce(Change(candidates=True, variant_ids=order[:1]))
    qtbot.waitUntil(lambda: panel.table_model.ids == order)
    panel.table_model.set_ids(order[3:5])
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    state.announce(Change(candidates=True, variant_ids=order[:1]))
    qtbot.waitUntil(panel._pill.isVisible)
    assert panel.table_model.ids == order[3:5]
