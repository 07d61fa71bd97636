"""CPAT's regression, computed by hand, and files that are something else."""

from math import exp, log

import numpy as np
import pytest

from models.coding.cpat import CpatModel, coefficients, hexamer_table
from models.coding.orfs import open_frames
from models.coding.reading import Cutoffs
from models.errors import PackReadError

TABLE = b"hexamer\tcoding\tnoncoding\nATGGCC\t0.002\t0.001\nGCCTAA\t0.001\t0\nAAAAAA\t0\t0.004\n"
TERMS = b"(Intercept)\t-10.5\nmRNA\t0.001\nORF\t0.02\nFickett\t3\nHexamer\t1.5\n"


def _model():
    terms = coefficients(TERMS)
    return CpatModel("CPAT", Cutoffs(0.364, 0.364, ""), hexamer_table(TABLE), terms)


def test_the_log_odds_are_the_sum_of_four_terms_counted_by_hand():
    # GCC ATG GCC TAA GC: fourteen bases, a frame of nine.
    sequence = "GCCATGGCCTAAGC"
    (frame,) = open_frames(sequence)
    found = _model().read(sequence, frame)
    # Hexamers ATGGCC (log 2) and GCCTAA (coding only: 1).
    hexamers = (log(2) + 1) / 2
    # ATGGCCTAA. A: counts 1, 1, 1 by place (ATG, -, TAA: places 0, 1, 2); C: 0, 1, 1; G: 1, 0, 1;
    # T: 1, 1, 0. Position: A 1 / 2 = 0.5, others 1 / 1 = 1 (last range, >= 0).
    position = 0.22 * 0.26 + 0.23 * 0.18 + 0.08 * 0.31 + 0.09 * 0.33
    # Content: A 3/9 (>= 0.33), C, G and T 2/9 (>= 0.21).
    content = 0.28 * 0.11 + 0.43 * 0.12 + 0.41 * 0.15 + 0.56 * 0.14
    expected = -10.5 + 0.001 * 14 + 0.02 * 9 + 3 * (position + content) + 1.5 * hexamers
    assert found.log_odds == pytest.approx(expected, abs=1e-12)
    values = {one.name: one.value for one in found.features}
    assert values == {
        "mRNA": 14.0,
        "ORF": 9.0,
        "Fickett": pytest.approx(position + content),
        "Hexamer": pytest.approx(hexamers),
    }
    contributions = {one.name: one.contribution for one in found.features}
    assert contributions["ORF"] == pytest.approx(0.18)


def test_words_of_one_kind_count_one_and_unlisted_ones_are_passed_over():
    table = hexamer_table(TABLE)
    assert table.score("AAAAAA") == -1.0
    assert table.score("GCCTAA") == 1.0
    assert table.score("CCCCCC") == 0.0
    assert table.score("ATGGCCCCC") == pytest.approx(log(2))
    assert np.isnan(table.values).sum() == 4096 - 3


def test_without_a_frame_only_length_and_intercept_count():
    found = _model().read("CCCCCCCCCC", None)
    assert found.log_odds == pytest.approx(-10.5 + 0.01)
    assert exp(found.log_odds) < 0.001


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"hexamer\tcoding\tnoncoding\n", "holds no hexamer"),
        (b"ATGGCC\t0.1\n", "Line 1 of the hexamer table is not"),
        (b"ATGGC\t0.1\t0.1\n", "Line 1 of the hexamer table is not"),
        (b"ATGGCN\t0.1\t0.1\n", "no hexamer"),
        (b"ATGGCC\t-1\t0.1\n", "no hexamer"),
        (b"ATGGCC\tnan\t0.1\n", "no hexamer"),
        (b"\x1f\x8b\xff", "no table of text"),
    ],
)
def test_other_files_are_no_hexamer_table(content, cause):
    with pytest.raises(PackReadError, match=cause):
        hexamer_table(content)


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"RDX2\nX\n\x00\x00\xff", "no table of text"),
        (TERMS.replace(b"ORF\t0.02\n", b""), "lack ORF"),
        (TERMS + b"ORF\t1\n", "Line 6"),
        (TERMS + b"Length\t1\n", "Line 6"),
        (TERMS.replace(b"0.02", b"many"), "Line 3 of the coefficients is not"),
        (TERMS.replace(b"0.02", b"inf"), "Line 3"),
    ],
)
def test_other_files_are_no_coefficients_and_it_is_said_how_to_write_them(content, cause):
    with pytest.raises(PackReadError, match=cause) as found:
        coefficients(content)
    assert "Human_logitModel.RData" in found.value.remedy


def test_coefficients_may_stand_in_quotes_as_r_writes_them():
    assert coefficients(TERMS.replace(b"mRNA", b'"mRNA"')) == coefficients(TERMS)
