"""Pages of undecoded lines, and what decoding one of them finds: for reading in several processes."""

from dataclasses import dataclass

from core.domain.ledger import RecordSetAside
from core.sources.vcf_order import Run, runs_of
from core.sources.vcf_records import RecordProblem, RecordReader, VcfRecord
from core.sources.vcf_values import FieldCounts

CUT = "the last line has no line end: the record may be cut"


@dataclass(frozen=True, slots=True)
class LinePage:
    """Consecutive data lines without their line ends.

    Attributes
    ----------
    first_number
        1-based data record of the first one.
    first_line
        1-based line of the text file, None in BCF.
    open_line
        Line that has no line end though the text ends with it, 0 for none.
    """

    first_number: int
    first_line: int | None
    lines: list[bytes]
    open_line: int


@dataclass(frozen=True, slots=True)
class PageNotes:
    """What a page tells about its file.

    Attributes
    ----------
    fields
        Values that do not hold to their declaration.
    runs
        The order of the records that can be read.
    open_line
        Line that was set aside because it may be cut, 0 for none.
    """

    fields: FieldCounts
    runs: tuple[Run, ...]
    open_line: int


def read_page(
    reader: RecordReader, page: LinePage
) -> tuple[list[VcfRecord | RecordProblem], PageNotes]:
    """Give every record of a page, read or set aside, and what the page tells about its file."""
    items: list[VcfRecord | RecordProblem] = []
    open_line = 0
    for place, raw in enumerate(page.lines):
        number = page.first_number + place
        line = None if page.first_line is None else page.first_line + place
        item = reader.read(number, line, raw)
        if line is not None and line == page.open_line:
            open_line = line
            item = RecordProblem(number, line, RecordSetAside.MALFORMED, CUT, raw)
        items.append(item)
    records = [item for item in items if isinstance(item, VcfRecord)]
    return items, PageNotes(reader.notes.take(), runs_of(records), open_line)
