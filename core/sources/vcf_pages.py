"""Pages of undecoded lines, and what decoding one of them finds: for reading in several processes."""

from dataclasses import dataclass

from core.domain.calls import CallColumns
from core.domain.ledger import RecordSetAside
from core.sources.vcf_order import Run, runs_of
from core.sources.vcf_records import LaterCells, RecordProblem, RecordReader, VcfRecord
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
    file
        0-based place of its file among those of the case.
    """

    first_number: int
    first_line: int | None
    lines: list[bytes]
    open_line: int
    file: int = 0


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
    file
        0-based place of the file among those of the case.
    """

    fields: FieldCounts
    runs: tuple[Run, ...]
    open_line: int
    file: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """The records of a page, read or set aside, and what they tell about their file.

    Attributes
    ----------
    cell_numbers
        Ascending numbers of the records whose genotypes stand in `cells`, record after record, and
        not in the record itself.
    """

    items: list[VcfRecord | RecordProblem]
    notes: PageNotes
    cell_numbers: tuple[int, ...] = ()
    cells: CallColumns | None = None


def read_page(reader: RecordReader, page: LinePage) -> ReadPage:
    """Give every record of a page; the cells of most are read together, which is far quicker."""
    later = LaterCells()
    items, open_line = _items(reader, page, later)
    cells = reader.read_cells(later) if later.cells else None
    if later.cells and cells is None:
        reader.notes.take()
        items, open_line = _items(reader, page, None)
        return ReadPage(items, _notes(reader, items, open_line, page.file))
    notes = _notes(reader, items, open_line, page.file)
    return ReadPage(items, notes, tuple(later.numbers), cells)


def _items(
    reader: RecordReader, page: LinePage, later: LaterCells | None
) -> tuple[list[VcfRecord | RecordProblem], int]:
    items: list[VcfRecord | RecordProblem] = []
    open_line = 0
    for place, raw in enumerate(page.lines):
        number = page.first_number + place
        line = None if page.first_line is None else page.first_line + place
        if line is not None and line == page.open_line:
            open_line = line
            items.append(RecordProblem(number, line, RecordSetAside.MALFORMED, CUT, raw))
        else:
            items.append(reader.read(number, line, raw, later))
    return items, open_line


def _notes(
    reader: RecordReader, items: list[VcfRecord | RecordProblem], open_line: int, file: int
) -> PageNotes:
    records = [item for item in items if isinstance(item, VcfRecord)]
    return PageNotes(reader.notes.take(), runs_of(records), open_line, file)
