"""How each of many places is inherited."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.interpret.sex_chromosomes import PSEUDOAUTOSOMAL, Inheritance

WAYS: tuple[Inheritance, ...] = tuple(Inheritance)
"""What the numbers of `ways_of` stand for."""


def ways_of(
    assembly: Assembly,
    contig: NDArray[np.integer[Any]],
    contig_names: tuple[str, ...],
    pos: NDArray[np.integer[Any]],
) -> NDArray[np.uint8]:
    """Give how each place is inherited, as indexes of `WAYS`; `pos` is 1-based."""
    codes = {"chrX": Inheritance.X, "chrY": Inheritance.Y, "chrM": Inheritance.MITOCHONDRIAL}
    by_contig = [WAYS.index(codes.get(name, Inheritance.AUTOSOMAL)) for name in contig_names]
    found: NDArray[np.uint8] = np.array([*by_contig, 0], np.uint8)[contig]
    for name, regions in PSEUDOAUTOSOMAL.get(assembly, {}).items():
        if name in contig_names:
            on_it = np.flatnonzero(contig == contig_names.index(name))
            for first, last in regions:
                inside = on_it[(pos[on_it] >= first) & (pos[on_it] <= last)]
                found[inside] = WAYS.index(Inheritance.AUTOSOMAL)
    return found
