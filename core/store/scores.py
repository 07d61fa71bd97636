"""What the engines said: scores, reasons for no score, and what is still to do."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from sqlalchemy import Connection

from core.domain.score import EngineScores, NotScored, NotScoredReason, SpliceDelta, SpliceScore
from core.store import outcomes
from core.store.codes import REASON_CODES, REASONS, SCORED
from core.store.columns import FilterColumnTable
from core.store.database import Database, SqlRow
from core.store.engine_runs import EngineRunTable
from core.store.ids import as_list
from core.store.records import ScoredVariant
from core.store.tracks import insert_tracks

PRIMARY = "spliceai"
"""Engine whose scores are ranked and named first wherever it has run."""


_RAW, _MASKED, _WIDE = "raw", "masked", "wide"
_HALF_SHOWN = 0.005
"""Half of the last decimal that is shown: what is as much below a limit reads as the limit."""
_TABLES = ("splice_score", "splice_delta")
_SCORE_ROWS = (
    "SELECT variant_id, ordinal, transcript_id, gene_symbol, strand FROM splice_score "
    "WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, ordinal"
)
_DELTAS = ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")
_OFFSETS = tuple(f"{name}_offset" for name in _DELTAS)
_DELTA_ROWS = (
    "SELECT variant_id, ordinal, view, acceptor_gain, acceptor_loss, donor_gain, donor_loss, "
    "acceptor_gain_offset, acceptor_loss_offset, donor_gain_offset, donor_loss_offset, masked, "
    "distance FROM splice_delta "
    "WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?))"
)
_BARE_REASONS = (
    "SELECT variant_id, reason_code FROM outcome o WHERE run_id = ? "
    f"AND variant_id IN (SELECT value FROM json_each(?)) AND reason_code <> {SCORED} "
    "AND NOT EXISTS (SELECT 1 FROM not_scored n "
    "WHERE n.run_id = o.run_id AND n.variant_id = o.variant_id)"
)
_RUNS_WITH_REASON = (
    "SELECT run_id FROM engine_run e WHERE EXISTS "
    "(SELECT 1 FROM outcome o WHERE o.run_id = e.run_id AND o.reason_code = ?) ORDER BY run_id"
)
_REASON_ROWS = (
    "SELECT variant_id, engine_id, reason, detail FROM not_scored "
    "WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, ordinal"
)


class ScoreTable:
    """Outcomes of engine runs, per variant."""

    def __init__(
        self, database: Database, runs: EngineRunTable, columns: FilterColumnTable
    ) -> None:
        self._database = database
        self._runs = runs
        self._outcomes = outcomes.OutcomeWriter(database, _TABLES, _insert_scores)
        self._columns = columns

    def pending(self, run_id: int) -> tuple[int, ...]:
        """Give the variants that passed every gate and have no outcome in this run, by id."""
        with self._database.read():
            columns = self._columns.load()
            rows = self._database.rows(
                "SELECT variant_id FROM outcome WHERE run_id = ? ORDER BY variant_id", (run_id,)
            )
        done = np.fromiter((row[0] for row in rows), np.int32, len(rows))
        passed = columns.variant_id[columns.gate == 0]
        return tuple(np.setdiff1d(passed, done, assume_unique=True).tolist())

    def write(
        self,
        run_id: int,
        scored: Sequence[ScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes, replacing those the same variants have in this run.

        A variant is always written whole: its scores, its reasons and its sparse tracks stand in
        one transaction.
        """
        self._outcomes.write(run_id, scored, not_scored)

    def refuse(self, run_id: int, reason: NotScoredReason, ids: Sequence[int]) -> None:
        """Store one reason for many variants that have no outcome in this run."""
        outcomes.refuse(self._database, run_id, reason, ids)

    def withdraw(self, run_id: int, reason: NotScoredReason, ids: Collection[int]) -> int:
        """Take back what `refuse` stored: these variants are pending again; gives how many."""
        return outcomes.withdraw(self._database, run_id, reason, ids)

    def runs_with_reason(self, reason: NotScoredReason) -> tuple[int, ...]:
        """Give the runs in which some variant was not scored for this reason, oldest first."""
        rows = self._database.rows(_RUNS_WITH_REASON, (REASON_CODES[reason],))
        return tuple(int(row[0]) for row in rows)

    def scores(self, ids: Sequence[int]) -> dict[int, tuple[SpliceScore, ...]]:
        """Give what the primary engine gave each variant asked for, () where it has nothing.

        Where several runs of it scored a variant, the newest counts.
        """
        found: dict[int, tuple[SpliceScore, ...]] = {int(key): () for key in ids}
        with self._database.read():
            primary = self.primary_engine()
            for one in self._of_engine(primary, found) if primary else ():
                found[one[0]] = one[1].scores
        return found

    def by_engine(self, ids: Sequence[int]) -> dict[int, tuple[EngineScores, ...]]:
        """Give what each engine gave each variant asked for, the primary engine first.

        Where several runs of an engine scored a variant, the newest counts.
        """
        found: dict[int, tuple[EngineScores, ...]] = {int(key): () for key in ids}
        with self._database.read():
            for engine_id in self.splice_engines():
                for key, scores in self._of_engine(engine_id, found):
                    found[key] += (scores,)
        return found

    def of_run(self, run_id: int, ids: Sequence[int]) -> dict[int, tuple[SpliceScore, ...]]:
        """Give what one run gave each variant asked for, () where it has nothing."""
        found: dict[int, tuple[SpliceScore, ...]] = {int(key): () for key in ids}
        with self._database.read():
            return found | self._scores_of(run_id, set(found))

    def primary_engine(self) -> str:
        """Give the engine whose scores are ranked: SpliceAI, else the first; "" before any run."""
        known = self.splice_engines()
        if known:
            return known[0]
        return next((run.engine_id for _, run in self._runs.all()), "")

    def splice_engines(self) -> tuple[str, ...]:
        """Give the engines that scored splice sites, the primary first, then oldest first."""
        runs = self._runs.all()
        has_scores = "SELECT 1 FROM splice_score WHERE run_id = ? LIMIT 1"
        known = dict.fromkeys(
            run.engine_id
            for run_id, run in runs
            if run.engine_id == PRIMARY or self._database.value(has_scores, (run_id,))
        )
        return tuple(sorted(known, key=lambda engine_id: engine_id != PRIMARY))

    def _of_engine(
        self, engine_id: str, ids: Collection[int]
    ) -> Iterator[tuple[int, EngineScores]]:
        """Yield variant and scores of the newest run of an engine that scored it."""
        wanted = set(ids)
        for run_id, run in reversed(self._runs.all()):
            if run.engine_id == engine_id:
                of_run = self._scores_of(run_id, wanted)
                wanted -= of_run.keys()
                yield from ((key, EngineScores(run, scores)) for key, scores in of_run.items())

    def not_scored(self, ids: Sequence[int]) -> dict[int, tuple[NotScored, ...]]:
        """Give the reasons of each variant asked for, () where it has none; newest run first."""
        found: dict[int, tuple[NotScored, ...]] = {int(key): () for key in ids}
        with self._database.read():
            known = {run_id: run.engine_id for run_id, run in self._runs.all()}
            for runs in self._runs.newest_first().values():
                wanted = set(found)
                for run_id in runs:
                    of_run = self._reasons_of(run_id, known[run_id], wanted)
                    for key, reasons in of_run.items():
                        found[key] += reasons
                    wanted -= of_run.keys()
        return found

    def max_deltas(self, run_id: int) -> dict[int, float]:
        """Give the largest raw delta of each variant scored in this run, over all genes."""
        rows = self._database.rows(
            "SELECT variant_id, max(max_delta) FROM splice_score WHERE run_id = ? "
            "GROUP BY variant_id",
            (run_id,),
        )
        return dict(rows)

    def _scores_of(self, run_id: int, ids: set[int]) -> dict[int, tuple[SpliceScore, ...]]:
        asked = (run_id, as_list(ids))
        views: dict[tuple[int, int], dict[str, SpliceDelta]] = defaultdict(dict)
        for row in self._database.rows(_DELTA_ROWS, asked):
            views[row[0], row[1]][row[2]] = _delta(row)
        scores: dict[int, list[SpliceScore]] = defaultdict(list)
        for key, ordinal, transcript, symbol, strand in self._database.rows(_SCORE_ROWS, asked):
            seen = views[key, ordinal]
            score = SpliceScore(
                transcript, symbol, strand, seen[_RAW], seen[_MASKED], seen.get(_WIDE)
            )
            scores[key].append(score)
        return {key: tuple(of_key) for key, of_key in scores.items()}

    def changing(self, limit: float, ids: Sequence[int] | None = None) -> tuple[int, ...]:
        """Give the variants (all, or of `ids`) that any run saw change by `limit` or more.

        Deltas are compared as they are shown, with two decimals, in either window.
        """
        chosen = "" if ids is None else "AND variant_id IN (SELECT value FROM json_each(?))"
        sql = (
            "SELECT DISTINCT variant_id FROM splice_delta "
            "WHERE run_id IN (SELECT run_id FROM engine_run) AND view <> ? "
            f"AND max({', '.join(map('abs({})'.format, _DELTAS))}) >= ? {chosen} "
            "ORDER BY variant_id"
        )
        asked: list[object] = [_MASKED, limit - _HALF_SHOWN]
        rows = self._database.rows(sql, asked if ids is None else [*asked, as_list(ids)])
        return tuple(row[0] for row in rows)

    def _reasons_of(
        self, run_id: int, engine_id: str, ids: set[int]
    ) -> dict[int, tuple[NotScored, ...]]:
        reasons: dict[int, list[NotScored]] = defaultdict(list)
        asked = (run_id, as_list(ids))
        for key, by, reason, detail in self._database.rows(_REASON_ROWS, asked):
            reasons[key].append(NotScored(by, NotScoredReason(reason), detail))
        for key, code in self._database.rows(_BARE_REASONS, asked):
            reasons[key].append(NotScored(engine_id, REASONS[code]))
        return {key: tuple(of_key) for key, of_key in reasons.items()}


def _insert_scores(connection: Connection, run_id: int, scored: Sequence[ScoredVariant]) -> None:
    scores: list[tuple[object, ...]] = []
    deltas: list[tuple[object, ...]] = []
    for found in scored:
        for ordinal, score in enumerate(found.scores):
            key = (run_id, found.variant_id, ordinal)
            names = (score.transcript_id, score.gene_symbol, score.strand)
            scores.append((*key, *names, float(score.delta.max_delta)))
            views = {_RAW: score.delta, _MASKED: score.masked, _WIDE: score.wide}
            deltas += [_delta_row(key, view, delta) for view, delta in views.items() if delta]
    if scores:
        connection.exec_driver_sql("INSERT INTO splice_score VALUES (?, ?, ?, ?, ?, ?, ?)", scores)
        places = ", ".join("?" * len(deltas[0]))
        connection.exec_driver_sql(f"INSERT INTO splice_delta VALUES ({places})", deltas)
    insert_tracks(
        connection,
        run_id,
        [(found.variant_id, track) for found in scored for track in found.tracks],
    )


def _delta_row(key: tuple[int, int, int], view: str, delta: SpliceDelta) -> tuple[object, ...]:
    deltas = (float(getattr(delta, name)) for name in _DELTAS)
    offsets = (int(getattr(delta, name)) for name in _OFFSETS)
    return (*key, view, *deltas, *offsets, int(delta.masked), int(delta.distance))


def _delta(row: SqlRow) -> SpliceDelta:
    offsets = dict(zip(_OFFSETS, row[7:11], strict=True))
    deltas = dict(zip(_DELTAS, row[3:7], strict=True))
    return SpliceDelta(**deltas, **offsets, masked=bool(row[11]), distance=row[12])
