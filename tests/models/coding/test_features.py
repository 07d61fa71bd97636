"""Features of coding potential, counted by hand."""

from math import log, log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coding.features import NAMES, WordTables, features, longest_frame
from models.coding.fickett import testcode as fickett_statistic
from models.coding.hexamers import count_words, word_table
from models.coding.orfs import kozak_score, open_frames, stop_shares
from models.sequence import base_codes

DNA = st.text("ACGTN", max_size=120)


def _tables(coding="ATGGCC", other="TTTTTT"):
    return WordTables(
        word_table(count_words(coding, 6, 3), count_words(other, 6, 1), 6),
        word_table(count_words(coding, 3, 3), count_words(other, 3, 1), 3),
    )


def test_a_frame_runs_from_its_first_atg_to_behind_its_stop():
    # CC ATG AAA ATG CCC TAA G: the inner ATG belongs to the same frame.
    (frame,) = open_frames("CCATGAAAATGCCCTAAG")
    assert frame == (2, 17, True)
    assert frame.n_codons == 4


def test_a_frame_without_a_stop_ends_with_the_last_whole_codon():
    (frame,) = open_frames("ATGAAACC")
    assert frame == (0, 6, False)
    assert frame.n_codons == 2


def test_the_longest_frame_stands_first_and_of_equal_ones_the_first():
    # Frame 0: ATG TGA; frame 2 from base 8: ATG CCC TAG.
    assert open_frames("ATGTGACCATGCCCTAG") == [(8, 17, True), (0, 6, True)]
    assert open_frames("ATGTGAATGTAA") == [(0, 6, True), (6, 12, True)]
    assert longest_frame("CCCCCC") is None


def test_unknown_bases_are_neither_start_nor_stop():
    assert open_frames("ANGTAA") == []
    assert open_frames("ATGTNATAA") == [(0, 9, True)]


def test_kozak_counts_the_purine_at_minus_three_and_the_g_at_plus_four():
    assert kozak_score("GCCATGG", 3) == 2
    assert kozak_score("ACCATGC", 3) == 1
    assert kozak_score("CCCATGG", 3) == 1
    assert kozak_score("CCCATGT", 3) == 0
    assert kozak_score("ATGG", 0) == 1
    assert kozak_score("ATG", 0) == 0


def test_stop_shares_count_each_frame_of_the_transcript():
    # Frame 0: TAA CTG A.. one of two codons; frame 1: AAC TGA one of two; frame 2: ACT, no stop.
    assert stop_shares("TAACTGA", 0) == (1 / 2, 1 / 2, 0.0)
    assert stop_shares("TAACTGA", 1) == (1 / 2, 0.0, 1 / 2)
    assert stop_shares("", 0) == (0.0, 0.0, 0.0)


def test_testcode_of_a_sequence_counted_by_hand():
    # Twelve bases, codons GCA four times: G at places 1 only, C at 2, A at 3, no T.
    # Position: 4 / (0 + 1) = 4 for A, C, G (first range); T: 0 / 1 = 0 (last range).
    position = 0.94 * 0.26 + 0.80 * 0.18 + 0.90 * 0.31 + 0.09 * 0.33
    # Content: 1/3 for A, C, G (>= 0.33, first range); 0 for T (last range).
    content = 0.28 * 0.11 + 0.82 * 0.12 + 0.40 * 0.15 + 0.51 * 0.14
    assert fickett_statistic(base_codes("GCA" * 4)) == pytest.approx(position + content)
    assert fickett_statistic(base_codes("A")) == 0.0


def test_log_odds_of_words_are_counted_by_hand():
    # Coding: AAACCC, one hexamer; other: TTTTTT, one.
    table = word_table(count_words("AAACCC", 6, 3), count_words("TTTTTT", 6, 1), 6)
    assert table.score("AAACCC") == pytest.approx(log(2))
    assert table.score("TTTTTT") == pytest.approx(-log(2))
    assert table.score("AAACCCTTT") == pytest.approx(log(2) / 2)  # AAACCC and CCCTTT
    assert table.score("AANCCC") == 0.0
    assert table.score("AAAC") == 0.0


def test_words_are_counted_a_codon_apart_in_coding_and_everywhere_in_other_sequence():
    assert count_words("ATGATGATG", 6, 3).sum() == 2
    assert count_words("ATGATGATG", 6, 1).sum() == 4
    assert count_words("ATGNTGATG", 6, 3).sum() == 0
    assert count_words("AAC", 3, 3)[1] == 1


def test_features_of_a_transcript_counted_by_hand():
    sequence = "GCCATGGCCTAAGC"
    found = dict(zip(NAMES, features(sequence, longest_frame(sequence), _tables()), strict=True))
    assert found["orf_length"] == log2(1 + 2)
    assert found["orf_coverage"] == 9 / 14
    assert found["orf_has_stop"] == 1.0
    assert found["kozak"] == 2.0
    assert found["hexamer"] == pytest.approx(log(2) / 2)  # ATGGCC seen once, GCCTAA never
    assert found["hexamer_lead"] == pytest.approx(log(2) / 2)
    # Codons ATG and GCC were seen once each among two, TTT four times; 64 words smoothed.
    shares = [2 / 66, 2 / 66, 1 / 66]
    others = [1 / 68, 1 / 68, 1 / 68]
    assert found["codon_usage"] == pytest.approx(
        sum(log(a / b) for a, b in zip(shares, others, strict=True)) / 3
    )
    assert found["gc"] == 9 / 14
    assert found["gc3"] == 2 / 3  # ATG GCC TAA: G, C, A
    assert (found["stops_in_frame"], found["stops_second"], found["stops_third"]) == (1 / 4, 0, 0)


def test_a_transcript_without_a_frame_has_zeros_for_what_is_measured_on_it():
    found = features("CCCCCC", None, _tables())
    assert found.shape == (len(NAMES),)
    assert list(found[:8]) == [0.0] * 8
    assert found[NAMES.index("gc")] == 1.0


@given(DNA)
def test_every_frame_is_one_and_no_atg_is_left_out(sequence):
    frames = open_frames(sequence)
    for start, end, has_stop in frames:
        codons = [sequence[place : place + 3] for place in range(start, end, 3)]
        assert codons[0] == "ATG"
        assert (codons[-1] in {"TAA", "TAG", "TGA"}) == has_stop
        assert not {"TAA", "TAG", "TGA"} & set(codons[:-1])
        assert has_stop or len(sequence) - end < 3
    for place in range(len(sequence) - 2):
        if sequence[place : place + 3] == "ATG":
            assert any(
                start <= place < end and (place - start) % 3 == 0 for start, end, _ in frames
            )


@given(DNA)
def test_features_are_always_numbers(sequence):
    if sequence:
        assert np.isfinite(features(sequence, longest_frame(sequence), _tables())).all()
