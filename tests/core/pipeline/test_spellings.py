"""Property: however an allele is spelled (padded, shifted in a repeat), its score is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.pipeline.score_vcf import score_file
from tests.core.pipeline.test_score_vcf import body, info, numbers, source, spec
from tests.core.pipeline.toy import MINUS, PLUS, ToyEngine, World, drive, put, sequence

GENOME = sequence()
REACH = 14
"""Bases around the change in which spellings are looked for."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spellings")


def spellings(text: str, changed: str, start: int) -> Iterator[tuple[int, str, str]]:
    """Every POS, REF, ALT within reach that turns the text into the changed one."""
    longer = len(changed) - len(text)
    low, high = start - REACH, start + REACH
    for first in range(low, high):
        if text[:first] != changed[:first]:
            return
        for length in range(1, high - first):
            last = first + length
            n_alt = length + longer
            if n_alt >= 1 and text[last:] == changed[last + longer :]:
                yield first + 1, text[first:last], changed[first : first + n_alt]


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, int, int, str]:
    """A sequence with a repeat near a splice site, and what is taken out and put in where."""
    donor_plus, donor_minus = PLUS[1][1], MINUS[1][0]
    site = draw(st.sampled_from([donor_plus, donor_minus]))
    start = site + draw(st.integers(-6, 6))
    unit = draw(st.sampled_from(["", "A", "CA", "GTA", "GTAAGT"]))
    removed = draw(st.integers(0, 6))
    added = draw(st.text("ACGT", min_size=0 if removed else 1, max_size=6))
    return unit, start, removed, added


@given(change=changes())
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_every_spelling_of_an_allele_has_the_same_deltas_at_the_same_places(change, folder):
    unit, start, removed, added = change
    text = put(GENOME, start, unit * 2)
    world = World(folder, text=text)
    changed = text[:start] + added + text[start + removed :]
    found = list(spellings(text, changed, start))
    if text == changed or not found:
        return
    lines = [
        f"toy1\t{pos}\t.\t{ref}\t{alt}\t.\t.\tAC=1\tGT:AD\t0/1:9,8\t./.:.,."
        for pos, ref, alt in found
    ]
    asked = spec(world, source(world, lines), distance=100)
    drive(score_file(asked, engine=ToyEngine()))
    answers = set()
    for line in body(asked.out):
        keys = info(line)
        told = keys.get("SpliceAI_ext", keys["SpliceAI"])
        deltas, offsets = numbers(told)
        pos = int(line.split("\t")[1])
        answers.add(
            tuple(
                (delta, pos + offset if delta else None)
                for delta, offset in zip(deltas, offsets, strict=True)
            )
        )
    assert len(answers) == 1, (found, answers)
