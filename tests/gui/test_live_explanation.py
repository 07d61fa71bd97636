"""An explanation drawn while it grows, and stopped where nobody looks at it any more."""

import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.domain.attribution import Attribution, AttributionMethod
from core.domain.score import SpliceEffect
from core.job import Progress
from core.worker import JobSpec
from gui.jobs import JobRunner
from gui.main_window import MainWindow
from gui.pace import Pace
from gui.panels.live_explanation import PAUSE_MILLISECONDS, LiveExplanation
from gui.plots.logo import LogoItem
from tests.gui.case_files import attribution

EFFECT = SpliceEffect.ACCEPTOR_LOSS


def grown(n_done: int, method: AttributionMethod = AttributionMethod.ISM) -> Attribution:
    """The fixed explanation of another effect, with so many bases of each allele done."""
    whole = replace(attribution(), effect=EFFECT, method=method)
    residual = None if method is AttributionMethod.ISM else 1.5 / (10 + n_done)
    sides = []
    for allele in (whole.ref, whole.alt):
        done = np.arange(len(allele.sequence)) < n_done
        contribution = np.where(done, allele.contribution, 0).astype(np.float32)
        sides.append(replace(allele, done=done, contribution=contribution, residual=residual))
    return replace(whole, ref=sides[0], alt=sides[1])


def whole(method: AttributionMethod = AttributionMethod.ISM) -> Attribution:
    return grown(grown(0).n_bases, method)


def count_slowly(n: int, seconds: float) -> Generator[Progress, None, int]:
    for number in range(n):
        yield Progress("counting", number, n, "steps")
        time.sleep(seconds)
    return n


def test_pictures_come_at_most_five_times_a_second_and_the_last_one_always(qtbot: QtBot):
    live = LiveExplanation()
    seen: list[int] = []
    live.sharpened.connect(lambda: seen.append(live.of(7).n_done))  # type: ignore[union-attr]
    for n_done in range(20):
        live.take(7, grown(n_done))
    assert seen == [0]
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == [0, 38]
    assert live.of(8) is None
    live.clear()
    assert live.of(7) is None


@pytest.fixture
def asked(open_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> int:
    """The id of a variant of which an effect that is not explained yet is being explained."""
    monkeypatch.setattr(open_window.runner, "run_small", lambda *_: None)
    open_window.candidates.step(1)
    bar = open_window.detail.bar
    qtbot.waitUntil(lambda: bar.explain.text() == "Explained")
    bar.effect.setCurrentIndex(bar.effect.findData(EFFECT))
    bar.explain.click()
    variant_id = open_window.candidates.current_id
    assert variant_id is not None
    return variant_id


def tell(window: MainWindow, variant_id: int, so_far: Attribution) -> None:
    progress = Progress("explaining base by base", 1, 2, "bases", so_far=so_far)
    window.runner.progressed.emit(f"explain {variant_id}", Pace(progress, None, None))


def test_the_logo_is_drawn_while_it_grows_and_says_how_far_it_is(
    open_window: MainWindow, asked: int, qtbot: QtBot
):
    detail = open_window.detail
    assert not detail.plot._plots[3].isVisible()
    tell(open_window, asked, grown(40))
    qtbot.waitUntil(detail.plot._plots[3].isVisible)
    assert detail.bar.state.text() == "80 of 602 bases"
    assert detail.bar.explain.text() == "Explaining…"
    tell(open_window, asked, grown(90))
    qtbot.waitUntil(lambda: detail.bar.state.text() == "180 of 602 bases")
    tell(open_window, asked, whole())
    qtbot.waitUntil(lambda: detail.bar.state.text() == "")


def test_integrated_gradients_say_how_complete_they_are(
    open_window: MainWindow, asked: int, qtbot: QtBot
):
    bar, method = open_window.detail.bar, AttributionMethod.INTEGRATED_GRADIENTS
    bar.method.setCurrentIndex(bar.method.findData(method))
    tell(open_window, asked, grown(0, method))
    qtbot.waitUntil(lambda: bar.state.text() == "sharpening, completeness 0.150")
    tell(open_window, asked, whole(method))
    qtbot.waitUntil(lambda: bar.state.text() == "completeness 0.002")


def test_what_is_known_of_another_variant_or_effect_is_not_drawn(
    open_window: MainWindow, asked: int, qtbot: QtBot
):
    detail = open_window.detail
    detail.show_so_far(asked + 1, grown(40))
    detail.show_so_far(asked, replace(grown(40), effect=SpliceEffect.DONOR_GAIN))
    qtbot.wait(PAUSE_MILLISECONDS * 2)
    assert not detail.plot._plots[3].isVisible()


def test_an_explanation_that_stops_half_way_is_taken_off(
    open_window: MainWindow, asked: int, qtbot: QtBot
):
    detail = open_window.detail
    tell(open_window, asked, grown(40))
    qtbot.waitUntil(detail.plot._plots[3].isVisible)
    detail.set_explaining(asked, is_running=False)
    assert not detail.plot._plots[3].isVisible()
    assert detail.bar.explain.text() == "Explain"


def test_choosing_another_candidate_stops_the_explanation(
    open_window: MainWindow, asked: int, monkeypatch: pytest.MonkeyPatch
):
    stopped: list[str] = []
    monkeypatch.setattr(open_window.runner, "cancel_small", stopped.append)
    open_window.candidates.step(1)
    assert stopped == [f"explain {asked}"]


def test_a_small_job_under_way_or_waiting_is_stopped_by_name(qtbot: QtBot, tmp_path: Path):
    runner = JobRunner()
    ended = []
    runner.ended.connect(lambda outcome: ended.append((outcome.name, outcome.is_cancelled)))
    spec = JobSpec("tests.gui.test_live_explanation:count_slowly", {"n": 1_000, "seconds": 0.01})
    runner.run_small("first", spec)
    runner.run_small("second", spec)
    runner.cancel_small("second")
    assert ended == [("second", True)]
    assert not runner.waits("second")
    with qtbot.waitSignal(runner.progressed):
        pass
    runner.cancel_small("first")
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended[1] == ("first", True)
    runner.stop()


def test_bases_not_computed_yet_are_told_apart_from_bases_without_effect(theme):
    item = LogoItem(theme)
    explained = grown(151)
    item.set_allele(explained.ref, 1.0, (0, 1))
    assert item.words_at(120, 1_000).endswith("not computed yet")
    assert "the site" in item.words_at(-100, 1_000)
