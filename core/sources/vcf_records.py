"""One line of a VCF body: checked, taken apart, or set aside with the reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.domain.assembly import canonical_chrom
from core.domain.calls import CallColumns
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Genotype
from core.sources.population import other_frequency_keys
from core.sources.vcf_columns import (
    BASE,
    FaultError,
    alt_fault,
    columns_fault,
    malformed,
    read_alts,
    read_frequency,
    read_position,
    read_quality,
    read_ref,
)
from core.sources.vcf_genotypes import GenotypeReader
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_values import MAX_INTEGER, FieldNotes, InfoChecker

_BASES = re.compile(r"[ACGTN]+")
_ALT_BASES = re.compile(r"[ACGT]+")
_CHROM = re.compile(r"[^\s:,<>]+|<[^\s:,<>]+>")


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
        if len(alts) != 1 or alts[0] == fields[3] or not _ALT_BASES.fullmatch(alts[0]):
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
        except FaultError as fault:
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
            raise malformed(columns_fault(text, len(fields), self._n_columns))
        chrom, length = self._chroms.get(fields[0]) or self._chrom(fields[0])
        pos = read_position(fields[1], length)
        identifier = fields[2]
        if identifier != ".":
            self._check_identifier(identifier)
        ref = fields[3]
        if ref not in BASE:
            ref = read_ref(ref)
        quality = read_quality(fields[5])
        filters = self._filters.get(fields[6])
        if filters is None:
            filters = self._filter(fields[6])
        alts = read_alts(fields[4])
        fault, frequency = self._info.check(fields[7], len(alts))
        if fault:
            raise malformed(fault)
        if later is not None and self._is_put_aside(number, fields, alts, later):
            called = CalledAllele(1, alts[0], (), read_frequency(frequency, 1, 1))
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
                raise malformed(fault)
        else:
            genotypes = [()] * n_alt
        if n_alt == 1 and alts[0] in BASE and alts[0] != ref:
            called = CalledAllele(1, alts[0], genotypes[0], read_frequency(frequency, 1, 1))
            return (called,), ()
        kept, set_aside = [], []
        for index, alt in enumerate(alts, start=1):
            reason = alt_fault(alt, ref)
            if reason is None:
                value = read_frequency(frequency, index, n_alt)
                kept.append(CalledAllele(index, alt.upper(), genotypes[index - 1], value))
            else:
                set_aside.append((index, alt, reason))
        return tuple(kept), tuple(set_aside)

    def _chrom(self, text: str) -> tuple[str, int]:
        if text.startswith("#"):
            raise malformed("CHROM: a header line stands among the records")
        if text not in self._lengths:
            allowed = _CHROM.fullmatch(text) is not None
            if not allowed or (self._version >= (4, 3) and "*" in text and text[0] != "<"):
                raise malformed(f"CHROM {text[:40]!r} is not a contig name")
        found = canonical_chrom(text), self._lengths.get(text) or MAX_INTEGER
        self._chroms[text] = found
        return found

    def _check_identifier(self, text: str) -> None:
        if " " not in text and ";" not in text and "\x00" not in text and text:
            return
        if "\x00" in text:
            raise malformed(f"ID {text[:40]!r} holds a NUL character")
        parts = text.split(";")
        if " " in text or "" in parts:
            raise malformed(f"ID {text[:40]!r} holds a blank or an empty part")
        if self._version >= (4, 3) and len(set(parts)) != len(parts):
            raise malformed(f"ID {text[:40]!r} names one identifier twice")

    def _filter(self, text: str) -> tuple[str, ...]:
        if "\x00" in text:
            raise malformed(f"FILTER {text[:40]!r} holds a NUL character")
        parts = text.split(";")
        if " " in text or "" in parts:
            raise malformed(f"FILTER {text[:40]!r} holds a blank or an empty part")
        if "0" in parts or (len(parts) > 1 and "." in parts):
            raise malformed(f"FILTER {text[:40]!r} holds a reserved value")
        if self._version >= (4, 3) and len(set(parts)) != len(parts):
            raise malformed(f"FILTER {text[:40]!r} names one filter twice")
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
