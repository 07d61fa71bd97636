"""SpliceAI gene tables: one transcript model per gene, 0-based starts."""

from collections.abc import Iterator
from pathlib import Path

from core.domain.assembly import canonical_chrom
from core.domain.transcript import Transcript
from core.errors import InputFileError

_N_COLUMNS = 7


def read_gene_table(
    path: Path, lines: Iterator[str], source: str
) -> tuple[list[Transcript], list[str]]:
    """Give the transcripts of a table whose heading was read, and no warnings.

    `transcript_id` is the gene symbol, as the table has no other name.

    Raises
    ------
    InputFileError
        Naming the line that cannot be read.
    """
    found = []
    for number, line in enumerate(lines, start=2):
        if line.strip():
            found.append(_transcript(path, number, line, source))
    return found, []


def _transcript(path: Path, number: int, line: str, source: str) -> Transcript:
    columns = line.split("\t")
    if len(columns) < _N_COLUMNS:
        raise _error(path, number, f"{len(columns)} columns instead of {_N_COLUMNS}")
    symbol, chrom, strand = columns[:3]
    try:
        start, end = int(columns[3]), int(columns[4])
        starts, ends = _numbers(columns[5]), _numbers(columns[6])
    except ValueError as error:
        raise _error(path, number, f"not a number ({error})") from error
    exons = tuple(zip(starts, ends, strict=False))
    if strand not in ("+", "-"):
        raise _error(path, number, f"strand {strand!r} is neither + nor -")
    if len(starts) != len(ends) or not exons:
        raise _error(path, number, f"{len(starts)} exon starts and {len(ends)} exon ends")
    if not 0 <= start < end or any(not 0 <= a < b for a, b in exons):
        raise _error(path, number, "an end lies before its start")
    return Transcript(
        transcript_id=symbol,
        gene_symbol=symbol,
        gene_id=symbol,
        chrom=canonical_chrom(chrom),
        strand=strand,
        start=start,
        end=end,
        exons=tuple(sorted(exons)),
        source=source,
    )


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


def _error(path: Path, number: int, cause: str) -> InputFileError:
    return InputFileError(
        path, f"line {number}: {cause}.", "Install the pack again, or mend this line."
    )
