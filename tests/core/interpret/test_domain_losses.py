"""Which domains lie in what a protein loses, counted by hand on a protein of ten amino acids."""

import pytest

from core.domain.consequence import ProteinChange
from core.domain.context import Domain, DomainLoss
from core.domain.transcript import Transcript
from core.interpret.domain_losses import codon_places, domain_losses
from core.interpret.mrna import reverse_complement
from core.interpret.reading import reading_of
from core.interpret.transcript_map import TranscriptMap

# Exons of 20 bases at 100 and 200; from base 104 on 33 bases code: 16 in one exon, 17 in the other.
EXONS = ((100, 120), (200, 220))
CODING = "ATG" + "GCC" * 9 + "TAA"
RNA = "CCCC" + CODING + "GGG"


def read(strand: str):
    """Codons of the transcript, on either strand of a made-up contig."""
    bases = ["C"] * 400
    text = RNA if strand == "+" else reverse_complement(RNA)
    bases[100:120], bases[200:220] = text[:20], text[20:]
    coding = (104, 217) if strand == "+" else (103, 216)
    one = Transcript(
        "NM_1.1", "GENE", "g", "chr1", strand, 100, 220, EXONS, cds_start=coding[0],
        cds_end=coding[1],
    )  # fmt: skip
    fetch = "".join(bases)
    reading = reading_of(one, lambda start, end: fetch[max(0, start) : end])
    assert reading is not None
    assert reading.protein == "MAAAAAAAAA*"
    return codon_places(reading, TranscriptMap(one))


def change(first: int | None = None, n_lost=0, n_new=0, **more):
    fields = {"is_start_lost": False, "is_frame_kept": True, "stop_after": None} | more
    return ProteinChange(
        first_changed=first, n_lost=n_lost, n_new=n_new, lost_fraction=n_lost / 10,
        is_stop_lost=False, protein="", hgvs_p="", **fields,
    )  # fmt: skip


def domain(*blocks, strand="+", name="Kinase"):
    return Domain(name, "Own", strand, blocks)


def test_the_middle_bases_of_the_codons_are_counted_on_both_strands():
    assert read("+").tolist() == [105, 108, 111, 114, 117, 200, 203, 206, 209, 212]
    assert read("-").tolist() == [214, 211, 208, 205, 202, 119, 116, 113, 110, 107]


# Codons 3 to 7 of the plus strand: middles 111, 114, 117, 200, 203.
KINASE = domain((110, 120), (200, 204))


@pytest.mark.parametrize(
    ("what", "n_lost"),
    [
        (change(1, 2), None),  # amino acids 1 and 2 lie before it
        (change(2, 2), 1),  # the second of them is its first one
        (change(4, 2), 2),
        (change(7, 4, is_frame_kept=False), 1),  # the rest behind its last one
        (change(3, 8, is_frame_kept=False, stop_after=1), 5),
        (change(8, 3), None),
        (change(is_start_lost=True, n_lost=10), 5),
        (change(), None),  # the protein stays
        (change(5, 1, 1), 1),  # one is replaced by another
    ],
)
def test_of_a_domain_is_told_how_much_is_lost(what: ProteinChange, n_lost: int | None):
    found = domain_losses(what, read("+"), "+", [KINASE])
    assert found == (() if n_lost is None else (DomainLoss("Kinase", "Own", n_lost, 5),))


def test_on_the_other_strand_the_same_bases_are_other_amino_acids():
    # Middles 119, 116, 113, 110 and 202 lie in it: amino acids 5 to 9 of the minus strand.
    (found,) = domain_losses(change(9, 2), read("-"), "-", [domain(*KINASE.blocks, strand="-")])
    assert (found.n_lost, found.n_all) == (1, 5)


@pytest.mark.parametrize(("first", "n_put_in"), [(3, 0), (4, 7), (7, 7), (8, 0)])
def test_what_is_put_between_two_amino_acids_of_a_domain_is_told(first: int, n_put_in: int):
    found = domain_losses(change(first, 0, 7), read("+"), "+", [KINASE])
    assert found == ((DomainLoss("Kinase", "Own", 0, 5, 7),) if n_put_in else ())


def test_an_intron_between_two_blocks_is_no_part_of_a_domain():
    hole = domain((104, 107), (209, 216))
    codons = read("+")
    assert domain_losses(change(2, 7), codons, "+", [hole]) == ()
    assert domain_losses(change(2, 8), codons, "+", [hole])[0].n_lost == 1


def test_a_domain_of_the_other_strand_is_none_of_this_protein():
    assert domain_losses(change(1, 10), read("+"), "+", [domain((100, 220), strand="-")]) == ()
    unknown = domain((100, 220), strand="")
    assert domain_losses(change(1, 10), read("+"), "+", [unknown])[0].n_all == 10


def test_domains_are_told_in_the_order_they_come():
    both = [domain((209, 216), name="Tail"), KINASE]
    names = [one.name for one in domain_losses(change(3, 8), read("+"), "+", both)]
    assert names == ["Tail", "Kinase"]
