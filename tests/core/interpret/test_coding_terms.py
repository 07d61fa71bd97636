"""Terms for changes of codons, counted by hand on both strands, and against whole proteins."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.interpret.codons import translate
from tests.core.interpret.coding_cases import BOTH, effect_at
from tests.core.interpret.transcript_world import EXONS, LENGTH, SEQUENCE


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
