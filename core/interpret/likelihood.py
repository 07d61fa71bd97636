"""How much more often a score is seen with a known effect on splicing than without.

Likelihood ratio of a bin = (positives in it / all positives) / (negatives in it / all negatives),
with the interval of the log method (Katz D, Baptista J, Azen SP, Pike MC. Obtaining confidence
intervals for the risk ratio in cohort studies. Biometrics 1978;34:469-474). Where a bin holds no
positive or no negative, 0.5 is added to the four counts in and outside it (Haldane 1956, Anscombe
1956).
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.calibration import Bin, RegionCalibration, RegionGroup
from core.domain.transcript import Region

EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8)
"""Lower ends of the bins of the largest raw delta, compared with two decimals."""

LEAST = 20
"""Positives, and negatives, a region must have: below that an interval says nothing useful."""

_Z = 1.959963984540054
"""97.5 % quantile of the normal distribution."""

_GROUPS = {
    Region.SPLICE_DINUCLEOTIDE: RegionGroup.DINUCLEOTIDE,
    Region.EXON_EDGE: RegionGroup.NEAR_SPLICE,
    Region.NEAR_SPLICE: RegionGroup.NEAR_SPLICE,
    Region.CODING: RegionGroup.EXONIC,
    Region.UTR5: RegionGroup.EXONIC,
    Region.UTR3: RegionGroup.EXONIC,
    Region.NON_CODING_EXON: RegionGroup.EXONIC,
    Region.INTRON: RegionGroup.INTRON,
    Region.DEEP_INTRON: RegionGroup.DEEP_INTRON,
}


def region_group(region: Region) -> RegionGroup | None:
    """Give the group a place is calibrated in, None outside transcripts.

    Near splice: donor -3..+8 and acceptor -50..+3 but for the two bases of the site itself, which
    stand apart. Deep intron: more than 50 bases from both ends.
    """
    return _GROUPS.get(region)


def calibrate_region(
    group: RegionGroup, positives: Sequence[float], negatives: Sequence[float]
) -> RegionCalibration:
    """Give the bins of one region; none where it has fewer than `LEAST` of either kind."""
    n_positive, n_negative = len(positives), len(negatives)
    if min(n_positive, n_negative) < LEAST:
        return RegionCalibration(group, n_positive, n_negative, ())
    with_effect, without = _counts(positives), _counts(negatives)
    bins = []
    for number, low in enumerate(EDGES):
        high = EDGES[number + 1] if number + 1 < len(EDGES) else None
        a, b = int(with_effect[number]), int(without[number])
        bins.append(Bin(low, high, a, b, *likelihood_ratio(a, n_positive, b, n_negative)))
    return RegionCalibration(group, n_positive, n_negative, tuple(bins))


def likelihood_ratio(
    positives: int, n_positive: int, negatives: int, n_negative: int
) -> tuple[float | None, float | None, float | None]:
    """Give the ratio with the ends of its 95 % interval; None three times for an empty bin."""
    if positives == negatives == 0:
        return None, None, None
    a, n1, b, n0 = float(positives), float(n_positive), float(negatives), float(n_negative)
    if min(positives, negatives) == 0:
        a, n1, b, n0 = a + 0.5, n1 + 1, b + 0.5, n0 + 1
    ratio = (a / n1) / (b / n0)
    error = math.sqrt(1 / a - 1 / n1 + 1 / b - 1 / n0)
    reach = math.exp(_Z * error)
    return ratio, ratio / reach, ratio * reach


def _counts(values: Sequence[float]) -> NDArray[np.int64]:
    shown = np.round(np.asarray(values, dtype=float), 2)
    bins = np.searchsorted(np.asarray(EDGES), shown, side="right") - 1
    return np.bincount(bins, minlength=len(EDGES))
