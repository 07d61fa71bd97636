"""Trace against the store: for the causal variants of the shared cases and 100 random others."""

import json
import random
from pathlib import Path

import pytest

from core.domain.trace import Outcome, Trace
from core.interpret.gates import GATES
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from core.store.records import StoredVariant
from core.trace import trace_text
from tests.core.pipeline.toy import drive

pytestmark = pytest.mark.science

CASES = ("nf1-denovo", "mybpc3-dominant", "unc13d-compound-het", "ldlr-promoter")


@pytest.mark.parametrize("name", CASES)
def test_trace_tells_what_the_case_holds(shared: Path, tmp_path: Path, name: str):
    folder = shared / "data"
    case = tmp_path / f"{name}.intronaut"
    spec = IntakeSpec(
        case=case,
        vcf=folder / "cases" / f"{name}.vcf.gz",
        reference=folder / "reference" / "GRCh38.fa.gz",
        genes=(folder / "genes" / "MANE.GRCh38.gff3.gz",),
        ped=folder / "cases" / f"{name}.ped",
    )
    drive(read_case(spec))
    answer = json.loads((folder / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    causal = [f"{one['chrom']}-{one['pos']}-{one['ref']}-{one['alt']}" for one in answer["causal"]]
    with CaseStore.open(case) as store:
        everyone = list(store.variants())
        others = random.Random(4).sample(everyone, 100)
        by_id = {one.variant_id: one for one in everyone}
        for spelled in (*causal, *(one.variant.spelled for one in others)):
            told = trace_text(store, spelled)
            known = next(one for one in by_id.values() if one.variant.spelled == told.spelled)
            _agrees(told, known, is_causal=spelled in causal)
        assert store.ledger().discrepancies() == ()


def _agrees(told: Trace, known: StoredVariant, *, is_causal: bool) -> None:
    gates = [one for one in told.steps if one.name.startswith("gate: ")]
    failing = [
        gate for gate, one in zip(GATES, gates, strict=True) if one.outcome is Outcome.FAILED
    ]
    assert next(iter(failing), "") == known.gate
    assert not (is_causal and failing), f"{told.spelled} is held back by {failing}"
    steps = {one.name: one for one in told.steps}
    assert steps["in the variant file"].value == f"record {known.record_number:,}"
    assert steps["score"].value == "not scored yet"
    assert steps["in the list"].outcome is Outcome.FAILED
