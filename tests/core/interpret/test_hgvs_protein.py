"""Descriptions of proteins; the names of the first table stand in HGVS Nomenclature as examples."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.interpret.codons import NAMES
from core.interpret.hgvs_protein import protein_hgvs

NATIVE = "MKTAYLVVVGRW*"


def in_frame(mutant, native=NATIVE, **more):
    return protein_hgvs(native, mutant, is_frame_kept=True, uses_old_stop=True, **more)


def shifted(mutant, native=NATIVE):
    return protein_hgvs(native, mutant, is_frame_kept=False, uses_old_stop=False)


def stopped_in_frame(mutant, native=NATIVE, **more):
    return protein_hgvs(native, mutant, is_frame_kept=True, uses_old_stop=False, **more)


@pytest.mark.parametrize(
    ("mutant", "expected"),
    [
        ("MKTAYLVVVGCW*", "p.(Arg11Cys)"),
        ("MKTAYLVVGRW*", "p.(Val9del)"),
        ("MKTAYLGRW*", "p.(Val7_Val9del)"),
        ("MKYLVVVGRW*", "p.(Thr3_Ala4del)"),
        ("MKTAYLVVVVGRW*", "p.(Val9dup)"),
        ("MKTAYTAYLVVVGRW*", "p.(Thr3_Tyr5dup)"),
        ("MKTAQSKYLVVVGRW*", "p.(Ala4_Tyr5insGlnSerLys)"),
        ("MKTAWVVVGRW*", "p.(Tyr5_Leu6delinsTrp)"),
        ("MKTAYWVVVVGRW*", "p.(Leu6delinsTrpVal)"),
        ("MKTAYLVVVGR*", "p.(Trp12del)"),
        ("MKTAYLVVVGRWQ*", "p.(Trp12_Ter13insGln)"),
        ("MKTAYLVVVGRWW*", "p.(Trp12dup)"),
        ("MKUAYLVVVGRW*", "p.(Thr3Sec)"),
    ],
)
def test_changes_in_frame_stand_at_their_most_c_terminal_place(mutant, expected):
    assert in_frame(mutant) == expected


@pytest.mark.parametrize(
    ("mutant", "expected"),
    [
        ("MKTPQ*", "p.(Ala4ProfsTer3)"),
        ("MKTP*", "p.(Ala4ProfsTer2)"),
        ("MKTPQQQQQQQQQQQQ*", "p.(Ala4ProfsTer14)"),
        ("MKTPQQ", "p.(Ala4ProfsTer?)"),
        ("MKT*", "p.(Ala4Ter)"),
        ("MKTAYLVVVGRWQAC*", "p.(Ter13GlnextTer3)"),
        ("MKTAYLVVVGRWQAC", "p.(Ter13GlnextTer?)"),
        ("MKTA", "p.?"),
        ("", "p.(Met1?)"),
        ("LKTA*", "p.(Met1?)"),
    ],
)
def test_a_lost_frame_tells_the_first_new_amino_acid_and_the_new_stop(mutant, expected):
    assert shifted(mutant) == expected


def test_the_new_stop_of_a_frameshift_is_counted_from_the_first_changed_codon_on():
    native = "M" + "A" * 95 + "R" + "G" * 40 + "*"
    mutant = "M" + "A" * 95 + "P" + "L" * 21 + "*"
    assert shifted(mutant, native) == "p.(Arg97ProfsTer23)"


def test_the_new_stop_of_an_extension_is_counted_from_the_old_stop_on():
    native = "M" + "A" * 108 + "*"
    mutant = "M" + "A" * 108 + "Q" + "L" * 16 + "*"
    assert stopped_in_frame(mutant, native) == "p.(Ter110GlnextTer17)"


@pytest.mark.parametrize(
    ("mutant", "touched", "expected"),
    [
        ("MKT*", None, "p.(Ala4Ter)"),
        ("MKTG*", None, "p.(Thr3_Ala4insGlyTer)"),
        ("MKTG*", (3, 3), "p.(Thr3_Ala4insGlyTer)"),
        ("MKTG*", (2, 3), "p.(Thr3_Ala4insGlyTer)"),
        ("MKTG*", (3, 5), "p.(Ala4_Tyr5delinsGlyTer)"),
        ("MKTG*", (2, 4), "p.(Ala4delinsGlyTer)"),
        ("MKTGG", (3, 5), "p.?"),
        ("MKTAYLVVVGRC*", (11, 14), "p.(Trp12Cys)"),
        ("MKTAYLVVVGRCA*", (11, 13), "p.(Trp12delinsCysAla)"),
    ],
)
def test_new_codons_with_a_stop_are_told_up_to_it(mutant, touched, expected):
    assert stopped_in_frame(mutant, touched=touched) == expected


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        (None, "p.(=)"),
        ((5, 6), "p.(Leu6=)"),
        ((5, 7), "p.(Leu6_Val7=)"),
        ((12, 13), "p.(Ter13=)"),
        ((6, 6), "p.(=)"),
        ((12, 14), "p.(=)"),
    ],
)
def test_an_unchanged_protein_names_the_codons_touched(touched, expected):
    assert in_frame(NATIVE, touched=touched) == expected


def test_without_a_native_protein_nothing_is_said():
    assert in_frame("", native="") == in_frame("MKT*", native="") == "p.?"


def test_the_first_amino_acid_of_an_incomplete_protein_is_one_like_others():
    assert in_frame("RKT*", native="QKT*", is_start_known=False) == "p.(Gln1Arg)"
    assert in_frame("KT*", native="QKT*", is_start_known=False) == "p.(Gln1del)"
    assert in_frame("RQKT*", native="QKT*", is_start_known=False) == "p.?"


_ONE = {name: letter for letter, name in NAMES.items()}
_FORM = re.compile(
    r"p\.\((?P<first>[A-Z][a-z]{2})(?P<from>\d+)(?:_(?P<last>[A-Z][a-z]{2})(?P<to>\d+))?"
    r"(?P<kind>delins|del|dup|ins|=)?(?P<new>(?:[A-Z][a-z]{2})*)\)"
)


def applied(description, native):
    """The protein an in-frame description stands for, by an independent reading of HGVS."""
    found = _FORM.fullmatch(description)
    assert found is not None, description
    start, end = int(found["from"]) - 1, int(found["to"] or found["from"])
    assert native[start] == _ONE[found["first"]]
    assert native[end - 1] == _ONE[found["last"] or found["first"]]
    new = "".join(_ONE[found["new"][at : at + 3]] for at in range(0, len(found["new"]), 3))
    old = native[start:end]
    if found["kind"] == "ins":
        assert end == start + 2
        return native[: start + 1] + new + native[start + 1 :]
    made = {"=": old, "del": "", "dup": old + old}.get(found["kind"], new)
    return native[:start] + made + native[end:]


@given(
    body=st.text("AGLV", min_size=4, max_size=20), data=st.data(), new=st.text("AGLV", max_size=5)
)
def test_every_description_in_frame_gives_back_the_changed_protein(body, data, new):
    native = f"M{body}*"
    start = data.draw(st.integers(1, len(body)))
    end = data.draw(st.integers(start, min(len(body) + 1, start + 5)))
    mutant = native[:start] + new + native[end:]
    assume(mutant != native)
    assert applied(in_frame(mutant, native), native) == mutant


@pytest.mark.parametrize("mutant", ["MKTXQ*", "MKTPX*", "MKTPQX", "MKTX"])
def test_a_frameshift_that_reads_an_unknown_base_tells_no_stop_and_no_protein(mutant):
    assert shifted(mutant) == "p.?"


@pytest.mark.parametrize("mutant", ["MKTAXLVVVGRW*", "MKTAYXLVVVGRW*", "MKTAXXVVVGRW*"])
def test_an_unknown_amino_acid_put_in_may_be_a_stop(mutant):
    assert in_frame(mutant) == "p.?"


def test_an_unknown_amino_acid_far_from_the_change_hides_nothing():
    assert in_frame("MXTCYLVVVXRW*", "MXTAYLVVVXRW*") == "p.(Ala4Cys)"
    assert shifted("MXTP*", "MXTAYLVVVXRW*") == "p.(Ala4ProfsTer2)"
