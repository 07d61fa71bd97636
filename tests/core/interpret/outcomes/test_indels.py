"""Insertions and deletions: sites by their place on the changed chromosome, exons counted there."""

import pytest

from core.domain.consequence import NmdVerdict, OutcomeKind
from core.interpret.mrna import spliced
from tests.core.interpret.outcomes.toy_gene import (
    ACCEPTOR,
    DONOR,
    EXON1,
    EXON2,
    EXON3,
    EXON4,
    EXON5,
    EXONS,
    INTRON2,
    INTRON3,
    PROTEIN,
    SEQUENCE,
    Edit,
    Toy,
)

E1, E2, E3, E4, E5 = EXONS
DONOR_3, ACCEPTOR_3 = 2380, 2320
"""Places of the last and the first base of exon 3."""

pytestmark = pytest.mark.parametrize("strand", ["+", "-"])


def edited(exon, *edits):
    """An exon with changes told from its first base, the last one first."""
    for start, end, new in edits:
        exon = exon[:start] + new + exon[end:]
    return exon


def aberrations(toy, *args):
    return [found for found in toy.outcomes(*args) if found.kind.is_aberration]


def of_kind(toy, kind, *args):
    (found,) = [one for one in aberrations(toy, *args) if one.kind is kind]
    assert (
        toy.mrna(found) == spliced(toy.predictor().allele, toy.transcript.strand, found.exons).bases
    )
    return found


class TestEdgeMadeAgain:
    def test_a_donor_that_moves_with_a_deletion_at_the_edge_is_no_lost_site(self, strand):
        """The last base of exon 3 goes: its donor is gained one base before, as one column has it."""
        toy = Toy(strand, Edit(DONOR_3, DONOR_3 + 1, ""))
        alt = {"D3": 0.0, (DONOR, DONOR_3 - 1): 0.9}
        assert toy.outcomes({}, alt) == ()

    def test_without_its_new_place_the_donor_is_lost(self, strand):
        toy = Toy(strand, Edit(DONOR_3, DONOR_3 + 1, ""))
        alt = {"D3": 0.0, (DONOR, DONOR_3 - 1): 0.1}
        found = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, alt)
        assert (found.exon_numbers, found.size, found.score) == ((3,), 61, 0.8)
        kept = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, alt)
        assert kept.size == 299
        assert toy.mrna(kept) == EXON1 + EXON2 + EXON3[:-1] + INTRON3 + EXON4 + EXON5
        assert kept.sentence.startswith("Intron 3 (300 bases) stays in the transcript.")

    def test_an_acceptor_that_moves_with_a_deletion_at_the_edge_is_no_lost_site(self, strand):
        toy = Toy(strand, Edit(ACCEPTOR_3, ACCEPTOR_3 + 1, ""))
        assert toy.outcomes({}, {(ACCEPTOR, ACCEPTOR_3): 0.9}) == ()

    def test_a_deletion_in_the_intron_moves_the_acceptor_of_the_far_side(self, strand):
        toy = Toy(strand, Edit(2290, 2300, ""))
        assert toy.outcomes() == ()


class TestInsertionAtAnEdge:
    def test_behind_the_donor_it_is_intron_where_it_begins_like_one(self, strand):
        """GTAA before GTAAGT: the exon stays, the intron begins GTAAGTAAGT."""
        toy = Toy(strand, Edit(2381, 2381, "GTAA"))
        lost = {"D3": 0.0, (DONOR, DONOR_3): 0.1}
        kept = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, lost)
        assert toy.mrna(kept) == EXON1 + EXON2 + EXON3 + "GTAA" + INTRON3 + EXON4 + EXON5
        skipped = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, lost)
        assert skipped.exons == toy.chain((E1, E2, (2685, 2777), (3677, 3767)))
        assert aberrations(toy, {}, {"D3": 0.9}) == []
        other = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, {"A2": 0.1, "D2": 0.1, "D3": 0.9})
        assert toy.mrna(other) == EXON1 + EXON3 + EXON4 + EXON5

    def test_behind_the_donor_it_is_exon_where_the_intron_begins_only_after_it(self, strand):
        """CCCC before GTAAGT: the donor has moved to the last base put in."""
        toy = Toy(strand, Edit(2381, 2381, "CCCC"))
        assert aberrations(toy, {}, {"D3": 0.0, (DONOR, DONOR_3 + 4): 0.9}) == []
        lost = {"D3": 0.0, "A3": 0.2, (DONOR, DONOR_3 + 4): 0.1}
        skipped = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, lost)
        assert skipped.size == 61
        assert toy.mrna(skipped) == EXON1 + EXON2 + EXON4 + EXON5

    def test_before_the_acceptor_it_is_intron_where_it_ends_like_one(self, strand):
        """CCAG behind TTTCAG."""
        toy = Toy(strand, Edit(ACCEPTOR_3, ACCEPTOR_3, "CCAG"))
        assert aberrations(toy, {}, {"A3": 0.9, (ACCEPTOR, ACCEPTOR_3): 0.0}) == []
        kept = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, {"A3": 0.1})
        assert toy.mrna(kept) == EXON1 + EXON2 + INTRON2 + "CCAG" + EXON3 + EXON4 + EXON5

    def test_before_the_acceptor_it_is_exon_where_only_that_leaves_the_site(self, strand):
        """CCCC behind TTTCAG: exon 3 is four bases longer, at the same acceptor."""
        toy = Toy(strand, Edit(ACCEPTOR_3, ACCEPTOR_3, "CCCC"))
        alt = {"A3": 0.0, (ACCEPTOR, ACCEPTOR_3): 0.9, (DONOR, DONOR_3 + 4): 0.1}
        kept = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, alt | {"D3": 0.1})
        assert kept.intron_number == 3
        assert toy.mrna(kept) == EXON1 + EXON2 + "CCCC" + EXON3 + INTRON3 + EXON4 + EXON5

    def test_before_the_transcript_it_is_no_exon_whatever_stands_there(self, strand):
        """AG is no acceptor where no intron ends."""
        sequence = SEQUENCE[:298] + "AG" + SEQUENCE[300:]
        toy = Toy(strand, Edit(300, 300, "CCCC"), sequence=sequence)
        found = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, {"D1": 0.1, "A2": 0.1})
        assert found.exons[0 if strand == "+" else -1] == toy.chain([(304, 824)])[0]


class TestDeletedExon:
    def test_it_is_told_as_left_out(self, strand):
        toy = Toy(strand, Edit(2300, 2400, ""))
        (found,) = aberrations(toy, {}, {"A3": 0.0, "D3": 0.0})
        assert (found.kind, found.exon_numbers) == (OutcomeKind.EXON_SKIPPING, (3,))
        assert (found.size, found.share, found.score) == (61, 1.0, 0.9)
        assert found.exons == toy.chain((E1, E2, (2581, 2673), (3573, 3663)))
        assert toy.mrna(found) == EXON1 + EXON2 + EXON4 + EXON5
        assert found.protein.protein == PROTEIN[:30] + "VSRLADNQIC*"
        assert found.hgvs_r == "r.(91_151del)"

    def test_so_is_one_whose_sites_the_engine_hardly_sees(self, strand):
        toy = Toy(strand, Edit(2320, 2381, ""))
        (found,) = aberrations(toy, {"A3": 0.0, "D3": 0.0}, {"A3": 0.0, "D3": 0.0})
        assert (found.exon_numbers, found.share) == ((3,), 1.0)

    def test_two_of_them_are_left_out_together(self, strand):
        toy = Toy(strand, Edit(2300, 2800, ""))
        gone = dict.fromkeys(("A3", "D3", "A4", "D4"), 0.0)
        (found,) = aberrations(toy, {}, gone)
        assert (found.kind, found.exon_numbers) == (OutcomeKind.MULTI_EXON_SKIPPING, (3, 4))
        assert (found.size, found.exons) == (153, toy.chain((E1, E2, (3173, 3263))))
        assert found.protein.hgvs_p == "p.(Lys31_Lys81del)"

    def test_one_beside_it_that_is_lost_is_left_out_with_it(self, strand):
        toy = Toy(strand, Edit(2300, 2400, ""))
        sites = {"A3": 0.0, "D3": 0.0, "A4": 0.1, "D4": 0.1}
        found = aberrations(toy, {}, sites)
        assert {(3,), (3, 4)} == {one.exon_numbers for one in found if "SKIP" in one.kind.name}
        assert all((start < end) for one in found for start, end in one.exons)


class TestPartOfAnExonDeleted:
    def test_across_an_acceptor(self, strand):
        """19 bases of intron 2 and eleven of exon 3: the acceptor is lost."""
        toy = Toy(strand, Edit(2301, 2331, ""))
        alt = {"A3": 0.0, (ACCEPTOR, 2301): 0.0}
        skipped = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, alt)
        assert (skipped.size, skipped.exon_numbers) == (61, (3,))
        assert toy.mrna(skipped) == EXON1 + EXON2 + EXON4 + EXON5
        kept = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, alt)
        assert kept.size == 1500 - 19 - 11
        assert toy.mrna(kept) == EXON1 + EXON2 + INTRON2[:-19] + EXON3[11:] + EXON4 + EXON5
        assert kept.sentence.startswith("Intron 2 (1,481 bases) stays")

    def test_of_a_whole_intron_joins_its_exons(self, strand):
        toy = Toy(strand, Edit(2371, 2691, ""))
        found = of_kind(toy, OutcomeKind.INTRON_RETENTION, {}, {"D3": 0.0, "A4": 0.0})
        assert toy.mrna(found) == EXON1 + EXON2 + EXON3[:-10] + EXON4[10:] + EXON5
        assert found.sentence.startswith("Exons 3 and 4 are joined: nothing is left of the intron.")


def test_an_indel_inside_a_skipped_exon_is_skipped_with_it(strand):
    for edit in (Edit(2350, 2355, ""), Edit(2350, 2350, "GGGG"), Edit(2350, 2352, "TTTTT")):
        toy = Toy(strand, edit)
        found = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, {"A3": 0.1, "D3": 0.1})
        assert (found.size, found.hgvs_r) == (61, "r.(91_151del)")
        assert found.sentence.startswith("Exon 3 (61 bases) is left out.")
        assert toy.mrna(found) == EXON1 + EXON2 + EXON4 + EXON5


def test_an_insertion_in_a_kept_exon_counts_in_size_and_frame_and_not_in_the_sentence(strand):
    """Two bases into exon 2, whose neighbour of 61 is left out: 59, and no frame yet."""
    toy = Toy(strand, Edit(810, 810, "CC"))
    found = of_kind(toy, OutcomeKind.EXON_SKIPPING, {}, {"A3": 0.1, "D3": 0.1})
    assert (found.size, found.is_frame_kept) == (59, False)
    assert found.sentence.startswith("Exon 3 (61 bases) is left out. Frameshift")
    assert toy.mrna(found) == EXON1 + edited(EXON2, (50, 50, "CC")) + EXON4 + EXON5
    # GCC at c.79 to 81: the two come behind the first C.
    assert found.hgvs_r == "r.[(80_81dup;91_151del)]"


def test_an_insertion_inside_a_pseudoexon_belongs_to_it(strand):
    toy = Toy(strand, Edit(1420, 1420, "GAGAGA"))
    alt = {(ACCEPTOR, 1400): 0.8, (DONOR, 1456): 0.7}
    found = of_kind(toy, OutcomeKind.PSEUDOEXON, {}, alt)
    assert (found.size, found.intron_number) == (57, 2)
    new = SEQUENCE[1400:1420] + "GAGAGA" + SEQUENCE[1420:1451]
    assert toy.mrna(found) == EXON1 + EXON2 + new + EXON3 + EXON4 + EXON5
    assert found.hgvs_r == "r.(90_91ins[90+581_90+600;gagaga;90+601_90+631])"
    assert found.sentence.startswith("A pseudoexon of 57 bases comes into intron 2, 580 bases")
    assert [site.pos for site in found.sites] == [toy.pos(1400), toy.pos(1450)]


def test_a_replaced_stretch_in_a_pseudoexon(strand):
    toy = Toy(strand, Edit(1420, 1424, "GA"))
    found = of_kind(toy, OutcomeKind.PSEUDOEXON, {}, {(ACCEPTOR, 1400): 0.8, (DONOR, 1448): 0.7})
    assert found.size == 49
    assert found.hgvs_r == "r.(90_91ins[90+581_90+600;ga;90+605_90+631])"


def test_a_replaced_stretch_in_a_kept_exon(strand):
    """TGT of codon 48 gives way to AA beside a cryptic acceptor in the same exon."""
    toy = Toy(strand, Edit(2371, 2374, "AA"))
    found = of_kind(
        toy, OutcomeKind.PARTIAL_EXON_LOSS, {"A3": 0.9}, {"A3": 0.3, (ACCEPTOR, 2332): 0.8}
    )
    assert toy.mrna(found) == EXON1 + EXON2 + edited(EXON3, (51, 54, "AA"))[12:] + EXON4 + EXON5
    assert found.hgvs_r == "r.[(91_102del;142_144delinsaa)]"
    assert found.size == 13
    assert found.sentence.startswith("The acceptor 12 bases inside exon 3 is used: its first 12")
    assert found.nmd.verdict is not NmdVerdict.NO_PREMATURE_STOP
