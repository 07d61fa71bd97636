"""Attention maps: offered where an engine has them, layer by layer, read in words."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from core.domain.attention import AlleleAttention, Attention
from core.domain.attribution import AttributionMethod
from core.worker import JobSpec
from gui.dialogs.attention_dialog import AttentionDialog
from gui.main_window import MainWindow
from gui.panels.explain_bar import ExplainBar
from gui.plots.variant_plot import VariantPlot
from gui.theme import Theme
from tests.gui.test_explain_tracks import SCORE, shown, with_scores

__all__ = ("shown",)
M = AttributionMethod
POS = 1_000
ATTENTIVE = replace(SCORE, methods=(M.ISM, M.ATTENTION_ROLLOUT))


def allele(sequence: str = "GAT", first: int = -1, share: float = 0.25) -> AlleleAttention:
    n_bases = len(sequence)
    layers = np.zeros((2, n_bases, n_bases), np.float32)
    layers[1, 0, 1] = share
    return AlleleAttention(sequence, np.arange(first, first + n_bases, dtype=np.int32), layers)


FOUND = Attention("my-bert", allele(), allele("GCT", share=0.75))


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> AttentionDialog:
    job = JobSpec("core.pipeline.attention:attention_of", {}, "Reading where the network looks")
    made = AttentionDialog(job, "DNABERT at chr1:1,000", POS, theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def words(dialog: AttentionDialog, row: int, column: int) -> str:
    place = dialog.plot._box.mapViewToScene(QPointF(column + 0.5, row + 0.5))
    return dialog.plot.words_at(place)


def items(box: object) -> list[str]:
    return [box.itemText(at) for at in range(box.count())]


def test_the_mean_of_all_layers_comes_first_then_each_layer(dialog: AttentionDialog, qtbot: QtBot):
    dialog.take(FOUND)
    qtbot.wait(50)
    assert items(dialog.layer) == ["Mean of all layers", "Layer 1", "Layer 2"]
    assert words(dialog, 0, 1) == "G at 999 looks at A at 1,000: +0.1250"
    dialog.layer.setCurrentIndex(2)
    assert words(dialog, 0, 1) == "G at 999 looks at A at 1,000: +0.2500"
    dialog.layer.setCurrentIndex(1)
    assert words(dialog, 0, 1).endswith("0.0000")


def test_alt_and_what_changed_are_shown_too(dialog: AttentionDialog, qtbot: QtBot):
    dialog.take(FOUND)
    qtbot.wait(50)
    assert items(dialog.allele) == ["REF", "ALT", "ALT minus REF"]
    dialog.layer.setCurrentIndex(2)
    dialog.allele.setCurrentIndex(1)
    assert words(dialog, 0, 1) == "G at 999 looks at C at 1,000: +0.7500"
    dialog.allele.setCurrentIndex(2)
    assert words(dialog, 0, 1) == "G at 999 looks at C at 1,000: +0.5000"


def test_alleles_of_different_length_are_not_subtracted(dialog: AttentionDialog):
    dialog.take(Attention("my-bert", allele(), allele("GATT")))
    assert items(dialog.allele) == ["REF", "ALT"]


def test_what_is_there_is_not_computed_again(dialog: AttentionDialog):
    assert dialog.start.isEnabled()
    dialog.take(FOUND)
    assert not dialog.start.isEnabled()


def test_outside_of_the_map_nothing_is_said(dialog: AttentionDialog):
    assert words(dialog, 0, 0) == ""
    dialog.take(FOUND)
    assert words(dialog, 5, 0) == ""


def test_a_refusal_stands_as_its_sentence(open_window: MainWindow, qtbot: QtBot):
    bar = open_window.detail.bar
    bar.set_detail(with_scores(open_window.detail.detail, ATTENTIVE))
    bar.effect.setCurrentIndex(bar.effect.count() - 1)
    bar.method.setCurrentIndex(bar.method.findData(M.ATTENTION_ROLLOUT))
    bar.map.click()
    (dialog,) = open_window.findChildren(AttentionDialog)
    qtbot.waitUntil(lambda: not dialog.is_busy)
    assert "has no score of networks" in dialog.told.text()
    dialog.reject()


def test_the_map_is_offered_with_attention_alone(qtbot: QtBot, theme: Theme, shown: MainWindow):
    plot = VariantPlot(theme)
    bar = ExplainBar(plot)
    qtbot.addWidget(plot)
    qtbot.addWidget(bar)
    bar.show()
    assert not bar.map.isVisible()
    bar.set_detail(with_scores(shown.detail.detail, ATTENTIVE))
    bar.effect.setCurrentIndex(bar.effect.count() - 1)
    assert not bar.map.isVisible()
    bar.method.setCurrentIndex(bar.method.findData(M.ATTENTION_ROLLOUT))
    assert bar.map.isVisible()
    bar.effect.setCurrentIndex(0)
    assert not bar.map.isVisible()
    assert bar.method.findData(M.ATTENTION_ROLLOUT) == -1
