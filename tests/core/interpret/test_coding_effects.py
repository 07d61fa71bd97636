"""Exon edges, what is not known, and what stands beside the terms; all on both strands."""

from dataclasses import replace

import pytest

from core.domain.coding import Impact
from core.domain.transcript import TranscriptTrait
from core.interpret.coding_effects import CodingEffects, coding_effect
from core.interpret.sequence_ontology import ontology_rules, terms_of
from tests.core.interpret.coding_cases import BOTH, coding_span, effect_at, mirrored_span
from tests.core.interpret.transcript_world import (
    PLUS,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)


@BOTH
@pytest.mark.parametrize(
    ("pos", "ref", "alt", "names"),
    [
        (14, "C", "T", {"5_prime_UTR_variant", "splice_region_variant"}),
        (13, "A", "C", {"5_prime_UTR_variant"}),
        (103, "C", "T", {"3_prime_UTR_variant"}),
        (128, "A", "C", {"3_prime_UTR_variant", "splice_region_variant"}),
        (10, "C", "T", {"upstream_gene_variant"}),
        (135, "G", "T", {"downstream_gene_variant"}),
        (10, "C", "CT", {"upstream_gene_variant"}),
        (134, "A", "AC", {"downstream_gene_variant"}),
    ],
)
def test_a_change_outside_the_coding_sequence(strand, pos, ref, alt, names):
    effect = effect_at(strand, pos, ref, alt)
    assert set(effect.names) == names
    assert (effect.protein_position, effect.cds_position) == (None, None)


@BOTH
def test_a_deletion_across_an_exon_edge_has_the_splice_term_and_the_coding_term(strand):
    """Bases 56 to 60: the last two of exon 2 and the first three of its intron (AC|GTA)."""
    effect = effect_at(strand, 55, SEQUENCE[54:60], SEQUENCE[54])
    assert effect.names[0] == "splice_donor_variant"
    assert {"coding_sequence_variant", "splice_region_variant", "intron_variant"} <= set(
        effect.names
    )
    assert "across an edge of an exon" in effect.why_unknown
    assert effect.protein_position is None
    assert effect.cds_position == (14, 15)
    assert (effect.exon_number, effect.intron_number) == (2, 2)


@BOTH
def test_a_deletion_of_a_whole_exon_with_a_stop_codon(strand):
    effect = effect_at(strand, 70, SEQUENCE[69:112], SEQUENCE[69])
    assert set(effect.names) >= {"splice_acceptor_variant", "splice_donor_variant", "stop_lost"}
    assert "not known" in effect.sentence


@BOTH
def test_a_deletion_of_the_first_exons_takes_the_start(strand):
    effect = effect_at(strand, 30, SEQUENCE[29:62], SEQUENCE[29])
    assert "start_lost" in effect.names


@BOTH
def test_a_deletion_of_all_is_an_ablation_and_of_all_but_one_base_is_none(strand):
    assert effect_at(strand, 10, SEQUENCE[9:134], SEQUENCE[9]).names == ("transcript_ablation",)
    assert "transcript_ablation" not in effect_at(strand, 11, SEQUENCE[10:134], "G").names


@BOTH
def test_bases_put_in_exactly_at_an_edge_are_the_exons_and_told_as_uncertain(strand):
    """TAC|GTATG becomes TAC T|GTATG; the donor keeps its two bases."""
    effect = effect_at(strand, 57, "C", "CT")
    assert effect.names == ("frameshift_variant", "splice_region_variant")
    assert "exactly between exon and intron" in effect.why_unknown
    assert (effect.exon_number, effect.intron_number) == (2, 2)
    assert set(effect_at(strand, 78, "G", "GTT").names) == {
        "frameshift_variant",
        "splice_region_variant",
    }


@BOTH
def test_a_lost_base_that_leaves_the_donor_as_it_is_shifts_the_frame(strand):
    """With CTG|GTATG, losing one G is spelled 3' as the first base of the intron, yet GT stays."""
    sequence = SEQUENCE[:54] + "CTG" + SEQUENCE[57:]
    effect = effect_at(strand, 56, "TG", "T", sequence)
    assert effect.names == ("frameshift_variant", "splice_region_variant")
    assert effect.why_unknown == ""


@BOTH
def test_a_lost_base_that_leaves_the_acceptor_as_it_is_shifts_the_frame(strand):
    """With CAG|GTG, losing one G leaves AG before an exon of one base less."""
    sequence = SEQUENCE[:78] + "G" + SEQUENCE[79:]
    effect = effect_at(strand, 77, "AG", "A", sequence)
    assert effect.names == ("frameshift_variant", "splice_region_variant")


@BOTH
def test_bases_that_may_belong_to_intron_or_exon_are_unknown(strand):
    """CAG|CT becomes CAGCT CAG CT: one acceptor lengthens the exon, the other leaves it as it is."""
    effect = effect_at(strand, 75, "C", "CCAGCT")
    assert "frameshift_variant" in effect.names
    assert "which of them is used is not known" in effect.why_unknown
    assert effect.why_unknown in effect.sentence


@BOTH
def test_bases_that_repeat_a_donor_are_never_an_intron_alone(strand):
    """AC|GTA becomes AC GTA AC GTA: either GT may be the donor."""
    effect = effect_at(strand, 55, "T", "TACGTA")
    assert "coding_sequence_variant" in effect.names
    assert "which of them is used is not known" in effect.why_unknown


@BOTH
def test_an_unknown_beginning_is_read_in_its_phase(strand):
    """The coding sequence begins one base into the old start codon: TG is no whole codon."""
    open_start = frozenset({TranscriptTrait.START_UNKNOWN})
    more = coding_span(strand, 43, 102) | {"traits": open_start, "cds_phase": 2}
    first = effect_at(strand, 44, "T", "C", **more)
    assert first.names == ("coding_sequence_variant",)
    assert "first codon known" in first.why_unknown
    found = effect_at(strand, 46, "A", "G", **more)
    assert found.names == ("missense_variant",)
    assert (found.protein_position, found.protein_length) == ((1, 1), None)


@BOTH
def test_an_unknown_end_has_an_incomplete_last_codon(strand):
    open_end = frozenset({TranscriptTrait.END_UNKNOWN})
    more = coding_span(strand, 42, 98) | {"traits": open_end}
    last = effect_at(strand, 98, "G", "A", **more)
    assert last.names == ("incomplete_terminal_codon_variant", "coding_sequence_variant")
    assert "last codon" in last.why_unknown
    assert effect_at(strand, 46, "A", "G", **more).names == ("missense_variant",)
    assert effect_at(strand, 46, "A", "G", **more).protein_length is None


@BOTH
@pytest.mark.parametrize("trait", [TranscriptTrait.DIFFERS_FROM_GENOME, TranscriptTrait.SLIPPAGE])
def test_a_transcript_that_cannot_be_read_says_why(strand, trait):
    effect = effect_at(strand, 46, "A", "G", traits=frozenset({trait}))
    assert effect.names == ("coding_sequence_variant",)
    assert effect.why_unknown == trait.value
    assert effect.protein_length is None


@BOTH
@pytest.mark.parametrize("alt", ["AN", "AGN", "AGNNC"])
def test_unknown_bases_that_shift_the_frame_leave_the_stop_unknown(strand, alt):
    effect = effect_at(strand, 46, "A", alt)
    assert effect.names == ("frameshift_variant",)
    assert "so neither is the place of the stop" in effect.sentence


@BOTH
def test_unknown_bases_put_in_in_frame_are_unknown(strand):
    effect = effect_at(strand, 46, "A", "ANNN")
    assert (effect.names, "(N)" in effect.why_unknown) == (("coding_sequence_variant",), True)


@BOTH
def test_unknown_bases_and_another_ref_are_unknown(strand):
    sequence = SEQUENCE[:46] + "N" + SEQUENCE[47:]
    effect = effect_at(strand, 46, "A", "G", sequence)
    assert (effect.names, "(N)" in effect.why_unknown) == (("coding_sequence_variant",), True)
    variant = variant_at(strand, 46, "A", "G")
    other = contig(strand, SEQUENCE[:45] + "C" + SEQUENCE[46:])
    told = coding_effect(variant, TRANSCRIPTS[strand], fetch_of(other))
    assert "REF" in told.why_unknown


@BOTH
def test_exons_without_a_coding_sequence(strand):
    none = {"cds_start": None, "cds_end": None}
    rna = effect_at(strand, 46, "A", "G", biotype="lncRNA", **none)
    assert (rna.names, rna.why_unknown) == (("non_coding_transcript_exon_variant",), "")
    untold = effect_at(strand, 46, "A", "G", biotype="", **none)
    assert untold.names == ("exon_variant",)
    assert "where the coding sequence is" in untold.why_unknown


@BOTH
def test_the_mitochondrion_is_read_by_its_own_code(strand):
    """AGA is a stop there and TGA is Trp."""
    transcript = replace(TRANSCRIPTS[strand], chrom="chrM")
    variant = replace(variant_at(strand, 99, "G", "A"), chrom="chrM")
    effect = coding_effect(variant, transcript, fetch_of(contig(strand)))
    assert effect.names == ("synonymous_variant",)


@BOTH
def test_a_stop_that_polyadenylation_completes_is_not_told(strand):
    """A mitochondrial coding sequence that ends in T, with the transcript."""
    more = coding_span(strand, 42, 100) | {"chrom": "chrM"}
    start, end = mirrored_span(strand, 36, 100)
    exons = tuple(sorted(mirrored_span(strand, *exon) for exon in ((36, 57), (78, 100))))
    transcript = replace(TRANSCRIPTS[strand], start=start, end=end, exons=exons, **more)
    sequence = contig(strand, SEQUENCE[:98] + "AT" + SEQUENCE[100:])
    variant = variant_at(strand, 100, "T", "C", SEQUENCE[:98] + "AT" + SEQUENCE[100:])
    effect = coding_effect(replace(variant, chrom="chrM"), transcript, fetch_of(sequence))
    assert effect.names == ("incomplete_terminal_codon_variant", "coding_sequence_variant")
    assert "does not hold in full" in effect.why_unknown


@BOTH
def test_a_u12_intron_is_named(strand):
    sequence = SEQUENCE[:57] + "GTATCCTT" + SEQUENCE[65:]
    assert "Intron 2 looks like a U12 intron" in effect_at(strand, 58, "G", "A", sequence).sentence
    assert "U12" not in effect_at(strand, 58, "G", "A").sentence


def test_terms_stand_by_severity_with_accession_and_impact():
    found = terms_of(["intron_variant", "missense_variant", "splice_region_variant"])
    assert [term.name for term in found] == [
        "missense_variant",
        "splice_region_variant",
        "intron_variant",
    ]
    assert [term.accession for term in found] == ["SO:0001583", "SO:0001630", "SO:0001627"]
    assert [term.impact for term in found] == [Impact.MODERATE, Impact.LOW, Impact.MODIFIER]
    accessions = [term.accession for term in ontology_rules().term]
    assert len(set(accessions)) == len(accessions) == 28
    impacts = list(dict.fromkeys(term.impact for term in ontology_rules().term))
    assert impacts == list(Impact)


def test_the_most_severe_term_gives_the_impact():
    effect = effect_at("+", 57, "C", "A")
    assert effect.names == ("stop_gained", "splice_region_variant")
    assert (effect.impact, effect.is_missense) == (Impact.HIGH, False)
    assert effect.sentence == (
        "A stop codon comes in early; near a splice site (exon 2 of 4). Codon 5 of 12: Tyr to "
        "Ter, TAC to TAA."
    )


def test_many_variants_share_one_reading():
    effects = CodingEffects(PLUS, fetch_of(SEQUENCE))
    reading = effects.reading
    assert effects.of(variant_at("+", 46, "A", "G")).is_missense
    assert effects.reading is reading


@BOTH
def test_a_change_at_unknown_bases_of_the_reference_is_not_said_to_have_another_ref(strand):
    unknown = contig(strand, f"{SEQUENCE[:45]}N{SEQUENCE[46:]}")
    effect = coding_effect(variant_at(strand, 46, "A", "G"), TRANSCRIPTS[strand], fetch_of(unknown))
    assert effect.why_unknown == "bases of the reference are not known here"
    assert effect.why_unknown in effect.sentence
