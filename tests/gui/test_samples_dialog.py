"""The page of sample checks."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.domain.case import SAMPLES_UNCHECKED
from core.interpret.sample_words import of_all, summary, warnings
from core.pipeline.intake import read_case
from core.samples import SamplePage
from gui.dialogs.samples_dialog import SamplesDialog
from gui.main_window import MainWindow
from gui.plots.sample_plots import SamplePlot
from gui.theme import Theme
from tests.core.interpret.test_sample_checks import PEDIGREE, RULES, Population, checked
from tests.core.pipeline.toy import World, drive


def page(*order: int) -> SamplePage:
    """A family of which the samples stand in this order; (0, 1, 2) is as stated."""
    population = Population()
    father, mother = population.founder(is_male=True), population.founder()
    people = [population.child(father, mother), father, mother]
    checks = checked(population.calls([people[i] for i in order]))
    told = summary(checks, RULES), of_all(checks, RULES), warnings(checks, PEDIGREE, RULES)
    return SamplePage(PEDIGREE, checks, RULES, *told)


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> SamplesDialog:
    made = SamplesDialog(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_family_as_stated_shows_its_plots_and_says_so(dialog: SamplesDialog):
    dialog.show_page(page(0, 1, 2))
    titles = [one.accessibleName() for one in dialog.findChildren(SamplePlot)]
    assert titles == [
        "Heterozygous calls on X",
        "Kinship",
        "ALT reads of heterozygous calls",
        "Mendelian errors by chromosome",
        "Heterozygous for one homozygous call",
    ]
    assert dialog.raised.text().startswith("Nothing speaks against the samples")
    assert dialog.raised.property("role") == "good"
    numbers = dialog.numbers.text()
    cells = [cell.split("<")[0] for cell in numbers.split("<td style='padding:2px 12px 2px 0'>")]
    child = cells.index("child")
    stated = PEDIGREE.find("child").sex.value
    assert cells[child + 1 : child + 3] == [stated, stated], "stated, and as X looks"
    assert "Mendelian errors: " in numbers


def test_swapped_samples_stand_on_top_of_the_page(dialog: SamplesDialog):
    dialog.show_page(page(1, 0, 2))
    assert "child and mother do not look like parent and child" in dialog.raised.text()
    assert dialog.raised.property("role") == "danger"


def test_a_case_says_in_the_window_why_a_plot_is_missing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
):
    world = World(tmp_path, samples=("child",))
    world.add(20_900, calls=("0/1",))
    drive(read_case(spec := world.spec()))
    window.open_case(spec.case)
    qtbot.waitUntil(window.actions_.by_key["samples"].isEnabled)
    window.actions_.by_key["samples"].trigger()
    (found,) = window.findChildren(SamplesDialog)
    qtbot.waitUntil(lambda: "100.0%" in found.numbers.text())
    assert not found.findChildren(SamplePlot)
    told = [label.text() for label in found.findChildren(QLabel)]
    assert "Mendelian errors: both parents have to be called in the file." in told


def banner_of(window: MainWindow) -> list[str]:
    return [sentence for _, sentence in window.banner._found]


def test_a_case_that_was_not_checked_is_checked_at_a_click(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
):
    world = World(tmp_path, samples=("child",))
    world.add(20_900, calls=("0/1",))
    drive(read_case(spec := world.spec()))
    with closing(sqlite3.connect(spec.case)) as database:
        database.execute("DELETE FROM sample_check")
        unchecked = "INSERT INTO meta_list VALUES ('warning', 99, ?)"
        database.execute(unchecked, (SAMPLES_UNCHECKED,))
        database.commit()
    window.open_case(spec.case)
    qtbot.waitUntil(window.actions_.by_key["samples"].isEnabled)
    window.actions_.by_key["samples"].trigger()
    (found,) = window.findChildren(SamplesDialog)
    qtbot.waitUntil(found.check_button.isVisible)
    assert "were not checked" in found.raised.text()
    assert SAMPLES_UNCHECKED in banner_of(window)
    found.check_button.click()
    assert not found.check_button.isVisible()
    qtbot.waitUntil(lambda: "100.0%" in found.numbers.text())
    qtbot.waitUntil(lambda: window.runner.main_job == "")
    qtbot.waitUntil(lambda: SAMPLES_UNCHECKED not in banner_of(window))
