"""Junction tables of STAR (`SJ.out.tab`): introns with the reads over them.

Nine columns without a header (STAR manual, section 5.4): contig; first and last base of the
intron, 1-based; strand 0 (not known), 1 (+) or 2 (-); motif; 1 if the intron was in the annotation;
unique reads; reads placed in several ways; longest anchor.
"""

import gzip
import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from core.domain.assembly import canonical_chrom
from core.domain.counting import counted
from core.domain.junction import Junction
from core.domain.rna import JunctionReads, ReadsKind
from core.errors import AssemblyMismatchError, InputFileError
from core.sources.reference import Reference

_STRANDS = {"0": "", "1": "+", "2": "-"}
_MOTIFS = {"1": "GTAG", "2": "CTAC", "3": "GCAG", "4": "CTGC", "5": "ATAC", "6": "GTAT"}
"""First and last two bases of the intron on the plus strand by the code of the motif."""

_MOST_COMPARED = 500
_RIGHT_BUILD = 0.95
_N_COLUMNS = 9
_REMEDY = "Choose the file SJ.out.tab that STAR wrote for this sample."


class StarJunctions:
    """The introns of one sample, in memory; a context manager like the file of reads.

    Raises
    ------
    InputFileError
        Naming the line, if the file is missing, damaged, empty or of another kind.
    AssemblyMismatchError
        If contigs, places or the bases at the ends of introns are not those of the reference.
    """

    kind = ReadsKind.STAR

    def __init__(self, path: Path, reference: Reference) -> None:
        self.path = path
        self._by_contig: dict[str, list[JunctionReads]] = defaultdict(list)
        compared = agreeing = 0
        seen: set[Junction] = set()
        for number, cells in _rows(path):
            one = _junction(path, number, cells)
            place = one.junction
            if (reference.length(place.chrom) or place.end) < place.end:
                raise _other_build(path, f"Line {number} lies behind the end of {place.chrom}.")
            if place in seen:
                where = f"line {number} repeats the junction of a line above."
                raise InputFileError(path, where, _REMEDY)
            seen.add(place)
            self._by_contig[place.chrom].append(one)
            if compared < _MOST_COMPARED and cells[4] in _MOTIFS:
                ends = _ends(reference, place)
                if ends and "N" not in ends:
                    compared, agreeing = compared + 1, agreeing + (ends == _MOTIFS[cells[4]])
        self._check(reference, compared, agreeing)
        for found in self._by_contig.values():
            found.sort(key=lambda one: (one.junction.start, one.junction.end))
        self._longest = {
            chrom: max(one.junction.end - one.junction.start for one in found)
            for chrom, found in self._by_contig.items()
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the table; nothing is open."""
        self._by_contig.clear()

    def overlapping(self, chrom: str, start: int, end: int) -> tuple[JunctionReads, ...]:
        """Give the introns that share a base with [start, end), 0-based, by place."""
        found = self._by_contig.get(chrom, [])
        first = bisect_left(
            found, start - self._longest.get(chrom, 0), key=lambda one: one.junction.start
        )
        last = bisect_right(found, end - 1, key=lambda one: one.junction.start)
        return tuple(one for one in found[first:last] if one.junction.end > start)

    def _check(self, reference: Reference, compared: int, agreeing: int) -> None:
        if not self._by_contig:
            raise InputFileError(self.path, "the file holds no junction.", _REMEDY)
        if all(reference.length(chrom) is None for chrom in self._by_contig):
            raise _other_build(self.path, "None of its contigs is in the reference.")
        if agreeing < _RIGHT_BUILD * compared:
            raise _other_build(
                self.path,
                f"Only {agreeing} of {counted(compared, 'intron')} compared begin and end in the "
                "reference with the bases the table states.",
            )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_packed else path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                cells = line.decode("ascii").rstrip("\r\n").split("\t")
                if cells != [""]:
                    yield number, cells
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        where = f"cannot be read after line {number} ({error})."
        raise InputFileError(path, where, _REMEDY) from error


def _junction(path: Path, number: int, cells: list[str]) -> JunctionReads:
    try:
        return _read(cells)
    except (ValueError, KeyError) as error:
        raise InputFileError(
            path, f"line {number}: this is no junction table of STAR ({error}).", _REMEDY
        ) from error


def _read(cells: list[str]) -> JunctionReads:
    if len(cells) != _N_COLUMNS:
        raise ValueError(f"{len(cells)} columns instead of {_N_COLUMNS}")
    first, last, unique, multi = (int(cells[place]) for place in (1, 2, 6, 7))
    if not 1 <= first <= last or min(unique, multi) < 0:
        raise ValueError("places or counts that cannot be")
    junction = Junction(canonical_chrom(cells[0]), first - 1, last, _STRANDS[cells[3]])
    return JunctionReads(junction, unique, multi)


def _ends(reference: Reference, place: Junction) -> str:
    fetch = reference.fetch
    return fetch(place.chrom, place.start, place.start + 2) + fetch(
        place.chrom, place.end - 2, place.end
    )


def _other_build(path: Path, evidence: str) -> AssemblyMismatchError:
    return AssemblyMismatchError(
        f"{path}: the junctions are of another genome build than that of the case.",
        "Align the reads to the genome build of the case, or make the case anew in theirs.",
        (evidence,),
    )
