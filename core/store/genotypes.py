"""Genotypes of all samples of one variant in one BLOB.

Layout, little-endian, 24 bytes per sample in the order of the case's individuals: `alt_copies`,
`called`, `ploidy`, `flags` (1 phased, 2 first allele is ALT) as uint8, then `phase_set`, `depth`,
`quality`, `ref_depth`, `alt_depth` as int32. A missing value is -2**31, the same that BCF uses
(VCF 4.3, section 6.3.3), so that it can be no value of a variant file.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.sample import Genotype

MISSING = -(2**31)
PHASED = 1
FIRST_ALLELE_IS_ALT = 2
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
_FIELDS = attrgetter(*_COUNTS, "phased", "first_allele_is_alt", *_OPTIONAL)


def pack_genotypes(genotypes: Sequence[Sequence[Genotype]]) -> list[bytes]:
    """Give one BLOB per variant; every variant has the same number of samples.

    Raises
    ------
    OverflowError
        If a count does not fit a byte or a value does not fit 32 bits.
    """
    flat = [_FIELDS(genotype) for samples in genotypes for genotype in samples]
    if not flat:
        return [b""] * len(genotypes)
    columns = dict(
        zip((*_COUNTS, "phased", "first", *_OPTIONAL), zip(*flat, strict=True), strict=True)
    )
    packed = np.empty(len(flat), GENOTYPE)
    for name in _COUNTS:
        packed[name] = _bounded(np.array(columns[name], np.int64), name, 0, 255)
    packed["flags"] = np.array(columns["phased"], np.uint8) * PHASED
    packed["flags"] |= np.array(columns["first"], np.uint8) * np.uint8(FIRST_ALLELE_IS_ALT)
    for name in _OPTIONAL:
        packed[name] = _optional(columns[name], name)
    data = packed.tobytes()
    step = len(data) // len(genotypes)
    return [data[start : start + step] for start in range(0, len(data), step)]


def unpack_genotypes(data: bytes) -> tuple[Genotype, ...]:
    """Give the genotypes of one variant."""
    return tuple(_genotype(*row) for row in np.frombuffer(data, GENOTYPE).tolist())


def genotype_column(blobs: Sequence[bytes], sample: int) -> NDArray[np.void]:
    """Give the packed genotypes of one sample (0-based) over many variants, as `GENOTYPE`."""
    packed = np.frombuffer(b"".join(blobs), GENOTYPE)
    return packed.reshape(len(blobs), -1)[:, sample]


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
    return Genotype(alt_copies, called, ploidy, phased, first, *given)
