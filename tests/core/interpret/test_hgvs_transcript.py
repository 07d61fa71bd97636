"""Descriptions in a transcript, counted by hand, each rule on both strands."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.transcript import Mane, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.hgvs_transcript import (
    TranscriptNames,
    hgvs_c,
    hgvs_p,
    hgvs_r,
    transcript_accession,
    why_unnamed,
)
from core.interpret.mrna import reverse_complement
from tests.core.interpret.transcript_world import (
    EXONS,
    LENGTH,
    MINUS,
    PLUS,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)

NAMES = {
    strand: TranscriptNames(transcript, fetch_of(contig(strand)))
    for strand, transcript in TRANSCRIPTS.items()
}
BOTH = pytest.mark.parametrize("strand", ["+", "-"])


def named(strand, pos, ref, alt):
    names, variant = NAMES[strand], variant_at(strand, pos, ref, alt)
    return names.c(variant), names.p(variant), names.r(variant)


@BOTH
@pytest.mark.parametrize(
    ("pos", "ref", "alt", "c", "p", "r"),
    [
        (46, "A", "G", "4A>G", "p.(Lys2Glu)", "r.(4a>g)"),
        (48, "A", "G", "6A>G", "p.(Lys2=)", "r.(6a>g)"),
        (51, "T", "A", "9T>A", "p.(Thr3=)", "r.(9u>a)"),
        (43, "A", "G", "1A>G", "p.(Met1?)", "r.(1a>g)"),
        (99, "G", "A", "36G>A", "p.(Trp12Ter)", "r.(36g>a)"),
        (100, "T", "C", "37T>C", "p.(Ter13GlnextTer2)", "r.(37u>c)"),
        (102, "A", "G", "39A>G", "p.(Ter13=)", "r.(39a>g)"),
        (42, "C", "G", "-1C>G", "p.?", "r.(-1c>g)"),
        (103, "C", "T", "*1C>T", "p.?", "r.(*1c>u)"),
    ],
)
def test_a_substitution_is_named_by_the_number_of_its_base(strand, pos, ref, alt, c, p, r):
    assert named(strand, pos, ref, alt) == (f"NM_1.1:c.{c}", p, r)


@BOTH
@pytest.mark.parametrize(
    ("pos", "ref", "alt", "c", "p", "r"),
    [
        (45, "GA", "G", "7del", "p.(Thr3LeufsTer6)", "r.(7del)"),
        (45, "G", "GA", "7dup", "p.(Thr3AsnfsTer?)", "r.(7dup)"),
        (45, "G", "GAA", "6_7dup", "p.(Thr3LysfsTer7)", "r.(6_7dup)"),
        (84, "TGTA", "T", "26_28del", "p.(Val9del)", "r.(26_28del)"),
        (84, "T", "TGTA", "26_28dup", "p.(Val9dup)", "r.(26_28dup)"),
        (51, "T", "TC", "9_10insC", "p.(Ala4ArgfsTer?)", "r.(9_10insc)"),
        (51, "T", "TCCC", "9_10insCCC", "p.(Thr3_Ala4insPro)", "r.(9_10insccc)"),
        (51, "T", "TTAG", "9_10insTAG", "p.(Ala4Ter)", "r.(9_10insuag)"),
        (51, "T", "TCCCTAG", "9_10insCCCTAG", "p.(Thr3_Ala4insProTer)", "r.(9_10inscccuag)"),
        (52, "G", "GTTTAGG", "10_11insTTTAGG", "p.(Thr3_Ala4insValTer)", "r.(10_11insuuuagg)"),
        (52, "G", "GTTTAGT", "10_11insTTTAGT", "p.(Ala4delinsValTer)", "r.(10_11insuuuagu)"),
        (55, "T", "TGCTAGT", "13_14insGCTAGT", "p.(Ala4_Tyr5insCysTer)", "r.(spl?)"),
        (52, "GCA", "TGC", "10_12inv", "p.(Ala4Cys)", "r.(10_12inv)"),
        (52, "GC", "TT", "10_11delinsTT", "p.(Ala4Leu)", "r.(10_11delinsuu)"),
        (52, "GCA", "T", "10_12delinsT", "p.(Ala4LeufsTer?)", "r.(10_12delinsu)"),
        (42, "CATG", "C", "2_4del", "p.(Met1?)", "r.(2_4del)"),
        (41, "ACATG", "A", "-1_3del", "p.(Met1?)", "r.(-1_3del)"),
        (98, "GGTAACA", "G", "36_*2del", "p.(Trp12Cys)", "r.(spl?)"),
    ],
)
def test_indels_stand_at_their_most_3_prime_place_in_the_transcript(strand, pos, ref, alt, c, p, r):
    assert named(strand, pos, ref, alt) == (f"NM_1.1:c.{c}", p, r)


@BOTH
@pytest.mark.parametrize(
    ("pos", "ref", "alt", "c"),
    [
        (58, "G", "A", "15+1G>A"),
        (68, "A", "T", "15+11A>T"),
        (69, "C", "G", "16-10C>G"),
        (78, "G", "A", "16-1G>A"),
        (17, "G", "A", "-7+1G>A"),
        (35, "A", "C", "-6-2A>C"),
        (107, "G", "T", "*4+1G>T"),
        (125, "A", "G", "*5-2A>G"),
        (55, "TACGT", "T", "15_15+3del"),
        (57, "C", "CT", "15_15+1insT"),
        (77, "AG", "TT", "16-2_16-1delinsTT"),
        (56, "ACGTATGTCC", "A", "15_15+8del"),
        (79, "C", "CAGC", "16-2_16dup"),
    ],
)
def test_a_place_in_an_intron_is_told_from_the_nearer_exon_on_the_chromosome(
    strand, pos, ref, alt, c
):
    assert named(strand, pos, ref, alt) == (f"demo(NM_1.1):c.{c}", "p.?", "r.(spl?)")


@BOTH
def test_a_deletion_moves_from_an_exon_into_its_own_intron(strand):
    assert named(strand, 15, "AG", "A")[0] == "demo(NM_1.1):c.-7+1del"


@BOTH
def test_a_deletion_moves_from_an_intron_into_the_next_exon(strand):
    assert named(strand, 125, "AG", "A")[0] == "NM_1.1:c.*5del"


@BOTH
def test_nothing_moves_over_an_exon_exon_junction(strand):
    """Base 15 and base 16 are both C, with an intron between them."""
    assert named(strand, 56, "AC", "A") == ("NM_1.1:c.15del", "p.(Leu6TrpfsTer3)", "r.(spl?)")
    assert named(strand, 78, "GC", "G") == ("NM_1.1:c.16del", "p.(Leu6TrpfsTer3)", "r.(spl?)")


@BOTH
@pytest.mark.parametrize(
    ("ref", "alt", "words"),
    [
        ("C", "CA", "*12dup"),
        ("C", "CAG", "*11_*12insAG"),
        ("CA", "C", "*12del"),
    ],
)
def test_bases_put_in_keep_a_neighbour_in_the_transcript(strand, ref, alt, words):
    """Its last bases are CA, and AG follows: moving on would leave it."""
    sequence = SEQUENCE[:134] + "AG" + SEQUENCE[136:]
    names = TranscriptNames(TRANSCRIPTS[strand], fetch_of(contig(strand, sequence)))
    assert names.c(variant_at(strand, 133, ref, alt, sequence)) == f"NM_1.1:c.{words}"


@BOTH
def test_a_whole_exon_with_its_introns_is_one_deletion(strand):
    ref = SEQUENCE[26:70]
    assert named(strand, 27, ref, ref[0])[0] == "demo(NM_1.1):c.-6-9_16-9del"


def test_deep_in_an_intron_nothing_is_said_of_the_rna():
    deep = "GTAAGT" + "ATCTA" * 40 + "TTTCAG"
    sequence = SEQUENCE[:16] + deep + SEQUENCE[36:]
    more = len(deep) - 20
    moved = replace(
        PLUS,
        exons=(EXONS[0], *((start + more, end + more) for start, end in EXONS[1:])),
        end=PLUS.end + more,
        cds_start=PLUS.cds_start + more,
        cds_end=PLUS.cds_end + more,
    )
    variant = variant_at("+", 100, sequence[99], "G", sequence)
    names = TranscriptNames(moved, fetch_of(sequence))
    assert (names.c(variant), names.p(variant), names.r(variant)) == (
        f"demo(NM_1.1):c.-7+84{sequence[99]}>G",
        "p.?",
        "r.(?)",
    )


@BOTH
def test_a_non_coding_transcript_is_numbered_from_its_first_base(strand):
    rna = replace(TRANSCRIPTS[strand], cds_start=None, cds_end=None, biotype="lncRNA")
    names = TranscriptNames(rna, fetch_of(contig(strand)))
    assert names.c(variant_at(strand, 46, "A", "G")) == "NM_1.1:n.16A>G"
    assert names.c(variant_at(strand, 58, "G", "A")) == "demo(NM_1.1):n.27+1G>A"
    assert names.p(variant_at(strand, 46, "A", "G")) == ""
    assert names.r(variant_at(strand, 45, "GA", "G")) == "r.(19del)"


def test_the_chromosome_is_named_by_its_accession():
    on_17 = replace(PLUS, chrom="chr17")
    variant = Variant(Assembly.GRCH38, "chr17", 58, "G", "A")
    assert hgvs_c(variant, on_17, fetch_of(SEQUENCE)) == "NC_000017.11(NM_1.1):c.15+1G>A"


def test_a_mane_transcript_is_named_by_refseq_and_another_by_itself():
    ensembl = replace(PLUS, transcript_id="ENST1.2", other_id="NM_7.3")
    assert transcript_accession(ensembl) == "ENST1.2"
    assert transcript_accession(replace(ensembl, mane=Mane.SELECT)) == "NM_7.3"
    refseq = replace(PLUS, other_id="ENST1.2", mane=Mane.PLUS_CLINICAL)
    assert transcript_accession(refseq) == "NM_1.1"


@pytest.mark.parametrize(
    ("pos", "ref", "alt"),
    [
        (8, "CTCGGA", "C"),
        (10, "C", "CAA"),
        (5, "T", "G"),
        (134, "AGA", "A"),
    ],
)
def test_a_change_beyond_the_ends_of_the_transcript_is_not_named(pos, ref, alt):
    variant = variant_at("+", pos, ref, alt)
    assert NAMES["+"].why_unnamed(variant) == "NM_1.1: the change reaches beyond its ends."
    assert (NAMES["+"].c(variant), NAMES["+"].p(variant), NAMES["+"].r(variant)) == ("", "", "")


def test_a_variant_of_another_contig_is_not_named():
    elsewhere = Variant(Assembly.ARTIFICIAL, "other", 46, "A", "G")
    assert NAMES["+"].c(elsewhere) == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"traits": frozenset({TranscriptTrait.DIFFERS_FROM_GENOME})}, "differs from the genome"),
        ({"traits": frozenset({TranscriptTrait.START_UNKNOWN})}, "beginning of its coding"),
        ({"transcript_id": "ABC1"}, "no accession"),
        ({"cds_start": None, "cds_end": None}, "do not tell where its coding sequence is"),
        ({"cds_start": 43}, "stop at codon 8 of its coding sequence of 12 codons"),
        ({"cds_end": 101}, "38 bases is no multiple of three"),
        ({"cds_end": 99}, "does not end in a stop"),
        ({"cds_start": 20}, "does not lie in its exons"),
    ],
)
def test_a_transcript_that_disagrees_with_the_genome_names_nothing(change, words):
    transcript = replace(PLUS, **change)
    variant = variant_at("+", 46, "A", "G")
    told = why_unnamed(variant, transcript, fetch_of(SEQUENCE))
    assert words in told
    assert hgvs_c(variant, transcript, fetch_of(SEQUENCE)) == ""
    assert hgvs_p(variant, transcript, fetch_of(SEQUENCE)) == ""
    assert hgvs_r(variant, transcript, fetch_of(SEQUENCE)) == ""


def test_a_coding_sequence_whose_end_is_not_known_is_read_to_its_end():
    """The coding sequence ends with base 36, the transcript with it."""
    cut = replace(
        PLUS, exons=(*EXONS[:2], (78, 99)), end=99, cds_end=99,
        traits=frozenset({TranscriptTrait.END_UNKNOWN}),
    )  # fmt: skip
    names = TranscriptNames(cut, fetch_of(SEQUENCE))
    assert names.p(variant_at("+", 46, "A", "G")) == "p.(Lys2Glu)"
    assert names.p(variant_at("+", 84, "TGTA", "T")) == "p.(Val9del)"
    assert names.p(variant_at("+", 45, "G", "GA")) == "p.(Thr3AsnfsTer?)"
    assert names.p(variant_at("+", 48, "A", "G")) == "p.(Lys2=)"


def test_a_coding_sequence_with_slippage_keeps_its_numbers_and_tells_no_protein():
    slips = replace(PLUS, traits=frozenset({TranscriptTrait.SLIPPAGE}))
    variant = variant_at("+", 46, "A", "G")
    assert hgvs_c(variant, slips, fetch_of(SEQUENCE)) == "NM_1.1:c.4A>G"
    assert hgvs_p(variant, slips, fetch_of(SEQUENCE)) == "p.?"


@BOTH
def test_a_selenocysteine_is_read_as_told(strand):
    """Codon 4 (52-54) becomes TGA."""
    sequence = SEQUENCE[:51] + "TGA" + SEQUENCE[54:]
    place = 51 if strand == "+" else LENGTH - 52
    transcript = replace(TRANSCRIPTS[strand], selenocysteines=(place,))
    names = TranscriptNames(transcript, fetch_of(contig(strand, sequence)))
    assert names.fault == ""
    assert names.reading.protein == "MKTUYLVVVGRW*"
    assert names.p(variant_at(strand, 54, "A", "C", sequence)) == "p.(Sec4Cys)"
    assert names.p(variant_at(strand, 53, "G", "A", sequence)) == "p.(Sec4Ter)"
    assert names.p(variant_at(strand, 48, "A", "G", sequence)) == "p.(Lys2=)"
    assert names.p(variant_at(strand, 45, "GAAA", "G", sequence)) == "p.(Lys2del)"


def test_a_start_codon_that_is_not_atg_is_read_as_methionine():
    sequence = SEQUENCE[:42] + "C" + SEQUENCE[43:]
    names = TranscriptNames(PLUS, fetch_of(sequence))
    assert (names.reading.start_codon, names.reading.protein[0]) == ("CTG", "M")
    assert names.p(variant_at("+", 43, "C", "A", sequence)) == "p.(Met1?)"
    assert names.p(variant_at("+", 46, "A", "G", sequence)) == "p.(Lys2Glu)"


def test_unknown_bases_stop_the_shift_and_prove_nothing():
    sequence = SEQUENCE[:47] + "N" + SEQUENCE[48:]
    names = TranscriptNames(PLUS, fetch_of(sequence))
    assert names.fault == ""
    assert names.c(variant_at("+", 45, "GA", "G", sequence)) == "NM_1.1:c.5del"
    assert names.p(variant_at("+", 49, "A", "G", sequence)) == "p.(Thr3Ala)"


_PLACE = r"[*-]?\d+(?:[+-]\d+)?"
_FORM = re.compile(
    rf"(?P<first>{_PLACE})(?:_(?P<last>{_PLACE}))?(?P<kind>delins|del|dup|inv|ins|[ACGT]>)(?P<new>[ACGT]*)"
)


@BOTH
@pytest.mark.parametrize(("ref", "alt"), [("A", "AN"), ("A", "ANNN"), ("A", "AGNC"), ("A", "N")])
def test_unknown_bases_put_in_leave_the_protein_unknown(strand, ref, alt):
    assert named(strand, 46, ref, alt)[1] == "p.?"


def applied(words, numbers, bases):
    """The spliced transcript a description stands for, by an independent reading of HGVS."""
    found = _FORM.fullmatch(words)
    assert found is not None, words
    first = numbers.index(found["first"])
    last = numbers.index(found["last"] or found["first"])
    old = bases[first : last + 1]
    if found["kind"] == "ins":
        assert last == first + 1
        return bases[: first + 1] + found["new"] + bases[last:]
    made = {"del": "", "dup": old + old, "inv": reverse_complement(old)}
    return bases[:first] + made.get(found["kind"], found["new"]) + bases[last + 1 :]


@given(strand=st.sampled_from("+-"), data=st.data())
def test_every_description_in_an_exon_gives_back_the_changed_transcript(strand, data):
    low, high = data.draw(st.sampled_from(EXONS))
    start = data.draw(st.integers(low + 1, high - 2))
    end = data.draw(st.integers(start + 1, min(high - 1, start + 6)))
    ref = SEQUENCE[start:end]
    alt = data.draw(st.text("ACGT", min_size=1, max_size=7))
    assume(ref != alt)
    variant = variant_at(strand, start + 1, ref, alt)
    name = NAMES[strand].c(variant)
    assume("(" not in name)  # moved into the intron
    numbers = [
        *map(str, range(-12, 0)), *map(str, range(1, 40)), *(f"*{n}" for n in range(1, 13)),
    ]  # fmt: skip
    spliced = "".join(SEQUENCE[a:b] for a, b in EXONS)
    changed = SEQUENCE[:start] + alt + SEQUENCE[end:]
    shift = len(alt) - len(ref)
    edges = [(a + shift * (a > start), b + shift * (b > start)) for a, b in EXONS]
    expected = "".join(changed[a:b] for a, b in edges)
    assert applied(name.removeprefix("NM_1.1:c."), numbers, spliced) == expected


@given(data=st.data())
def test_both_strands_give_the_same_names(data):
    start = data.draw(st.integers(11, 125))
    end = data.draw(st.integers(start + 1, start + 7))
    ref, alt = SEQUENCE[start:end], data.draw(st.text("ACGT", min_size=1, max_size=5))
    assume(ref != alt)
    assert named("+", start + 1, ref, alt) == named("-", start + 1, ref, alt)
    assert change_of(variant_at("+", start + 1, ref, alt)) is not None
    assert MINUS.exons[0][0] == LENGTH - 134
