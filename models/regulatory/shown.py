"""The alleles of an explanation, and what of them is shown. Loads no torch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.engine import AttributionArrays, Method
from models.regulatory.protocol import AlleleRequest, window_pairs


@dataclass(frozen=True, slots=True)
class Allele:
    """A sequence as the engine reads it, and what of it is shown.

    Attributes
    ----------
    name
        `ref` or `alt`.
    window
        The sequence.
    columns
        Which of its columns are shown.
    offsets
        Offset from `pos` of each shown column.
    middle
        Column of the change: its neighbours are mutated first.
    """

    name: str
    window: str
    columns: tuple[int, ...]
    offsets: tuple[int, ...]
    middle: int


def shown_alleles(request: AlleleRequest, length: int, flank: int) -> tuple[Allele, Allele]:
    """Give REF and ALT in the window with the change in its middle, `flank` bases around it shown.

    Raises
    ------
    RequestError
        The change does not fit into a window.
    """
    (ref, alt), *_ = window_pairs(request, length)
    start, n_ref, n_alt = request.change
    first = start - length // 2  # of the window, in the request's sequences
    pos = request.start

    def shown(n_bases: int) -> range:
        return range(max(start - flank, first), min(start + n_bases + flank, first + length))

    ref_places, alt_places = shown(n_ref), shown(n_alt)
    return (
        Allele(
            "ref",
            ref,
            tuple(place - first for place in ref_places),
            tuple(place - pos for place in ref_places),
            start - first,
        ),
        Allele(
            "alt",
            alt,
            tuple(place - first for place in alt_places),
            tuple(base_offset(place - start, n_ref, n_alt) + start - pos for place in alt_places),
            start - first,
        ),
    )


def base_offset(place: int, n_ref: int, n_alt: int) -> int:
    """Offset from the change of a base of ALT; inserted ones repeat that of the base before."""
    if place < min(n_ref, n_alt):
        return place
    if place < n_alt:
        return n_ref - 1
    return place - n_alt + n_ref


def shown_arrays(
    allele: Allele,
    method: Method,
    value: float,
    contribution: NDArray[np.float32],
    ism: NDArray[np.float32] | None = None,
) -> AttributionArrays:
    """Put what was found of the shown columns of an allele into words of the program."""
    return AttributionArrays(
        allele=allele.name,
        method=method,
        start_offset=allele.offsets[0],
        offsets=np.array(allele.offsets, dtype=np.int32),
        sequence="".join(allele.window[column] for column in allele.columns),
        contribution=contribution,
        ism=ism,
        p=value,
        site_column=-1,
    )
