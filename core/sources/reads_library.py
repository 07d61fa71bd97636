"""What the first reads of a file tell about it: whether it is RNA, and of which kind of library."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from core.domain.counting import counted, verb
from core.domain.rna import Library, ReadFilter
from core.errors import InputFileError

_STRAND_OF_MOTIF = {
    "GTAG": "+", "GCAG": "+", "ATAC": "+",
    "CTAC": "-", "CTGC": "-", "GTAT": "-",
}  # fmt: skip
"""Ends of an intron as they stand on the plus strand, and the strand of its transcript."""


class Sampled(NamedTuple):
    """A read that was looked at.

    `motifs` are the first and last two plus-strand bases of its introns; `is_forward` tells that
    the first read of its fragment reads along the plus strand.
    """

    motifs: tuple[str, ...]
    is_forward: bool


def library_of(path: Path, sampled: Iterable[Sampled], reads: ReadFilter) -> Library:
    """Tell which strand the reads of a library have.

    Raises
    ------
    InputFileError
        If there are no reads, or none of them is spliced.
    """
    n_reads = n_spliced = n_telling = n_sense = 0
    for one in sampled:
        n_reads += 1
        n_spliced += bool(one.motifs)
        strands = {_STRAND_OF_MOTIF.get(motif, "") for motif in one.motifs}
        if strands in ({"+"}, {"-"}):
            n_telling += 1
            n_sense += (strands == {"+"}) == one.is_forward
    _demand_spliced(path, n_reads, n_spliced)
    if n_telling < reads.min_library_reads:
        return Library.UNSTRANDED
    if n_sense >= reads.library_share * n_telling:
        return Library.FIRST_SENSE
    if n_telling - n_sense >= reads.library_share * n_telling:
        return Library.FIRST_ANTISENSE
    return Library.UNSTRANDED


def _demand_spliced(path: Path, n_reads: int, n_spliced: int) -> None:
    if not n_reads:
        raise InputFileError(
            path,
            "it holds no read that is aligned, with enough confidence, to a contig of the "
            "reference.",
            "Choose the file of aligned RNA reads of this patient.",
        )
    if not n_spliced:
        raise InputFileError(
            path,
            f"none of the {counted(n_reads, 'read')} looked at {verb(n_reads, 'is', 'are')} "
            "spliced: this looks like DNA, or RNA that was aligned without introns.",
            "Choose the RNA-seq file of this patient, aligned with a splice-aware aligner (STAR, "
            "HISAT2, minimap2 -ax splice).",
        )
