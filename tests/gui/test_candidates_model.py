"""Rows of the candidate list after a change: old ones are shown only until they are read again."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from core.domain.candidate import Mark
from gui.table_models import candidates
from gui.table_models.candidates import CandidatesTableModel

N_ROWS = 40


class Store(QObject):
    """Stands in for the open case: answers are given when the test says so."""

    answered = Signal(object)
    is_open = True

    def __init__(self) -> None:
        super().__init__()
        self.version = 1
        self.waiting: list[SimpleNamespace] = []

    def ask(self, kind: str, read: Callable[..., object]) -> int:
        self.waiting.append(SimpleNamespace(kind=kind, value=read(self)))
        return len(self.waiting)

    def answer(self) -> None:
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            self.answered.emit(one)

    def rows(self, ids: tuple[int, ...]) -> tuple[SimpleNamespace, ...]:
        return tuple(
            SimpleNamespace(facts=SimpleNamespace(variant_id=one), rank=self.version) for one in ids
        )

    def decision(self, _: int) -> SimpleNamespace:
        return SimpleNamespace(mark=Mark.NONE, note="")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(candidates, "PAGE_ROWS", 4)
    return Store()


@pytest.fixture
def model(qtbot: QtBot, store: Store) -> CandidatesTableModel:
    made = CandidatesTableModel(store)  # type: ignore[arg-type]
    made.set_ids(range(N_ROWS))
    for line in range(N_ROWS):
        assert seen(qtbot, store, made, line) == 1
    return made


def seen(qtbot: QtBot, store: Store, model: CandidatesTableModel, line: int) -> int:
    """What a line shows once everything it asked for is answered."""
    model.row_at(line)
    qtbot.wait(1)
    store.answer()
    row = model.row_at(line)
    assert row is not None
    return row.candidate.rank


def test_every_row_is_read_again_when_it_is_seen_after_a_change(
    qtbot: QtBot, store: Store, model: CandidatesTableModel
):
    store.version = 2
    model.refresh()
    assert model.row_at(39) is not None, "the old row stays until the new one is there"
    for line in (39, 0, 20):
        assert seen(qtbot, store, model, line) == 2


def test_an_answer_from_before_the_change_is_not_the_last_word(
    qtbot: QtBot, store: Store, model: CandidatesTableModel
):
    model.refresh((7,))
    model.row_at(7)
    qtbot.waitUntil(lambda: bool(store.waiting))
    store.version = 2
    model.refresh()
    store.answer()
    assert seen(qtbot, store, model, 7) == 2


def test_only_what_changed_is_read_again(qtbot: QtBot, store: Store, model: CandidatesTableModel):
    store.version = 2
    model.refresh((7,))
    assert seen(qtbot, store, model, 7) == 2
    assert seen(qtbot, store, model, 20) == 1
