"""What is measured on a transcript and its longest open reading frame: plain numbers, no network.

| feature | what | where it comes from |
|---|---|---|
| orf_length | log2(1 + codons) of the longest frame | Frith 2006; Wang 2013 (CPAT) |
| orf_coverage | its share of the transcript | CPAT |
| orf_has_stop | 1 where it ends with a stop codon | Kang 2017 (CPC2, "integrity") |
| kozak | purine at -3, G at +4: 0 to 2 | Kozak 1987 |
| hexamer | mean log-odds of its in-frame hexamers | CPAT |
| hexamer_lead | that, less the better of its other two frames | Fickett & Tung 1992, frame by frame |
| codon_usage | mean log-odds of its codons | Fickett & Tung 1992 |
| fickett | TESTCODE of the frame | Fickett 1982 |
| gc, gc3 | G and C of the transcript, and at third places of its codons | Fickett & Tung 1992 |
| stops_in_frame, stops_second, stops_third | stop codons among the transcript's codons, in the frame \
of the longest one and in the other two | CNCI and LncADeep use the like |

Frith MC, et al. PLoS Genet 2006;2:e52. Wang L, et al. Nucleic Acids Res 2013;41:e74. Kang Y-J, et al.
Nucleic Acids Res 2017;45:W12. Fickett JW, Tung C-S. Nucleic Acids Res 1992;20:6441. All of them as
general knowledge of the papers, not re-read; definitions are those of the code below.
"""

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from models.coding.fickett import testcode
from models.coding.hexamers import WordTable
from models.coding.orfs import OpenFrame, kozak_score, open_frames, stop_shares
from models.sequence import base_codes

NAMES = (
    "orf_length", "orf_coverage", "orf_has_stop", "kozak", "hexamer", "hexamer_lead", "codon_usage",
    "fickett", "gc", "gc3", "stops_in_frame", "stops_second", "stops_third",
)  # fmt: skip
"""Features in the order of `features`."""


@dataclass(frozen=True, eq=False, slots=True)
class WordTables:
    """Log-odds of hexamers and codons between coding and other sequence."""

    hexamers: WordTable
    codons: WordTable


def longest_frame(sequence: str) -> OpenFrame | None:
    """Give the longest open reading frame, the first of several; None without any ATG."""
    return next(iter(open_frames(sequence)), None)


def features(sequence: str, frame: OpenFrame | None, tables: WordTables) -> NDArray[np.float64]:
    """Measure a transcript on one of its frames.

    Parameters
    ----------
    sequence
        Sense strand, upper case; U is not T here.
    frame
        None where there is no frame: what is measured on it is then 0.

    Returns
    -------
    (13,) in the order of `NAMES`.
    """
    codes = base_codes(sequence)
    start = 0 if frame is None else frame.start
    of_frame = (0.0,) * 8 if frame is None else _of_frame(sequence, codes, frame, tables)
    gc3 = 0.0 if frame is None else _gc(codes[frame.start + 2 : frame.end : 3])
    return np.array([*of_frame, _gc(codes), gc3, *stop_shares(sequence, start)])


def _of_frame(
    sequence: str, codes: NDArray[np.uint8], frame: OpenFrame, tables: WordTables
) -> tuple[float, ...]:
    orf = sequence[frame.start : frame.end]
    in_frame, second, third = (tables.hexamers.score(orf, shift) for shift in range(3))
    return (
        log2(1 + frame.n_codons),
        (frame.end - frame.start) / len(sequence),
        float(frame.has_stop),
        float(kozak_score(sequence, frame.start)),
        in_frame,
        in_frame - max(second, third),
        tables.codons.score(orf),
        testcode(codes[frame.start : frame.end]),
    )


def _gc(codes: NDArray[np.uint8]) -> float:
    """Share of G and C among A C G T; 0 without any."""
    known = np.count_nonzero(codes < 4)
    return float(np.count_nonzero((codes == 1) | (codes == 2)) / known) if known else 0.0
