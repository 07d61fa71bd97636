"""Watches the order of records and tells what looks wrong with it, losing none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

import numpy as np

from core.domain.counting import counted
from core.sources.vcf_records import VcfRecord

_NEAR = 200


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive records of one contig.

    Attributes
    ----------
    n_back
        How often a position is less than the one before it.
    first_back
        Where that is first: record, position before, position.
    """

    chrom: str
    first_record: int
    first_pos: int
    last_pos: int
    n_back: int
    first_back: tuple[int, int, int]


def runs_of(records: Sequence[VcfRecord]) -> tuple[Run, ...]:
    """Give the runs of consecutive records."""
    runs = []
    for chrom, group in groupby(records, key=attrgetter("chrom")):
        members = list(group)
        pos = np.array([one.pos for one in members], np.int64)
        back = np.flatnonzero(pos[1:] < pos[:-1])
        first_back = (0, 0, 0)
        if len(back):
            at = int(back[0])
            first_back = (members[at + 1].number, int(pos[at]), int(pos[at + 1]))
        runs.append(Run(chrom, members[0].number, int(pos[0]), int(pos[-1]), len(back), first_back))
    return tuple(runs)


class OrderWatch:
    """Notes unsorted, scattered and repeated records.

    Nothing is set aside for it: records are read in any order and equal alleles are merged by
    the store. The notes tell a person that the file is not as the specification wants it.
    """

    def __init__(self) -> None:
        self._chrom = ""
        self._pos = 0
        self._reach = 0
        self._seen: set[str] = set()
        self._near: list[VcfRecord] = []
        self._first: dict[str, tuple[int, str]] = {}
        self._counts: dict[str, int] = {}

    def see(self, record: VcfRecord) -> None:
        """Take note of the next record."""
        pos = record.pos
        if record.chrom != self._chrom:
            self._enter(record)
        elif pos < self._pos:
            self._note("unsorted", record, f"{record.chrom} goes back from {self._pos} to {pos}")
        elif pos <= self._reach:
            self._compare(record)
        else:
            self._near.clear()
        self._pos = pos
        self._near.append(record)
        self._reach = max(self._reach, pos + len(record.ref) - 1)

    def see_run(self, run: "Run") -> None:
        """Take note of the next records of one contig; equal alleles among them are not looked for."""
        if run.chrom != self._chrom:
            if run.chrom in self._seen:
                self._count("scattered", 1, run.first_record, run.chrom)
            self._seen.add(run.chrom)
            self._chrom = run.chrom
        elif run.first_pos < self._pos:
            detail = f"{run.chrom} goes back from {self._pos} to {run.first_pos}"
            self._count("unsorted", 1, run.first_record, detail)
        if run.n_back:
            record, before, after = run.first_back
            self._count(
                "unsorted", run.n_back, record, f"{run.chrom} goes back from {before} to {after}"
            )
        self._pos = run.last_pos

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each kind of disorder seen so far."""
        return tuple(
            _SENTENCES[kind].format(
                n=self._counts[kind],
                times=counted(self._counts[kind], "time"),
                record=number,
                detail=detail,
            )
            for kind, (number, detail) in self._first.items()
        )

    def _enter(self, record: VcfRecord) -> None:
        if record.chrom in self._seen:
            self._note("scattered", record, record.chrom)
        self._seen.add(record.chrom)
        self._chrom = record.chrom
        self._reach = 0
        self._near.clear()

    def _compare(self, record: VcfRecord) -> None:
        mine = _trimmed(record)
        for other in self._near[-_NEAR:]:
            if mine & _trimmed(other):
                self._note("repeated", record, f"{record.chrom}:{record.pos}")
                return

    def _note(self, kind: str, record: VcfRecord, detail: str) -> None:
        self._count(kind, 1, record.number, detail)

    def _count(self, kind: str, n: int, record: int, detail: str) -> None:
        self._counts[kind] = self._counts.get(kind, 0) + n
        self._first.setdefault(kind, (record, detail))


_SENTENCES = {
    "unsorted": "Records are not sorted by position: {times}, first at record {record} ({detail}).",
    "scattered": "Records of a contig do not stand together: {times}, first at record {record} "
    "({detail}).",
    "repeated": "Records repeat an allele of an earlier record: {n}, first record {record} "
    "({detail}); equal alleles are merged.",
}


def _trimmed(record: VcfRecord) -> set[tuple[int, str, str]]:
    return {_trim(record.pos, record.ref, allele.alt) for allele in record.alleles}


def _trim(pos: int, ref: str, alt: str) -> tuple[int, str, str]:
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        pos, ref, alt = pos + 1, ref[1:], alt[1:]
    return pos, ref, alt
