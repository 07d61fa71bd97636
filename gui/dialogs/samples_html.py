"""The numbers of the sample checks as tables."""

from collections.abc import Iterable, Sequence
from html import escape

from core.domain.counting import counted
from core.domain.sample_checks import PairCheck, PersonCheck
from core.samples import SamplePage
from gui import text
from gui.theme import Theme

_PEOPLE = (
    ("", "number in the plots"),
    ("Person", ""),
    ("Stated", "sex in the pedigree"),
    ("By X", "sex as the calls on X look"),
    ("X het.", "heterozygous of all calls on X"),
    ("Y", "calls on Y"),
    ("Called", "share of variants with a complete call"),
    ("Het.", "trusted heterozygous calls on autosomes"),
    ("Hom.", "trusted homozygous calls on autosomes"),
    ("Het./hom.", ""),
    ("Depth", "median"),
    ("GQ", "median"),
    ("ALT", "median share of ALT reads in heterozygous calls"),
    ("Other", "share of other reads in homozygous calls: contamination"),
    ("Runs", "runs of homozygosity, and their share of the autosomes"),
)
_PAIRS = ("", "Pair", "Kinship", "No allele shared")


def numbers_html(page: SamplePage, theme: Theme) -> str:
    """Give a line for each person and each pair, and what concerns all."""
    people = [_person(number, one, page) for number, one in enumerate(page.checks.people, 1)]
    heads = [name for name, _ in _PEOPLE]
    parts = [_table(heads, people, theme)]
    if page.checks.pairs:
        places = {one.name: number for number, one in enumerate(page.checks.people, 1)}
        pairs = [_pair(one, places) for one in page.checks.pairs]
        parts.append(_table(_PAIRS, pairs, theme))
    parts += [f"<p>{escape(line)}</p>" for line in page.of_all]
    means = "; ".join(f"{name}: {words}" for name, words in _PEOPLE if name and words)
    parts.append(f"<p style='color:{theme.muted}'>{escape(means)}.</p>")
    return "".join(parts)


def _person(number: int, one: PersonCheck, page: SamplePage) -> list[str]:
    stated = page.pedigree.find(one.name)
    share = one.homozygous_share
    return [
        str(number),
        one.name,
        stated.sex.value if stated else text.UNKNOWN,
        one.sex.value if one.n_x >= page.rules.sex.min_calls.value else "too few calls",
        f"{one.n_x_heterozygous:,} of {one.n_x:,}",
        f"{one.n_y:,}",
        f"{one.call_rate:.1%}",
        f"{one.n_heterozygous:,}",
        f"{one.n_homozygous:,}",
        _or_dash(one.het_hom, "{:.2f}"),
        _or_dash(one.depth, "{}"),
        _or_dash(one.quality, "{}"),
        _or_dash(one.median_balance, "{:.0%}"),
        _or_dash(one.foreign_reads, "{:.1%}"),
        "too few calls" if share is None else f"{counted(len(one.runs), 'run')}, {share:.1%}",
    ]


def _pair(one: PairCheck, places: dict[str, int]) -> list[str]:
    return [
        f"{places[one.first]}–{places[one.second]}",
        f"{one.first} and {one.second}",
        "too few calls" if one.kinship is None else f"{one.kinship:.2f}",
        f"{one.n_opposite:,} of {counted(one.n_homozygous, 'place')} where both are homozygous",
    ]


def _or_dash(value: float | None, form: str) -> str:
    return text.UNKNOWN if value is None else form.format(value)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], theme: Theme) -> str:
    style = "padding:2px 12px 2px 0"
    head = "".join(f"<td style='{style};color:{theme.muted}'>{escape(name)}</td>" for name in heads)
    lines = "".join(
        "<tr>" + "".join(f"<td style='{style}'>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table cellspacing='0' style='margin-top:10px'><tr>{head}</tr>{lines}</table>"
