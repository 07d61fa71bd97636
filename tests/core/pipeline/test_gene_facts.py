"""What the ranking of a case knows of genes: modes on record, constraint, runs of homozygosity."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.candidate import Lane
from core.domain.sample_checks import HomozygousRun
from core.pipeline.gene_sources import add_gene_sources
from core.pipeline.intake import read_case
from core.pipeline.opened import open_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.sources.phenotypes import PhenotypeOntology
from core.store.case_store import CaseStore
from tests.core.pipeline.coding_world import OFFSET, coding_world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.core.sources import gene_files as files

LOSS = PLUS[1][1] + 1
RECESSIVE, DOMINANT = "HP:0000007", "HP:0000006"
FROM_DAD = ("0/1", "0/1", "0/0")


def scored(world: World, calls=FROM_DAD) -> Path:
    world.add(LOSS, calls=calls)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


def row(case: Path):
    with CaseStore.open(case) as store:
        (found,) = store.candidate_rows()
        return found


def told(case: Path) -> str:
    return " ".join(reason.sentence for reason in row(case).reasons)


@pytest.fixture
def by_hpo(monkeypatch: pytest.MonkeyPatch):
    """Let the annotation of the HPO tell modes of PLUSGENE, which it does not know."""

    def tells(*terms: str) -> None:
        modes = {"PLUSGENE": frozenset(terms)} if terms else {}
        monkeypatch.setattr(PhenotypeOntology, "inheritance", lambda *_: modes)

    return tells


def knows(tmp_path: Path, *submissions: tuple[str, str]) -> None:
    rows = [files.submission("PLUSGENE", "HGNC:1", mode, verdict) for mode, verdict in submissions]
    drive(add_gene_sources([files.gencc(tmp_path / "gencc.tsv", *rows)]))


def test_a_gene_nobody_knows_keeps_its_lane(world: World, by_hpo):
    by_hpo()
    assert row(scored(world)).lane is Lane.SPLICE


def test_the_hpo_alone_may_tell_that_a_gene_is_recessive(world: World, by_hpo):
    by_hpo(RECESSIVE)
    case = scored(world)
    assert row(case).lane is Lane.SINGLE_HIT
    assert "recessive disease only (HPO annotation)" in told(case)


def test_a_loaded_curation_tells_it_too(world: World, tmp_path: Path, by_hpo):
    by_hpo()
    knows(tmp_path, ("Autosomal recessive", "Definitive"))
    case = scored(world)
    assert row(case).lane is Lane.SINGLE_HIT
    assert "recessive disease only (GenCC" in told(case)


def test_a_weak_curation_alone_puts_nothing_on_record(world: World, tmp_path: Path, by_hpo):
    by_hpo()
    knows(tmp_path, ("Autosomal recessive", "Limited"))
    assert row(scored(world)).lane is Lane.SPLICE


@pytest.mark.parametrize(
    ("submission", "hpo"),
    [
        (("Autosomal dominant", "Limited"), (RECESSIVE,)),
        (("Autosomal recessive", "Definitive"), (RECESSIVE, DOMINANT)),
        (("Autosomal recessive", "Definitive"), (DOMINANT,)),
    ],
)
def test_whoever_tells_of_dominant_disease_counts(
    world: World, tmp_path: Path, by_hpo, submission, hpo
):
    by_hpo(*hpo)
    knows(tmp_path, submission)
    assert row(scored(world)).lane is Lane.SPLICE


def test_the_annotation_of_the_hpo_is_read_by_mode():
    found = PhenotypeOntology().inheritance(["CFTR", "FBN1", "PLUSGENE"])
    assert RECESSIVE in found["CFTR"]
    assert DOMINANT in found["FBN1"]
    assert "PLUSGENE" not in found


@pytest.mark.parametrize(
    ("run", "points"),
    [
        (HomozygousRun("toy1", LOSS - 1, LOSS), 0.5),
        (HomozygousRun("toy1", LOSS, LOSS + 9), None),
        (HomozygousRun("toy2", 0, 60_000), None),
    ],
)
def test_runs_of_the_patient_alone_count(world: World, by_hpo, run, points):
    by_hpo()
    case = scored(world, ("1/1", "0/1", "0/1"))
    with open_case(case, None) as store:
        checks = store.sample_checks.get()
        assert checks is not None
        people = [replace(one, runs=()) for one in checks.people]
        of_father = [replace(one, runs=(run,)) if one.name == "father" else one for one in people]
        of_child = [replace(one, runs=(run,)) if one.name == "child" else one for one in people]
        store.sample_checks.put(replace(checks, people=tuple(of_father)))
    drive(rank_case(case))
    assert gene_points(case) is None
    with open_case(case, None) as store:
        store.sample_checks.put(replace(checks, people=tuple(of_child)))
    drive(rank_case(case))
    assert gene_points(case) == points


def gene_points(case: Path) -> float | None:
    found = [reason.points for reason in row(case).reasons if reason.topic == "gene"]
    return sum(found) if found else None


@pytest.mark.parametrize(("loeuf", "points"), [("0.31", 0.5), ("0.75", None)])
def test_a_stop_in_an_intolerant_gene_tells_the_loaded_constraint(tmp_path: Path, loeuf, points):
    """Codon 5 of the coding gene, TAC (Tyr), becomes TAA."""
    known = f"TOY1\t1\tNM_7.1\ttrue\ttrue\t0.2\t0.1\t{loeuf}\t1.0\t[]"
    table = files.lines(tmp_path / "constraint.tsv", files.CONSTRAINT_4, known)
    drive(add_gene_sources([table]))
    world = coding_world(tmp_path)
    world.add(OFFSET + 345, ref="C", alt="A", calls=FROM_DAD)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    assert row(spec.case).lane is Lane.CODING
    assert gene_points(spec.case) == points
    assert (f"LOEUF {loeuf}" in told(spec.case)) == (points is not None)
