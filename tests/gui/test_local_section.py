"""What tracks and tables say, in the detail view: shown, and looked up when a variant is opened."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from core.domain.local_value import (
    Coverage,
    LocalEntry,
    LocalSays,
    LocalSource,
    LocalValue,
    Registration,
)
from core.pipeline.local_sources import add_local_source
from core.sources.registry import registered
from core.store.case_store import CaseStore
from gui.main_window import MainWindow
from gui.panels.local_html import local_section
from gui.theme import load_theme
from tests.core.pipeline.toy import drive
from tests.core.sources.local_files import write_table
from tests.gui.case_files import make_case

LIGHT = load_theme("light")
SOURCE = LocalSource("s", "CADD <x>", "cadd", "allele", "/a", "0", "GRCh38", "1.7", worse="higher")


def html(value: LocalValue | None) -> str:
    return local_section((LocalSays(SOURCE, value),), LIGHT)


def test_nothing_is_shown_without_sources() -> None:
    assert local_section((), LIGHT) == ""


def test_a_value_stands_with_version_and_direction() -> None:
    shown = html(LocalValue(Coverage.PRESENT, (LocalEntry(0.0, "", "G1", "T1"),)))
    assert "CADD &lt;x&gt; (1.7)" in shown
    assert "G1 T1: 0<br>" in shown
    assert "higher is worse" in shown


def test_a_source_that_says_nothing_says_why() -> None:
    assert "<i>" in html(LocalValue(Coverage.ABSENT))
    assert "no value here, which is not 0" in html(LocalValue(Coverage.ABSENT))
    assert "not looked up yet" in html(None)


def test_a_variant_is_looked_up_when_it_is_opened(qtbot: QtBot, tmp_path: Path, window: MainWindow):
    case = make_case(tmp_path / "nf1.intronaut")
    bed = write_table(tmp_path / "own.bed", "chr17 0 83000000 everything 1")
    drive(add_local_source(Registration(bed, assembly="GRCh38")))
    with CaseStore.open(case, write=True) as store:
        store.local_values.take(registered())
    window.state.open(case)
    qtbot.waitUntil(lambda: window.detail.detail is not None)

    def is_answered() -> bool:
        detail = window.detail.detail
        return detail is not None and all(one.value is not None for one in detail.local)

    qtbot.waitUntil(is_answered)
    assert "everything (chr17:1-83,000,000)" in window.detail.facts.toPlainText()
