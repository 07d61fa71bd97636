"""RNA of the patient in the window: read by a job, shown beside predictions, refused where unfit."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.domain.rna import ReadsKind, RnaSource
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.pipeline.spec import RnaSpec
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.tissue_psi import BLOOD
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.rna_dialog import RnaDialog
from gui.dialogs.rna_plan_dialog import RnaPlanDialog
from gui.main_window import MainWindow
from tests.core.pipeline.test_rna import PLUS_LOSS, QUIET, bam
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.core.simulated_rna import BamWriter, Isoform, Library


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def scored(world: World) -> Path:
    """A case with a lost donor and a variant that changes nothing."""
    for pos in (PLUS_LOSS, QUIET):
        world.add(pos)
    drive(read_case(world.spec()))
    engine = ToyEngine()
    engine.info = replace(engine.info, engine_id="spliceai")
    drive(score_case(world.spec().case, engine=engine))
    return world.spec().case


@pytest.fixture
def opened(window: MainWindow, scored: Path, qtbot: QtBot) -> MainWindow:
    """The window with the lost donor shown."""
    window.open_case(scored)
    qtbot.waitUntil(lambda: shows(window, PLUS_LOSS))
    qtbot.waitUntil(window.actions_.by_key["rna"].isEnabled)
    return window


def shows(window: MainWindow, pos: int) -> bool:
    detail = window.detail.detail
    return detail is not None and detail.facts.variant.pos == pos


def facts(window: MainWindow) -> str:
    return window.detail.facts.toPlainText()


def dialog_of(window: MainWindow, kind: type, key: str = ""):
    if key:
        window.actions_.by_key[key].trigger()
    return next(one for one in window.findChildren(kind) if one.isVisible())


def read(window: MainWindow, path: Path) -> None:
    dialog = dialog_of(window, RnaDialog, "rna")
    dialog.file.set_path(path)
    dialog.read.click()


def refusal(window: MainWindow, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)))
    (problem,) = window.findChildren(ProblemDialog)
    words = f"{problem.text()} {problem.informativeText()}"
    problem.reject()
    return words


def rna_sources(case: Path) -> tuple[RnaSource, ...]:
    with CaseStore.open(case) as store:
        return store.rna.sources()


def test_nothing_is_read_without_a_file_and_the_name_tells_its_kind(qtbot: QtBot):
    dialog = RnaDialog()
    qtbot.addWidget(dialog)
    assert not dialog.read.isEnabled()
    dialog.file.set_path(Path("/data/patient.SJ.out.tab"))
    assert dialog.spec == RnaSpec(Path("/data/patient.SJ.out.tab"), is_junction_table=True)
    dialog.file.set_path(Path("/data/patient.cram"))
    assert dialog.spec == RnaSpec(Path("/data/patient.cram"))


def test_tissue_and_treatment_go_with_the_file(qtbot: QtBot):
    dialog = RnaDialog()
    qtbot.addWidget(dialog)
    dialog.file.set_path(Path("/data/patient.bam"))
    dialog.tissue.setCurrentIndex(dialog.tissue.findData(BLOOD))
    dialog.treated.setChecked(True)
    with qtbot.waitSignal(dialog.read_asked) as asked:
        dialog.read.click()
    assert asked.args == [RnaSpec(Path("/data/patient.bam"), False, BLOOD, True)]


def test_files_read_before_are_listed(qtbot: QtBot):
    dialog = RnaDialog()
    qtbot.addWidget(dialog)
    dialog.show_sources((RnaSource("/d/a&b.bam", "0", ReadsKind.BAM, BLOOD, "", True, "rules 1"),))
    (words,) = [one.text() for one in dialog.known.findChildren(QLabel) if "BAM" in one.text()]
    assert "a&amp;b.bam (BAM), Whole Blood, cells treated against NMD" in words
    (button,) = dialog.known.findChildren(QPushButton)
    assert button.accessibleName() == "Forget a&b.bam"
    with qtbot.waitSignal(dialog.forget_asked) as asked:
        button.click()
    assert asked.args == ["/d/a&b.bam"]


def test_a_predicted_aberration_without_rna_says_that_none_was_read(
    opened: MainWindow, qtbot: QtBot
):
    assert "No RNA of the patient was read" in facts(opened)
    opened.candidates.step(1)
    qtbot.waitUntil(lambda: shows(opened, QUIET))
    assert "RNA of the patient" not in facts(opened)


def test_rna_is_read_in_a_job_and_shown_beside_the_prediction(
    opened: MainWindow, scored: Path, world: World, qtbot: QtBot
):
    told: list[str] = []
    opened.work.told.connect(told.append)
    read(opened, bam(world, [0.4, 0.6]))
    assert opened.runner.main_job == "rna"
    qtbot.waitUntil(lambda: "Supports:" in facts(opened))
    shown = facts(opened)
    assert "rna.bam (BAM), tissue not stated, not treated against NMD" in shown
    assert re.search(r"Exon 2 \(120 bases\) is left out\.\s+Supports: \d+ of \d+ fragments", shown)
    assert re.search(r"Intron 2 \(1,880 bases\) stays in the transcript\.\s+Contradicts:", shown)
    assert re.search(r"Exon 2 is included in 5\d\.\d% \(95 % credible interval", shown)
    assert "No RNA of the patient was read" not in shown
    assert any("1 supports, 1 contradicts" in words for words in told)
    assert [one.kind for one in rna_sources(scored)] == [ReadsKind.BAM]


def test_rna_of_another_sample_is_forgotten_with_what_it_showed(
    opened: MainWindow, scored: Path, world: World, qtbot: QtBot
):
    read(opened, bam(world, [0.4, 0.6]))
    qtbot.waitUntil(lambda: "Supports:" in facts(opened))
    qtbot.waitUntil(opened.actions_.by_key["rna"].isEnabled)
    opened.actions_.by_key["rna"].trigger()
    (dialog,) = opened.findChildren(RnaDialog)
    qtbot.waitUntil(lambda: bool(dialog.known.findChildren(QPushButton)))
    (button,) = dialog.known.findChildren(QPushButton)
    button.click()
    qtbot.waitUntil(lambda: "No RNA of the patient was read" in facts(opened))
    qtbot.waitUntil(dialog.known.isHidden)
    assert rna_sources(scored) == ()


def test_a_junction_table_is_read_beside_the_reads(
    opened: MainWindow, scored: Path, world: World, qtbot: QtBot
):
    rows = [
        (PLUS[0][1], PLUS[1][0], 40),
        (PLUS[1][1], PLUS[2][0], 60),
        (PLUS[0][1], PLUS[2][0], 30),
    ]
    table = world.folder / "patient.SJ.out.tab"
    table.write_text("".join(f"toy1\t{s + 1}\t{e}\t1\t1\t0\t{n}\t0\t30\n" for s, e, n in rows))
    read(opened, table)
    qtbot.waitUntil(lambda: "Supports:" in facts(opened))
    assert "patient.SJ.out.tab (STAR junction table)" in facts(opened)
    qtbot.waitUntil(opened.actions_.by_key["rna"].isEnabled)
    read(opened, bam(world, [0.4, 0.6]))
    qtbot.waitUntil(lambda: facts(opened).count("Supports:") == 2)
    assert [one.kind for one in rna_sources(scored)] == [ReadsKind.STAR, ReadsKind.BAM]


def without_index(world: World) -> Path:
    path = bam(world, [0.4, 0.6])
    path.with_name(f"{path.name}.bai").unlink()
    return path


def of_another_build(world: World) -> Path:
    with Reference(world.reference) as reference:
        lengths = {one: reference.length(one) + 1_000 for one in reference.contigs}
        writer = BamWriter(reference, "toy1", lengths=lengths)
        drawn = Library(75, (180, 20)).draw([Isoform(PLUS)], [1.0], 300)
        return writer.write(world.folder / "other.bam", drawn)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (without_index, "index (.bai or .csi) is not beside it"),
        (of_another_build, "aligned to another genome build than that of the case"),
        (lambda world: world.folder / "absent.bam", "absent.bam: there is no such file"),
    ],
)
def test_a_file_that_is_unfit_is_refused_in_one_clear_dialog(
    opened: MainWindow,
    scored: Path,
    world: World,
    qtbot: QtBot,
    make: Callable[[World], Path],
    words: str,
):
    read(opened, make(world))
    assert words in refusal(opened, qtbot)
    assert rna_sources(scored) == ()
    assert "No RNA of the patient was read" in facts(opened)


def test_a_plan_is_shown_and_saved_as_the_person_names_it(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")
    opened.actions_.by_key["rna_plan"].trigger()
    qtbot.waitUntil(lambda: bool(opened.findChildren(RnaPlanDialog)))
    dialog = dialog_of(opened, RnaPlanDialog)
    page = dialog.page.toPlainText()
    assert "RNA test plan: PLUSGENE" in page
    assert "exon skipping, exon 2 (120 bases)" in page
    pictures = [one for one in dialog.page.toHtml().split("<img")[1:] if 'src="drawing:0"' in one]
    assert len(pictures) == 1
    for name, start in (("plan.json", "{"), ("plan.html", "<!DOCTYPE html>"), ("plan.txt", "RNA")):
        chosen = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, chosen=chosen: chosen)
        dialog.save.click()
        qtbot.waitUntil(lambda name=name: name in dialog.told.text())
        assert (tmp_path / name).read_text("utf-8").lstrip().startswith(start)
    assert json.loads((tmp_path / "plan.json").read_text("utf-8"))["gene_symbol"] == "PLUSGENE"
    dialog.reject()


def test_a_name_without_ending_takes_the_chosen_format(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    opened.actions_.by_key["rna_plan"].trigger()
    qtbot.waitUntil(lambda: bool(opened.findChildren(RnaPlanDialog)))
    dialog = dialog_of(opened, RnaPlanDialog)
    chosen = (str(tmp_path / "plan"), "Text (*.txt)")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save.click()
    assert asked.args[1] == tmp_path / "plan.txt"
    qtbot.waitUntil(lambda: "plan.txt" in dialog.told.text())
    dialog.reject()


def test_no_test_is_planned_where_nothing_aberrant_is_predicted(opened: MainWindow, qtbot: QtBot):
    opened.candidates.step(1)
    qtbot.waitUntil(lambda: shows(opened, QUIET))
    opened.actions_.by_key["rna_plan"].trigger()
    assert "No aberrant transcript is predicted" in refusal(opened, qtbot)
