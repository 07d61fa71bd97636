"""Writing the records of the variant file into the case, page by page."""

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from core.store.counters import ALLELES_SET_ASIDE, GATE, RECORDS_SET_ASIDE, TOTAL, add_counts
from core.store.coverage import CoverageTable
from core.store.database import Database
from core.store.ids import as_list
from core.store.intervals import IntervalTable
from core.store.line_blocks import LineBlocks
from core.store.merging import LaterRows, MergeNotes, merge_into
from core.store.packed_columns import Columns
from core.store.seen_places import SeenPlaces, repeated_places
from core.store.variant_chunks import Chunk, VariantChunks, last_id, patient_columns
from core.store.variant_pages import IntakePage, VariantPage
from core.store.vocabulary import Vocabulary

_INSERT = (
    "INSERT INTO variant (variant_id, contig_code, pos, ref, alt, identifier) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_ALLELES = (
    "SELECT variant_id, contig_code, pos, ref, alt FROM variant "
    "WHERE variant_id IN (SELECT value FROM json_each(?))"
)

_Key = tuple[int, int, str, str]
"""Contig code, position, REF, ALT."""


class IntakeWriter:
    """Adds pages; each is one short transaction together with the counts of the ledger.

    Parameters
    ----------
    vocabularies
        "contig", "filter", "genes" and "gate".
    patient
        Gives the place of the patient among the people.
    """

    def __init__(
        self,
        database: Database,
        vocabularies: Mapping[str, Vocabulary],
        chunks: VariantChunks,
        patient: Callable[[], int],
    ) -> None:
        self._database = database
        self._words = vocabularies
        self._chunks = chunks
        self._patient = patient
        self._lines = LineBlocks(database, "record_block")
        self._intervals = IntervalTable(database, vocabularies["contig"], vocabularies["filter"])
        self._coverage = CoverageTable(database, vocabularies["contig"])
        self._notes = MergeNotes()
        self._seen: SeenPlaces | None = None

    def add(self, page: IntakePage, n_people: int) -> None:
        """Store a page. An allele that is there already is merged.

        The first row stays, with the most informative call of each person; two different
        population frequencies become unknown.

        Raises
        ------
        ValueError
            If the counts of the page do not add up or it has another number of people.
        """
        page.check(n_people)
        codes = self._codes(page.variants)
        intervals = self._intervals.pack(page.others.intervals, page.others.problems)
        coverage = self._coverage.pack(page.others.coverage)
        seen = self._seen if self._seen is not None else self._read_seen()
        with self._database.write() as connection:
            first = last_id(connection) + 1
            places = self._ids(connection, page.variants, codes["contig"], seen, first)
            is_new = _first_rows(places, first)
            self._insert(connection, page.variants.take(is_new), _taken(codes, is_new), first)
            merged = np.setdiff1d(np.arange(len(places)), is_new)
            notes = self._merge(connection, page.variants, merged, places)
            self._insert_set_aside(connection, page)
            self._intervals.insert(connection, intervals)
            self._coverage.insert(connection, coverage)
            self._lines.insert(connection, page.lines)
            _count(connection, page, len(merged))
        seen.add(codes["contig"][is_new], page.variants.pos[is_new], first)
        self._seen = seen
        self._notes.add(notes)

    def conflicts(self) -> tuple[tuple[str, int, int], ...]:
        """Give spelled allele, first and second record where merged genotypes conflict.

        Only of the pages that this writer added.
        """
        found = self._notes.conflicts
        rows = self._database.rows(_ALLELES, (as_list(found),))
        return tuple(
            (f"{self._words['contig'].word(contig)}-{pos}-{ref}-{alt}", *found[variant_id])
            for variant_id, contig, pos, ref, alt in sorted(rows)
        )

    def n_unclear(self) -> int:
        """Count the variants whose merged records tell different population frequencies."""
        return len(self._notes.unclear)

    def _codes(self, page: VariantPage) -> dict[str, NDArray[np.int64]]:
        """Give the column of codes of each vocabulary."""
        columns = {
            "contig": page.chroms,
            "filter": page.filters,
            "genes": page.genes,
            "gate": page.gates,
        }
        codes = {}
        for name, column in columns.items():
            known = self._words[name].codes(column.words)
            table = np.array([known[word] for word in column.words], np.int64)
            codes[name] = table[column.index] if len(table) else np.zeros(0, np.int64)
        return codes

    def _ids(
        self,
        connection: Connection,
        page: VariantPage,
        contigs: NDArray[np.int64],
        seen: SeenPlaces,
        first: int,
    ) -> NDArray[np.int64]:
        """Give each row the id of its allele: a stored one, or the next free one."""
        near = seen.near(contigs, page.pos)
        is_doubtful = repeated_places(contigs, page.pos)
        known: dict[_Key, int] = {}
        if len(near):
            rows = connection.exec_driver_sql(_ALLELES, (as_list(near.tolist()),)).fetchall()
            known = {tuple(key): variant_id for variant_id, *key in rows}
            is_doubtful |= np.isin(page.pos, np.array([key[1] for key in known]))
        return _numbered(page, contigs, first, known, is_doubtful)

    def _insert(
        self,
        connection: Connection,
        page: VariantPage,
        codes: Mapping[str, NDArray[np.int64]],
        first: int,
    ) -> None:
        if not len(page):
            return
        ids = range(first, first + len(page))
        rows = zip(
            *(ids, codes["contig"].tolist(), page.pos.tolist()),
            *(page.ref, page.alt, page.identifiers),
            strict=True,
        )
        connection.exec_driver_sql(_INSERT, list(rows))
        columns = Columns(
            codes,
            pos=page.pos,
            population_frequency=page.population_frequency,
            quality=page.quality,
            record_number=page.record_number,
            allele_index=page.allele_index,
            region=page.region,
            distance=page.distance,
            **patient_columns(page.calls[:, self._patient()]),
        )
        self._chunks.append(connection, first, Chunk(first, columns, page.calls))
        gates = Counter(page.gates.index.tolist())
        counts = {page.gates.words[index]: count for index, count in gates.items()}
        add_counts(connection, GATE, counts)

    def _merge(
        self,
        connection: Connection,
        page: VariantPage,
        merged: NDArray[np.intp],
        places: NDArray[np.int64],
    ) -> MergeNotes:
        """Merge rows of the page into the variants they equal; give what that found."""
        found = MergeNotes()
        if not len(merged):
            return found
        ids = places[merged]
        rows = LaterRows(
            ids, page.record_number[merged], page.allele_index[merged],
            page.population_frequency[merged], page.calls[merged],
        )  # fmt: skip
        known = MergeNotes(unclear=set(self._notes.unclear))
        groups = self._chunks.holding(connection, ids.tolist())
        for first, chunk in self._chunks.read(connection, groups).items():
            here = rows.take(np.isin(ids, np.array(groups[first])))
            changed, notes = merge_into(chunk, here, known, self._patient())
            self._chunks.change(connection, first, changed, "filters", "calls")
            found.add(notes)
        origins = zip(
            rows.record_number.tolist(), rows.allele_index.tolist(), ids.tolist(), strict=True
        )
        connection.exec_driver_sql("INSERT INTO variant_origin VALUES (?, ?, ?)", list(origins))
        return found

    def _read_seen(self) -> SeenPlaces:
        """Give the places of the variants that are in the case before the first page."""
        seen = SeenPlaces()
        for first in self._chunks.first_ids():
            with self._database.read() as connection:
                columns = self._chunks.read(connection, [first])[first].columns
            seen.add(columns["contig"].astype(np.int64), columns["pos"].astype(np.int64), first)
        return seen

    @staticmethod
    def _insert_set_aside(connection: Connection, page: IntakePage) -> None:
        records = [
            (record.record_number, record.line, record.reason.value, record.detail)
            for record in page.set_aside_records
        ]
        if records:
            connection.exec_driver_sql("INSERT INTO set_aside_record VALUES (?, ?, ?, ?)", records)
        alleles = [
            (allele.record_number, allele.allele_index, allele.alt, allele.reason.value)
            for allele in page.set_aside_alleles
        ]
        if alleles:
            connection.exec_driver_sql("INSERT INTO set_aside_allele VALUES (?, ?, ?, ?)", alleles)


def _first_rows(ids: NDArray[np.int64], first: int) -> NDArray[np.intp]:
    """Give the rows that hold an id from `first` on for the first time."""
    rows = np.flatnonzero(ids >= first)
    if (np.diff(ids[rows]) > 0).all():
        return rows
    return rows[np.unique(ids[rows], return_index=True)[1]]


def _numbered(
    page: VariantPage,
    contigs: NDArray[np.int64],
    first: int,
    known: dict[_Key, int],
    is_doubtful: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Number the rows from `first` on; a doubtful one may be known, or repeat an earlier row."""
    if not is_doubtful.any():
        return np.arange(first, first + len(page), dtype=np.int64)
    ids = np.empty(len(page), np.int64)
    following = first
    for at, doubtful in enumerate(is_doubtful.tolist()):
        if doubtful:
            key = (int(contigs[at]), int(page.pos[at]), page.ref[at], page.alt[at])
            ids[at] = known.setdefault(key, following)
            following += ids[at] == following
        else:
            ids[at] = following
            following += 1
    return ids


def _taken(
    columns: Mapping[str, NDArray[np.int64]], rows: NDArray[np.intp]
) -> dict[str, NDArray[np.int64]]:
    return {name: column[rows] for name, column in columns.items()}


def _count(connection: Connection, page: IntakePage, n_merged: int) -> None:
    add_counts(
        connection,
        TOTAL,
        {
            "records_read": page.records_read,
            "records_kept": page.records_kept,
            "alleles_read": page.alleles_read,
            "variants": len(page.variants) - n_merged,
            "alleles_merged": n_merged,
        },
    )
    records = Counter(record.reason.value for record in page.set_aside_records)
    add_counts(connection, RECORDS_SET_ASIDE, records)
    alleles = Counter(allele.reason.value for allele in page.set_aside_alleles)
    add_counts(connection, ALLELES_SET_ASIDE, alleles)
