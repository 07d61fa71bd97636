"""A case as a person reads it."""

from pathlib import Path

import pytest

from core import case_reference, review
from core.domain.assembly import Assembly
from core.domain.candidate import Lane, Mark
from core.domain.variant import Variant
from core.errors import ReferenceMismatchError
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other

__all__ = ["world"]

LOSS = PLUS[1][1] + 1
QUIET = 22_000


@pytest.fixture
def case(world: World) -> Path:
    world.add(QUIET)
    world.add(LOSS, info="gnomAD_AF=0.0004")
    world.add(45_000)
    world.add(QUIET + 9, info="gnomAD_AF=0.4")
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


def ids(store: CaseStore) -> dict[int, int]:
    return {stored.variant.pos: stored.variant_id for stored in store.variants()}


def test_facts_come_in_the_order_asked_for_with_all_that_is_known(case: Path):
    with CaseStore.open(case) as store:
        at = ids(store)
        quiet, loss = review.facts(store, [at[QUIET], at[LOSS]])
        assert (quiet.variant.pos, loss.variant.pos) == (QUIET, LOSS)
        assert loss.population_frequency == pytest.approx(0.0004)
        assert quiet.population_frequency is None
        assert loss.positions[0].transcript.gene_symbol == "PLUSGENE"
        assert loss.scores[0].delta.donor_loss == pytest.approx(0.9)
        outside = review.facts(store, [at[45_000]])[0]
        assert outside.positions == ()
        assert outside.not_scored


def test_candidates_come_in_rank_order_whatever_is_asked_first(case: Path):
    with CaseStore.open(case) as store:
        at = ids(store)
        found = review.candidates(store, [at[45_000], at[QUIET], at[LOSS]])
        assert [one.rank for one in found] == [1, 2], "what lies far from genes is not ranked"
        assert (found[0].facts.variant.pos, found[0].lane) == (LOSS, Lane.SPLICE)
        assert review.candidates(store, [at[QUIET + 9]]) == ()


def test_the_detail_of_a_variant_holds_everything_that_is_drawn(case: Path):
    with CaseStore.open(case, write=True) as store:
        variant_id = ids(store)[LOSS]
        store.set_mark(variant_id, Mark.REPORT, "look here")
        found = review.detail(store, variant_id)
        assert found.candidate is not None
        assert found.candidate.rank == 1
        assert (found.mark, found.note) == (Mark.REPORT, "look here")
        assert [one.gene_symbol for one in found.transcripts] == ["PLUSGENE", "MINUSGENE"]
        assert found.tracks
        assert found.attributions == ()
        assert found.original_line.split("\t")[1] == str(LOSS)


def test_a_variant_that_is_not_in_the_list_has_a_detail_without_candidate(case: Path):
    with CaseStore.open(case) as store:
        found = review.detail(store, ids(store)[QUIET + 9])
        assert found.candidate is None
        assert (found.mark, found.note) == (Mark.NONE, "")


def test_an_unknown_id_is_a_bug_of_the_caller(case: Path):
    with CaseStore.open(case) as store, pytest.raises(KeyError):
        review.detail(store, 999)


def test_any_spelling_finds_the_stored_variant_while_the_reference_is_there(world, case: Path):
    before, ref = world.base(LOSS - 1), world.base(LOSS)
    padded = Variant(Assembly.ARTIFICIAL, "toy1", LOSS - 1, before + ref, before + other(ref))
    with CaseStore.open(case) as store:
        stored = review.find(store, padded)
        assert stored is not None
        assert stored.variant.pos == LOSS
        here = world.base(7)
        assert (
            review.find(store, Variant(Assembly.ARTIFICIAL, "toy1", 7, here, other(here))) is None
        )
        world.reference.unlink()
        assert review.find(store, padded) is None
        exact = Variant(Assembly.ARTIFICIAL, "toy1", LOSS, ref, other(ref))
        assert review.find(store, exact) == stored


def test_a_ref_that_the_reference_does_not_have_is_a_problem(world, case: Path):
    before, ref = world.base(LOSS - 1), world.base(LOSS)
    wrong = Variant(
        Assembly.ARTIFICIAL, "toy1", LOSS - 1, other(before) + ref, other(before) + other(ref)
    )
    with CaseStore.open(case) as store:
        with pytest.raises(ReferenceMismatchError) as problem:
            review.find(store, wrong)
        found = problem.value
        assert found.variant == wrong.spelled
        assert (found.expected, found.observed) == (other(before) + ref, before + ref)
        unknown = Variant(Assembly.ARTIFICIAL, "toy1", LOSS - 1, "N" + ref, "N" + other(ref))
        assert review.find(store, unknown) is not None


def test_a_place_that_is_no_place_finds_nothing(case: Path):
    with CaseStore.open(case) as store:
        for chrom, pos in (("toy1", 0), ("toy1", 999_999), ("chrX", 5)):
            assert review.find(store, Variant(Assembly.ARTIFICIAL, chrom, pos, "AC", "A")) is None


def test_names_are_shifted_with_the_reference_and_plain_without_it(world, case: Path):
    pos = 22_100
    while world.base(pos) != world.base(pos + 1):
        pos += 1
    end = pos + 1
    while world.base(end + 1) == world.base(pos):
        end += 1
    anchor = world.base(pos - 1)
    gone = Variant(Assembly.ARTIFICIAL, "toy1", pos - 1, anchor + world.base(pos), anchor)
    with CaseStore.open(case) as store:
        info = store.info()
    assert case_reference.genomic_name(info, gone) == f"toy1:g.{end}del"
    world.reference.unlink()
    assert case_reference.open_reference(info) is None
    assert case_reference.genomic_names(info, [gone]) == {
        gone: f"toy1:g.{pos}del{case_reference.NOT_SHIFTED}"
    }
    more = Variant(Assembly.ARTIFICIAL, "toy1", pos - 1, anchor, anchor + world.base(pos))
    assert case_reference.genomic_name(info, more).endswith(case_reference.NOT_SHIFTED)
    for ref, alt in (("A", "C"), ("AC", "GT"), ("AC", "GTT")):
        plain = Variant(Assembly.ARTIFICIAL, "toy1", pos, ref, alt)
        assert "shifted" not in case_reference.genomic_name(info, plain)


def test_another_file_at_the_place_of_the_reference_is_no_reference(world, case: Path):
    with CaseStore.open(case) as store:
        info = store.info()
    reference = case_reference.open_reference(info)
    assert reference is not None
    reference.close()
    text = world.reference.read_text()
    world.reference.write_text(text.replace("A", "C", 1) + "\n")
    assert case_reference.open_reference(info) is None


def test_a_reference_that_turned_into_something_else_is_no_reference(world, case: Path):
    with CaseStore.open(case) as store:
        info = store.info()
    world.reference.with_name("toy.fa.fai").unlink()
    world.reference.write_bytes(b"\x00 no sequence")
    assert case_reference.open_reference(info) is None


def test_a_variant_tells_its_names_in_transcripts_or_why_it_has_none(world, case: Path):
    with CaseStore.open(case) as store:
        (variant_id, *_) = store.candidate_ids()
        told = review.detail(store, variant_id).names
        assert told.keys() == {"PLUSGENE"}
        assert "no accession" in told["PLUSGENE"].why
        world.reference.unlink()
        assert review.detail(store, variant_id).names["PLUSGENE"].why == case_reference.NO_REFERENCE
