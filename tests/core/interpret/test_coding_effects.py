"""Terms of the Sequence Ontology, counted by hand, each on both strands."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.coding import Impact
from core.domain.transcript import TranscriptTrait
from core.domain.variant import Variant
from core.interpret.coding_effects import CodingEffects, coding_effect
from core.interpret.codons import translate
from core.interpret.mrna import reverse_complement
from core.interpret.sequence_ontology import ontology_rules, terms_of
from tests.core.interpret.transcript_world import (
    EXONS,
    LENGTH,
    PLUS,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)

BOTH = pytest.mark.parametrize("strand", ["+", "-"])


def effect_at(strand, pos, ref, alt, sequence=SEQUENCE, **changed):
    transcript = replace(TRANSCRIPTS[strand], **changed)
    variant = variant_at(strand, pos, ref, alt, sequence)
    return coding_effect(variant, transcript, fetch_of(contig(strand, sequence)))


def mirrored_span(strand, start, end):
    """0-based half-open bounds told as on the plus strand."""
    return (start, end) if strand == "+" else (LENGTH - end, LENGTH - start)


def coding_span(strand, start, end):
    first, last = mirrored_span(strand, start, end)
    return {"cds_start": first, "cds_end": last}


@BOTH
@pytest.mark.parametrize(
    ("pos", "ref", "alt", "names", "codons", "amino_acids", "protein", "cds"),
    [
        (46, "A", "G", {"missense_variant"}, ("AAA", "GAA"), ("K", "E"), (2, 2), (4, 4)),
        (48, "A", "G", {"synonymous_variant"}, ("AAA", "AAG"), ("K", "K"), (2, 2), (6, 6)),
        (99, "G", "A", {"stop_gained"}, ("TGG", "TGA"), ("W", "*"), (12, 12), (36, 36)),
        (100, "T", "C", {"stop_lost"}, ("TAA", "CAA"), ("*", "Q"), (13, 13), (37, 37)),
        (102, "A", "G", {"stop_retained_variant"}, ("TAA", "TAG"), ("*", "*"), (13, 13), (39, 39)),
        (43, "A", "G", {"start_lost"}, ("ATG", "GTG"), ("M", "V"), (1, 1), (1, 1)),
        (48, "AA", "GC", {"missense_variant"}, ("AAAACT", "AAGCCT"), ("KT", "KP"), (2, 3), (6, 7)),
        (98, "GG", "AA", {"stop_gained"}, ("TGG", "TAA"), ("W", "*"), (12, 12), (35, 36)),
        (84, "TGTA", "T", {"inframe_deletion"}, ("GTAGGA", "GGA"), ("VG", "G"), (9, 10), (26, 28)),
        (51, "T", "TCCC", {"inframe_insertion"}, ("", "CCC"), ("", "P"), (3, 4), (9, 10)),
        (51, "T", "TTAG", {"stop_gained", "inframe_insertion"}, ("", "TAG"), ("", "*"), (3, 4), (9, 10)),
        (45, "GA", "G", {"frameshift_variant"}, ("ACT", "CT"), ("T", ""), (3, 3), (7, 7)),
        (46, "AAAACT", "GCC", {"protein_altering_variant"}, ("AAAACT", "GCC"), ("KT", "A"), (2, 3), (4, 9)),
    ],
)  # fmt: skip
def test_a_change_within_codons(strand, pos, ref, alt, names, codons, amino_acids, protein, cds):
    effect = effect_at(strand, pos, ref, alt)
    assert set(effect.names) == names
    assert (effect.ref_codons, effect.alt_codons) == codons
    assert (effect.ref_amino_acids, effect.alt_amino_acids) == amino_acids
    assert (effect.protein_position, effect.cds_position) == (protein, cds)
    assert effect.cdna_position == (cds[0] + 12, cds[1] + 12)
    assert (effect.protein_length, effect.n_exons, effect.why_unknown) == (12, 4, "")


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


# One long intron: donor at 1001, acceptor ends at 2000; a hundred bases of exon on either side.
WIDE = replace(
    PLUS, start=900, end=2100, exons=((900, 1000), (2000, 2100)), cds_start=None, cds_end=None,
    biotype="lncRNA",
)  # fmt: skip
WIDE_SEQUENCE = "ACGT" * 2000
WIDE_LENGTH = len(WIDE_SEQUENCE)
WIDE_MINUS = replace(
    WIDE,
    strand="-",
    start=WIDE_LENGTH - 2100,
    end=WIDE_LENGTH - 900,
    exons=tuple((WIDE_LENGTH - end, WIDE_LENGTH - start) for start, end in reversed(WIDE.exons)),
)


def wide(strand, pos, length=1):
    """Terms of a substitution of bases (A to C and so on), or of `length` bases by as many."""
    ref = WIDE_SEQUENCE[pos - 1 : pos - 1 + length]
    alt = ref.translate(str.maketrans("ACGT", "CATG"))
    variant = variant_at(strand, pos, ref, alt, WIDE_SEQUENCE)
    transcript = WIDE if strand == "+" else WIDE_MINUS
    sequence = WIDE_SEQUENCE if strand == "+" else reverse_complement(WIDE_SEQUENCE)
    return set(coding_effect(variant, transcript, fetch_of(sequence)).names)


EXON, INTRON = "non_coding_transcript_exon_variant", "intron_variant"
REGION, PYRIMIDINES = "splice_region_variant", "splice_polypyrimidine_tract_variant"
DONOR_REGION, FIFTH = "splice_donor_region_variant", "splice_donor_5th_base_variant"


@BOTH
@pytest.mark.parametrize(
    ("pos", "names"),
    [
        (997, {EXON}),
        (998, {EXON, REGION}),
        (1000, {EXON, REGION}),
        (1001, {"splice_donor_variant"}),
        (1002, {"splice_donor_variant"}),
        (1003, {INTRON, REGION, DONOR_REGION}),
        (1004, {INTRON, REGION, DONOR_REGION}),
        (1005, {INTRON, REGION, DONOR_REGION, FIFTH}),
        (1006, {INTRON, REGION, DONOR_REGION}),
        (1007, {INTRON, REGION}),
        (1008, {INTRON, REGION}),
        (1009, {INTRON}),
        (1983, {INTRON}),
        (1984, {INTRON, PYRIMIDINES}),
        (1992, {INTRON, PYRIMIDINES}),
        (1993, {INTRON, REGION, PYRIMIDINES}),
        (1998, {INTRON, REGION, PYRIMIDINES}),
        (1999, {"splice_acceptor_variant"}),
        (2000, {"splice_acceptor_variant"}),
        (2001, {EXON, REGION}),
        (2003, {EXON, REGION}),
        (2004, {EXON}),
    ],
)
def test_every_distance_from_a_splice_site(strand, pos, names):
    assert wide(strand, pos) == names


@BOTH
def test_distances_around_a_transcript(strand):
    far = replace(
        WIDE if strand == "+" else WIDE_MINUS,
        exons=(mirrored_far(strand, 6000, 6100),),
        start=mirrored_far(strand, 6000, 6100)[0],
        end=mirrored_far(strand, 6000, 6100)[1],
    )
    sequence = WIDE_SEQUENCE if strand == "+" else reverse_complement(WIDE_SEQUENCE)

    def term(pos):
        ref = WIDE_SEQUENCE[pos - 1]
        alt = "C" if ref == "A" else "A"
        variant = variant_at(strand, pos, ref, alt, WIDE_SEQUENCE)
        return coding_effect(variant, far, fetch_of(sequence)).names

    assert term(6000) == ("upstream_gene_variant",)
    assert term(1001) == ("upstream_gene_variant",)
    assert term(1000) == ("intergenic_variant",)
    assert term(6101) == ("downstream_gene_variant",)
    other = Variant(Assembly.ARTIFICIAL, "else", 6050, "A", "C")
    assert coding_effect(other, far, fetch_of(sequence)).names == ("intergenic_variant",)


def mirrored_far(strand, start, end):
    return (start, end) if strand == "+" else (WIDE_LENGTH - end, WIDE_LENGTH - start)


@BOTH
def test_several_bases_have_every_term_they_touch(strand):
    """Bases 999 to 1005 are replaced: exon, donor and what follows it."""
    assert wide(strand, 999, 7) == {
        EXON, INTRON, REGION, DONOR_REGION, FIFTH, "splice_donor_variant",
    }  # fmt: skip


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
def test_a_start_codon_that_comes_again_is_retained(strand):
    """GCAATG without one A has its start as before, though the A of ATG is spelled as lost."""
    sequence = SEQUENCE[:41] + "A" + SEQUENCE[42:]
    effect = effect_at(strand, 41, "AA", "A", sequence)
    assert effect.names == ("start_retained_variant",)
    assert effect.protein_position == (1, 1)


@BOTH
def test_another_start_than_atg(strand):
    sequence = SEQUENCE[:42] + "C" + SEQUENCE[43:]
    assert effect_at(strand, 43, "C", "A", sequence).names == ("start_retained_variant",)
    assert effect_at(strand, 43, "C", "G", sequence).names == ("start_lost",)
    assert effect_at(strand, 44, "T", "A", sequence).names == ("start_lost",)


@BOTH
def test_bases_before_and_in_the_start_codon(strand):
    effect = effect_at(strand, 41, "ACAT", "A")
    assert set(effect.names) == {"start_lost", "5_prime_UTR_variant"}


@BOTH
def test_a_deletion_of_the_stop_codon_and_behind(strand):
    effect = effect_at(strand, 99, "GTAAC", "G")
    assert set(effect.names) == {"stop_lost", "3_prime_UTR_variant"}
    assert effect.protein_position == (13, 13)


@BOTH
def test_a_frameshift_that_meets_a_stop_at_once_has_both_terms(strand):
    """ATG AAA ACT with TAGC behind AAA: the third codon is TAG."""
    effect = effect_at(strand, 48, "A", "ATAGC")
    assert effect.names == ("stop_gained", "frameshift_variant")
    assert effect_at(strand, 48, "A", "ACAGC").names == ("frameshift_variant",)


@BOTH
def test_an_amino_acid_put_in_before_a_stop_that_stays(strand):
    """TGG TAA with TAC between: the change is spelled within the stop codon."""
    effect = effect_at(strand, 99, "G", "GTAC")
    assert set(effect.names) == {"inframe_insertion", "stop_retained_variant"}


@BOTH
def test_a_selenocysteine_is_no_stop(strand):
    """Codon 4 is TGA; place 51 (0-based) on the plus strand."""
    sequence = SEQUENCE[:51] + "TGA" + SEQUENCE[54:]
    place = 51 if strand == "+" else LENGTH - 1 - 51
    more = {"selenocysteines": (place,)}
    other = effect_at(strand, 54, "A", "T", sequence, **more)
    assert other.names == ("missense_variant",)
    assert (other.ref_amino_acids, other.alt_amino_acids) == ("U", "C")
    assert effect_at(strand, 53, "G", "A", sequence, **more).names == ("stop_gained",)
    kept = effect_at(strand, 45, "GAAA", "G", sequence, **more)
    assert kept.names == ("inframe_deletion",)
    unread = effect_at(strand, 46, "A", "G", sequence)
    assert unread.names == ("coding_sequence_variant",)
    assert "stop at codon 4" in unread.why_unknown


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


def messengers(start, end, alt):
    """Proteins of the transcript on the plus strand before and after a change within an exon."""
    shift = len(alt) - (end - start)
    changed = SEQUENCE[:start] + alt + SEQUENCE[end:]
    moved = [(low + shift * (low >= end), high + shift * (high >= end)) for low, high in EXONS]
    before = "".join(SEQUENCE[low:high] for low, high in EXONS)
    after = "".join(changed[low:high] for low, high in moved)
    return translate(before[12:]), translate(after[12:])


def terms_by_proteins(old, new, shift):
    """Terms that two whole proteins ask for; a change of the stop codon is told by its bases."""
    if old == new:
        same_stop = {"stop_retained_variant", "3_prime_UTR_variant"}
        return same_stop if shift else {"synonymous_variant"}
    same = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
        min(len(old), len(new)),
    )
    if new.endswith("*") and 3 * (len(new) - len(old)) == shift:
        kinds = {-1: "inframe_deletion", 0: "missense_variant", 1: "inframe_insertion"}
        return {kinds[(shift > 0) - (shift < 0)], *(["protein_altering_variant"] if shift else [])}
    if new[same : same + 1] == "*":
        return {"stop_gained"}
    if shift % 3:
        return {"stop_lost"} if old[same] == "*" else {"frameshift_variant"}
    return {"stop_gained", "stop_lost"}


@BOTH
@given(data=st.data())
def test_terms_are_those_of_both_messengers_translated(strand, data):
    """Any change from the second codon to the stop codon, within one exon and away from its edge."""
    low, high = data.draw(st.sampled_from([(45, 54), (81, 102)]))
    start = data.draw(st.integers(low, high - 1))
    end = data.draw(st.integers(start, min(high, start + 7)))
    alt = data.draw(st.text("ACGT", max_size=7))
    assume(SEQUENCE[start:end] != alt)
    anchor = SEQUENCE[start - 1]
    effect = effect_at(strand, start, anchor + SEQUENCE[start:end], anchor + alt)
    asked = terms_by_proteins(*messengers(start, end, alt), len(alt) - (end - start))
    if effect.why_unknown:
        assert "side" in effect.why_unknown
    elif asked == {"synonymous_variant"}:
        assert effect.names in (("synonymous_variant",), ("stop_retained_variant",))
    else:
        assert asked & set(effect.names), (effect.names, asked)
