"""RNA on the command line, with a prediction of the tests' own."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from core.cli.rna import rna_command, rna_plan_command
from core.errors import UsageError
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from tests.core.pipeline.test_rna import MINUS_LOSS, PLUS_LOSS, QUIET, bam, outcomes_of
from tests.core.pipeline.toy import ToyEngine, World, drive, other


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def unscored(world: World) -> Path:
    for pos in (PLUS_LOSS, MINUS_LOSS, QUIET):
        world.add(pos)
    drive(read_case(world.spec()))
    return world.spec().case


@pytest.fixture
def case(unscored: Path) -> Path:
    """A case whose candidates an engine found."""
    drive(score_case(unscored, engine=ToyEngine()))
    return unscored


@pytest.fixture
def program() -> click.Group:
    group = click.Group("case")
    group.add_command(rna_command(outcomes_of))
    group.add_command(rna_plan_command(outcomes_of))
    return group


def run(program, *arguments):
    found = CliRunner().invoke(program, [str(one) for one in arguments], obj={"printer": None},
                               catch_exceptions=False)  # fmt: skip
    assert found.exit_code == 0, found.output
    return found.stdout


def test_an_unscored_case_has_nothing_to_look_at(program, unscored, world):
    path = bam(world, [0.4, 0.6])
    found = CliRunner().invoke(program, ["rna", str(unscored), "--reads", str(path)])
    assert "score the case first" in found.output


def test_rna_is_read_and_told(program, case, world):
    told = run(program, "rna", case, "--reads", bam(world, [0.4, 0.6]))
    rows = [line.split("\t") for line in told.splitlines()]
    supported = [row for row in rows if row[1] == "PLUSGENE" and row[4] == "exon skipping"]
    assert [row[5].split(":")[0] for row in supported] == ["supports"]
    assert any(row[4] == "exon 2" and "is included in" in row[5] for row in rows)
    assert run(program, "rna", case) == told


def test_a_file_of_rna_is_forgotten(program, case, world):
    path = bam(world, [0.4, 0.6])
    run(program, "rna", case, "--reads", path)
    nothing = "No RNA was read at any variant of this case.\n"
    assert run(program, "rna", case, "--forget", path) == nothing
    with pytest.raises(UsageError, match="has no RNA of"):
        run(program, "rna", case, "--forget", path)


def test_all_that_is_stored_is_told_as_json(program, case, world):
    found = json.loads(run(program, "rna", case, "--reads", bam(world, [0.4, 0.6]), "--json"))
    plus = next(one for one in found if one["evidence"]["gene_symbol"] == "PLUSGENE")
    assert plus["source"]["kind"] == "BAM"
    assert plus["evidence"]["outcomes"][0]["verdict"]["verdict"] == "supports"


def test_without_any_rna_that_is_told(program, case):
    assert run(program, "rna", case) == "No RNA was read at any variant of this case.\n"


def test_a_tissue_without_a_file_is_refused(program, case):
    with pytest.raises(UsageError, match="belongs to a file"):
        run(program, "rna", case, "--tissue", "blood")


def test_a_plan_is_told_or_written(program, case, world, tmp_path):
    pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")
    spelled = f"toy1-{PLUS_LOSS}-{world.base(PLUS_LOSS)}-{other(world.base(PLUS_LOSS))}"
    told = run(program, "rna-plan", case, spelled)
    assert told.startswith(f"RNA test: PLUSGENE {spelled} (artificial)")
    out = tmp_path / "plan.json"
    run(program, "rna-plan", case, spelled, "-o", out)
    assert json.loads(out.read_text("utf-8"))["gene_symbol"] == "PLUSGENE"
