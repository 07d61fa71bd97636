"""Numbers and words as they are read."""

import pytest

from core.domain.assembly import Assembly
from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Individual
from core.domain.score import SpliceDelta, SpliceEffect
from core.domain.variant import Variant
from gui import text


@pytest.mark.parametrize(
    ("value", "words"), [(None, "–"), (0.0, "0"), (0.0031, "0.0031"), (0.00004, "4.0e-05")]
)
def test_an_unknown_population_frequency_is_a_dash_and_a_true_zero_is_a_zero(value, words):
    assert text.frequency(value) == words


@pytest.mark.parametrize(
    ("delta", "name"),
    [(0.8, "strong"), (0.79, "likely"), (0.5, "likely"), (0.2, "possible"), (0.19, "weak")],
)
def test_the_tiers_start_at_the_published_cut_offs(delta, name):
    assert text.tier(delta).name == name


def test_the_strongest_effect_carries_its_sign_and_kind():
    delta = SpliceDelta(0.02, 0.41, 0.57, 0.96, 14, 13, -60, -1, False, 500)
    assert text.strongest(delta) == "0.96 donor −"
    assert text.strongest(None) == "–"


def test_every_effect_has_a_signed_short_name():
    assert set(text.EFFECT_SHORT) == set(SpliceEffect)
    assert all(("+" in name) == effect.is_gain for effect, name in text.EFFECT_SHORT.items())


def test_every_inheritance_fit_has_a_short_name():
    assert set(text.INHERITANCE_SHORT) == set(InheritanceFit)
    assert text.inheritance(()) == "–"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min 01 s"), (3599, "59 min"), (7260, "2 h 01 min")],
)
def test_durations_read_as_a_person_says_them(seconds, words):
    assert text.duration(seconds) == words


def test_a_slow_rate_is_told_per_minute():
    assert text.rate(25.3, "variants") == "25 variants/s"
    assert text.rate(2.34, "variants") == "2.3 variants/s"
    assert text.rate(0.1, "variants") == "6.0 variants/min"


def test_a_share_is_never_rounded_up_to_all():
    assert text.percent(199_999, 200_000) == "> 99.99 %"
    assert text.percent(200, 200) == "100 %"
    assert text.percent(0, 0) == "–"


def test_long_alleles_are_cut_and_say_how_long_they_are():
    variant = Variant(Assembly.GRCH38, "chr1", 1_000_000, "A" * 30, "A")
    assert text.alleles(variant) == "AAAAAAAA…(30 bases) > A"
    assert text.place(variant) == "chr1:1,000,000"


def test_the_pill_names_what_is_new_and_what_moved():
    assert text.movement(12, 3) == "12 new, 3 moved: refresh"
    assert text.movement(0, 1) == "1 moved: refresh"
    assert text.movement(0, 0) == ""


def test_a_call_nobody_made_is_no_call_and_not_reference():
    assert text.genotype(Genotype(0, 0, 2)) == "no call"
    called = Genotype(1, 2, 2, depth=31, quality=99, ref_depth=16, alt_depth=15)
    assert text.genotype(called) == "heterozygous, 15 of 31 reads, quality 99"


def test_relations_are_told_as_far_as_the_pedigree_says_them():
    child = Individual("c", "F", "f", "m")
    people = [child, Individual("f", "F"), Individual("m", "F"), Individual("x", "G")]
    assert [text.role(one, child) for one in people] == [
        "patient",
        "father",
        "mother",
        "other sample",
    ]
