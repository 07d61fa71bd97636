"""How much of the RNA has one of two forms: the posterior by the fragments that were seen.

The model is that of MISO for exon-centric events (Katz et al. 2010, Nature Methods 7:1009). A
fragment comes from form k with a probability in proportion to its share psi_k of the molecules
times the number of places it can start at there, so that long forms give more fragments. Which of
the two gave it is known for some fragments and not for those both can give. With two forms, the
likelihood depends on three counts alone,

    L(psi) = (psi a)^n_one ((1 - psi) b)^n_other (psi c + (1 - psi) d)^n_both / D(psi)^n
    D(psi) = psi (a + c) + (1 - psi) (b + d)

where a and b are the places that tell the forms apart, c and d those that do not, in each form.
MISO draws from this posterior; with two forms it is computed on a grid instead, exactly but for
the width of a cell. With n_both and c, d left at 0 only fragments that tell the forms apart count.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.domain.rna import Share
from core.interpret.rna_rules import PsiRules

_CELLS = 10_000
_EDGES = np.linspace(0.0, 1.0, _CELLS + 1)
_MIDDLES = (_EDGES[1:] + _EDGES[:-1]) / 2


class Counts(NamedTuple):
    """Fragments only the one form can give, only the other, and both."""

    one: float
    other: float
    both: float = 0.0


class Places(NamedTuple):
    """Places a fragment of each kind can start at: `Counts` per molecule.

    `both_of_one` and `both_of_other` are the places that do not tell, in either form.
    """

    one: float
    other: float
    both_of_one: float = 0.0
    both_of_other: float = 0.0

    @property
    def telling(self) -> "Places":
        """Those alone that tell the forms apart."""
        return Places(self.one, self.other)


def share(counts: Counts, places: Places, rules: PsiRules) -> Share | None:
    """Give the posterior of the share of the one form; None where no fragment tells.

    Also None where one of the forms has no place that tells it apart: then nothing can.
    """
    if counts.one + counts.other <= 0 or min(places.one, places.other) <= 0:
        return None
    mass = posterior(counts, places, (rules.prior_one.value, rules.prior_other.value))
    low, high = densest(mass, rules.credible.value)
    return Share(float(mass @ _MIDDLES), low, high, *counts)


def posterior(counts: Counts, places: Places, prior: tuple[float, float]) -> NDArray[np.float64]:
    """Give the posterior mass in 10,000 cells of equal width over the share, from 0 to 1."""
    psi = _MIDDLES
    per_molecule = psi * (places.one + places.both_of_one)
    per_molecule = per_molecule + (1 - psi) * (places.other + places.both_of_other)
    logs = (counts.one + prior[0] - 1) * np.log(psi)
    logs += (counts.other + prior[1] - 1) * np.log1p(-psi)
    if counts.both:
        logs += counts.both * np.log(psi * places.both_of_one + (1 - psi) * places.both_of_other)
    logs -= sum(counts) * np.log(per_molecule)
    mass = np.exp(logs - logs.max())
    return np.asarray(mass / mass.sum(), np.float64)


def densest(mass: NDArray[np.float64], credible: float) -> tuple[float, float]:
    """Give the shortest interval that holds at least `credible` of a mass with one peak.

    It reaches 0 or 1 where the peak lies there: an exon that is never skipped has an inclusion
    of exactly 1, which an interval cut by tails of equal mass never holds.
    """
    order = np.argsort(-mass, kind="stable")
    n_cells = int(np.searchsorted(np.cumsum(mass[order]), credible)) + 1
    cells = order[:n_cells]
    return float(_EDGES[cells.min()]), float(_EDGES[cells.max() + 1])
