"""Facts of variants move from their rows into compressed columns, a genome in a fifth of the space.

The words here are frozen, the packing too: a later change is a later file.
"""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from alembic import op
from numpy.typing import NDArray
from sqlalchemy import Connection

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROWS = 4_096
_MISSING = -(2**31)
_CALL = np.dtype(
    [
        ("alt_copies", "u1"),
        ("called", "u1"),
        ("ploidy", "u1"),
        ("flags", "u1"),
        ("phase_set", "<i4"),
        ("depth", "<i4"),
        ("quality", "<i4"),
        ("ref_depth", "<i4"),
        ("alt_depth", "<i4"),
    ]
)
_CHUNK = """
CREATE TABLE variant_chunk (
    first_id INTEGER NOT NULL,
    n_variants INTEGER NOT NULL,
    n_people INTEGER NOT NULL,
    version INTEGER NOT NULL,
    filters BLOB NOT NULL,
    origins BLOB NOT NULL,
    calls BLOB NOT NULL,
    places BLOB NOT NULL,
    gates BLOB NOT NULL,
    PRIMARY KEY (first_id)
) STRICT
"""
_VARIANT = """
CREATE TABLE variant_narrow (
    variant_id INTEGER NOT NULL,
    contig_code INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    ref TEXT NOT NULL,
    alt TEXT NOT NULL,
    identifier TEXT NOT NULL,
    PRIMARY KEY (variant_id),
    FOREIGN KEY(contig_code) REFERENCES contig (code)
) STRICT
"""
_READ = (
    "SELECT contig_code, pos, population_frequency, quality, filter_code, record_number, "
    "allele_index, region, distance, gene_code, gate_code, genotypes FROM variant "
    "WHERE variant_id BETWEEN ? AND ? ORDER BY variant_id"
)
_PATIENT = (
    "SELECT ordinal FROM individual JOIN meta ON meta.value = individual.name "
    "WHERE meta.key = 'proband'"
)


def upgrade() -> None:
    """Move the facts, then rebuild the rows without them."""
    connection = op.get_bind()
    connection.exec_driver_sql(_CHUNK)
    connection.exec_driver_sql(_VARIANT)
    last = connection.exec_driver_sql("SELECT max(variant_id) FROM variant").scalar() or 0
    if last:
        patient = connection.exec_driver_sql(_PATIENT).scalar() or 0
        people = connection.exec_driver_sql("SELECT count(*) FROM individual").scalar() or 0
        connection.exec_driver_sql(
            "INSERT INTO variant_chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            list(_chunks(connection, last, people, patient)),
        )
    connection.exec_driver_sql(
        "INSERT INTO variant_narrow SELECT variant_id, contig_code, pos, ref, alt, identifier "
        "FROM variant ORDER BY variant_id"
    )
    for statement in (
        "DROP TABLE variant",
        "ALTER TABLE variant_narrow RENAME TO variant",
        "DROP TABLE filter_chunk",
    ):
        connection.exec_driver_sql(statement)
    if last:
        connection.exec_driver_sql("CREATE INDEX ix_variant_place ON variant (contig_code, pos)")


def _chunks(
    connection: Connection, last: int, n_people: int, patient: int
) -> Iterator[tuple[object, ...]]:
    for first in range(1, last + 1, _ROWS):
        rows = connection.exec_driver_sql(_READ, (first, first + _ROWS - 1)).fetchall()
        contig, pos, frequency, quality, words, record, allele, *rest = zip(*rows, strict=True)
        region, distance, genes, gate, packed = rest
        calls = np.frombuffer(b"".join(packed), _CALL).reshape(len(rows), n_people)
        yield (
            first,
            len(rows),
            n_people,
            1,
            _packed(
                *((contig, "<u2"), (pos, "<u4"), (frequency, "<f8"), (quality, "<f8")),
                *((words, "<i4"), *_of_patient(calls[:, patient])),
            ),
            _packed((record, "<u4"), (allele, "<u2")),
            _packed(*((calls[name].T.ravel(), _CALL[name]) for name in _CALL.names or ())),
            _packed((region, "u1"), (distance, "<i4"), (genes, "<i4")),
            _packed((gate, "u1")),
        )


def _of_patient(calls: NDArray[Any]) -> tuple[tuple[Any, str], ...]:
    is_known = (calls["alt_copies"] > 0) | (
        (calls["called"] == calls["ploidy"]) & (calls["ploidy"] > 0)
    )
    depth, quality = (
        np.where(calls[name] == _MISSING, -1, np.clip(calls[name], 0, 32_767))
        for name in ("depth", "quality")
    )
    copies = np.where(is_known, np.minimum(calls["alt_copies"], 127), -1)
    return (depth, "<i2"), (quality, "<i2"), (copies, "i1")


def _packed(*columns: tuple[Sequence[Any] | NDArray[Any], Any]) -> bytes:
    planes = []
    for values, kind in columns:
        dtype = np.dtype(kind)
        column = np.array(values, np.float64 if dtype.kind == "f" else None).astype(dtype)
        flat = np.ascontiguousarray(column).view(np.uint8).reshape(len(column), dtype.itemsize)
        planes.append(flat.T.tobytes())
    return zlib.compress(b"".join(planes), 1)
