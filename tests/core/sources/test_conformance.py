"""The conformance archive of hts-specs: what is valid loads, what is not is never taken silently."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.science

READ_ALL = """
import json, sys
from pathlib import Path
from core.errors import VcfFormatError
from core.sources.vcf import RecordProblem, VcfSource, frequency_key

for path in sys.stdin.read().splitlines():
    outcome = {"path": path, "refused": "", "problems": [], "set_aside": 0, "warnings": []}
    try:
        with VcfSource(Path(path)) as source:
            records = list(source.records(source.header.samples, frequency_key(source.header)))
            outcome["warnings"] = list(source.warnings)
        problems = [record for record in records if isinstance(record, RecordProblem)]
        outcome["problems"] = [record.detail for record in problems]
        outcome["set_aside"] = sum(len(r.set_aside) for r in records if r not in problems)
    except VcfFormatError as error:
        outcome["refused"] = str(error)
    print(json.dumps(outcome), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What reading each file ended in; one child process reads them all."""
    folder = tmp_path_factory.mktemp("conformance")
    with tarfile.open(shared / "data/vcf/hts-specs/vcf-conformance.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    paths = sorted(str(path) for path in folder.rglob("*.vcf"))
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        input="\n".join(paths),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {str(Path(item["path"]).relative_to(folder)): item for item in found}


def test_the_archive_is_complete(outcomes):
    assert sum("/passed/" in path for path in outcomes) == 76
    assert sum("/failed/" in path for path in outcomes) == 607


def test_every_valid_file_is_read(outcomes):
    refused = {path: o["refused"] for path, o in outcomes.items() if "/passed/" in path}
    assert [text for text in refused.values() if text] == []


def test_no_record_of_a_valid_file_is_malformed(outcomes):
    allowed = ("ALT is missing", "is a telomere", "has no line end")
    found = [
        (path, detail)
        for path, outcome in outcomes.items()
        if "/passed/" in path
        for detail in outcome["problems"]
        if not any(text in detail for text in allowed)
    ]
    assert found == []


def test_every_invalid_file_is_refused_set_aside_or_warned_about(outcomes):
    silent = [
        path
        for path, o in outcomes.items()
        if "/failed/" in path
        and not (o["refused"] or o["problems"] or o["set_aside"] or o["warnings"])
    ]
    assert silent == []


@pytest.mark.parametrize("field", ["CHROM", "POS", "REF", "QUAL", "FILTER", "ID", "FORMAT"])
def test_the_field_at_fault_is_named(outcomes, field):
    concerned = {
        path: outcome
        for path, outcome in outcomes.items()
        if f"/failed_body_{field.lower()}_" in path
    }
    assert concerned
    for path, outcome in concerned.items():
        told = " ".join([*outcome["problems"], *outcome["warnings"]])
        assert field in told, path


def test_the_line_at_fault_in_a_header_is_named(outcomes):
    for path, outcome in outcomes.items():
        if "/failed_meta_" in path:
            assert any("Header line" in text for text in outcome["warnings"]), path
