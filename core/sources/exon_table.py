"""Tables of exons of all transcripts, as the MMSplice package ships them (GENCODE).

One line per exon of every transcript, non-coding ones included; where coding sequences lie is not
told. Places are 1-based inclusive and hold an overhang into each intron, whose length is told.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from core.domain.assembly import canonical_chrom
from core.domain.counting import counted, verb
from core.domain.transcript import Transcript
from core.errors import InputFileError

HEADING = (
    "Chromosome", "Start", "End", "Strand", "exon_id", "gene_id", "gene_name", "transcript_id",
    "left_overhang", "right_overhang",
)  # fmt: skip
"""Columns, in this order."""


class _Key(NamedTuple):
    chrom: str
    strand: str
    gene_id: str
    gene_symbol: str
    transcript_id: str


def read_exon_table(
    path: Path, lines: Iterator[str], source: str
) -> tuple[list[Transcript], list[str]]:
    """Give the transcripts of a table whose heading was read, and sentences about the rest.

    Raises
    ------
    InputFileError
        Naming the line that cannot be read.
    """
    exons_of: dict[_Key, list[tuple[int, int]]] = {}
    for number, line in enumerate(lines, start=2):
        if line:
            key, exon = _exon(path, number, line)
            exons_of.setdefault(key, []).append(exon)
    chroms = {name: canonical_chrom(name) for name in {key.chrom for key in exons_of}}
    found, n_odd = [], 0
    for key, exons in exons_of.items():
        exons.sort()
        if any(left[1] > right[0] for left, right in pairwise(exons)):
            n_odd += 1
        else:
            found.append(_transcript(key, chroms[key.chrom], tuple(exons), source))
    warning = (
        f"{path.name}: {counted(n_odd, 'transcript')} whose exons overlap "
        f"{verb(n_odd, 'is', 'are')} left out."
    )
    return found, [warning] if n_odd else []


def _transcript(
    key: _Key, chrom: str, exons: tuple[tuple[int, int], ...], source: str
) -> Transcript:
    return Transcript(
        transcript_id=key.transcript_id,
        gene_symbol=key.gene_symbol,
        gene_id=key.gene_id,
        chrom=chrom,
        strand=key.strand,
        start=exons[0][0],
        end=exons[-1][1],
        exons=exons,
        source=source,
    )


def _exon(path: Path, number: int, line: str) -> tuple[_Key, tuple[int, int]]:
    columns = line.split(",")
    if len(columns) != len(HEADING):
        raise _error(path, number, f"{len(columns)} columns instead of {len(HEADING)}")
    chrom, start, end, strand, _, gene_id, symbol, transcript_id, left, right = columns
    if strand not in ("+", "-"):
        raise _error(path, number, f"strand {strand!r} is neither + nor -")
    try:
        first, last = int(start) - 1 + int(left), int(end) - int(right)
    except ValueError as error:
        raise _error(path, number, f"not a number ({error})") from error
    if not 0 <= first < last:
        raise _error(path, number, f"start {start} and end {end} are no interval")
    return _Key(chrom, strand, gene_id, symbol, transcript_id), (first, last)


def _error(path: Path, number: int, cause: str) -> InputFileError:
    return InputFileError(
        path, f"line {number}: {cause}.", "Install the pack again, or mend this line."
    )
