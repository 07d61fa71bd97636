"""Tables of how well each engine, and engines together, tell two kinds of rows apart."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tests.science.validation.combination import (
    ELIGIBLE,
    Combination,
    best_mean,
    candidates,
    cross_validated_areas,
    gene_groups,
    nested_scores,
)
from tests.science.validation.statistics import (
    Estimate,
    auroc,
    auroc_difference,
    cutoff_at,
    sensitivity,
)

Floats = NDArray[np.float64]

CANONICAL = "canonical ±1,2"
REGIONS = ("near splice", "exonic", "deep intronic")
SPECIFICITIES = (0.95, 0.99)
LEAST_ROWS = 5
"""Rows of a kind below which no figure is given."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with a label, a place, a gene, and the score of each of several scorers.

    A score is not a number where a scorer has none.
    """

    labels: NDArray[np.bool_]
    places: tuple[str, ...]
    genes: tuple[str, ...]
    scores: Mapping[str, Floats]

    def only(self, keep: NDArray[np.bool_]) -> Self:
        """Give some of the rows."""
        numbers = np.flatnonzero(keep)
        return replace(
            self,
            labels=self.labels[keep],
            places=tuple(self.places[number] for number in numbers),
            genes=tuple(self.genes[number] for number in numbers),
            scores={name: values[keep] for name, values in self.scores.items()},
        )

    def at(self, place: str) -> NDArray[np.bool_]:
        """Tell which rows lie in a place."""
        return np.array([one == place for one in self.places])

    def plus(self, name: str, values: Floats) -> Self:
        """Give the rows with one more scorer."""
        return replace(self, scores={**self.scores, name: values})

    def stacked(self, names: Sequence[str]) -> Floats:
        """Scores of some scorers, shape (scorers, rows)."""
        return np.stack([self.scores[name] for name in names])


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def counts_table(rows: Rows, high: str, low: str) -> str:
    """How many rows there are of each kind and place."""
    body = []
    for place in (CANONICAL, *REGIONS):
        here = rows.labels[rows.at(place)]
        body.append([place, str(int(here.sum())), str(int((~here).sum()))])
    total = ["all", str(int(rows.labels.sum())), str(int((~rows.labels).sum()))]
    return table(["place", high, low], [*body, total])


def area_table(rows: Rows, baseline: str = "") -> str:
    """Area of each scorer: all rows, without the splice dinucleotides, and by place."""
    head = ["scorer", "all", f"without {CANONICAL}", *REGIONS]
    if baseline:
        head.append(f"all, minus {baseline}")
    body = []
    for name, values in rows.scores.items():
        cells = [name, _area(values, rows.labels, np.ones(len(values), dtype=bool))]
        cells.append(_area(values, rows.labels, ~rows.at(CANONICAL)))
        cells += [_area(values, rows.labels, rows.at(place)) for place in REGIONS]
        if baseline:
            cells.append(_difference(values, rows.scores[baseline], rows.labels))
        body.append(cells)
    return table(head, body)


def distance_table(by_distance: Mapping[int, Rows], scorers: Sequence[str]) -> str:
    """Area of each scorer over all rows, with sites looked for at several distances."""
    head = ["scorer", *(f"distance {distance:,}" for distance in by_distance)]
    body = [
        [
            name,
            *(
                _area(rows.scores[name], rows.labels, np.ones(len(rows.labels), dtype=bool))
                for rows in by_distance.values()
            ),
        ]
        for name in scorers
    ]
    return table(head, body)


def sensitivity_table(rows: Rows, specificity: float) -> str:
    """Share of the positives found, by place, at one cut-off for all places.

    The cut-off is that of the negatives outside the splice dinucleotides.
    """
    head = ["scorer", "found above", "all but ±1,2", *REGIONS, CANONICAL]
    body = []
    for name, values in rows.scores.items():
        known = ~np.isnan(values)
        apart = rows.at(CANONICAL)
        negatives = values[~rows.labels & ~apart & known]
        cells = [name, f"{cutoff_at(negatives, specificity):.2f}"]
        places = [~apart, *(rows.at(one) for one in REGIONS), apart]
        for place in places:
            positives = values[rows.labels & known & place]
            found = sensitivity(positives, negatives, specificity)
            cells.append(_share(found, len(positives)))
        body.append(cells)
    return table(head, body)


@dataclass(frozen=True, slots=True)
class Together:
    """Engines together on one set of rows.

    Attributes
    ----------
    rows
        The rows with two more scorers: the mean of all engines, for which nothing is chosen, and
        the combination chosen without the gene that is scored.
    chosen
        By group of genes left out, the combination in words.
    areas
        Cross-validated area of every combination, the largest first.
    """

    rows: Rows
    chosen: Mapping[str, str]
    areas: Sequence[tuple[str, float]]


ALL_TOGETHER, NESTED = "mean of all engines", "best combination"


def put_together(rows: Rows, names: Sequence[str]) -> Together:
    """Measure the engines together, by genes left out."""
    groups = gene_groups(rows.genes)
    scores = rows.stacked(names)
    found, chosen = nested_scores(scores, rows.labels, groups)
    areas = cross_validated_areas(scores, rows.labels, groups)
    ordered = sorted(areas.items(), key=lambda item: -item[1])
    return Together(
        rows.plus(ALL_TOGETHER, scores.mean(axis=0)).plus(NESTED, found),
        {
            _members(rows.genes, groups, number): _words(which, names)
            for number, which in chosen.items()
        },
        [(_words(which, names), area) for which, area in ordered],
    )


def transferred(train: Rows, test: Rows, names: Sequence[str]) -> tuple[Rows, str]:
    """Score other rows with the combination that is best on the training rows."""
    scores = train.stacked(names)
    which = best_mean(scores, train.labels, gene_groups(train.genes))
    scores_there = test.stacked(names)
    found = which.fit_and_score(scores, train.labels, scores_there)
    both = test.plus(ALL_TOGETHER, scores_there.mean(axis=0)).plus(NESTED, found)
    return both, _words(which, names)


def _members(genes: Sequence[str], groups: NDArray[np.int64], number: int) -> str:
    members = sorted({gene for gene, group in zip(genes, groups, strict=True) if group == number})
    return members[0] if len(members) == 1 else f"the {len(members)} other genes"


def _words(which: Combination, names: Sequence[str]) -> str:
    return f"{which.way} of {', '.join(names[number] for number in which.engines)}"


def n_candidates(n_engines: int) -> int:
    """How many combinations stand for election."""
    return len(candidates(n_engines, ELIGIBLE))


def _area(values: Floats, labels: NDArray[np.bool_], keep: NDArray[np.bool_]) -> str:
    which = keep & ~np.isnan(values)
    here = labels[which]
    if min(int(here.sum()), int((~here).sum())) < LEAST_ROWS:
        return "too few"
    return auroc(values[which], here).text()


def _difference(first: Floats, second: Floats, labels: NDArray[np.bool_]) -> str:
    if first is second:
        return "–"
    known = ~np.isnan(first) & ~np.isnan(second)
    found = auroc_difference(first[known], second[known], labels[known])
    return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def _share(found: Estimate, n: int) -> str:
    if n == 0 or math.isnan(found.value):
        return "none"
    text = f"{round(found.value * n)}/{n}"
    return f"{text} = {found.text(2)}" if n >= LEAST_ROWS else text
