"""One number per base from a bigWig file, such as conservation by phyloP or phastCons.

A base without a value has none: it is never 0, and a contig that the file lacks is not covered.
"""

from pathlib import Path
from typing import Self

import numpy as np
import pyBigWig

from core.domain.assembly import canonical_chrom
from core.domain.counting import counted
from core.domain.local_value import (
    ChangedBases,
    Coverage,
    LocalEntry,
    LocalValue,
    not_covered,
    said,
)
from core.errors import InputFileError

_MOST_BASES = 10_000
"""Bases of one variant that are looked at."""

_REMEDY = "Choose a bigWig file as published, and check that it was copied in full."


class BigWig:
    """Random access to a bigWig file; a context manager.

    Attributes
    ----------
    lengths
        Length in bases of every contig, by our own spelling.

    Raises
    ------
    InputFileError
        If it is missing or no bigWig file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.is_file():
            raise InputFileError(path, "the file is not there.", "Check the name of the file.")
        try:
            self._file = pyBigWig.open(str(path.absolute()))
            is_right = self._file is not None and self._file.isBigWig()
            chroms = self._file.chroms() if is_right else {}
        except (RuntimeError, OSError) as error:
            raise InputFileError(path, f"it cannot be opened ({error}).", _REMEDY) from error
        if not chroms:
            self._file.close()
            raise InputFileError(path, "it is no bigWig file, or an empty one.", _REMEDY)
        self._spelling = {canonical_chrom(name): name for name in reversed(chroms)}
        self.lengths = {canonical_chrom(name): int(length) for name, length in chroms.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def of(self, bases: ChangedBases) -> LocalValue:
        """Give the value of the base, or of several bases the largest with the smallest in words.

        Raises
        ------
        InputFileError
            If the file is damaged.
        """
        name = self._spelling.get(bases.chrom)
        if name is None:
            return not_covered(bases.chrom)
        end = min(bases.end, bases.start + _MOST_BASES, self.lengths[bases.chrom])
        if end <= bases.start:
            return LocalValue(Coverage.NOT_COVERED, detail="the place lies beyond the contig's end")
        values = self._values(name, bases.start, end)
        known = values[~np.isnan(values)]
        if not len(known):
            return said()
        return said(LocalEntry(round(float(known.max()), 4), _words(known, len(values))))

    def mean(self, chrom: str, start: int, end: int) -> float:
        """Give the mean over a stretch (0-based half-open); a base without a value counts 0.

        Raises
        ------
        InputFileError
            If the file is damaged.
        """
        name = self._spelling.get(chrom)
        last = min(end, self.lengths.get(chrom, 0))
        if name is None or last <= max(start, 0):
            return 0.0
        return float(np.nansum(self._values(name, max(start, 0), last))) / (end - start)

    def _values(
        self, name: str, start: int, end: int
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        try:
            return np.asarray(self._file.values(name, start, end), dtype=np.float64)
        except (RuntimeError, OSError) as error:
            raise InputFileError(self.path, f"it cannot be read ({error}).", _REMEDY) from error


def _words(known: np.ndarray[tuple[int], np.dtype[np.float64]], n_bases: int) -> str:
    if n_bases == 1:
        return ""
    told = f"largest of {counted(n_bases, 'base')}, smallest {known.min():.4g}"
    lacking = n_bases - len(known)
    return f"{told}; {lacking} without a value" if lacking else told
