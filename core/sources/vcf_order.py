"""Watches the order of records and tells what looks wrong with it, losing none."""

from core.sources.vcf_records import VcfRecord

_NEAR = 200


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

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each kind of disorder seen so far."""
        return tuple(
            _SENTENCES[kind].format(n=self._counts[kind], record=number, detail=detail)
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
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._first.setdefault(kind, (record.number, detail))


_SENTENCES = {
    "unsorted": "Records are not sorted by position: {n} times, first at record {record} ({detail}).",
    "scattered": "Records of a contig do not stand together: {n} times, first at record {record} "
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
