"""Records that are no small variants, read as intervals.

Places follow VCF 4.1 to 4.5: the base at POS stands before what is deleted, doubled or turned
round, so that an interval begins behind it. Up to 4.3 INFO/END tells where it ends, and the sign
of INFO/SVLEN is a matter of taste; from 4.4 on INFO/SVLEN tells the length of each ALT allele
(sections 1.4.5 and 3 of the specification; END is deprecated in 4.5).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.domain.assembly import canonical_chrom
from core.domain.interval import Interval, IntervalKind, IntervalProblem, Mate, Repeat
from core.domain.sample import Genotype
from core.sources.repeat_calls import is_repeat_call, read_repeat
from core.sources.symbolic import Symbol, read_symbol
from core.sources.vcf_fields import InfoFields, SampleCells, number
from core.sources.vcf_genotypes import GenotypeReader
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_values import FieldNotes

_SYMBOL_HINT = re.compile(r"[\[\].]|<(?!NON_REF>|\*>)")
_REPEAT_KEYS = frozenset({"REPCN", "MC"})
_PER_ALLELE_LENGTH = (4, 4)
_INSERTED_LENGTHS = ("SVLEN", "SVINSLEN", "INSLEN")
_MATE_PLACES = ("END2", "POS2", "END")

_Kind = IntervalKind


@dataclass(frozen=True, slots=True)
class IntervalPage:
    """What records gave: each symbolic allele is one of the two."""

    intervals: tuple[Interval, ...] = ()
    problems: tuple[IntervalProblem, ...] = ()


class _Extent(NamedTuple):
    start: int
    end: int
    size: int | None = None


class _NowhereError(Exception):
    """The place of an allele cannot be told."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


class IntervalReader:
    """Reads the records of one file.

    Parameters
    ----------
    samples
        Whose genotypes are wanted, in this order.

    Attributes
    ----------
    has_repeats
        The header declares counts of repeat units: any record may hold some.
    """

    def __init__(self, header: VcfHeader, samples: Sequence[str]) -> None:
        self._version = header.version
        self._lengths = {canonical_chrom(name): length for name, length in header.contigs}
        self._columns = [9 + header.samples.index(name) for name in samples]
        self._genotypes = GenotypeReader(header, samples, FieldNotes())
        self.has_repeats = any(key.key in _REPEAT_KEYS for key in header.formats)

    def is_concerned(self, fields: Sequence[str]) -> bool:
        """Tell quickly whether a record may hold an interval; most records of most files do not.

        `fields` are the tab-separated columns.
        """
        if _SYMBOL_HINT.search(fields[4]) and (self.has_repeats or fields[4] != "."):
            return True
        return self.has_repeats and len(fields) > 8 and bool(_REPEAT_KEYS & {*fields[8].split(":")})

    def read(self, number: int, fields: Sequence[str]) -> IntervalPage:
        """Give the intervals of one record and the symbolic alleles that cannot be placed.

        The record has passed the checks of `RecordReader`, or was set aside for having no ALT.
        Bases, `*` and the symbols for any other allele give nothing, except where the record
        counts repeat units: that repeat is one interval, with `allele_index` 0.
        """
        length = self._lengths.get(canonical_chrom(fields[0]))
        record = _Record(self._version, number, fields, self._columns, length)
        symbols = [read_symbol(alt, record.info.text("SVTYPE")) for alt in record.alts]
        repeat = self._repeat(record, symbols)
        named = [(i, symbol) for i, symbol in enumerate(symbols, start=1) if symbol is not None]
        if repeat is not None and not named:
            named = [(0, Symbol(_Kind.REPEAT))]
        intervals, problems = [], []
        for index, symbol in named:
            try:
                intervals.append(record.interval(symbol, index, repeat, self._of(fields, index)))
            except _NowhereError as nowhere:
                alt = record.alts[index - 1] if index else ""
                problems.append(IntervalProblem(number, index, alt, nowhere.field, nowhere.detail))
        return IntervalPage(tuple(intervals), tuple(problems))

    def _repeat(self, record: "_Record", symbols: list[Symbol | None]) -> Repeat | None:
        is_repeat = any(symbol and symbol.kind is _Kind.REPEAT for symbol in symbols)
        if not is_repeat and not is_repeat_call(record.info, record.cells):
            return None
        return read_repeat(record.info, record.cells, record.alts, record.repeat_length())

    def _of(self, fields: Sequence[str], index: int) -> tuple[Genotype, ...]:
        if not index or len(fields) <= 8 or not self._columns:
            return ()
        fault, genotypes = self._genotypes.read(list(fields), fields[4].count(",") + 1)
        return () if fault else genotypes[index - 1]


class _Record:
    """The columns of one record, as far as intervals need them."""

    def __init__(
        self,
        version: tuple[int, int],
        number_: int,
        fields: Sequence[str],
        columns: Sequence[int],
        contig_length: int | None,
    ) -> None:
        self._version, self._contig_length = version, contig_length
        self._number = number_
        self.chrom = canonical_chrom(fields[0])
        self.pos = int(fields[1])
        self._fields = fields
        self.alts = [] if fields[4] == "." else fields[4].split(",")
        self.info = InfoFields(fields[7])
        self.cells = SampleCells(fields, columns)

    def repeat_length(self) -> int:
        """Bases of the repeat in the reference, 0 if not told."""
        return self._repeat_end() - self.pos

    def interval(
        self, symbol: Symbol, index: int, repeat: Repeat | None, genotypes: tuple[Genotype, ...]
    ) -> Interval:
        """Give the interval of one allele.

        Raises
        ------
        _NowhereError
            Where the record does not tell its place.
        """
        notes: list[str] = []
        extent = self._extent(symbol, index, notes)
        n_alt = max(1, len(self.alts))
        fields, copies = self._fields, [number(text) for text in self.cells.texts("CN")]
        start_range = self.info.pair("CIPOS", max(index, 1), n_alt)
        end_range = self.info.pair("CIEND", max(index, 1), n_alt)
        notes += [f"INFO/{key} {fault}." for key, fault in self.info.faults.items()]
        return Interval(
            self.chrom, extent.start, extent.end, symbol.kind,
            self.alts[index - 1] if index else "", self._number, index,
            identifier="" if fields[2] == "." else fields[2],
            size=extent.size,
            mate=symbol.mate or self._mate(symbol.kind),
            copy_number=self._copy_number(symbol, index),
            copy_numbers=tuple(copies) if any(one is not None for one in copies) else (),
            repeat=repeat if symbol.kind is _Kind.REPEAT else None,
            family=self._family(symbol),
            start_range=start_range,
            end_range=end_range,
            quality=number(fields[5]),
            filters=tuple(one for one in fields[6].split(";") if one not in ("PASS", ".")),
            genotypes=genotypes,
            notes=tuple(dict.fromkeys(notes)),
        )  # fmt: skip

    def _extent(self, symbol: Symbol, index: int, notes: list[str]) -> _Extent:
        if symbol.kind in (_Kind.INSERTION, _Kind.MOBILE_ELEMENT):
            place = self.pos - 1 + len(self._fields[3])
            return _Extent(place, place, self._inserted(index))
        if symbol.kind is _Kind.BREAKEND:
            return _Extent(self.pos - 1, self.pos)
        if symbol.kind is _Kind.REPEAT:
            return self._repeat_extent()
        if symbol.kind is _Kind.OTHER and "END" not in self.info and "SVLEN" not in self.info:
            notes.append("The record does not say how far it reaches.")
            return _Extent(self.pos - 1, self.pos)
        return self._stretch(symbol.kind, index, notes)

    def _stretch(self, kind: IntervalKind, index: int, notes: list[str]) -> _Extent:
        """From behind POS to END or over SVLEN bases, whichever the version trusts more."""
        ends, told = self.info.integers("END"), self._length(index)
        end = ends[0] if ends else None
        reach = 0 if end is None else end - self.pos
        length = told if told and (reach <= 0 or self._trusts_length(index)) else reach
        if length <= 0:
            raise _NowhereError(*self._why_nowhere(end))
        self._check_inside(length, "INFO/END" if length == reach else "INFO/SVLEN")
        if kind is _Kind.DELETION and end is not None and told and abs(end - self.pos - told) > 1:
            notes.append(f"INFO/END says {end - self.pos} bases, INFO/SVLEN {told}.")
        size = told if kind is _Kind.DUPLICATION and told else length
        return _Extent(self.pos, self.pos + length, size)

    def _check_inside(self, length: int, field: str) -> None:
        """One base more than there are stands for the end of the chromosome (section 5.4.5)."""
        end, last = self.pos + length, self._contig_length
        if last is not None and end > last + 1:
            where = f"the last base of {self.chrom}, {last}"
            raise _NowhereError(field, f"leads to {end}, behind {where}")

    def _trusts_length(self, index: int) -> bool:
        """SVLEN goes before END from 4.4 on, and where alleles of one record differ in length."""
        lengths = {abs(one) for one in self.info.integers("SVLEN") if one is not None}
        return index > 0 and (self._version >= _PER_ALLELE_LENGTH or len(lengths) > 1)

    def _length(self, index: int) -> int | None:
        told = self.info.integer("SVLEN", index, len(self.alts))
        return abs(told) if told else None

    def _why_nowhere(self, end: int | None) -> tuple[str, str]:
        for key in ("END", "SVLEN"):
            if key in self.info.faults:
                return f"INFO/{key}", self.info.faults[key]
        if end is None:
            return "INFO/END", "is missing, and INFO/SVLEN does not tell the length either"
        where = "stands before" if end < self.pos else "is"
        return "INFO/END", f"{end} {where} POS {self.pos}, and INFO/SVLEN does not tell the length"

    def _inserted(self, index: int) -> int | None:
        for key in _INSERTED_LENGTHS:
            found = self.info.integer(key, index, len(self.alts))
            if found:
                return abs(found)
        return None

    def _repeat_extent(self) -> _Extent:
        end = self._repeat_end()
        if end < self.pos:
            raise _NowhereError("INFO/END", "is missing or wrong: the repeat has no end")
        return _Extent(self.pos, end)

    def _repeat_end(self) -> int:
        """0-based end of the repeat, `pos` - 1 if not told."""
        ends, lengths = self.info.integers("END"), self.info.integers("RL")
        if ends and ends[0] is not None:
            return ends[0]
        if lengths and lengths[0] is not None:
            return self.pos + lengths[0]
        length = self._length(1) if self.alts else None
        return self.pos + length if length else self.pos - 1

    def _mate(self, kind: IntervalKind) -> Mate | None:
        chrom = self.info.text("CHR2")
        if kind is not _Kind.BREAKEND or not chrom:
            return None
        for key in _MATE_PLACES:
            places = self.info.integers(key)
            if places and places[0] is not None:
                return Mate(canonical_chrom(chrom), places[0])
        return Mate(canonical_chrom(chrom), None)

    def _copy_number(self, symbol: Symbol, index: int) -> float | None:
        if symbol.copy_number is not None or self._version < _PER_ALLELE_LENGTH:
            return symbol.copy_number
        found = self.info.numbers("CN")
        return found[index - 1] if len(found) == len(self.alts) and index else None

    def _family(self, symbol: Symbol) -> str:
        if symbol.family or symbol.kind is not _Kind.MOBILE_ELEMENT:
            return symbol.family
        return (self.info.texts("MEINFO") or [""])[0].upper()
