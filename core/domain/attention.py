"""Where a transformer network looks around a variant."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, slots=True)
class AlleleAttention:
    """One allele, read on the plus strand.

    Attributes
    ----------
    sequence, offsets
        Bases and their offsets from `pos`, length L; inserted ones repeat that of the base before.
    layers
        (layers, L, L), mean over the heads of a layer: row looks at column. What goes elsewhere is
        missing from a row.
    """

    sequence: str
    offsets: NDArray[np.int32]
    layers: NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Attention:
    """REF and ALT of one variant in the network of one engine."""

    engine_id: str
    ref: AlleleAttention
    alt: AlleleAttention

    @property
    def are_alike(self) -> bool:
        """Both alleles have the same places, so that they can be compared base by base."""
        return bool(np.array_equal(self.ref.offsets, self.alt.offsets))
