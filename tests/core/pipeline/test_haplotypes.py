"""Candidates of a toy case together with what lies on the same chromosome copy."""

import json

import pytest
from click.testing import CliRunner

from core.cli import cli
from core.domain.haplotype import LeftOutReason, PhaseBasis
from core.domain.score import SpliceEffect
from core.pipeline.bodies import BodyIndex
from core.pipeline.evaluation import Examiner
from core.pipeline.haplotypes import HaplotypeScorer
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.html import report_html
from core.session import CaseReader
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import ToyEngine, World, drive, put, sequence

HET, PARENT, NONE = "0/1", "0/1", "0/0"
FROM_FATHER = (HET, PARENT, NONE)
FROM_MOTHER = (HET, NONE, PARENT)


def planted(tmp_path, pos: int, piece: str) -> World:
    """The toy world with other bases from a 1-based position on."""
    return World(tmp_path, text=put(sequence(), pos - 1, piece))


def scored(world: World, **changes: object):
    case = world.spec(**changes).case
    drive(read_case(world.spec(**changes)))
    engine = ToyEngine()
    steps, _ = drive(score_case(case, engine=engine))
    return case, engine, steps


def haplotypes(case):
    with CaseStore.open(case) as store:
        names = {one.variant_id: one.variant.spelled for one in store.variants()}
        return {names[key]: scores for key, scores in store.haplotypes().items()}


def test_two_single_bases_make_a_donor_that_neither_makes_alone(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    first = world.add(20_501, "C", "G", calls=FROM_FATHER)
    second = world.add(20_506, "A", "T", calls=FROM_FATHER)
    case, _, steps = scored(world)
    found = haplotypes(case)
    assert set(found) == {first, second}
    (score,) = found[first]
    assert [one.variant.spelled for one in score.beside] == [second]
    assert {one.basis for one in score.beside} == {PhaseBasis.PARENTS}
    assert score.alone.max_delta == 0
    assert score.together.of(SpliceEffect.DONOR_GAIN) == (pytest.approx(0.9), -1)
    assert score.is_notable
    assert "donor gain 0.00 → 0.90 in PLUSGENE, within 500 bases" in score.sentence
    assert any(step.stage == "combining variants of one copy" for step in steps)
    with CaseStore.open(case) as store:
        (row, _) = store.candidate_rows()
        told = [reason for reason in row.reasons if reason.topic == "same copy"]
        assert [reason.points for reason in told] == [0.0]
        assert "on the same chromosome copy (phased by the parents)" in told[0].sentence


def test_variants_from_different_parents_or_without_phase_are_not_combined(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    world.add(20_501, "C", "G", calls=FROM_FATHER)
    world.add(20_506, "A", "T", calls=FROM_MOTHER)
    assert haplotypes(scored(world)[0]) == {}


def test_a_common_homozygous_neighbour_is_combined_although_it_was_filtered(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    rare = world.add(20_501, "C", "G")
    world.add(20_506, "A", "T", info="gnomAD_AF=0.4", calls=("1/1", "1/1", "0/1"))
    case, _, _ = scored(world)
    found = haplotypes(case)
    assert set(found) == {rare}
    assert found[rare][0].beside[0].basis is PhaseBasis.EVERY_COPY
    assert found[rare][0].together.donor_gain == pytest.approx(0.9)


def test_phase_is_taken_from_the_calls_where_they_are_phased(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    world.samples = ("child",)
    first = world.add(20_501, "C", "G", calls=("0|1",))
    world.add(20_506, "A", "T", calls=("0|1",))
    found = haplotypes(scored(world)[0])
    assert found[first][0].beside[0].basis is PhaseBasis.PHASE_SET
    (tmp_path / "trans").mkdir()
    other = planted(tmp_path / "trans", 20_501, "CTAAGA")
    other.samples = ("child",)
    other.add(20_501, "C", "G", calls=("0|1",))
    other.add(20_506, "A", "T", calls=("1|0",))
    assert haplotypes(scored(other)[0]) == {}


def test_an_insertion_beside_a_lost_donor_restores_it_on_the_minus_strand(tmp_path):
    """The donor of exon 2 (minus) is lost by one base; an insertion on the copy makes it anew."""
    world = World(tmp_path)
    end = 31_500  # the donor's last base stands right before the exon
    lost = world.add(end, "C", "T", calls=FROM_FATHER)
    world.add(end - 1, world.base(end - 1), world.base(end - 1) + "ACTTAC", calls=FROM_FATHER)
    found = haplotypes(scored(world)[0])
    (score, *_) = found[lost]
    assert score.alone.donor_loss == pytest.approx(0.9)
    assert score.together.donor_gain == pytest.approx(0.9)
    assert score.strand == "-"


def test_overlapping_variants_are_left_out_and_told(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGACCGT")
    first = world.add(20_501, "C", "G", calls=FROM_FATHER)
    world.add(20_506, "A", "T", calls=FROM_FATHER)
    world.add(20_507, "C", "G", calls=FROM_FATHER)
    world.add(20_506, "ACC", "A", calls=FROM_FATHER)
    (score,) = haplotypes(scored(world)[0])[first]
    assert [one.variant.pos for one in score.beside] == [20_506]
    assert {one.reason.value for one in score.left_out} == {"overlaps another variant of this copy"}


def test_the_wide_window_sees_neighbours_further_away(tmp_path):
    world = World(tmp_path)
    donor = world.add(20_151, "G", "A", calls=FROM_FATHER)  # lost, so that it is looked at widely
    far = world.add(21_121, "G", "A", calls=FROM_FATHER)
    scores = haplotypes(scored(world)[0])[donor]
    assert [score.together.distance for score in scores] == [4_999]
    assert [one.variant.spelled for one in scores[0].beside] == [far]


def test_a_run_that_is_started_again_asks_nothing_more(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    world.add(20_501, "C", "G", calls=FROM_FATHER)
    world.add(20_506, "A", "T", calls=FROM_FATHER)
    case, _, _ = scored(world)
    before = haplotypes(case)
    again = ToyEngine()
    drive(score_case(case, engine=again))
    assert again.asked == []
    assert haplotypes(case) == before


def test_an_engine_that_fails_on_a_copy_leaves_the_single_scores(tmp_path, monkeypatch):
    world = planted(tmp_path, 20_501, "CTAAGA")
    first = world.add(20_501, "C", "G", calls=FROM_FATHER)
    world.add(20_506, "A", "T", calls=FROM_FATHER)
    drive(read_case(world.spec()))

    class Failing(ToyEngine):
        def score(self, requests, *, distance):
            if any("GTAAGT" in request.window[5_400:5_600] for request in requests):
                raise RuntimeError("no such copy")
            yield from super().score(requests, distance=distance)

    drive(score_case(world.spec().case, engine=Failing()))
    assert haplotypes(world.spec().case) == {}
    with CaseStore.open(world.spec().case) as store:
        ids = {one.variant.spelled: one.variant_id for one in store.variants()}
        assert store.scores([ids[first]])[ids[first]]


def test_both_scores_stand_side_by_side_in_the_list_and_the_report(tmp_path):
    world = planted(tmp_path, 20_501, "CTAAGA")
    first = world.add(20_501, "C", "G", calls=FROM_FATHER)
    second = world.add(20_506, "A", "T", calls=FROM_FATHER)
    world.add(20_520)
    case, _, _ = scored(world)
    said = f"Together with {second} on the same chromosome copy (phased by the parents): "
    listed = CliRunner().invoke(cli, ["case", "candidates", str(case), "--format", "json"])
    (one,) = [shape for shape in json.loads(listed.stdout) if shape["variant"]["pos"] == 20_501]
    (shape,) = one["haplotypes"]
    assert [other["pos"] for other in shape["with"]] == [20_506]
    assert shape["with"][0]["because"] == "phased by the parents"
    assert (shape["alone"]["donor_gain"], shape["together"]["donor_gain"]) == (0.0, 0.9)
    assert shape["engine"] == "toy"
    assert one["scores"][0]["donor_gain"] == 0
    with CaseReader(case) as reader:
        variant_id, _ = reader.find(first)
        data = freeze(reader.store, generated_at="2026-01-01T00:00:00+00:00")
    (item,) = [shown for shown in data.candidates if shown.candidate.facts.variant_id == variant_id]
    assert item.together[0].startswith(said)
    assert "Not combined: 1 phase unknown or contradictory." in item.together[0]
    assert said in report_html(data)


def test_what_a_neighbour_does_by_itself_is_told_and_gives_no_reason_line(tmp_path):
    world = World(tmp_path)
    lost = world.add(20_151, "G", "A", calls=FROM_FATHER)
    quiet = world.add(20_158, calls=FROM_FATHER)
    case, _, _ = scored(world)
    (score,) = [one for one in haplotypes(case)[quiet] if one.together.distance == 500]
    assert score.alone.donor_loss == 0
    assert score.together.donor_loss == pytest.approx(0.9)
    assert not score.is_notable
    assert score.sentence.endswith(f"; {lost} does so by itself")
    with CaseStore.open(case) as store:
        assert all(
            reason.topic != "same copy" for row in store.candidate_rows() for reason in row.reasons
        )


def test_an_indel_that_could_stand_on_either_side_of_another_variant_is_not_combined(tmp_path):
    """A deletion in a repeat is left-aligned alone: which copy both make cannot be told from that."""
    world = planted(tmp_path, 20_501, "TCACCACCAGG")
    inside = world.add(20_507, "C", "G", calls=FROM_FATHER)
    deletion = world.add(20_501, "TCAC", "T", calls=FROM_FATHER)
    beyond = world.add(20_513, calls=FROM_FATHER)
    case, engine, _ = scored(world)
    with CaseStore.open(case) as store, Reference(world.reference) as reference:
        examiner = Examiner(engine, reference, BodyIndex(store.transcripts()))
        (run_id, *_) = [number for number, _ in store.engine_runs()]
        scorer = HaplotypeScorer(store, examiner, reference, run_id)
        names = {one.variant.spelled: one for one in store.variants()}
        (copy,) = scorer._copies(names[inside], 500)
        assert [one.variant.spelled for one in copy.beside] == [beyond]
        (left,) = copy.left_out
        assert (left.spelled, left.reason) == (deletion, LeftOutReason.SAME_REPEAT)
