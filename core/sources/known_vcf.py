"""Published VCF files on alleles (population frequency, ClinVar), asked by allele."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

import pysam

from core.domain.assembly import Assembly, canonical_chrom, contig_length
from core.domain.known_allele import KnownAllele, KnownKind, WantedAllele
from core.domain.local_value import Coverage, LocalValue, not_covered, said
from core.domain.variant import Variant
from core.errors import InputFileError
from core.sources.known_fields import FrequencyFields, KnownRecord, fields_of, load_known_rules
from core.sources.normalise import normalise
from core.sources.own_list import OwnList
from core.sources.reference import Reference  # noqa: TC001 - an attribute that callers set
from core.sources.table_rows import has_index

REACH = 500
"""Bases an insertion or deletion may be spelled to the right of its leftmost place and be found."""

ONE_BY_ONE = 400
"""Alleles of a contig up to which each is asked for through the index; more read the contig."""

_BASES = re.compile("[ACGT]+")
_INFO = re.compile(r"##INFO=<ID=([^,>]+),Number=([^,>]+)")
_CONTIG = re.compile(r"##contig=<ID=([^,>]+).*?length=(\d+)")
_BUILD = re.compile(r"##(?:reference|assembly)=(.*)", re.IGNORECASE)
_NO_REFERENCE = "the reference that tells spellings of insertions and deletions apart is not there"
_INDEX = "Sort it by place, compress it with bgzip and index it: tabix -p vcf FILE"


_Read = Callable[[KnownRecord], KnownAllele]


class KnownVcf:
    """A file of alleles with its index; a context manager.

    Attributes
    ----------
    reference
        Of the case; without it insertions and deletions cannot be compared.
    n_compared, n_agreeing
        Records at places asked for whose REF could be laid beside that of the variant, and those
        where the first base agrees: few agree in a file of another genome build.

    Raises
    ------
    InputFileError
        If the file is missing, has no index, is no VCF, or has not the fields of its kind.
    """

    def __init__(self, path: Path, kind: KnownKind, mapping: str = "") -> None:
        self.path, self.kind = path, kind
        self.reference: Reference | None = None
        self.n_compared = self.n_agreeing = 0
        self._file = OwnList(path) if kind is KnownKind.OWN else _open(path)
        self.header = [str(line) for line in self._file.header]
        self._spelling = {canonical_chrom(name): name for name in reversed(self._file.contigs)}
        keys = dict(info_keys(self.header))
        self._fields = fields_of(kind, keys, mapping)
        self._demand_fields(keys)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def dated(self) -> str:
        """Release date as the header has it, empty where it tells none."""
        return next(
            (line[11:].strip() for line in self.header if line.startswith("##fileDate=")), ""
        )

    @property
    def build(self) -> str:
        """The build that header or contig lengths show, empty where they show none."""
        return build_of(self.header)

    @property
    def contigs(self) -> tuple[str, ...]:
        """Contigs it has records of, in our own spelling."""
        return tuple(self._spelling)

    def covers(self, chrom: str) -> bool:
        """Tell whether it speaks of that contig; a laboratory's own list speaks of every one."""
        return chrom in self._spelling or self.kind is KnownKind.OWN

    def of(self, variant: Variant) -> LocalValue:
        """Give what every record of the allele says.

        Raises
        ------
        InputFileError
            If the file is damaged.
        """
        if not self.covers(variant.chrom):
            return not_covered(variant.chrom)
        if self.reference is None and len(variant.ref) != len(variant.alt):
            return LocalValue(Coverage.UNREADABLE, detail=_NO_REFERENCE)
        wanted = WantedAllele(0, variant.pos, variant.ref, variant.alt)
        found = self._near(variant.chrom, wanted, self._fields.read)
        return said(*dict.fromkeys(known.entry for _, known in found))

    def find(self, chrom: str, wanted: Sequence[WantedAllele]) -> Iterator[tuple[int, KnownAllele]]:
        """Give `place` and every record of each allele of one contig, in no particular order.

        The contig is read once where many are asked for, else each is asked for.

        Raises
        ------
        InputFileError
            If the file is damaged.
        """
        if not self.covers(chrom) or not wanted:
            return
        if len(wanted) > ONE_BY_ONE:
            yield from self.sweep(chrom, wanted)
            return
        for one in wanted:
            yield from self._near(chrom, one, self._fields.read_in_bulk)

    def sweep(
        self, chrom: str, wanted: Sequence[WantedAllele]
    ) -> Iterator[tuple[int, KnownAllele]]:
        """Do as `find`, always by reading the contig once."""
        first = min(one.pos for one in wanted)
        last = max(one.pos + len(one.ref) for one in wanted) + REACH
        read = self._fields.read_in_bulk
        yield from self._matches(chrom, _Index(wanted), (first - 1, last), read)

    def _near(
        self, chrom: str, one: WantedAllele, read: _Read
    ) -> Iterator[tuple[int, KnownAllele]]:
        is_moving = len(one.ref) != len(one.alt)
        end = one.pos - 1 + len(one.ref) + (REACH if is_moving else 0)
        yield from self._matches(chrom, _Index([one]), (one.pos - 1, end), read)

    def _matches(
        self, chrom: str, index: "_Index", stretch: tuple[int, int], read: _Read
    ) -> Iterator[tuple[int, KnownAllele]]:
        """Lay each record of a stretch (0-based half-open) beside the alleles."""
        singles = index.at
        if chrom not in self._spelling:
            return
        try:
            for line in self._file.fetch(self._spelling[chrom], max(0, stretch[0]), stretch[1]):
                _, text, identifier, ref, alts, rest = str(line).split("\t", 5)
                pos = int(text)
                if len(ref) == 1 == len(alts) and pos not in singles:
                    continue
                ref = ref.upper()
                self._compare(index, pos, ref)
                for number, alt in enumerate(alts.upper().split(",")):
                    places = self._places(chrom, index, (pos, ref, alt))
                    if places:
                        _, filtered, info = rest.split("\t")[:3]
                        known = read(KnownRecord(identifier, filtered, info, number))
                        yield from ((place, known) for place in places)
        except (OSError, ValueError) as error:
            raise InputFileError(
                self.path, f"it cannot be read ({error}).", "Get the file anew, and its index."
            ) from error

    def _places(
        self, chrom: str, index: "_Index", spelled: tuple[int, str, str]
    ) -> tuple[int, ...]:
        pos, ref, alt = spelled
        if not (_BASES.fullmatch(ref) and _BASES.fullmatch(alt)) or ref == alt:
            return ()
        if len(ref) == len(alt):
            while len(ref) > 1 and ref[-1] == alt[-1]:
                ref, alt = ref[:-1], alt[:-1]
            while len(ref) > 1 and ref[0] == alt[0]:
                pos, ref, alt = pos + 1, ref[1:], alt[1:]
        elif self.reference is None or not index.has_moving(pos - REACH, pos + len(ref)):
            return ()
        else:
            pos, ref, alt = normalise(chrom, pos, ref, alt, self.reference)
        return tuple(one.place for one in index.at.get(pos, ()) if (one.ref, one.alt) == (ref, alt))

    def _compare(self, index: "_Index", pos: int, ref: str) -> None:
        """The first bases of REF, which of one place in one build are always the same."""
        here = index.at.get(pos)
        if here and ref[:1] in set("ACGT"):
            self.n_compared += 1
            self.n_agreeing += ref[0] == here[0].ref[0]

    def _demand_fields(self, keys: dict[str, str]) -> None:
        names = {key.upper() for key in keys}
        if self.kind is KnownKind.CLINVAR:
            if "CLNSIG" not in names:
                raise InputFileError(self.path, "it has no field CLNSIG.", "Give the ClinVar VCF.")
            return
        if isinstance(self._fields, FrequencyFields) and not self._fields.has_frequency:
            raise InputFileError(
                self.path, "it has no field of a frequency.", "Name the INFO key of the frequency."
            )
        if self.kind is KnownKind.OWN:
            return
        n_samples = max(0, len(self.header[-1].split("\t")) - 9) if self.header else 0
        least = load_known_rules().frequency.min_samples.value
        if 0 < n_samples < least:
            raise InputFileError(
                self.path,
                f"it holds {n_samples} samples: how often an allele is among them is no "
                "population frequency.",
                "Give a file of a population resource.",
            )


class _Index:
    """Alleles asked for by position."""

    def __init__(self, wanted: Sequence[WantedAllele]) -> None:
        self.at: dict[int, list[WantedAllele]] = {}
        for one in wanted:
            self.at.setdefault(one.pos, []).append(one)
        self._moving = sorted(one.pos for one in wanted if len(one.ref) != len(one.alt))

    def has_moving(self, first: int, last: int) -> bool:
        """Tell whether an insertion or deletion asked for lies in first..last, 1-based."""
        at = bisect_left(self._moving, first)
        return at < len(self._moving) and self._moving[at] <= last


def info_keys(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the INFO keys of a header with their Number."""
    for line in header:
        if found := _INFO.match(line):
            yield found[1], found[2]


def header_of(path: Path) -> list[str]:
    """Give the header lines of an indexed VCF.

    Raises
    ------
    InputFileError
        If it cannot be read or has no index.
    """
    with _open(path) as file:
        return [str(line) for line in file.header]


def build_of(header: Sequence[str]) -> str:
    """Give the build that contig lengths or the header's words show, empty for none."""
    found = [(canonical_chrom(m[1]), int(m[2])) for line in header if (m := _CONTIG.match(line))]
    words = " ".join(m[1].lower() for line in header if (m := _BUILD.match(line)))
    named = {
        Assembly.GRCH37: ("grch37", "hg19", "b37", "hs37"),
        Assembly.GRCH38: ("grch38", "hg38", "b38", "hs38"),
    }
    telling = [(chrom, n) for chrom, n in found if chrom != "chrM"]
    by_length = {b for b in named if any(contig_length(b, chrom) == n for chrom, n in telling)}
    by_word = {build for build, spelled in named.items() if any(one in words for one in spelled)}
    shown = by_length or by_word
    return next(iter(shown)).value if len(shown) == 1 else ""


def _open(path: Path) -> pysam.TabixFile:
    if not path.is_file():
        raise InputFileError(path, "the file is not there.", "Check the name of the file.")
    if not has_index(path):
        raise InputFileError(path, "the file has no index.", _INDEX)
    try:
        return pysam.TabixFile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputFileError(path, f"it cannot be read ({error}).", _INDEX) from error
