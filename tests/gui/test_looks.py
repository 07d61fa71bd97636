"""What a person sees on a small screen, and words that are the same wherever they stand."""

from collections import defaultdict
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.domain.ledger import AlleleSetAside
from core.domain.trace import Outcome, Trace, TraceStep
from core.errors import UsageError
from core.store.records import SetAsideAllele
from gui import text
from gui.dialogs.about_dialog import keyboard_html
from gui.dialogs.gene_sources_dialog import GeneSourcesDialog
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.term_editor import TermEditor
from gui.dialogs.trace_dialog import TraceDialog
from gui.dialogs.tracks_dialog import TracksDialog
from gui.flow_layout import FlowLayout
from gui.main_window import MainWindow
from gui.main_window.actions import MENUS, Actions
from gui.panels.banner import warnings_of
from gui.plots.variant_plot import VariantPlot
from gui.table_models.set_aside import SetAsideTableModel
from gui.theme import Theme

SMALL = 1_024
LONG = "CA" * 600


@pytest.mark.parametrize("is_beside", [False, True])
def test_the_window_fits_on_a_small_screen_with_the_detail_below_or_beside(
    open_window: MainWindow, qtbot: QtBot, is_beside: bool
):
    open_window.set_beside(is_beside=is_beside)
    qtbot.waitUntil(open_window.detail.bar.isVisible)
    assert open_window.minimumSizeHint().width() <= SMALL
    open_window.resize(SMALL, 700)
    assert open_window.width() == SMALL


def test_a_variant_of_a_thousand_bases_leaves_its_trace_on_the_screen(qtbot: QtBot):
    dialog = TraceDialog(f"chr1-5-{LONG}-C")
    qtbot.addWidget(dialog)
    words = f"chr1-5-{LONG}-C stands at rank 1."
    dialog.show_trace(Trace("", (TraceStep("place", Outcome.TOLD, words),), words))
    assert dialog.minimumSizeHint().width() <= SMALL
    assert dialog.conclusion.text() == f"chr1-5-{LONG[:20]}…(1200 bases)-C stands at rank 1."


def test_words_around_bases_stay_as_they_are():
    assert text.shortened("chr1-5-ACGT-C in CATACT") == "chr1-5-ACGT-C in CATACT"


def test_a_problem_with_a_long_allele_fits_too(qtbot: QtBot):
    dialog = ProblemDialog(UsageError(f"{LONG} is not in this case.", "Look again."))
    qtbot.addWidget(dialog)
    assert "1200 bases" in dialog.text()


def test_the_keyboard_page_names_every_key_of_the_menus():
    told = keyboard_html()
    keys = {entry.keys for entries in MENUS.values() for entry in entries if entry.keys}
    assert {key for key in keys if f"{key}" not in told} == set()


def test_an_allele_set_aside_has_the_words_of_the_ledger():
    shown = SetAsideTableModel()
    reason = AlleleSetAside.SYMBOLIC
    shown.set_items([], [SetAsideAllele(3, 1, "<DEL>", reason)], str)
    assert shown.data(shown.index(0, 3)) == text.ALLELE_REASONS[reason.value]


def flow(qtbot: QtBot, *, is_last_right: bool) -> tuple[QWidget, list[QLabel]]:
    box = QWidget()
    qtbot.addWidget(box)
    layout = FlowLayout(box, is_last_right=is_last_right)
    labels = [QLabel("some words") for _ in range(3)]
    for label in labels:
        layout.addWidget(label)
    box.show()
    return box, labels


def test_what_does_not_fit_on_a_line_goes_to_the_next(qtbot: QtBot):
    box, labels = flow(qtbot, is_last_right=False)
    box.resize(2 * labels[0].sizeHint().width() + 10, 200)
    qtbot.waitUntil(lambda: labels[2].y() > labels[1].y())
    assert labels[2].x() == labels[0].x()


def test_what_is_hidden_takes_no_room_and_the_last_stands_at_the_right(qtbot: QtBot):
    box, labels = flow(qtbot, is_last_right=True)
    labels[0].hide()
    box.resize(600, 60)
    qtbot.waitUntil(lambda: labels[2].geometry().right() == 599)
    assert labels[1].x() == 0


def test_rows_without_height_have_short_names(qtbot: QtBot, theme: Theme):
    plot = VariantPlot(theme)
    qtbot.addWidget(plot)
    plot.show()
    plot.resize(600, 600)
    qtbot.waitUntil(lambda: plot._plots[4].left.labelText == "ALT bases")
    plot.resize(600, 240)
    qtbot.waitUntil(lambda: plot._plots[4].left.labelText == "ALT")


def test_notes_beyond_the_first_are_shown_by_a_button_that_keys_reach(
    open_window: MainWindow, qtbot: QtBot
):
    banner, info = open_window.banner, open_window.state.info
    banner.show_case(replace(info, warnings=("one", "two", "three", "four", "five")))
    (more,) = banner.findChildren(QPushButton)
    assert more.focusPolicy() & Qt.FocusPolicy.TabFocus
    n_more = int(more.text().split()[1])
    assert more.text().endswith("more note" if n_more == 1 else "more notes")
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)

    def shown() -> set[str]:
        return {label.text() for label in banner.findChildren(QLabel) if label.isVisible()}

    qtbot.waitUntil(lambda: shown() >= {"one", "two", "three", "four", "five"})
    (fewer,) = (one for one in banner.findChildren(QPushButton) if one.isVisible())
    qtbot.mouseClick(fewer, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "five" not in shown())


def test_what_puts_the_samples_in_doubt_comes_first_and_in_red(open_window: MainWindow):
    grave = "A and B share no allele: samples may be swapped."
    told = replace(open_window.state.info, warnings=("one", grave), is_artificial=False)
    found = warnings_of(told)
    assert found[0] == ("danger", grave)
    assert ("warning", "one") in found


def test_the_search_for_terms_leaves_room_for_the_form_around_it(qtbot: QtBot):
    editor = TermEditor()
    qtbot.addWidget(editor)
    editor.ontology.show()
    assert editor.ontology.sizeHint().width() <= 300


@pytest.mark.parametrize("kind", [TracksDialog, GeneSourcesDialog])
def test_a_button_that_cannot_be_pressed_says_what_it_needs(qtbot: QtBot, kind):
    dialog = kind(**{"can_look" if kind is TracksDialog else "can_take": False})
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not dialog.is_busy)
    button = dialog.look if kind is TracksDialog else dialog.take
    assert not button.isEnabled()
    assert button.toolTip().startswith("Needs an open case")


def test_an_entry_that_cannot_be_used_says_why(qtbot: QtBot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window, defaultdict(lambda: lambda: None))
    actions.update(has_list=False, has_case=False, is_idle=True, has_variant=False)
    assert actions.by_key["gates"].toolTip() == "Needs an open case."
    actions.update(has_list=True, has_case=True, is_idle=False, has_variant=False)
    assert actions.by_key["gates"].toolTip() == "Can be used when the running work is done."
    assert actions.by_key["note"].toolTip() == "Needs a chosen variant."
    actions.update(has_list=True, has_case=True, is_idle=True, has_variant=True)
    assert actions.by_key["gates"].toolTip().startswith("Gates")
