"""Upstream starts and their frames, counted by hand on both strands."""

import pytest

from core.domain.utr import Concern, Expectation, OrfKind, Strength, UtrKind
from tests.core.interpret.utr_world import CODING, FLANK, INTRON, TAIL, world

STRANDS = pytest.mark.parametrize("strand", ["+", "-"])


@STRANDS
def test_gained_start_out_of_frame_without_a_stop_overlaps_the_coding_sequence(strand):
    #                   ATG at c.-11 once C is T; GCCACCATGG-like: A at -3, G at +4
    here = world(strand, "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    found = here.only("CCACCA[C/T]GGCC")
    assert found.kind is UtrKind.UPSTREAM_START_GAINED
    orf = found.orf_after
    assert found.orf_before is None
    assert (orf.to_cds, orf.frame, orf.kind) == (11, 2, OrfKind.OVERLAPPING)
    # ATG GCC TCC CCA TGG CTC CTG CTA CTA CTT GAC CTA ACT AAC: no stop, then CCC and the end
    assert (orf.stop_index, orf.length, orf.stop_to_cds) == (None, None, None)
    assert (orf.kozak.bases, orf.kozak.strength) == ("CCCACCATGG", Strength.STRONG)
    assert orf.kozak.matching == (-5, -4, -3, -2, -1, 4)
    assert (orf.index, orf.pos) == (7, here.place(len(FLANK) + 7))
    assert (found.strength, found.concern) == (Strength.STRONG, Concern.HIGH)
    assert found.expected is Expectation.LESS
    assert found.is_expected_to_lower_translation
    assert found.sentence == (
        "Makes a new upstream start codon in strong Kozak context, 11 bases before the coding "
        "sequence, out of frame and overlapping the coding sequence: less of the main protein is "
        "expected."
    )


@STRANDS
def test_gained_start_in_frame_without_a_stop_lengthens_the_protein(strand):
    here = world(strand, "CCCCTCCACGCCCTCCCCC" + CODING + TAIL)
    found = here.only("CTCCA[C/T]GCC")
    orf = found.orf_after
    assert (found.kind, orf.kind) == (UtrKind.UPSTREAM_START_GAINED, OrfKind.EXTENSION)
    # ATG CCC TCC CCC, then the coding sequence of 21 bases with its stop
    assert (orf.to_cds, orf.frame, orf.length, orf.stop_to_cds) == (12, 0, 33, -21)
    assert orf.kozak.strength is Strength.WEAK
    assert (found.concern, found.expected) == (Concern.LOW, Expectation.LONGER)
    assert not found.is_expected_to_lower_translation
    assert "4 amino acids longer" in found.sentence


@STRANDS
def test_gained_start_that_meets_a_stop_early_ends_before_the_coding_sequence(strand):
    here = world(strand, "CCCGCCACGCCCTAACCCC" + CODING + TAIL)
    found = here.only("CGCCA[C/T]GCCC")
    orf = found.orf_after
    # G at -3 alone is wanted: GCCATGC. ATG CCC TAA, then CCCC
    assert (orf.kind, orf.kozak.strength) == (OrfKind.UPSTREAM, Strength.MODERATE)
    assert (orf.to_cds, orf.length, orf.stop_to_cds) == (13, 9, 4)
    assert orf.stop_pos == here.place(len(FLANK) + 12)
    assert (found.concern, found.expected) == (Concern.LOW, Expectation.LESS)
    assert "ending after 3 codons, 4 bases before the coding sequence" in found.sentence


@STRANDS
def test_a_start_may_come_about_over_an_exon_junction(strand):
    # ...CCA | GGCC: the A of exon 1 and, once C is T, TG of exon 2
    here = world(strand, "CCCCACCA", INTRON, "CGGCCTCCCC" + CODING + TAIL)
    found = here.of_sequence("TTTTCAG[C/T]GGCC")
    start = next(one for one in found if one.kind is UtrKind.UPSTREAM_START_GAINED)
    orf = start.orf_after
    assert (orf.to_cds, orf.index, orf.pos) == (11, 7, here.place(len(FLANK) + 7))
    assert orf.kind is OrfKind.OVERLAPPING
    assert UtrKind.SPLICE_SITE_TOUCHED in {one.kind for one in found}


@STRANDS
def test_the_same_bases_in_an_intron_are_no_start(strand):
    here = world(strand, "CCCCTCCT", "GTAAGTCCACCACGGCCTTTTTTTCAG", "CCTCCCC" + CODING + TAIL)
    assert here.of_sequence("CCACCA[C/T]GGCC") == []


@STRANDS
def test_start_lost_gives_the_frame_it_had(strand):
    here = world(strand, "CCCCACCATGGCCTCCCC" + CODING + TAIL)
    found = here.only("CCACCAT[G/C]GCCTC")
    assert (found.kind, found.orf_after) == (UtrKind.UPSTREAM_START_LOST, None)
    assert (found.orf_before.to_cds, found.orf_before.kind) == (11, OrfKind.OVERLAPPING)
    assert (found.concern, found.expected) == (Concern.UNGRADED, Expectation.MORE)
    assert found.strength is Strength.STRONG


@STRANDS
@pytest.mark.parametrize("told", ["CCCC[ACCATGGCC/]TCCCC", "CCCCACC[ATG/]GCCTC", "CACCA[T/]GGCC"])
def test_deletion_over_an_upstream_start_takes_it_away(strand, told):
    here = world(strand, "CCCCACCATGGCCTCCCC" + CODING + TAIL)
    kinds = {one.kind for one in here.of_sequence(told)}
    assert UtrKind.UPSTREAM_START_LOST in kinds
    assert not kinds & {UtrKind.UPSTREAM_START_GAINED, UtrKind.NOT_ASSESSED}


@STRANDS
def test_stop_lost_reads_into_the_coding_sequence(strand):
    # ATG CCC TAA CCC C: 13 bases before the coding sequence, out of frame
    here = world(strand, "CCCACCATGCCCTAACCCC" + CODING + TAIL)
    found = here.only("CCC[T/C]AACCCC")
    assert found.kind is UtrKind.UPSTREAM_STOP_LOST
    assert (found.orf_before.kind, found.orf_after.kind) == (OrfKind.UPSTREAM, OrfKind.OVERLAPPING)
    assert (found.orf_before.stop_to_cds, found.orf_after.frame) == (4, 1)
    assert (found.strength, found.concern) == (Strength.MODERATE, Concern.HIGH)
    assert found.is_expected_to_lower_translation


@STRANDS
def test_stop_lost_in_frame_lengthens_the_protein(strand):
    here = world(strand, "CCCACCATGCCCTAACCC" + CODING + TAIL)
    found = here.only("CCC[T/C]AACCC")
    assert (found.kind, found.orf_after.kind) == (UtrKind.UPSTREAM_STOP_LOST, OrfKind.EXTENSION)
    assert (found.concern, found.expected) == (Concern.MODERATE, Expectation.LONGER)


@STRANDS
def test_stop_lost_that_finds_another_one_is_told_with_less_concern(strand):
    here = world(strand, "CCCACCATGCCCTAACTGACC" + CODING + TAIL)
    # ATG CCC CAA CTG ACC: in frame there is no second stop; with one base more there is
    assert here.only("CCC[T/C]AACTGACC").orf_after.kind is OrfKind.EXTENSION
    here = world(strand, "CCCACCATGCCCTAACCTGACC" + CODING + TAIL)
    assert here.only("CCC[T/C]AACCTGACC").orf_after.kind is OrfKind.OVERLAPPING
    here = world(strand, "CCCACCATGCCCTAACCCTGACC" + CODING + TAIL)
    found = here.only("CCC[T/C]AACCCTGACC")
    assert (found.kind, found.orf_after.kind) == (UtrKind.UPSTREAM_STOP_LOST, OrfKind.UPSTREAM)
    assert (found.orf_after.length, found.orf_after.stop_to_cds) == (15, 2)
    assert (found.concern, found.expected) == (Concern.LOW, Expectation.UNKNOWN)


@STRANDS
def test_one_stop_codon_for_another_changes_nothing(strand):
    here = world(strand, "CCCACCATGCCCTAACCCC" + CODING + TAIL)
    assert here.of_sequence("CCCTA[A/G]CCCC") == []


@STRANDS
def test_stop_gained_in_an_overlapping_frame(strand):
    # ATG GCC TCC CCC CCA TGG: overlapping; TAA for TCC ends it five bases before the coding sequence
    here = world(strand, "CCCCACCATGGCCTCCCCCCC" + CODING + TAIL)
    found = here.only("ATGGCCT[CC/AA]CC")
    assert found.kind is UtrKind.UPSTREAM_STOP_GAINED
    assert (found.orf_before.kind, found.orf_after.kind) == (OrfKind.OVERLAPPING, OrfKind.UPSTREAM)
    assert (found.orf_after.length, found.orf_after.stop_to_cds) == (9, 5)
    assert found.concern is Concern.UNGRADED


@STRANDS
@pytest.mark.parametrize(
    ("told", "kind", "frame"),
    [
        # ATG CCC CCC TAA CCCC, 16 bases before the coding sequence
        ("CATG[/T]CCCCC", OrfKind.OVERLAPPING, 2),
        ("CATG[CC/]CCCCTA", OrfKind.OVERLAPPING, 2),
        ("CATG[C/]CCCCCTA", OrfKind.EXTENSION, 0),
    ],
)
def test_indel_shifts_an_upstream_frame(strand, told, kind, frame):
    here = world(strand, "CCTACCATGCCCCCCTAACCCC" + CODING + TAIL)
    found = here.only(told)
    assert found.kind is UtrKind.UPSTREAM_FRAMESHIFT
    assert (found.orf_before.kind, found.orf_after.kind) == (OrfKind.UPSTREAM, kind)
    assert found.orf_after.frame == frame
    assert found.orf_after.pos == found.orf_before.pos


@STRANDS
def test_indel_of_whole_codons_keeps_an_upstream_frame(strand):
    here = world(strand, "CCTACCATGCCCCCCTAACCCC" + CODING + TAIL)
    assert here.of_sequence("CATG[CCC/]CCCTA") == []
    assert here.of_sequence("CATG[/TCC]CCC") == []


@STRANDS
def test_indel_behind_an_upstream_stop_changes_nothing(strand):
    here = world(strand, "CCTACCATGCCCCCCTAACTCTCCCCCCC" + CODING + TAIL)
    assert here.of_sequence("CCTAAC[T/]CTCC") == []


@STRANDS
def test_indel_that_brings_an_overlapping_frame_into_the_frame_of_the_protein(strand):
    # ATG GCC TCC CC: 11 bases, one more makes 12
    here = world(strand, "CCCCACCATGGCCTCCCC" + CODING + TAIL)
    found = here.only("GGCC[/T]TCCCC")
    assert found.kind is UtrKind.UPSTREAM_FRAMESHIFT
    assert (found.orf_before.kind, found.orf_after.kind) == (OrfKind.OVERLAPPING, OrfKind.EXTENSION)


@STRANDS
def test_start_gained_right_behind_the_stop_of_another_frame_stands_alone(strand):
    # ATG CCC TAA, then ACG to ATG: ATG CCC CCC and the coding sequence, in frame
    here = world(strand, "CCTACCATGCCCTAAACGCCCCCC" + CODING + TAIL)
    found = here.only("CCCTAAA[C/T]GCCC")
    orf = found.orf_after
    assert found.kind is UtrKind.UPSTREAM_START_GAINED
    assert (orf.to_cds, orf.kind) == (9, OrfKind.EXTENSION)
    assert orf.kozak.bases == "CCCTAAATGC"
    assert "already" not in found.sentence


@STRANDS
def test_start_gained_in_the_frame_of_another_one_is_said_to_share_it(strand):
    # ATG CCC ACG CCC TAA: ACG to ATG reads to the same stop
    here = world(strand, "CCTACCATGCCCACGCCCTAACCCC" + CODING + TAIL)
    found = here.only("CCCA[C/T]GCCCTAA")
    assert found.orf_after.length == 9
    assert found.sentence.endswith("in the frame of an upstream start that is there already.")


@STRANDS
def test_a_stop_with_one_base_in_the_start_codon_overlaps(strand):
    # ATG CCC TA|A TGG: the stop TAA ends in the A of the start codon
    here = world(strand, "CCTACCACGCCCTA" + CODING + TAIL)
    found = here.only("CCA[C/T]GCCC")
    orf = found.orf_after
    assert (orf.kind, orf.length, orf.stop_to_cds) == (OrfKind.OVERLAPPING, 9, -1)
    assert "overlapping the coding sequence by 1 base:" in found.sentence


@STRANDS
def test_a_start_that_is_not_atg_is_the_main_start_all_the_same(strand):
    here = world(strand, "CCCCACCACGGCCTCCCC|CTGGCTCCTGCTACTACTTGA|" + TAIL)
    found = here.only("CCACCA[C/T]GGCC")
    assert (found.orf_after.to_cds, found.orf_after.kind) == (11, OrfKind.OVERLAPPING)


@STRANDS
def test_class_of_the_context_of_an_upstream_start_changes(strand):
    here = world(strand, "CCCCCCCATGGCCTCCCC" + CODING + TAIL)
    found = here.only("CCCC[C/A]CCATGG")
    assert found.kind is UtrKind.UPSTREAM_KOZAK_CHANGED
    assert (found.orf_before.kozak.strength, found.strength) == (Strength.MODERATE, Strength.STRONG)
    assert (found.concern, found.expected) == (Concern.MODERATE, Expectation.LESS)
    back = world(strand, "CCCCACCATGGCCTCCCC" + CODING + TAIL).only("CCCC[A/C]CCATGG")
    assert (back.kind, back.concern) == (UtrKind.UPSTREAM_KOZAK_CHANGED, Concern.UNGRADED)


def test_a_start_too_near_to_the_first_base_has_no_class():
    found = world("+", "CCACGGCCTCCCC" + CODING + TAIL).only("CTCCA[C/T]GGCC")
    assert found.orf_after.kozak.bases == "----CCATGG"
    assert found.strength is Strength.UNKNOWN
    assert "whose Kozak context is not known" in found.sentence


def test_spelling_of_an_indel_does_not_matter():
    here = world("+", "CCTACCATGCCCCCCTAACCCC" + CODING + TAIL)
    start = len(FLANK) + 9
    spelled = [here.at(start + shift, "CC", "C") for shift in range(5)]
    assert len({here.effects(one)[0].sentence for one in spelled}) == 1
    assert here.effects(spelled[0])[0].kind is UtrKind.UPSTREAM_FRAMESHIFT


@STRANDS
def test_a_stop_right_before_the_start_codon_is_before_the_coding_sequence(strand):
    here = world(strand, "CCTACCACGCCCTAA" + CODING + TAIL)
    found = here.only("CCA[C/T]GCCC")
    assert (found.orf_after.kind, found.orf_after.stop_to_cds) == (OrfKind.UPSTREAM, 0)
    assert "ending after 3 codons, 0 bases before the coding sequence" in found.sentence


@STRANDS
def test_start_gained_right_before_the_main_start_adds_one_amino_acid(strand):
    here = world(strand, "CCTACCTCCACG" + CODING + TAIL)
    found = next(one for one in here.of_sequence("TCCA[C/T]GATGGC") if one.orf_after is not None)
    assert (found.kind, found.orf_after.to_cds) == (UtrKind.UPSTREAM_START_GAINED, 3)
    assert "1 amino acid longer" in found.sentence


@STRANDS
def test_bases_put_in_before_the_first_base_are_not_transcribed(strand):
    here = world(strand, "CCCTCCTCCTCC" + CODING + TAIL)
    first = len(FLANK)
    assert here.of_sequence(here.at(first - 1, "T", "TAATG")) == []
    inside = here.of_sequence(here.at(first, "C", "CAATG"))
    assert [one.kind for one in inside] == [UtrKind.UPSTREAM_START_GAINED]
