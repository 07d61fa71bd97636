"""Several engines in the window: laid side by side, disagreement first; short cuts are a choice."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core import packs
from core.domain.candidate import ENGINES, Reason
from core.domain.score import SpliceDelta, SpliceScore
from core.packs import screening_measured
from core.pipeline.spec import EXACTLY, Computing
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant
from gui.main_window import MainWindow
from gui.main_window.actions import NOT_MEASURED
from models.packs.catalogue import Screening
from tests.gui.case_files import RUN

NOTHING = SpliceDelta(0, 0, 0, 0, 0, 0, 0, 0, masked=False, distance=500)


def second_opinion(case: Path) -> int:
    """Let Pangolin see nothing in the first scored candidate; gives its id."""
    with CaseStore.open(case, write=True) as store:
        rows = store.candidate_rows()
        scores = store.scores([row.variant_id for row in rows])
        key = next(row.variant_id for row in rows if scores[row.variant_id])
        blind = tuple(
            SpliceScore(one.transcript_id, one.gene_symbol, one.strand, NOTHING, NOTHING,
                        replace(NOTHING, distance=4_999))
            for one in scores[key]
        )  # fmt: skip
        run_id = store.engine_run(replace(RUN, engine_id="pangolin", precision="bfloat16"))
        store.write_scores(run_id, [ScoredVariant(key, blind, ())], ())
        disputed = Reason(ENGINES, "The engines disagree.", 0.0)
        store.replace_candidates(
            [
                replace(row, reasons=(*row.reasons, disputed)) if row.variant_id == key else row
                for row in rows
            ],
            store.ranked_by(),
        )
    return key


@pytest.fixture
def disputed(case: Path) -> int:
    """Written before the window opens the case."""
    return second_opinion(case)


def test_the_detail_lays_the_engines_side_by_side_with_the_disagreement_on_top(
    disputed: int, open_window: MainWindow, qtbot: QtBot
):
    open_window.detail.show_variant(disputed)
    facts = open_window.detail.facts
    qtbot.waitUntil(lambda: "Other engines" in facts.toPlainText())
    text = facts.toPlainText()
    first, last = text.index("THE ENGINES DISAGREE"), text.index("are not on one scale")
    assert "⚠" in text[first - 20 : first]
    assert re.search(r"SpliceAI sees .* Pangolin sees no change there", text)
    table = text[first:last]
    assert table.rindex("SpliceAI") < table.rindex("Pangolin")
    assert "calibrated" in table
    assert "not calibrated, bfloat16" in table


def test_with_one_engine_there_is_no_such_section(open_window: MainWindow):
    assert "Other engines" not in open_window.detail.facts.toPlainText()
    assert not open_window.candidates.filters.disagreeing.isVisible()


def test_the_list_can_be_cut_down_to_what_the_engines_disagree_on(
    disputed: int, open_window: MainWindow, qtbot: QtBot
):
    box = open_window.candidates.filters.disagreeing
    qtbot.waitUntil(box.isVisible)
    box.click()
    qtbot.waitUntil(lambda: open_window.candidates.table_model.ids == (disputed,))
    open_window.candidates.filters.clear()
    qtbot.waitUntil(lambda: len(open_window.candidates.table_model.ids) > 1)


def test_fast_arithmetic_is_off_until_it_is_ticked(open_window: MainWindow):
    work, action = open_window.work, open_window.actions_.by_key["fast"]
    assert not action.isChecked()
    assert work.computing == EXACTLY
    action.trigger()
    assert work.computing == Computing(precision="reduced")
    job = open_window.state.session.score_job(computing=work.computing)
    assert job.kwargs["computing"] == Computing(precision="reduced")
    action.trigger()
    assert work.computing == EXACTLY


def test_phased_neighbours_are_read_once_they_are_ticked(open_window: MainWindow):
    action = open_window.actions_.by_key["neighbours"]
    assert not action.isChecked()
    assert "same chromosome copy" in action.toolTip()
    action.trigger()
    assert open_window.work.computing == Computing(phased_neighbours=True)


def test_screening_is_offered_only_with_what_it_was_measured_to_miss(window: MainWindow):
    action = window.actions_.by_key["screening"]
    assert not action.isChecked()
    measured = screening_measured("spliceai")
    if not measured:
        assert not action.isEnabled()
        assert action.text() == "Screening: not available"
        assert action.toolTip().endswith(NOT_MEASURED)
    else:
        assert action.isEnabled()
        assert measured in action.toolTip()


def test_the_measured_recall_stands_in_the_words_of_the_menu(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    card = packs.status("spliceai").card
    record = Screening(threshold=0.01, tuned_on="BRCA1", recall="Finds 99.1 % of ...")
    monkeypatch.setattr(
        packs.packs, "card", lambda _: card.model_copy(update={"screening": record})
    )
    assert screening_measured("spliceai") == "Finds 99.1 % of ... Tuned on BRCA1."
    window.actions_.offer_screening(screening_measured("spliceai"))
    assert "Finds 99.1 %" in window.actions_.by_key["screening"].toolTip()
