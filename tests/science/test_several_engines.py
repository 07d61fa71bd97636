"""Whole commands with OpenSpliceAI and Pangolin on planted variants of the demo."""

import json
from pathlib import Path

import pytest

from core.cli import main
from core.demo import demo_spec

pytestmark = [pytest.mark.science, pytest.mark.e2e, pytest.mark.usefixtures("weights_packs")]

LOST_DONOR = "demo1-12821-G-A"


class Shell:
    """Runs commands in this process; the jobs run in workers of their own."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object, status: int = 0) -> str:
        found = main([str(argument) for argument in arguments])
        out, err = self._capsys.readouterr()
        assert found == status, err
        assert "Traceback" not in err
        return out if status == 0 else err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def spec(tmp_path: Path):
    """The demo's files with the lost donor and one variant beside it."""
    found = demo_spec(tmp_path)
    lines = found.vcf.read_text().splitlines()
    kept = [line for line in lines if line.startswith("#") or line.split("\t")[1] == "12821"]
    found.vcf.write_text("\n".join(kept) + "\n")
    return found


def test_a_case_scored_by_two_engines_shows_both_with_what_they_were_computed_with(shell, spec):
    shell("case", "new", spec.case, "--vcf", spec.vcf, "--reference", spec.reference, "--genes",
          spec.genes[0], "--ped", spec.ped, "--assembly", "GRCh38")  # fmt: skip
    shell("case", "score", spec.case, "--engine", "openspliceai", "--engine", "pangolin",
          "--device", "cpu", "--no-cache")  # fmt: skip
    (found,) = json.loads(shell("case", "candidates", spec.case, "--format", "json"))
    first, second = found["scores"]
    assert (first["engine"], second["engine"]) == ("openspliceai", "pangolin")
    for score in (first, second):
        assert score["donor_loss"] > 0.2
        assert (score["precision"], score["screening"]) == ("float32", False)
        assert len(score["digest"]) == 64
        assert score["version"]
        assert score["ref"]["donor_loss"] is not None
    (together,) = found["consensus"]
    assert together["agreement"] == "agree"
    assert (
        "OpenSpliceAI (MANE) and Pangolin both see the donor at demo1:12,820 lost"
        in together["sentence"]
    )
    assert not any(one["calibrated"] for site in together["sites"] for one in site["engines"])
    engines = json.loads(shell("case", "ledger", spec.case))["engines"]
    assert [engines[name]["pending"] for name in ("openspliceai", "pangolin")] == [0, 0]


def test_describe_asks_every_installed_splice_engine(shell, spec):
    found = json.loads(
        shell("describe", LOST_DONOR, "--reference", spec.reference, "--genes", spec.genes[0],
              "--device", "cpu", "--no-cache")
    )  # fmt: skip
    assert {one["engine"] for one in found["scores"]} >= {"openspliceai", "pangolin"}
    assert found["consensus"][0]["agreement"] == "agree"


@pytest.mark.parametrize(
    ("engine", "key"),
    [
        ("openspliceai", "OpenSpliceAI"),
        pytest.param("pangolin", "Pangolin", marks=pytest.mark.slow),
    ],
)
def test_score_writes_each_engine_under_its_own_key(shell, spec, engine: str, key: str):
    out = spec.vcf.with_name("out.vcf")
    shell("score", spec.vcf, "-o", out, "--reference", spec.reference, "--genes", spec.genes[0],
          "--engine", engine, "--device", "cpu", "--precision", "reduced", "--no-cache")  # fmt: skip
    lines = out.read_text().splitlines()
    (header,) = (line for line in lines if line.startswith(f"##INFO=<ID={key},"))
    assert "weights " in header
    assert "raw, distance 50, alleles left-aligned. Format: ALLELE|SYMBOL|DS_AG" in header
    fields = lines[-1].split("\t")[7].split(f"{key}=")[1].split(";")[0].split("|")
    assert len(fields) == 10
    assert float(fields[5]) > 0.2


def test_screening_that_was_never_measured_is_refused(shell, spec):
    said = shell(
        "score", spec.vcf, "-o", spec.vcf.with_name("out.vcf"), "--reference", spec.reference,
        "--genes", spec.genes[0], "--engine", "openspliceai", "--screening", "--device", "cpu",
        status=2,
    )  # fmt: skip
    assert "was never measured" in said
