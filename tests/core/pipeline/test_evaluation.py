"""An engine is asked in batches, and what it fails on stays alone."""

from pathlib import Path

import pytest

from core.domain.assembly import Assembly
from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import EngineUnavailableError, LicenceNotAcceptedError
from core.pipeline.bodies import BodyIndex
from core.pipeline.cached import CachedEngine
from core.pipeline.evaluation import Examiner, Question
from core.pipeline.mapping import splice_score, splice_track
from core.sources.reference import Reference
from core.store.score_cache import ScoreCache
from models.splice.engine import SpliceEngine
from tests.core.pipeline.toy import MINUS, PLUS, UNKNOWN, ToyEngine, World, other


def transcript(name: str, strand: str, exons: tuple[tuple[int, int], ...]) -> Transcript:
    return Transcript(name, name, name, "toy1", strand, exons[0][0], exons[-1][1], exons)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def examiner(world: World, engine: SpliceEngine) -> Examiner:
    bodies = BodyIndex([transcript("P", "+", PLUS), transcript("M", "-", MINUS)])
    return Examiner(engine, Reference(world.reference), bodies)


def variant(world: World, pos: int, ref: str = "", alt: str = "") -> Variant:
    ref = ref or world.base(pos)
    return Variant(Assembly.ARTIFICIAL, "toy1", pos, ref, alt or other(ref[0]))


def question(asks: Examiner, found: Variant, number: int = 1) -> Question:
    asked = asks.question(number, found, 500)
    assert isinstance(asked, Question)
    return asked


@pytest.mark.parametrize(
    ("chrom", "pos", "reason"),
    [
        ("chrM", 100, NotScoredReason.MITOCHONDRIAL),
        ("toy1", 45_000, NotScoredReason.OUTSIDE_GENES),
        ("other", 21_000, NotScoredReason.OUTSIDE_GENES),
    ],
)
def test_reasons_for_not_asking(world: World, chrom: str, pos: int, reason: NotScoredReason):
    found = Variant(Assembly.ARTIFICIAL, chrom, pos, "A", "C")
    assert examiner(world, ToyEngine()).question(1, found, 500) is reason


def test_unknown_reference_long_deletion_and_contig_end_are_not_asked(world: World):
    whole = BodyIndex([transcript("W", "+", ((10, 100), (59_000, 59_990)))])
    asks = Examiner(ToyEngine(), Reference(world.reference), whole)
    reason = asks.question(1, variant(world, UNKNOWN[0] + 1, "N", "A"), 500)
    assert reason is NotScoredReason.REFERENCE_UNKNOWN
    deletion = variant(world, 21_500, world.text[21_499:22_501], "A")
    assert asks.question(1, deletion, 500) is NotScoredReason.REF_TOO_LONG
    assert isinstance(asks.question(1, deletion, 501), Question)
    assert asks.question(1, variant(world, 300), 500) is NotScoredReason.NEAR_CONTIG_END
    assert asks.widest(variant(world, 300), 4_999) < 0
    assert asks.widest(variant(world, 6_000), 4_999) == 999
    assert asks.widest(variant(world, 21_500), 4_999) == 4_999


@pytest.mark.parametrize(
    ("pos", "effect", "delta", "site"),
    [
        (PLUS[1][1] + 1, "donor_loss", 0.9, PLUS[1][1]),
        (PLUS[1][0], "acceptor_loss", 0.8, PLUS[1][0] + 1),
        (MINUS[1][1] + 1, "acceptor_loss", 0.8, MINUS[1][1]),
        (MINUS[1][0], "donor_loss", 0.9, MINUS[1][0] + 1),
    ],
)
def test_loss_of_a_site_is_found_on_both_strands(
    world: World, pos: int, effect: str, delta: float, site: int
):
    asks = examiner(world, ToyEngine())
    (answer,) = asks.ask([question(asks, variant(world, pos))], 500)
    score = splice_score(answer.question.bodies[0], pos, answer.profiles[0])
    assert getattr(score.delta, effect) == pytest.approx(delta)
    assert pos + getattr(score.delta, f"{effect}_offset") == site
    assert score.delta.max_delta == pytest.approx(delta)
    assert getattr(score.masked, effect) == pytest.approx(delta)
    assert not score.delta.masked
    assert score.masked.masked


def test_masking_silences_a_gain_at_an_annotated_and_a_loss_at_another_site(world: World):
    world.text = world.text[:22_000] + "GTAAGT" + world.text[22_006:]
    world.reference.unlink()
    world.__post_init__()
    asks = examiner(world, ToyEngine())
    (answer,) = asks.ask([question(asks, variant(world, 22_002))], 500)
    score = splice_score(answer.question.bodies[0], 22_002, answer.profiles[0])
    assert score.delta.donor_loss == pytest.approx(0.9)
    assert score.masked.donor_loss == 0


def test_sparse_track_keeps_the_sites_and_complete_track_every_base(world: World):
    asks = examiner(world, ToyEngine())
    pos = PLUS[1][1] + 1
    (answer,) = asks.ask([question(asks, variant(world, pos))], 500)
    body, profile = answer.question.bodies[0], answer.profiles[0]
    sparse = splice_track(body, profile, is_complete=False)
    assert (sparse.offsets + pos).tolist() == [PLUS[1][0] + 1, PLUS[1][1]]
    assert sparse.ref[1].tolist() == pytest.approx([0, 0.9])
    assert sparse.alt[1].tolist() == [0, 0]
    complete = splice_track(body, profile, is_complete=True)
    assert complete.offsets.tolist() == list(range(-500, 501))
    assert complete.alt.shape == (2, 1001)


def test_one_failing_variant_leaves_the_others_their_answers(world: World):
    asks = examiner(world, ToyEngine(fails_on=["GGGGGG"]))
    asked = [
        question(asks, variant(world, 21_500), 1),
        question(asks, variant(world, 21_501, alt="GGGGGG"), 2),
        question(asks, variant(world, 21_502), 3),
    ]
    answers = asks.ask(asked, 500)
    assert [answer.question.variant_id for answer in answers] == [1, 3]
    ((variant_id, blamed),) = asks.take_blamed()
    assert (variant_id, blamed.reason) == (2, NotScoredReason.ENGINE_FAILED)
    assert "cannot bear" in blamed.detail
    assert asks.take_blamed() == []


@pytest.mark.parametrize("problem", [KeyError("weight"), AssertionError(), MemoryError("no room")])
def test_whatever_the_engine_raises_is_blamed_on_the_one_variant(world: World, problem: Exception):
    class Odd(ToyEngine):
        def score(self, requests, *, distance):
            if any(request.alt == "GGGGGG" for request in requests):
                raise problem
            yield from super().score(requests, distance=distance)

    asks = examiner(world, engine := Odd())
    asked = [question(asks, variant(world, 21_500 + number), number) for number in range(16)]
    asked[5] = question(asks, variant(world, 21_505, alt="GGGGGG"), 5)
    answers = asks.ask(asked, 500)
    assert [one.question.variant_id for one in answers] == [n for n in range(16) if n != 5]
    ((variant_id, blamed),) = asks.take_blamed()
    assert (variant_id, blamed.reason) == (5, NotScoredReason.ENGINE_FAILED)
    assert blamed.detail
    assert sorted(alt for alt, _ in engine.asked) == sorted([one.variant.alt for one in asked if one.variant_id != 5] + ["C"])  # fmt: skip


def test_many_variants_to_blame_side_by_side_do_not_stop_a_working_engine(world: World):
    asks = examiner(world, ToyEngine(fails_on=["GGGGGG"]))
    asked = [question(asks, variant(world, 21_500 + n, alt="GGGGGG"), n) for n in range(6)]
    assert asks.ask(asked, 500) == []
    assert [variant_id for variant_id, _ in asks.take_blamed()] == list(range(6))


def test_an_engine_that_fails_on_a_plain_sequence_too_is_out_of_order(world: World):
    asks = examiner(world, ToyEngine(breaks_after=1))
    asked = [question(asks, variant(world, 21_500 + number), number) for number in range(8)]
    with pytest.raises(EngineUnavailableError, match="out of order"):
        asks.ask(asked, 500)
    assert asks.take_blamed() == []


def test_answers_kept_from_before_do_not_hide_that_the_engine_is_out_of_order(
    world: World, tmp_path: Path
):
    toy = ToyEngine(fails_on=["GGGGGG"])
    engine = CachedEngine(toy, ScoreCache(tmp_path / "scores"))
    asks = examiner(world, engine)
    assert asks.ask([question(asks, variant(world, 21_501, alt="GGGGGG"), 1)], 500) == []
    assert len(asks.take_blamed()) == 1
    toy.break_now()
    with pytest.raises(EngineUnavailableError, match="out of order"):
        asks.ask([question(asks, variant(world, 21_600), 2)], 500)
    assert asks.take_blamed() == []
    engine.close()


def test_a_problem_that_the_user_can_mend_is_no_failure_of_the_engine(world: World):
    class Unlicensed(ToyEngine):
        def score(self, requests, *, distance):
            raise LicenceNotAcceptedError("No licence.", "Accept it.")

    asks = examiner(world, Unlicensed())
    with pytest.raises(LicenceNotAcceptedError):
        asks.ask([question(asks, variant(world, 21_500))], 500)


def test_an_engine_that_leaves_a_request_out_has_failed_on_it(world: World):
    class Forgetful(ToyEngine):
        def score(self, requests, *, distance):
            wanted = [request for request in requests if request.alt != "GGGGGG"]
            yield from super().score(wanted, distance=distance)

    asks = examiner(world, Forgetful())
    assert asks.ask([question(asks, variant(world, 21_501, alt="GGGGGG"), 2)], 500) == []
    ((_, blamed),) = asks.take_blamed()
    assert blamed.detail == "the engine gave no answer"


def test_values_that_are_no_numbers_are_a_failure(world: World):
    class Broken(ToyEngine):
        def score(self, requests, *, distance):
            for index, profile in super().score(requests, distance=distance):
                if "A" * 1_000 not in requests[index].window:
                    profile.ref[0, 0] = float("nan")
                yield index, profile

    asks = examiner(world, Broken())
    assert asks.ask([question(asks, variant(world, 21_500))], 500) == []
    assert [variant_id for variant_id, _ in asks.take_blamed()] == [1]
