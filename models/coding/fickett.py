"""The TESTCODE statistic: how unevenly the four bases are spread over the places of codons.

Fickett JW. Recognition of protein coding regions in DNA sequences. Nucleic Acids Res
1982;10:5303-5318. The numbers are the paper's as CPAT 1.2 and its followers carry them; those have
nine ranges of composition where the paper has ten, and so have we, for the published models of CPAT
were fitted that way.
"""

import numpy as np
from numpy.typing import NDArray

_POSITION_FROM = (1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 0.0)
_CONTENT_FROM = (0.33, 0.31, 0.29, 0.27, 0.25, 0.23, 0.21, 0.17, 0.0)
"""Lower ends of the ranges, highest first."""

_POSITION = (
    (0.94, 0.68, 0.84, 0.93, 0.58, 0.68, 0.45, 0.34, 0.20, 0.22),
    (0.80, 0.70, 0.70, 0.81, 0.66, 0.48, 0.51, 0.33, 0.30, 0.23),
    (0.90, 0.88, 0.74, 0.64, 0.53, 0.48, 0.27, 0.16, 0.08, 0.08),
    (0.97, 0.97, 0.91, 0.68, 0.69, 0.44, 0.54, 0.20, 0.09, 0.09),
)
_CONTENT = (
    (0.28, 0.49, 0.44, 0.55, 0.62, 0.49, 0.67, 0.65, 0.81),
    (0.82, 0.64, 0.51, 0.64, 0.59, 0.59, 0.43, 0.44, 0.39),
    (0.40, 0.54, 0.47, 0.64, 0.64, 0.73, 0.41, 0.41, 0.33),
    (0.28, 0.24, 0.39, 0.40, 0.55, 0.75, 0.56, 0.69, 0.51),
)
"""Share of coding sequences among those in a range; rows A C G T."""

_POSITION_WEIGHTS = (0.26, 0.18, 0.31, 0.33)
_CONTENT_WEIGHTS = (0.11, 0.12, 0.15, 0.14)


def testcode(codes: NDArray[np.uint8]) -> float:
    """Give the statistic of base codes (0 to 3 for A C G T, others counted in the length only).

    About 0.3 to 1.3; the paper calls up to 0.74 non-coding and from 0.95 on coding. 0 for fewer
    than two bases.
    """
    if len(codes) < 2:
        return 0.0
    total = 0.0
    for base in range(4):
        counts = [int(np.count_nonzero(codes[place::3] == base)) for place in range(3)]
        position = max(counts) / (min(counts) + 1.0)
        content = sum(counts) / len(codes)
        total += _POSITION[base][_range(position, _POSITION_FROM)] * _POSITION_WEIGHTS[base]
        total += _CONTENT[base][_range(content, _CONTENT_FROM)] * _CONTENT_WEIGHTS[base]
    return total


def _range(value: float, lower_ends: tuple[float, ...]) -> int:
    return next(number for number, lower in enumerate(lower_ends) if value >= lower)
