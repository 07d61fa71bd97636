"""Whole command lines with the installed script and the real engine, on a few demo variants."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.demo import demo_spec
from core.pipeline.spec import IntakeSpec

pytestmark = [pytest.mark.e2e, pytest.mark.science, pytest.mark.usefixtures("spliceai_pack")]

SCRIPT = Path(sys.executable).parent / "intronaut"
LOST_DONOR = "demo1-12821-G-A"
CHOSEN = {"12821", "26046", "26930", "13201"}
N_MORE = 12
SHAPE = {
    "variant", "hgvs_g", "transcripts", "scores", "not_scored", "consequences", "evidence",
    "rank", "lane", "reasons", "genotypes", "inheritance", "phenotype_score",
}  # fmt: skip


def intronaut(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    found = subprocess.run(
        [SCRIPT, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300
    )
    assert found.returncode == status, found.stderr
    assert "Traceback" not in found.stderr
    return found


def cut_demo(folder: Path, n_more: int = 0) -> IntakeSpec:
    """The demo's files with a few records only: a lost donor and whatever else is chosen."""
    spec = demo_spec(folder)
    lines = spec.vcf.read_text().splitlines()
    header = [line for line in lines if line.startswith("#")]
    rows = [line for line in lines[len(header) :] if line.startswith("demo1\t")]
    inside = [line for line in rows if 12_000 < int(line.split("\t")[1]) < 40_000][:n_more]
    kept = [line for line in rows if line.split("\t")[1] in CHOSEN or line in inside]
    spec.vcf.write_text("\n".join([*header, *kept]) + "\n")
    return spec


def new_case(spec: IntakeSpec) -> None:
    intronaut(
        "case", "new", spec.case, "--vcf", spec.vcf, "--reference", spec.reference,
        "--genes", spec.genes[0], "--ped", spec.ped, "--assembly", "GRCh38", "--preset", "all",
    )  # fmt: skip


def ledger(case: Path) -> dict:
    return json.loads(intronaut("case", "ledger", case).stdout)


def adds_up(found: dict) -> bool:
    total = [sum(found[name].values()) for name in ("records_set_aside", "alleles_set_aside")]
    whole = found["records_read"] == found["records_kept"] + total[0]
    whole &= found["alleles_read"] == found["variants"] + found["alleles_merged"] + total[1]
    for engine in found["engines"].values():
        parts = sum(engine["filtered"].values()) + sum(engine["not_scored"].values())
        whole &= engine["variants"] == parts + engine["scored"] + engine["pending"]
    return whole


def test_a_case_goes_the_whole_way_from_variant_file_to_report(tmp_path: Path):
    spec = cut_demo(tmp_path)
    new_case(spec)
    assert adds_up(ledger(spec.case))
    scored = intronaut("case", "score", spec.case, "--json", "--device", "cpu")
    steps = [json.loads(line) for line in scored.stderr.splitlines() if line.startswith("{")]
    assert "scoring variants" in [step["stage"] for step in steps]
    found = ledger(spec.case)
    assert adds_up(found)
    assert found["engines"]["spliceai"]["pending"] == 0
    assert found["alleles_set_aside"] == {"symbolic": 1}

    rows = json.loads(intronaut("case", "candidates", spec.case, "--format", "json").stdout)
    assert all(set(row) >= SHAPE for row in rows)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["variant"]["pos"] == 12_821
    assert rows[0]["scores"][0]["donor_loss"] > 0.5

    trace = intronaut("case", "trace", spec.case, LOST_DONOR).stdout
    assert "rank 1" in trace
    for suffix in ("svg", "tsv"):
        out = tmp_path / f"why.{suffix}"
        intronaut("case", "attribute", spec.case, LOST_DONOR, "--method", "ism", "-o", out)
        assert out.stat().st_size > 200
    for fmt in ("html", "json", "tsv"):
        out = tmp_path / f"report.{fmt}"
        intronaut("case", "report", spec.case, "--format", fmt, "-o", out)
        assert "demo1" in out.read_text()
    assert "For Research Use Only" in (tmp_path / "report.html").read_text()
    assert not list(tmp_path.glob("*.intronaut-*"))


def test_control_c_stops_scoring_and_the_same_command_goes_on(tmp_path: Path):
    spec = cut_demo(tmp_path, N_MORE)
    new_case(spec)
    command = [SCRIPT, "case", "score", spec.case, "--json", "--device", "cpu"]
    job = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert job.stderr is not None
    with job.stderr:
        for line in job.stderr:
            if "scoring variants" in line:
                break
        pressed = time.monotonic()
        os.killpg(job.pid, signal.SIGINT)
        rest = job.stderr.read()
    assert job.wait(timeout=30) == 2
    assert time.monotonic() - pressed < 20
    assert "Traceback" not in rest
    assert "What was scored is kept" in rest

    stopped = ledger(spec.case)
    assert adds_up(stopped)
    engine = stopped["engines"]["spliceai"]
    assert engine["scored"] > 0
    assert engine["pending"] > 0

    intronaut("case", "score", spec.case, "--device", "cpu")
    done = ledger(spec.case)["engines"]["spliceai"]
    assert done["pending"] == 0
    assert done["scored"] + sum(done["not_scored"].values()) > engine["scored"]


def test_a_variant_file_is_annotated_and_its_spelling_does_not_matter(tmp_path: Path):
    spec = cut_demo(tmp_path)
    text = "".join(
        line for line in spec.reference.read_text().split(">")[1].splitlines(keepends=False)[1:]
    )
    before, ref, after = text[12_819], text[12_820], text[12_821]
    header = [line for line in spec.vcf.read_text().splitlines() if line.startswith("##")]
    rows = [
        f"demo1\t12820\tpadded\t{before}{ref}{after}\t{before}A{after}",
        f"demo1\t12820\tdeletion\t{before}{ref}\t{before}",
        f"demo1\t12821\tplain\t{ref}\tA",
        f"demo1\t12821\tright\t{ref}{after}\t{after}",
    ]
    vcf, out = tmp_path / "few.vcf", tmp_path / "few.out.vcf"
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    vcf.write_text("\n".join([*header, columns, *(f"{row}\t.\t.\t." for row in rows)]) + "\n")
    intronaut(
        "score", vcf, "-o", out, "--reference", spec.reference, "--genes", spec.genes[0],
        "--device", "cpu",
    )  # fmt: skip
    found = {}
    for line in out.read_text().splitlines():
        if not line.startswith("#"):
            fields = line.split("\t")
            entry = fields[7].rpartition("=")[2].split("|")
            sites = [int(fields[1]) + int(offset) for offset in entry[6:10]]
            found[fields[2]] = (entry[2:6], sites[3])
    assert found["plain"] == found["padded"]
    assert found["plain"][1] == 12_820
    assert float(found["plain"][0][3]) > 0.5


def test_one_variant_is_described_without_a_case(tmp_path: Path):
    spec = cut_demo(tmp_path)
    found = intronaut(
        "describe", LOST_DONOR, "--reference", spec.reference, "--genes", spec.genes[0]
    )
    described = json.loads(found.stdout)
    assert set(described) >= SHAPE - {
        "rank", "lane", "reasons", "genotypes", "inheritance", "phenotype_score",
    }  # fmt: skip
    assert described["scores"][0]["donor_loss"] > 0.5
