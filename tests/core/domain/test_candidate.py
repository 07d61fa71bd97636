"""A candidate tells where it lies in the gene it is ranked for."""

from dataclasses import replace

from core.domain.candidate import Candidate
from core.domain.transcript import Region
from core.report.tsv import candidates_tsv
from tests.core.report import examples


def nested(symbol: str) -> Candidate:
    """A candidate ranked for a gene inside the intron of another one."""
    candidate = examples.detail().candidate
    assert candidate is not None
    outer = candidate.facts.positions[0]
    inner = replace(
        outer,
        transcript=replace(outer.transcript, gene_symbol="INNER", transcript_id="INNER.1"),
        region=Region.CODING,
        distance_to_splice_site=7,
    )
    facts = replace(candidate.facts, positions=(outer, inner))
    return replace(candidate, facts=facts, gene_symbol=symbol)


def test_the_place_told_is_that_in_the_gene_of_the_candidate():
    inside = nested("INNER").position
    assert inside is not None
    assert (inside.transcript.transcript_id, inside.distance_to_splice_site) == ("INNER.1", 7)


def test_a_gene_without_a_transcript_here_leaves_the_preferred_one():
    anywhere = nested("ELSEWHERE").position
    assert anywhere is not None
    assert anywhere.transcript.transcript_id != "INNER.1"


def test_a_row_names_gene_and_transcript_of_one_gene():
    table = candidates_tsv([nested("INNER")], examples.info(), lambda variant: variant.spelled)
    head, row = (line.split("\t") for line in table.splitlines()[-2:])
    told = dict(zip(head, row, strict=True))
    assert (told["gene_symbol"], told["transcript_id"]) == ("INNER", "INNER.1")
