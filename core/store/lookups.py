"""What precomputed tables say about the variants of a case."""

from collections import defaultdict
from collections.abc import Sequence

from core.domain.lookup import LookupScore
from core.domain.score import SpliceDelta, SpliceTrack
from core.store.database import Database, SqlRow
from core.store.ids import as_list
from core.store.packed_tracks import unpack_track

_LOOKED_UP, _COMPUTED = "looked up", "computed"
_BATCH = 250
_DELTA_NAMES = ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")
_NAMES = (*_DELTA_NAMES, *(f"{name}_offset" for name in _DELTA_NAMES))
_TABLES = ("lookup_delta", "lookup_score")
_DELTA_PLACES = ", ".join("?" * 15)
_WAITING = (
    "SELECT DISTINCT variant_id FROM splice_score WHERE run_id = ? AND variant_id NOT IN "
    "(SELECT variant_id FROM lookup_score WHERE run_id = ? AND source_digest = ?) "
    "ORDER BY variant_id"
)
_SCORES = (
    "SELECT run_id, variant_id, source_digest, ordinal, source_name, source_version, gene_symbol "
    "FROM lookup_score WHERE variant_id IN (SELECT value FROM json_each(?)) "
    "AND run_id = (SELECT max(run_id) FROM lookup_score AS newer "
    "WHERE newer.variant_id = lookup_score.variant_id) "
    "ORDER BY variant_id, source_name, ordinal"
)
_DELTAS = (
    "SELECT run_id, variant_id, source_digest, ordinal, side, acceptor_gain, acceptor_loss, "
    "donor_gain, donor_loss, acceptor_gain_offset, acceptor_loss_offset, donor_gain_offset, "
    "donor_loss_offset, masked, distance FROM lookup_delta "
    "WHERE variant_id IN (SELECT value FROM json_each(?))"
)
_TRACKS = (
    "SELECT variant_id, transcript_id, strand, distance, is_complete, n_sites, data "
    "FROM splice_track WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, transcript_id, distance, is_complete"
)


class LookupTable:
    """Looked-up scores, stored with the run they are compared with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, run_id: int, source_digest: str) -> tuple[int, ...]:
        """Give the variants scored in a run that were not looked up in that source yet."""
        rows = self._database.rows(_WAITING, (run_id, run_id, source_digest))
        return tuple(row[0] for row in rows)

    def write(
        self, run_id: int, source_digest: str, found: dict[int, Sequence[LookupScore]]
    ) -> None:
        """Store what a source says about variants, replacing what it said before."""
        ids = sorted(found)
        for start in range(0, len(ids), _BATCH):
            page = ids[start : start + _BATCH]
            with self._database.write() as connection:
                for table in _TABLES:
                    connection.exec_driver_sql(
                        f"DELETE FROM {table} WHERE run_id = ? AND source_digest = ? "
                        "AND variant_id IN (SELECT value FROM json_each(?))",
                        (run_id, source_digest, as_list(page)),
                    )
                scores: list[tuple[object, ...]] = []
                deltas: list[tuple[object, ...]] = []
                for variant_id in page:
                    for ordinal, one in enumerate(found[variant_id]):
                        key = (run_id, variant_id, source_digest, ordinal)
                        scores.append((*key, one.table, one.version, one.gene_symbol))
                        deltas += _delta_rows(key, one)
                if scores:
                    connection.exec_driver_sql(
                        "INSERT INTO lookup_score VALUES (?, ?, ?, ?, ?, ?, ?)", scores
                    )
                if deltas:
                    connection.exec_driver_sql(
                        f"INSERT INTO lookup_delta VALUES ({_DELTA_PLACES})", deltas
                    )

    def forget(self, source_digest: str) -> None:
        """Remove what a source says about any variant."""
        with self._database.write() as connection:
            for table in _TABLES:
                connection.exec_driver_sql(
                    f"DELETE FROM {table} WHERE source_digest = ?", (source_digest,)
                )

    def of(self, ids: Sequence[int]) -> dict[int, tuple[LookupScore, ...]]:
        """Give what was looked up for each of these variants, () for nothing; newest run only."""
        asked = (as_list(ids),)
        deltas: dict[tuple[object, ...], SpliceDelta] = {}
        found: dict[int, list[LookupScore]] = defaultdict(list)
        with self._database.read():
            for row in self._database.rows(_DELTAS, asked):
                deltas[tuple(row[:5])] = _delta(row)
            for *key, name, version, symbol in self._database.rows(_SCORES, asked):
                sides = (deltas.get((*key, side)) for side in (_LOOKED_UP, _COMPUTED))
                found[key[1]].append(LookupScore(name, version, symbol, *sides))
        return {int(key): tuple(found.get(int(key), ())) for key in ids}

    def tracks(self, run_id: int, ids: Sequence[int]) -> dict[int, dict[str, SpliceTrack]]:
        """Give the widest stored track of one run by variant and transcript."""
        found: dict[int, dict[str, SpliceTrack]] = {int(key): {} for key in ids}
        for variant_id, transcript, strand, distance, is_complete, n, data in self._database.rows(
            _TRACKS, (run_id, as_list(ids))
        ):
            found[variant_id][transcript] = SpliceTrack(
                transcript, strand, distance, bool(is_complete), *unpack_track(data, n)
            )
        return found


def _delta_rows(key: tuple[int, int, str, int], one: LookupScore) -> list[tuple[object, ...]]:
    sides = {_LOOKED_UP: one.looked_up, _COMPUTED: one.computed}
    return [
        (
            *key,
            side,
            *(getattr(delta, name) for name in _NAMES),
            int(delta.masked),
            delta.distance,
        )
        for side, delta in sides.items()
        if delta is not None
    ]


def _delta(row: SqlRow) -> SpliceDelta:
    named = dict(zip(_NAMES, row[5:13], strict=True))
    return SpliceDelta(**named, masked=bool(row[13]), distance=row[14])
