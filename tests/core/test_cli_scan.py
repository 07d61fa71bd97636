"""`case scan`: what it refuses before any work is done."""

from pathlib import Path

import pytest

from core.cli import main
from core.pipeline.intake import read_case
from tests.core.pipeline.toy import World, drive


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A toy case, and a data folder without any pack."""
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    world = World(tmp_path)
    world.add(45_000)
    drive(read_case(spec := world.spec()))
    return spec.case


def test_without_an_engine_it_says_which_to_install(case, capfd):
    assert main(["case", "scan", str(case), "PLUSGENE"]) == 2
    assert "packs install mpra-dragonn" in capfd.readouterr().err


def test_an_engine_that_reads_no_place_of_the_genome_is_refused(case, capfd):
    assert main(["case", "scan", str(case), "PLUSGENE", "--engine", "framepool"]) == 2
    assert "framepool cannot be asked along the genome" in capfd.readouterr().err


def test_a_file_of_another_kind_is_refused_before_anything_is_computed(case, tmp_path, capfd):
    out = tmp_path / "scan.docx"
    assert main(["case", "scan", str(case), "PLUSGENE", "-o", str(out)]) == 2
    assert ".tsv, .bedgraph, .svg" in capfd.readouterr().err
