"""The ranked list.

A ranking is written aside under a new number, some thousand rows at a time, and then becomes the
current one in a single step: a reader sees the old list or the new one, never a mixture. Short
lists of one row (modes of inheritance, partners, reasons) are JSON texts.
"""

import json
from collections.abc import Sequence

from core.domain.candidate import InheritanceFit, Lane, Reason
from core.store.counters import STATE, set_count
from core.store.database import Database, SqlRow
from core.store.ids import as_list
from core.store.records import CandidateRow

_BATCH = 2_000
_RANKING = "ranking"
_CURRENT = f"(SELECT value FROM counter WHERE kind = '{STATE}' AND name = '{_RANKING}')"
_COLUMNS = (
    "variant_id, rank, lane, points, sentence, gene_symbol, inheritance, partners, "
    "phenotype_score, reasons"
)
_SELECT = f"SELECT {_COLUMNS} FROM candidate WHERE ranking = {_CURRENT} "
_INSERT = "INSERT INTO candidate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class CandidateTable:
    """The current ranking of a case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, rows: Sequence[CandidateRow], rule_set: str) -> None:
        """Store a new ranking, made by these rules, instead of the current one."""
        with self._database.read():
            current = self._database.value(f"SELECT {_CURRENT}") or 0
            newest = self._database.value("SELECT max(ranking) FROM candidate") or 0
        ranking = max(current, newest) + 1
        ordered = sorted(rows, key=lambda row: row.rank)
        for start in range(0, len(ordered), _BATCH):
            page = [
                _packed(ranking, start + number, row)
                for number, row in enumerate(ordered[start : start + _BATCH])
            ]
            with self._database.write() as connection:
                connection.exec_driver_sql(_INSERT, page)
        with self._database.write() as connection:
            set_count(connection, STATE, _RANKING, ranking)
            connection.exec_driver_sql("DELETE FROM ranked_by")
            connection.exec_driver_sql("INSERT INTO ranked_by VALUES (?, ?)", (ranking, rule_set))
        self._remove_others(ranking)

    def rows(
        self, ids: Sequence[int] | None = None, limit: int | None = None
    ) -> tuple[CandidateRow, ...]:
        """Give the candidates in rank order: all, those of `ids`, or the first `limit` of them."""
        sql, parameters = _SELECT, []
        if ids is not None:
            sql += "AND variant_id IN (SELECT value FROM json_each(?)) "
            parameters.append(as_list(ids))
        sql += "ORDER BY ordinal"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return tuple(_unpacked(row) for row in self._database.rows(sql, parameters))

    def ids(self) -> tuple[int, ...]:
        """Give the variant ids in rank order."""
        sql = f"SELECT variant_id FROM candidate WHERE ranking = {_CURRENT} ORDER BY ordinal"
        return tuple(row[0] for row in self._database.rows(sql))

    def rule_set(self) -> str:
        """Give what the list was ranked by, "" where nobody knows or nothing is ranked."""
        sql = f"SELECT rule_set FROM ranked_by WHERE ranking = {_CURRENT}"
        with self._database.read():
            return str(self._database.value(sql) or "")

    def _remove_others(self, ranking: int) -> None:
        """Remove earlier rankings and what an interrupted `replace` left, in small steps."""
        sql = (
            "DELETE FROM candidate WHERE (ranking, ordinal) IN "
            "(SELECT ranking, ordinal FROM candidate WHERE ranking <> ? LIMIT ?)"
        )
        n_removed = _BATCH
        while n_removed == _BATCH:
            with self._database.write() as connection:
                n_removed = connection.exec_driver_sql(sql, (ranking, _BATCH)).rowcount


def _packed(ranking: int, ordinal: int, row: CandidateRow) -> tuple[object, ...]:
    return (
        ranking,
        ordinal,
        row.variant_id,
        row.rank,
        row.lane.value,
        row.points,
        row.sentence,
        row.gene_symbol,
        json.dumps([fit.value for fit in row.inheritance]),
        json.dumps(row.partners),
        row.phenotype_score,
        json.dumps([(reason.topic, reason.sentence, reason.points) for reason in row.reasons]),
    )


def _unpacked(row: SqlRow) -> CandidateRow:
    key, rank, lane, points, sentence, symbol, inheritance, partners, phenotype, reasons = row
    return CandidateRow(
        variant_id=key,
        rank=rank,
        lane=Lane(lane),
        points=points,
        sentence=sentence,
        gene_symbol=symbol,
        inheritance=tuple(InheritanceFit(fit) for fit in json.loads(inheritance)),
        partners=tuple(json.loads(partners)),
        phenotype_score=phenotype,
        reasons=tuple(Reason(*reason) for reason in json.loads(reasons)),
    )
