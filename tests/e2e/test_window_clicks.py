"""A person at the window: mouse and keys, the real demo data, the real networks, one case file."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.demo import demo_spec
from core.domain.candidate import Mark
from core.pipeline.spec import IntakeSpec
from core.session import CaseReader
from core.worker import JobSpec
from gui.app import GarbageCollector, make_application
from gui.dialogs.export_dialog import ExportDialog
from gui.dialogs.leave_dialog import WHAT_HAPPENS, LeaveDialog
from gui.dialogs.note_dialog import NoteDialog
from gui.dialogs.open_dialog import CHOOSE_PATIENT, OpenDialog
from gui.dialogs.problem_dialog import ProblemDialog
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.printing import Printer
from gui.theme import ThemeChoice, ThemeKeeper
from tests.gui.case_files import make_case
from tests.gui.metronome import Metronome, slowness

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.alone,
    pytest.mark.gui,
    pytest.mark.qt_log_ignore("propagateSizeHints"),
]

BOUND = 0.2
"""Seconds of processor time of the GUI thread in one turn of its event loop: what would block it."""
BLOCKED = 1.0
"""Seconds by the clock; a machine that is shared may stop us altogether."""
D = TypeVar("D", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
DONOR_LOSS = 12_821
PLANTED = {
    12_821, 25_341, 26_930, 38_443, 41_673,
    14_027, 26_097, 26_100, 27_255, 38_980, 39_803, 42_342, 42_625,
}  # fmt: skip
N_OTHERS = 30
SECOND_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from gui.app import make_application
from gui.dialogs.problem_dialog import ProblemDialog
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.theme import ThemeKeeper

app = make_application()
window = MainWindow(ThemeKeeper(), None, WindowMemory())
window.show()
window.open_case(Path(sys.argv[1]))
loop, timer = QEventLoop(), QTimer()
timer.timeout.connect(lambda: loop.quit() if window.findChild(ProblemDialog) else None)
timer.start(20)
QTimer.singleShot(30_000, loop.quit)
loop.exec()
dialog = window.findChild(ProblemDialog)
print(dialog.text(), dialog.informativeText(), sep="\\n")
dialog.close()
window.close()
"""


@pytest.fixture
def data_folder(spliceai_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's data folder of its own, with the installed packs."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "packs").symlink_to(spliceai_pack / "packs")
    monkeypatch.setenv("INTRONAUT_DATA", str(folder))
    return folder


@pytest.fixture
def files(tmp_path: Path) -> IntakeSpec:
    """The demo's files with a short variant file: all that was planted, and some others."""
    spec = demo_spec(tmp_path / "patient")
    lines = spec.vcf.read_text("utf-8").splitlines(keepends=True)
    records = [line for line in lines if not line.startswith("#")]
    planted = [line for line in records if int(line.split("\t")[1]) in PLANTED]
    others = [line for line in records if line not in planted]
    kept = {*planted, *others[:: len(others) // N_OTHERS][:N_OTHERS]}
    spec.vcf.write_text("".join(one for one in lines if one.startswith("#") or one in kept))
    return spec


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """The window as the program opens it."""
    app = make_application()
    themes = ThemeKeeper(ThemeChoice.LIGHT)
    themes.apply()
    made = MainWindow(themes, Printer(), WindowMemory())
    qtbot.addWidget(made)
    collector = GarbageCollector(app)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    yield made
    made.leave()
    collector.stop()


class Person:
    """Does with mouse and keys what a person does, and waits for what they wait for."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.bot = window, qtbot

    def wait(self, condition: Callable[[], bool]) -> None:
        def met() -> bool:
            problem = self._visible(ProblemDialog)
            assert problem is None, f"{problem.text()} {problem.informativeText()}"
            return condition()

        self.bot.waitUntil(met)

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.bot.mouseClick(widget, LEFT, pos=place or widget.rect().center())

    def choose(self, title: str, key: str) -> None:
        """Open a menu and click one of its entries."""
        bar = self.window.menuBar()
        entry = next(one for one in bar.actions() if one.text() == title)
        self.click(bar, bar.actionGeometry(entry).center())
        menu = entry.menu()
        assert isinstance(menu, QMenu)
        self.bot.waitUntil(menu.isVisible)
        self.click(menu, menu.actionGeometry(self.window.actions_.by_key[key]).center())

    def dialog(self, kind: type[D]) -> D:
        self.wait(lambda: self._visible(kind) is not None)
        found = self._visible(kind)
        assert found is not None
        return found

    def press(self, dialog: QWidget, words: str) -> None:
        """Click a button of a dialog by its words."""
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        button = next(b for b in box.buttons() if b.text().replace("&", "") == words)
        assert button.isEnabled()
        self.click(button)

    def write(self, widget: QWidget, words: str) -> None:
        """Type words, one turn of the event loop for each letter."""
        self.bot.keyClicks(widget, words, delay=1)

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key with the list under the cursor.

        No window manager runs here: it would make the window active again after a dialog.
        """
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.bot.keyClick(self.window.candidates.table, key, *modifiers)

    def pick(self, pos: int) -> int:
        """Click the line of the variant at a position; gives its id."""
        panel = self.window.candidates
        self.wait(lambda: self._line_of(pos) is not None)
        line = self._line_of(pos)
        panel.table.scrollTo(panel.table_model.index(line, 0))
        box = panel.table.visualRect(panel.table_model.index(line, 3))
        self.click(panel.table.viewport(), box.center())
        variant_id = panel.table_model.ids[line]
        assert panel.current_id == variant_id
        detail = self.window.detail
        self.wait(
            lambda: detail.detail is not None and detail.detail.facts.variant_id == variant_id
        )
        return variant_id

    def _line_of(self, pos: int) -> int | None:
        table = self.window.candidates.table_model
        rows = [table.row_at(line) for line in range(table.rowCount())]
        return next(
            (n for n, row in enumerate(rows) if row and row.candidate.facts.variant.pos == pos),
            None,
        )

    def _visible(self, kind: type[D]) -> D | None:
        return next((one for one in self.window.findChildren(kind) if one.isVisible()), None)


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


def make_new_case(person: Person, files: IntakeSpec) -> None:
    """File > New case: nothing can be created before build and patient are certain."""
    person.choose("&File", "new")
    dialog = person.dialog(OpenDialog)
    assert not dialog.create_button.isEnabled()
    form = dialog.form
    person.write(form.reference.line, str(files.reference))
    person.write(form.genes.line, str(files.genes[0]))
    person.write(form.vcf.line, str(files.vcf))
    person.wait(lambda: dialog.inspection is not None)
    assert dialog.verdict.text().startswith("The build is not proven")
    assert dialog.hint.text() != ""
    assert not dialog.create_button.isEnabled()

    person.bot.keyClick(form.assembly, Qt.Key.Key_End)
    person.wait(lambda: dialog.hint.text() == CHOOSE_PATIENT)
    assert "stated by hand, not proven" in dialog.verdict.text()
    assert not dialog.create_button.isEnabled()

    person.write(form.ped.line, str(files.ped))
    person.wait(dialog.create_button.isEnabled)
    found = dialog.findings.toPlainText()
    assert all(name in found for name in ("PROBAND", "MOTHER", "FATHER", "INFO/gnomAD_AF"))
    assert form.case.path == files.case
    person.press(dialog, "Create case")


def stop_and_resume(person: Person) -> None:
    """Candidates are there while scoring still runs; what was scored survives a cancel."""
    window = person.window
    table, bar = window.candidates.table_model, window.job_bar
    person.wait(lambda: window.runner.main_job == "score")
    person.wait(lambda: len(table.ids) > 0)
    assert window.runner.main_job == "score"
    person.wait(lambda: "variants" in bar._words.text())
    person.click(bar._cancel)
    person.wait(lambda: window.runner.main_job == "")
    person.wait(bar._resume.isVisible)
    assert len(table.ids) > 0
    person.click(bar._resume)
    person.wait(lambda: window.runner.main_job == "score")


def keep_the_order(person: Person) -> None:
    """What lies under the cursor stays there until the person asks for the new order."""
    window, panel = person.window, person.window.candidates
    first = panel.current_id
    person.wait(lambda: len(panel.table_model.ids) > 1)
    person.key(Qt.Key.Key_J)
    order, current = panel.table_model.ids, panel.current_id
    assert current != first
    person.wait(panel._pill.isVisible)
    assert panel._pill.text().endswith(": refresh")
    assert "new" in panel._pill.text() or "moved" in panel._pill.text()
    assert (panel.table_model.ids, panel.current_id) == (order, current)
    person.click(panel._pill)
    person.wait(lambda: panel.table_model.ids != order)
    assert not panel._pill.isVisible()
    assert panel.current_id == current
    person.wait(lambda: window.runner.main_job == "")
    assert any("All variants are scored" in one.text() for one in window.findChildren(QLabel))
    person.key(Qt.Key.Key_R)
    person.wait(lambda: len(panel.table_model.ids) >= len(order))


def explain(person: Person) -> None:
    """Click the lost donor and have each base explained."""
    window = person.window
    person.pick(DONOR_LOSS)
    detail, bar = window.detail, window.detail.bar
    assert "donor" in detail.header._sentence.text()
    person.wait(bar.explain.isEnabled)
    person.click(bar.explain)
    person.wait(lambda: bar.explain.text() == "Explained")
    assert detail.plot._plots[3].isVisible()
    low, high = detail.plot._visible()
    assert detail.plot._plots[3].vb.width() / (high - low) > 8


def decide(person: Person) -> tuple[int, int]:
    """Mark one with a note, dismiss another, take one back; gives the two ids."""
    window = person.window
    reported = person.pick(DONOR_LOSS)
    person.key(Qt.Key.Key_M)
    person.key(Qt.Key.Key_N)
    dialog = person.dialog(NoteDialog)
    person.write(dialog.editor, "RNA was asked for")
    person.press(dialog, "Save")
    dismissed = person.pick(25_341)
    person.key(Qt.Key.Key_D)
    taken_back = person.pick(38_443)
    person.key(Qt.Key.Key_M)
    assert window.state.decision(taken_back).mark is Mark.REPORT
    person.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.state.decision(taken_back).mark is Mark.NONE
    return reported, dismissed


def export(person: Person, files: IntakeSpec, fmt: str) -> Path:
    """Ctrl+E, a format, a name, Export; gives the file."""
    target = files.case.with_name(f"signed.{fmt}")
    person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = person.dialog(ExportDialog)
    while dialog.chosen_format != fmt:
        person.bot.keyClick(dialog.format_box, Qt.Key.Key_Down)
    dialog.path_field.selectAll()
    person.write(dialog.path_field, str(target))
    person.press(dialog, "Export")
    person.wait(lambda: any(f"Written: {target}" in one.text() for one in labels(person.window)))
    return target


def labels(window: MainWindow) -> list[QLabel]:
    return window.findChildren(QLabel)


def companions(case: Path) -> list[str]:
    """Files beside a case that belong to it."""
    return [one.name for one in case.parent.glob(f"{case.name}-*")]


def n_scored(case: Path) -> int:
    """How many variants of a case SpliceAI has scored so far."""
    with CaseReader(case) as reader:
        engine = reader.ledger().engines.get("spliceai")
    return engine.scored if engine else 0


def refused_words(case: Path) -> str:
    """What a second window says that opens the same case."""
    done = subprocess.run(
        [sys.executable, "-c", SECOND_WINDOW, str(case)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_refused(words: str) -> None:
    assert f"the case is in use by process {os.getpid()}" in words
    assert "Close the case there first." in words


@pytest.mark.usefixtures("data_folder")
def test_a_person_takes_a_case_from_its_files_to_the_signed_report(
    person: Person, files: IntakeSpec, record_property: Callable[[str, object], None]
):
    metronome = Metronome()
    window = person.window
    make_new_case(person, files)
    stop_and_resume(person)
    keep_the_order(person)
    explain(person)
    reported, dismissed = decide(person)
    page = export(person, files, "html")
    paper = export(person, files, "pdf")
    record_property("longest_gap_ms", round(1000 * metronome.longest))
    sys.stdout.write(f"\n{metronome.words()}\n")
    assert metronome.longest_work < BOUND * slowness()
    assert metronome.longest < BLOCKED

    assert "RNA was asked for" in page.read_text("utf-8")
    assert paper.read_bytes().startswith(b"%PDF")
    assert_refused(refused_words(files.case))

    window.close()
    assert not window.isVisible()
    assert companions(files.case) == []
    with CaseReader(files.case) as reader:
        marks = reader.marks()
        assert marks[reported] == (Mark.REPORT, "RNA was asked for")
        assert marks[dismissed][0] is Mark.DISMISSED
        assert reader.ledger().discrepancies() == ()
        assert reader.ledger().engines["spliceai"].pending == 0


@pytest.mark.usefixtures("data_folder")
def test_closing_while_the_demo_case_is_scored_asks_first_and_keeps_what_was_scored(
    person: Person, data_folder: Path
):
    window = person.window
    demo = next(b for b in window.welcome.findChildren(QPushButton) if "demo" in b.text())
    person.click(demo)
    case = data_folder / "demo" / "demo.intronaut"
    person.wait(lambda: window.runner.main_job == "score")
    person.wait(lambda: len(window.candidates.table_model.ids) > 0)
    person.wait(lambda: n_scored(case) > 0)
    window.close()
    dialog = person.dialog(LeaveDialog)
    assert window.isVisible()
    assert dialog.words.text() == WHAT_HAPPENS["score"]
    person.press(dialog, "Keep working")
    assert window.runner.main_job == "score"

    window.close()
    person.press(person.dialog(LeaveDialog), "Close")
    person.wait(lambda: not window.isVisible())
    assert companions(case) == []
    assert n_scored(case) > 0


def test_decisions_before_and_after_a_worker_has_written_are_all_in_the_file(
    person: Person, tmp_path: Path
):
    case = make_case(tmp_path / "kept.intronaut")
    window, table = person.window, person.window.candidates.table_model
    window.open_case(case)
    person.wait(lambda: len(table.ids) == 40)
    first, second, third = table.ids[:3]
    person.key(Qt.Key.Key_M)
    token = window.state.session._writer().owner_token
    ended: list[object] = []
    window.runner.ended.connect(ended.append)
    arguments = {"case": case, "owner_token": token}
    window.runner.run("rank", JobSpec("core.pipeline.rank:rank_case", arguments, "Ranking"))
    person.wait(lambda: bool(ended))
    assert getattr(ended[0], "problem", "no outcome") is None
    person.key(Qt.Key.Key_J)
    person.key(Qt.Key.Key_D)
    assert_refused(refused_words(case))
    person.key(Qt.Key.Key_J)
    person.key(Qt.Key.Key_M)
    window.close()
    assert companions(case) == []
    with CaseReader(case) as reader:
        marks = {variant_id: mark for variant_id, (mark, _) in reader.marks().items()}
    assert marks == {first: Mark.REPORT, second: Mark.DISMISSED, third: Mark.REPORT}
