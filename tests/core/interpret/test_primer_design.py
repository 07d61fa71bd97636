"""What is asked of Primer3, and that it is understood."""

import random

import pytest

from core.interpret.mrna import reverse_complement
from core.interpret.plan_rules import load_plan_rules
from core.interpret.primer_design import Template, design

pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")

RULES = load_plan_rules().primer
BEFORE, AFTER = int(RULES.junction_before.value), int(RULES.junction_after.value)


def template(seed=1, **more):
    bases = "".join(random.Random(seed).choices("ACGT", k=1200))
    return Template(bases, (500, 600), (200, 1000), ((150, 600),), **more)


def overlap(pair, junction):
    """Bases of a primer 5' and 3' of a junction, for the primer that spans it."""
    forward, reverse = pair
    found = []
    if forward.start < junction < forward.end:
        found.append((junction - forward.start, forward.end - junction))
    if reverse.start < junction < reverse.end:
        found.append((reverse.end - junction, junction - reverse.start))
    return found


def test_primers_lie_where_they_may_and_read_as_the_template():
    asked = template(avoided=((300, 310), (700, 705)))
    pairs = design(asked, RULES)
    assert len(pairs) > 5
    for forward, reverse in pairs:
        assert 200 <= forward.start < forward.end <= 500
        assert 600 <= reverse.start < reverse.end <= 1000
        assert forward.sequence == asked.bases[forward.start : forward.end]
        assert reverse.sequence == reverse_complement(asked.bases[reverse.start : reverse.end])
        assert 150 <= reverse.end - forward.start <= 600
        for oligo in (forward, reverse):
            assert not any(s < oligo.end and e > oligo.start for s, e in asked.avoided)
            assert RULES.min_tm.value <= oligo.melting <= RULES.max_tm.value
            assert RULES.min_gc.value <= oligo.gc <= RULES.max_gc.value


def test_a_junction_is_spanned_by_as_many_bases_as_asked_for_and_no_more():
    """Over many sequences the least overlaps are those of the rules: junctions are meant alike."""
    seen = []
    for seed in range(12):
        for junction in (400, 750):
            for pair in design(template(seed, junctions=(junction,)), RULES):
                overlaps = overlap(pair, junction)
                assert overlaps
                seen += overlaps
    assert min(before for before, _ in seen) == BEFORE
    assert min(after for _, after in seen) == AFTER


def test_a_shorter_range_of_sizes_is_taken_first():
    asked = template()
    ranges = Template(asked.bases, asked.target, asked.within, ((150, 300), (301, 600)))
    assert {reverse.end - forward.start <= 300 for forward, reverse in design(ranges, RULES)} == {
        True
    }


@pytest.mark.parametrize(
    ("target", "within"), [((500, 600), (490, 1000)), ((500, 600), (200, 610)), ((300, 950), (200, 1000))]
)  # fmt: skip
def test_without_room_there_is_no_pair(target, within):
    asked = template()
    assert design(Template(asked.bases, target, within, ((150, 600),)), RULES) == ()
