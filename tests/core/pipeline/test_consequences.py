"""Consequences of the variants of a case, from its tracks and its reference."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import describe, review
from core.cli.program import cli
from core.domain.candidate import Lane
from core.domain.consequence import NmdVerdict, OutcomeKind
from core.interpretation import NO_REFERENCE, Interpreter, interpretation, outcomes_of
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from core.pipeline.score import score_case
from core.pipeline.spec import DescribeSpec
from core.report import outcomes
from core.report.consequences import consequence_dicts
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_json
from core.session import CaseReader
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.interpret.outcomes.toy_gene import SEQUENCE
from tests.core.pipeline.coding_world import DONOR_2, OFFSET, coding_world
from tests.core.pipeline.toy import ToyEngine, World, drive
from tests.core.test_cli_evidence import Calibrated

MISSENSE = OFFSET + 338
"""1-based place of the middle base of the third codon (ACC, c.8): a T there reads isoleucine."""
QUIET = OFFSET + 1_500
PROMOTER = OFFSET + 200


@pytest.fixture
def world(tmp_path: Path) -> World:
    return coding_world(tmp_path)


@pytest.fixture
def case(world: World) -> Path:
    world.add(DONOR_2)
    world.add(MISSENSE, alt="T")
    world.add(QUIET)
    world.add(PROMOTER)
    drive(read_case(world.spec()))
    drive(score_case(world.spec().case, engine=ToyEngine()))
    return world.spec().case


def variant_ids(store: CaseStore) -> dict[int, int]:
    return {stored.variant.pos: stored.variant_id for stored in store.variants()}


def found_at(case: Path, pos: int):
    with CaseStore.open(case) as store:
        return review.detail(store, variant_ids(store)[pos])


def row_at(case: Path, pos: int):
    with CaseStore.open(case) as store:
        (row,) = store.candidate_rows([variant_ids(store)[pos]])
        return row


# What is found


def test_a_lost_donor_is_followed_to_the_protein_in_each_transcript(case: Path):
    found = found_at(case, DONOR_2).interpretation
    assert [one.transcript.transcript_id for one in found.splicing] == ["NM_7.1", "NM_8.1"]
    for _, predicted in found.splicing:
        kinds = {one.kind for one in predicted}
        assert {OutcomeKind.EXON_SKIPPING, OutcomeKind.INTRON_RETENTION} == kinds
    skipped = next(one for one in found.outcomes if one.kind is OutcomeKind.EXON_SKIPPING)
    assert (skipped.size, skipped.exon_numbers, skipped.is_frame_kept) == (60, (2,), True)
    assert skipped.protein is not None
    assert (skipped.protein.n_lost, skipped.protein.stop_after) == (20, None)
    assert skipped.nmd is not None
    assert skipped.nmd.verdict is NmdVerdict.NO_PREMATURE_STOP


def test_every_transcript_has_its_consequence_where_splicing_stays(case: Path):
    found = found_at(case, MISSENSE).interpretation
    assert [one.effect.transcript_id for one in found.coding] == ["NM_7.1", "NM_8.1"]
    assert {one.effect.names[0] for one in found.coding} == {"missense_variant"}
    assert [one.protein.hgvs_p for one in found.coding] == ["p.(Thr3Ile)"] * 2
    assert found.coding_in("TOY1") is found.coding[0]
    assert [one.outcomes for one in found.splicing] == [(), ()]


def test_the_list_stands_by_what_counts(case: Path):
    assert row_at(case, DONOR_2).lane is Lane.SPLICE
    assert row_at(case, DONOR_2).sentence.startswith("Intron 2 (1,500 bases) stays in")
    assert row_at(case, DONOR_2).sentence.endswith("Largest delta: donor loss 0.90 in TOY1.")
    missense = row_at(case, MISSENSE)
    assert missense.lane is Lane.CODING
    assert [one.points for one in missense.reasons if one.topic == "coding"] == [1.5]
    promoter = row_at(case, PROMOTER)
    assert (promoter.lane, promoter.gene_symbol) == (Lane.PROMOTER, "TOY1")


def test_outcomes_alone_leave_out_transcripts_without_any(case: Path, world: World):
    with CaseStore.open(case) as store, Reference(world.reference) as reference:
        at = variant_ids(store)
        (loss,), (quiet,) = (list(store.variants([at[pos]])) for pos in (DONOR_2, QUIET))
        told = outcomes_of(store, reference, loss)
        assert [one.transcript.transcript_id for one in told] == ["NM_7.1", "NM_8.1"]
        assert outcomes_of(store, reference, quiet) == ()


# Without the reference


@pytest.fixture
def bare(case: Path, world: World) -> Path:
    """The case once its reference is gone."""
    world.reference.unlink()
    drive(rank_case(case))
    return case


@pytest.mark.parametrize("pos", [DONOR_2, MISSENSE, QUIET, PROMOTER])
def test_without_the_reference_it_is_said_that_nothing_was_computed(bare: Path, pos: int):
    detail = found_at(bare, pos)
    assert detail.interpretation.why_not == NO_REFERENCE
    assert detail.drawings == ()
    assert detail.interpretation.outcomes == ()


def test_without_the_reference_the_list_is_ranked_by_the_deltas_alone(bare: Path):
    loss, missense = row_at(bare, DONOR_2), row_at(bare, MISSENSE)
    assert loss.lane is Lane.SPLICE
    assert [one.points for one in loss.reasons if one.topic == "splice"] == [6.0]
    assert not [one for one in loss.reasons if one.topic == "consequence"]
    assert not [one for one in missense.reasons if one.topic == "coding"]


def test_without_the_reference_every_report_says_why(bare: Path):
    with CaseStore.open(bare) as store:
        data = freeze(store, generated_at="2026-11-28T12:00:00+00:00")
    assert NO_REFERENCE in report_html(data)
    shape = json.loads(report_json(data))
    assert [one["consequences"] for one in shape["candidates"]] == [[]] * 4
    assert {one["why_no_consequences"] for one in shape["candidates"]} == {NO_REFERENCE}
    with CaseReader(bare) as reader:
        ids = sorted(variant_ids(reader.store).values())
        found = reader.interpretations([one.facts for one in reader.rows(ids)])
    assert {one.why_not for one in found.values()} == {NO_REFERENCE}
    assert all(consequence_dicts(one) == [] for one in found.values())


def test_another_file_in_the_place_of_the_reference_counts_as_none(case: Path, world: World):
    world.reference.write_text(world.reference.read_text().replace("A", "C"))
    assert found_at(case, DONOR_2).interpretation.why_not == NO_REFERENCE


# Without a score


def test_a_transcript_no_engine_looked_at_is_not_called_quiet(tmp_path: Path):
    world = coding_world(tmp_path, unknown=QUIET)
    world.add(QUIET, alt="A")
    drive(read_case(world.spec()))
    drive(score_case(world.spec().case, engine=ToyEngine()))
    with CaseStore.open(world.spec().case) as store:
        told = report_html(freeze(store, generated_at="2026-11-28T12:00:00+00:00"))
    assert told.count(outcomes.NOT_LOOKED_AT) == 2
    assert outcomes.SPLICED_AS_EVER not in told


# The shapes other programs rely on

SHAPE = {"kind", "size", "frame", "stop", "nmd", "protein", "sentence"}
CODE = {"code", "strength", "points", "reason", "rule_set"}


def listed(case: Path) -> dict[int, dict]:
    """Each candidate of `case candidates --format json` by its place."""
    arguments = ["case", "candidates", str(case), "--format", "json"]
    found = CliRunner().invoke(cli, arguments, obj={"printer": None}, catch_exceptions=False)
    return {one["variant"]["pos"]: one for one in json.loads(found.stdout)}


def test_candidates_tell_consequences_in_the_promised_shape(case: Path):
    loss = listed(case)[DONOR_2]
    assert all(one.keys() >= SHAPE for one in loss["consequences"])
    assert loss["why_no_consequences"] is None
    mine = [one for one in loss["consequences"] if one["transcript_id"] == "NM_7.1"]
    (skipped,) = [one for one in mine if one["kind"] == "exon skipping"]
    told = {key: skipped[key] for key in SHAPE - {"sentence", "protein"}}
    assert told == {
        "kind": "exon skipping",
        "size": 60,
        "frame": "kept",
        "stop": None,
        "nmd": "no premature stop",
    }
    assert skipped["protein"].startswith("p.(Asp11_His30del")
    assert skipped["hgvs_r"] == "r.(31_90del)"
    assert [one["topic"] for one in mine][-1] == "coding"


def test_candidates_tell_evidence_in_the_promised_shape(world: World):
    """Codes are for calibrated engines and for MANE, both by name here; +5 of the donor is no site."""
    world.add(DONOR_2 + 4)
    genes = world.genes.rename(world.folder / "MANE.toy.gff3")
    spec = world.spec(genes=(genes,))
    drive(read_case(spec))
    drive(score_case(spec.case, engine=Calibrated()))
    loss = listed(spec.case)[DONOR_2 + 4]
    codes = {one["code"]: one for one in loss["evidence"]}
    assert all(one.keys() >= CODE for one in loss["evidence"])
    assert (codes["PP3"]["strength"], codes["PP3"]["points"]) == ("supporting", 1)
    assert codes["PP3"]["rule_set"].startswith("Intronaut evidence ClinGen")
    assert "0.90" in codes["PP3"]["reason"]


def test_describe_tells_the_same_consequences_as_the_case(
    case: Path, world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "core.pipeline.splice_describe.load_engine", lambda engine_id, device: ToyEngine()
    )
    by_case = listed(case)
    for pos in (DONOR_2, MISSENSE, QUIET):
        asked = by_case[pos]["variant"]
        spelled = f"toy1-{pos}-{asked['ref']}-{asked['alt']}"
        spec = DescribeSpec(spelled, world.reference, world.genes, ("toy",))
        found = drive(describe.describe_variant(spec))[1]
        assert found["consequences"] == by_case[pos]["consequences"]
        assert found["evidence"] == [], "no cut-off is known of this engine, and no family is asked"


# Tracks


def _fetched(world: World, tracks, transcripts, variant):
    with Reference(world.reference) as reference:
        return interpretation(variant, transcripts, tracks, reference)


@pytest.fixture
def seen(case: Path):
    """The lost donor, its transcripts and its tracks."""
    with CaseStore.open(case) as store:
        detail = review.detail(store, variant_ids(store)[DONOR_2])
        places = tuple(place.transcript for place in detail.facts.positions)
        return detail.facts.variant, places, store.tracks(detail.facts.variant_id)


def test_a_transcript_the_engine_did_not_see_is_read_from_another_of_its_gene(seen, world):
    variant, transcripts, tracks = seen
    one = [track for track in tracks if track.transcript_id == "NM_7.1"] or list(tracks)[:1]
    found = _fetched(world, one, transcripts, variant)
    assert [len(each.outcomes) > 0 for each in found.splicing] == [True, True]


def test_a_track_of_another_gene_on_the_other_strand_says_nothing(seen, world):
    variant, transcripts, tracks = seen
    other = replace(
        transcripts[0], transcript_id="NM_9.1", gene_symbol="OTHER", gene_id="OTHER", strand="-"
    )
    alien = [replace(track, transcript_id="NM_9.1", strand="-") for track in tracks[:1]]
    found = _fetched(world, alien, [*transcripts, other], variant)
    assert [one.transcript.gene_symbol for one in found.splicing] == ["OTHER"]
    assert found.outcomes_in("TOY1") == ()
    assert [one.effect.transcript_id for one in found.coding] == ["NM_7.1", "NM_8.1", "NM_9.1"]


def test_a_track_of_a_gene_the_variant_does_not_lie_in_says_nothing(seen, world):
    variant, transcripts, tracks = seen
    alien = [replace(track, transcript_id="NM_404.1") for track in tracks]
    assert _fetched(world, alien, transcripts, variant).splicing == ()


def test_without_any_track_coding_is_told_and_splicing_is_not(seen, world):
    variant, transcripts, _ = seen
    found = _fetched(world, [], transcripts, variant)
    assert (found.splicing, found.why_not, len(found.coding)) == ((), "", 2)


def test_outside_transcripts_nothing_is_found_and_nothing_missing(seen, world):
    variant, _, tracks = seen
    found = _fetched(world, tracks, [], variant)
    assert (found.splicing, found.coding, found.utr, found.why_not) == ((), (), (), "")


def test_an_interpreter_leaves_a_reference_open_that_is_not_its_own(case: Path, world: World):
    with CaseStore.open(case) as store, Reference(world.reference) as reference:
        (facts,) = review.facts(store, [variant_ids(store)[DONOR_2]])
        with Interpreter(store, reference) as interpreter:
            assert interpreter.of(facts).outcomes
        assert reference.fetch("toy1", OFFSET, OFFSET + 4) == SEQUENCE[:4]
