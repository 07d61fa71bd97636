"""The installed SpliceAI networks through whole commands, with a short cut and without."""

import json
from pathlib import Path

import pytest

from core.cli import main
from core.demo import demo_spec
from core.pipeline.spec import IntakeSpec

pytestmark = [pytest.mark.science, pytest.mark.e2e, pytest.mark.usefixtures("spliceai_pack")]

CHOSEN = ("12821", "26046")


@pytest.fixture
def spec(tmp_path: Path) -> IntakeSpec:
    """The demo's files with a lost donor and one variant more."""
    found = demo_spec(tmp_path)
    lines = found.vcf.read_text().splitlines()
    kept = [line for line in lines if line.startswith("#") or line.split("\t")[1] in CHOSEN]
    found.vcf.write_text("\n".join(kept) + "\n")
    return found


def run(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> str:
    found = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    assert found == status, err
    return out or err


@pytest.mark.slow
def test_reduced_precision_is_a_run_of_its_own_and_named_with_each_score(capsys, spec):
    run(capsys, "case", "new", spec.case, "--vcf", spec.vcf, "--reference", spec.reference,
        "--genes", spec.genes[0], "--ped", spec.ped, "--assembly", "GRCh38")  # fmt: skip
    deltas = {}
    for precision in ("float32", "reduced"):
        run(capsys, "case", "score", spec.case, "--device", "cpu", "--no-cache", "--precision",
            precision)  # fmt: skip
        first = json.loads(run(capsys, "case", "candidates", spec.case, "--format", "json"))[0]
        (score,) = first["scores"]
        deltas[score["precision"]] = score["donor_loss"]
        assert first["consensus"] == []
    # A processor without a shorter type computes in float32 whatever is asked.
    assert "float32" in deltas or len(deltas) == 1
    assert max(deltas.values()) - min(deltas.values()) <= 0.01
    assert min(deltas.values()) > 0.5


def test_a_short_cut_is_refused_for_an_engine_that_has_none(capsys, spec):
    said = run(
        capsys, "score", spec.vcf, "-o", spec.vcf.with_name("out.vcf"), "--reference",
        spec.reference, "--genes", spec.genes[0], "--engine", "mmsplice", "--precision", "reduced",
        status=2,
    )  # fmt: skip
    assert "neither reduced precision nor screening" in said
