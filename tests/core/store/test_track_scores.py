"""Exon scores in the case: written whole, read back, counted in the ledger."""

from dataclasses import replace

import pytest

from core.domain.exon_score import ExonScore, TissueScore
from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.store.track_scores import ExonScoredVariant
from tests.core.store.builders import RUN

EXON_RUN = EngineRun("mmsplice", "2.4.0", "d2", 100, "MANE", "r1", "float32")
SCORE = ExonScore(
    transcript_id="NM_NF1",
    gene_symbol="NF1",
    strand="-",
    exon_number=12,
    n_exons=58,
    start=1_000,
    end=1_120,
    delta_logit_psi=-2.53,
    ref_modules=(-3.9, 1.8, -3.1, 5.0, 0.4),
    alt_modules=(-3.9, 1.8, -3.1, -1.0, 0.4),
    pathogenicity=0.98,
    efficiency=-6.4,
    tissues=(
        TissueScore("Liver", 0.5, 0.25, -2.75, 0.875, -0.5),
        TissueScore("Retina - Eye", -0.5, -0.5, -2.5),
    ),
)
MISSED = NotScored("mmsplice", NotScoredReason.NO_EXON_NEARBY)


@pytest.fixture
def run_id(filled) -> int:
    return filled.engine_run(EXON_RUN)


def test_exon_scores_come_back_as_they_were_written(filled, run_id):
    second = replace(SCORE, exon_number=13, tissues=SCORE.tissues[::-1][::-1])
    filled.write_exon_scores(run_id, [ExonScoredVariant(1, (SCORE, second))], [(2, MISSED)])
    assert filled.exon_scores([1, 2]) == {1: (SCORE, second), 2: ()}
    assert filled.not_scored([1, 2]) == {1: (), 2: (MISSED,)}


def test_writing_again_replaces_what_the_variant_had_in_this_run(filled, run_id):
    filled.write_exon_scores(run_id, [ExonScoredVariant(1, (SCORE, SCORE))], ())
    filled.write_exon_scores(run_id, (), [(1, MISSED)])
    assert filled.exon_scores([1]) == {1: ()}
    assert filled.not_scored([1]) == {1: (MISSED,)}


def test_the_newest_run_counts(filled, run_id):
    newer = filled.engine_run(replace(EXON_RUN, digest="d3"))
    changed = replace(SCORE, delta_logit_psi=1.5)
    filled.write_exon_scores(newer, [ExonScoredVariant(1, (changed,))], ())
    filled.write_exon_scores(run_id, [ExonScoredVariant(key, (SCORE,)) for key in (1, 2)], ())
    assert filled.exon_scores([1, 2]) == {1: (changed,), 2: (SCORE,)}


def test_an_exon_engine_has_its_own_account_in_the_ledger(filled, run_id):
    filled.write_exon_scores(run_id, [ExonScoredVariant(1, (SCORE,))], [(2, MISSED)])
    filled.engine_run(RUN)
    ledger = filled.ledger()
    account = ledger.engines["mmsplice"]
    assert (account.scored, account.not_scored, account.pending) == (1, {"no_exon_nearby": 1}, 8)
    assert ledger.discrepancies() == ()
    assert filled.pending(run_id) == (3, 4, 5, 6, 7, 8, 9, 10)


def test_exon_scores_are_no_splice_scores(filled, run_id):
    filled.write_exon_scores(run_id, [ExonScoredVariant(1, (SCORE,))], ())
    assert filled.scores([1]) == {1: ()}


def test_a_variant_without_any_exon_is_no_scored_variant(filled, run_id):
    with pytest.raises(ValueError, match="has scores"):
        filled.write_exon_scores(run_id, [ExonScoredVariant(1, ())], ())
