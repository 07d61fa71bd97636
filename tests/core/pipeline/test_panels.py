"""Panels chosen with a new case and later."""

from pathlib import Path

import pytest

from core.errors import InputFileError, UsageError
from core.pipeline.intake import read_case
from core.pipeline.panels import change_panels, chosen_panels
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive


@pytest.fixture
def genes(tmp_path: Path, world: World) -> Path:
    path = tmp_path / "ours.txt"
    path.write_text("PLUS\nABSENT1\n")
    return path


def test_panels_are_stored_with_a_new_case_and_absent_genes_are_named(world: World, genes: Path):
    drive(read_case(spec := world.spec(panels=(genes,))))
    with CaseStore.open(spec.case) as store:
        (chosen,) = chosen_panels(store)
    assert chosen.panel.name == "ours"
    assert "ABSENT1" in chosen.missing
    assert "ABSENT1" in chosen.sentences[1]


def test_a_file_that_is_no_panel_leaves_no_case(world: World, tmp_path: Path):
    bad = tmp_path / "bad.txt"
    bad.write_text("no gene here\n")
    spec = world.spec(panels=(bad,))
    with pytest.raises(InputFileError, match="no gene symbol"):
        drive(read_case(spec))
    assert not spec.case.exists()


def test_panels_are_added_and_removed_later(world: World, genes: Path):
    drive(read_case(spec := world.spec()))
    assert drive(change_panels(spec.case, add=[genes]))[1] == 1
    with pytest.raises(UsageError, match="no panel theirs"):
        drive(change_panels(spec.case, remove=["theirs"]))
    assert drive(change_panels(spec.case, remove=["ours"]))[1] == 0


def test_a_candidate_names_the_panels_of_its_gene_and_keeps_its_points(
    world: World, tmp_path: Path
):
    path = tmp_path / "ours.txt"
    path.write_text("PLUSGENE\n")
    world.add(PLUS[1][1] + 1)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        (before,) = store.candidate_rows()
    drive(change_panels(spec.case, add=[path]))
    with CaseStore.open(spec.case) as store:
        (after,) = store.candidate_rows()
    told = [reason.sentence for reason in after.reasons if reason not in before.reasons]
    assert told == ["PLUSGENE is in the panel ours (listed)."]
    assert after.points == before.points
