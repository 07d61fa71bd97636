"""Sequence text to arrays and back: one-hot in A C G T order, reverse complement."""

import numpy as np
from numpy.typing import NDArray

BASES = "ACGT"

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def _rows() -> NDArray[np.float32]:
    table = np.zeros((256, 4), dtype=np.float32)
    for row, base in enumerate(BASES):
        table[ord(base), row] = 1.0
        table[ord(base.lower()), row] = 1.0
    return table


_ONE_HOT = _rows()


def one_hot(sequence: str) -> NDArray[np.float32]:
    """One-hot array of shape (4, L), rows A C G T; every other letter is a column of zeros."""
    codes = np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)
    return np.ascontiguousarray(_ONE_HOT[codes].T)


def reverse_complement(sequence: str) -> str:
    """The other strand, read 5' to 3'; letters other than A C G T N become N."""
    upper = sequence.upper().translate(_COMPLEMENT)[::-1]
    if set(upper) <= set("ACGTN"):
        return upper
    return "".join(base if base in "ACGTN" else "N" for base in upper)
