"""The demo case goes the whole way: read, scored, ranked, and every planted variant is where it belongs."""

import pytest

from core.demo import demo_spec
from core.domain.candidate import Lane
from core.domain.trace import Outcome
from core.listing import CandidateQuery
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import CaseReader

pytestmark = [pytest.mark.science, pytest.mark.usefixtures("spliceai_pack")]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    spec = demo_spec(tmp_path_factory.mktemp("demo"))
    for _ in read_case(spec):
        pass
    for _ in score_case(spec.case, device="cpu"):
        pass
    with CaseReader(spec.case) as opened:
        yield opened


@pytest.fixture(scope="module")
def ranked(reader):
    """Candidates by place and alleles."""
    rows = reader.rows(reader.ids(CandidateQuery()))
    return {
        (row.facts.variant.chrom, row.facts.variant.pos, row.facts.variant.alt): row for row in rows
    }


def _rows(plant, ranked):
    """The candidates of a planted variant; the second spelling of one allele gives none."""
    keys = [(one["chrom"], one["pos"], one["alt"]) for one in plant["variants"]]
    return [ranked[key] for key in keys if key in ranked]


def test_the_ledger_is_the_one_the_answer_promises(reader, answer):
    found = reader.ledger().as_dict()
    for name, value in answer["ledger"].items():
        assert found[name] == value, name
    assert reader.ledger().discrepancies() == ()


def test_the_case_says_that_it_is_artificial(reader):
    assert reader.info().is_artificial


def test_every_planted_splice_variant_stands_before_every_other_variant(ranked, planted):
    listed = [plant for plant in planted.values() if "min_delta" in plant["expected"]]
    ranks = sorted(row.rank for plant in listed for row in _rows(plant, ranked))
    needs_eyes = sum(row.lane is Lane.NEEDS_EYES for row in ranked.values())
    assert ranks == list(range(needs_eyes + 1, needs_eyes + 1 + len(ranks)))


def test_the_new_canonical_loss_is_among_the_first_three(ranked, planted):
    (row,) = _rows(planted["canonical donor loss"], ranked)
    assert row.rank <= planted["canonical donor loss"]["expected"]["max_rank"]


def test_each_inheritance_is_labelled_as_planted(ranked, planted):
    for name, plant in planted.items():
        wanted = plant["expected"].get("inheritance")
        if wanted:
            (row,) = _rows(plant, ranked)
            assert wanted in row.inheritance, name


def test_the_compound_heterozygous_pair_names_each_other(ranked, planted):
    (mothers,) = _rows(planted["deep-intronic pseudoexon"], ranked)
    (fathers,) = _rows(planted["cryptic acceptor"], ranked)
    assert fathers.facts.variant_id in mothers.partners
    assert mothers.facts.variant_id in fathers.partners


def test_the_same_deletion_in_two_spellings_is_one_candidate(ranked, planted):
    assert len(_rows(planted["one deletion in two spellings"], ranked)) == 1


def test_both_alternatives_of_one_record_are_candidates(ranked, planted):
    assert len(_rows(planted["two alternatives in one record"], ranked)) == 2


def test_what_cannot_be_scored_keeps_its_reason_and_its_lane(ranked, planted):
    for name in ("deletion too long for the 500 window", "promoter motif loss"):
        wanted = planted[name]["expected"]
        (row,) = _rows(planted[name], ranked)
        assert [one.reason for one in row.facts.not_scored] == [wanted["not_scored"]]
        assert row.lane == wanted.get("lane", row.lane)


def test_a_common_donor_loss_is_filtered_by_frequency_and_its_trace_says_so(
    reader, ranked, planted
):
    plant = planted["common donor loss"]
    assert _rows(plant, ranked) == []
    (one,) = plant["variants"]
    told = reader.trace("{chrom}-{pos}-{ref}-{alt}".format(**one))
    stopped = [step for step in told.steps if step.outcome is Outcome.FAILED]
    assert "population" in stopped[0].name
    assert stopped[0].value == "12 %; limit 1 %"
