"""Makes the pictures of docs/screenshots: the real window, real networks, public or simulated data.

Run it where a display is, or under one: `installer/with_display.sh .venv/bin/python -m
tests.e2e.take_screenshots --shared ../shared docs/screenshots`. It works in a folder of its own
with short names, so that no picture shows a path of the machine it was made on.
"""

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.domain.candidate import Mark
from core.paths import data_dir
from core.pipeline.spec import IntakeSpec
from core.report.data import freeze
from core.report.export import write_report
from core.session import CaseReader
from gui.app import GarbageCollector, make_application
from gui.dialogs.engines_dialog import EnginesDialog
from gui.dialogs.evidence_dialog import EvidenceDialog
from gui.dialogs.gates_dialog import GatesDialog
from gui.dialogs.open_dialog import OpenDialog
from gui.dialogs.patient_dialog import PatientDialog
from gui.dialogs.trace_dialog import TraceDialog
from gui.printing import Printer
from gui.theme import ThemeChoice
from tests.e2e.album import Album, pause, shrink, wait
from tests.e2e.regulatory_pictures import LDLR_POS, take_regulatory, take_research

SIZE = QSize(1440, 900)
DIALOG_SIZE = QSize(1200, 560)
EVIDENCE_SIZE = QSize(1200, 720)
ENGINES = ("spliceai", "openspliceai", "mmsplice")
CAUSAL_POS = 31_327_485
N_RECORDS = 100
REPORT_WIDTH = 1_400


def family(shared: Path, folder: Path, name: str, pos: int, hpo: tuple[str, ...]) -> IntakeSpec:
    """Rare variants of a public trio with a simulated patient, the causal one at `pos` among them."""
    data = shared / "data"
    with gzip.open(data / "cases" / f"{name}.vcf.gz", "rt") as file:
        lines = file.read().splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    records = lines[len(header) :]
    causal = next(line for line in records if int(line.split("\t")[1]) == pos)
    rare = [line for line in records if "gnomAD_AF" not in line.split("\t")[7] or line is causal]
    others = [line for line in rare if line is not causal]
    chosen = {causal, *others[:: max(1, len(others) // N_RECORDS)]}
    vcf = folder / f"{name}.vcf"
    vcf.write_text("".join([*header, *(line for line in rare if line in chosen)]))
    for source, link in (
        (data / "cases" / f"{name}.ped", f"{name}.ped"),
        (data / "reference" / "GRCh38.fa.gz", "GRCh38.fa.gz"),
        (data / "reference" / "GRCh38.fa.gz.fai", "GRCh38.fa.gz.fai"),
        (data / "reference" / "GRCh38.fa.gz.gzi", "GRCh38.fa.gz.gzi"),
        (data / "genes" / "MANE.GRCh38.gff3.gz", "MANE.GRCh38.gff3.gz"),
    ):
        if source.exists() and not (folder / link).exists():
            (folder / link).symlink_to(source.resolve())
    return IntakeSpec(
        case=Path(f"{name}.intronaut"),
        vcf=Path(vcf.name),
        reference=Path("GRCh38.fa.gz"),
        genes=(Path("MANE.GRCh38.gff3.gz"),),
        ped=Path(f"{name}.ped"),
        hpo=hpo,
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


def take_case(album: Album, spec: IntakeSpec) -> None:
    """The list with the causal variant explained, then its tracks with readable letters."""
    window = album.window
    album.take_in(spec, CAUSAL_POS)
    album.save("candidates")
    window.split.setSizes([170, 730])
    pause(0.5)
    window.detail.plot.show_letters()
    album.save("detail")
    window.detail.tabs.setCurrentWidget(window.detail.transcripts)
    pause(0.5)
    album.save("transcript")
    window.detail.tabs.setCurrentIndex(0)
    window.split.setSizes([280, 600])


def take_engines(album: Album) -> None:
    """What there is to score with, under which licence."""
    album.window.engines.show()
    dialog = album.window.findChild(EnginesDialog)
    assert dialog is not None
    wait(lambda: dialog._packs)
    album.save("engines", dialog)
    dialog.close()


def take_evidence(album: Album) -> None:
    """Codes suggested for the causal variant, and where a person decides."""
    album.window.evidence.show()
    dialog = album.dialog(EvidenceDialog)
    dialog.resize(EVIDENCE_SIZE)
    pause(1.0)
    album.save("evidence", dialog)
    dialog.close()


def take_gates(album: Album) -> None:
    """What is left out before scoring, counted."""
    album.window.gates.show()
    gates = album.dialog(GatesDialog)
    wait(lambda: " pass" in gates.passing.text())
    album.save("gates", gates)
    gates.close()


def take_dialogs(album: Album) -> None:
    """The way of a variant, phenotype and panels, of the case that is open."""
    window = album.window
    album.pick(CAUSAL_POS)
    window.traces.show()
    trace = album.dialog(TraceDialog)
    wait(lambda: trace.table.rowCount() > 0)
    album.save("trace", trace)
    trace.close()
    window.patient.show()
    patient = album.dialog(PatientDialog)
    patient.terms.line.setFocus()
    pause(1.0)
    QTest.keyClicks(patient.terms.line, "axillary frec")
    wait(patient.terms.suggestions.isVisible)
    album.save("phenotype", patient)
    patient.close()


def take_report(album: Album, folder: Path, case: Path, printer: Printer) -> None:
    """The page of the printed report that explains a variant."""
    page = Path("report.pdf")
    album.pick(CAUSAL_POS)
    album.window.commands.toggle(Mark.REPORT)
    pause(1.0)
    with CaseReader(case) as reader:
        data = freeze(reader.store, generated_at="2026-01-01T12:00:00+00:00")
    write_report(data, "pdf", page, printer)
    target = folder / f"report-{album.theme}"
    command = ["pdftoppm", "-png", "-r", "120", "-f", "3", "-l", "3", "-singlefile"]
    subprocess.run(
        [*command, "-scale-to-x", str(REPORT_WIDTH), "-scale-to-y", "-1", str(page), str(target)],
        check=True,
    )
    shrink(target.with_suffix(".png"))


def take_all(folder: Path, shared: Path, theme: ThemeChoice) -> None:
    """The window in one theme, and in the light one everything else that is shown."""
    printer = Printer()
    album = Album(folder, theme, printer, SIZE)
    window = album.window
    window.work.chosen_engines = ENGINES
    spec = family(shared, Path.cwd(), "nf1-denovo", CAUSAL_POS, ("HP:0000957", "HP:0001067"))
    if theme is ThemeChoice.LIGHT:
        take_engines(album)
        take_dialog(album, spec)
    take_case(album, spec)
    take_evidence(album)
    take_gates(album)
    if theme is ThemeChoice.LIGHT:
        take_dialogs(album)
        take_report(album, folder, spec.case, printer)
    promoter = family(shared, Path.cwd(), "ldlr-promoter", LDLR_POS, ("HP:0003124", "HP:0010874"))
    take_regulatory(album, promoter)
    take_research(album, shared)
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
    packs = data_dir().resolve() / "packs"
    app = make_application()
    collector = GarbageCollector(app)
    for theme in wanted.theme or ("light", "dark"):
        with tempfile.TemporaryDirectory(prefix="cases-") as work:
            os.chdir(work)
            data = Path(work) / ".data"
            (data / "packs").mkdir(parents=True)
            # What a training makes stays in this folder.
            for pack in packs.iterdir():
                (data / "packs" / pack.name).symlink_to(pack)
            if (packs.parent / "scores.cache").exists():
                shutil.copyfile(packs.parent / "scores.cache", data / "scores.cache")
            os.environ["INTRONAUT_DATA"] = str(data)
            take_all(folder, shared, ThemeChoice(theme))
            os.chdir(folder)
    collector.stop()
    QApplication.quit()


if __name__ == "__main__":
    sys.exit(main())
