"""Genotypes of many variants as arrays.

For each person `alt_copies`, `called`, `ploidy`, `flags` (1 phased, 2 first allele is ALT, 4 no
record in the person's own file) as uint8, then `phase_set`, `depth`, `quality`, `ref_depth`,
`alt_depth` as int32. A missing value is -2**31, the same that BCF uses (VCF 4.3, section 6.3.3), so
that it can be no value of a variant file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.calls import NOT_GIVEN, CallColumns
from core.domain.sample import Genotype

MISSING = NOT_GIVEN
PHASED = 1
FIRST_ALLELE_IS_ALT = 2
NO_RECORD = 4
GENOTYPE = np.dtype(
    [
        ("alt_copies", "u1"),
        ("called", "u1"),
        ("ploidy", "u1"),
        ("flags", "u1"),
        ("phase_set", "<i4"),
        ("depth", "<i4"),
        ("quality", "<i4"),
        ("ref_depth", "<i4"),
        ("alt_depth", "<i4"),
    ]
)


_COUNTS = ("alt_copies", "called", "ploidy")
_OPTIONAL = ("phase_set", "depth", "quality", "ref_depth", "alt_depth")
_NAMES = (*_COUNTS, "phased", "first", *_OPTIONAL, "no_record")


def pack_many(genotypes: Sequence[Sequence[Genotype]], n_people: int) -> NDArray[np.void]:
    """Give a `GENOTYPE` array of shape (variants, people).

    Raises
    ------
    OverflowError
        If a count does not fit a byte or a value does not fit 32 bits.
    """
    flat = [one for people in genotypes for one in people]
    packed = np.zeros(len(flat), GENOTYPE)
    if flat:
        columns = dict(zip(_NAMES, zip(*flat, strict=True), strict=True))
        for name in _COUNTS:
            packed[name] = _bounded(np.array(columns[name], np.int64), name, 0, 255)
        packed["flags"] = np.array(columns["phased"], np.uint8) * PHASED
        packed["flags"] |= np.array(columns["first"], np.uint8) * np.uint8(FIRST_ALLELE_IS_ALT)
        packed["flags"] |= np.array(columns["no_record"], np.uint8) * np.uint8(NO_RECORD)
        for name in _OPTIONAL:
            packed[name] = _optional(columns[name], name)
    return packed.reshape(len(genotypes), n_people)


def pack_call_columns(columns: CallColumns, n_people: int) -> NDArray[np.void]:
    """Give (variants, people) of columns in which the people of a variant follow each other.

    The columns are those of a reader: whole numbers within 32 bits, `MISSING` where not given.
    """
    packed = np.empty(len(columns.ploidy), GENOTYPE)
    for name in (*_COUNTS, *_OPTIONAL):
        packed[name] = getattr(columns, name)
    packed["flags"] = columns.phased * PHASED + columns.first_allele_is_alt * FIRST_ALLELE_IS_ALT
    return packed.reshape(-1, n_people)


def unpack_genotypes(people: NDArray[np.void]) -> tuple[Genotype, ...]:
    """Give the genotypes of one variant: `GENOTYPE` of shape (people,)."""
    return tuple(_genotype(*row) for row in people.tolist())


def call_columns(calls: NDArray[np.void]) -> dict[str, NDArray[Any]]:
    """Give each field of (variants, people) as one flat array, person after person."""
    names = GENOTYPE.names or ()
    return {name: calls[name].T.ravel() for name in names}


def calls_of(columns: Mapping[str, NDArray[Any]], n_people: int) -> NDArray[np.void]:
    """Give (variants, people) of the flat arrays of `call_columns`."""
    n_rows = len(columns["ploidy"]) // n_people if n_people else 0
    calls = np.empty((n_rows, n_people), GENOTYPE)
    for name in GENOTYPE.names or ():
        calls[name] = columns[name].reshape(n_people, n_rows).T
    return calls


def _bounded(values: NDArray[Any], name: str, low: int, high: int) -> NDArray[Any]:
    if values.size and (values.min() < low or values.max() > high):
        raise OverflowError(f"{name} outside {low}..{high}")
    return values


def _optional(values: Sequence[int | None], name: str) -> NDArray[Any]:
    """Replace None; float64 holds every 32-bit number exactly and turns None into NaN."""
    given = np.array(values, np.float64)
    missing = np.isnan(given)
    given[missing] = 0
    _bounded(given, name, MISSING + 1, 2**31 - 1)
    given[missing] = MISSING
    return given


def _genotype(alt_copies: int, called: int, ploidy: int, flags: int, *optional: int) -> Genotype:
    given = [None if value == MISSING else value for value in optional]
    phased, first = bool(flags & PHASED), bool(flags & FIRST_ALLELE_IS_ALT)
    phase_set, depth, quality, ref_depth, alt_depth = given
    return Genotype(
        alt_copies, called, ploidy, phased, first,
        phase_set, depth, quality, ref_depth, alt_depth, bool(flags & NO_RECORD),
    )  # fmt: skip
