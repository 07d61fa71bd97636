"""Which words of six bases are read more often in coding than in non-coding sequence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.sequence import base_codes

N_HEXAMERS = 4**6
N_CODONS = 4**3


@dataclass(frozen=True, eq=False, slots=True)
class WordTable:
    """Log-odds of words, in order of their base codes (A C G T); NaN for a word it says nothing of.

    Attributes
    ----------
    values
        (4 ** size,) float64, natural logarithm.
    size
        Bases of a word: 6 or 3.
    """

    values: NDArray[np.float64]
    size: int

    def score(self, sequence: str, shift: int = 0) -> float:
        """Mean over the words of a reading frame, a codon apart, from `shift` bases on.

        Words with another letter than A C G T, or that the table says nothing of, are passed over;
        0 where none is left.
        """
        words = word_codes(sequence[shift:], self.size, 3)
        found = self.values[words[words >= 0]]
        found = found[~np.isnan(found)]
        return float(found.mean()) if len(found) else 0.0


def word_codes(sequence: str, size: int, step: int) -> NDArray[np.int64]:
    """Number of each word in A C G T order, every `step` bases; -1 with any other letter."""
    codes = base_codes(sequence).astype(np.int64)
    if len(codes) < size:
        return np.empty(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, size)[::step]
    words: NDArray[np.int64] = windows @ (4 ** np.arange(size)[::-1])
    words[(windows > 3).any(axis=1)] = -1
    return words


def count_words(sequence: str, size: int, step: int) -> NDArray[np.int64]:
    """How often each word stands in a sequence: (4 ** size,)."""
    words = word_codes(sequence, size, step)
    return np.bincount(words[words >= 0], minlength=4**size)


def word_table(coding: NDArray[np.int64], other: NDArray[np.int64], size: int) -> WordTable:
    """Log-odds out of counts in both kinds of sequence, one added to each count."""
    shares = [np.log((counts + 1.0) / (counts.sum() + len(counts))) for counts in (coding, other)]
    return WordTable(shares[0] - shares[1], size)
