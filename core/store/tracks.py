"""Raw splice probabilities around variants."""

from collections.abc import Sequence

from sqlalchemy import Connection

from core.domain.score import SpliceTrack
from core.store.database import Database
from core.store.ids import as_list
from core.store.packed_tracks import pack_track, unpack_track

_INSERT = "REPLACE INTO splice_track VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class TrackTable:
    """The tracks of a case, sparse for every scored variant, complete for opened ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def widest(self, variant_id: int, runs: Sequence[int]) -> tuple[SpliceTrack, ...]:
        """Give the widest track of each transcript in any of the runs.

        Of equals it is the complete one, then the newest.
        """
        rows = self._database.rows(
            "SELECT transcript_id, strand, distance, is_complete, n_sites, data FROM splice_track "
            "WHERE variant_id = ? AND run_id IN (SELECT value FROM json_each(?)) "
            "ORDER BY transcript_id, distance DESC, is_complete DESC, run_id DESC",
            (variant_id, as_list(runs)),
        )
        widest = {}
        for transcript_id, strand, distance, is_complete, n_sites, data in rows:
            if transcript_id not in widest:
                widest[transcript_id] = SpliceTrack(
                    transcript_id, strand, distance, bool(is_complete), *unpack_track(data, n_sites)
                )
        return tuple(widest.values())

    def write(self, run_id: int, variant_id: int, track: SpliceTrack) -> None:
        """Store one track, replacing an equally wide one of the same kind."""
        with self._database.write() as connection:
            insert_tracks(connection, run_id, [(variant_id, track)])


def insert_tracks(
    connection: Connection, run_id: int, tracks: Sequence[tuple[int, SpliceTrack]]
) -> None:
    """Store tracks (variant id, track) in the running transaction."""
    rows = [
        (
            variant_id,
            run_id,
            track.transcript_id,
            track.distance,
            int(track.is_complete),
            track.strand,
            len(track.offsets),
            pack_track(track.offsets, track.ref, track.alt),
        )
        for variant_id, track in tracks
    ]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)
