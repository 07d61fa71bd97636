"""Regions of the genome as a person types them."""

from core.domain.assembly import canonical_chrom
from core.errors import UsageError


def parsed_region(region: str) -> tuple[str, int, int]:
    """Give contig and 0-based half-open bounds of `chrom:start-end`, 1-based, both included.

    Raises
    ------
    UsageError
        If it is not written so.
    """
    chrom, colon, stretch = region.rpartition(":")
    if not colon:
        raise UsageError(f"{region!r} is no region.", "Write it as chr19:11089300-11089450.")
    return canonical_chrom(chrom), *parsed_bounds(stretch)


def parsed_bounds(stretch: str) -> tuple[int, int]:
    """Give 0-based half-open bounds of `start-end`, 1-based and both included; error as above."""
    start, _, end = stretch.replace(",", "").partition("-")
    if not (start.isdigit() and end.isdigit() and 0 < int(start) <= int(end)):
        raise UsageError(f"{stretch!r} is no stretch.", "Write it as 11089300-11089450.")
    return int(start) - 1, int(end)
