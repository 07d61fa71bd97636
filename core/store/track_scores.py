"""Scores by track: of an exon engine one row per exon, with modules and tissues beside it.

`exon_score.modules` is ten little-endian float64 (five of REF, five of ALT); `tissues` is five
float32 arrays of one length, in the order of `tissue.ordinal`: REF, ALT, delta, reference PSI,
delta PSI, NaN where it is not known.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from core.domain.exon_score import MODULES, TRACK, ExonScore, TissueScore
from core.domain.score import EngineRun, NotScored
from core.store import outcomes
from core.store.database import Database, SqlRow
from core.store.engine_runs import EngineRunTable
from core.store.ids import as_list

_TABLES = ("track_score", "exon_score")
_N_TISSUE_ARRAYS = 5
_ROWS = (
    "SELECT variant_id, transcript_id, gene_symbol, delta, strand, exon_number, n_exons, "
    'e.start, e."end", pathogenicity, efficiency, modules, tissues '
    "FROM track_score JOIN exon_score e USING (run_id, variant_id, ordinal) "
    "WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, ordinal"
)


@dataclass(frozen=True, slots=True)
class ExonScoredVariant:
    """What an exon engine gave for one variant: at least one exon."""

    variant_id: int
    scores: tuple[ExonScore, ...]


class TrackScoreTable:
    """Track scores of engine runs, per variant."""

    def __init__(self, database: Database, runs: EngineRunTable) -> None:
        self._database = database
        self._runs = runs
        self._outcomes = outcomes.OutcomeWriter(database, _TABLES, _insert)

    def write(
        self,
        run_id: int,
        scored: Sequence[ExonScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes, replacing those the same variants have in this run.

        All exons of a run tell of the same tissues.
        """
        self._outcomes.write(run_id, scored, not_scored)

    def exon_scores(
        self, ids: Sequence[int], *, with_tissues: bool = True
    ) -> dict[int, tuple[ExonScore, ...]]:
        """Give the exon scores of each variant asked for, () where it has none.

        Where several runs of an engine scored a variant, the newest counts. Without tissues the
        scores of many variants are small.
        """
        found: dict[int, tuple[ExonScore, ...]] = {int(key): () for key in ids}
        with self._database.read():
            known = dict(self._runs.all())
            for runs in self._runs.newest_first().values():
                wanted = set(found)
                for run_id in runs:
                    of_run = self._of_run(run_id, wanted, known[run_id], with_tissues=with_tissues)
                    for key, scores in of_run.items():
                        found[key] += scores
                    wanted -= of_run.keys()
        return found

    def scored(self) -> tuple[int, ...]:
        """Give the variants that any run scored."""
        rows = self._database.rows("SELECT DISTINCT variant_id FROM exon_score ORDER BY 1")
        return tuple(row[0] for row in rows)

    def _of_run(
        self, run_id: int, ids: set[int], run: EngineRun, *, with_tissues: bool
    ) -> dict[int, tuple[ExonScore, ...]]:
        rows = self._database.rows(_ROWS, (run_id, as_list(ids)))
        if not rows:
            return {}
        named = "SELECT name FROM tissue WHERE run_id = ? ORDER BY ordinal"
        names = [name for (name,) in self._database.rows(named, (run_id,)) if with_tissues]
        scores: dict[int, list[ExonScore]] = defaultdict(list)
        for row in rows:
            scores[row[0]].append(replace(_score(row, names), run=run))
        return {key: tuple(of_key) for key, of_key in scores.items()}


def _insert(connection: Connection, run_id: int, scored: Sequence[ExonScoredVariant]) -> None:
    tracks: list[tuple[object, ...]] = []
    exons: list[tuple[object, ...]] = []
    for found in scored:
        for ordinal, score in enumerate(found.scores):
            key = (run_id, found.variant_id, ordinal)
            names = (score.transcript_id, score.gene_symbol, TRACK)
            tracks.append((*key, *names, None, None, score.delta_logit_psi))
            exons.append((*key, *_exon_values(score)))
    if not tracks:
        return
    connection.exec_driver_sql("INSERT INTO track_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tracks)
    connection.exec_driver_sql(
        "INSERT INTO exon_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", exons
    )
    tissues = [
        (run_id, ordinal, tissue.name) for ordinal, tissue in enumerate(scored[0].scores[0].tissues)
    ]
    if tissues:
        connection.exec_driver_sql(
            "INSERT INTO tissue VALUES (?, ?, ?) ON CONFLICT DO NOTHING", tissues
        )


def _exon_values(score: ExonScore) -> tuple[object, ...]:
    tissues = [
        (
            tissue.ref,
            tissue.alt,
            tissue.delta,
            _number(tissue.reference_psi),
            _number(tissue.delta_psi),
        )
        for tissue in score.tissues
    ]
    return (
        score.strand,
        score.exon_number,
        score.n_exons,
        score.start,
        score.end,
        score.pathogenicity,
        score.efficiency,
        np.array([*score.ref_modules, *score.alt_modules], "<f8").tobytes(),
        np.array(tissues, "<f4").T.tobytes(),
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _score(row: SqlRow, names: Sequence[str]) -> ExonScore:
    _, transcript_id, symbol, delta, strand, number, n_exons, start, end, *rest = row
    pathogenicity, efficiency, modules, tissues = rest
    values = np.frombuffer(modules, "<f8").tolist()
    arrays = np.frombuffer(tissues, "<f4").reshape(_N_TISSUE_ARRAYS, -1).T[: len(names)].tolist()
    return ExonScore(
        transcript_id=transcript_id,
        gene_symbol=symbol,
        strand=strand,
        exon_number=number,
        n_exons=n_exons,
        start=start,
        end=end,
        delta_logit_psi=delta,
        ref_modules=tuple(values[: len(MODULES)]),
        alt_modules=tuple(values[len(MODULES) :]),
        pathogenicity=pathogenicity,
        efficiency=efficiency,
        tissues=tuple(
            TissueScore(name, ref, alt, change, _known(reference), _known(delta_psi))
            for name, (ref, alt, change, reference, delta_psi) in zip(names, arrays, strict=False)
        ),
    )
