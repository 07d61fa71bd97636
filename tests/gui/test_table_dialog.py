"""The dialog on tables of precomputed scores, alone and in the window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.domain.case import SCORE_TABLE, SourceFile
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.pipeline.spec import TableSpec
from core.session import CaseReader
from core.store.case_store import CaseStore
from gui.dialogs.problem_dialog import ProblemDialog
from gui.dialogs.table_dialog import TableDialog
from gui.main_window import MainWindow
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.core.sources.score_tables import Row, write_table

LOST, QUIET = PLUS[1][1] + 1, 22_000


@pytest.fixture
def dialog(qtbot: QtBot) -> TableDialog:
    made = TableDialog()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def scored(world: World) -> Path:
    """A case of two scored variants."""
    for pos in (QUIET, LOST):
        world.add(pos)
    drive(read_case(world.spec()))
    engine = ToyEngine()
    engine.info = replace(engine.info, engine_id="spliceai")
    drive(score_case(world.spec().case, engine=engine))
    return world.spec().case


@pytest.fixture
def table(world: World, tmp_path: Path) -> Path:
    """A table that is wrong about one of them."""
    rows = []
    for pos, values in ((QUIET, "0.00|0.50|0.00|0.00"), (LOST, "0.00|0.00|0.00|0.90")):
        alt = {"A": "C", "C": "A", "G": "T", "T": "G"}[world.base(pos)]
        rows.append(Row("toy1", pos, world.base(pos), alt, f"{alt}|PLUSGENE|{values}|1|2|3|-1"))
    return write_table(tmp_path / "scores.raw.toy.vcf.gz", rows)


def shown(window: MainWindow) -> TableDialog:
    action = window.actions_.by_key["tables"]
    assert action.isEnabled()
    action.trigger()
    return next(one for one in window.findChildren(TableDialog) if one.isVisible())


def disagreeing(case: Path) -> list[int]:
    with CaseStore.open(case) as store:
        known = {one.variant_id: one.variant.pos for one in store.variants()}
        found = store.lookups(list(known))
    return [known[key] for key, of in found.items() if any(one.disagreeing for one in of)]


@pytest.mark.parametrize(
    ("name", "is_masked"),
    [
        ("spliceai_scores.raw.snv.hg38.vcf.gz", False),
        ("spliceai_scores.masked.indel.hg38.vcf.gz", True),
        ("our_scores.vcf.gz", None),
    ],
)
def test_the_name_of_the_file_presets_what_it_holds(
    dialog: TableDialog, name: str, is_masked: bool | None
):
    dialog.file.set_path(Path("/data") / name)
    assert dialog.table == TableSpec(Path("/data") / name, is_masked)


def test_a_person_can_say_otherwise_and_nothing_is_compared_without_a_file(
    dialog: TableDialog, qtbot: QtBot
):
    assert not dialog.compare.isEnabled()
    dialog.file.set_path(Path("/data/raw.vcf.gz"))
    dialog.view.setCurrentText("Masked scores")
    with qtbot.waitSignal(dialog.compare_asked) as asked:
        dialog.compare.click()
    assert asked.args == [TableSpec(Path("/data/raw.vcf.gz"), is_masked=True)]


def test_remembered_tables_are_listed_with_what_they_hold_and_can_be_forgotten(
    dialog: TableDialog, qtbot: QtBot
):
    told = "raw, within 50 bases, SpliceAI 1.3; the digest is that of header, size and time"
    dialog.show_tables([SourceFile(SCORE_TABLE, "/data/a.vcf.gz", "0" * 64, told)])
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "Forget"]
    assert button.accessibleName() == "Forget a.vcf.gz"
    with qtbot.waitSignal(dialog.forget_asked) as asked:
        button.click()
    assert asked.args == ["/data/a.vcf.gz"]


def test_the_window_looks_into_a_table_remembers_and_forgets_it(
    window: MainWindow, scored: Path, table: Path, qtbot: QtBot
):
    assert not window.actions_.by_key["tables"].isEnabled()
    window.open_case(scored)
    qtbot.waitUntil(window.actions_.by_key["tables"].isEnabled)
    dialog = shown(window)
    dialog.file.set_path(table)
    told = []
    window.work.told.connect(told.append)
    dialog.compare.click()
    qtbot.waitUntil(lambda: any("2 of 2 variants found" in words for words in told))
    assert any("1 disagrees with what was computed" in words for words in told)
    assert disagreeing(scored) == [QUIET]
    qtbot.waitUntil(window.actions_.by_key["tables"].isEnabled)

    dialog = shown(window)
    forget = "Forget scores.raw.toy.vcf.gz"
    qtbot.waitUntil(
        lambda: forget in [one.accessibleName() for one in dialog.findChildren(QPushButton)]
    )
    next(one for one in dialog.findChildren(QPushButton) if one.accessibleName() == forget).click()
    qtbot.waitUntil(lambda: disagreeing(scored) == [])
    with CaseReader(scored) as reader:
        assert reader.info().source(SCORE_TABLE) is None
    dialog.reject()


def test_a_file_that_is_no_table_is_one_clear_problem(
    window: MainWindow, scored: Path, tmp_path: Path, qtbot: QtBot
):
    window.open_case(scored)
    qtbot.waitUntil(window.actions_.by_key["tables"].isEnabled)
    dialog = shown(window)
    dialog.file.set_path(tmp_path / "absent.raw.vcf.gz")
    dialog.compare.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)))
    (problem,) = window.findChildren(ProblemDialog)
    problem.reject()
