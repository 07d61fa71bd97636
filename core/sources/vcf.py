"""Variant files: VCF as text (plain, gzip, bgzip) and BCF.

Text is checked and decoded by our own reader, since htslib lets much pass in silence (a position
wrapped at 32 bits, QUAL "high" as 0, genotypes beyond ALT) and dies on a blank line. BCF is
turned into text by cyvcf2 and then takes the same way; so this module belongs into a worker
process only.
"""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Self

from core.domain.ledger import RecordSetAside
from core.errors import DamagedFileError, SampleNotFoundError, VcfFormatError
from core.sources.gunzip import DamagedTextError
from core.sources.population import frequency_key, is_known_name
from core.sources.vcf_header import InfoKey, VcfHeader, demand_header_line, parse_header
from core.sources.vcf_order import OrderWatch
from core.sources.vcf_pages import CUT, LinePage, PageNotes
from core.sources.vcf_records import (
    CalledAllele,
    RecordProblem,
    RecordReader,
    VcfRecord,
    read_site,
)
from core.sources.vcf_stream import DAMAGE, VcfStream, after_record, damaged, sniff
from core.sources.vcf_values import FieldNotes

__all__ = [
    "CalledAllele",
    "InfoKey",
    "LinePage",
    "RecordProblem",
    "VcfHeader",
    "VcfRecord",
    "VcfSource",
    "frequency_key",
    "is_known_name",
]

_CONTROL = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_BCF_LINES = 4_096
_ENDS_OPEN = (
    "Line {line} is the last and has no line end: the file may have been cut there, and later "
    "variants may be missing. Its record is set aside."
)


class VcfSource:
    """One variant file.

    Parameters
    ----------
    path
        VCF (plain, gzip or bgzip) or BCF, told apart by content.
    up_to_damage
        Give the records that stand before a damaged place for certain, instead of refusing.

    Attributes
    ----------
    damage
        What is damaged, as far as the reading so far showed; empty where nothing is.
    has_windows_line_ends
        What was read so far had lines that end with CR LF; they are read like any other.

    Raises
    ------
    VcfFormatError
        When it is no readable variant file, or bgzip without its end block (cut).
    """

    def __init__(self, path: Path, *, up_to_damage: bool = False) -> None:
        self.path = path
        self._size = 0
        self._consumed = 0
        self._order = OrderWatch()
        self._fields = FieldNotes()
        self._notes: list[str] = []
        self._end: tuple[str, ...] = ()
        self._up_to_damage = up_to_damage
        self.kind, self.damage = sniff(path, takes_cut=up_to_damage)
        self._size = path.stat().st_size
        self._open_line = 0
        self.has_windows_line_ends = False
        raw_lines = self._bcf_header() if self.kind == "bcf" else self._text_header()
        header = parse_header(path, raw_lines)
        self.header = replace(header, warnings=(*header.warnings, *self._notes))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    @property
    def position(self) -> tuple[int, int]:
        """Bytes consumed by the reading in progress, and size of the file."""
        return min(self._consumed, self._size), self._size

    @property
    def warnings(self) -> tuple[str, ...]:
        """Faults of the header, and what the reading so far showed.

        That is: a file that may be cut, values that do not hold to their declaration, records out
        of order or repeated.
        """
        return (
            *self._end,
            *self.header.warnings,
            *self._fields.warnings(),
            *self._order.warnings(),
        )

    def sha256(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def records(
        self, samples: Sequence[str], frequency_key: str
    ) -> Iterator[VcfRecord | RecordProblem]:
        """Give every data record once, in file order, read or set aside.

        Parameters
        ----------
        samples
            Whose genotypes are wanted, in this order; only their columns are checked.
        frequency_key
            INFO key of the population frequency, empty for none.

        Raises
        ------
        SampleNotFoundError
            For a name that the header does not have.
        VcfFormatError
            Where the file is cut or damaged, naming the record reached.
        """
        for name in samples:
            if name not in self.header.samples:
                raise SampleNotFoundError(name, self.header.samples)
        return self._records(RecordReader(self.header, samples, frequency_key))

    def _records(self, reader: RecordReader) -> Iterator[VcfRecord | RecordProblem]:
        self._order = OrderWatch()
        self._end = ()
        self._fields = reader.notes
        see = self._order.see
        for number, line, raw in self._lines():
            record = reader.read(number, line, raw)
            if line is not None and line == self._open_line:
                record = RecordProblem(number, line, RecordSetAside.MALFORMED, CUT, raw)
                self._end = (_ENDS_OPEN.format(line=line),)
            if isinstance(record, VcfRecord):
                see(record)
            yield record

    def pages(self) -> Iterator[LinePage]:
        """Give all data lines in pages, undecoded: `read_page` decodes one, in any process.

        Raises
        ------
        VcfFormatError
            Where the file is cut or damaged, naming the record reached.
        """
        self._consumed = 0
        self._order = OrderWatch()
        self._fields = FieldNotes()
        self._end = ()
        return self._bcf_pages() if self.kind == "bcf" else self._text_pages()

    def take_notes(self, notes: PageNotes) -> None:
        """Take in what was found in the next page, so that `warnings` tells it."""
        self._fields.add(notes.fields)
        for run in notes.runs:
            self._order.see_run(run)
        if notes.open_line:
            self._end = (_ENDS_OPEN.format(line=notes.open_line),)

    def sites(
        self, is_wanted: Callable[[str, int], bool] | None = None, n_most: int | None = None
    ) -> Iterator[VcfRecord]:
        """Give place and base alleles of the records, several times faster than `records`.

        Unchecked and without genotypes; lines that do not look like a record are passed over.

        Parameters
        ----------
        is_wanted
            Asked with contig and 1-based position before the rest of a line is looked at.
        n_most
            Records to read at most.
        """
        for number, line, raw in islice(self._lines(), n_most):
            if (site := read_site(number, line, raw, is_wanted)) is not None:
                yield site

    def _lines(self) -> Iterator[tuple[int, int | None, bytes]]:
        self._consumed = 0
        return self._bcf_lines() if self.kind == "bcf" else self._text_lines()

    def _text_lines(self) -> Iterator[tuple[int, int | None, bytes]]:
        for page in self._text_pages():
            first = page.first_line or 0
            for place, raw in enumerate(page.lines):
                yield page.first_number + place, first + place, raw

    def _text_pages(self) -> Iterator[LinePage]:
        n_header = len(self.header.lines)
        n_before = 0
        try:
            with VcfStream(self.path, only_sound=self._up_to_damage) as stream:
                for lines in stream.chunks():
                    self._consumed = stream.bytes_read
                    self._open_line = 0 if stream.ends_with_newline else stream.n_lines
                    n_skip = max(0, n_header - n_before)
                    if n_skip < len(lines):
                        line = n_before + n_skip + 1
                        yield LinePage(line - n_header, line, lines[n_skip:], self._open_line)
                    n_before = stream.n_lines
                    self.has_windows_line_ends |= stream.has_windows_line_ends
        except DAMAGE as error:
            found = self._damaged(stream, error)
            if not self._up_to_damage or stream.n_sound < stream.n_lines:
                raise found from error
            self.damage = found.damage

    def _bcf_pages(self) -> Iterator[LinePage]:
        lines = self._bcf_lines()
        while batch := list(islice(lines, _BCF_LINES)):
            yield LinePage(batch[0][0], None, [raw for _, _, raw in batch], 0)

    def _damaged(self, stream: VcfStream, error: Exception) -> DamagedFileError:
        """Name the last record that is whole, and the first that looks damaged where one does.

        The checksum of plain gzip is that of the whole file: nothing else proves a record.
        """
        n_header = len(self.header.lines)
        n_sound, n_read = max(0, stream.n_sound - n_header), max(0, stream.n_lines - n_header)
        if n_sound == n_read:
            where = after_record(n_sound)
        elif odd := self._first_odd(n_sound + 1, n_read, error):
            where = f"{after_record(odd - 1)}, by the look of it"
            where += f" (for certain up to record {n_sound:,})" if n_sound else ""
        else:
            where = f"among the records {n_sound + 1:,} to {n_read:,}, which all look whole"
        return damaged(self.path, where, error)

    def _first_odd(self, first: int, last: int, error: Exception) -> int:
        """Number of the first record of these that has not the form of one, or the one after them.

        0 where all of them have it and nothing but a checksum tells of the damage.
        """
        n_tabs = self.header.lines[-1].count("\t")
        n_header = len(self.header.lines)
        with suppress(*DAMAGE), VcfStream(self.path) as stream:
            n_before = 0
            for lines in stream.chunks():
                for number, raw in enumerate(lines, start=n_before + 1 - n_header):
                    if number >= first and _is_odd(raw, n_tabs):
                        return number
                n_before = stream.n_lines
        only_by_checksum = isinstance(error, DamagedTextError) and error.only_by_checksum
        return 0 if only_by_checksum else last + 1

    def _text_header(self) -> list[bytes]:
        lines: list[bytes] = []
        try:
            with VcfStream(self.path, only_sound=self._up_to_damage) as stream:
                for chunk in stream.chunks():
                    for raw in chunk:
                        lines.append(raw)
                        demand_header_line(self.path, len(lines), raw)
                        if raw.removeprefix(codecs.BOM_UTF8).startswith(b"#CHROM"):
                            self._note_open_header(stream, len(lines))
                            return lines
        except DAMAGE as error:
            raise damaged(self.path, after_record(0), error) from error
        raise VcfFormatError(
            self.path,
            None,
            "the column line #CHROM is missing.",
            "Add the missing header line, or make the file anew.",
        )

    def _note_open_header(self, stream: VcfStream, n_lines: int) -> None:
        if n_lines == stream.n_lines and not stream.ends_with_newline:
            self._notes.append(
                f"Header line {n_lines}: no line end after it; the file may be cut there."
            )

    def _bcf_reader(self) -> Any:  # noqa: ANN401 -- cyvcf2 has no types
        import cyvcf2  # noqa: PLC0415 -- only the worker that reads BCF needs htslib

        try:
            return cyvcf2.VCF(str(self.path))
        except Exception as error:
            raise damaged(self.path, after_record(0), error) from error

    def _bcf_header(self) -> list[bytes]:
        reader = self._bcf_reader()
        text: str = reader.raw_header
        reader.close()
        return text.rstrip("\n").encode("utf-8", "surrogateescape").split(b"\n")

    def _bcf_lines(self) -> Iterator[tuple[int, int | None, bytes]]:
        number = 0
        reader = self._bcf_reader()
        try:
            for variant in reader:
                number += 1
                raw = str(variant).rstrip("\n").encode("utf-8", "surrogateescape")
                yield number, None, raw
        except Exception as error:
            found = damaged(self.path, after_record(number), error)
            if not self._up_to_damage:
                raise found from error
            self.damage = found.damage
        finally:
            reader.close()
        self._consumed = self._size


def _is_odd(raw: bytes, n_tabs: int) -> bool:
    is_record = raw.count(b"\t") == n_tabs and read_site(0, None, raw) is not None
    return not is_record or _CONTROL.search(raw) is not None
