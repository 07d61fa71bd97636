"""Engines of regulatory sequence at work: where they are asked, cases, files, one variant, failures."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core import describe, review
from core.domain.local_value import Registration
from core.domain.score import NotScoredReason
from core.domain.zone import Zone
from core.errors import EngineUnavailableError
from core.job import Progress
from core.pipeline import engine_kinds, regulatory_describe
from core.pipeline.annotate import annotate_case
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source
from core.pipeline.rank import rank_case
from core.pipeline.regulated import withdraw_refused
from core.pipeline.regulatory_asking import KEPT_TRACKS
from core.pipeline.regulatory_score_vcf import info_key, score_file_regulatory
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.pipeline.spec import DescribeSpec, ScoreFileSpec
from core.report.words import unscored
from core.store.case_store import CaseStore
from models.engine import EngineInfo
from models.regulatory.protocol import (
    AlleleRequest,
    Track,
    TrackEffects,
    mean_effects,
    window_pairs,
)
from tests.core.pipeline.toy import LENGTH, PLUS, UNKNOWN, World, drive
from tests.core.sources.local_files import write_table

PROMOTER = PLUS[0][0] - 120
DEEP = 22_000
OUTSIDE = 45_000


class ToyRegulatoryEngine:
    """Counts the A in a window of 21 bases, and how often each later track's number of them."""

    methods = ()

    def __init__(
        self, fails_on: Sequence[str] = (), *, is_broken: bool = False, n_tracks: int = 2
    ) -> None:
        self.info = EngineInfo(
            "toy-regulatory", "Toy regulation 2", "1", "0" * 64, "float32",
            context_length=21, device="cpu", max_distance=10,
        )  # fmt: skip
        self.tracks = tuple(
            Track(f"count_{number}", "counting", "no cell", unit="bases")
            for number in range(n_tracks)
        )
        self.asked: list[str] = []
        self._fails_on = set(fails_on)
        self._is_broken = is_broken

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        for index, request in reversed(list(enumerate(requests))):
            if request.alt in self._fails_on or self._is_broken:
                raise RuntimeError(f"the toy cannot bear {request.alt}")
            self.asked.append(request.alt)
            pairs = window_pairs(request, 21)
            yield index, mean_effects([(self._count(r), self._count(a)) for r, a in pairs])

    def _count(self, window: str) -> np.ndarray:
        return np.array([window.count("A") * n for n in range(1, len(self.tracks) + 1)], np.float32)


@pytest.fixture
def case(world: World) -> Path:
    world.add(PROMOTER)
    world.add(PROMOTER + 10, alt=world.base(PROMOTER + 10) + "AAA")
    world.add(DEEP)
    world.add(OUTSIDE)
    world.add(UNKNOWN[0] + 5, ref="N", alt="A")
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


def ids(store: CaseStore) -> dict[int, int]:
    return {stored.variant.pos: stored.variant_id for stored in store.variants()}


def test_each_variant_gets_its_tracks_or_a_reason(case: Path, world: World):
    _, n_done = drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    assert n_done == 5
    with CaseStore.open(case) as store:
        at = ids(store)
        found, reasons = store.regulatory.of(list(at.values())), store.not_scored(at.values())
        (score,) = found[at[PROMOTER]]
        window = world.text[PROMOTER - 11 : PROMOTER + 10]
        alt = next(line for line in world.records if f"\t{PROMOTER}\t" in line).split("\t")[4]
        was = window.count("A")
        now = was - (window[10] == "A") + (alt == "A")
        assert [(one.ref, one.alt, one.delta) for one in score.changes] == [
            (was, now, now - was),
            (2 * was, 2 * now, 2 * (now - was)),
        ]
        assert score.changes[0].track.words == "counting in no cell"
        assert (score.n_tracks, score.subject, score.transcript_id) == (2, "", "")
        assert score.run is not None
        assert (score.run.engine_id, score.run.distance) == ("toy-regulatory", 10)
        assert len(found[at[PROMOTER + 10]]) == 1
        for pos in (DEEP, OUTSIDE, UNKNOWN[0] + 5):
            assert reasons[at[pos]][0].reason is NotScoredReason.NO_ELEMENT
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        account = ledger.engines["toy-regulatory"]
        assert (account.scored, account.pending) == (2, 0)


def put_a_table_of_links_at(pos: int, case: Path, world: World, layout: str) -> None:
    rows = {
        "abc": (
            "chr start end name class TargetGene ABC.Score CellType",
            f"toy1 {pos - 50} {pos + 50} e1 intergenic PLUSGENE 0.3 liver",
        ),
        "element-gene": (f"toy1 {pos - 50} {pos + 50} PLUSGENE 0.3",),
        "hic-loops": (f"toy1 {pos - 50} {pos + 50} toy1 {PLUS[0][0] - 50} {PLUS[0][0] + 50}",),
    }
    path = write_table(world.folder / f"{layout}.tsv", *rows[layout])
    drive(add_local_source(Registration(path, layout, assembly="artificial")))
    drive(annotate_case(case))


@pytest.mark.parametrize(
    ("layout", "is_scored"), [("abc", True), ("element-gene", True), ("hic-loops", False)]
)
def test_an_element_of_a_table_of_links_is_scored_and_an_anchor_is_not(
    case: Path, world: World, layout: str, is_scored: bool
):
    put_a_table_of_links_at(OUTSIDE, case, world, layout)
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    with CaseStore.open(case) as store:
        key = ids(store)[OUTSIDE]
        assert bool(store.regulatory.of([key])[key]) is is_scored
        reasons = [one.reason for one in store.not_scored([key])[key]]
        assert reasons == ([] if is_scored else [NotScoredReason.NO_ELEMENT])
        zones = review.facts(store, [key])[0].zones
        assert (Zone.ELEMENT in zones) is is_scored


def test_a_place_refused_before_its_table_was_loaded_is_scored_by_the_next_run(
    case: Path, world: World
):
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    put_a_table_of_links_at(OUTSIDE, case, world, "abc")
    again = ToyRegulatoryEngine()
    drive(score_case_regulatory(case, "toy-regulatory", engine=again))
    with CaseStore.open(case) as store:
        at = ids(store)
        assert len(store.regulatory.of([at[OUTSIDE]])[at[OUTSIDE]]) == 1
        assert store.not_scored([at[OUTSIDE]])[at[OUTSIDE]] == ()
        assert store.not_scored([at[DEEP]])[at[DEEP]][0].reason is NotScoredReason.NO_ELEMENT
        assert store.ledger().discrepancies() == ()
    assert len(again.asked) == 1


def with_stale_refusals(case: Path) -> None:
    """As a case that was annotated by a version that left refusals as they were."""
    with CaseStore.open(case, write=True) as store:
        ((run_id, _),) = store.engine_runs()
        store.refuse(run_id, NotScoredReason.NO_ELEMENT, store.pending(run_id))


def notes(job: Generator[Progress, None, object]) -> list[str]:
    return [one.note for one in drive(job)[0] if one.note]


def test_a_place_refused_before_its_table_was_loaded_is_pending_and_that_is_told(
    case: Path, world: World
):
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    put_a_table_of_links_at(OUTSIDE, case, world, "abc")
    with CaseStore.open(case) as store:
        at = ids(store)
        assert store.not_scored([at[OUTSIDE]])[at[OUTSIDE]] == ()
        assert store.not_scored([at[DEEP]])[at[DEEP]][0].reason is NotScoredReason.NO_ELEMENT
        ledger = store.ledger()
        account = ledger.engines["toy-regulatory"]
        assert (account.scored, account.pending, account.not_scored) == (2, 1, {"no_element": 2})
        assert unscored(ledger)[0].startswith("NOT FINISHED: 1 of 5 variants is not yet scored")
        assert ledger.discrepancies() == ()
    with_stale_refusals(case)
    (told,) = notes(rank_case(case))
    assert told == (
        "1 variant that toy-regulatory refused as in no promoter, untranslated region or listed "
        "element lies in one now and waits to be scored: score the case with toy-regulatory again."
    )
    assert notes(rank_case(case)) == [], "it is told once; from then on the case says it is pending"
    with_stale_refusals(case)
    assert any("waits to be scored" in one for one in notes(annotate_case(case)))


def test_a_variant_that_no_gate_lets_pass_does_not_wait(case: Path, world: World):
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    with CaseStore.open(case, write=True) as store:
        at = ids(store)
        store.set_gates([(at[OUTSIDE], "not_carried")])
        is_regulating = np.ones(store.n_variants(), np.bool_)
        assert withdraw_refused(store, is_regulating) == {"toy-regulatory": 2}
        assert store.ledger().engines["toy-regulatory"].pending == 2
        store.set_gates([(at[OUTSIDE], "")])
        assert store.ledger().engines["toy-regulatory"].pending == 3


def test_a_case_without_new_elements_is_left_as_it_is(case: Path):
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    assert notes(rank_case(case)) == []
    with CaseStore.open(case) as store:
        assert store.ledger().engines["toy-regulatory"].pending == 0


def test_a_share_of_g_and_c_near_the_change_is_kept(case: Path, world: World):
    drive(score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine()))
    with CaseStore.open(case) as store:
        (score,) = store.regulatory.of([ids(store)[PROMOTER]]).popitem()[1]
    near = world.text[PROMOTER - 1 - 21 : PROMOTER + 21]
    assert score.gc == pytest.approx((near.count("G") + near.count("C")) / len(near))


def test_of_many_tracks_those_that_change_most_are_kept(case: Path):
    engine = ToyRegulatoryEngine(n_tracks=100)
    drive(score_case_regulatory(case, "toy-regulatory", engine=engine))
    with CaseStore.open(case) as store:
        (score,) = store.regulatory.of([ids(store)[PROMOTER + 10]]).popitem()[1]
    names = [one.track.name for one in score.changes]
    assert score.n_tracks == 100
    assert names == [f"count_{number}" for number in range(100 - KEPT_TRACKS, 100)]


def test_a_run_that_was_stopped_goes_on_where_it_was(case: Path):
    steps = score_case_regulatory(case, "toy-regulatory", engine=ToyRegulatoryEngine())
    for step in steps:
        if step.changed:
            steps.close()
    engine = ToyRegulatoryEngine()
    _, n_done = drive(score_case_regulatory(case, "toy-regulatory", engine=engine))
    assert (n_done, engine.asked) == (0, [])


def test_one_variant_the_engine_fails_on_stays_alone(case: Path, world: World):
    bad = world.base(PROMOTER + 10) + "AAA"
    engine = ToyRegulatoryEngine(fails_on=[bad])
    drive(score_case_regulatory(case, "toy-regulatory", engine=engine))
    with CaseStore.open(case) as store:
        at = ids(store)
        (reason,) = store.not_scored([at[PROMOTER + 10]])[at[PROMOTER + 10]]
        assert store.ledger().engines["toy-regulatory"].scored == 1
    assert reason.reason is NotScoredReason.ENGINE_FAILED
    assert "cannot bear" in reason.detail


def test_an_engine_out_of_order_stops_the_run_and_leaves_the_rest_pending(case: Path):
    engine = ToyRegulatoryEngine(is_broken=True)
    with pytest.raises(EngineUnavailableError, match="out of order"):
        drive(score_case_regulatory(case, "toy-regulatory", engine=engine))
    with CaseStore.open(case) as store:
        assert store.ledger().engines["toy-regulatory"].pending == 2


def test_a_file_gets_one_entry_per_track_wherever_a_variant_lies(world: World):
    world.add(OUTSIDE)
    world.add(UNKNOWN[0] + 5, ref="N", alt="A")
    world.add(LENGTH - 2)
    spec = world.spec()
    out = world.folder / "out.vcf"
    asked = ScoreFileSpec(spec.vcf, out, world.reference, None, "toy-regulatory")
    _, summary = drive(score_file_regulatory(asked, ToyRegulatoryEngine(n_tracks=100)))
    assert "3 records written, 1 of them scored" in summary
    unknown, outside, end = (
        line.split("\t") for line in out.read_text().splitlines() if not line.startswith("#")
    )
    info = dict(item.split("=") for item in outside[7].split(";"))
    entries = info["Toy_regulation_2"].split(",")
    assert len(entries) == 100
    alt, track, ref, new, delta = entries[0].split("|")
    assert (alt, track) == (outside[4], "count_0")
    assert float(new) - float(ref) == pytest.approx(float(delta))
    assert unknown[7] == f"Toy_regulation_2_not_scored={unknown[4]}|reference_unknown"
    assert end[7] == f"Toy_regulation_2_not_scored={end[4]}|near_contig_end"


def test_an_allele_equal_to_ref_gets_that_as_its_reason(world: World):
    world.add(OUTSIDE, alt=world.base(OUTSIDE))
    out = world.folder / "out.vcf"
    asked = ScoreFileSpec(world.spec().vcf, out, world.reference, None, "toy-regulatory")
    drive(score_file_regulatory(asked, ToyRegulatoryEngine()))
    assert f"Toy_regulation_2_not_scored={world.base(OUTSIDE)}|same_as_ref" in out.read_text()


@pytest.mark.parametrize(
    ("version", "about"),
    [
        ("1", "Toy regulation 2 1, 2 tracks, values in bases or no stated unit. Format"),
        ("2", "Toy regulation 2, 2 tracks, values in bases or no stated unit. Format"),
    ],
)
def test_the_header_names_the_units_and_the_version_once(world: World, version: str, about: str):
    engine = ToyRegulatoryEngine()
    engine.info = replace(engine.info, version=version)
    first, second = engine.tracks
    engine.tracks = (replace(first, unit="bases"), replace(second, unit=""))
    world.add(OUTSIDE)
    out = world.folder / "out.vcf"
    asked = ScoreFileSpec(world.spec().vcf, out, world.reference, None, "toy-regulatory")
    drive(score_file_regulatory(asked, engine))
    (header,) = [line for line in out.read_text().splitlines() if "ID=Toy_regulation_2," in line]
    assert about in header


def test_an_allele_longer_than_half_the_window_gets_that_as_its_reason(world: World):
    world.add(OUTSIDE, alt=world.base(OUTSIDE) + "A" * 11)
    out = world.folder / "out.vcf"
    asked = ScoreFileSpec(world.spec().vcf, out, world.reference, None, "toy-regulatory")
    drive(score_file_regulatory(asked, ToyRegulatoryEngine()))
    assert "|change_too_long" in out.read_text().splitlines()[-1]


def test_describe_gives_one_object_per_track(world: World, monkeypatch):
    spelled = world.add(PROMOTER)
    monkeypatch.setattr(
        regulatory_describe, "load_regulatory_engine", lambda *_, **__: ToyRegulatoryEngine()
    )
    monkeypatch.setattr(describe, "is_regulatory_engine", lambda _: True)
    spec = DescribeSpec(spelled, world.reference, world.genes, ("toy-regulatory",))
    _, told = drive(describe.describe_variant(spec))
    assert [one["track"] for one in told["scores"]] == ["count_0", "count_1"]
    assert told["scores"][0]["delta"] == told["scores"][0]["alt"] - told["scores"][0]["ref"]
    assert told["evidence"] == []


def titled(title: str, engine_id: str = "toy-regulatory") -> EngineInfo:
    return EngineInfo(engine_id, title, "1", "0" * 64, "float32", 21, "cpu", 10)


@pytest.mark.parametrize(
    ("title", "key"),
    [("MPRA-DragoNN", "MPRA_DragoNN"), ("BPNet CTCF", "BPNet_CTCF"), ("2 of us", "E_2_of_us")],
)
def test_a_title_becomes_a_key_that_info_allows(title: str, key: str):
    assert info_key(titled(title)) == key


def test_the_key_of_a_network_of_ones_own_is_its_identifier(monkeypatch: pytest.MonkeyPatch):
    own = SimpleNamespace(engine_id="lab-atac", architecture="basset")
    monkeypatch.setattr(engine_kinds, "engines", lambda: (own,))
    sentence = "Open chromatin in our own cells, trained further in 2026"
    assert info_key(titled(sentence, "lab-atac")) == "lab_atac"
    assert info_key(titled("Toy regulation 2")) == "Toy_regulation_2"
