"""Both alleles read with what lies on the same chromosome copy: counted by hand in a toy case."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import describe
from core.cli import cli
from core.domain.attribution import AskedTrack
from core.domain.haplotype import Beside, LeftOutReason, PhaseBasis
from core.domain.regulatory import RegulatoryScore
from core.errors import UsageError
from core.pipeline import attribute_track as attribution
from core.pipeline import regulatory_describe
from core.pipeline.copies import on_copy
from core.pipeline.engine_kinds import computing_for
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.pipeline.score import score_case
from core.pipeline.spec import Computing, DescribeSpec
from core.report.data import freeze
from core.report.html import report_html
from core.report.regulatory_json import regulatory_dicts
from core.store.case_store import CaseStore
from tests.core.interpret.builders import variant
from tests.core.pipeline.test_attribute_track import ToyExplained
from tests.core.pipeline.test_regulatory_scoring import PROMOTER, ToyRegulatoryEngine
from tests.core.pipeline.toy import ToyEngine, World, drive, other, put, sequence

ENGINE = "toy-regulatory"
ASKED = Computing(phased_neighbours=True)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """C everywhere but for an A on either side; the window of the toy is 10 bases either way."""
    text = put(sequence(), PROMOTER - 31, "C" * 61)
    text = put(put(text, PROMOTER - 5, "A"), PROMOTER + 2, "A")
    world = World(tmp_path, text=text, samples=("child",))
    world.add(PROMOTER - 4, "A", "G", calls=("1/1",))
    world.add(PROMOTER, "C", "A", calls=("0|1",))
    world.add(PROMOTER + 3, "A", "T", calls=("0|1",))
    world.add(PROMOTER + 5, "C", "A", calls=("1|0",))
    world.add(PROMOTER + 7, "C", "A", calls=("0/1",))
    world.add(PROMOTER + 9, "C", "CAA", calls=("1/1",))
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


def score_of(case: Path, pos: int = PROMOTER) -> RegulatoryScore:
    with CaseStore.open(case) as store:
        (key,) = (one.variant_id for one in store.variants() if one.variant.pos == pos)
        (score,) = store.regulatory.of([key])[key]
    return score


def scored(case: Path, computing: Computing) -> None:
    drive(score_case_regulatory(case, ENGINE, engine=ToyExplained(), computing=computing))


def test_both_alleles_carry_the_neighbours_of_their_copy(case: Path):
    scored(case, Computing())
    alone = score_of(case)
    assert (alone.changes[0].ref, alone.changes[0].alt) == (2, 3)
    assert (alone.neighbours, alone.subject) == (None, "")
    scored(case, ASKED)
    score = score_of(case)
    assert (score.changes[0].ref, score.changes[0].alt) == (0, 1)
    assert score.subject == "with phased neighbours"
    read = score.neighbours
    assert read is not None
    assert [(one.variant.pos - PROMOTER, one.basis) for one in read.beside] == [
        (-4, PhaseBasis.EVERY_COPY),
        (3, PhaseBasis.PHASE_SET),
    ]
    assert [one.reason for one in read.left_out] == [
        LeftOutReason.PHASE_UNKNOWN,
        LeftOutReason.LENGTH,
    ]
    assert read.sentence == (
        f"Both alleles carry toy1-{PROMOTER - 4}-A-G and toy1-{PROMOTER + 3}-A-T, on the same "
        "chromosome copy (on every copy, same phase set). 2 neighbours within 21 bases left out: "
        "1 changes the number of bases; 1 phase unknown or contradictory."
    )


def test_a_variant_on_both_copies_is_read_with_what_both_have(case: Path):
    scored(case, ASKED)
    read = score_of(case, PROMOTER - 4).neighbours
    assert read is not None
    assert read.beside == ()
    assert [one.reason for one in read.left_out] == [
        *[LeftOutReason.ONE_COPY] * 4,
        LeftOutReason.LENGTH,
    ]
    assert read.sentence.startswith("No neighbour within 21 bases is sure to lie on the same copy.")
    assert score_of(case, PROMOTER - 4).subject == "", "it was read without any"


def test_the_base_before_an_insertion_may_be_that_of_a_neighbour(tmp_path: Path):
    text = put(sequence(), PROMOTER - 31, "C" * 61)
    world = World(tmp_path, text=text, samples=("child",))
    world.add(PROMOTER, "C", "A", calls=("1/1",))
    world.add(PROMOTER, "C", "CAA", calls=("0/1",))
    spec = world.spec()
    drive(read_case(spec))
    scored(spec.case, ASKED)
    with CaseStore.open(spec.case) as store:
        (key,) = (one.variant_id for one in store.variants() if one.variant.alt == "CAA")
        ((score,),) = store.regulatory.of([key]).values()
    assert (score.changes[0].ref, score.changes[0].alt) == (1, 3)


def test_the_run_is_one_of_its_own_and_named_wherever_runs_are(case: Path):
    scored(case, Computing())
    scored(case, ASKED)
    with CaseStore.open(case) as store:
        assert [run.phased_neighbours for _, run in store.engine_runs()] == [False, True]
        account = store.ledger().engines[ENGINE]
        assert (account.scored, account.phased_neighbours) == (6, 5)
        data = freeze(store, generated_at="now")
    assert any("6 scored (5 with phased neighbours)" in one for one in data.ledger_sentences)
    assert any("Runs with phased neighbours read both alleles" in one for one in data.method.steps)
    assert "both alleles with phased neighbours" in report_html(data)
    told = regulatory_dicts([score_of(case)])[0]
    assert told["subject"] == "with phased neighbours"
    assert [one["pos"] for one in told["phased_neighbours"]["with"]] == [PROMOTER - 4, PROMOTER + 3]
    found = CliRunner().invoke(cli, ["case", "ledger", str(case)])
    assert json.loads(found.output)["engines"][ENGINE]["phased_neighbours"] == 5


def test_an_explanation_reads_the_same_copy_and_is_kept_beside_that_of_the_reference(
    case: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attribution, "ready_regulatory_engine", lambda *_: ToyExplained())
    spelled = f"toy1-{PROMOTER}-C-A"
    asked = AskedTrack(ENGINE, "count_0")
    scored(case, Computing())
    _, alone = drive(attribution.attribute_track(case, spelled, asked))
    scored(case, ASKED)
    _, found = drive(attribution.attribute_track(case, spelled, asked))
    assert alone.ref.sequence == "CCCCCCACCCCCCACCCCCCC"
    assert found.ref.sequence == "CCCCCCGCCCCCCTCCCCCCC"
    assert (alone.subject, found.subject) == ("", "with phased neighbours")
    with CaseStore.open(case) as store:
        assert len(store.attributions(2)) == 2


def test_neighbours_are_refused_where_an_engine_reads_the_reference_alone(case: Path):
    with pytest.raises(UsageError, match="reads no neighbours"):
        drive(score_case(case, engine=ToyEngine(), computing=ASKED))
    assert not computing_for("spliceai", ASKED).phased_neighbours
    assert not computing_for("mmsplice", ASKED).phased_neighbours
    assert computing_for("mpra-dragonn", ASKED).phased_neighbours


@pytest.mark.parametrize(
    ("start", "end", "read"),
    [(0, 10, "AAGTAAAAAA"), (2, 4, "GT"), (3, 6, "TAA"), (0, 3, "AAG"), (4, 10, "AAAAAA"), (-2, 4, "AAGT")],
)  # fmt: skip
def test_a_stretch_of_a_copy_has_its_bases_wherever_it_is_cut(start: int, end: int, read: str):
    beside = [Beside(1, variant(3, "AA", "GT", "toy1"), PhaseBasis.EVERY_COPY)]

    def fetch(_: str, first: int, last: int) -> str:
        return "A" * (min(last, 10) - max(first, 0))

    assert on_copy(fetch, beside)("toy1", start, end) == read
    assert on_copy(fetch, beside)("toy2", 0, 4) == "AAAA"


def test_a_toy_without_neighbours_says_so(tmp_path: Path):
    world = World(tmp_path, samples=("child",))
    world.add(PROMOTER)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case_regulatory(spec.case, ENGINE, engine=ToyRegulatoryEngine(), computing=ASKED))
    read = score_of(spec.case).neighbours
    assert read is not None
    assert read.sentence == "No neighbour within 21 bases is sure to lie on the same copy."


def test_neighbours_can_be_stated_for_one_variant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An A beside the variant is taken away; one on the variant and one too far are not read."""
    text = put(put(sequence(), PROMOTER - 31, "C" * 61), PROMOTER + 2, "A")
    world = World(tmp_path, text=text, samples=())
    world.spec()
    monkeypatch.setattr(
        regulatory_describe, "load_regulatory_engine", lambda *_, **__: ToyRegulatoryEngine()
    )
    monkeypatch.setattr(describe, "is_regulatory_engine", lambda _: True)
    base = world.base(PROMOTER + 200)
    beside = (
        f"toy1-{PROMOTER + 3}-A-T",
        f"toy1-{PROMOTER}-C-G",
        f"toy1-{PROMOTER + 200}-{base}-{other(base)}",
    )
    spelled = f"toy1-{PROMOTER}-C-A"
    spec = DescribeSpec(spelled, world.reference, world.genes, (ENGINE,), beside=beside)
    _, told = drive(describe.describe_variant(spec))
    score = told["scores"][0]
    assert (score["ref"], score["alt"]) == (0, 1)
    read = score["phased_neighbours"]
    assert [one["because"] for one in read["with"]] == ["as stated"]
    assert [one["reason"] for one in read["left_out"]] == [LeftOutReason.OVERLAPS.value]
