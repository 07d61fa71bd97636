"""Previews in the window: their worker, the line above the facts, the dialog, and their words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.domain.score import NotScored, NotScoredReason, SpliceDelta, SpliceScore
from core.pipeline.preview import PACK, Preview
from core.session import CaseReader, Waiting
from gui.dialogs.preview_dialog import PreviewDialog
from gui.main_window import MainWindow
from gui.panels.preview_strip import PreviewStrip, waits_for_score
from gui.panels.preview_words import IN_FULL, LABEL, preview_lines
from gui.panels.preview_worker import PreviewWorker
from tests.gui.case_files import CAUSAL, score_of, variant

JOB = "tests.gui.preview_jobs:serve"
SPELLED = variant(CAUSAL).spelled
SEEN = Preview(SPELLED, variant(CAUSAL), 1, scores=(score_of(CAUSAL),))


@pytest.fixture
def worker(qtbot: QtBot, tmp_path: Path) -> Iterator[PreviewWorker]:
    made = PreviewWorker(job=JOB)
    made.set_case(tmp_path / "first.intronaut")
    yield made
    made.stop()


@pytest.fixture
def serving(open_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window whose previews are answered without networks."""
    monkeypatch.setattr(open_window.previews.worker, "_function", JOB)
    monkeypatch.setattr(open_window.engines, "is_usable", lambda name: name == PACK)
    return open_window


def asked(worker: PreviewWorker, qtbot: QtBot, spelled: str) -> Preview:
    with qtbot.waitSignal(worker.answered) as caught:
        worker.ask(spelled)
    return caught.args[0]


def without_score(case: Path):
    with CaseReader(case) as reader:
        variant_id, _ = reader.find(SPELLED)
        detail = reader.detail(variant_id)
    facts = replace(detail.facts, scores=(), engines=(), not_scored=())
    return detail, replace(detail, facts=facts)


def test_one_worker_answers_one_variant_after_the_other(worker: PreviewWorker, qtbot: QtBot):
    assert asked(worker, qtbot, "a").not_scored == "served for first"
    job = worker._job
    assert asked(worker, qtbot, "b").asked == "b"
    assert worker._job is job


def test_another_case_has_a_worker_of_its_own(worker: PreviewWorker, qtbot: QtBot, tmp_path: Path):
    asked(worker, qtbot, "a")
    worker.set_case(tmp_path / "second.intronaut")
    assert not worker.is_running
    assert asked(worker, qtbot, "a").not_scored == "served for second"


def test_without_a_case_nothing_is_started(worker: PreviewWorker):
    worker.set_case(None)
    worker.ask("a")
    assert not worker.is_running


def test_a_worker_that_ended_is_replaced_when_somebody_asks(worker: PreviewWorker, qtbot: QtBot):
    asked(worker, qtbot, "a")
    worker._requests.send("end")
    qtbot.waitUntil(lambda: not worker.is_running)
    assert asked(worker, qtbot, "b").asked == "b"


def test_a_worker_that_fails_says_why_and_is_not_started_again_and_again(
    worker: PreviewWorker, qtbot: QtBot
):
    assert "The networks are damaged." in asked(worker, qtbot, "fail").not_scored
    assert not worker.is_running
    assert "The networks are damaged." in asked(worker, qtbot, "b").not_scored
    assert not worker.is_running


def test_the_line_asks_only_for_a_variant_without_score(qtbot: QtBot, case: Path):
    scored, unscored = without_score(case)
    strip = PreviewStrip()
    qtbot.addWidget(strip)
    wanted: list[str] = []
    strip.asked.connect(wanted.append)
    strip.set_detail(scored)
    assert wanted == []
    strip.set_detail(unscored)
    strip.set_detail(unscored)
    assert wanted == [SPELLED]
    assert waits_for_score(unscored)
    assert not waits_for_score(scored)


def test_what_another_engine_could_not_say_leaves_the_preview(case: Path):
    _, unscored = without_score(case)
    no_exon, no_element, delins = (
        NotScored(engine_id, NotScoredReason.NO_EXON_NEARBY)
        for engine_id in ("mmsplice", "mpra-dragonn", "spliceai")
    )
    for said, expected in (((no_exon, no_element), True), ((no_exon, delins), False)):
        facts = replace(unscored.facts, not_scored=said)
        assert waits_for_score(replace(unscored, facts=facts)) is expected


def test_the_line_is_labelled_and_gives_way_to_the_score(qtbot: QtBot, case: Path):
    scored, unscored = without_score(case)
    strip = PreviewStrip()
    qtbot.addWidget(strip)
    strip.set_detail(unscored)
    assert strip.isHidden()
    strip.show_preview(replace(SEEN, asked="chr1-1-A-C"))
    assert strip.isHidden()
    strip.show_preview(SEEN)
    assert not strip.isHidden()
    assert "not stored, not for decisions" in strip.title.text()
    assert "donor loss 0.96 at 31,327,484" in strip.words.text()
    strip.set_detail(scored)
    assert strip.isHidden()


def test_the_words_name_gene_effect_and_place_and_no_tier():
    (line,) = preview_lines(SEEN)
    assert line == "NF1: donor loss 0.96 at 31,327,484, donor gain 0.57 at 31,327,425"


def test_a_preview_that_sees_nothing_does_not_say_harmless():
    quiet = SpliceDelta(0.0, 0.0, 0.004, 0.0, 0, 0, 0, 0, False, 500)
    score = SpliceScore("NM_1.1", "NF1", "+", quiet, quiet, None)
    (line,) = preview_lines(replace(SEEN, scores=(score,)))
    assert line.endswith("This does not mean harmless.")


def test_what_was_not_previewed_says_why():
    assert preview_lines(Preview("x", not_scored="lies outside every loaded gene")) == [
        "No preview: lies outside every loaded gene."
    ]
    assert preview_lines(Preview("x", variant(CAUSAL), 1, is_scored=True)) == [IN_FULL]


def test_a_typed_variant_is_answered_in_the_dialog(serving: MainWindow, qtbot: QtBot):
    serving.actions_.by_key["preview"].trigger()
    (dialog,) = serving.findChildren(PreviewDialog)
    assert not dialog.look.isEnabled()
    assert any(LABEL in label.text() for label in dialog.findChildren(QLabel))
    qtbot.keyClicks(dialog.line, SPELLED)
    dialog.look.click()
    qtbot.waitUntil(lambda: "served for nf1-denovo" in dialog.words.text())
    dialog.reject()


def test_the_dialog_says_which_pack_is_missing(open_window: MainWindow):
    open_window.actions_.by_key["preview"].trigger()
    (dialog,) = open_window.findChildren(PreviewDialog)
    assert "needs the OpenSpliceAI pack" in dialog.words.text()
    assert not dialog.line.isEnabled()
    dialog.reject()


def test_nothing_is_started_without_the_pack(open_window: MainWindow):
    open_window.previews.ask(SPELLED)
    assert not open_window.previews.worker.is_running


def test_the_worker_is_ready_before_it_is_needed_and_ends_with_the_case(
    serving: MainWindow, qtbot: QtBot
):
    serving.work.pending_known.emit(Waiting(3))
    assert serving.previews.worker.is_running
    serving.state.close()
    qtbot.waitUntil(lambda: not serving.previews.worker.is_running)


def test_an_opened_variant_without_score_is_previewed(
    serving: MainWindow, qtbot: QtBot, case: Path
):
    _, unscored = without_score(case)
    serving.detail.preview.set_detail(unscored)
    strip = serving.detail.preview
    qtbot.waitUntil(lambda: "served for nf1-denovo" in strip.words.text())
    assert strip.isVisible()
