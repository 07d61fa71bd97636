"""Intervals and coverage in the case file."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from core.domain.coverage import UNKNOWN, CoverageBuilder
from core.domain.interval import (
    Interval,
    IntervalKind,
    IntervalProblem,
    Mate,
    Repeat,
    RepeatCount,
)
from core.store.case_store import CaseStore
from core.store.other_records import OtherRecords, PersonCoverage
from tests.core.store.builders import HET, NO_CALL, REF, batch, page_of

Kind = IntervalKind


def add(store: CaseStore, others: OtherRecords) -> None:
    store.add_page(replace(page_of(batch(), 3), others=others))


def interval(start: int, end: int, kind: IntervalKind = Kind.DELETION, **fields) -> Interval:
    return Interval("chr1", start, end, kind, f"<{kind.value}>", 1, 1, **fields)


FULL = Interval(
    "chr2", 100, 350, Kind.COPY_NUMBER, "<CNV>", 9, 2,
    identifier="cnv1", size=250, copy_number=0.5, copy_numbers=(1.0, None, 2.9),
    start_range=(-5, 8), end_range=(0, 0), quality=12.5, filters=("q10", "LowGQ"),
    genotypes=(HET, REF, NO_CALL), notes=("First.", "Second."),
)  # fmt: skip
BREAKEND = Interval(
    "chr2", 100, 101, Kind.BREAKEND, "G]17:100]", 10, 1, mate=Mate("chr17", 100, True, False)
)
OPEN = Interval("chr2", 100, 101, Kind.BREAKEND, "<BND>", 10, 1, mate=Mate("chr5", None))
REPEAT = Interval(
    "chr4", 10, 70, Kind.REPEAT, "<STR44>", 11, 1,
    repeat=Repeat(
        "HTT", ("CAG", "CCG"), 19.0,
        ((), (RepeatCount("CAG", 18, 18, 18), RepeatCount("CAG", 44.5, 41, inf)), ()),
    ),
)  # fmt: skip
ELEMENT = Interval("chrX", 7, 7, Kind.MOBILE_ELEMENT, "<INS:ME:ALU>", 12, 1, family="ALU")


def test_intervals_come_back_as_they_went_in_and_in_order(store):
    add(store, OtherRecords((FULL, BREAKEND)))
    add(store, OtherRecords((OPEN, REPEAT, ELEMENT)))
    assert store.intervals(limit=10) == (FULL, BREAKEND, OPEN, REPEAT, ELEMENT)
    assert store.intervals(limit=2, offset=1) == (BREAKEND, OPEN)
    assert store.intervals(limit=9, kinds=[Kind.REPEAT, Kind.COPY_NUMBER]) == (FULL, REPEAT)
    assert store.interval_counts() == {
        Kind.COPY_NUMBER: 1, Kind.BREAKEND: 2, Kind.REPEAT: 1, Kind.MOBILE_ELEMENT: 1,
    }  # fmt: skip


def test_problems_come_back_in_order(store):
    faults = tuple(
        IntervalProblem(number, 1, "<DEL>", "INFO/END", "is missing") for number in (3, 8)
    )
    add(store, OtherRecords(problems=faults))
    assert store.interval_problems(limit=5) == faults
    assert store.interval_problems(limit=5, offset=1) == faults[1:]
    assert store.n_interval_problems() == 2


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 100, []), (99, 100, []), (99, 101, [100]), (100, 101, [100]), (349, 350, [100]),
        (350, 351, []), (450, 500, [500]), (500, 501, [500]), (501, 600, []), (0, 1000, [100, 500]),
    ],
)  # fmt: skip
def test_overlap_takes_bases_and_what_stands_between_them(store, start, end, found):
    add(store, OtherRecords((interval(500, 500, Kind.INSERTION), interval(100, 350))))
    assert [one.start for one in store.intervals_overlapping("chr1", start, end)] == found
    assert store.intervals_overlapping("chr9", start, end) == ()


def test_overlap_of_one_kind(store):
    add(store, OtherRecords((interval(100, 350), interval(120, 150, Kind.INVERSION))))
    (found,) = store.intervals_overlapping("chr1", 0, 999, [Kind.INVERSION])
    assert found.start == 120


def test_intervals_change_no_sum_of_the_ledger(store):
    add(store, OtherRecords((FULL,)))
    assert store.ledger().discrepancies() == ()
    assert store.ledger().alleles_read == 0


def coverage(person: int, *rows: tuple[int, int, int, int], chrom: str = "chr1") -> PersonCoverage:
    builder = CoverageBuilder()
    for row in rows:
        builder.add(*row)
    return PersonCoverage(person, chrom, builder.build())


def test_coverage_is_found_by_person_and_place(store):
    assert not store.has_coverage()
    pages = (
        (coverage(0, (10, 20, 30, 99), (20, 40, 7, 60)), coverage(1, (10, 40, 3, UNKNOWN))),
        (coverage(0, (40, 50, 31, 99)), coverage(0, (5, 9, 12, 40), chrom="chr2")),
        (coverage(2),),
    )
    for page in pages:
        add(store, OtherRecords(coverage=page))
    assert store.has_coverage()
    found = [store.coverage_at(0, "chr1", pos) for pos in (10, 11, 20, 21, 40, 41, 50, 51)]
    assert found == [
        None, (30, 99), (30, 99), (7, 60), (7, 60), (31, 99), (31, 99), None,
    ]  # fmt: skip
    assert store.coverage_at(1, "chr1", 11) == (3, None)
    assert store.coverage_at(2, "chr1", 11) is None
    assert store.coverage_at(0, "chr2", 6) == (12, 40)
    assert store.coverage_at(0, "chr7", 6) is None


def test_many_blocks_agree_with_themselves_before_they_were_stored(store):
    generator = np.random.default_rng(3)
    starts = np.cumsum(generator.integers(1, 90, 5_000))
    rows = [(int(s), int(s) + 1, int(d), int(q)) for s, d, q in zip(
        starts, generator.integers(0, 60, 5_000), generator.integers(0, 99, 5_000), strict=True
    )]  # fmt: skip
    one = coverage(0, *rows)
    add(store, OtherRecords(coverage=(one,)))
    for pos in generator.integers(1, int(starts[-1]) + 5, 300).tolist():
        assert store.coverage_at(0, "chr1", pos) == one.blocks.at(pos)
