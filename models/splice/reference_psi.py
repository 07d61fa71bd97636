"""Reference inclusion of annotated exons in GTEx tissues, and the names of the tissues.

The table is one line per exon, 1-based inclusive, gzip-compressed (about 600,000 lines). It is
read once for all exons asked for: about two seconds and no memory to speak of. Lowest and highest
value of all its exons take longer to work out and 20 MB to keep, and are then looked up at once.
"""

import gzip
import math
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import PackReadError

Exon = tuple[str, int, int, str]
"""Contig, start and end (0-based half-open), strand."""

_GTEX_NAMES = {
    "Retina - Eye": "",
    "RPE/Choroid/Sclera - Eye": "",
    "Subcutaneous - Adipose": "Adipose - Subcutaneous",
    "Visceral (Omentum) - Adipose": "Adipose - Visceral (Omentum)",
    "Adrenal Gland": "Adrenal Gland",
    "Aorta - Artery": "Artery - Aorta",
    "Coronary - Artery": "Artery - Coronary",
    "Tibial - Artery": "Artery - Tibial",
    "Bladder": "Bladder",
    "Amygdala - Brain": "Brain - Amygdala",
    "Anterior cingulate - Brain": "Brain - Anterior cingulate cortex (BA24)",
    "Caudate nucleus - Brain": "Brain - Caudate (basal ganglia)",
    "Cerebellar Hemisphere - Brain": "Brain - Cerebellar Hemisphere",
    "Cerebellum - Brain": "Brain - Cerebellum",
    "Cortex - Brain": "Brain - Cortex",
    "Frontal Cortex - Brain": "Brain - Frontal Cortex (BA9)",
    "Hippocampus - Brain": "Brain - Hippocampus",
    "Hypothalamus - Brain": "Brain - Hypothalamus",
    "Nucleus accumbens - Brain": "Brain - Nucleus accumbens (basal ganglia)",
    "Putamen - Brain": "Brain - Putamen (basal ganglia)",
    "Spinal cord (C1) - Brain": "Brain - Spinal cord (cervical c-1)",
    "Substantia nigra - Brain": "Brain - Substantia nigra",
    "Mammary Tissue - Breast": "Breast - Mammary Tissue",
    "EBV-xform lymphocytes - Cells": "Cells - EBV-transformed lymphocytes",
    "Leukemia (CML) - Cells": "Cells - Leukemia cell line (CML)",
    "Xform. fibroblasts - Cells": "Cells - Transformed fibroblasts",
    "Ectocervix - Cervix": "Cervix - Ectocervix",
    "Endocervix - Cervix": "Cervix - Endocervix",
    "Sigmoid - Colon": "Colon - Sigmoid",
    "Transverse - Colon": "Colon - Transverse",
    "Gastroesoph. Junc. - Esophagus": "Esophagus - Gastroesophageal Junction",
    "Mucosa - Esophagus": "Esophagus - Mucosa",
    "Muscularis - Esophagus": "Esophagus - Muscularis",
    "Fallopian Tube": "Fallopian Tube",
    "Atrial Appendage - Heart": "Heart - Atrial Appendage",
    "Left Ventricle - Heart": "Heart - Left Ventricle",
    "Cortex - Kidney": "Kidney - Cortex",
    "Liver": "Liver",
    "Lung": "Lung",
    "Minor Salivary Gland": "Minor Salivary Gland",
    "Skeletal - Muscle": "Muscle - Skeletal",
    "Tibial - Nerve": "Nerve - Tibial",
    "Ovary": "Ovary",
    "Pancreas": "Pancreas",
    "Pituitary": "Pituitary",
    "Prostate": "Prostate",
    "Not Sun Exposed - Skin": "Skin - Not Sun Exposed (Suprapubic)",
    "Sun Exposed (Lower leg) - Skin": "Skin - Sun Exposed (Lower leg)",
    "Ileum - Small Intestine": "Small Intestine - Terminal Ileum",
    "Spleen": "Spleen",
    "Stomach": "Stomach",
    "Testis": "Testis",
    "Thyroid": "Thyroid",
    "Uterus": "Uterus",
    "Vagina": "Vagina",
    "Whole Blood": "Whole Blood",
}

TISSUES = tuple(_GTEX_NAMES)
"""The 56 tissues of MTSplice in the order of its outputs."""

_N_KEYS = 6

RANGE = np.dtype(
    [
        ("key", np.uint64),
        ("lowest", np.float32),
        ("highest", np.float32),
        ("lowest_tissue", np.uint8),
        ("highest_tissue", np.uint8),
        ("n_tissues", np.uint8),
    ]
)
"""Inclusion of one exon over the tissues with a value: how many, and the numbers of two in `TISSUES`."""

_CONTIGS = tuple(f"chr{name}" for name in (*range(1, 23), "X", "Y", "M"))
_PLACE_BITS = 28
"""The longest contig has fewer than 2**28 bases."""


def read_reference_psi(path: Path, exons: Iterable[Exon]) -> dict[Exon, NDArray[np.float32]]:
    """Give the inclusion (0-1) by tissue of each exon the table holds, shape (56,).

    NaN where it is not known: the tissue is not in GTEx, or the table says exactly 0, which
    stands there for "no reads" as well. An exon that is not exactly in the table is left out.
    """
    wanted = {_key(exon): exon for exon in exons}
    if not wanted:
        return {}
    found: dict[Exon, NDArray[np.float32]] = {}
    with _opened(path) as (columns, lines):
        for line in lines:
            chrom, start, end, strand, rest = line.split(b",", 4)
            exon = wanted.get((chrom, start, end, strand))
            if exon is not None and exon not in found:
                found[exon] = _values(rest, columns)
    return found


def inclusion_ranges(path: Path) -> NDArray[np.void]:
    """Give lowest and highest inclusion of every exon of the table, shape (n,) of `RANGE`, by key.

    A value of exactly 0 counts as not known, as everywhere; of exons that stand there twice the
    first counts.
    """
    found: dict[int, tuple[int, float, float, int, int, int]] = {}
    with _opened(path) as (columns, lines):
        tissues = sorted((column, n) for n, column in enumerate(columns) if column >= 0)
        for line in lines:
            chrom, start, end, strand, *cells = line.rstrip(b"\n").split(b",")
            key = _code((chrom.decode(), int(start) - 1, int(end), strand.decode()))
            if key is not None and key not in found:
                found[key] = (key, *_range(cells[2:], tissues))
    return np.array(sorted(found.values()), RANGE)


def find_range(ranges: NDArray[np.void], exon: Exon) -> np.void | None:
    """Give the row of an exon, None where the table does not have it."""
    key = _code(exon)
    if key is None:
        return None
    keys = ranges["key"]
    at = bisect_left(keys, key)  # numpy's own search would copy the column each time
    return ranges[at] if at < len(ranges) and int(keys[at]) == key else None


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[int], gzip.GzipFile]]:
    """Open the table behind its heading: the column of each tissue (-1 for none), and the lines."""
    try:
        with gzip.open(path, "rb") as lines:
            names = lines.readline().decode("ascii").rstrip("\n").split(",")[_N_KEYS:]
            yield [_column(names, gtex) for gtex in _GTEX_NAMES.values()], lines
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise PackReadError(
            f"{path} cannot be read: {error}.", "Install the pack mmsplice again."
        ) from error


def _code(exon: Exon) -> int | None:
    """Give an exon as a number that orders exons by place; None on a contig the table lacks."""
    chrom, start, end, strand = exon
    if chrom not in _CONTIGS:
        return None
    place = (_CONTIGS.index(chrom) << _PLACE_BITS | start) << _PLACE_BITS | end
    return place << 1 | (strand == "-")


def _range(
    cells: list[bytes], tissues: list[tuple[int, int]]
) -> tuple[float, float, int, int, int]:
    """Give lowest and highest value, the tissues that have them, and the number of values."""
    known = [
        (value, number)
        for column, number in tissues
        if (value := float(cells[column] or b"nan")) and not math.isnan(value)
    ]
    if not known:
        return math.nan, math.nan, 0, 0, 0
    (low, low_tissue), (high, high_tissue) = min(known), max(known)
    return low, high, low_tissue, high_tissue, len(known)


def _key(exon: Exon) -> tuple[bytes, bytes, bytes, bytes]:
    chrom, start, end, strand = exon
    return chrom.encode(), str(start + 1).encode(), str(end).encode(), strand.encode()


def _column(names: list[str], gtex: str) -> int:
    """Column of a tissue among the values, -1 for none."""
    return names.index(gtex) if gtex else -1


def _values(rest: bytes, columns: list[int]) -> NDArray[np.float32]:
    texts = [*rest.rstrip(b"\n").split(b",")[2:], b"nan"]
    return np.array(
        [float(texts[column] or b"nan") or math.nan for column in columns], dtype=np.float32
    )
