"""Tracks of a regulatory engine explained: what is asked, stored, refused, and laid on the genome."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core import review
from core.domain.attribution import AlleleAttribution, AskedTrack, Attribution, AttributionMethod
from core.errors import EngineUnavailableError, UsageError
from core.interpret.subject import Subject
from core.pipeline import attribute_track as module
from core.pipeline.attribute_track import attribute_track
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.report.attribution_file import write_attribution
from core.store.case_store import CaseStore
from models.engine import AttributionStep, Method
from models.regulatory.explain import explain
from models.regulatory.motifs import Motif, MotifHit
from models.regulatory.protocol import AlleleRequest
from tests.core.pipeline.test_regulatory_scoring import PROMOTER, ToyRegulatoryEngine
from tests.core.pipeline.toy import World, drive

ENGINE = "toy-regulatory"


class ToyExplained(ToyRegulatoryEngine):
    """Can be explained by replacing bases: an A counts 1, and 2 in the second track."""

    methods: tuple[Method, ...] = ("ism",)
    length = 21

    def __init__(self) -> None:
        super().__init__()
        self.n_explained = 0

    def outputs(self, sequences):
        return np.array([self._count(one) for one in sequences], np.float32)

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        self.n_explained += 1
        yield from explain(self, request, track=track, method=method, flank=flank)


class ToyMotifs(ToyExplained):
    """Two motifs; the first is broken by every variant, the second moves too little."""

    methods: tuple[Method, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        counts = np.eye(4, dtype=np.float32)
        self.motifs = (Motif("M1.1", "GATA9", counts), Motif("M2.1", "OTHER", counts))

    def _count(self, window: str) -> np.ndarray:
        return np.array([5.0, 2.0], np.float32)

    def score(self, requests):
        for index, effects in super().score(requests):
            effects.alt[:] = (2.0, 1.5)
            effects.delta[:] = effects.alt - effects.ref
            yield index, effects

    def best_hits(self, request: AlleleRequest, track: int):
        start = request.start - 1
        return (
            MotifHit(track, start, start + 4, "+", 8.0, 1e-5),
            MotifHit(track, start, start + 4, "-", 1.0, 1e-2),
        )


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ToyExplained:
    toy = ToyExplained()
    monkeypatch.setattr(module, "ready_regulatory_engine", lambda *_: toy)
    return toy


@pytest.fixture
def case(world: World) -> Path:
    world.add(PROMOTER, alt="C" if world.base(PROMOTER) == "A" else "A")
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


@pytest.fixture
def scored(case: Path) -> Path:
    drive(score_case_regulatory(case, ENGINE, engine=ToyExplained()))
    return case


def spelled(case: Path) -> str:
    with CaseStore.open(case) as store:
        return next(iter(store.variants())).variant.spelled


def test_a_track_is_explained_on_the_genome_and_kept(scored: Path, engine: ToyExplained):
    steps, found = drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE, "count_1")))
    assert found.track is not None
    assert (found.track.name, found.effect, found.words) == (
        "count_1",
        None,
        "counting in no cell (count_1)",
    )
    assert found.ref.offsets.tolist() == list(range(-10, 11))
    is_a = np.array([base == "A" for base in found.ref.sequence])
    # An A is worth 2; any other base is worth -2/3, as one of the three mutants is an A.
    np.testing.assert_allclose(found.ref.contribution, np.where(is_a, 2.0, -2 / 3), atol=1e-5)
    assert found.ref.probability == 2 * is_a.sum()
    assert [step.so_far.is_final for step in steps if step.so_far][-1]
    steps, again = drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE, "count_1")))
    assert (steps, engine.n_explained) == ([], 1)
    np.testing.assert_array_equal(again.ref.contribution, found.ref.contribution)
    assert again.track == found.track


@pytest.mark.usefixtures("engine")
def test_without_a_name_the_track_that_changes_most_is_explained(scored: Path):
    _, found = drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE)))
    assert found.track is not None
    assert found.track.name == "count_1"


@pytest.mark.usefixtures("engine")
def test_each_track_is_stored_beside_the_others(scored: Path):
    for name in ("count_0", "count_1"):
        drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE, name)))
    with CaseStore.open(scored) as store:
        known = store.attributions(1)
    assert [one.track.name for one in known if one.track] == ["count_0", "count_1"]


@pytest.mark.parametrize(
    ("asked", "method", "words"),
    [
        (AskedTrack("xpresso"), "ism", "no score of xpresso"),
        (AskedTrack(ENGINE, "count_7"), "ism", "no score of the track count_7"),
        (AskedTrack(ENGINE), "saliency", "cannot be explained by saliency"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_what_can(
    scored: Path, engine: ToyExplained, asked: AskedTrack, method: str, words: str
):
    with pytest.raises(UsageError, match=words) as told:
        drive(attribute_track(scored, spelled(scored), asked, AttributionMethod(method)))
    assert {"xpresso": ENGINE, ENGINE: "count_0" if asked.track else "ism"}[asked.engine_id] in str(
        told.value
    )
    assert engine.n_explained == 0


@pytest.mark.parametrize(
    ("methods", "chosen"),
    [
        (("saliency", "ism"), "ism"),
        (("gradient_x_input", "saliency"), "gradient_x_input"),
    ],
)
def test_without_a_named_method_one_is_chosen_that_the_engine_has(
    case: Path, monkeypatch: pytest.MonkeyPatch, methods: tuple[Method, ...], chosen: str
):
    monkeypatch.setattr(ToyExplained, "methods", methods)
    drive(score_case_regulatory(case, ENGINE, engine=ToyExplained()))
    with CaseStore.open(case) as store:
        wanted = module.wanted_track(store, spelled(case), AskedTrack(ENGINE), None)
    assert wanted.method == chosen


def test_an_engine_without_methods_says_so_and_names_none_that_nobody_asked_for(case: Path):
    drive(score_case_regulatory(case, ENGINE, engine=ToyMotifs()))
    with pytest.raises(UsageError, match="has no method") as told:
        drive(attribute_track(case, spelled(case), AskedTrack(ENGINE)))
    assert "ism" not in str(told.value)


def test_other_networks_than_those_of_the_score_explain_nothing(scored: Path, engine: ToyExplained):
    object.__setattr__(engine.info, "digest", "f" * 64)
    with pytest.raises(EngineUnavailableError, match="other networks"):
        drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE)))
    assert engine.n_explained == 0


@pytest.mark.usefixtures("engine")
def test_table_and_drawing_name_the_track_and_its_unit(scored: Path, tmp_path: Path):
    _, found = drive(attribute_track(scored, spelled(scored), AskedTrack(ENGINE, "count_1")))
    with CaseStore.open(scored) as store:
        detail = review.detail(store, 1)
    for ending in (".tsv", ".svg"):
        write_attribution(found, detail, tmp_path / f"it{ending}", None)
    table = (tmp_path / "it.tsv").read_text()
    assert f"# bases: REF {found.ref.probability:.4f}" in table
    drawing = (tmp_path / "it.svg").read_text()
    assert "counting in no cell (count_1)" in drawing
    assert "raises the track" in drawing
    assert "supports the site" not in drawing


def test_motifs_are_kept_with_the_case_and_named_among_the_reasons(case: Path):
    drive(score_case_regulatory(case, ENGINE, engine=ToyMotifs()))
    with CaseStore.open(case) as store:
        (score,) = store.regulatory.of([1])[1]
        (candidate,) = review.candidates(store, store.candidate_ids())
        detail = review.detail(store, 1)
    (change,) = score.motifs
    assert (change.motif.name, change.ref.offset, change.ref.p) == ("GATA9 (M1.1)", -1, 1e-5)
    assert change.motif.counts == tuple(map(tuple, np.eye(4).tolist()))
    assert score.methods == ()
    (reason,) = [one for one in candidate.reasons if one.topic == "motif"]
    assert reason.points == 0
    assert "Breaks a motif of GATA9" in reason.sentence
    assert detail.facts.regulatory[0].motifs == score.motifs


def test_the_drawing_has_the_motif_under_both_alleles(
    case: Path, engine: ToyExplained, tmp_path: Path
):
    drive(score_case_regulatory(case, ENGINE, engine=engine))
    _, found = drive(attribute_track(case, spelled(case), AskedTrack(ENGINE)))
    drive(score_case_regulatory(case, ENGINE, engine=_of_other_digest(ToyMotifs())))
    with CaseStore.open(case) as store:
        detail = review.detail(store, 1)
    write_attribution(found, detail, tmp_path / "it.svg", None)
    drawing = (tmp_path / "it.svg").read_text()
    assert "GATA9 (M1.1), plus strand: p 1e-05, 8.0 bits" in drawing
    assert "GATA9 (M1.1), minus strand: p 1e-02, 1.0 bits" in drawing


def _of_other_digest(engine: ToyMotifs) -> ToyMotifs:
    object.__setattr__(engine.info, "engine_id", "toy-motifs")
    return engine


def test_bases_read_along_a_minus_strand_transcript_are_shown_on_the_plus_strand():
    request = AlleleRequest.of("AC", "G", "T", "TA")
    places = np.array([109, 108, 107, 99, 98])  # an intron lies between 107 and 99
    subject = Subject("five-prime-utr", "T1", "G", "-", request, "5' UTR of G", places)
    mutants = np.arange(20, dtype=np.float32).reshape(4, 5)
    read = AlleleAttribution(
        "ref",
        "ACGTA",
        np.array([-2, -1, 0, 1, 2], np.int32),
        np.arange(5, dtype=np.float32),
        mutants,
        1.0,
    )
    found = module._on_genome(read, subject, 108)
    assert found.sequence == "TACGT"
    assert found.offsets.tolist() == [-9, -8, 0, 1, 2]
    assert found.contribution.tolist() == [4, 3, 2, 1, 0]
    assert found.mutants is not None
    # What an A in the transcript does, a T does on the plus strand.
    assert found.mutants[3].tolist() == mutants[0, ::-1].tolist()


def test_an_explanation_of_a_track_says_so_in_words():
    side = AlleleAttribution("ref", "A", np.zeros(1, np.int32), np.zeros(1, np.float32), None, 0.0)
    bare = Attribution("x", "", "", None, 0, AttributionMethod.ISM, side, side)
    assert bare.words == ""
