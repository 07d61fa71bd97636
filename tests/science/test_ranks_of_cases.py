"""The three shared cases with a splice variant: it stands first, a pair first and second."""

import gzip
import json
from pathlib import Path

import pytest

from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore

pytestmark = [pytest.mark.science]

CASES = ("nf1-denovo", "mybpc3-dominant", "unc13d-compound-het")
EVERY = 60


def key(line: str) -> tuple[str, int, str, str]:
    chrom, pos, _, ref, alt = line.split("\t")[:5]
    return chrom, int(pos), ref, alt


def planted(data: Path, name: str) -> set[tuple[str, int, str, str]]:
    told = json.loads((data / "cases" / f"{name}.json").read_text())
    return {(one["chrom"], one["pos"], one["ref"], one["alt"]) for one in told["causal"]}


def ranks(data: Path, name: str, vcf: Path, folder: Path) -> list[int]:
    """Score and rank a variant file of a case; where its planted variants stand."""
    told = json.loads((data / "cases" / f"{name}.json").read_text())
    case = folder / f"{name}.intronaut"
    spec = IntakeSpec(
        case=case,
        vcf=vcf,
        reference=data / "reference" / "GRCh38.fa.gz",
        genes=(data / "genes" / "MANE.GRCh38.gff3.gz",),
        ped=data / "cases" / f"{name}.ped",
        proband="PROBAND",
        hpo=tuple(told["hpo"]),
    )
    for job in (read_case(spec), score_case(case)):
        for _ in job:
            pass
    wanted = planted(data, name)
    with CaseStore.open(case) as store:
        found = [one.variant for one in store.variants(store.candidate_ids())]
    places = [(one.chrom, one.pos, one.ref, one.alt) for one in found]
    return [rank for rank, place in enumerate(places, start=1) if place in wanted]


@pytest.mark.parametrize("name", CASES)
def test_planted_variants_stand_first_among_some_of_the_others(
    shared, spliceai_pack, tmp_path, name
):
    data = shared / "data"
    with gzip.open(data / "cases" / f"{name}.vcf.gz", "rt") as file:
        lines = file.read().splitlines()
    header = [line for line in lines if line.startswith("#")]
    records, wanted = lines[len(header) :], planted(data, name)
    chosen = [line for at, line in enumerate(records) if not at % EVERY or key(line) in wanted]
    vcf = tmp_path / "some.vcf"
    vcf.write_text("\n".join((*header, *chosen)) + "\n")
    assert ranks(data, name, vcf, tmp_path) == list(range(1, len(wanted) + 1))


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_planted_variants_stand_first_among_all_others(shared, spliceai_pack, tmp_path, name):
    data = shared / "data"
    vcf = data / "cases" / f"{name}.vcf.gz"
    found = ranks(data, name, vcf, tmp_path)
    assert found == list(range(1, len(planted(data, name)) + 1))
