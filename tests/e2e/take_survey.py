"""Pictures of every screen, to be looked at: any scored case, one theme, one size, one font scale.

`QT_FONT_DPI=120 installer/with_display.sh python tests/e2e/take_survey.py CASE OUT --theme dark
--size 1024x700`. Prints every dialog that is larger than the window's screen and every text that
is cut without a tool tip. The case is copied first; INTRONAUT_DATA says which packs and sources there are.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QTextBrowser, QWidget

from core.session import Session
from gui.app import GarbageCollector, make_application
from gui.dialogs.leave_dialog import LeaveDialog
from gui.dialogs.licence_dialog import LicenceDialog
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.patient_dialog import PatientDialog
from gui.printing import Printer
from gui.theme import ThemeChoice
from tests.e2e.album import Album, pause, wait

LAPTOP = QSize(1280, 720)
"""A dialog must fit on this screen."""


class Survey:
    """Goes through every screen of one window."""

    def __init__(self, album: Album, case: Path) -> None:
        self.album, self.case, self.window = album, case, album.window
        self.n = 0

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture and name what can be seen without looking."""
        self.n += 1
        shown = widget or self.window
        self.album.save(f"{self.n:02}-{name}", widget)
        size = shown.size()
        if widget is not None and (
            size.width() > LAPTOP.width() or size.height() > LAPTOP.height()
        ):
            sys.stdout.write(f"{name}: {size.width()} x {size.height()} does not fit on a laptop\n")
        for words in cut_texts(shown):
            sys.stdout.write(f"{name}: cut without a tool tip: {words!r}\n")

    def dialog(self, name: str, open_it: Callable[[], object], seconds: float = 1.0) -> QWidget:
        """Open a dialog by its command and save it as it comes."""
        before = set(self.window.findChildren(QDialog))
        open_it()
        pause(seconds)
        new = [one for one in self.window.findChildren(QDialog) if one not in before]
        shown = next(one for one in new if one.isVisible())
        self.save(name, shown)
        return shown

    def every(self, name: str, open_it: Callable[[], object], seconds: float = 1.0) -> None:
        """Open a dialog, save it, close it."""
        shown = self.dialog(name, open_it, seconds)
        shown.close()
        pause(0.2)


def cut_texts(shown: QWidget) -> list[str]:
    """Words of labels and buttons that have less room than they need and no tool tip."""
    found = []
    for one in (*shown.findChildren(QLabel), *shown.findChildren(QPushButton)):
        if not one.isVisible() or not one.text() or one.toolTip():
            continue
        needed = one.sizeHint()
        wraps = isinstance(one, QLabel) and one.wordWrap()
        tall = one.heightForWidth(one.width()) if wraps else needed.height()
        if (not wraps and one.width() < needed.width() - 1) or one.height() < tall - 1:
            found.append(one.text()[:80])
    return found


def survey_without_case(survey: Survey) -> None:
    """First page, new case, what can be opened without a case."""
    window, commands = survey.window, survey.window.commands
    survey.save("welcome")
    new = survey.dialog("new-case-empty", commands.new_case)
    assert isinstance(new, OpenDialog)
    new.form.vcf.set_path(survey.case)
    wait(lambda: new._job is None)
    pause(1)
    survey.save("new-case-wrong-file", new)
    new.close()
    survey.every("engines", window.engines.show, 3)
    survey.every("gene-sources", window.gene_sources.show, 3)
    survey.every("tracks", window.tracks.show, 3)
    survey.every("cache", commands.show_cache, 2)
    survey.every("keyboard", commands.show_keyboard)
    survey.every("licence", commands.show_licence)
    survey.every("about", commands.show_about)
    survey.every("consent", lambda: LicenceDialog("The SpliceAI pack", "Terms.", window).open())
    other = Session()
    other.open(survey.case)
    survey.every("locked", lambda: window.open_case(survey.case), 2)
    other.close()
    survey.every("crash", lambda: commands.show_problem(RuntimeError("a thing nobody foresaw")))
    survey.every("leave", lambda: LeaveDialog("score", window).open())


def survey_case(survey: Survey) -> None:
    """Everything about an open case."""
    window, commands = survey.window, survey.window.commands
    window.open_case(survey.case)
    survey.album.wait_for_case()
    pause(3)
    survey.save("case")
    facts = window.detail.findChildren(QTextBrowser)[0]
    bar = facts.verticalScrollBar()
    for part in range(1, 6):
        bar.setValue(part * (facts.viewport().height() - 20))
        survey.save(f"case-facts-{part}")
        if bar.value() == bar.maximum():
            break
    window.set_beside(is_beside=True)
    pause(0.5)
    survey.save("case-beside")
    window.set_beside(is_beside=False)
    gates = survey.dialog("gates", window.gates.show, 3)
    gates.close()
    survey.every("trace", window.traces.show, 2)
    patient = survey.dialog("patient", window.patient.show, 3)
    assert isinstance(patient, PatientDialog)
    patient.close()
    survey.every("samples", window.actions_.by_key["samples"].trigger, 3)
    survey.every("ledger", commands.show_ledger, 2)
    survey.every("others", commands.show_others, 2)
    survey.every("tables", window.tables.show, 2)
    survey.every("preview", commands.show_preview, 1)
    survey.every("note", commands.edit_note)
    survey.every("export", commands.export)
    window.candidates.filters.words.setText("no such gene")
    pause(1.5)
    survey.save("nothing-matches")
    window.candidates.filters.clear()


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--size", default="1280x800")
    wanted = parser.parse_args()
    folder = wanted.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    width, height = map(int, wanted.size.split("x"))
    app = make_application()
    collector = GarbageCollector(app)
    with tempfile.TemporaryDirectory(prefix="cases-") as work:
        case = Path(work) / wanted.case.name
        shutil.copyfile(wanted.case, case)
        album = Album(folder, ThemeChoice(wanted.theme), Printer(), QSize(width, height))
        survey = Survey(album, case)
        survey_without_case(survey)
        survey_case(survey)
        album.window.leave()
    collector.stop()
    QApplication.quit()


if __name__ == "__main__":
    sys.exit(main())
