"""One line of a VCF body: checked, taken apart, or set aside with the reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.domain.assembly import canonical_chrom
from core.domain.calls import CallColumns
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Genotype
from core.sources.population import other_frequency_keys
from core.sources.vcf_genotypes import GenotypeReader
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_values import MAX_INTEGER, FieldNotes, InfoChecker

_BASE = frozenset("ACGT")
_BASES = re.compile(r"[ACGTN]+")
_ALT_BASES = re.compile(r"[ACGT]+")
_PLAIN = re.compile(r"[ACGT]+")
_SYMBOLIC = re.compile(r"<[^<>\s,]+>")
_BREAKEND = re.compile(
    r"[ACGTN]*[\[\]][^\[\]]+:\d+[\[\]][ACGTN]*|\.[ACGTN]+|[ACGTN]+\.", re.IGNORECASE
)
_MAX_QUALITY = 3.4e38
"""Larger ones do not fit the 32 bits a case keeps of them; they are unknown."""
_QUALITY = re.compile(
    r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\+?(?:inf|infinity|nan)", re.IGNORECASE
)
_CHROM = re.compile(r"[^\s:,<>]+|<[^\s:,<>]+>")
_NON_REF = frozenset({"<NON_REF>", "<*>"})


@dataclass(frozen=True, slots=True)
class CalledAllele:
    """One ALT allele made of bases.

    Attributes
    ----------
    index
        1-based place in ALT.
    genotypes
        In the order of the samples asked for.
    population_frequency
        0 to 1, None if unknown.
    """

    index: int
    alt: str
    genotypes: tuple[Genotype, ...]
    population_frequency: float | None


@dataclass(frozen=True, slots=True)
class VcfRecord:
    """One record that can be read.

    Attributes
    ----------
    number
        1-based data record of the file.
    line
        1-based line of the text file, None in BCF.
    chrom
        Our own spelling.
    pos
        1-based.
    filters
        Empty for PASS and for a missing FILTER.
    set_aside
        Index, text and reason of each ALT allele that cannot be taken.
    raw
        The line as it stands in the file, without its line end.
    """

    number: int
    line: int | None
    chrom: str
    pos: int
    identifier: str
    ref: str
    quality: float | None
    filters: tuple[str, ...]
    alleles: tuple[CalledAllele, ...]
    set_aside: tuple[tuple[int, str, AlleleSetAside], ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """One record that is set aside as a whole; `detail` names the field and what is wrong."""

    number: int
    line: int | None
    reason: RecordSetAside
    detail: str
    raw: bytes


class _FaultError(Exception):
    """A field of the record at hand is wrong."""

    def __init__(self, reason: RecordSetAside, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


_Alleles = tuple[tuple[CalledAllele, ...], tuple[tuple[int, str, AlleleSetAside], ...]]
"""ALT alleles that are taken, and those set aside."""


class LaterCells:
    """Cells of the records of a page that have one ALT and one FORMAT, to be read together."""

    def __init__(self) -> None:
        self.format_text = ""
        self.numbers: list[int] = []
        self.cells: list[str] = []

    def takes(self, fields: list[str], alts: list[str]) -> bool:
        """Tell whether a record may belong here: one ALT of bases, not REF, the FORMAT of the first."""
        if len(alts) != 1 or alts[0] == fields[3] or not _PLAIN.fullmatch(alts[0]):
            return False
        self.format_text = self.format_text or fields[8]
        return fields[8] == self.format_text

    def add(self, number: int, cells: list[str]) -> None:
        """Put the cells of a record here."""
        self.numbers.append(number)
        self.cells += cells


class RecordReader:
    """Turns lines into records.

    Parameters
    ----------
    samples
        Columns to decode and check; others are only counted.
    frequency_key
        INFO key of the population frequency, empty for none.
    """

    def __init__(self, header: VcfHeader, samples: Sequence[str], frequency_key: str) -> None:
        self._n_columns = header.n_columns
        self._has_format = header.n_columns > 8
        self._version = header.version
        self._lengths = dict(header.contigs)
        self.notes = FieldNotes()
        keys = (frequency_key, *other_frequency_keys(header, frequency_key))
        self._info = InfoChecker(header, tuple(filter(None, keys)), self.notes)
        self._genotypes = GenotypeReader(header, samples, self.notes)
        self._n_samples = len(samples)
        self._chroms: dict[str, tuple[str, int]] = {}
        self._filters: dict[str, tuple[str, ...]] = {"PASS": (), ".": ()}

    def read(
        self, number: int, line: int | None, raw: bytes, later: LaterCells | None = None
    ) -> VcfRecord | RecordProblem:
        """Give the record of one line, or why it is set aside.

        With `later`, the cells of records with one ALT are put there, unread, instead of into the
        record.
        """
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
            self.notes.note("Text", "holds a byte that is not UTF-8, read as Latin-1")
        try:
            record = self._record(number, line, text, raw, later)
        except _FaultError as fault:
            self.notes.settle(number, is_kept=False)
            return RecordProblem(number, line, fault.reason, fault.detail, raw)
        if self.notes.is_pending:
            self.notes.settle(number)
        return record

    def read_cells(self, later: LaterCells) -> CallColumns | None:
        """Read the cells put aside, all of one FORMAT; None where one needs a closer look."""
        return self._genotypes.read_cells(later.format_text, later.cells)

    def _record(
        self, number: int, line: int | None, text: str, raw: bytes, later: LaterCells | None
    ) -> VcfRecord:
        fields = text.split("\t")
        if len(fields) != self._n_columns:
            raise _malformed(_columns_fault(text, len(fields), self._n_columns))
        chrom, length = self._chroms.get(fields[0]) or self._chrom(fields[0])
        pos = _pos(fields[1], length)
        identifier = fields[2]
        if identifier != ".":
            self._check_identifier(identifier)
        ref = fields[3]
        if ref not in _BASE:
            ref = _ref(ref)
        quality = _quality(fields[5])
        filters = self._filters.get(fields[6])
        if filters is None:
            filters = self._filter(fields[6])
        alts = _alts(fields[4])
        fault, frequency = self._info.check(fields[7], len(alts))
        if fault:
            raise _malformed(fault)
        if later is not None and self._is_put_aside(number, fields, alts, later):
            called = CalledAllele(1, alts[0], (), _frequency(frequency, 1, 1))
            found: _Alleles = (called,), ()
        else:
            found = self._alleles(fields, ref, alts, frequency)
        return VcfRecord(
            number, line, chrom, pos, "" if identifier == "." else identifier,
            ref, quality, filters, *found, raw,
        )  # fmt: skip

    def _is_put_aside(
        self, number: int, fields: list[str], alts: list[str], later: LaterCells
    ) -> bool:
        if not (self._has_format and self._n_samples and later.takes(fields, alts)):
            return False
        cells = self._genotypes.plain_cells(fields)
        if cells is None:
            return False
        later.add(number, cells)
        return True

    def _alleles(self, fields: list[str], ref: str, alts: list[str], frequency: str) -> _Alleles:
        n_alt = len(alts)
        genotypes: Sequence[tuple[Genotype, ...]]
        if self._has_format and self._n_samples:
            fault, genotypes = self._genotypes.read(fields, n_alt)
            if fault:
                raise _malformed(fault)
        else:
            genotypes = [()] * n_alt
        if n_alt == 1 and alts[0] in _BASE and alts[0] != ref:
            called = CalledAllele(1, alts[0], genotypes[0], _frequency(frequency, 1, 1))
            return (called,), ()
        kept, set_aside = [], []
        for index, alt in enumerate(alts, start=1):
            reason = _alt_fault(alt, ref)
            if reason is None:
                value = _frequency(frequency, index, n_alt)
                kept.append(CalledAllele(index, alt.upper(), genotypes[index - 1], value))
            else:
                set_aside.append((index, alt, reason))
        return tuple(kept), tuple(set_aside)

    def _chrom(self, text: str) -> tuple[str, int]:
        if text.startswith("#"):
            raise _malformed("CHROM: a header line stands among the records")
        if text not in self._lengths:
            allowed = _CHROM.fullmatch(text) is not None
            if not allowed or (self._version >= (4, 3) and "*" in text and text[0] != "<"):
                raise _malformed(f"CHROM {text[:40]!r} is not a contig name")
        found = canonical_chrom(text), self._lengths.get(text) or MAX_INTEGER
        self._chroms[text] = found
        return found

    def _check_identifier(self, text: str) -> None:
        if " " not in text and ";" not in text and "\x00" not in text and text:
            return
        if "\x00" in text:
            raise _malformed(f"ID {text[:40]!r} holds a NUL character")
        parts = text.split(";")
        if " " in text or "" in parts:
            raise _malformed(f"ID {text[:40]!r} holds a blank or an empty part")
        if self._version >= (4, 3) and len(set(parts)) != len(parts):
            raise _malformed(f"ID {text[:40]!r} names one identifier twice")

    def _filter(self, text: str) -> tuple[str, ...]:
        if "\x00" in text:
            raise _malformed(f"FILTER {text[:40]!r} holds a NUL character")
        parts = text.split(";")
        if " " in text or "" in parts:
            raise _malformed(f"FILTER {text[:40]!r} holds a blank or an empty part")
        if "0" in parts or (len(parts) > 1 and "." in parts):
            raise _malformed(f"FILTER {text[:40]!r} holds a reserved value")
        if self._version >= (4, 3) and len(set(parts)) != len(parts):
            raise _malformed(f"FILTER {text[:40]!r} names one filter twice")
        filters = tuple(part for part in parts if part != "PASS")
        self._filters[text] = filters
        return filters


def read_site(
    number: int,
    line: int | None,
    raw: bytes,
    is_wanted: Callable[[str, int], bool] | None = None,
) -> VcfRecord | None:
    """Give place and alleles alone, without samples or checks; None for a line not fit for it.

    Meant for a quick look at the build, not for reading a case. None too where `is_wanted`, asked
    with contig and 1-based position, says no.
    """
    fields = raw.split(b"\t", 5)
    if len(fields) != 6 or not fields[1].isdigit():
        return None
    chrom, pos = canonical_chrom(fields[0].decode("latin-1")), int(fields[1][:12])
    if is_wanted is not None and not is_wanted(chrom, pos):
        return None
    identifier, ref, alt = (fields[place].decode("latin-1") for place in (2, 3, 4))
    ref = ref.upper()
    alts = [(i, text.upper()) for i, text in enumerate(alt.split(","), start=1)]
    alleles = tuple(
        CalledAllele(i, text, (), None) for i, text in alts if _ALT_BASES.fullmatch(text)
    )
    if not _BASES.fullmatch(ref):
        return None
    return VcfRecord(number, line, chrom, pos, identifier, ref, None, (), alleles, (), raw)


def _malformed(detail: str) -> _FaultError:
    return _FaultError(RecordSetAside.MALFORMED, detail)


def _columns_fault(text: str, found: int, wanted: int) -> str:
    if not text.strip():
        return "the line is blank"
    if text.startswith("#"):
        return "CHROM: a header line stands among the records"
    hint = " (blanks instead of tabs?)" if found == 1 and " " in text else ""
    return f"{found} columns where the header has {wanted}{hint}"


def _pos(text: str, length: int) -> int:
    """Give the 1-based position; 0 and beyond the contig are the telomeres, not scorable."""
    if not (text.isascii() and text.isdecimal()):
        raise _malformed(f"POS {text[:40]!r} is not a whole number")
    pos = int(text[:19])
    if not 1 <= pos <= length:
        raise _FaultError(
            RecordSetAside.POSITION_OUT_OF_RANGE,
            f"POS {text[:40]} is a telomere or beyond the end of the contig",
        )
    return pos


def _ref(text: str) -> str:
    ref = text.upper()
    if not _BASES.fullmatch(ref):
        raise _FaultError(
            RecordSetAside.REF_NOT_BASES, f"REF {text[:40]!r} holds something other than A C G T N"
        )
    return ref


def _alts(text: str) -> list[str]:
    if text in _BASE:
        return [text]
    if text == ".":
        raise _FaultError(RecordSetAside.NO_ALTERNATE, "ALT is missing")
    alts = text.split(",")
    if "" in alts:
        raise _malformed(f"ALT {text[:40]!r} holds an empty allele")
    return alts


def _quality(text: str) -> float | None:
    if text == ".":
        return None
    if not (text.isascii() and text.isdecimal()) and not _QUALITY.fullmatch(text):
        raise _malformed(f"QUAL {text[:40]!r} is not a number of zero or more")
    value = float(text)
    return value if value <= _MAX_QUALITY else None


def _alt_fault(alt: str, ref: str) -> AlleleSetAside | None:
    upper = alt.upper()
    if _ALT_BASES.fullmatch(upper):
        return AlleleSetAside.SAME_AS_REF if upper == ref else None
    if alt == "*":
        return AlleleSetAside.SPANNING_DELETION
    if alt == ".":
        return AlleleSetAside.MISSING
    if upper in _NON_REF:
        return AlleleSetAside.NON_REF
    if _SYMBOLIC.fullmatch(alt):
        return AlleleSetAside.SYMBOLIC
    return AlleleSetAside.BREAKEND if _BREAKEND.fullmatch(alt) else AlleleSetAside.ALT_NOT_BASES


def _frequency(text: str, index: int, n_alt: int) -> float | None:
    """Give the share 0 to 1 of one allele; a per cent figure or several fewer values are unknown."""
    if not text:
        return None
    parts = text.split(",")
    if len(parts) != n_alt:
        return None
    try:
        value = float(parts[index - 1])
    except ValueError:
        return None
    return value if 0.0 <= value <= 1.0 else None
