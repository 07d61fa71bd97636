"""Types of effect that were seen in RNA are predicted: a part always, all of docs/validation.md if slow."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.sources.genes import load_genes
from tests.science.validation.alleles import Genome, truth_rows
from tests.science.validation.consequences import (
    END,
    START,
    Asked,
    ask,
    compared_rows,
    is_typed,
    judge,
    section,
)

pytestmark = [pytest.mark.science]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
LEAST_CALLED, LEAST_AMONG, LEAST_FIRST = 0.85, 0.85, 0.75
EVERY = 6


@pytest.fixture(scope="module")
def genome(shared: Path) -> Genome:
    genes = load_genes(shared / "data" / "genes" / "MANE.GRCh38.gff3.gz")
    return Genome(shared, genes.transcripts)


def shares(genome: Genome, asked: Sequence[Asked]) -> tuple[float, float, float]:
    """Rows called, and of these the ones whose type is predicted, and is predicted first."""
    judged = judge(genome, asked)
    called = [one for one in judged if one.is_called]
    among = sum(one.is_among for one in called) / len(called)
    return len(called) / len(judged), among, sum(one.is_first for one in called) / len(called)


def test_every_row_with_enough_bases_and_a_type_is_compared(shared, genome):
    rows = [row for row in compared_rows(truth_rows(shared, genome.reference)) if is_typed(row)]
    counts = {
        value: sum(row.value == value for row in rows) for value in {one.value for one in rows}
    }
    assert counts == {
        "skip": 54,
        "retention": 47,
        "alternative donor": 26,
        "alternative acceptor": 16,
    }


def test_one_row_in_six_is_called_and_its_type_is_among_those_predicted(
    shared, genome, spliceai_pack, tmp_path
):
    rows = [row for row in compared_rows(truth_rows(shared, genome.reference)) if is_typed(row)]
    rows = sorted(rows, key=lambda row: row.allele)[::EVERY]
    called, among, _ = shares(genome, ask(genome, rows, tmp_path / "sites.jsonl"))
    assert called >= LEAST_CALLED
    assert among >= LEAST_AMONG


@pytest.mark.slow
def test_the_page_says_what_is_measured(shared, genome, spliceai_pack, tmp_path):
    rows = compared_rows(truth_rows(shared, genome.reference))
    asked = ask(genome, rows, tmp_path / "sites.jsonl")
    called, among, first = shares(genome, [one for one in asked if is_typed(one.row)])
    assert (called >= LEAST_CALLED, among >= LEAST_AMONG, first >= LEAST_FIRST) == (True,) * 3
    written = PAGE.read_text("utf-8").partition(START)[2].partition(END)[0]
    assert written.strip() == "\n".join(section(genome, asked))
