"""The choice of tracks of regulatory engines, and of the methods each of them has."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.domain.attribution import AskedTrack, AttributionMethod
from core.domain.regulatory import RegulatoryScore, TrackChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import EngineRun, SpliceEffect
from core.review import VariantDetail
from gui.main_window import MainWindow
from gui.panels.explain_bar import ExplainBar
from tests.gui.case_files import attribution

M = AttributionMethod
RUN = EngineRun("networks", "1", "ef" * 32, 100, "", "", "float32")
SMALL, LARGE = RegulatoryTrack("small", "MPRA", "K562"), RegulatoryTrack("large", "MPRA", "HepG2")
SCORE = RegulatoryScore(
    "", "", "", "",
    (TrackChange(SMALL, 1.0, 1.1, 0.1), TrackChange(LARGE, 1.0, 0.2, -0.8)),
    2, 0.5, RUN, methods=(M.ISM, M.GRADIENT_X_INPUT),
)  # fmt: skip
MOTIFS = replace(SCORE, run=replace(RUN, engine_id="motifs"), methods=())
ASKED = AskedTrack("networks", "large", "", "")


@pytest.fixture
def shown(open_window: MainWindow, qtbot: QtBot) -> MainWindow:
    open_window.candidates.step(1)
    qtbot.waitUntil(lambda: open_window.detail.detail is not None)
    qtbot.waitUntil(open_window.detail.bar.effect.isEnabled)
    return open_window


def with_scores(detail: VariantDetail, *scores: RegulatoryScore) -> VariantDetail:
    return replace(detail, facts=replace(detail.facts, regulatory=scores))


def items(bar: ExplainBar) -> list[str]:
    return [bar.effect.itemText(at) for at in range(bar.effect.count())]


def methods(bar: ExplainBar) -> list[AttributionMethod]:
    return [M(bar.method.itemData(at)) for at in range(bar.method.count())]


def test_tracks_stand_below_the_effects_largest_first_and_motifs_are_not_offered(shown):
    bar, detail = shown.detail.bar, shown.detail.detail
    bar.set_detail(with_scores(detail, SCORE, MOTIFS))
    effects = [effect.value for effect in SpliceEffect]
    assert items(bar) == [
        *effects,
        "networks large (MPRA in HepG2)",
        "networks small (MPRA in K562)",
    ]
    bar.set_detail(with_scores(detail))
    assert items(bar) == effects


def test_where_no_site_changes_the_track_is_chosen(shown):
    bar, detail = shown.detail.bar, with_scores(shown.detail.detail, SCORE)
    bar.set_detail(detail)
    assert isinstance(bar.about, SpliceEffect)
    bar.set_detail(replace(detail, facts=replace(detail.facts, scores=())))
    assert bar.about == ASKED
    assert bar.explain.isEnabled()


def test_where_only_tracks_are_scored_the_panel_says_that_splicing_waits(shown):
    detail = with_scores(shown.detail.detail, SCORE)
    facts = replace(detail.facts, scores=(), engines=(), not_scored=())
    shown.detail._show(replace(detail, facts=facts, tracks=(), attributions=()))
    said = "Splicing has not been scored yet. Scored only by other engines: networks."
    assert said in shown.detail.facts.toPlainText()
    assert shown.detail.plot._tracks["ref"]._message == said


def test_without_sites_the_legend_tells_what_the_letters_of_a_track_mean(shown):
    assert shown.detail.hover.text().startswith("A acceptor, D donor")
    detail = with_scores(shown.detail.detail, SCORE)
    explained = replace(
        attribution(), engine_id="networks", transcript_id="", effect=None, track=LARGE
    )
    facts = replace(detail.facts, scores=(), engines=())
    shown.detail._show(replace(detail, facts=facts, tracks=(), attributions=(explained,)))
    shown.detail.bar.set_detail(shown.detail.detail)
    shown.detail._show_explanation()
    assert shown.detail.hover.text() == "Letters up: raises the track. Down: lowers the track."


def test_what_was_scored_while_one_looks_can_be_explained_at_once(shown):
    panel, scored = shown.detail, with_scores(shown.detail.detail, SCORE)
    unscored = replace(scored, facts=replace(scored.facts, scores=(), engines=(), regulatory=()))
    panel._show(unscored)
    assert not panel.bar.effect.isEnabled()
    panel._show(replace(scored, facts=replace(scored.facts, scores=(), engines=())))
    assert panel.bar.about == ASKED
    assert panel.bar.explain.isEnabled()
    panel._show(scored)
    assert len(items(panel.bar)) == len(SpliceEffect) + 2


def test_a_choice_stays_while_more_is_learned_of_the_same_variant(shown):
    panel, scored = shown.detail, with_scores(shown.detail.detail, SCORE)
    panel._show(scored)
    panel.bar.effect.setCurrentIndex(1)
    panel._show(replace(scored, note="looked at"))
    assert panel.bar.effect.currentIndex() == 1


def test_only_methods_of_the_engine_are_offered_and_the_chosen_one_is_kept(shown):
    bar, detail = shown.detail.bar, with_scores(shown.detail.detail, SCORE)
    bar.set_detail(detail)
    assert methods(bar) == [M.ISM, M.INTEGRATED_GRADIENTS, M.GRADIENT_X_INPUT, M.SALIENCY]
    bar.method.setCurrentIndex(bar.method.findData(M.GRADIENT_X_INPUT))
    bar.effect.setCurrentIndex(len(SpliceEffect))
    assert methods(bar) == [M.ISM, M.GRADIENT_X_INPUT]
    assert bar.choice == (ASKED, M.GRADIENT_X_INPUT)
    bar.effect.setCurrentIndex(0)
    bar.method.setCurrentIndex(bar.method.findData(M.SALIENCY))
    bar.effect.setCurrentIndex(len(SpliceEffect))
    assert bar.choice[1] is M.ISM


def test_a_track_is_asked_for_and_only_its_own_explanation_fits(
    shown: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    ran: list[object] = []
    monkeypatch.setattr(shown.runner, "run_small", lambda _, spec: ran.append(spec))
    bar = shown.detail.bar
    bar.set_detail(with_scores(shown.detail.detail, SCORE))
    bar.effect.setCurrentIndex(len(SpliceEffect))
    bar.show_state(None, is_running=False)
    bar.explain.click()
    (spec,) = ran
    assert spec.kwargs["asked"] == ASKED
    assert spec.function.endswith("attribute_track")
    of_site = attribution()
    of_track = replace(
        of_site, engine_id="networks", transcript_id="", effect=None, track=LARGE, subject=""
    )
    of_other = replace(of_track, track=SMALL)
    assert bar.chosen([of_site, of_other, of_track]) is of_track


def test_a_base_raises_or_lowers_a_track(shown: MainWindow):
    plot = shown.detail.plot
    whole = replace(attribution(), effect=None, track=LARGE)
    plot.show_explanation(whole)
    base = int(whole.ref.contribution.argmax())
    words = plot._explained.words_at(0, float(whole.ref.offsets[base]), 1_000)
    assert "raises the track" in words


def test_in_a_low_window_the_plot_scrolls_instead_of_shrinking(shown, qtbot: QtBot):
    shown.resize(1000, 520)
    detail = with_scores(shown.detail.detail, SCORE)
    explained = replace(
        attribution(), engine_id="networks", transcript_id="", effect=None, track=LARGE
    )
    shown.detail._show(replace(detail, attributions=(explained,)))
    shown.detail.bar.effect.setCurrentIndex(shown.detail.bar.effect.count() - 2)
    plot = shown.detail.plot
    qtbot.waitUntil(lambda: plot.height() >= 300)
    assert plot.height() > plot.parentWidget().height(), "it is higher than what is seen of it"
