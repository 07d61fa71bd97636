"""Writes small tables and tracks as laboratories have them."""

from collections.abc import Sequence
from pathlib import Path

import pyBigWig
import pysam

from core.domain.assembly import Assembly
from core.domain.variant import Variant


def variant(text: str) -> Variant:
    return Variant.parse(text, Assembly.GRCH38)


def write_table(path: Path, *rows: str) -> Path:
    """Write rows, cells separated by blanks here and by tabs there."""
    lines = (row if row.startswith("##") else row.replace(" ", "\t") for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def indexed(
    path: Path, *rows: str, columns: Sequence[int] = (1, 2, 2), base: int = 1, skip: int = 0
) -> Path:
    """Bgzip and index a table; `columns` (contig, start, end) count from 1."""
    plain = write_table(path.with_suffix(""), *rows)
    pysam.tabix_compress(str(plain), str(path), force=True)
    chrom, start, end = (one - 1 for one in columns)
    pysam.tabix_index(
        str(path),
        force=True,
        seq_col=chrom,
        start_col=start,
        end_col=end,
        zerobased=base == 0,
        line_skip=skip,
    )
    plain.unlink()
    return path


def write_bigwig(path: Path, values: dict[str, dict[int, float]], length: int = 1_000) -> Path:
    """Write a bigWig; values by contig and 0-based base."""
    file = pyBigWig.open(str(path), "w")
    file.addHeader([(chrom, length) for chrom in values])
    for chrom, of_chrom in values.items():
        starts = sorted(of_chrom)
        if starts:
            file.addEntries(
                [chrom] * len(starts),
                starts,
                ends=[start + 1 for start in starts],
                values=[of_chrom[start] for start in starts],
            )
    file.close()
    return path
