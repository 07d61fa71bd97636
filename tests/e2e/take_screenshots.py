"""Makes the pictures of docs/screenshots: the real window, real networks, public or simulated data.

Run it where a display is, or under one: `installer/with_display.sh python
tests/e2e/take_screenshots.py --shared ../shared docs/screenshots`. It works in a folder of its own
with short names, so that no picture shows a path of the machine it was made on.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from core.demo import demo_spec
from core.domain.candidate import Mark
from core.pipeline.spec import IntakeSpec
from core.report.data import freeze
from core.report.export import write_report
from core.session import CaseReader
from gui.app import GarbageCollector, make_application
from gui.dialogs.engines_dialog import EnginesDialog
from gui.dialogs.open_dialog import OpenDialog
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.panels.ledger_panel import LedgerPanel
from gui.printing import Printer
from gui.theme import ThemeChoice, ThemeKeeper

SIZE = QSize(1500, 950)
DIALOG_SIZE = QSize(1400, 500)
ENGINES = ("spliceai", "openspliceai", "mmsplice")
PATIENCE = 300.0
CAUSAL_POS = 31_327_485
N_RECORDS = 100
REPORT_WIDTH = 1_400


class Album:
    """Saves pictures of a window in one theme."""

    def __init__(self, folder: Path, theme: ThemeChoice, printer: Printer) -> None:
        self._folder, self._theme = folder, theme
        keeper = ThemeKeeper(theme)
        keeper.apply()
        self.window = MainWindow(keeper, printer, WindowMemory())
        self.window.resize(SIZE)
        self.window.split.setSizes([300, 600])
        self.window.show()
        pause(0.5)

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Write the picture of a widget (the window) as it is now."""
        pause(0.4)
        target = self._folder / f"{name}-{self._theme}.png"
        (widget or self.window).grab().save(str(target))
        shrink(target)

    def wait_for_case(self, n_rows: int = 1) -> None:
        """Wait until the list and the detail of a case are painted."""
        window = self.window
        wait(lambda: len(window.candidates.table_model.ids) >= n_rows)
        wait(lambda: window.detail.detail is not None)


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(condition: Callable[[], object]) -> None:
    """Let the window live until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("The window did not come to the state the picture shows.")
        pause(0.05)


def shrink(picture: Path) -> None:
    """Write a picture again with 256 colours, where ImageMagick is at hand."""
    program = shutil.which("convert")
    if program is not None:
        options = ["-strip", "+dither", "-colors", "256", "-define", "png:compression-level=9"]
        subprocess.run([program, str(picture), *options, f"PNG8:{picture}"], check=True)


def family(shared: Path, folder: Path) -> IntakeSpec:
    """Rare variants of a public trio with a simulated patient, the causal one among them."""
    data = shared / "data"
    with gzip.open(data / "cases" / "nf1-denovo.vcf.gz", "rt") as file:
        lines = file.read().splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    rare = [line for line in lines[len(header) :] if "gnomAD_AF" not in line.split("\t")[7]]
    causal = next(line for line in rare if int(line.split("\t")[1]) == CAUSAL_POS)
    others = [line for line in rare if line is not causal]
    chosen = {causal, *others[:: max(1, len(others) // N_RECORDS)]}
    vcf = folder / "nf1-denovo.vcf"
    vcf.write_text("".join([*header, *(line for line in rare if line in chosen)]))
    for source, name in (
        (data / "cases" / "nf1-denovo.ped", "nf1-denovo.ped"),
        (data / "reference" / "GRCh38.fa.gz", "GRCh38.fa.gz"),
        (data / "reference" / "GRCh38.fa.gz.fai", "GRCh38.fa.gz.fai"),
        (data / "reference" / "GRCh38.fa.gz.gzi", "GRCh38.fa.gz.gzi"),
        (data / "genes" / "MANE.GRCh38.gff3.gz", "MANE.GRCh38.gff3.gz"),
    ):
        if source.exists():
            (folder / name).symlink_to(source.resolve())
    return IntakeSpec(
        case=Path("nf1-denovo.intronaut"),
        vcf=Path(vcf.name),
        reference=Path("GRCh38.fa.gz"),
        genes=(Path("MANE.GRCh38.gff3.gz"),),
        ped=Path("nf1-denovo.ped"),
        hpo=("HP:0000957", "HP:0001067"),
    )


def take_dialog(album: Album, spec: IntakeSpec) -> None:
    """New case, with files that were looked at."""
    album.window.commands.new_case()
    dialog = album.window.findChild(OpenDialog)
    assert dialog is not None
    dialog.resize(DIALOG_SIZE)
    form = dialog.form
    form.reference.set_path(spec.reference)
    form.genes.set_path(spec.genes[0])
    if spec.ped is not None:
        form.ped.set_path(spec.ped)
    form.terms.set_terms(spec.hpo, (), {})
    form.vcf.set_path(spec.vcf)
    wait(lambda: dialog.inspection is not None)
    album.save("open-dialog", dialog)
    dialog.reject()


def take_scoring(album: Album, spec: IntakeSpec) -> None:
    """The list while it grows: progress, rate, time left, and the pill over the frozen order."""
    window = album.window
    window.work.create(spec)
    album.wait_for_case()
    window.candidates.step(0)
    pill = window.candidates._pill
    while line_of(window, CAUSAL_POS) is None:
        wait(pill.isVisible)
        window.candidates.refresh_order()
        wait(lambda: not pill.isVisible())
        pause(0.5)
    pick(window, CAUSAL_POS)
    wait(lambda: pill.isVisible() and "left" in window.job_bar._words.text())
    assert window.job_bar._title.text() == "Scoring variants", "too late: run it again"
    album.save("candidates")


def take_detail(album: Album) -> None:
    """The causal variant with tracks and readable letters."""
    window = album.window
    wait(lambda: not window.runner.main_job)
    pause(1.0)
    window.candidates.refresh_order()
    pause(1.0)
    pick(window, CAUSAL_POS)
    bar = window.detail.bar
    wait(lambda: bar.explain.isEnabled() or bar.explain.text() == "Explained")
    if bar.explain.text() != "Explained":
        window.split.setSizes([170, 730])
        bar.explain.click()
        wait(lambda: bar.state.text().endswith("bases"))
        album.save("explaining")
        wait(lambda: bar.explain.text() == "Explained")
    wait(lambda: not window.runner.is_busy)
    window.split.setSizes([170, 730])
    pause(0.5)
    window.detail.plot.show_letters()
    album.save("detail")
    window.split.setSizes([300, 600])


def take_engines(album: Album) -> None:
    """What there is to score with, under which licence."""
    album.window.engines.show()
    dialog = album.window.findChild(EnginesDialog)
    assert dialog is not None
    wait(lambda: dialog._packs)
    album.save("engines", dialog)
    dialog.close()


def line_of(window: MainWindow, pos: int) -> int | None:
    """Line of the variant at a position, None while it is not in the list."""
    table = window.candidates.table_model
    wait(lambda: all(table.row_at(line) for line in range(table.rowCount())))
    rows = [table.row_at(line) for line in range(table.rowCount())]
    places = [row.candidate.facts.variant.pos if row else 0 for row in rows]
    return places.index(pos) if pos in places else None


def pick(window: MainWindow, pos: int) -> None:
    """Put the cursor on the variant at a position."""
    line = line_of(window, pos)
    assert line is not None
    window.candidates._select_line(line)
    detail = window.detail
    wait(lambda: detail.detail is not None and detail.detail.facts.variant.pos == pos)


def take_ledger(album: Album) -> None:
    """Where every record went, of the demo case, which has something of everything."""
    album.window.commands.show_ledger()
    panel = album.window.findChild(LedgerPanel)
    assert panel is not None
    dialog = panel.window()
    dialog.resize(QSize(1400, 420))
    wait(lambda: panel.table_model.rowCount() > 0)
    album.save("ledger", dialog)
    dialog.close()


def take_report(album: Album, folder: Path, case: Path, printer: Printer) -> None:
    """The page of the printed report that explains a variant."""
    page = Path("report.pdf")
    pick(album.window, CAUSAL_POS)
    album.window.commands.toggle(Mark.REPORT)
    pause(1.0)
    with CaseReader(case) as reader:
        data = freeze(reader.store, generated_at="2026-01-01T12:00:00+00:00")
    write_report(data, "pdf", page, printer)
    target = folder / f"report-{album._theme}"
    command = ["pdftoppm", "-png", "-r", "120", "-f", "3", "-l", "3", "-singlefile"]
    subprocess.run(
        [*command, "-scale-to-x", str(REPORT_WIDTH), "-scale-to-y", "-1", str(page), str(target)],
        check=True,
    )
    shrink(target.with_suffix(".png"))


def take_all(folder: Path, shared: Path, theme: ThemeChoice) -> None:
    """All pictures in one theme."""
    printer = Printer()
    album = Album(folder, theme, printer)
    window = album.window
    album.save("welcome")
    take_engines(album)
    window.work.chosen_engines = ENGINES
    spec = family(shared, Path.cwd())
    take_dialog(album, spec)
    take_scoring(album, spec)
    take_detail(album)
    take_report(album, folder, spec.case, printer)
    demo = demo_spec(Path("demo"))
    window.work.create(demo)
    wait(lambda: window.state.path == demo.case and window.runner.main_job == "score")
    wait(lambda: not window.runner.main_job)
    take_ledger(album)
    window.leave()


def main() -> None:
    """Make the pictures in light and dark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--theme", choices=("light", "dark"), action="append")
    wanted = parser.parse_args()
    folder, shared = wanted.out.resolve(), wanted.shared.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    packs = Path(os.environ["INTRONAUT_DATA"]).resolve() / "packs"
    app = make_application()
    collector = GarbageCollector(app)
    for theme in wanted.theme or ("light", "dark"):
        with tempfile.TemporaryDirectory(prefix="cases-") as work:
            os.chdir(work)
            data = Path(work) / ".data"
            data.mkdir()
            (data / "packs").symlink_to(packs)
            os.environ["INTRONAUT_DATA"] = str(data)
            take_all(folder, shared, ThemeChoice(theme))
            os.chdir(folder)
    collector.stop()
    QApplication.quit()


if __name__ == "__main__":
    sys.exit(main())
