"""The shared cases: the planted variant stands first, a pair first and second."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from core import packs
from core.listing import CandidateQuery
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.session.reader import CaseReader
from core.store.case_store import CaseStore
from models.regulatory.engine import RegulatoryEngine
from models.runtime import load_regulatory_engine

pytestmark = [pytest.mark.science]

CASES = ("nf1-denovo", "mybpc3-dominant", "unc13d-compound-het")
EVERY = 60
PROMOTER = "ldlr-promoter"
RIVALS = {47343021, 43095838, 47350503}
"""Places of the strongest splice changes of that case: none of its genes fits the patient."""


def key(line: str) -> tuple[str, int, str, str]:
    chrom, pos, _, ref, alt = line.split("\t")[:5]
    return chrom, int(pos), ref, alt


def planted(data: Path, name: str) -> set[tuple[str, int, str, str]]:
    told = json.loads((data / "cases" / f"{name}.json").read_text())
    return {(one["chrom"], one["pos"], one["ref"], one["alt"]) for one in told["causal"]}


def ranks(
    data: Path, name: str, vcf: Path, folder: Path, beside: Sequence[RegulatoryEngine] = ()
) -> list[int]:
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
    others = (score_case_regulatory(case, one.info.engine_id, engine=one) for one in beside)
    for job in (read_case(spec), score_case(case), *others):
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


@pytest.fixture(scope="session")
def regulatory_engines(shared, spliceai_pack, tmp_path_factory) -> list[RegulatoryEngine]:
    """MPRA-DragoNN from the shared weights, and JASPAR, whose pack is installed."""
    if packs.status("jaspar").state is not packs.PackState.INSTALLED:
        pytest.skip("The jaspar pack is not installed; run `intronaut packs install jaspar`.")
    jaspar = load_regulatory_engine("jaspar")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRONAUT_DATA", str(tmp_path_factory.mktemp("data")))
        weights = str(shared / "weights" / "mpra-dragonn-conv")
        for _ in packs.install_pack("mpra-dragonn", weights, "the tests"):
            pass
        return [load_regulatory_engine("mpra-dragonn"), jaspar]


def first_of_the_promoter_case(data, vcf, folder, engines):
    """Rank the promoter case; the reasons of the planted variant, which has to stand first."""
    assert ranks(data, PROMOTER, vcf, folder, engines) == [1]
    with CaseReader(folder / f"{PROMOTER}.intronaut") as reader:
        (first,) = reader.rows(reader.ids(CandidateQuery())[:1])
    return [one.sentence for one in first.reasons]


def test_a_promoter_variant_stands_before_splice_changes_of_genes_that_do_not_fit(
    shared, tmp_path, regulatory_engines
):
    data = shared / "data"
    with gzip.open(data / "cases" / f"{PROMOTER}.vcf.gz", "rt") as file:
        lines = file.read().splitlines()
    header = [line for line in lines if line.startswith("#")]
    records, wanted = lines[len(header) :], planted(data, PROMOTER)
    chosen = [
        line
        for at, line in enumerate(records)
        if not at % EVERY or key(line) in wanted or key(line)[1] in RIVALS
    ]
    vcf = tmp_path / "some.vcf"
    vcf.write_text("\n".join((*header, *chosen)) + "\n")
    told = first_of_the_promoter_case(data, vcf, tmp_path, regulatory_engines)
    assert any("MPRA-DragoNN" in one and "falls" in one for one in told)
    assert any(one.startswith("Breaks a motif of") and "SP1" in one for one in told)


@pytest.mark.slow
def test_the_promoter_variant_stands_first_among_all_others(shared, tmp_path, regulatory_engines):
    vcf = shared / "data" / "cases" / f"{PROMOTER}.vcf.gz"
    first_of_the_promoter_case(shared / "data", vcf, tmp_path, regulatory_engines)
