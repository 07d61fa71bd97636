"""Engines of regulatory sequence against measured changes of three elements, alone and together.

    python -m tests.science.validation.regulatory --shared ../shared [--page docs/validation.md]

Needs the packs mpra-dragonn, bpnet-ctcf, jaspar and deepbind. One element is held out in turn; what is
chosen or weighed is chosen on the other two. Without `--page` the tables are printed.
"""

import csv
import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from core.backgrounds import tail_of
from core.domain.element import ElementClass
from core.domain.regulatory import RegulatoryScore, TrackChange
from core.domain.score import NotScored, NotScoredReason
from core.interpret.change_class import ONE_BASE
from core.interpret.regulatory_tail import Setting
from core.interpret.rules import load_rules
from core.pipeline.annotation import Place
from core.pipeline.regulatory_asking import RegulatoryExaminer
from core.pipeline.regulatory_scoring import regulatory_run
from core.sources.reference import Reference
from models.runtime import load_regulatory_engine

START, END = "<!-- regulatory: start -->", "<!-- regulatory: end -->"
ELEMENTS = ("MPRA_LDLR", "MPRA_RET", "MPRA_HNF4A")
LEAST_BARCODES = 10
ENGINES = ("mpra-dragonn", "bpnet-ctcf", "jaspar", "deepbind")
HEAD = "HepG2_minP_pooled"
BOUND = (3.5, 3.75, 4.0, 4.25, 4.5, 5.0)
"""-log10 p from which a motif counts as bound: one of these is chosen on the other elements."""

WEIGHTS = (0.25, 0.5, 0.75, 1.0)
"""Weight of a second engine beside DragoNN, chosen likewise; all are scaled to spread 1 before."""

CLEAR, SURE, NULL = 0.2, 1e-5, 0.01
"""A change of log2 0.2 at p below 1e-5 is clear; p above 0.01 is no change that was measured."""

UNTRANSLATED = {"5utr": ElementClass.UTR5, "3utr": ElementClass.UTR3}

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A single-base change with its measured log2 effect, NaN where none was measured."""

    element: str
    place: Place
    alt: str
    effect: float = float("nan")
    p: float = float("nan")
    element_class: ElementClass = ElementClass.PROMOTER


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """Rows with what each engine says: arrays (rows, tracks) of REF, ALT, delta, and scores."""

    rows: Sequence[Row]
    scores: Mapping[str, Sequence[RegulatoryScore]]

    def array(self, engine: str, what: Callable[[TrackChange], float]) -> Values:
        """Give one number per row and track."""
        return np.array([[what(one) for one in score.changes] for score in self.scores[engine]])

    def of(self, element: str) -> NDArray[np.bool_]:
        """Tell which rows are of an element."""
        return np.array([row.element == element for row in self.rows])

    @property
    def effects(self) -> Values:
        """Measured effects."""
        return np.array([row.effect for row in self.rows])


def element_rows(table: Path) -> Iterator[Row]:
    """Yield single-base changes of the elements measured with enough barcodes, GRCh38."""
    with gzip.open(table, "rt") as text:
        for row in csv.DictReader(text, delimiter="\t"):
            if row["build"] != "grch38" or row["dataset"] not in ELEMENTS:
                continue
            told = dict(part.split("=") for part in row["extra"].split(";"))
            is_single = len(row["ref"]) == len(row["alt"]) == 1 and row["alt"] != "-"
            if is_single and float(told["barcodes"]) >= LEAST_BARCODES:
                place = Place(row["chrom"], int(row["pos"]), row["ref"])
                yield Row(row["dataset"], place, row["alt"], float(row["value"]), float(told["p"]))


def untranslated_rows(table: Path) -> Iterator[Row]:
    """Yield single-base changes of ncVarDB in untranslated regions, GRCh38; it has none in promoters."""
    with gzip.open(table, "rt") as text:
        for row in csv.DictReader(text, delimiter="\t"):
            is_single = (
                len(row["ref"]) == len(row["alt"]) == 1 and "-" not in row["ref"] + row["alt"]
            )
            if (row["build"], row["dataset"]) != ("grch38", "ncVarDB") or not is_single:
                continue
            if row["value"] in UNTRANSLATED:
                place = Place(row["chrom"], int(row["pos"]), row["ref"])
                kind = UNTRANSLATED[row["value"]]
                yield Row(f"ncVarDB {row['label']}", place, row["alt"], element_class=kind)


def measure(rows: Sequence[Row], reference: Path) -> Measured:
    """Ask every engine about every row; those that one engine cannot read are left out, and told."""
    answers: dict[str, dict[int, RegulatoryScore]] = {}
    with Reference(reference) as opened:
        for engine_id in ENGINES:
            examiner = RegulatoryExaminer(load_regulatory_engine(engine_id), opened, keeps_all=True)
            asked = [
                examiner.question(number, row.place, row.alt) for number, row in enumerate(rows)
            ]
            questions = [one for one in asked if not isinstance(one, NotScoredReason)]
            run = regulatory_run(examiner.info, "", "")
            answers[engine_id] = {
                number: replace(answer[0], run=run)
                for number, answer in examiner.ask(questions)
                if not isinstance(answer, NotScored)
            }
    numbers = [one for one in range(len(rows)) if all(one in found for found in answers.values())]
    click.echo(f"{len(rows) - len(numbers)} of {len(rows)} rows were not scored", err=True)
    scores = {engine: [found[one] for one in numbers] for engine, found in answers.items()}
    return Measured([rows[one] for one in numbers], scores)


def combined(measured: Measured) -> list[tuple[str, list[float]]]:
    """Correlation on each element held out, of DragoNN alone and with the others."""
    dragonn = measured.array("mpra-dragonn", lambda one: one.delta)
    names = [one.track.name for one in measured.scores["mpra-dragonn"][0].changes]
    base = dragonn[:, names.index(HEAD)]
    bound = _bound(measured)
    deepbind = measured.array("deepbind", lambda one: one.delta)
    moved = (deepbind / deepbind.std(axis=0)).sum(axis=1)
    both = [_scaled(one) + _scaled(moved) for one in bound]
    return [
        ("MPRA-DragoNN alone", [_pearson(measured, base, one) for one in ELEMENTS]),
        ("with JASPAR", [_held_out(measured, base, bound, one) for one in ELEMENTS]),
        ("with DeepBind", [_held_out(measured, base, [moved], one) for one in ELEMENTS]),
        ("with JASPAR and DeepBind", [_held_out(measured, base, both, one) for one in ELEMENTS]),
    ]


def _bound(measured: Measured) -> list[Values]:
    """How much of bound motifs is gained or lost, for each limit of `BOUND`."""
    ref = measured.array("jaspar", lambda one: one.ref)
    alt = measured.array("jaspar", lambda one: one.alt)
    return [
        (np.clip(alt - limit, 0, None) - np.clip(ref - limit, 0, None)).sum(axis=1)
        for limit in BOUND
    ]


def _held_out(measured: Measured, base: Values, seconds: Sequence[Values], element: str) -> float:
    """Choose a second value and its weight on the other elements; the correlation on this one."""
    others = [one for one in ELEMENTS if one != element]

    def mixed(second: Values, weight: float) -> Values:
        return _scaled(base) + weight * _scaled(second)

    choices = [mixed(second, weight) for second in seconds for weight in WEIGHTS]
    best = max(
        choices, key=lambda one: np.mean([_pearson(measured, one, other) for other in others])
    )
    return _pearson(measured, best, element)


def _scaled(values: Values) -> Values:
    return values / values.std()


def _pearson(measured: Measured, values: Values, element: str) -> float:
    rows = measured.of(element)
    return float(np.corrcoef(values[rows], measured.effects[rows])[0, 1])


def sensitivities(measured: Measured) -> list[tuple[str, int, list[float]]]:
    """Of groups of rows: the share each tier of the ranking calls."""
    limits = [tier.at_most for tier in load_rules().regulatory.tiers]
    tails = np.array([_tail(measured, number) for number in range(len(measured.rows))])
    found = []
    for words, rows in _groups(measured):
        shares = [float((tails[rows] <= limit).mean()) for limit in limits]
        found.append((words, int(rows.sum()), shares))
    return found


def _groups(measured: Measured) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    effects, p = measured.effects, np.array([row.p for row in measured.rows])
    tuning = measured.of("MPRA_HNF4A") | measured.of("MPRA_RET")
    for name, of in (("HNF4A and RET", tuning), ("LDLR", measured.of("MPRA_LDLR"))):
        yield f"{name}, expression falls", of & (p < SURE) & (effects <= -CLEAR)
        yield f"{name}, expression rises", of & (p < SURE) & (effects >= CLEAR)
        yield f"{name}, no change", of & (p > NULL)
    for label in ("pathogenic", "benign"):
        yield f"ncVarDB, untranslated, {label}", measured.of(f"ncVarDB {label}")


def _tail(measured: Measured, number: int) -> float:
    scores = [measured.scores[engine][number] for engine in ENGINES]
    row = measured.rows[number]
    setting = Setting(row.element_class, ONE_BASE, gc=scores[0].gc)
    tail = tail_of(scores, setting)
    return 1.0 if tail is None else tail.probability


def page(measured: Measured) -> str:
    """Give the tables as Markdown."""
    head = "| | LDLR | RET | HNF4A | mean |\n|---|---|---|---|---|"
    rows = [
        f"| {name} | {' | '.join(f'{one:.3f}' for one in values)} | {np.mean(values):.3f} |"
        for name, values in combined(measured)
    ]
    tiers = load_rules().regulatory.tiers
    head2 = (
        f"| | n | {' | '.join(f'tail at most {tier.at_most:g}' for tier in tiers)} |\n"
        f"|---|---|{'---|' * len(tiers)}"
    )
    rows2 = [
        f"| {name} | {n:,} | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |"
        for name, n, shares in sensitivities(measured)
    ]
    return "\n".join([head, *rows, "", head2, *rows2])


@click.command()
@click.option("--shared", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--page", "target", type=click.Path(path_type=Path, exists=True))
def main(shared: Path, target: Path | None) -> None:
    """Measure, and print the tables or write them into a page."""
    table = shared / "data/truth/truth.tsv.gz"
    rows = [*element_rows(table), *untranslated_rows(table)]
    text = page(measure(rows, shared / "data/reference/GRCh38.fa.gz"))
    if target is None:
        click.echo(text)
        return
    before, _, rest = target.read_text("utf-8").partition(START)
    _, _, after = rest.partition(END)
    target.write_text(f"{before}{START}\n\n{text}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
