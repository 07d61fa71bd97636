"""An engine with a cache around it: the same answers to the last bit, and fewer questions."""

import random
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.domain.transcript import Transcript
from core.paths import data_dir
from core.pipeline import score as score_module
from core.pipeline.annotation import score_text
from core.pipeline.bodies import GeneBody
from core.pipeline.cached import CachedEngine, cache_notes, with_cache
from core.pipeline.intake import read_case
from core.pipeline.mapping import splice_score, splice_track
from core.pipeline.packed_profile import pack_profile, unpack_profile
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import ScoreFileSpec
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import switch
from core.store.case_store import CaseStore
from core.store.score_cache import ScoreCache, state_of
from models.engine import AttributionStep, EngineInfo
from models.splice.pangolin import TissueProfile
from models.splice.protocol import SpliceProfile, SpliceRequest, window_length
from tests.core.pipeline.toy import MINUS, PLUS, ToyEngine, World, drive

DISTANCE = 20


class MaskingToy(ToyEngine):
    """Like the published engine it reads nothing outside the gene body."""

    masks_gene_body = True


class RandomEngine:
    """Answers with numbers drawn from the request, and remembers the order of the questions."""

    masks_gene_body = True

    def __init__(self, **changes: object) -> None:
        plain = ToyEngine().info
        self.info: EngineInfo = replace(plain, **changes)  # type: ignore[arg-type]
        self.asked: list[list[SpliceRequest]] = []

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        self.asked.append(list(requests))
        for index in range(len(requests) - 1, -1, -1):
            yield index, drawn(requests[index], distance)

    def attribute(self, request: SpliceRequest, **wanted: object) -> Iterator[AttributionStep]:
        yield AttributionStep(1, 1)


def drawn(request: SpliceRequest, distance: int) -> SpliceProfile:
    rng = np.random.default_rng(zlib.crc32(repr((request, distance)).encode()))
    ref, noise = rng.random((2, 2, 2 * distance + 1), dtype=np.float32)
    alt = np.where(noise < 0.5, noise, ref).astype(np.float32)
    return SpliceProfile(distance, ref, alt)


def request(
    alt: str = "C", *, seed: int = 1, distance: int = DISTANCE, **changes: object
) -> SpliceRequest:
    rng = random.Random(seed)
    window = "".join(rng.choice("ACGT") for _ in range(window_length(distance)))
    middle = len(window) // 2
    window = window[:middle] + "A" + window[middle + 1 :]
    made = SpliceRequest(window, "A", alt, "+", -3_000, 2_000)
    return replace(made, **changes)  # type: ignore[arg-type]


def answers(
    engine: object, requests: Sequence[SpliceRequest], distance: int = DISTANCE
) -> dict[int, SpliceProfile]:
    given_ = list(engine.score(requests, distance=distance))  # type: ignore[attr-defined]
    found = dict(given_)
    assert len(given_) == len(found)
    return found


def assert_same(one: SpliceProfile, other: SpliceProfile) -> None:
    assert one.distance == other.distance
    for name in ("ref", "alt", "gains", "losses"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert mine.dtype == theirs.dtype == np.float32
            assert mine.tobytes() == theirs.tobytes()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ScoreCache]:
    with closing(ScoreCache(tmp_path / FILE_NAME)) as made:
        yield made
        assert not made.notes


@given(data=st.data(), distance=st.integers(0, 30), has_changes=st.booleans())
@settings(deadline=None)
def test_any_profile_comes_back_to_the_last_bit(
    data: st.DataObject, distance: int, has_changes: bool
):
    values = arrays(np.float32, (2, 2 * distance + 1), elements=st.floats(-1, 1, width=32))
    n_parts = 4 if has_changes else 2
    profile = SpliceProfile(distance, *(data.draw(values) for _ in range(n_parts)))
    found = unpack_profile(pack_profile(profile))
    assert found is not None
    assert_same(found, profile)


@given(
    order=st.lists(st.integers(0, 5), min_size=1, max_size=12),
    known=st.sets(st.integers(0, 5)),
)
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40
)
def test_a_hit_stores_the_same_deltas_probabilities_and_tracks_as_computing(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], known: set[int]
):
    choice = [request("C"), request("G"), request("AT"), request("T", strand="-"),
              request("T", seed=2), request("G", body_start_offset=-10)]  # fmt: skip
    folder = tmp_path_factory.mktemp("cache")
    with closing(ScoreCache(folder / FILE_NAME)) as cache:
        answers(CachedEngine(RandomEngine(), cache), [choice[one] for one in sorted(known)])
        asked = [choice[one] for one in order]
        found = answers(CachedEngine(RandomEngine(), cache), asked)
        plain = answers(RandomEngine(), asked)
    assert found.keys() == plain.keys()
    transcript = Transcript("t", "GENE", "gene", "chr1", "+", 0, 9_000, ((0, 9_000),), source="toy")
    body = GeneBody(transcript, (1, 9_000))
    for index, profile in plain.items():
        assert_same(found[index], profile)
        assert splice_score(body, 500, found[index]) == splice_score(body, 500, profile)
        for is_complete in (True, False):
            mine, theirs = (
                splice_track(body, one, is_complete=is_complete) for one in (found[index], profile)
            )
            assert mine.offsets.tobytes() == theirs.offsets.tobytes()
            assert mine.ref.tobytes() == theirs.ref.tobytes()
            assert mine.alt.tobytes() == theirs.alt.tobytes()


class TissueToy(RandomEngine):
    """Answers with tissues, as Pangolin does."""

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        for index, plain in super().score(requests, distance=distance):
            change = plain.alt - plain.ref
            yield (
                index,
                TissueProfile(
                    distance,
                    plain.ref,
                    plain.alt,
                    np.maximum(change, 0),
                    np.minimum(change, 0),
                    np.repeat(plain.ref, 2, axis=0),
                    np.repeat(plain.alt, 2, axis=0),
                ),
            )


def test_what_was_kept_of_tissues_is_masked_as_what_was_computed(cache: ScoreCache):
    inner = TissueToy()
    engine = CachedEngine(inner, cache)
    first, again = (answers(engine, [request("C")])[0] for _ in range(2))
    assert (len(inner.asked), engine.n_found) == (1, 1)
    gains = first.largest_gains.max(axis=0)
    best = int(np.argmax(gains)) - DISTANCE
    transcript = Transcript("t", "GENE", "gene", "chr1", "+", 0, 9_000, ((0, 9_000),), source="toy")
    body = GeneBody(transcript, tuple(sorted({500, 500 + best, 9_000})))
    one, other = (splice_score(body, 500, profile) for profile in (first, again))
    assert one == other
    bare = one.delta
    assert max(one.masked.acceptor_gain, one.masked.donor_gain) < max(
        bare.acceptor_gain, bare.donor_gain
    )
    offsets = [boundary - 500 for boundary in body.boundaries]
    texts = [score_text("C", "G", seen, boundary_offsets=offsets) for seen in (first, again)]
    assert texts[0] == texts[1]


def test_what_is_known_is_not_computed_again(cache: ScoreCache):
    inner = RandomEngine()
    engine = CachedEngine(inner, cache)
    first = answers(engine, [request("C"), request("G")])
    second = answers(engine, [request("G"), request("T"), request("C")])
    assert [[one.alt for one in asked] for asked in inner.asked] == [["C", "G"], ["T"]]
    assert_same(first[0], second[2])
    assert_same(first[1], second[0])
    assert (engine.n_asked, engine.n_found) == (5, 2)
    assert "2 of 5 requests (40%) to Toy" in cache_notes(engine)[0]


def test_what_has_to_be_computed_is_asked_in_one_go_and_in_its_order(cache: ScoreCache):
    inner = RandomEngine()
    engine = CachedEngine(inner, cache)
    answers(engine, [request("G", seed=2)])
    neighbours = [
        request("C"),
        request("G"),
        request("G", seed=2),
        request("T"),
        request("C", seed=3),
    ]
    answers(engine, neighbours)
    assert inner.asked[1] == [neighbours[0], neighbours[1], neighbours[3], neighbours[4]]


def test_the_same_variant_seen_by_two_cases_with_other_flanks_outside_the_gene_is_one(
    cache: ScoreCache,
):
    engine = CachedEngine(inner := RandomEngine(), cache)
    one = request("C")
    other = replace(one, window="T" * 50 + one.window[50:])
    answers(engine, [one])
    found = answers(engine, [other])
    assert len(inner.asked) == 1
    assert_same(found[0], drawn(one, DISTANCE))


def test_an_engine_that_may_read_beyond_the_gene_body_is_asked_again_there(cache: ScoreCache):
    inner = ToyEngine()
    engine = CachedEngine(inner, cache)
    one = request("C")
    answers(engine, [one])
    answers(engine, [replace(one, window="T" * 50 + one.window[50:])])
    answers(engine, [replace(one, body_start_offset=-2_999)])
    assert len(inner.asked) == 3


@pytest.mark.parametrize(
    "changes",
    [{"digest": "1" * 64}, {"precision": "bfloat16"}, {"engine_id": "other"}, {"version": "2"}],
)
def test_other_networks_or_arithmetic_answer_for_themselves(
    cache: ScoreCache, changes: dict[str, str]
):
    answers(CachedEngine(RandomEngine(), cache), [request()])
    other = RandomEngine(**changes)
    answers(CachedEngine(other, cache), [request()])
    assert len(other.asked) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"strand": "-"}, {"alt": "G"}, {"alt": "CA"}, {"ref": "AC"}, {"body_end_offset": 1_000},
        {"body_start_offset": -2_000},
    ],
)  # fmt: skip
def test_any_other_question_is_asked(cache: ScoreCache, changes: dict[str, object]):
    engine = CachedEngine(inner := RandomEngine(), cache)
    answers(engine, [request()])
    answers(engine, [request(**changes)])
    assert len(inner.asked) == 2


def test_another_distance_is_another_question(cache: ScoreCache):
    engine = CachedEngine(inner := RandomEngine(), cache)
    answers(engine, [request()])
    answers(engine, [request(distance=DISTANCE + 1)], DISTANCE + 1)
    assert len(inner.asked) == 2


def test_no_entry_holds_what_could_name_a_patient_or_a_place(cache: ScoreCache):
    answers(CachedEngine(RandomEngine(), cache), [request()])
    cache.flush()
    content = cache.path.read_bytes() + cache.path.with_name(f"{FILE_NAME}-wal").read_bytes()
    assert request().window[4_000:4_050].encode() not in content
    assert b"GENE" not in content


def test_an_entry_that_rotted_is_computed_again(cache: ScoreCache):
    engine = CachedEngine(inner := RandomEngine(), cache)
    answers(engine, [request()])
    key = engine._key(request(), DISTANCE)
    good = cache.find([key])[key]
    cache.forget(key)
    cache.put(key, good[:-3] + b"xyz")
    found = answers(engine, [request()])
    assert len(inner.asked) == 2
    assert_same(found[0], drawn(request(), DISTANCE))
    assert_same(answers(engine, [request()])[0], drawn(request(), DISTANCE))
    assert len(inner.asked) == 2


def test_a_value_that_is_no_number_is_not_kept(cache: ScoreCache):
    class Broken(RandomEngine):
        def score(
            self, requests: Sequence[SpliceRequest], *, distance: int
        ) -> Iterator[tuple[int, SpliceProfile]]:
            for index, profile in super().score(requests, distance=distance):
                yield index, replace(profile, alt=profile.alt * np.float32("nan"))

    answers(CachedEngine(Broken(), cache), [request()])
    after = RandomEngine()
    answers(CachedEngine(after, cache), [request()])
    assert len(after.asked) == 1


def test_what_was_computed_before_a_failure_is_kept(cache: ScoreCache):
    inner = MaskingToy(fails_on=["G"])
    engine = CachedEngine(inner, cache)
    with pytest.raises(RuntimeError):
        answers(engine, [request("G"), request("C")])
    assert [alt for alt, _ in inner.asked] == ["C"]
    answers(engine, [request("C")])
    assert len(inner.asked) == 1


def test_the_engine_inside_explains(cache: ScoreCache):
    engine = CachedEngine(RandomEngine(), cache)
    steps = engine.attribute(request(), distance=DISTANCE, effect="donor_loss", site_offset=0)
    assert [step.done for step in steps] == [1]


def test_switched_off_nothing_is_kept_or_looked_up():
    inner = RandomEngine()
    switch(data_dir(), is_on=False)
    assert with_cache(inner) is inner
    assert cache_notes(inner) == ()
    switch(data_dir(), is_on=True)
    assert with_cache(inner, uses_cache=False) is inner
    assert not (data_dir() / FILE_NAME).exists()
    engine = with_cache(inner)
    assert isinstance(engine, CachedEngine)
    answers(engine, [request()])
    engine.close()
    assert state_of(data_dir()).n_entries == 1


def outcome(case: Path) -> tuple[object, ...]:
    """Everything scoring leaves in a case."""
    with CaseStore.open(case) as store:
        every = [one.variant_id for one in store.variants()]
        tracks = {
            key: [
                (one.distance, one.offsets.tobytes(), one.ref.tobytes(), one.alt.tobytes())
                for one in store.tracks(key)
            ]
            for key in every
        }
        return store.scores(every), store.candidate_rows(), tracks


def test_a_second_case_with_the_same_variants_is_scored_without_computing(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    engines = [MaskingToy(), MaskingToy(), MaskingToy()]
    for pos in (PLUS[1][1] + 1, MINUS[1][0], 22_000):
        world.add(pos)
    cases = []
    notes = []
    for number, engine in enumerate(engines):
        monkeypatch.setattr(score_module, "load_engine", lambda *_, made=engine, **__: made)
        switch(data_dir(), is_on=number < 2)
        spec = world.spec(case=world.folder / f"case{number}.intronaut")
        drive(read_case(spec))
        steps, _ = drive(score_module.score_case(spec.case))
        cases.append(outcome(spec.case))
        notes.append(" ".join(step.note for step in steps).strip())
    computed, cached, without = engines
    assert computed.asked
    assert cached.asked == []
    assert sorted(without.asked) == sorted(computed.asked)
    assert cases[0] == cases[1] == cases[2]
    assert "(100%) to Toy were answered from the scores kept on this computer" in notes[1]
    assert notes[0] == notes[2] == ""


def test_an_annotated_file_is_the_same_with_and_without_the_cache(world: World):
    for pos in (PLUS[1][1] + 1, MINUS[1][0], 22_000):
        world.add(pos)
    vcf = world.spec().vcf
    written = []
    for name in ("computed", "cached", "plain"):
        inner = MaskingToy()
        engine = inner if name == "plain" else with_cache(inner)
        out = world.folder / f"{name}.vcf"
        drive(score_file(ScoreFileSpec(vcf, out, world.reference, world.genes), engine))
        written.append((out.read_bytes(), len(inner.asked)))
    computed, cached, plain = written
    assert computed[0] == cached[0] == plain[0]
    assert (computed[1], cached[1], plain[1]) == (3, 0, 3)
