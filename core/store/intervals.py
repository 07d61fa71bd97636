"""Intervals of a case: what its files hold besides small variants."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection

from core.domain.interval import (
    Interval,
    IntervalKind,
    IntervalProblem,
    Mate,
    Repeat,
    RepeatCount,
)
from core.domain.sample import Genotype
from core.store.database import Database, SqlRow
from core.store.genotypes import GENOTYPE, pack_many, unpack_genotypes
from core.store.ids import as_list
from core.store.variant_pages import FILTER_SEPARATOR
from core.store.vocabulary import Vocabulary

_COLUMNS = (
    'contig_code, start, "end", kind, alt, record_number, allele_index, identifier, size, '
    "mate_contig_code, mate_pos, mate_is_after, mate_is_reversed, copy_number, family, start_low, "
    "start_high, end_low, end_high, quality, filter_code, genotypes, notes, repeat_locus, "
    "repeat_units, repeat_reference"
)
_N_COLUMNS = _COLUMNS.count(",") + 1
_INSERT = (
    f"INSERT INTO interval (interval_id, {_COLUMNS}) VALUES ({', '.join('?' * (_N_COLUMNS + 1))})"
)
_SELECT = f"SELECT interval_id, {_COLUMNS} FROM interval "
_AMONG = "WHERE interval_id IN (SELECT value FROM json_each(?))"
_OF_KINDS = "(? IS NULL OR kind IN (SELECT value FROM json_each(?)))"
_LINE = "\n"
_UNIT_SEPARATOR = ","

PackedIntervals = tuple[list[tuple[object, ...]], Sequence[Interval], Sequence[IntervalProblem]]


class IntervalTable:
    """The intervals of a case, in the order of the files."""

    def __init__(self, database: Database, contigs: Vocabulary, filters: Vocabulary) -> None:
        self._database = database
        self._contigs = contigs
        self._filters = filters

    def pack(
        self, intervals: Sequence[Interval], problems: Sequence[IntervalProblem]
    ) -> PackedIntervals:
        """Make rows ready for `insert`, new words stored; to be called before its transaction."""
        chroms = {one.chrom for one in intervals}
        chroms |= {one.mate.chrom for one in intervals if one.mate is not None}
        contigs = self._contigs.codes(chroms)
        filters = self._filters.codes({_joined(one.filters) for one in intervals})
        rows = [_row(one, contigs, filters[_joined(one.filters)]) for one in intervals]
        return rows, intervals, problems

    def insert(self, connection: Connection, packed: PackedIntervals) -> None:
        """Store what `pack` made ready."""
        rows, intervals, problems = packed
        if rows:
            sql = "SELECT coalesce(max(interval_id), 0) FROM interval"
            first = int(connection.exec_driver_sql(sql).scalar_one()) + 1
            numbered = list(enumerate(intervals, start=first))
            keyed = [(key, *row) for (key, _), row in zip(numbered, rows, strict=True)]
            connection.exec_driver_sql(_INSERT, keyed)
            _insert_all(connection, "interval_copies", 3, _copy_rows(numbered))
            _insert_all(connection, "repeat_count", 7, _count_rows(numbered))
        faults = [
            (one.record_number, one.allele_index, one.alt, one.field, one.detail)
            for one in problems
        ]
        if faults:
            connection.exec_driver_sql(
                "INSERT INTO interval_problem (record_number, allele_index, alt, field, detail) "
                "VALUES (?, ?, ?, ?, ?)",
                faults,
            )

    def page(
        self, limit: int, offset: int, kinds: Sequence[IntervalKind] | None
    ) -> tuple[Interval, ...]:
        """Give a page in the order of the files, of some kinds or (None) of all."""
        wanted = None if kinds is None else as_words(kinds)
        sql = _SELECT + f"WHERE {_OF_KINDS} ORDER BY interval_id LIMIT ? OFFSET ?"
        return self._read(sql, (wanted, wanted, limit, offset))

    def overlapping(
        self, chrom: str, start: int, end: int, kinds: Sequence[IntervalKind] | None
    ) -> tuple[Interval, ...]:
        """Give those that touch [start, end), 0-based half-open, by place."""
        code = self._contigs.code(chrom)
        if code is None:
            return ()
        wanted = None if kinds is None else as_words(kinds)
        sql = _SELECT + (
            f'WHERE contig_code = ? AND start <= ? AND "end" >= ? AND {_OF_KINDS} '
            "ORDER BY start, interval_id"
        )
        found = self._read(sql, (code, end, start, wanted, wanted))
        return tuple(one for one in found if one.overlaps(start, end))

    def counts(self) -> dict[IntervalKind, int]:
        """Count the intervals of each kind there is."""
        rows = self._database.rows("SELECT kind, count(*) FROM interval GROUP BY kind")
        return {IntervalKind(kind): count for kind, count in rows}

    def problems(self, limit: int, offset: int) -> tuple[IntervalProblem, ...]:
        """Give a page of the alleles that could not be placed, in the order of the files."""
        rows = self._database.rows(
            "SELECT record_number, allele_index, alt, field, detail FROM interval_problem "
            "ORDER BY problem_id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(IntervalProblem(*row) for row in rows)

    def n_problems(self) -> int:
        """Count the alleles that could not be placed."""
        return int(self._database.value("SELECT count(*) FROM interval_problem") or 0)

    def _read(self, sql: str, parameters: Sequence[object]) -> tuple[Interval, ...]:
        with self._database.read():
            rows = self._database.rows(sql, parameters)
            keys = [row[0] for row in rows]
            copies, counts = self._copies(keys), self._counts(keys)
        return tuple(self._interval(row, copies[row[0]], counts[row[0]]) for row in rows)

    def _copies(self, keys: Sequence[int]) -> dict[int, list[float | None]]:
        found: dict[int, list[float | None]] = defaultdict(list)
        sql = f"SELECT interval_id, copies FROM interval_copies {_AMONG} ORDER BY 1, person"
        for key, copies in self._database.rows(sql, (as_list(keys),)):
            found[key].append(copies)
        return found

    def _counts(self, keys: Sequence[int]) -> dict[int, dict[int, list[RepeatCount]]]:
        found: dict[int, dict[int, list[RepeatCount]]] = defaultdict(lambda: defaultdict(list))
        sql = (
            f"SELECT interval_id, person, ordinal, unit, units, low, high FROM repeat_count {_AMONG} "
            "ORDER BY 1, 2, 3"
        )
        for key, person, ordinal, *count in self._database.rows(sql, (as_list(keys),)):
            people = found[key][person]
            # Ordinal -1 keeps the place of a person without a call.
            if ordinal >= 0:
                people.append(RepeatCount(*count))
        return found

    def _interval(
        self, row: SqlRow, copies: list[float | None], counts: dict[int, list[RepeatCount]]
    ) -> Interval:
        _, contig, start, end, kind, alt, record, allele, identifier, size, *rest = row
        mate, rest = rest[:4], rest[4:]
        copy_number, family, start_low, start_high, end_low, end_high, quality, *rest = rest
        filter_code, genotypes, notes, locus, units, reference = rest
        words = self._filters.word(filter_code)
        return Interval(
            self._contigs.word(contig), start, end, IntervalKind(kind), alt, record, allele,
            identifier=identifier,
            size=size,
            mate=self._mate(*mate),
            copy_number=copy_number,
            copy_numbers=tuple(copies),
            repeat=_repeat(locus, units, reference, counts),
            family=family,
            start_range=None if start_low is None else (start_low, start_high),
            end_range=None if end_low is None else (end_low, end_high),
            quality=quality,
            filters=tuple(words.split(FILTER_SEPARATOR)) if words else (),
            genotypes=_genotypes(genotypes),
            notes=tuple(notes.split(_LINE)) if notes else (),
        )  # fmt: skip

    def _mate(
        self, contig: int | None, pos: int | None, after: int | None, reverse: int | None
    ) -> Mate | None:
        if contig is None:
            return None
        sides = [None if one is None else bool(one) for one in (after, reverse)]
        return Mate(self._contigs.word(contig), pos, *sides)


def as_words(kinds: Sequence[IntervalKind]) -> str:
    """Give kinds as a JSON list for `json_each`."""
    return "[" + ",".join(f'"{kind.value}"' for kind in kinds) + "]"


def _joined(filters: tuple[str, ...]) -> str:
    return FILTER_SEPARATOR.join(filters)


def _row(one: Interval, contigs: dict[str, int], filter_code: int) -> tuple[object, ...]:
    mate, repeat = one.mate, one.repeat
    return (
        contigs[one.chrom], one.start, one.end, one.kind.value, one.alt, one.record_number,
        one.allele_index, one.identifier, one.size,
        *((None,) * 4 if mate is None else _mate_row(mate, contigs)),
        one.copy_number, one.family, *(one.start_range or (None, None)),
        *(one.end_range or (None, None)), one.quality, filter_code, _packed(one.genotypes),
        _LINE.join(one.notes),
        *((None,) * 3 if repeat is None else _repeat_row(repeat)),
    )  # fmt: skip


def _mate_row(mate: Mate, contigs: dict[str, int]) -> tuple[int | None, ...]:
    sides = (None if one is None else int(one) for one in (mate.is_after, mate.is_reversed))
    return contigs[mate.chrom], mate.pos, *sides


def _repeat_row(repeat: Repeat) -> tuple[str, str, float | None]:
    return repeat.locus, _UNIT_SEPARATOR.join(repeat.units), repeat.reference_count


def _packed(genotypes: tuple[Genotype, ...]) -> bytes:
    return pack_many([genotypes], len(genotypes)).tobytes() if genotypes else b""


def _genotypes(data: bytes) -> tuple[Genotype, ...]:
    return unpack_genotypes(np.frombuffer(data, GENOTYPE))


def _copy_rows(numbered: Sequence[tuple[int, Interval]]) -> list[tuple[object, ...]]:
    return [
        (key, person, copies)
        for key, one in numbered
        for person, copies in enumerate(one.copy_numbers)
    ]


def _count_rows(numbered: Sequence[tuple[int, Interval]]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for key, one in numbered:
        for person, counts in enumerate(one.repeat.people if one.repeat is not None else ()):
            rows += [
                (key, person, ordinal, count.unit, count.count, count.low, count.high)
                for ordinal, count in enumerate(counts)
            ] or [(key, person, -1, "", 0.0, 0.0, 0.0)]
    return rows


def _insert_all(
    connection: Connection, table: str, n_columns: int, rows: list[tuple[object, ...]]
) -> None:
    if rows:
        places = ", ".join("?" * n_columns)
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", rows)


def _repeat(
    locus: str | None,
    units: str | None,
    reference: float | None,
    counts: dict[int, list[RepeatCount]],
) -> Repeat | None:
    if locus is None:
        return None
    people = tuple(tuple(counts[person]) for person in range(len(counts)))
    return Repeat(locus, tuple(units.split(_UNIT_SEPARATOR)) if units else (), reference, people)
