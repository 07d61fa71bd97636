"""Genotype calls of many variants as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_GIVEN = -(2**31)
"""A value that a call does not give; no depth or quality of a variant file is so low."""


@dataclass(frozen=True, slots=True, eq=False)
class CallColumns:
    """Fields of `core.domain.sample.Genotype` as int64 arrays of one length.

    `NOT_GIVEN` stands for None; `phased` and `first_allele_is_alt` are 0 or 1.
    """

    alt_copies: NDArray[np.int64]
    called: NDArray[np.int64]
    ploidy: NDArray[np.int64]
    phased: NDArray[np.int64]
    first_allele_is_alt: NDArray[np.int64]
    phase_set: NDArray[np.int64]
    depth: NDArray[np.int64]
    quality: NDArray[np.int64]
    ref_depth: NDArray[np.int64]
    alt_depth: NDArray[np.int64]
