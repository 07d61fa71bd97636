"""`case scan`: what it refuses before any work is done."""

from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.cli import scan as scan_command
from core.domain.activity import Activity, ActivityTrack, RegionScan
from core.domain.element import Stretch
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


@pytest.mark.parametrize(
    ("n_unknown", "told"),
    [
        (100, ("100: nothing could be read", "Toy: none of 100 bases could be read")),
        (40, ("100: 0 predicted elements", "Toy: 40 of 100 bases could not be read")),
    ],
)
def test_bases_that_could_not_be_read_are_told(case, monkeypatch, capfd, n_unknown, told):
    values = np.zeros(100, np.float32)
    values[:n_unknown] = np.nan
    activity = Activity(ActivityTrack("toy", "Toy", "1", "d", "a"), 0, values)
    found = RegionScan(Stretch("toy1", 0, 100), (activity,), rule_set="toy")
    monkeypatch.setattr(scan_command, "run_job", lambda *_, **__: found)
    assert main(["case", "scan", str(case), "toy1:1-100"]) == 0
    said = capfd.readouterr().err
    assert all(words in said for words in told)
    assert ("0 predicted elements" in said) is (n_unknown < 100)
