"""Motifs that fit one allele of a variant better than the other, by engine run.

A motif is stored once per run, with its counts: little-endian float32, a row of A C G T for each
of its columns.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
from sqlalchemy import Connection

from core.domain.motif import Motif, MotifChange, MotifHit
from core.store.database import Database, SqlRow
from core.store.ids import as_list

TABLE = "motif_change"

_ROWS = (
    "SELECT variant_id, ref_offset, ref_strand, ref_score, ref_p, alt_offset, alt_strand, "
    "alt_score, alt_p, m.matrix_id, factor, family, species, n_columns, counts "
    "FROM motif_change c JOIN motif m ON m.run_id = c.run_id AND m.matrix_id = c.matrix_id "
    "WHERE c.run_id = ? AND variant_id IN (SELECT value FROM json_each(?)) "
    "ORDER BY variant_id, ordinal"
)


def insert(
    connection: Connection, run_id: int, found: Iterable[tuple[int, tuple[MotifChange, ...]]]
) -> None:
    """Store the changes of variants that have none in this run."""
    changes = [
        (variant_id, ordinal, one)
        for variant_id, of_variant in found
        for ordinal, one in enumerate(of_variant)
    ]
    if not changes:
        return
    connection.exec_driver_sql(
        "INSERT INTO motif VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [_motif_row(run_id, one) for one in {change.motif for *_, change in changes}],
    )
    connection.exec_driver_sql(
        "INSERT INTO motif_change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run_id, key, ordinal, one.motif.matrix_id, *_hit_row(one.ref), *_hit_row(one.alt))
            for key, ordinal, one in changes
        ],
    )


def of_run(
    database: Database, run_id: int, ids: Iterable[int]
) -> Mapping[int, tuple[MotifChange, ...]]:
    """Give what was stored of variants in a run; () for those with nothing."""
    found: dict[int, tuple[MotifChange, ...]] = defaultdict(tuple)
    motifs: dict[str, Motif] = {}
    for variant_id, *hits, matrix_id, factor, family, species, n, data in database.rows(
        _ROWS, (run_id, as_list(list(ids)))
    ):
        if matrix_id not in motifs:
            counts = np.frombuffer(data, "<f4").reshape(n, 4).tolist()
            rows = tuple(map(tuple, counts))
            motifs[matrix_id] = Motif(matrix_id, factor, family, species, rows)
        ref, alt = MotifHit(*hits[:4]), MotifHit(*hits[4:])
        found[variant_id] += (MotifChange(motifs[matrix_id], ref, alt),)
    return found


def _motif_row(run_id: int, one: Motif) -> SqlRow:
    counts = np.array(one.counts, "<f4").tobytes()
    return (run_id, one.matrix_id, one.factor, one.family, one.species, len(one), counts)


def _hit_row(hit: MotifHit) -> tuple[object, ...]:
    return hit.offset, hit.strand, hit.score, hit.p
