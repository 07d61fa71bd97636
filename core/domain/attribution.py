"""Per-base explanation of one predicted splice site."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.domain.score import SpliceEffect


class AttributionMethod(StrEnum):
    """How the contributions were computed."""

    ISM = "ism"
    GRADIENT_X_INPUT = "gradient_x_input"


@dataclass(frozen=True, eq=False, slots=True)
class AlleleAttribution:
    """Contribution of each base of one allele to the probability of one site.

    Attributes
    ----------
    allele
        "ref" or "alt".
    sequence
        Plus-strand bases, length L.
    offsets
        (L,) int32: genome offset from `pos` of each base; inserted bases repeat the offset of
        the base before them, deleted bases are absent.
    contribution
        (L,) float32; positive where the base supports the site.
    mutants
        (4, L) float32 in A C G T order: change of the site's probability when the base is
        replaced (0 at the base itself); None for gradient x input.
    probability
        The site's probability in this allele.
    """

    allele: str
    sequence: str
    offsets: NDArray[np.int32]
    contribution: NDArray[np.float32]
    mutants: NDArray[np.float32] | None
    probability: float


@dataclass(frozen=True, eq=False, slots=True)
class Attribution:
    """REF and ALT explained for one effect of one variant in one transcript.

    `site_offset` is the affected site relative to `pos`, genome direction; `digest` is that of
    the weights that were asked.
    """

    engine_id: str
    transcript_id: str
    strand: str
    effect: SpliceEffect
    site_offset: int
    method: AttributionMethod
    ref: AlleleAttribution
    alt: AlleleAttribution
    digest: str = ""
