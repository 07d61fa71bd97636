from dataclasses import replace

import pytest

from core.domain.transcript import Mane, Transcript, TranscriptTrait
from core.store import genes

NF1 = Transcript(
    "NM_001042492.3", "NF1", "ENSG1", "chr17", "+", 100, 900,
    ((100, 200), (400, 500), (800, 900)), 150, 850, Mane.SELECT, "protein_coding", "MANE.gff3",
)  # fmt: skip
NESTED = Transcript("NM_2", "EVI2B", "ENSG2", "chr17", "-", 250, 300, ((250, 300),))
ELSEWHERE = Transcript(
    "NM_3", "TTN", "ENSG3", "chr2", "-", 100, 900, ((100, 900),), mane=Mane.PLUS_CLINICAL
)


@pytest.fixture
def with_genes(store):
    store.add_genes("MANE", "digest", [NF1, NESTED, ELSEWHERE])
    return store


def test_transcripts_come_back_equal_and_in_order(with_genes):
    assert tuple(with_genes.transcripts()) == (NF1, NESTED, ELSEWHERE)
    assert with_genes.gene_sets() == (("MANE", "digest"),)


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 100, ()),
        (0, 101, (NF1,)),
        (899, 900, (NF1,)),
        (900, 1_000, ()),
        (260, 261, (NF1, NESTED)),
        (0, 2_000, (NF1, NESTED)),
    ],
)
def test_overlap_is_half_open(with_genes, start, end, found):
    assert with_genes.transcripts_overlapping("chr17", start, end) == found


def test_another_contig_at_the_same_place_is_not_found(with_genes):
    assert with_genes.transcripts_overlapping("chr2", 120, 130) == (ELSEWHERE,)
    assert with_genes.transcripts_overlapping("chr3", 120, 130) == ()


def test_a_gene_is_found_by_its_symbol(with_genes):
    assert with_genes.genes_named("NF1") == (NF1,)
    assert with_genes.genes_named("nothing") == ()


def test_genes_of_a_set_that_is_added_later_are_known_too(with_genes):
    assert with_genes.gene_symbols() == {"NF1", "EVI2B", "TTN"}
    with_genes.add_genes("RefSeq", "digest2", [replace(ELSEWHERE, gene_symbol="TTN-AS1")])
    assert with_genes.gene_symbols() == {"NF1", "EVI2B", "TTN", "TTN-AS1"}
    assert ("TTN-AS1", ELSEWHERE.gene_id) in with_genes.gene_identities()


def test_an_equal_set_is_stored_once_and_another_beside_it(with_genes):
    with_genes.add_genes("MANE", "digest", [NF1, NESTED, ELSEWHERE])
    with_genes.add_genes("RefSeq", "digest2", [ELSEWHERE])
    assert len(tuple(with_genes.transcripts())) == 4
    assert with_genes.gene_sets() == (("MANE", "digest"), ("RefSeq", "digest2"))


def test_a_set_that_was_interrupted_is_invisible_and_replaced(store, monkeypatch):
    monkeypatch.setattr(genes, "_BATCH", 1)
    with pytest.raises(AttributeError):
        store.add_genes("MANE", "digest", [NF1, NESTED, "no transcript"])
    broken = Transcript("x", "X", "", "chr17", "+", 5, 4, ())
    with pytest.raises(Exception, match="constraint"):
        store.add_genes("MANE", "digest", [NF1, broken])
    assert store.gene_sets() == ()
    assert tuple(store.transcripts()) == ()
    assert store.transcripts_overlapping("chr17", 0, 1_000) == ()
    store.add_genes("MANE", "digest", [NF1, NESTED])
    assert tuple(store.transcripts()) == (NF1, NESTED)
    assert store.transcripts_overlapping("chr17", 0, 1_000) == (NF1, NESTED)


def test_many_transcripts_are_read_page_by_page(store, monkeypatch):
    monkeypatch.setattr(genes, "_BATCH", 7)
    many = [
        Transcript(f"t{number}", f"G{number}", "", "chr1", "+", 10 * number, 10 * number + 5, ())
        for number in range(50)
    ]
    store.add_genes("many", "d", many)
    assert list(store.transcripts()) == many


def test_what_has_to_be_known_of_a_transcript_comes_back(store):
    told = replace(
        NF1,
        protein_id="NP_1.2",
        other_id="ENST9.3",
        cds_phase=2,
        selenocysteines=(180, 160),
        traits=frozenset({TranscriptTrait.START_UNKNOWN, TranscriptTrait.SELENOCYSTEINE}),
    )
    each = [
        replace(NF1, transcript_id=f"t{number}", traits=frozenset({trait}))
        for number, trait in enumerate(TranscriptTrait)
    ]
    store.add_genes("told", "d", [told, *each])
    assert list(store.transcripts()) == [told, *each]


@pytest.mark.parametrize(
    ("accession", "found"),
    [
        ("NM_1", ["NM_1.1", "NM_1.2"]),
        ("ENST1", ["NM_1.1"]),
        ("NM_1.1", ["NM_1.1"]),
        ("NM_2", ["NM_2"]),
        ("NM_", []),
        ("NMX1", []),
    ],
)
def test_transcripts_are_found_by_accession_in_either_catalogue(store, accession, found):
    names = (("NM_1.1", "ENST1.4"), ("NM_1.2", ""), ("NM_10.1", ""), ("NM_2", ""))
    store.add_genes(
        "some", "d", [replace(NF1, transcript_id=own, other_id=other) for own, other in names]
    )
    assert [one.transcript_id for one in store.genes_called(accession)] == found
