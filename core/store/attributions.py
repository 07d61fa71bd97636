"""Attributions, kept so that opening a variant again costs nothing."""

import numpy as np
from sqlalchemy import Connection

from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import SpliceEffect
from core.store.database import Database, SqlRow

_REF, _ALT = "ref", "alt"

_ROWS = (
    "SELECT attribution_id, engine_id, transcript_id, strand, effect, site_offset, method, digest, "
    "subject, t.name, t.assay, t.cell_type, t.factor, t.unit, t.species "
    "FROM attribution a LEFT JOIN regulatory_track t ON t.name = a.track AND t.run_id = ("
    "SELECT max(run_id) FROM engine_run r WHERE r.engine_id = a.engine_id AND r.digest = a.digest) "
    "WHERE variant_id = ? ORDER BY attribution_id"
)


class AttributionTable:
    """One attribution per variant, engine, transcript, effect or track, and method."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, variant_id: int, attribution: Attribution) -> None:
        """Store a final attribution, replacing the one in its place."""
        if not attribution.is_final:
            raise ValueError("an attribution still being computed is not stored")
        place = (
            variant_id,
            attribution.engine_id,
            attribution.transcript_id,
            attribution.effect.value if attribution.effect else "",
            attribution.track.name if attribution.track else "",
            attribution.subject,
            attribution.method.value,
        )
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM attribution WHERE variant_id = ? AND engine_id = ? "
                "AND transcript_id = ? AND effect = ? AND track = ? AND subject = ? "
                "AND method = ?",
                place,
            )
            added = connection.exec_driver_sql(
                "INSERT INTO attribution (variant_id, engine_id, transcript_id, effect, track, "
                "subject, method, strand, site_offset, digest) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*place, attribution.strand, attribution.site_offset, attribution.digest),
            )
            sides = {_REF: attribution.ref, _ALT: attribution.alt}
            connection.exec_driver_sql(
                "INSERT INTO allele_attribution (attribution_id, side, allele, sequence, offsets, "
                "contribution, mutants, probability, residual) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_allele_row(added.lastrowid, side, allele) for side, allele in sides.items()],
            )

    def of(self, variant_id: int) -> tuple[Attribution, ...]:
        """Give the attributions of a variant, the one stored last at the end."""
        with self._database.read() as connection:
            rows = connection.exec_driver_sql(_ROWS, (variant_id,)).fetchall()
            return tuple(_attribution(connection, row) for row in rows)


def _attribution(connection: Connection, row: SqlRow) -> Attribution:
    key, engine_id, transcript_id, strand, effect, site_offset, method, digest, subject, *track = (
        row
    )
    found = connection.exec_driver_sql(
        "SELECT side, allele, sequence, offsets, contribution, mutants, probability, residual "
        "FROM allele_attribution WHERE attribution_id = ?",
        (key,),
    )
    sides = {side: _allele(tuple(fields)) for side, *fields in found}
    return Attribution(
        engine_id=engine_id,
        transcript_id=transcript_id,
        strand=strand,
        effect=SpliceEffect(effect) if effect else None,
        site_offset=site_offset,
        method=AttributionMethod(method),
        ref=sides[_REF],
        alt=sides[_ALT],
        digest=digest,
        subject=subject,
        track=RegulatoryTrack(*track) if track[0] is not None else None,
    )


def _allele_row(key: int, side: str, allele: AlleleAttribution) -> tuple[object, ...]:
    mutants = None if allele.mutants is None else allele.mutants.astype("<f4").tobytes()
    return (
        key,
        side,
        allele.allele,
        allele.sequence,
        allele.offsets.astype("<i4").tobytes(),
        allele.contribution.astype("<f4").tobytes(),
        mutants,
        float(allele.probability),
        allele.residual,
    )


def _allele(row: SqlRow) -> AlleleAttribution:
    allele, sequence, offsets, contribution, mutants, probability, residual = row
    return AlleleAttribution(
        allele=allele,
        sequence=sequence,
        offsets=np.frombuffer(offsets, "<i4").astype(np.int32),
        contribution=np.frombuffer(contribution, "<f4").astype(np.float32),
        mutants=None
        if mutants is None
        else np.frombuffer(mutants, "<f4").astype(np.float32).reshape(4, -1),
        probability=probability,
        residual=residual,
    )
