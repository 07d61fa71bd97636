"""Reads and decisions: off the GUI thread, newest wins, nothing lost."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from core.domain.candidate import Mark
from core.errors import CaseFileError, ProblemError, UsageError
from core.listing import CandidateQuery
from core.session import CaseReader
from gui.state import Answer, CaseState, Decision

if TYPE_CHECKING:
    from core.change import Change


class Listener:
    """Collects what a state says, and from which thread."""

    def __init__(self, state: CaseState) -> None:
        self.answers: list[Answer] = []
        self.changes: list[Change] = []
        self.problems: list[Exception] = []
        state.answered.connect(self.answers.append)
        state.changed.connect(self.changes.append)
        state.stopped_by_problem.connect(self.problems.append)


@pytest.fixture
def heard(state: CaseState) -> Listener:
    return Listener(state)


@pytest.fixture
def opened(state: CaseState, case: Path, qtbot: QtBot) -> CaseState:
    state.open(case)
    qtbot.waitUntil(lambda: state.is_open)
    return state


def test_opening_a_case_announces_it_once_with_its_identity(
    state: CaseState, heard: Listener, case: Path, qtbot: QtBot
):
    state.open(case)
    qtbot.waitUntil(lambda: bool(heard.changes))
    assert state.info is not None
    assert state.info.name == "nf1-denovo"
    assert [change.case for change in heard.changes] == [True]


def test_a_file_that_is_no_case_is_a_problem_with_a_remedy(
    state: CaseState, heard: Listener, tmp_path: Path, qtbot: QtBot
):
    wrong = tmp_path / "wrong.intronaut"
    wrong.write_text("not a database")
    state.open(wrong)
    qtbot.waitUntil(lambda: bool(heard.problems))
    assert isinstance(heard.problems[0], CaseFileError)
    assert not state.is_open


def test_reads_run_in_the_reader_thread_and_answer_in_the_gui_thread(
    opened: CaseState, heard: Listener, qtbot: QtBot
):
    def read(_: CaseReader) -> str:
        return threading.current_thread().name

    opened.ask("where", read)
    qtbot.waitUntil(lambda: bool(heard.answers))
    assert heard.answers[0].value == "case-reader"
    assert QThread.currentThread() is opened.thread()


def test_of_many_requests_of_one_kind_only_the_newest_is_answered(
    opened: CaseState, heard: Listener, qtbot: QtBot
):
    may_go_on = threading.Event()
    opened.ask("block", lambda _: may_go_on.wait(5))
    tickets = [opened.ask("ids", lambda _, n=n: n) for n in range(20)]
    may_go_on.set()
    qtbot.waitUntil(lambda: any(one.kind == "ids" for one in heard.answers))
    answers = [one for one in heard.answers if one.kind == "ids"]
    assert [(one.ticket, one.value) for one in answers] == [(tickets[-1], 19)]


def test_a_newer_request_interrupts_the_query_under_way(
    opened: CaseState, heard: Listener, qtbot: QtBot
):
    began = threading.Event()

    def count_forever(reader: CaseReader) -> object:
        began.set()
        endless = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        )
        with reader.store._database.read() as connection:
            return connection.exec_driver_sql(endless).fetchall()

    opened.ask("ids", count_forever)
    assert began.wait(5)
    qtbot.wait(50)
    opened.ask("ids", lambda reader: reader.ids(CandidateQuery()))
    qtbot.waitUntil(lambda: any(one.kind == "ids" for one in heard.answers))
    assert len(heard.answers[-1].value) == 40
    assert heard.problems == []


def test_a_problem_of_a_read_reaches_the_person(opened: CaseState, heard: Listener, qtbot: QtBot):
    opened.ask("find", lambda reader: reader.find("chr1-5-A-G"))
    qtbot.waitUntil(lambda: bool(heard.problems))
    assert isinstance(heard.problems[0], UsageError)


def test_a_decision_shows_at_once_and_is_in_the_case_after_closing(
    opened: CaseState, case: Path, qtbot: QtBot
):
    opened.decide(Decision(3, Mark.REPORT, "segregates"))
    assert opened.decision(3) == Decision(3, Mark.REPORT, "segregates")
    assert opened.n_marked() == 1
    opened.close()
    qtbot.waitUntil(lambda: not opened.is_open)
    with CaseReader(case) as reader:
        assert reader.marks() == {3: (Mark.REPORT, "segregates")}


def test_undo_takes_decisions_back_one_by_one(opened: CaseState):
    opened.decide(Decision(3, Mark.REPORT, ""))
    opened.decide(Decision(3, Mark.DISMISSED, "artefact"))
    opened.undo()
    assert opened.decision(3) == Decision(3, Mark.REPORT, "")
    opened.undo()
    assert opened.decision(3).mark is Mark.NONE
    assert not opened.can_undo


def test_decisions_of_an_earlier_session_are_read_when_a_case_opens(
    state: CaseState, case: Path, qtbot: QtBot
):
    state.open(case)
    qtbot.waitUntil(lambda: state.is_open)
    state.decide(Decision(5, Mark.DISMISSED, ""))
    state.open(case)
    qtbot.waitUntil(lambda: state.decision(5).mark is Mark.DISMISSED and not state.can_undo)


def test_a_decision_that_cannot_be_stored_is_taken_back_and_told(
    opened: CaseState, heard: Listener, qtbot: QtBot
):
    opened.decide(Decision(999_999, Mark.REPORT, ""))
    qtbot.waitUntil(lambda: bool(heard.problems))
    qtbot.waitUntil(lambda: opened.decision(999_999).mark is Mark.NONE)


def test_closing_leaves_one_file_without_a_log_beside_it(
    opened: CaseState, case: Path, qtbot: QtBot
):
    opened.ask("ids", lambda reader: reader.ids(CandidateQuery()))
    opened.decide(Decision(3, Mark.REPORT, ""))
    opened.close()
    qtbot.waitUntil(lambda: not opened.is_open)
    assert [path.name for path in case.parent.glob("*.intronaut*")] == [case.name]


def test_stopping_ends_both_threads(qtbot: QtBot, case: Path):
    state = CaseState()
    state.open(case)
    qtbot.waitUntil(lambda: state.is_open)
    state.stop()
    names = {thread.name for thread in threading.enumerate()}
    assert not {"case-reader", "case-writer"} & names


def test_without_a_case_a_job_cannot_be_described(state: CaseState):
    with pytest.raises(ProblemError):
        state.session.score_job()
