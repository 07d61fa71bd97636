"""Which stretch of sequence stands for a gene."""

from core.domain.transcript import Mane, Transcript
from core.pipeline.bodies import BodyIndex, gene_bodies


def transcript(
    name: str, start: int, end: int, *, gene: str = "", mane: Mane = Mane.NONE, chrom: str = "chr1"
) -> Transcript:
    exons = ((start, start + 10), (end - 10, end))
    return Transcript(name, name, gene, chrom, "+", start, end, exons, mane=mane)


def test_a_gene_has_one_body_that_of_its_preferred_transcript():
    long = transcript("long", 0, 900, gene="G1")
    select = transcript("select", 100, 500, gene="G1", mane=Mane.SELECT)
    (body,) = gene_bodies([long, select])
    assert body.transcript is select


def test_boundaries_are_those_of_all_transcripts_of_the_gene_each_once():
    long = transcript("long", 0, 900, gene="G1")
    select = transcript("select", 0, 500, gene="G1", mane=Mane.SELECT)
    (body,) = gene_bodies([long, select])
    assert body.boundaries == (1, 10, 491, 500, 891, 900)


def test_rows_of_a_gene_table_are_genes_of_their_own_even_under_one_symbol():
    rows = [transcript("SAME", 0, 100), transcript("SAME", 200, 300)]
    assert [body.transcript.start for body in gene_bodies(rows)] == [0, 200]


def test_a_gene_on_two_contigs_has_two_bodies():
    pair = [
        transcript("PAR", 0, 100, gene="G1", chrom="chrX"),
        transcript("PAR", 0, 100, gene="G1", chrom="chrY"),
    ]
    assert len(gene_bodies(pair)) == 2


def test_a_body_contains_its_first_and_its_last_base_and_no_more():
    index = BodyIndex([transcript("one", 100, 200)])
    assert [bool(index.at("chr1", pos)) for pos in (100, 101, 200, 201)] == [
        False,
        True,
        True,
        False,
    ]


def test_overlapping_genes_come_in_file_order_and_other_contigs_have_none():
    index = BodyIndex([transcript("late", 150, 400), transcript("early", 100, 300)])
    assert [body.transcript.gene_symbol for body in index.at("chr1", 200)] == ["late", "early"]
    assert index.at("chr2", 200) == ()


def test_where_the_preferred_transcript_ends_another_of_the_gene_stands_in():
    select = transcript("select", 100, 500, gene="G1", mane=Mane.SELECT)
    clinical = transcript("clinical", 50, 900, gene="G1", mane=Mane.PLUS_CLINICAL)
    other = transcript("other", 40, 950, gene="G1")
    index = BodyIndex([other, select, clinical])
    found = [index.at("chr1", pos) for pos in (45, 60, 300, 700, 940)]
    names = [[body.transcript.transcript_id for body in bodies] for bodies in found]
    assert names == [["other"], ["clinical"], ["select"], ["clinical"], ["other"]]
    assert found[0][0].boundaries == found[2][0].boundaries


def test_without_transcripts_there_is_nothing_to_find():
    assert BodyIndex([]).at("chr1", 1) == ()
