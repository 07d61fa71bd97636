"""The conformance archive read into cases, the whole way a patient's file takes.

The archive's contigs prove no build, so that GRCh38 is stated, as a user would have to.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.science.validation.conformance import (
    Outcome,
    read_archive,
    telling,
    unpack,
    way_of,
)

pytestmark = pytest.mark.science


@pytest.fixture(scope="module")
def archive(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conformance")
    unpack(shared, folder)
    return folder


@pytest.fixture(scope="module")
def outcomes(shared: Path, archive: Path) -> dict[str, Outcome]:
    """How reading each file of the archive ended, by path."""
    return read_archive(shared, archive)


@pytest.fixture(scope="module")
def valid(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    return {path: outcome for path, outcome in outcomes.items() if "/passed/" in path}


@pytest.fixture(scope="module")
def invalid(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    return {path: outcome for path, outcome in outcomes.items() if "/failed/" in path}


def test_all_files_came_to_an_end(valid, invalid, outcomes):
    assert (len(valid), len(invalid), len(outcomes)) == (76, 607, 683)


def test_nothing_ended_in_an_exception_nobody_foresaw(outcomes):
    assert [o["cause"] for o in outcomes.values() if o["end"] == "traceback"] == []


def test_no_case_file_is_left_behind(outcomes):
    assert [path for path, outcome in outcomes.items() if outcome["left"]] == []


def test_every_valid_file_loads(valid):
    assert {path: o["cause"] for path, o in valid.items() if o["end"] != "loaded"} == {}


def test_what_is_set_aside_of_a_valid_file_has_an_allowed_reason(valid):
    allowed = ("ALT is missing", "is a telomere", "is not in the reference", "has no line end")
    wrong = [
        (path, detail)
        for path, outcome in valid.items()
        for detail in outcome["records_aside"]
        if not any(text in detail for text in allowed)
    ]
    assert wrong == []


def test_every_invalid_file_is_refused_set_aside_or_warned_about(invalid):
    ways = Counter(way_of(outcome) for outcome in invalid.values())
    assert set(ways) == {"refused", "set aside", "warned"}, [
        path for path, outcome in invalid.items() if way_of(outcome) == "silent"
    ]
    assert sum(ways.values()) == 607


def test_the_reason_names_the_field_of_the_fault_for_nine_files_in_ten(invalid):
    silent = [path for path, outcome in invalid.items() if not telling(path, outcome)]
    assert len(silent) <= 0.1 * len(invalid), silent


def test_a_file_is_only_refused_where_its_columns_cannot_be_told(invalid):
    refused = {path for path, outcome in invalid.items() if outcome["end"] == "refused"}
    names = {Path(path).stem for path in refused}
    assert names == {
        "failed_body_sample_011",  # two sample columns of one name
        "failed_header_000",  # POSITION instead of POS
        "failed_empty",
        "failed_empty_sample",
    }


def test_a_refusal_names_the_file_and_what_to_do(outcomes):
    for path, outcome in outcomes.items():
        if outcome["end"] == "refused":
            assert Path(path).name in outcome["cause"], path
            assert outcome["remedy"].strip(), path


def test_the_ledger_of_every_loaded_file_adds_up_and_the_case_is_whole(outcomes, archive):
    for path, outcome in outcomes.items():
        if outcome["end"] == "loaded":
            text = (archive / "files" / path).read_text(encoding="latin-1")
            body = text[text.index("\n#CHROM") + 1 :].partition("\n")[2]
            lines = body.removesuffix("\n").split("\n") if body else []
            assert [line.removesuffix("\r") for line in lines] == outcome["lines"], path
            assert outcome["records_read"] == len(lines), path
            assert outcome["discrepancies"] == [], path
            assert outcome["is_complete"], path
            assert outcome["verdict"] == "unproven", path
            assert any("not proven" in text for text in outcome["warnings"]), path


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("4.3/passed/passed_body_info.vcf", 0, "unproven"),
        ("4.3/failed/failed_header_000.vcf", 2, "'POSITION', not POS"),
        ("4.3/failed/failed_empty_sample.vcf", 2, "the file is empty"),
    ],
)
def test_the_command_line_ends_as_the_job_does(
    shared: Path, archive: Path, tmp_path: Path, name: str, status: int, told: str
):
    program = shutil.which("intronaut", path=str(Path(sys.executable).parent))
    assert program is not None
    vcf = archive / "files/test/vcf" / name
    case = tmp_path / "one.intronaut"
    reference = shared / "data/reference/GRCh38.fa.gz"
    done = subprocess.run(
        [program, "case", "new", str(case), "--vcf", str(vcf), "--reference", str(reference),
         "--assembly", "GRCh38"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "INTRONAUT_DATA": str(tmp_path / "data")},
    )  # fmt: skip
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert case.exists() is (status == 0)
    if status:
        assert str(vcf) in done.stderr
        assert len(done.stderr.strip().splitlines()) == 2
