"""The session: one open case or none, decisions written, jobs described."""

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from core import session as session_module
from core.change import Change
from core.domain.attribution import AttributionMethod
from core.domain.candidate import Mark
from core.domain.score import SpliceEffect
from core.errors import (
    CaseFileError,
    ProblemError,
    ReferenceMismatchError,
    UnfinishedCaseError,
    UsageError,
)
from core.listing import CandidateQuery, Movement
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import CaseReader, Session, inspect_job, install_pack_job, new_case_job
from core.store.case_store import CaseStore
from core.worker import Finished, Job
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other

__all__ = ["world"]

LOSS = PLUS[1][1] + 1


@pytest.fixture
def case(world: World) -> Path:
    world.add(22_000)
    world.add(LOSS)
    world.add(22_009, ref=other(world.base(22_009)), alt="T" if world.base(22_009) == "A" else "A")
    world.add(22_020, alt=f"{other(world.base(22_020))},*")
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


@pytest.fixture
def session(case: Path):
    opened = Session()
    opened.open(case)
    yield opened
    opened.close()


def test_opening_and_closing_announce_that_everything_changed(case: Path):
    session = Session()
    assert not session.is_open
    assert session.open(case) == Change(case=True, candidates=True, decisions=True)
    assert session.is_open
    assert session.path == case
    assert session.info is not None
    assert session.info.name == "toy"
    assert session.close() == Change(case=True, candidates=True, decisions=True)
    assert (session.is_open, session.path, session.info) == (False, None, None)
    session.close()


def test_what_needs_a_case_is_a_problem_without_one():
    session = Session()
    for action in (
        session.reader,
        session.score_job,
        lambda: session.mark(1, Mark.REPORT),
        lambda: session.track_job(1),
        lambda: session.attribute_job("toy1-1-A-C"),
        lambda: session.save_copy(Path("x")),
    ):
        with pytest.raises(UsageError, match="No case is open"):
            action()


def test_a_file_that_is_no_case_is_refused_and_nothing_is_open(tmp_path: Path):
    path = tmp_path / "no.intronaut"
    path.write_text("no case")
    session = Session()
    with pytest.raises(CaseFileError):
        session.open(path)
    assert not session.is_open


def test_an_unfinished_case_is_not_opened_and_the_problem_says_what_to_do(case: Path):
    with CaseStore.open(case) as store:
        unfinished = replace(store.info(), is_complete=False)
    path = case.with_name("unfinished.intronaut")
    CaseStore.create(path, unfinished).close()
    session = Session()
    with pytest.raises(UnfinishedCaseError, match="unfinished") as told:
        session.open(path)
    assert "Start it again" in told.value.remedy
    assert not session.is_open
    CaseStore.open(path, write=True).close()


def test_a_decision_is_stored_and_read_by_others_at_once(session: Session):
    with session.reader() as reader:
        first = reader.ids(CandidateQuery())[0]
        change = session.mark(first, Mark.REPORT, "convincing")
        assert change == Change(decisions=True, variant_ids=(first,))
        assert reader.marks() == {first: (Mark.REPORT, "convincing")}
        assert reader.ids(CandidateQuery(marked_only=True)) == (first,)


def test_a_reader_lists_shows_and_explains(case: Path):
    with CaseReader(case) as reader:
        ids = reader.ids(CandidateQuery())
        rows = reader.rows(ids[::-1])
        assert [row.facts.variant_id for row in rows] == list(ids[::-1])
        assert reader.rows([*ids, 999]) == reader.rows(ids)
        assert reader.detail(ids[0]).facts.variant.pos == LOSS
        assert reader.tracks(ids[0])
        assert reader.movement((), CandidateQuery()) == Movement(len(ids), 0)
        assert reader.ledger().discrepancies() == ()
        assert [run.engine_id for run in reader.engine_runs()] == ["toy"]
        records, alleles = reader.set_aside(limit=10)
        assert (len(records), len(alleles)) == (1, 1)
        assert reader.set_aside(limit=10, offset=1) == ((), ())
        assert reader.info().is_complete
        assert reader.store.n_variants() == 3
        names = reader.genomic_names([row.facts.variant for row in rows])
        assert all(name.startswith("toy1:g.") for name in names.values())


def test_a_variant_is_found_in_any_spelling_and_missing_ones_are_a_problem(world, case: Path):
    before, ref = world.base(LOSS - 1), world.base(LOSS)
    with CaseReader(case) as reader:
        _, variant = reader.find(f"toy1:{LOSS - 1} {before}{ref}>{before}{other(ref)}")
        assert variant.spelled == f"toy1-{LOSS}-{ref}-{other(ref)}"
        with pytest.raises(UsageError, match="is not in this case"):
            reader.find(f"toy1-5-{world.base(5)}-{other(world.base(5))}")
        with pytest.raises(ReferenceMismatchError):
            reader.find(f"toy1-5-{other(world.base(5))}-{world.base(5)}")
        with pytest.raises(UsageError, match="not a variant"):
            reader.find("NF1")
        assert reader.trace(variant.spelled).steps
        world.reference.unlink()
        with pytest.raises(UsageError, match="another spelling cannot be looked up"):
            reader.find(f"toy1-{LOSS - 1}-{before}{ref}-{before}{other(ref)}")


def test_sorting_by_every_column_lists_every_candidate(case: Path):
    with CaseReader(case) as reader:
        everything = set(reader.ids(CandidateQuery()))
        for sort in ("gene", "delta", "frequency", "position", "distance", "phenotype"):
            assert set(reader.ids(CandidateQuery(sort=sort, descending=True))) == everything


def test_a_copy_is_a_case_of_its_own(session: Session, tmp_path: Path):
    target = tmp_path / "copy.intronaut"
    session.save_copy(target)
    with CaseReader(target) as copy, session.reader() as reader:
        assert copy.ids(CandidateQuery()) == reader.ids(CandidateQuery())


def test_jobs_on_the_case_name_the_session_they_write_for(session: Session, case: Path):
    jobs = [
        session.score_job(),
        session.track_job(7),
        session.attribute_job("toy1-1-A-C", AttributionMethod.ISM, SpliceEffect.DONOR_LOSS),
    ]
    for job in jobs:
        assert job.kwargs["case"] == case
        assert job.kwargs["owner_token"]
        assert job.title
        assert pickle.loads(pickle.dumps(job)) == job  # noqa: S301 -- our own bytes


def test_every_job_names_a_function_that_exists_and_takes_its_arguments(session, world: World):
    import importlib
    import inspect

    spec = world.spec()
    jobs = [
        session.score_job(),
        session.track_job(7),
        session.attribute_job("toy1-1-A-C"),
        inspect_job(spec),
        new_case_job(spec),
        install_pack_job("spliceai", "me"),
    ]
    for job in jobs:
        module, name = job.function.split(":")
        function = getattr(importlib.import_module(module), name)
        inspect.signature(function).bind(**job.kwargs)


def test_a_job_may_write_the_case_the_session_has_open(session: Session):
    job = Job(session.score_job(engine_id="nobody"))
    job.start()
    *_, last = job.events()
    assert not isinstance(last, Finished)
    assert "nobody" in str(last)


def test_a_second_session_is_kept_from_writing_but_not_from_reading(session, case: Path):
    other_session = Session()
    with pytest.raises(ProblemError):
        other_session.open(case)
    with CaseReader(case) as reader:
        assert reader.ids(CandidateQuery())


def test_an_interrupt_without_a_read_under_way_does_no_harm(case: Path):
    with CaseReader(case) as reader:
        reader.interrupt()
        assert reader.ids(CandidateQuery())


def test_the_session_knows_no_torch():
    assert not {"torch", "cyvcf2", "h5py"} & set(vars(session_module))
