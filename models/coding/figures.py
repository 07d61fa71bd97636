"""How the network does on chromosomes it never saw, beside simpler scores on the same sequences."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.coding.reading import Cutoffs
from models.coding.training import LabelledSequence
from models.measures import (
    Bin,
    Draws,
    Interval,
    area_difference,
    area_under_roc,
    average_precision,
    calibration_error,
    reliability,
    resampled,
)

NETWORK = "network"
ALL = "all"
Scores = Mapping[str, NDArray[np.float64]]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Area(_Record):
    """Areas of one score for some positives against some negatives, with 95 % intervals."""

    score: str
    positives: str
    negatives: str
    n_positives: int
    n_negatives: int
    roc: Interval
    precision: Interval


class Called(_Record):
    """What sequences of one kind were called, as numbers of sequences."""

    kind: str
    is_coding: bool
    coding: int
    between: int
    non_coding: int


class Figures(_Record):
    """All that was measured on the test chromosomes.

    Attributes
    ----------
    sequences
        Number of sequences by part of the split and kind; genes by part.
    lead
        Area under ROC of the network minus that of each other score, all against all.
    curves
        Points (false positive rate, true positive rate) of each score, all against all.
    """

    sequences: dict[str, dict[str, int]]
    genes: dict[str, int]
    areas: tuple[Area, ...]
    lead: dict[str, Interval]
    called: tuple[Called, ...]
    reliability: tuple[Bin, ...]
    calibration_error: float
    curves: dict[str, tuple[tuple[float, float], ...]]


def areas(sequences: Sequence[LabelledSequence], scores: Scores, draws: Draws) -> tuple[Area, ...]:
    """Give areas of every score: all against all, and of and against each kind."""
    coding = sorted({one.kind for one in sequences if one.is_coding})
    others = sorted({one.kind for one in sequences if not one.is_coding})
    pairs = [(ALL, ALL), *((ALL, one) for one in others), *((one, ALL) for one in coding)]
    pairs += [(one, other) for one in coding for other in others]
    return tuple(
        _area(sequences, (name, scores[name]), pair, draws) for pair in pairs for name in scores
    )


def _area(
    sequences: Sequence[LabelledSequence],
    score: tuple[str, NDArray[np.float64]],
    pair: tuple[str, str],
    draws: Draws,
) -> Area:
    taken = [
        number
        for number, one in enumerate(sequences)
        if pair[0 if one.is_coding else 1] in (ALL, one.kind)
    ]
    labels = np.array([sequences[number].is_coding for number in taken], dtype=bool)
    groups = [sequences[number].gene for number in taken]
    name, values = score
    found = [
        resampled(measure, values[taken], labels, groups, draws)
        for measure in (area_under_roc, average_precision)
    ]
    return Area(
        score=name,
        positives=pair[0],
        negatives=pair[1],
        n_positives=int(labels.sum()),
        n_negatives=int((~labels).sum()),
        roc=found[0],
        precision=found[1],
    )


def leads(
    sequences: Sequence[LabelledSequence], scores: Scores, draws: Draws
) -> dict[str, Interval]:
    """Compare the network with every other score on the same resamples."""
    labels = _labels(sequences)
    groups = [one.gene for one in sequences]
    return {
        name: resampled(
            area_difference, np.stack([scores[NETWORK], other], axis=1), labels, groups, draws
        )
        for name, other in scores.items()
        if name != NETWORK
    }


def called(
    sequences: Sequence[LabelledSequence], probabilities: NDArray[np.float64], cutoffs: Cutoffs
) -> tuple[Called, ...]:
    """Count what every kind of sequence is called."""
    kinds = sorted({(not one.is_coding, one.kind) for one in sequences})
    found = []
    for is_other, kind in kinds:
        mine = np.array([one.kind == kind for one in sequences])
        given = probabilities[mine]
        coding = int((given >= cutoffs.coding_from).sum())
        low = int((given < cutoffs.non_coding_below).sum())
        found.append(
            Called(
                kind=kind,
                is_coding=not is_other,
                coding=coding,
                between=len(given) - coding - low,
                non_coding=low,
            )
        )
    return tuple(found)


def curve(
    scores: NDArray[np.float64], labels: NDArray[np.bool_], n_points: int = 200
) -> tuple[tuple[float, float], ...]:
    """Give points of the ROC curve from (0, 0) to (1, 1), thinned out."""
    order = np.argsort(-scores, kind="stable")
    hits = np.concatenate([[0], np.cumsum(labels[order])]) / max(int(labels.sum()), 1)
    alarms = np.concatenate([[0], np.cumsum(~labels[order])]) / max(int((~labels).sum()), 1)
    taken = np.unique(np.linspace(0, len(hits) - 1, n_points).astype(int))
    return tuple((round(float(alarms[at]), 4), round(float(hits[at]), 4)) for at in taken)


def figures(
    parts: Mapping[str, Sequence[LabelledSequence]],
    scores: Scores,
    calibration: tuple[NDArray[np.float64], Cutoffs],
    draws: Draws,
) -> Figures:
    """Measure on the part `test`.

    Parameters
    ----------
    scores
        Of the test sequences; `network` is the one the others are compared with.
    calibration
        Calibrated probabilities of the test sequences, and the cut-offs.
    """
    tested = parts["test"]
    labels = _labels(tested)
    probabilities, cutoffs = calibration
    return Figures(
        sequences={part: _kinds(sequences) for part, sequences in parts.items()},
        genes={part: len({one.gene for one in given}) for part, given in parts.items()},
        areas=areas(tested, scores, draws),
        lead=leads(tested, scores, draws),
        called=called(tested, probabilities, cutoffs),
        reliability=reliability(probabilities, labels),
        calibration_error=calibration_error(probabilities, labels),
        curves={name: curve(values, labels) for name, values in scores.items()},
    )


def _labels(sequences: Sequence[LabelledSequence]) -> NDArray[np.bool_]:
    return np.array([one.is_coding for one in sequences], dtype=bool)


def _kinds(sequences: Sequence[LabelledSequence]) -> dict[str, int]:
    kinds = sorted({one.kind for one in sequences})
    return {kind: sum(one.kind == kind for one in sequences) for kind in kinds}
