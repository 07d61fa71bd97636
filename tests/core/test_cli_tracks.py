"""`intronaut tracks` and `intronaut case tracks`."""

import json
from pathlib import Path

import pytest

from core.cli import main
from tests.core.sources.local_files import write_table
from tests.gui.case_files import make_case


def test_layouts_are_listed_with_builds_licence_and_preparation(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["tracks", "layouts"]) == 0
    out = capsys.readouterr().out
    assert "alphamissense\tAlphaMissense\tGRCh37, GRCh38\tCC BY 4.0" in out
    assert "bigwig" in out


def test_a_track_is_registered_looked_into_and_forgotten(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    case = make_case(tmp_path / "nf1.intronaut")
    path = write_table(tmp_path / "own.bed", "chr17 0 83000000 everything 1")
    add = ["tracks", "add", str(path), "--assembly", "GRCh38", "--title", "Mine", "--name", "mine"]
    assert main(add) == 0
    assert "mine: Mine (no version stated), GRCh38, licence: not stated" in capsys.readouterr().err
    assert main(["tracks", "list"]) == 0
    assert capsys.readouterr().out.startswith("mine\tMine (no version stated)\tGRCh38")
    assert main(["case", "tracks", str(case)]) == 0
    out = capsys.readouterr().out
    assert "\tMine (no version stated)\t1, everything (chr17:1-83,000,000)" in out
    assert main(["case", "candidates", str(case), "--format", "json"]) == 0
    shapes = json.loads(capsys.readouterr().out)
    assert shapes[0]["local_sources"][0]["name"] == "mine"
    assert main(["tracks", "remove", "mine"]) == 0
    assert main(["tracks", "remove", "mine"]) == 2
    assert main(["case", "tracks", str(case), "chr17-1-A-C"]) == 2


def test_a_mapping_that_is_not_understood_ends_with_one_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = write_table(tmp_path / "own.tsv", "1 10 A C 1")
    assert main(["tracks", "add", str(path), "--layout", "kind=allele chrom=1"]) == 2
    assert "column mapping is not understood" in capsys.readouterr().err
