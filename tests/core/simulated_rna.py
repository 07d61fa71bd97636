"""RNA reads of known mixtures of isoforms, as values or as a BAM file that pysam writes.

Every place of an isoform gives as many fragments as any other, and every molecule of the mixture
as many as another of its length: what the tests take back out is the share of the molecules.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pysam

from core.domain.assembly import canonical_chrom
from core.domain.rna import Fragment
from core.sources.reference import Reference


@dataclass
class Isoform:
    """A chain of exons, 0-based half-open, genome order."""

    exons: tuple[tuple[int, int], ...]

    def __post_init__(self):
        self.places = np.concatenate([np.arange(*exon) for exon in self.exons])

    def read(self, start: int, length: int) -> tuple[tuple[int, int], ...]:
        places = self.places[start : start + length]
        edges = [0, *(np.flatnonzero(np.diff(places) > 1) + 1).tolist(), len(places)]
        return tuple((int(places[a]), int(places[b - 1]) + 1) for a, b in pairwise(edges))


@dataclass
class Library:
    """How fragments are read; `fragment` is mean and deviation of their length, None for one read."""

    read_length: int = 75
    fragment: tuple[int, int] | None = None
    seed: int = 1
    rng: np.random.Generator = field(init=False)

    def __post_init__(self):
        self.rng = np.random.default_rng(self.seed)

    def draw(self, isoforms, shares, n_fragments) -> list[tuple[tuple, ...]]:
        """Give the reads of so many fragments of a mixture."""
        lengths = self._lengths()
        starts = np.array(
            [[max(0, len(one.places) - length + 1) for length in lengths[0]] for one in isoforms]
        )
        weights = starts * np.asarray(shares)[:, None] * lengths[1]
        chosen = self.rng.choice(weights.size, n_fragments, p=(weights / weights.sum()).ravel())
        return [self._fragment(isoforms, lengths[0], starts, *divmod(int(one), len(lengths[0])))
                for one in chosen]  # fmt: skip

    def _lengths(self):
        if self.fragment is None:
            return np.array([self.read_length]), np.array([1.0])
        mean, deviation = self.fragment
        lengths = np.arange(max(self.read_length, mean - 4 * deviation), mean + 4 * deviation)
        return lengths, np.exp(-(((lengths - mean) / deviation) ** 2) / 2)

    def _fragment(self, isoforms, lengths, starts, which, at):
        length, isoform = int(lengths[at]), isoforms[which]
        start = int(self.rng.integers(starts[which, at]))
        first = isoform.read(start, self.read_length)
        if self.fragment is None:
            return (first,)
        return first, isoform.read(start + length - self.read_length, self.read_length)


def as_fragments(drawn, strand="") -> list[Fragment]:
    return [Fragment(strand, reads) for reads in drawn]


@dataclass
class BamWriter:
    """Writes drawn fragments with the true bases of a reference, sorted and indexed.

    `strand` is that of the transcript; the first read of a fragment is antisense to it, as in most
    stranded libraries. Ends shorter than `clipped_below` beside an intron are soft-clipped, as
    aligners do.
    """

    reference: Reference
    chrom: str
    strand: str = "+"
    clipped_below: int = 4
    is_stranded: bool = True
    lengths: dict[str, int] | None = None

    def write(self, path: Path, drawn, *, more=()) -> Path:
        names = self.lengths or {one: self.reference.length(one) for one in self.reference.contigs}
        header = pysam.AlignmentHeader.from_dict(
            {
                "HD": {"VN": "1.6", "SO": "coordinate"},
                "SQ": [{"SN": name, "LN": length} for name, length in names.items()],
            }
        )
        rows = [row for number, reads in enumerate(drawn) for row in self._rows(number, reads)]
        rows += more
        contig = [canonical_chrom(name) for name in names].index(self.chrom)
        with pysam.AlignmentFile(str(path), "wb", header=header) as out:
            for row in sorted(rows, key=lambda row: row["start"]):
                out.write(self._segment(header, contig, row))
        pysam.index(str(path))
        return path

    def row(self, name, blocks, flag=0, quality=60, mate=None):
        blocks, left, right = self._as_aligned(blocks)
        return {"name": name, "blocks": blocks, "flag": flag, "quality": quality, "mate": mate,
                "start": blocks[0][0], "clips": (left, right)}  # fmt: skip

    def _rows(self, number, reads):
        if len(reads) == 1:
            reverse = self._is_reverse(number, is_first=True)
            return [self.row(f"f{number}", reads[0], 0x10 if reverse else 0)]
        left_is_first = not self._is_reverse(number, is_first=True)
        rows = [
            self.row(f"f{number}", reads[0], 0x1 | 0x2 | 0x20 | (0x40 if left_is_first else 0x80)),
            self.row(f"f{number}", reads[1], 0x1 | 0x2 | 0x10 | (0x80 if left_is_first else 0x40)),
        ]
        rows[0]["mate"], rows[1]["mate"] = rows[1]["start"], rows[0]["start"]
        return rows

    def _is_reverse(self, number, *, is_first):
        if not self.is_stranded:
            return number % 2 == 0
        return (self.strand == "+") == is_first

    def _as_aligned(self, blocks):
        blocks, left, right = list(blocks), 0, 0
        while len(blocks) > 1 and blocks[0][1] - blocks[0][0] < self.clipped_below:
            left += blocks[0][1] - blocks.pop(0)[0]
        while len(blocks) > 1 and blocks[-1][1] - blocks[-1][0] < self.clipped_below:
            right += blocks[-1][1] - blocks.pop()[0]
        return blocks, left, right

    def _segment(self, header, contig, row):
        one = pysam.AlignedSegment(header)
        one.query_name, one.flag, one.mapping_quality = row["name"], row["flag"], row["quality"]
        one.reference_id, one.reference_start = contig, row["start"]
        left, right = row["clips"]
        cigar = [(4, left)] if left else []
        for index, (start, end) in enumerate(row["blocks"]):
            if index:
                cigar.append((3, start - row["blocks"][index - 1][1]))
            cigar.append((0, end - start))
        one.cigartuples = [*cigar, (4, right)] if right else cigar
        aligned = "".join(self.reference.fetch(self.chrom, *block) for block in row["blocks"])
        one.query_sequence = "A" * left + aligned + "A" * right
        one.query_qualities = pysam.qualitystring_to_array("I" * len(one.query_sequence))
        if row["mate"] is not None:
            one.next_reference_id, one.next_reference_start = contig, row["mate"]
        if not self.is_stranded and len(row["blocks"]) > 1:
            one.set_tag("XS", self.strand)
        return one
