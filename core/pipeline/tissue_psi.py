"""Inclusion of exons in the tissues of people without the variant (GTEx), out of the mmsplice pack.

Loads no network: the table lies beside the networks of the pack.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.errors import UsageError
from core.pipeline.mapping import translated
from models.packs import PackState, pack_folder, status
from models.splice.reference_psi import TISSUES, Exon, read_reference_psi

PACK = "mmsplice"

BLOOD, FIBROBLASTS, LCL = (
    "Whole Blood",
    "Xform. fibroblasts - Cells",
    "EBV-xform lymphocytes - Cells",
)
"""Tissues that RNA of a living patient is taken from, as the table names them."""

_SHORT_NAMES = {"blood": BLOOD, "fibroblasts": FIBROBLASTS, "lcl": LCL}


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
    if assembly in (None, Assembly.ARTIFICIAL):
        return TissuePsi({}, "the genome build has no GTEx table")
    if status(PACK).state is not PackState.INSTALLED:
        return TissuePsi({}, f"the pack {PACK} with the GTEx table is not installed")
    exons = {(one.chrom, *exon, one.strand) for one in transcripts for exon in one.exons}
    with translated():
        return TissuePsi(read_reference_psi(pack_folder(PACK) / f"psi.{assembly}.csv.gz", exons))


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
