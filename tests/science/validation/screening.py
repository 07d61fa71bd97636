"""What screening (one network first) would miss: chosen on BRCA1, measured on the other genes.

A variant is answered by the first network alone where no base changes by as much as the
threshold, as in `models/splice/stages.py`; all others get the whole ensemble. Comparisons with a
cut-off use two decimals, those that are shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.science.validation.alleles import Allele
from tests.science.validation.scoring import ScoreFile
from tests.science.validation.statistics import Estimate, wilson

Floats = NDArray[np.float64]

CUTOFFS = (0.2, 0.02)
LEAST_RECALL = 0.995
STEPS = (
    *(round(0.0001 * step, 4) for step in range(1, 30)),
    *(round(0.001 * step, 3) for step in range(3, 21)),
)
"""Thresholds that are tried: 0.0001 to 0.02."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the networks said about alleles of genes, one column for each.

    Attributes
    ----------
    exact
        Largest change by the whole ensemble, shape (n,).
    alone
        Largest change by each network, shape (networks, n).
    """

    exact: Floats
    alone: Floats

    def screened(self, network: int, threshold: float) -> Floats:
        """What screening answers, shape (n,)."""
        return np.where(self.alone[network] < threshold, self.alone[network], self.exact)

    def answered(self, network: int, threshold: float) -> Estimate:
        """Share of the alleles that one network answers."""
        return wilson(int((self.alone[network] < threshold).sum()), len(self.exact))

    def recall(self, network: int, threshold: float, cutoff: float) -> tuple[int, int]:
        """Alleles that reach a cut-off with screening, of those that reach it without."""
        reaches = shown(self.exact) >= cutoff - 1e-9
        found = shown(self.screened(network, threshold)) >= cutoff - 1e-9
        return int((reaches & found).sum()), int(reaches.sum())


@dataclass(frozen=True, slots=True)
class Choice:
    """A first network (numbered from 0), its threshold, and the share it answers alone."""

    network: int
    threshold: float
    answered: float


def shown(values: Floats) -> Floats:
    """Values as they are shown, with two decimals."""
    return np.round(values, 2)


def answers(
    scores: ScoreFile, alleles: Iterable[Allele], distance: int, n_networks: int
) -> Answers:
    """Give the answers on those alleles that were scored, once for each gene they lie in."""
    exact: list[float] = []
    alone: list[list[float]] = []
    for allele in alleles:
        for gene, value in scores.get(allele, distance).items():
            exact.append(value)
            parts = [scores.get(allele, distance, number)[gene] for number in range(n_networks)]
            alone.append(parts)
    return Answers(np.array(exact), np.array(alone).reshape(len(exact), n_networks).T)


def best_choices(tuning: Sequence[Answers]) -> list[Choice]:
    """Give for each network the largest threshold that keeps the recall, the quickest first.

    It has to keep it at every distance `tuning` holds answers of; the share answered alone is that
    at the first. A network that keeps it at no threshold is left out.
    """
    found: list[Choice] = []
    for network in range(len(tuning[0].alone)):
        kept = [step for step in STEPS if all(_keeps(one, network, step) for one in tuning)]
        if kept:
            threshold = max(kept)
            share = tuning[0].answered(network, threshold).value
            found.append(Choice(network, threshold, share))
    return sorted(found, key=lambda one: -one.answered)


def _keeps(tuning: Answers, network: int, threshold: float) -> bool:
    hits, n = tuning.recall(network, threshold, CUTOFFS[1])
    return hits >= LEAST_RECALL * n
