"""Proteins of unusual transcripts, on both strands: starts, stops, selenocysteine, no protein."""

from dataclasses import replace

import pytest

from core.domain.consequence import NmdVerdict, OutcomeKind
from core.domain.transcript import TranscriptTrait
from tests.core.interpret.outcomes.toy_gene import (
    ACCEPTOR,
    DONOR,
    PLUS,
    PROTEIN,
    QUIET,
    SEQUENCE,
    Toy,
    snv,
)

pytestmark = pytest.mark.parametrize("strand", ["+", "-"])

SKIP_2 = {"A2": 0.1, "D2": 0.1}
SKIP_3 = {"A3": (0.9, 0.1), "D3": (0.9, 0.1)}


def with_bases(*edits):
    """The contig with other bases at some places."""
    found = SEQUENCE
    for place, bases in edits:
        found = found[:place] + bases + found[place + len(bases) :]
    return found


def first(strand, sites, edit=QUIET, **more):
    return Toy(strand, edit, **more).outcomes(sites)[0]


LATE_START = {
    "transcript": replace(PLUS, cds_start=760),
    "sequence": with_bases((760, "ATG")),
}
"""Exon 1 is 5' UTR; exon 2 begins with the start codon."""

EARLY_STOP = {
    "transcript": replace(PLUS, cds_end=2773),
    "sequence": with_bases((2770, "TAA")),
}
"""Exon 4 ends with the stop codon; exon 5 is 3' UTR."""

SPLIT_START = {
    "transcript": replace(PLUS, cds_start=359, cds_end=2355),
    "sequence": with_bases((359, "A"), (760, "TGC")),
}
"""The start codon is cut by intron 1; the stop is TAG in exon 3."""


class TestStart:
    SITES = {"A2": (0.9, 0.1), "D2": (0.9, 0.1)}  # noqa: RUF012

    def test_a_start_codon_that_is_left_out_leaves_the_protein_unknown(self, strand):
        found = first(strand, self.SITES, snv(750, "A"), **LATE_START)
        protein = found.protein
        assert found.kind is OutcomeKind.EXON_SKIPPING
        assert (protein.is_start_lost, protein.is_stop_lost) == (True, False)
        assert (protein.protein, protein.hgvs_p) == ("", "p.?")
        assert (protein.lost_fraction, protein.n_lost, protein.stop_after) == (1.0, 80, None)
        assert found.nmd.verdict is found.nmd.biology is NmdVerdict.UNKNOWN
        assert found.nmd.sentence.startswith("The start codon is lost")
        assert found.sentence == (
            "Exon 2 (60 bases) is left out. The start codon is lost; where translation begins "
            "instead is not known."
        )

    def test_one_that_is_cut_in_two_is_lost_too(self, strand):
        """Intron 1 adds twelve bases between its first and its second base."""
        sites = {"D1": (0.9, 0.6), (DONOR, 371): (0.0, 0.6)}
        found = first(strand, sites, snv(375, "A"), **SPLIT_START)
        assert found.kind is OutcomeKind.PARTIAL_INTRON_RETENTION
        assert (found.protein.is_start_lost, found.protein.hgvs_p) == (True, "p.(Met1?)")

    def test_one_that_the_variant_changes_is_lost(self, strand):
        sites = {"D1": (0.9, 0.1), "A2": (0.9, 0.1)}
        found = first(strand, sites, snv(331, "C"))
        assert found.protein.is_start_lost

    def test_a_start_that_is_no_atg_is_read_as_methionine(self, strand):
        found = first(strand, SKIP_3, sequence=with_bases((330, "CTG")))
        assert found.protein.protein == PROTEIN[:30] + "VSRLADNQIC*"
        assert found.protein.hgvs_p == "p.(Lys31ValfsTer11)"

    def test_a_change_of_the_5_utr_alone_leaves_the_protein(self, strand):
        sites = {"D1": (0.9, 0.6), (DONOR, 371): (0.0, 0.6)}
        found = first(strand, sites, snv(375, "A"), **LATE_START)
        assert found.kind is OutcomeKind.PARTIAL_INTRON_RETENTION
        assert not found.is_coding_touched
        assert (found.protein.first_changed, found.protein.hgvs_p) == (None, "p.(=)")
        assert (found.protein.n_lost, found.protein.lost_fraction) == (0, 0.0)
        assert found.nmd.verdict is NmdVerdict.NO_PREMATURE_STOP
        assert found.sentence.endswith("12 bases longer. The protein stays the same.")
        # c.1 is the first base of exon 2: exon 1 ends with c.-1.
        assert found.hgvs_r == "r.(-1_1ins-1+1_-1+12)"


class TestStop:
    @pytest.mark.parametrize("place", [2690, 2708])
    def test_one_behind_an_unknown_base_is_not_told_nor_its_decay(self, strand, place):
        """VSRLADNQIC and a stop are read in exon 4; N is a base of the fourth or tenth codon."""
        found = first(strand, SKIP_3, sequence=with_bases((place, "N")))
        assert (found.protein.reads_unknown, found.protein.stop_after) == (True, None)
        assert (found.protein.hgvs_p, found.protein.is_frame_kept) == ("p.?", False)
        assert found.nmd.verdict is found.nmd.biology is NmdVerdict.UNKNOWN
        assert "where a stop comes is not told" in found.sentence
        assert "bases read are not known (N)" in found.summary

    def test_an_unknown_base_behind_it_hides_nothing(self, strand):
        found = first(strand, SKIP_3, sequence=with_bases((2730, "N")))
        assert (found.protein.reads_unknown, found.protein.stop_after) == (False, 11)
        assert found.protein.hgvs_p == "p.(Lys31ValfsTer11)"

    def test_a_stop_codon_that_is_left_out_is_lost(self, strand):
        """G of codon 51 is read on in exon 5, behind all that was coding: no protein is told."""
        sites = {"A4": (0.9, 0.1), "D4": (0.9, 0.1)}
        found = first(strand, sites, snv(2675, "A"), **EARLY_STOP)
        assert found.kind is OutcomeKind.EXON_SKIPPING
        assert (found.protein.is_stop_lost, found.protein.is_start_lost) == (True, False)
        assert (found.protein.protein, found.protein.hgvs_p) == ("", "p.?")
        assert found.protein.lost_fraction == pytest.approx(30 / 80)
        assert found.nmd.verdict is NmdVerdict.UNKNOWN
        assert "The native stop codon is lost: 38 % of the protein" in found.sentence
        assert "the native stop codon is lost" in found.summary

    def test_one_that_the_variant_changes_is_lost_too(self, strand):
        """TAA to TCA in exon 4, and intron 4 is read: GTA AGT CTT CCT and so on, 300 codons."""
        sites = {"D4": (0.9, 0.1), "A5": (0.9, 0.1)}
        found = first(strand, sites, snv(2771, "C"), **EARLY_STOP)
        assert found.kind is OutcomeKind.INTRON_RETENTION
        assert found.protein.is_stop_lost
        assert found.protein.protein.startswith(PROTEIN[:80] + "SVSLPF")
        assert found.protein.hgvs_p.startswith("p.(Ter81Serext")
        assert found.protein.n_lost == 0

    def test_one_that_stays_a_stop_is_not_lost(self, strand):
        """TAA to TGA."""
        sites = {"D4": (0.9, 0.1), "A5": (0.9, 0.1)}
        found = first(strand, sites, snv(2771, "G"), **EARLY_STOP)
        assert not found.protein.is_stop_lost
        assert (found.protein.first_changed, found.protein.stop_after) == (None, None)
        assert found.nmd.verdict is NmdVerdict.NO_PREMATURE_STOP

    def test_a_change_of_the_3_utr_alone_leaves_the_protein(self, strand):
        sites = {"A5": (0.9, 0.6), (ACCEPTOR, 3683): (0.0, 0.6)}
        found = first(strand, sites, snv(3671, "C"), **EARLY_STOP)
        assert (found.kind, found.size) == (OutcomeKind.PARTIAL_EXON_LOSS, 10)
        assert (found.is_coding_touched, found.protein.hgvs_p) == (False, "p.(=)")
        assert found.hgvs_r == "r.(*1_*10del)"

    def test_where_none_is_met_nothing_is_said_of_decay(self, strand):
        """Behind G of codon 51 exon 5 is read as CAC CTT CTC ..., which has no stop in that frame."""
        exon5 = "CACCTTCTCCTTCTCCTTCTCCTTCTCTAA" + "CTTCCTTTCTCC" * 5
        sites = {"A4": (0.9, 0.1), "D4": (0.9, 0.1)}
        found = first(strand, sites, snv(2675, "A"), sequence=with_bases((3673, exon5)))
        protein = found.protein
        assert protein.protein.startswith(PROTEIN[:50] + "APSPSPSPS")
        assert "*" not in protein.protein
        assert (protein.stop_after, protein.hgvs_p) == (None, "p.(Gly51AlafsTer?)")
        assert found.nmd.verdict is NmdVerdict.UNKNOWN
        assert found.sentence == (
            "Exon 4 (92 bases) is left out. No stop codon is met before the transcript ends."
        )


class TestSelenocysteine:
    GENE = {  # noqa: RUF012
        "transcript": replace(PLUS, selenocysteines=(2734,)),
        "sequence": with_bases((2734, "TGA")),
    }

    def test_it_is_read_where_the_frame_is_kept(self, strand):
        sites = {"A2": (0.9, 0.1), "D2": (0.9, 0.1)}
        found = first(strand, sites, snv(750, "A"), **self.GENE)
        expected = PROTEIN[:68] + "U" + PROTEIN[69:]
        assert found.protein.protein == expected[:10] + expected[30:]
        assert found.protein.hgvs_p == "p.(Asp11_His30del)"
        assert found.nmd.verdict is NmdVerdict.NO_PREMATURE_STOP

    def test_another_tga_is_a_stop(self, strand):
        """The retained intron 1 has TGA instead of TAA."""
        sites = {"D1": (0.9, 0.1), "A2": (0.9, 0.1)}
        gene = self.GENE | {"sequence": with_bases((2734, "TGA"), (390, "TGA"))}
        found = first(strand, sites, snv(370, "A"), **gene)
        assert found.protein.hgvs_p == "p.(Asp11ValfsTer11)"


def test_a_junction_of_the_3_utr_cautions(strand):
    """The stop codon ends one base before the end of exon 3; exons 4 and 5 are 3' UTR."""
    gene = {"transcript": replace(PLUS, cds_end=2380), "sequence": with_bases((2377, "TAA"))}
    sites = {"A2": (0.9, 0.6), (ACCEPTOR, 763): (0.0, 0.6)}
    found = first(strand, sites, snv(755, "A"), **gene)
    assert found.kind is OutcomeKind.PARTIAL_EXON_LOSS
    assert found.nmd.verdict is NmdVerdict.NO_PREMATURE_STOP
    stopped = first(strand, {"D1": (0.9, 0.1), "A2": (0.9, 0.1)}, snv(370, "A"), **gene)
    # The stop of intron 1: behind it 367 and 60 bases to the last coding junction, 61 and 92 more
    # to the last of all.
    assert (stopped.nmd.verdict, stopped.nmd.to_last_junction) == (NmdVerdict.EXPECTED, 427)
    assert any("580 bases behind the stop" in one for one in stopped.nmd.cautions)


class TestNoProtein:
    def test_a_transcript_without_coding_sequence(self, strand):
        bare = replace(PLUS, cds_start=None, cds_end=None, biotype="lncRNA")
        found = first(strand, SKIP_3, transcript=bare)
        assert (found.protein, found.nmd, found.is_coding_touched) == (None, None, False)
        assert found.why_no_protein == "NM_7.1: it has no coding sequence."
        assert found.hgvs_r == "r.(121_181del)"
        assert found.sentence == "Exon 3 (61 bases) is left out."

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            (
                {"traits": frozenset({TranscriptTrait.START_UNKNOWN}), "cds_phase": 2},
                "the beginning of its coding sequence is not known",
            ),
            (
                {"traits": frozenset({TranscriptTrait.DIFFERS_FROM_GENOME})},
                "its sequence differs from the genome",
            ),
            (
                {"traits": frozenset({TranscriptTrait.SLIPPAGE})},
                "its coding sequence is not read in one piece",
            ),
            ({"cds_start": 331}, "the reference has a stop at codon 17 of"),
        ],
    )
    def test_a_coding_sequence_that_is_not_known_well_enough(self, strand, more, why):
        found = first(strand, SKIP_3, transcript=replace(PLUS, **more))
        assert (found.kind, found.size) == (OutcomeKind.EXON_SKIPPING, 61)
        assert (found.protein, found.nmd) == (None, None)
        assert why in found.why_no_protein
        assert found.sentence == "Exon 3 (61 bases) is left out."

    def test_an_end_that_is_not_known_is_no_stop(self, strand):
        """The coding sequence ends with exon 4, and the transcript with it."""
        open_end = replace(
            PLUS,
            exons=PLUS.exons[:4],
            end=2773,
            cds_end=2773,
            traits=frozenset({TranscriptTrait.END_UNKNOWN}),
        )
        sites = {"A2": (0.9, 0.1), "D2": (0.9, 0.1)}
        found = first(strand, sites, snv(750, "A"), transcript=open_end)
        assert found.protein.protein == PROTEIN[:10] + PROTEIN[30:81]
        assert found.protein.hgvs_p == "p.(Asp11_His30del)"
        assert not found.protein.is_stop_lost
        assert found.nmd.verdict is NmdVerdict.UNKNOWN
        shifted = first(strand, SKIP_3, transcript=open_end)
        assert shifted.protein.hgvs_p == "p.(Lys31ValfsTer11)"
        assert (shifted.nmd.verdict, shifted.nmd.rule) == (NmdVerdict.ESCAPES, "1")
