"""Inclusion of exons in the tissues of people without the variant (GTEx), out of the mmsplice pack.

Loads no network: the table lies beside the networks of the pack. Reading it whole takes seconds;
what is shown beside every variant is its lowest and highest value of each exon, which is worked
out once (`prepare_inclusion_ranges`) and kept in the cache.
"""

import os
from collections.abc import Generator, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.domain.context import ExonInclusion
from core.domain.transcript import Transcript
from core.errors import ProblemError, UsageError
from core.job import Progress
from core.packs import in_our_words
from core.paths import cache_dir
from models.packs import PackState, pack_folder, status
from models.splice.reference_psi import (
    TISSUES,
    Exon,
    find_range,
    inclusion_ranges,
    read_reference_psi,
)

PACK = "mmsplice"

BLOOD, FIBROBLASTS, LCL = (
    "Whole Blood",
    "Xform. fibroblasts - Cells",
    "EBV-xform lymphocytes - Cells",
)
"""Tissues that RNA of a living patient is taken from, as the table names them."""

_SHORT_NAMES = {"blood": BLOOD, "fibroblasts": FIBROBLASTS, "lcl": LCL}

NOT_PREPARED = "the GTEx table has not been read yet; it is when a case is scored or ranked"


class TissuePsi:
    """Reference inclusion of the exons asked for.

    Attributes
    ----------
    why_not
        Why nothing is known of any exon; empty where the table was read.
    """

    def __init__(self, found: Mapping[Exon, NDArray[np.float32]], why_not: str = "") -> None:
        self._found, self.why_not = found, why_not

    def of(self, transcript: Transcript, exon: tuple[int, int], tissue: str) -> float | None:
        """Give the inclusion (0-1) of an exon (0-based half-open) in a tissue, None if not known."""
        row = self._found.get((transcript.chrom, *exon, transcript.strand))
        if row is None or tissue not in TISSUES:
            return None
        value = float(row[TISSUES.index(tissue)])
        return None if np.isnan(value) else value


def read_tissue_psi(assembly: Assembly | None, transcripts: Iterable[Transcript]) -> TissuePsi:
    """Read the reference inclusion of all exons of transcripts; takes about two seconds.

    Raises
    ------
    EngineUnavailableError
        If the pack is installed and its table is damaged.
    """
    table, why_not = _table(assembly)
    if table is None:
        return TissuePsi({}, why_not)
    exons = {(one.chrom, *exon, one.strand) for one in transcripts for exon in one.exons}
    with in_our_words():
        return TissuePsi(read_reference_psi(table, exons))


class InclusionRanges:
    """Lowest and highest reference inclusion of every exon of the table.

    Attributes
    ----------
    why_not
        Why nothing is known of any exon; empty where the table was read.
    """

    def __init__(self, ranges: NDArray[np.void] | None, why_not: str = "") -> None:
        self._ranges, self.why_not = ranges, why_not

    def of(self, exon: Exon, number: int | None = None) -> ExonInclusion | None:
        """Give what the table says of an exon, None where it does not have that very exon."""
        row = None if self._ranges is None else find_range(self._ranges, exon)
        if row is None:
            return None
        n_tissues = int(row["n_tissues"])
        start, end = exon[1], exon[2]
        if not n_tissues:
            return ExonInclusion(start, end, number)
        low, high = (TISSUES[int(row[key])] for key in ("lowest_tissue", "highest_tissue"))
        lowest, highest = float(row["lowest"]), float(row["highest"])
        return ExonInclusion(start, end, number, n_tissues, lowest, highest, low, high)


def inclusion_ranges_known(assembly: Assembly | None) -> InclusionRanges:
    """Give the ranges as far as they were prepared; takes no time to speak of."""
    table, why_not = _table(assembly)
    if table is None:
        return InclusionRanges(None, why_not)
    kept = _kept(table)
    return _loaded(kept) if kept.is_file() else InclusionRanges(None, NOT_PREPARED)


def prepare_inclusion_ranges(assembly: Assembly | None) -> Generator[Progress, None, None]:
    """Read the table once for all, some seconds, where that was not done; a damaged one is told."""
    table, _ = _table(assembly)
    if table is None or _kept(table).is_file():
        return
    yield Progress("reading the inclusion of exons in tissues")
    try:
        with in_our_words():
            found = inclusion_ranges(table)
    except ProblemError as problem:
        yield Progress("reading the inclusion of exons in tissues", note=str(problem))
        return
    kept = _kept(table)
    aside = kept.with_name(f".{kept.name}.{os.getpid()}.new.npy")
    np.save(aside, found, allow_pickle=False)
    aside.replace(kept)


def _table(assembly: Assembly | None) -> tuple[Path | None, str]:
    """Give the table of a build, or why there is none."""
    if assembly in (None, Assembly.ARTIFICIAL):
        return None, "the genome build has no GTEx table"
    if status(PACK).state is not PackState.INSTALLED:
        return None, f"the pack {PACK} with the GTEx table is not installed"
    return pack_folder(PACK) / f"psi.{assembly}.csv.gz", ""


def _kept(table: Path) -> Path:
    """Where the ranges of this very table are kept."""
    told = table.stat()
    return cache_dir() / f"{table.name.partition('.csv')[0]}.{told.st_size}.{told.st_mtime_ns}.npy"


@lru_cache(2)
def _loaded(kept: Path) -> InclusionRanges:
    return InclusionRanges(np.load(kept, mmap_mode="r", allow_pickle=False))


def tissue_named(text: str) -> str:
    """Give the tissue a person means, as the table names it; empty for empty.

    `blood`, `fibroblasts` and `LCL` are understood, and any tissue of the table by its own name.

    Raises
    ------
    UsageError
        Naming the tissues there are.
    """
    asked = text.strip().lower()
    known = {tissue.lower(): tissue for tissue in TISSUES} | _SHORT_NAMES
    if asked and asked not in known:
        raise UsageError(
            f"{text} is not a tissue of the GTEx table.",
            f"Choose blood, fibroblasts, LCL, or one of: {', '.join(TISSUES)}.",
        )
    return known.get(asked, "")


def tissue_choices() -> tuple[tuple[str, str], ...]:
    """Give each tissue as people call it and as the table does, those a sample is taken from first."""
    usual = {BLOOD: "Blood", FIBROBLASTS: "Fibroblasts", LCL: "Lymphoblastoid cell line (LCL)"}
    named = [(f"{words} ({tissue})", tissue) for tissue, words in usual.items()]
    return (*named, *((tissue, tissue) for tissue in sorted(TISSUES) if tissue not in usual))
