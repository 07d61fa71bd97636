"""What engines share that slide along a sequence: alleles as base codes, equal stretches once."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.device import in_batches
from models.errors import RequestError
from models.regulatory.protocol import AlleleRequest, surroundings
from models.sequence import base_codes

LONGEST_CHANGE = 200
"""Bases of REF or ALT that are scored; what is longer brings or takes whole sites."""

Codes = NDArray[np.uint8]


def allele_codes(request: AlleleRequest, flank: int) -> tuple[Codes, Codes]:
    """Give base codes of REF and ALT with `flank` bases on either side of what changes.

    Raises
    ------
    RequestError
        REF or ALT is longer than `LONGEST_CHANGE`.
    """
    _, n_ref, n_alt = request.change
    if max(n_ref, n_alt) > LONGEST_CHANGE:
        raise RequestError(
            f"The change of {max(n_ref, n_alt)} bases is too long to look for changed sites.",
            f"Alleles of up to {LONGEST_CHANGE} bases can be scored.",
        )
    ref, alt = surroundings(request, flank)
    return base_codes(ref), base_codes(alt)


def distinct_answers(
    stretches: Sequence[Codes],
    answer: Callable[[Codes], NDArray[np.floating]],
    bases: int,
) -> list[NDArray[np.floating]]:
    """Give what is said to each stretch; equal ones are looked at once, as many bases as given.

    `answer` gives one row for each of several stretches of one length, (N, bases).
    """

    def rows(some: Sequence[Codes]) -> Sequence[NDArray[np.floating]]:
        return list(answer(np.stack(some)))

    distinct = {one.tobytes(): one for one in stretches}
    found: dict[bytes, NDArray[np.floating]] = {}
    for length in {len(one) for one in distinct.values()}:
        of_length = [one for one in distinct.values() if len(one) == length]
        said = in_batches(rows, of_length, max(bases // max(length, 1), 1))
        found |= zip(
            (one.tobytes() for one in of_length), (r for part, _ in said for r in part), strict=True
        )
    return [found[one.tobytes()] for one in stretches]
