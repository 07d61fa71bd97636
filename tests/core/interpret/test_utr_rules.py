"""The rule set of UTR effects: every number with its source, every kind with its grade."""

from importlib.resources import files

import pytest

from core.domain.utr import Concern, Expectation, OrfKind, Strength, UtrKind
from core.errors import InputFileError
from core.interpret.kozak import kozak_context
from core.interpret.polyadenylation import signals_in
from core.interpret.utr_rules import Circumstance, load_utr_rules
from tests.core.interpret.utr_world import CODING, TAIL, world

RULES = load_utr_rules()
GAINED = UtrKind.UPSTREAM_START_GAINED


def own_file(folder, old, new):
    text = files("resources").joinpath("rules", "utr.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "utr.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("bases", "strength"),
    [
        ("GCCACCATGG", Strength.STRONG),
        ("TTTGTTATGG", Strength.STRONG),
        ("GCCACCATGA", Strength.MODERATE),
        ("GCCTCCATGG", Strength.MODERATE),
        ("GCCCCCATGT", Strength.WEAK),
        ("GCCNCCATGG", Strength.UNKNOWN),
        ("GCCACCATGN", Strength.UNKNOWN),
        ("GCCACCATG", Strength.UNKNOWN),
    ],
)
def test_context_is_classed_by_the_bases_at_minus_3_and_plus_4(bases, strength):
    assert kozak_context(bases, 6, RULES.kozak).strength is strength


def test_signals_of_the_table_are_found_with_their_rank():
    found = signals_in("CCATTAAACCAATAAACC", 0, RULES.polyadenylation)
    assert [(one.start, one.signal.hexamer, one.rank) for one in found] == [
        (2, "ATTAAA", 1),
        (10, "AATAAA", 0),
    ]
    assert signals_in("CCATTAAACC", 3, RULES.polyadenylation) == ()


@pytest.mark.parametrize(
    ("frame", "strength", "concern", "expected"),
    [
        (OrfKind.OVERLAPPING, Strength.STRONG, Concern.HIGH, Expectation.LESS),
        (OrfKind.OVERLAPPING, Strength.MODERATE, Concern.HIGH, Expectation.LESS),
        (OrfKind.OVERLAPPING, Strength.WEAK, Concern.MODERATE, Expectation.LESS),
        (OrfKind.OVERLAPPING, Strength.UNKNOWN, Concern.MODERATE, Expectation.LESS),
        (OrfKind.EXTENSION, Strength.STRONG, Concern.MODERATE, Expectation.LONGER),
        (OrfKind.EXTENSION, Strength.WEAK, Concern.LOW, Expectation.LONGER),
        (OrfKind.UPSTREAM, Strength.STRONG, Concern.MODERATE, Expectation.LESS),
        (OrfKind.UPSTREAM, Strength.WEAK, Concern.LOW, Expectation.LESS),
    ],
)
def test_grades_of_a_start_gained(frame, strength, concern, expected):
    grade = RULES.grade(GAINED, frame, strength)
    assert (grade.concern, grade.expected) == (concern, expected)


@pytest.mark.parametrize("kind", list(UtrKind))
def test_every_kind_has_a_grade_whatever_else_holds(kind):
    for frame in (None, *OrfKind):
        for strength in (None, *Strength):
            for circumstance in (None, *Circumstance):
                assert RULES.grade(kind, frame, strength, circumstance).kind is kind


def test_a_laboratory_may_carry_its_own_grades(tmp_path):
    own = load_utr_rules(own_file(tmp_path, 'concern = "high"', 'concern = "low"'))
    here = world("+", "CCCCACCACGGCCTCCCC" + CODING + TAIL)
    assert here.only("CCACCA[C/T]GGCC", own).concern is Concern.LOW
    assert here.only("CCACCA[C/T]GGCC").concern is Concern.HIGH


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('concern = "high"', 'concern = "huge"', "concern"),
        ('consensus = "GCCRCCATGG"', 'consensus = "GCCRCCCTGG"', "consensus"),
        (
            'kind = "effect in the UTR not assessed"',
            'kind = "near the transcription start"',
            "last",
        ),
        ("share = 3.2", "share = 99.0", "most to the least"),
    ],
)
def test_a_damaged_rule_set_is_refused_with_its_entry(tmp_path, old, new, told):
    with pytest.raises(InputFileError, match=told):
        load_utr_rules(own_file(tmp_path, old, new))
