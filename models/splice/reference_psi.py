"""Reference inclusion of annotated exons in GTEx tissues, and the names of the tissues.

The table is one line per exon, 1-based inclusive, gzip-compressed (about 600,000 lines). It is
read once for all exons asked for: about two seconds and no memory to speak of.
"""

import gzip
import math
import zlib
from collections.abc import Iterable
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


def read_reference_psi(path: Path, exons: Iterable[Exon]) -> dict[Exon, NDArray[np.float32]]:
    """Give the inclusion (0-1) by tissue of each exon the table holds, shape (56,).

    NaN where it is not known: the tissue is not in GTEx, or the table says exactly 0, which
    stands there for "no reads" as well. An exon that is not exactly in the table is left out.
    """
    wanted = {_key(exon): exon for exon in exons}
    if not wanted:
        return {}
    try:
        with gzip.open(path, "rb") as lines:
            names = lines.readline().decode("ascii").rstrip("\n").split(",")[_N_KEYS:]
            columns = [_column(names, gtex) for gtex in _GTEX_NAMES.values()]
            found: dict[Exon, NDArray[np.float32]] = {}
            for line in lines:
                chrom, start, end, strand, rest = line.split(b",", 4)
                exon = wanted.get((chrom, start, end, strand))
                if exon is not None and exon not in found:
                    found[exon] = _values(rest, columns)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise PackReadError(
            f"{path} cannot be read: {error}.", "Install the pack mmsplice again."
        ) from error
    return found


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
