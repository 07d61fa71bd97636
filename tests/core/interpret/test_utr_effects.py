"""Kozak contexts, splice sites, signals and distances of UTR effects; what is not assessed is said."""

from dataclasses import replace

import pytest

from core.domain.transcript import TranscriptTrait
from core.domain.utr import Concern, Expectation, Strength, UtrKind
from core.domain.variant import Variant
from core.interpret.tss import tss_distance
from core.interpret.utr_effects import utr_effects
from core.interpret.utr_rules import load_utr_rules
from tests.core.interpret.utr_world import CODING, FLANK, INTRON, TAIL, world

STRANDS = pytest.mark.parametrize("strand", ["+", "-"])
LONG = "C" * 600
SIGNAL_END = "CCTAACTAACCCAATAAACCCCCCCCCCCCCCC"


@STRANDS
@pytest.mark.parametrize(
    ("utr", "told", "kind", "before", "after", "concern"),
    [
        # GCCACC|ATGG: A at -3, G at +4
        ("CCGCCACC", "CCGCC[A/C]CC", "weak", Strength.STRONG, Strength.MODERATE, Concern.LOW),
        ("CCGCCACC", "CCATG[G/C]CTC", "weak", Strength.STRONG, Strength.MODERATE, Concern.LOW),
        ("CCGCCCCC", "CCATG[G/C]CTC", "weak", Strength.MODERATE, Strength.WEAK, Concern.MODERATE),
        ("CCGCCCCC", "GCC[C/G]CCATG", "strong", Strength.MODERATE, Strength.STRONG, None),
        # GATA4 c.-6G>C is of this kind: neither -3 nor +4
        ("CCGCCACC", "CC[G/C]CCACC", "weak", Strength.STRONG, Strength.STRONG, Concern.LOW),
        # a deletion puts C in the place of A: CCGCC|CC, with CGCCCC before the start
        ("CCGCCACC", "CCGCC[A/]CC", "weak", Strength.STRONG, Strength.MODERATE, Concern.LOW),
    ],
)
def test_context_of_the_main_start(strand, utr, told, kind, before, after, concern):
    found = world(strand, "TTCCTT" + utr + CODING + TAIL).only(told)
    is_weaker = kind == "weak"
    assert found.kind is (UtrKind.KOZAK_WEAKENED if is_weaker else UtrKind.KOZAK_STRENGTHENED)
    assert (found.kozak_before.strength, found.kozak_after.strength) == (before, after)
    assert found.strength is after
    assert found.concern is (concern or Concern.UNGRADED)
    assert found.expected is (Expectation.LESS if is_weaker else Expectation.MORE)


def test_context_tells_its_bases_and_where_they_match():
    found = world("+", "TTCCTTCCGCCACC" + CODING + TAIL).only("CCGCC[A/C]CC")
    assert (found.kozak_before.bases, found.kozak_after.bases) == ("GCCACCATGG", "GCCCCCATGG")
    assert found.kozak_before.matching == (-6, -5, -4, -3, -2, -1, 4)
    assert found.kozak_after.matching == (-6, -5, -4, -2, -1, 4)
    assert "from strong to moderate (GCCACCATGG to GCCCCCATGG, -6 to +4)" in found.sentence


@STRANDS
def test_context_reaches_over_an_exon_junction(strand):
    here = world(strand, "TTCCTTCCGCCA", INTRON, "CC" + CODING + TAIL)
    found = here.of_sequence("CCGCC[A/C]GTAAG")
    assert [one.kind for one in found] == [UtrKind.KOZAK_WEAKENED, UtrKind.SPLICE_SITE_TOUCHED]


@STRANDS
def test_coding_changes_and_others_of_the_last_exon_have_no_effect_here(strand):
    here = world(strand, "TTCCTTCCGCCACC", INTRON, "CC" + CODING + TAIL)
    assert here.of_sequence("GCTCCT[G/C]CTAC") == []
    assert here.of_sequence("CTTGACC[T/C]AACT") == []


@STRANDS
@pytest.mark.parametrize(
    ("told", "is_lost"),
    [
        ("CACCTT[G/A]TAAGTC", True),
        ("TTTTCA[G/C]CC", True),
        ("CACCT[T/C]GTAAG", False),
        ("TTTTCAG[C/T]CATG", False),
    ],
)
def test_splice_site_between_exons_of_the_utr(strand, told, is_lost):
    here = world(strand, "TTCCTTCCGCCACCTT", INTRON, "CC" + CODING + TAIL)
    found = next(one for one in here.of_sequence(told) if one.kind is UtrKind.SPLICE_SITE_TOUCHED)
    assert found.concern is (Concern.MODERATE if is_lost else Concern.LOW)
    assert ("loses its splice dinucleotide" in found.sentence) == is_lost


@STRANDS
def test_places_near_a_splice_site_are_told_and_left_to_the_engines(strand):
    # an intron of 70 bases: nine after the donor and 51 before the acceptor are far from both
    intron = "GTAAGTCTAC" + "T" * 58 + "AG"
    here = world(strand, "TTCCTTCCGCCACCTT", intron, "CC" + CODING + TAIL)
    near, start = here.effects("GTAAGT[C/A]TACT")
    assert start.kind is UtrKind.NEAR_TSS
    assert near.kind is UtrKind.SPLICE_SITE_TOUCHED
    assert near.sentence.startswith("Lies near the donor of an intron in the 5' UTR")
    assert near.concern is Concern.UNGRADED
    (start,) = here.effects("GTAAGTCTA[C/A]TTT")
    assert start.kind is UtrKind.NEAR_TSS


@STRANDS
def test_a_repeat_may_keep_the_splice_dinucleotide(strand):
    # exon ...TT, intron GTGTAAG: taking away one GT leaves GTAAG
    here = world(strand, "TTCCTTCCGCCACCTT", "GT" + INTRON, "CC" + CODING + TAIL)
    (found,) = here.of_sequence("CACCTT[GT/]GTAAG")
    assert (found.kind, found.concern) == (UtrKind.SPLICE_SITE_TOUCHED, Concern.LOW)


@STRANDS
def test_a_repeat_over_the_end_of_an_exon_is_read_where_the_site_stays(strand):
    # exon ...CATG, intron GTAAG: one G less is one of the exon, and the upstream start is gone
    here = world(strand, "TTCCTTCCGCCCATG", INTRON, "CCCCCCC" + CODING + TAIL)
    for told in ("CCCAT[G/]GTAAG", "CCCATG[G/]TAAG"):
        kinds = [one.kind for one in here.of_sequence(told)]
        assert kinds == [UtrKind.SPLICE_SITE_TOUCHED, UtrKind.UPSTREAM_START_LOST]


@STRANDS
def test_splice_site_behind_the_start_is_none_of_the_utr(strand):
    coding = CODING[:9], CODING[9:]
    here = world(strand, "TTCCTTCCGCCACC" + coding[0], INTRON, coding[1] + TAIL)
    assert here.of_sequence("ATGGCTCC[G/A]TAAG") == []


@STRANDS
def test_change_over_the_end_of_an_exon_is_not_spliced_by_guess(strand):
    here = world(strand, "TTCCTTCCGCCACCTT", INTRON, "CC" + CODING + TAIL)
    found = here.of_sequence("GCCACC[TTGTA/]AGTC")
    assert [one.kind for one in found] == [UtrKind.SPLICE_SITE_TOUCHED, UtrKind.NOT_ASSESSED]
    assert "how it is spliced is not known" in found[1].why_unknown


@STRANDS
def test_deletion_over_the_main_start_is_not_assessed(strand):
    here = world(strand, "TTCCTTCCGCCACCTT" + CODING + TAIL)
    found = here.only("CCGCC[ACCTTATGGC/]TCC")
    assert found.kind is UtrKind.NOT_ASSESSED
    assert "start codon" in found.why_unknown
    assert here.of_sequence("CCTTA[T/C]GGCTC") == []


@STRANDS
@pytest.mark.parametrize(
    ("told", "kind", "before", "after", "concern"),
    [
        ("CCCAA[T/C]AAACC", UtrKind.POLYA_LOST, "AATAAA", "", Concern.HIGH),
        ("CCCA[A/T]TAAACC", UtrKind.POLYA_CHANGED, "AATAAA", "ATTAAA", Concern.MODERATE),
        ("CCCAATA[A/C]ACC", UtrKind.POLYA_CHANGED, "AATAAA", "AATACA", Concern.MODERATE),
        ("CCC[AATAAA/]CCC", UtrKind.POLYA_LOST, "AATAAA", "", Concern.HIGH),
        ("CCCAATA[A/]ACC", UtrKind.POLYA_LOST, "AATAAA", "", Concern.HIGH),
        ("AAACCCCC[/ATTAAA]CCCCCCCCCC" + "CTC", UtrKind.POLYA_GAINED, "", "ATTAAA", None),
    ],
)
def test_polyadenylation_signal(strand, told, kind, before, after, concern):
    found = world(strand, "TTCCTTCCGCCACC" + CODING + SIGNAL_END).only(told)
    assert found.kind is kind
    assert (found.signal_before, found.signal_after) == (before, after)
    assert found.concern is (concern or Concern.UNGRADED)


@STRANDS
def test_a_second_signal_as_strong_lowers_the_concern(strand):
    end = "CCTAACTAACCCAATAAACCCGCCCAATAAACCCCC"
    found = world(strand, "TTCCTTCCGCCACC" + CODING + end).only("AACCCAA[T/C]AAACCCGC")
    assert (found.kind, found.concern) == (UtrKind.POLYA_LOST, Concern.LOW)
    assert "while one at least as strong stays" in found.sentence


@STRANDS
def test_a_signal_that_moves_by_a_few_bases_is_the_same_signal(strand):
    # AATAAATCCA has it at 0, AACAAATAAA at 4
    end = "CCTAACTAACCCAATAAATCCACCCCCCCCCC"
    assert (
        world(strand, "TTCCTTCCGCCACC" + CODING + end).of_sequence("CCAA[TAAATCC/CAAATAA]ACC") == []
    )


@STRANDS
def test_signals_count_in_the_last_bases_alone(strand):
    window = int(load_utr_rules().polyadenylation.window.value)
    for behind, kinds in ((window - 6, [UtrKind.POLYA_LOST]), (window - 5, [])):
        end = "CCTAACTAACCC" + "AATAAA" + "C" * behind
        here = world(strand, "TTCCTTCCGCCACC" + CODING + end)
        assert [one.kind for one in here.of_sequence("CCCAA[T/C]AAACC")] == kinds


@STRANDS
def test_hexamer_within_the_coding_sequence_is_no_signal(strand):
    coding = "|ATGGCTAATAAACCTGCTACTACTTGA|"
    here = world(strand, "TTCCTTCCGCCACC" + coding + "CCCC")
    assert here.of_sequence("GCTAA[T/C]AAACC") == []


def test_end_that_is_not_known_is_said():
    here = world("+", "TTCCTTCCGCCACC" + CODING + SIGNAL_END)
    here = here.but(traits=frozenset({TranscriptTrait.RNA_END_UNKNOWN}))
    found = here.only("CCCAA[T/C]AAACC")
    assert (found.kind, found.concern) == (UtrKind.NOT_ASSESSED, Concern.UNGRADED)
    assert "last exon" in found.why_unknown


@STRANDS
@pytest.mark.parametrize(
    "trait", [TranscriptTrait.START_UNKNOWN, TranscriptTrait.DIFFERS_FROM_GENOME]
)
def test_start_that_is_not_known_is_said_not_guessed(strand, trait):
    here = world(strand, "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    found = here.but(traits=frozenset({trait})).only("CCACCA[C/T]GGCC")
    assert found.kind is UtrKind.NOT_ASSESSED
    assert trait.value in found.why_unknown


def test_coding_sequence_the_reference_contradicts_is_said():
    here = world("+", "CCCCACCACGGCCTCCCC|ATGGCTTAATGCTACTACTTGA|" + TAIL)
    found = here.only("CCACCA[C/T]GGCC")
    assert found.kind is UtrKind.NOT_ASSESSED
    assert "stop at codon 3" in found.why_unknown


def test_gene_models_without_coding_sequence_are_said():
    here = world("+", "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    found = here.but(cds_start=None, cds_end=None).only("CCACCA[C/T]GGCC")
    assert found.kind is UtrKind.NOT_ASSESSED
    lnc = here.but(cds_start=None, cds_end=None, biotype="lncRNA")
    assert lnc.of_sequence("CCACCA[C/T]GGCC") == []


def test_unknown_bases_are_said():
    here = world("+", "CCNCACCACGGCCTCCCC" + CODING + TAIL)
    found = here.only("CCACCA[C/T]GGCC".replace("CCACCA", "CACCA"))
    assert (found.kind, found.why_unknown) == (
        UtrKind.NOT_ASSESSED,
        "Bases of the reference, or of the change, are not known here.",
    )


def test_first_exon_not_known_in_full_is_a_caution_and_no_distance():
    here = world("+", "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    here = here.but(traits=frozenset({TranscriptTrait.RNA_START_UNKNOWN}))
    first, second = here.effects("CCACCA[C/T]GGCC")
    assert first.kind is UtrKind.UPSTREAM_START_GAINED
    assert "upstream frames may be missing" in first.why_unknown
    assert first.distance_to_tss is None
    assert second.kind is UtrKind.NEAR_TSS
    assert "not known" in second.why_unknown


@STRANDS
@pytest.mark.parametrize(
    ("index", "ref", "alt", "distance"),
    [
        (0, "C", "G", 0),
        (1, "G", "C", 1),
        (-1, "T", "A", -1),
        (-2, "CT", "C", -1),
        (-3, "TC", "T", -2),
        (-2, "CTCG", "C", 0),
        (-1, "T", "TA", -1),
        (0, "C", "CA", 0),
        (-2, "C", "CA", -1),
        (2, "A", "AT", 2),
    ],
)
def test_distance_to_the_transcription_start(strand, index, ref, alt, distance):
    here = world(strand, "CGACTCCC" + CODING + TAIL)
    variant = here.at(len(FLANK) + index, ref, alt)
    assert tss_distance(variant, here.transcript) == distance


@STRANDS
def test_surroundings_of_the_transcription_start(strand):
    here = world(strand, LONG + CODING + TAIL)
    start = len(FLANK)
    (near,) = here.effects(here.at(start + 499, "C", "G"))
    assert (near.kind, near.distance_to_tss) == (UtrKind.NEAR_TSS, 499)
    assert near.concern is Concern.UNGRADED
    assert "499 bases behind the first base" in near.sentence
    assert here.effects(here.at(start + 500, "C", "G")) == ()
    (before,) = here.effects(here.at(start - 20, "C", "G"))
    assert before.distance_to_tss == -20
    (first,) = here.effects(here.at(start, "C", "G"))
    assert first.sentence.startswith("Changes the first base")


@STRANDS
def test_deletion_of_the_transcription_start_is_not_spliced_by_guess(strand):
    here = world(strand, "CCCCACCATGGCCTCCCC" + CODING + TAIL)
    found = here.effects(here.at(len(FLANK) - 5, "TCTCTCCCCACCATG", "T"))
    assert [one.kind for one in found] == [UtrKind.NEAR_TSS, UtrKind.NOT_ASSESSED]
    assert "beyond the ends" in found[1].why_unknown


def test_other_contigs_and_the_mitochondrion_have_no_effects():
    here = world("+", "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    variant = here.variant("CCACCA[C/T]GGCC")
    elsewhere = replace(variant, chrom="chr2")
    assert utr_effects(elsewhere, here.transcript, here.fetch) == ()
    moved = replace(here.transcript, chrom="chrM")
    mitochondrial = Variant(variant.assembly, "chrM", variant.pos, variant.ref, variant.alt)
    assert utr_effects(mitochondrial, moved, here.fetch) == ()


def test_every_effect_names_its_rule_set_and_its_transcript():
    for one in world("+", "CCCCACCACGGCCTCCCC" + CODING + TAIL).effects("CCACCA[C/T]GGCC"):
        assert (one.transcript_id, one.gene_symbol) == ("NM_1.1", "ABC1")
        assert one.rule_set == load_utr_rules().identifier == "Intronaut UTR effects 1"
