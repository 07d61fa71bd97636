"""Freezing a real case file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.assembly import Assembly
from core.domain.candidate import Lane, Mark
from core.domain.case import SCORE_TABLE, SourceFile
from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.own_rules import ranking_rules
from core.report import words
from core.report.data import freeze
from core.report.export import write_report
from core.report.html import report_html
from core.store.case_store import CaseStore
from core.store.records import CandidateRow, ScoredVariant
from tests.core.report import examples
from tests.core.store.builders import IntakeBatch, NewVariant, add_batch

NOW = "2026-03-02T10:30:00+00:00"
ALLELES = tuple(
    Variant(Assembly.GRCH38, "chr16", examples.POS + shift, "G", "A") for shift in range(12)
)


def _batch() -> IntakeBatch:
    variants = tuple(
        NewVariant(variant, number, 1, "", 50.0, (), None, examples.GENOTYPES)
        for number, variant in enumerate(ALLELES, start=1)
    )
    lines = tuple(f"16\t{item.pos}\t.\tG\tA".encode() for item in ALLELES)
    return IntakeBatch(12, 12, 12, variants, (), (), lines, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaseStore]:
    with CaseStore.create(tmp_path / "case.intronaut", examples.info()) as created:
        created.add_genes("MANE GRCh38 v1.4", "34" * 32, examples.transcripts())
        add_batch(created, _batch())
        created.finish_intake()
        run = created.engine_run(examples.RUN)
        ids = [item.variant_id for item in created.variants()]
        missing = NotScored("spliceai", NotScoredReason.NEAR_CONTIG_END)
        scored = [
            ScoredVariant(item, (examples.score(),), (examples.track(),)) for item in ids[:-1]
        ]
        created.write_scores(run, scored, [(ids[-1], missing)])
        created.replace_candidates(
            [
                CandidateRow(
                    item, rank, Lane.SPLICE, 5.0, f"Sentence {rank}.", "TSC2", (), (), None, ()
                )
                for rank, item in enumerate(ids, start=1)
            ],
            ranking_rules().dated,
        )
        created.put_attribution(ids[0], examples.attribution(ALLELES[0]))
        yield created


def test_marked_candidates_are_reported_and_dismissed_ones_listed(store):
    ids = store.candidate_ids()
    store.set_mark(ids[2], Mark.REPORT, "look at RNA")
    store.set_mark(ids[0], Mark.REPORT, "")
    store.set_mark(ids[1], Mark.DISMISSED, "seen in controls")
    data = freeze(store, generated_at=NOW)
    assert [item.candidate.rank for item in data.candidates] == [1, 3]
    assert data.candidates[1].note == "look at RNA"
    assert [(item.candidate.rank, item.note) for item in data.dismissed] == [
        (2, "seen in controls")
    ]
    assert data.dismissed[0].figures == ()
    assert data.selection == "The 2 candidates of 12 in the list that were marked for the report."


def test_without_marks_the_first_ten_are_reported_and_the_report_says_so(store):
    store.set_mark(store.candidate_ids()[0], Mark.DISMISSED, "")
    data = freeze(store, generated_at=NOW)
    assert [item.candidate.rank for item in data.candidates] == list(range(2, 12))
    assert "chosen by the program and not by a person" in data.selection


def test_chosen_variants_are_reported_in_rank_order(store):
    ids = store.candidate_ids()
    data = freeze(store, variant_ids=[ids[11], ids[4]], generated_at=NOW)
    assert [item.candidate.rank for item in data.candidates] == [5, 12]
    assert "2 candidates of 12 in the list" in data.selection


def test_a_frozen_case_names_method_ledger_and_reference_free_description(store):
    data = freeze(store, generated_at=NOW)
    (engine,) = data.method.engines
    assert engine.title == "SpliceAI"
    assert "CC BY-NC" in engine.licence
    assert "no commercial use" in engine.licence
    assert data.method.gene_sets == (("MANE GRCh38 v1.4", "34" * 32),)
    assert "ranking" in data.method.rule_set.lower()
    assert data.ledger.records_read == 12
    assert data.candidates[0].hgvs_g == f"NC_000016.10:g.{examples.POS}G>A"


def test_a_frozen_candidate_carries_numbers_words_and_both_drawings(store):
    item = freeze(store, generated_at=NOW).candidates[0]
    (table,) = item.scores
    effects = {line.effect: line for line in table.effects}
    assert effects["donor loss"].raw == pytest.approx(0.947)
    assert effects["donor loss"].raw_site == examples.POS + 62
    assert effects["donor loss"].ref == pytest.approx(0.978, abs=1e-6)
    assert effects["acceptor gain"].wide_site == examples.POS + 1711
    assert [line.role for line in item.genotypes] == ["patient", "father", "mother"]
    assert len(item.figures) == 2
    assert all(figure.svg.startswith("<svg") for figure in item.figures)
    assert len(item.places) == 3
    assert item.record.startswith("16\t")


def test_an_unscored_variant_keeps_its_reason_and_a_gene_drawing(store):
    ids = store.candidate_ids()
    (item,) = freeze(store, variant_ids=[ids[11]], generated_at=NOW).candidates
    assert item.max_delta is None
    assert "too close to the end of the contig" in item.not_scored[0]
    assert len(item.figures) == 1


@pytest.mark.parametrize("fmt", ["html", "tsv", "json"])
def test_a_frozen_case_can_be_written(store, tmp_path, fmt):
    write_report(freeze(store, generated_at=NOW), fmt, tmp_path / f"report.{fmt}")
    assert "Sentence 1." in (tmp_path / f"report.{fmt}").read_text(encoding="utf-8")


def test_a_case_without_candidates_gives_a_report_that_says_so(tmp_path):
    with CaseStore.create(tmp_path / "empty.intronaut", examples.info()) as store:
        store.finish_intake()
        data = freeze(store, generated_at=NOW)
    assert data.candidates == ()
    unscored = (
        "NOT SCORED: no engine has run on this case. An empty list does not mean that nothing "
        "was found."
    )
    assert data.selection == f"The list holds no candidate to report. {unscored}"
    assert data.warnings[0] == unscored
    assert "No engine has run on this case." in data.method.steps


def test_a_case_scored_in_part_says_first_that_the_list_is_not_complete(tmp_path):
    with CaseStore.create(tmp_path / "part.intronaut", examples.info()) as store:
        store.add_genes("MANE GRCh38 v1.4", "34" * 32, examples.transcripts())
        add_batch(store, _batch())
        store.finish_intake()
        run = store.engine_run(examples.RUN)
        first = next(iter(store.variants())).variant_id
        store.write_scores(run, [ScoredVariant(first, (examples.score(),), ())], [])
        data = freeze(store, generated_at=NOW)
    unfinished = (
        "NOT FINISHED: 11 of 12 variants are not yet scored by spliceai; the list is not complete."
    )
    assert data.warnings[0] == unfinished
    assert data.selection == f"The list holds no candidate to report. {unfinished}"


def test_a_case_that_is_scored_in_full_has_no_such_warning(store):
    data = freeze(store, generated_at=NOW)
    assert not [text for text in data.warnings if text.startswith("NOT ")]


def test_variants_held_back_by_a_gate_are_not_waited_for():
    assert words.unscored(examples.case_ledger()) == (
        "NOT FINISHED: 5 of 330 variants are not yet scored by spliceai; the list is not complete.",
    )


def test_the_method_tells_each_engine_with_its_calibration_and_the_tables(store):
    other = replace(examples.RUN, engine_id="openspliceai", version="git-1", screening=True)
    exons = replace(examples.RUN, engine_id="mmsplice", version="2.4.0", distance=100)
    for run in (other, exons):
        store.engine_run(run)
    told = "raw, within 50 bases, SpliceAI 1.3"
    store.add_source(SourceFile(SCORE_TABLE, "/data/scores.raw.vcf.gz", "56" * 32, told))
    data = freeze(store, generated_at=NOW)
    calibration = {one.run.engine_id: one.calibration for one in data.method.engines}
    assert calibration["spliceai"].startswith("published cut-offs hold")
    assert calibration["openspliceai"].startswith("not calibrated")
    assert calibration["mmsplice"].startswith("not calibrated")
    steps = " ".join(data.method.steps)
    assert "Each variant is evaluated 500 bases to either side" in steps
    assert "PSI is the share" in steps
    assert f"scores.raw.vcf.gz ({told}; digest {'56' * 32})" in steps
    assert data.method.scale.startswith("Raw Δ of SpliceAI: published cut-offs")
    html = report_html(data)
    assert "screening used: one network first" in html
    assert "screening not used" in html


def test_cut_offs_are_not_promised_where_the_ranked_engine_has_none(tmp_path):
    with CaseStore.create(tmp_path / "other.intronaut", examples.info()) as store:
        add_batch(store, _batch())
        store.finish_intake()
        run = store.engine_run(replace(examples.RUN, engine_id="openspliceai"))
        ids = [item.variant_id for item in store.variants()]
        store.write_scores(run, [ScoredVariant(ids[0], (examples.score(),), ())], [])
        scale = freeze(store, generated_at=NOW).method.scale
    assert "not calibrated" in scale
    assert "0.5" not in scale
