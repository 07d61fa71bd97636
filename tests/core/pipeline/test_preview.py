"""The quick first look at a variant: the same questions as scoring, and nothing of it is kept."""

import hashlib
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from core.domain.score import SpliceEffect
from core.pipeline import preview
from core.pipeline.intake import read_case
from core.pipeline.preview import Preview, look_at, serve_previews
from core.pipeline.score import score_case
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other

DONOR_BASE = PLUS[0][1] + 1
"""First base (1-based) of the intron after the first exon."""


@pytest.fixture
def case(world: World) -> Path:
    """A toy case whose one variant has no score yet."""
    world.add(DONOR_BASE)
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


@pytest.fixture
def reference(world: World) -> Iterator[Reference]:
    with Reference(world.reference) as opened:
        yield opened


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Connection, Connection]]:
    """The two ends of the pipe requests come through: (the job's, ours)."""
    monkeypatch.setattr(preview, "_TICK", 0.01)
    there, here = Pipe(duplex=False)
    yield there, here
    there.close()
    here.close()


def spelled(world: World, pos: int = DONOR_BASE) -> str:
    base = world.base(pos)
    return f"toy1-{pos}-{base}-{other(base)}"


def answers(steps: list) -> list[Preview]:
    return [step.so_far for step in steps if step.so_far is not None]


def test_a_variant_that_waits_for_its_score_has_a_preview(world: World, case: Path, reference):
    seen = look_at(case, spelled(world), ToyEngine(), reference)
    assert not seen.is_scored
    assert seen.variant_id is not None
    (score,) = seen.scores
    assert score.gene_symbol == "PLUSGENE"
    assert score.delta.strongest is SpliceEffect.DONOR_LOSS
    assert score.delta.donor_loss == pytest.approx(0.9)
    assert score.delta.donor_loss_offset == -1


def test_a_variant_the_case_does_not_hold_has_a_preview_too(world: World, case: Path, reference):
    seen = look_at(case, spelled(world, PLUS[1][1] + 2), ToyEngine(), reference)
    assert seen.variant_id is None
    assert seen.scores[0].delta.donor_loss == pytest.approx(0.9)


def test_another_spelling_of_an_allele_finds_the_variant_of_the_case(
    world: World, case: Path, reference
):
    before, base = world.base(DONOR_BASE - 1), world.base(DONOR_BASE)
    padded = f"toy1-{DONOR_BASE - 1}-{before}{base}-{before}{other(base)}"
    seen = look_at(case, padded, ToyEngine(), reference)
    assert seen.variant is not None
    assert seen.variant.spelled == spelled(world)
    assert seen.variant_id is not None


def test_nothing_of_a_preview_is_stored(world: World, case: Path, reference):
    before = hashlib.sha256(case.read_bytes()).hexdigest()
    look_at(case, spelled(world), ToyEngine(), reference)
    with CaseStore.open(case) as store:
        assert store.engine_runs() == ()
        assert not any(store.scores([one.variant_id])[one.variant_id] for one in store.variants())
    assert hashlib.sha256(case.read_bytes()).hexdigest() == before


def test_a_variant_with_its_full_score_is_not_previewed(world: World, case: Path, reference):
    drive(score_case(case, engine=ToyEngine()))
    engine = ToyEngine()
    seen = look_at(case, spelled(world), engine, reference)
    assert seen.is_scored
    assert seen.scores == ()
    assert engine.asked == []


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("nonsense", "is not a variant in the form"),
        ("toy9-100-A-C", "holds no contig toy9"),
        ("toy1-70000-A-C", "has only 60,000 bases"),
        ("toy1-28000-{ref}-{alt}", "lies outside every loaded gene"),
        ("toy1-21050-{alt}-{ref}", "the reference has"),
        ("toy1-21050-{ref}-{ref}", "REF and ALT are the same"),
    ],
)
def test_what_cannot_be_previewed_is_said_in_words(
    world: World, case: Path, reference, asked: str, words: str
):
    pos = int(asked.split("-")[1]) if "{" in asked else 1
    base = world.base(pos)
    seen = look_at(case, asked.format(ref=base, alt=other(base)), ToyEngine(), reference)
    assert words in seen.not_scored
    assert seen.scores == ()


def test_an_engine_that_fails_on_the_variant_is_no_score(world: World, case: Path, reference):
    alt = spelled(world)[-1]
    seen = look_at(case, spelled(world), ToyEngine(fails_on=[alt]), reference)
    assert f"the toy cannot bear {alt}" in seen.not_scored


def test_the_job_answers_as_long_as_somebody_asks(world: World, case: Path, asking):
    there, here = asking
    job = serve_previews(case, there, engine=ToyEngine())
    while next(job).stage != "waiting for variants":
        pass
    here.send(spelled(world))
    first = next(job)
    assert first.so_far.asked == spelled(world)
    assert next(job).stage == "waiting for variants"
    here.send("nonsense")
    assert "not a variant" in next(job).so_far.not_scored
    here.close()
    assert drive(job)[1] == 2


def test_of_several_that_wait_only_the_newest_is_looked_at(world: World, case: Path, asking):
    there, here = asking
    for pos in (DONOR_BASE + 1, DONOR_BASE + 2, DONOR_BASE):
        here.send(spelled(world, pos))
    here.close()
    steps, n_done = drive(serve_previews(case, there, engine=ToyEngine()))
    assert [one.asked for one in answers(steps)] == [spelled(world)]
    assert n_done == 1


def test_a_job_nobody_asks_gives_its_memory_back(case: Path, asking, monkeypatch):
    monkeypatch.setattr(preview, "IDLE_SECONDS", 1.2)
    steps, n_done = drive(serve_previews(case, asking[0], engine=ToyEngine()))
    assert n_done == 0
    assert len(steps) < 200
