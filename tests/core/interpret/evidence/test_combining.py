"""The combining table of 2015: every row, and what is just short of it."""

from itertools import chain

import pytest

from core.domain.evidence import Direction
from core.interpret.evidence.combining import class_by_table
from tests.core.interpret.evidence.cases import RULES, bundle, made

P, LP, VUS, LB, B = (one.name for one in RULES.classes)

ROWS = [
    # Richards 2015, table 5, written out by hand from the standard
    ("PVS1 PS1", P),
    ("PVS1 PM1 PM2_moderate", P),
    ("PVS1 PM1 PP1", P),
    ("PVS1 PP1 PP2", P),
    ("PS1 PS2", P),
    ("PS1 PM1 PM3 PM4", P),
    ("PS1 PM1 PM3 PP1 PP2", P),
    ("PS1 PM1 PP1 PP2 PP3 PP4", P),
    ("PVS1 PM1", LP),
    ("PS1 PM1", LP),
    ("PS1 PM1 PM3", LP),
    ("PS1 PP1 PP2", LP),
    ("PM1 PM3 PM4", LP),
    ("PM1 PM3 PP1 PP2", LP),
    ("PM1 PP1 PP2 PP3 PP4", LP),
    ("BA1", B),
    ("BS1 BS2", B),
    ("BS1 BP4", LB),
    ("BP4 BP7", LB),
]

SHORT = [
    # one code less, or one step weaker, than a row asks for
    ("PVS1", VUS),
    ("PVS1 PP1", VUS),
    ("PS1", VUS),
    ("PS1 PP1", VUS),
    ("PM1 PM3", VUS),
    ("PM1 PM3 PP1", VUS),
    ("PM1 PP1 PP2 PP3", VUS),
    ("PP1 PP2 PP3 PP4", VUS),
    ("PS1 PM1 PM3 PP1", LP),
    ("PS1 PM1 PP1 PP2 PP3", LP),
    ("PS1 PM1 PM3", LP),
    ("BS1", VUS),
    ("BP4", VUS),
    ("", VUS),
]


@pytest.mark.parametrize(("codes", "expected"), ROWS)
def test_every_row_of_the_table(codes, expected):
    assert class_by_table(bundle(codes), RULES).class_name == expected


@pytest.mark.parametrize(("codes", "expected"), SHORT)
def test_one_code_less_does_not_reach_the_row(codes, expected):
    assert class_by_table(bundle(codes), RULES).class_name == expected


@pytest.mark.parametrize(
    "row",
    [*RULES.table.pathogenic, *RULES.table.benign],
    ids=lambda row: f"{row.class_}: {row.rule}",
)
def test_each_row_of_the_rule_set_is_met_by_exactly_what_it_needs(row):
    is_pathogenic = row in RULES.table.pathogenic
    names = ("PVS1", "PS1", "PS2", "PM1", "PM3", "PM4") if is_pathogenic else ("BS1", "BS2", "BP4")
    found = [
        made(names[number % len(names)], strength) if strength != "stand-alone" else made("BA1")
        for number, strength in enumerate(
            chain.from_iterable([name] * n for name, n in row.needs.items())
        )
    ]
    result = class_by_table(found, RULES)
    assert row.rule in (result.pathogenic_rule, result.benign_rule)
    assert result.class_name == row.class_
    for spare in range(len(found)):
        less = class_by_table(found[:spare] + found[spare + 1 :], RULES)
        assert row.rule not in (less.pathogenic_rule, less.benign_rule)


def test_criteria_of_both_sides_met_are_uncertain():
    result = class_by_table(bundle("PVS1 PS1 BS1 BS2"), RULES)
    assert result.class_name == VUS
    assert result.is_contradictory
    assert class_by_table(bundle("PS1 PM1 BP4 BP7"), RULES).class_name == VUS
    assert class_by_table(bundle("PVS1 PM1 BA1"), RULES).class_name == VUS


def test_benign_evidence_that_meets_no_row_takes_nothing_away():
    result = class_by_table(bundle("PVS1 PM1 BP4"), RULES)
    assert result.class_name == LP
    assert not result.is_contradictory


def test_a_second_very_strong_code_is_at_least_strong():
    assert class_by_table(bundle("PVS1 PM3_very_strong"), RULES).class_name == P


def test_a_moderate_benign_code_is_at_least_supporting():
    assert class_by_table(bundle("BP4_moderate BP7"), RULES).class_name == LB
    assert class_by_table(bundle("BP4_moderate"), RULES).class_name == VUS


def test_codes_count_by_their_strength_and_not_by_their_name():
    assert class_by_table(bundle("PVS1_strong PM2_moderate"), RULES).class_name == LP
    assert class_by_table(bundle("PP3_strong PM3_strong"), RULES).class_name == P
    assert {one.direction for one in bundle("PVS1 PM2")} == {Direction.PATHOGENIC}
