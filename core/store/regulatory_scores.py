"""Scores of engines of regulatory sequence, track by track.

`regulatory_score.changes` are packed columns: which track, and its value for REF, for ALT and as
the engine's delta.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy import Connection

from core.domain.attribution import AttributionMethod
from core.domain.haplotype import Neighbours
from core.domain.regulatory import RegulatoryScore, TrackChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import EngineRun, NotScored
from core.store import motif_changes, outcomes, read_neighbours
from core.store.database import Database, SqlRow
from core.store.engine_runs import EngineRunTable
from core.store.ids import as_list
from core.store.packed_columns import Columns, Layout, pack_columns, unpack_columns

_LAYOUT: Layout = {
    "track": np.dtype("<u2"),
    "ref": np.dtype("<f4"),
    "alt": np.dtype("<f4"),
    "delta": np.dtype("<f4"),
}
_ROWS = (
    "SELECT variant_id, subject, transcript_id, gene_symbol, strand, gc, n_changes, changes, "
    "n_tracks "
    "FROM regulatory_score WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, ordinal"
)
_TRACK_ROWS = (
    "SELECT name, assay, cell_type, factor, unit, species FROM regulatory_track "
    "WHERE run_id = ? ORDER BY ordinal"
)

_METHOD_ROWS = "SELECT method FROM regulatory_method WHERE run_id = ? ORDER BY ordinal"

Tracks = tuple[RegulatoryTrack, ...]


@dataclass(frozen=True, slots=True)
class RegulatoryScoredVariant:
    """What an engine gave for one variant: at least one stretch of sequence."""

    variant_id: int
    scores: tuple[RegulatoryScore, ...]


class RegulatoryScoreTable:
    """Track scores of engine runs, per variant."""

    def __init__(
        self, database: Database, runs: EngineRunTable, variants: read_neighbours.Lookup
    ) -> None:
        self._database = database
        self._runs = runs
        self._variants = variants
        self._tracks: dict[int, Tracks] = {}
        self._methods: dict[int, tuple[AttributionMethod, ...]] = {}
        tables = ("regulatory_score", motif_changes.TABLE, read_neighbours.TABLE)
        self._outcomes = outcomes.OutcomeWriter(database, tables, self._insert)

    def write_tracks(self, run_id: int, tracks: Sequence[RegulatoryTrack]) -> None:
        """Name the tracks of a run, in the engine's order; an equal run has the same ones."""
        rows = [
            (run_id, ordinal, one.name, one.assay, one.cell_type, one.factor, one.unit, one.species)
            for ordinal, one in enumerate(tracks)
        ]
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO regulatory_track VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                rows,
            )

    def write_methods(self, run_id: int, methods: Sequence[AttributionMethod]) -> None:
        """Name how the engine of a run explains its tracks; an equal run has the same ways."""
        rows = [(run_id, ordinal, one.value) for ordinal, one in enumerate(methods)]
        if rows:
            with self._database.write() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO regulatory_method VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows
                )

    def write(
        self,
        run_id: int,
        scored: Sequence[RegulatoryScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes, replacing those the same variants have in this run.

        The tracks of the run are named before.
        """
        self._outcomes.write(run_id, scored, not_scored)

    def of(self, ids: Sequence[int]) -> dict[int, tuple[RegulatoryScore, ...]]:
        """Give the scores of each variant asked for, engine by engine, () where it has none.

        Where several runs of an engine scored a variant, the newest counts.
        """
        found: dict[int, tuple[RegulatoryScore, ...]] = {int(key): () for key in ids}
        with self._database.read():
            known = dict(self._runs.all())
            for runs in self._runs.newest_first().values():
                wanted = set(found)
                for run_id in runs:
                    of_run = self._of_run(run_id, wanted, known[run_id])
                    for key, scores in of_run.items():
                        found[key] += scores
                    wanted -= of_run.keys()
        return found

    def scored(self) -> tuple[int, ...]:
        """Give the variants that any run scored."""
        rows = self._database.rows("SELECT DISTINCT variant_id FROM regulatory_score ORDER BY 1")
        return tuple(row[0] for row in rows)

    def _of_run(
        self, run_id: int, ids: set[int], run: EngineRun
    ) -> Mapping[int, tuple[RegulatoryScore, ...]]:
        rows = self._database.rows(_ROWS, (run_id, as_list(ids)))
        scores: dict[int, tuple[RegulatoryScore, ...]] = defaultdict(tuple)
        if rows:
            tracks, methods = self._tracks_of(run_id), self._methods_of(run_id)
            motifs = motif_changes.of_run(self._database, run_id, ids)
            read = self._neighbours(run_id, ids) if run.phased_neighbours else {}
            for row in rows:
                key = row[0], len(scores[row[0]])
                # Motifs are read around a place, which is one stretch of sequence.
                of_place = () if key[1] else motifs.get(row[0], ())
                found = replace(_score(row, tracks, run), methods=methods, motifs=of_place)
                scores[row[0]] += (replace(found, neighbours=read.get(key)),)
        return scores

    def _neighbours(self, run_id: int, ids: set[int]) -> dict[tuple[int, int], Neighbours]:
        return read_neighbours.of_run(self._database, run_id, ids, self._variants)

    def _methods_of(self, run_id: int) -> tuple[AttributionMethod, ...]:
        if run_id not in self._methods:
            rows = self._database.rows(_METHOD_ROWS, (run_id,))
            self._methods[run_id] = tuple(AttributionMethod(row[0]) for row in rows)
        return self._methods[run_id]

    def _tracks_of(self, run_id: int) -> Tracks:
        if run_id not in self._tracks:
            rows = self._database.rows(_TRACK_ROWS, (run_id,))
            self._tracks[run_id] = tuple(RegulatoryTrack(*row) for row in rows)
        return self._tracks[run_id]

    def _insert(
        self, connection: Connection, run_id: int, scored: Sequence[RegulatoryScoredVariant]
    ) -> None:
        places = {one.name: index for index, one in enumerate(self._tracks_of(run_id))}
        rows = [
            (
                run_id,
                found.variant_id,
                ordinal,
                *(score.subject, score.transcript_id, score.gene_symbol, score.strand, score.gc),
                *_packed(score.changes, places),
                score.n_tracks,
            )
            for found in scored
            for ordinal, score in enumerate(found.scores)
        ]
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO regulatory_score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows
            )
        of_variants = ((one.variant_id, one.scores[0].motifs) for one in scored)
        motif_changes.insert(connection, run_id, of_variants)
        read = ((one.variant_id, one.scores) for one in scored)
        read_neighbours.insert(connection, run_id, read)


def _packed(changes: Sequence[TrackChange], places: Mapping[str, int]) -> tuple[int, bytes]:
    columns: Columns = {
        "track": np.array([places[one.track.name] for one in changes], np.uint16),
        "ref": np.array([one.ref for one in changes], np.float32),
        "alt": np.array([one.alt for one in changes], np.float32),
        "delta": np.array([one.delta for one in changes], np.float32),
    }
    return len(changes), pack_columns(columns, _LAYOUT)


def _score(row: SqlRow, tracks: Tracks, run: EngineRun) -> RegulatoryScore:
    _, subject, transcript_id, gene_symbol, strand, gc, n_changes, data, n_tracks = row
    columns = unpack_columns(data, _LAYOUT, n_changes)
    values = (columns[name].tolist() for name in _LAYOUT)
    return RegulatoryScore(
        subject=subject,
        transcript_id=transcript_id,
        gene_symbol=gene_symbol,
        strand=strand,
        changes=tuple(
            TrackChange(tracks[index], ref, alt, delta)
            for index, ref, alt, delta in zip(*values, strict=True)
        ),
        n_tracks=n_tracks,
        gc=gc,
        run=run,
    )
