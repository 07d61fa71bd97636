"""What a person looks at: complete tracks and explanations, made once and kept."""

from itertools import islice
from pathlib import Path

import pytest

from core.domain.attribution import AttributionMethod
from core.domain.score import SpliceEffect
from core.errors import UsageError
from core.pipeline import attribute as attribute_module
from core.pipeline.attribute import attribute_variant, open_variant
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import LENGTH, MINUS, PLUS, ToyEngine, World, drive

LOSS = PLUS[1][1] + 1
QUIET = 22_000


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ToyEngine:
    toy = ToyEngine()
    monkeypatch.setattr(attribute_module, "ready_engine", lambda *_: toy)
    return toy


@pytest.fixture
def case(world: World) -> Path:
    world.add(QUIET)
    world.add(LOSS)
    world.add(MINUS[1][0])
    world.add(45_000)
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


@pytest.fixture
def scored(case: Path) -> Path:
    drive(score_case(case, engine=ToyEngine()))
    return case


def spelled(case: Path, pos: int) -> tuple[int, str]:
    with CaseStore.open(case) as store:
        found = next(one for one in store.variants() if one.variant.pos == pos)
    return found.variant_id, found.variant.spelled


def test_the_strongest_effect_is_explained_and_kept(scored: Path, engine: ToyEngine):
    key, name = spelled(scored, LOSS)
    steps, found = drive(attribute_variant(scored, name))
    assert found.effect is SpliceEffect.DONOR_LOSS
    assert found.site_offset == -1
    assert found.method is AttributionMethod.ISM
    assert found.transcript_id == "PLUSGENE"
    assert found.ref.probability == pytest.approx(0.9)
    assert found.alt.probability == 0
    assert any(step.unit == "bases" for step in steps)
    with CaseStore.open(scored) as store:
        assert len(store.attributions(key)) == 1
    n_asked = len(engine.asked)
    steps, again = drive(attribute_variant(scored, name))
    assert steps == []
    assert len(engine.asked) == n_asked
    assert again.ref.sequence == found.ref.sequence


def test_what_is_known_so_far_goes_along_and_only_the_whole_is_stored(
    scored: Path, engine: ToyEngine
):
    key, name = spelled(scored, LOSS)
    steps, found = drive(attribute_variant(scored, name))
    pictures = [step.so_far for step in steps if step.so_far is not None]
    assert [picture.n_done for picture in pictures] == [201, 402]
    assert [picture.is_final for picture in pictures] == [False, True]
    assert all(picture.effect is found.effect for picture in pictures)
    with CaseStore.open(scored) as store:
        (stored,) = store.attributions(key)
    assert stored.is_final
    assert len(engine.asked) == 1


def test_an_explanation_left_half_way_stores_nothing(scored: Path, engine: ToyEngine):
    key, name = spelled(scored, LOSS)
    job = attribute_variant(scored, name)
    assert any(step.so_far is not None for step in islice(job, 3))
    job.close()
    with CaseStore.open(scored) as store:
        assert store.attributions(key) == ()


def test_another_effect_or_method_is_explained_on_its_own(scored: Path, engine: ToyEngine):
    key, name = spelled(scored, MINUS[1][0])
    method = AttributionMethod.GRADIENT_X_INPUT
    _, found = drive(attribute_variant(scored, name, method, SpliceEffect.ACCEPTOR_LOSS))
    assert found.effect is SpliceEffect.ACCEPTOR_LOSS
    assert found.strand == "-"
    drive(attribute_variant(scored, name))
    with CaseStore.open(scored) as store:
        assert [one.method for one in store.attributions(key)] == [method, AttributionMethod.ISM]
    assert len(engine.asked) == 2


@pytest.mark.parametrize(
    ("pos", "words"), [(45_000, "lies outside every loaded gene"), (44_000, "is not in this case")]
)
def test_what_has_no_score_cannot_be_explained(
    scored: Path, engine: ToyEngine, pos: int, words: str
):
    name = spelled(scored, pos)[1] if pos == 45_000 else "toy1-44000-A-C"
    with pytest.raises(UsageError, match=words):
        drive(attribute_variant(scored, name))
    assert engine.asked == []


def test_a_variant_still_waiting_cannot_be_explained(case: Path, engine: ToyEngine):
    with pytest.raises(UsageError, match="not been scored yet"):
        drive(attribute_variant(case, spelled(case, LOSS)[1]))
    assert engine.asked == []


def test_opening_a_variant_stores_its_complete_tracks_once(scored: Path, engine: ToyEngine):
    key, _ = spelled(scored, QUIET)
    _, n_tracks = drive(open_variant(scored, key))
    assert n_tracks == 1
    with CaseStore.open(scored) as store:
        (track,) = store.tracks(key)
        assert track.is_complete
        assert track.offsets.tolist() == list(range(-4_999, 5_000))
        (score,) = store.scores([key])[key]
        assert score.wide is not None
        assert store.ledger().discrepancies() == ()
    assert [distance for _, distance in engine.asked] == [4_999]
    steps, again = drive(open_variant(scored, key))
    assert (steps, again) == ([], 1)
    assert len(engine.asked) == 1


def test_scoring_again_keeps_the_complete_tracks(scored: Path, engine: ToyEngine):
    key, _ = spelled(scored, LOSS)
    drive(open_variant(scored, key))
    drive(score_case(scored, engine=engine))
    with CaseStore.open(scored) as store:
        assert all(track.is_complete for track in store.tracks(key))


@pytest.mark.usefixtures("engine")
def test_opening_a_variant_that_waits_scores_it_too(case: Path):
    key, _ = spelled(case, LOSS)
    drive(open_variant(case, key))
    with CaseStore.open(case) as store:
        (score,) = store.scores([key])[key]
        assert score.delta.distance == 500
        assert score.delta.donor_loss == pytest.approx(0.9)
        assert store.ledger().engines["toy"].pending == 3
    again = ToyEngine()
    drive(score_case(case, engine=again))
    assert len([1 for _, distance in again.asked if distance == 500]) == 2


def test_opening_a_variant_outside_genes_gives_no_track(scored: Path, engine: ToyEngine):
    key, _ = spelled(scored, 45_000)
    assert drive(open_variant(scored, key))[1] == 0
    assert engine.asked == []


def test_near_the_end_of_a_contig_the_widest_window_that_fits_is_opened(
    tmp_path: Path, engine: ToyEngine
):
    world = World(tmp_path)
    pos = LENGTH - 6_500
    world.genes.write_text(
        "\t".join(["#NAME", "CHROM", "STRAND", "TX_START", "TX_END", "EXON_START", "EXON_END"])
        + "\n"
        + "\t".join(["END", "toy1", "+", "50000", "59000", "50000,58000,", "50100,59000,"])
        + "\n"
    )
    world.add(pos)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case(spec.case, engine=ToyEngine()))
    drive(open_variant(spec.case, 1))
    with CaseStore.open(spec.case) as store:
        (track,) = store.tracks(1)
        assert (track.is_complete, track.distance) == (True, 1_500)
        assert store.scores([1])[1][0].wide is None
    assert engine.asked[0][1] == 1_500
