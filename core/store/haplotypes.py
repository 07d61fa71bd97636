"""Candidates scored together with what lies on the same chromosome copy.

`beside` and `left_out` of a row hold one `variant_id word` per line, the word being the basis or
the reason; `view` of a delta is `alone` or `together`.
"""

from collections import defaultdict
from collections.abc import Sequence

from core.domain.haplotype import HaplotypeScore
from core.domain.score import SpliceDelta
from core.store.database import Database, SqlRow
from core.store.engine_runs import EngineRunTable
from core.store.ids import as_list
from core.store.read_neighbours import Lookup, beside_of, left_out_of, lists, words

_ALONE, _TOGETHER = "alone", "together"
_TABLES = ("haplotype_score", "haplotype_delta")
_DELTAS = ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")
_OFFSETS = tuple(f"{name}_offset" for name in _DELTAS)
_ROWS = (
    "SELECT variant_id, ordinal, transcript_id, gene_symbol, strand, beside, left_out, "
    "explained_by "
    "FROM haplotype_score WHERE run_id = ? "
    "AND (? OR variant_id IN (SELECT value FROM json_each(?))) ORDER BY variant_id, ordinal"
)
_DELTA_ROWS = (
    f"SELECT variant_id, ordinal, view, {', '.join(_DELTAS)}, {', '.join(_OFFSETS)}, distance "
    "FROM haplotype_delta WHERE run_id = ? "
    "AND (? OR variant_id IN (SELECT value FROM json_each(?)))"
)


class HaplotypeTable:
    """Haplotype scores of engine runs, per candidate; `variants` gives the variants of ids."""

    def __init__(self, database: Database, runs: EngineRunTable, variants: Lookup) -> None:
        self._database = database
        self._runs = runs
        self._variants = variants

    def write(self, run_id: int, variant_id: int, scores: Sequence[HaplotypeScore]) -> None:
        """Store what a candidate's copies gave, replacing what it has in this run."""
        with self._database.write() as connection:
            for table in _TABLES:
                connection.exec_driver_sql(
                    f"DELETE FROM {table} WHERE run_id = ? AND variant_id = ?", (run_id, variant_id)
                )
            for ordinal, score in enumerate(scores):
                key = (run_id, variant_id, ordinal)
                connection.exec_driver_sql(
                    "INSERT INTO haplotype_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *key,
                        *(score.transcript_id, score.gene_symbol, score.strand),
                        *lists(score.beside, score.left_out),
                        score.explained_by,
                    ),
                )
                views = {_ALONE: score.alone, _TOGETHER: score.together}
                connection.exec_driver_sql(
                    "INSERT INTO haplotype_delta VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [_delta_row(key, view, delta) for view, delta in views.items()],
                )

    def done(self, run_id: int) -> frozenset[int]:
        """Give the candidates that have haplotype scores in this run."""
        sql = "SELECT DISTINCT variant_id FROM haplotype_score WHERE run_id = ?"
        return frozenset(row[0] for row in self._database.rows(sql, (run_id,)))

    def of(self, ids: Sequence[int] | None = None) -> dict[int, tuple[HaplotypeScore, ...]]:
        """Give the haplotype scores of those variants (of all) that have any.

        Where several runs of an engine looked at a variant, the newest counts.
        """
        found: dict[int, tuple[HaplotypeScore, ...]] = {}
        with self._database.read():
            for engine_id, runs in self._runs.newest_first().items():
                seen: set[int] = set()
                for run_id in runs:
                    of_run = self._of_run(engine_id, run_id, ids)
                    for key in of_run.keys() - seen:
                        found[key] = found.get(key, ()) + of_run[key]
                    seen |= of_run.keys()
        return found

    def _of_run(
        self, engine_id: str, run_id: int, ids: Sequence[int] | None
    ) -> dict[int, tuple[HaplotypeScore, ...]]:
        asked = (run_id, ids is None, as_list(ids or ()))
        rows = self._database.rows(_ROWS, asked)
        if not rows:
            return {}
        deltas = {
            (row[0], row[1], row[2]): _delta(row) for row in self._database.rows(_DELTA_ROWS, asked)
        }
        near = sorted({key for row in rows for text in row[5:7] for key, _ in words(text)})
        variants = self._variants(near)
        scores: dict[int, list[HaplotypeScore]] = defaultdict(list)
        for key, ordinal, transcript_id, symbol, strand, beside, left_out, explained_by in rows:
            scores[key].append(
                HaplotypeScore(
                    engine_id,
                    transcript_id,
                    symbol,
                    strand,
                    beside_of(beside, variants),
                    left_out_of(left_out, variants),
                    deltas[key, ordinal, _ALONE],
                    deltas[key, ordinal, _TOGETHER],
                    explained_by,
                )
            )
        return {key: tuple(of_key) for key, of_key in scores.items()}


def _delta_row(key: tuple[int, int, int], view: str, delta: SpliceDelta) -> tuple[object, ...]:
    values = (float(getattr(delta, name)) for name in _DELTAS)
    offsets = (int(getattr(delta, name)) for name in _OFFSETS)
    return (*key, view, *values, *offsets, int(delta.distance))


def _delta(row: SqlRow) -> SpliceDelta:
    values = dict(zip((*_DELTAS, *_OFFSETS), row[3:11], strict=True))
    return SpliceDelta(**values, masked=False, distance=row[11])
