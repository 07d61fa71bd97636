"""Records of a case that are no small variants."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, tell
from core.domain.counting import counted
from core.domain.interval import Interval, IntervalKind, IntervalProblem
from core.interpret.interval_words import (
    call_words,
    kind_words,
    place_words,
    remark_words,
    size_words,
)
from core.others import unjudged_words
from core.report.interval_json import interval_dict, judged_dict, problem_dict
from core.session import CaseReader

_PAGE = 1_000
_COLUMNS = ("kind", "place", "size", "name")


@case_group.command("intervals")
@click.argument("case", type=PathArgument)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([kind.value for kind in IntervalKind]),
    multiple=True,
    help="Only these kinds; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything known, as JSON.")
def case_intervals(case: Path, kinds: tuple[str, ...], *, as_json: bool) -> None:
    """List deletions, repeats and other records that are not scored; flagged repeats first."""
    wanted = [IntervalKind(kind) for kind in kinds] or None
    with CaseReader(case) as reader:
        if as_json:
            click.echo(_json(reader, wanted))
            return
        people = [person.name for person in reader.info().pedigree.individuals]
        found = reader.other_overview()
        for repeat in found.flagged:
            tell(f"Look at this repeat: {repeat.sentence}")
        if told := unjudged_words(found.unjudged):
            tell(told)
        click.echo("\t".join([*_COLUMNS, *people, "remarks"]))
        for one in _all(reader, wanted):
            click.echo("\t".join(_cells(one, len(people))))
        for problem in _problems(reader, wanted):
            record = reader.info().record_name(problem.record_number).capitalize()
            tell(f"{record}, {problem.alt}: {problem.field} {problem.detail}")
    tell(f"{counted(found.n_intervals, 'record')} listed, none of them scored")


def _all(reader: CaseReader, kinds: list[IntervalKind] | None) -> Iterator[Interval]:
    offset = 0
    while page := reader.intervals(_PAGE, offset, kinds):
        yield from page
        offset += len(page)


def _problems(reader: CaseReader, kinds: list[IntervalKind] | None) -> Iterator[IntervalProblem]:
    offset = 0
    while page := () if kinds else reader.interval_problems(_PAGE, offset):
        yield from page
        offset += len(page)


def _cells(one: Interval, n_people: int) -> list[str]:
    calls = [call_words(one, person) for person in range(n_people)]
    name = one.identifier or (one.repeat.locus if one.repeat is not None else "")
    place = (kind_words(one), place_words(one), size_words(one), name)
    return [*place, *calls, remark_words(one)]


def _json(reader: CaseReader, kinds: list[IntervalKind] | None) -> str:
    people = [person.name for person in reader.info().pedigree.individuals]
    found = reader.other_overview()
    shape = {
        "counts": {kind.value: number for kind, number in found.counts.items()},
        "repeats": [judged_dict(one) for one in found.repeats],
        "repeats_not_judged": list(found.unjudged),
        "intervals": [interval_dict(one, people) for one in _all(reader, kinds)],
        "not_placed": [problem_dict(one) for one in _problems(reader, kinds)],
    }
    return json.dumps(shape, indent=1, ensure_ascii=False)
