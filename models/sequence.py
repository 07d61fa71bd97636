"""Sequence text to arrays and back: one-hot in A C G T order, reverse complement."""

import numpy as np
from numpy.typing import NDArray

BASES = "ACGT"

STANDS_FOR = {
    "A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "S": "CG", "W": "AT",
    "K": "GT", "M": "AC", "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
"""The bases each letter of IUPAC stands for."""

_PAIRS = dict(zip("ACGT", "TGCA", strict=True))
_COMPLEMENT = bytes(ord(_PAIRS.get(chr(code).upper(), "N")) for code in range(256))


def _rows() -> NDArray[np.float32]:
    table = np.zeros((256, 4), dtype=np.float32)
    for row, base in enumerate(BASES):
        table[ord(base), row] = 1.0
        table[ord(base.lower()), row] = 1.0
    return table


_ONE_HOT = _rows()
_CODES = np.where(_ONE_HOT.any(axis=1), _ONE_HOT.argmax(axis=1), 4).astype(np.uint8)


def one_hot(sequence: str) -> NDArray[np.float32]:
    """One-hot array of shape (4, L), rows A C G T; every other letter is a column of zeros."""
    codes = np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)
    return np.ascontiguousarray(_ONE_HOT[codes].T)


COLUMNS = np.concatenate([np.eye(4, dtype=np.float32), np.zeros((1, 4), dtype=np.float32)])
"""Shape (5, 4): the one-hot column of each base code, A C G T and any other letter."""


def base_codes(sequence: str) -> NDArray[np.uint8]:
    """Base codes of shape (L,): 0 to 3 for A C G T, 4 for every other letter."""
    return _CODES[np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)]


def reverse_complement(sequence: str) -> str:
    """The other strand, read 5' to 3'; letters other than A C G T N become N."""
    codes = sequence.encode("ascii", errors="replace")
    return codes.translate(_COMPLEMENT)[::-1].decode("ascii")
