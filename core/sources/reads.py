"""Aligned RNA reads: BAM and CRAM files with an index.

A CRAM file is decoded with the reference of the case and nothing else. htslib would otherwise look
for sequence where REF_PATH points, by default a server, and in a cache; both ways are shut before
such a file is opened, for the rest of the life of the process.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Self

import pysam

from core.domain.assembly import canonical_chrom
from core.domain.rna import Blocks, Fragment, Library, ReadFilter, ReadsKind
from core.errors import InputFileError
from core.sources.reads_checks import (
    demand_index,
    demand_same_build,
    demand_whole,
    kind_of,
    not_decoded,
)
from core.sources.reads_library import Sampled, library_of
from core.sources.reference import Reference

_NOT_COUNTED = 0x4 | 0x100 | 0x200 | 0x400 | 0x800
"""Flags of SAM: unmapped, secondary, failed quality checks, duplicate, supplementary."""

_INTRON = 3
_ON_REFERENCE = frozenset({0, 2, 7, 8})
"""CIGAR operations N; and M, D, =, X."""


class ReadsFile:
    """Random access to the RNA reads of one sample; a context manager.

    Attributes
    ----------
    library
        Which strand its reads tell, learnt from spliced reads.

    Raises
    ------
    InputFileError
        If the file is missing, of another kind, cut, empty, without index, or if none of its
        reads is spliced.
    AssemblyMismatchError
        If its contigs are not those of the reference.
    """

    def __init__(self, path: Path, reference: Reference, reads: ReadFilter) -> None:
        self.path, self._reference, self._filter = path, reference, reads
        self.kind = kind_of(path)
        demand_whole(path, self.kind)
        demand_index(path, self.kind)
        self._file = _open(path, self.kind, reference)
        lengths = dict(zip(self._file.references, self._file.lengths, strict=True))
        try:
            demand_same_build(path, lengths, reference)
            self._spelling = {canonical_chrom(name): name for name in reversed(lengths)}
            self.library = library_of(path, self._sampled(), reads)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; damage that was met while reading is not told once more."""
        with suppress(OSError):
            self._file.close()

    def fragments(self, chrom: str, start: int, end: int) -> Iterator[Fragment]:
        """Yield the fragments with a read that reaches into [start, end), 0-based.

        Reads that are secondary, supplementary, duplicates, of failed quality or mapped with too
        little confidence do not count. Of a pair with one mate elsewhere the other comes alone.

        Raises
        ------
        InputFileError
            If the file is damaged, or cannot be decoded with the reference.
        """
        waiting: dict[str, pysam.AlignedSegment] = {}
        for read in self._reads(chrom, start, end):
            name = read.query_name or ""
            mate = waiting.pop(name, None)
            if mate is not None:
                yield self._fragment(mate, read)
            elif name and _has_mate_near(read, end):
                waiting[name] = read
            else:
                yield self._fragment(read)
        for read in waiting.values():
            yield self._fragment(read)

    def _reads(self, chrom: str, start: int, end: int) -> Iterator[pysam.AlignedSegment]:
        name = self._spelling.get(chrom)
        if name is None:
            return
        least = self._filter.min_mapping_quality
        try:
            for read in self._file.fetch(name, max(0, start), end):
                is_counted = not read.flag & _NOT_COUNTED and read.mapping_quality >= least
                if is_counted and read.cigartuples:
                    yield read
        except (OSError, ValueError) as error:
            raise not_decoded(self.path, self.kind, self._reference, str(error)) from error

    def _fragment(self, *reads: pysam.AlignedSegment) -> Fragment:
        return Fragment(self._strand(reads), tuple(_blocks(read) for read in reads))

    def _strand(self, reads: Sequence[pysam.AlignedSegment]) -> str:
        if self.library is Library.UNSTRANDED:
            return next(filter(None, map(_told_strand, reads)), "")
        is_forward = reads[0].is_reverse == reads[0].is_read2
        is_plus = is_forward == (self.library is Library.FIRST_SENSE)
        return "+" if is_plus else "-"

    def _sampled(self) -> Iterator[Sampled]:
        """Yield the first reads of every contig, up to enough spliced ones.

        Where none is spliced, go on: the first reads of one deep gene are all of its first exon.
        """
        contigs = [one for one in self._spelling if self._reference.length(one) is not None]
        most, enough = self._filter.sampled_per_contig, self._filter.min_library_reads
        has_spliced = False
        for chrom in contigs:
            n_spliced = 0
            for one in islice(self._looked_at(chrom), most):
                yield one
                n_spliced += bool(one.motifs)
                if n_spliced == enough:
                    break
            has_spliced |= n_spliced > 0
        if not has_spliced:
            rest = (islice(self._looked_at(chrom), most, None) for chrom in contigs)
            yield from islice(chain.from_iterable(rest), self._filter.most_sampled)

    def _looked_at(self, chrom: str) -> Iterator[Sampled]:
        length = self._file.get_reference_length(self._spelling[chrom])
        for read in self._reads(chrom, 0, length):
            is_forward = read.is_reverse == read.is_read2
            yield Sampled(tuple(self._motifs(chrom, _blocks(read))), is_forward)

    def _motifs(self, chrom: str, blocks: Blocks) -> Iterator[str]:
        """Yield the first and last two bases of each intron, as they stand on the plus strand."""
        for (_, left), (right, _) in pairwise(blocks):
            fetch = self._reference.fetch
            yield fetch(chrom, left, left + 2) + fetch(chrom, right - 2, right)


def _open(path: Path, kind: ReadsKind, reference: Reference) -> pysam.AlignmentFile:
    is_cram = kind is ReadsKind.CRAM
    if is_cram:
        os.environ["REF_PATH"] = os.devnull
        os.environ.pop("REF_CACHE", None)
    try:
        return pysam.AlignmentFile(
            str(path),
            "rc" if is_cram else "rb",
            require_index=True,
            reference_filename=str(reference.path) if is_cram else None,
        )
    except (OSError, ValueError) as error:
        raise InputFileError(
            path,
            f"cannot be opened as {kind} ({error}).",
            "Copy it again from where it came from, or align the reads anew.",
        ) from error


def _has_mate_near(read: pysam.AlignedSegment, end: int) -> bool:
    """Tell whether the mate may come up in the same stretch."""
    return (
        read.is_paired
        and not read.mate_is_unmapped
        and read.next_reference_id == read.reference_id
        and read.next_reference_start < end
    )


def _blocks(read: pysam.AlignedSegment) -> Blocks:
    """Give the aligned stretches between introns, 0-based half-open."""
    found: list[tuple[int, int]] = []
    start = end = read.reference_start
    for operation, length in read.cigartuples or ():
        if operation in _ON_REFERENCE:
            end += length
        elif operation == _INTRON:
            found.append((start, end))
            start = end = end + length
    return tuple(block for block in (*found, (start, end)) if block[1] > block[0])


def _told_strand(read: pysam.AlignedSegment) -> str:
    """Give the strand of the transcript as the aligner tells it: XS, or ts relative to the read."""
    if read.has_tag("XS"):
        told = str(read.get_tag("XS"))
        return told if told in {"+", "-"} else ""
    if read.has_tag("ts"):
        is_plus = (str(read.get_tag("ts")) == "+") != read.is_reverse
        return "+" if is_plus else "-"
    return ""
