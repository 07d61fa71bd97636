"""Runs in which both alleles carried their phased neighbours, and which these were.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_COLUMNS = (
    "run_id, engine_id, version, digest, distance, gene_set, reference_digest, precision, screening"
)

STATEMENTS = (
    """
CREATE TABLE new_engine_run (
    run_id INTEGER NOT NULL PRIMARY KEY,
    engine_id TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    distance INTEGER NOT NULL,
    gene_set TEXT NOT NULL,
    reference_digest TEXT NOT NULL,
    precision TEXT NOT NULL,
    screening INTEGER NOT NULL,
    phased_neighbours INTEGER NOT NULL,
    UNIQUE (engine_id, version, digest, distance, gene_set, reference_digest, precision, screening,
        phased_neighbours)
) STRICT
""",
    f"INSERT INTO new_engine_run SELECT {_COLUMNS}, 0 FROM engine_run",
    "DROP TABLE engine_run",
    "ALTER TABLE new_engine_run RENAME TO engine_run",
    """
CREATE TABLE read_neighbours (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    ordinal INTEGER NOT NULL,
    distance INTEGER NOT NULL,
    beside TEXT NOT NULL,
    left_out TEXT NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables; every run so far read the reference alone."""
    for statement in STATEMENTS:
        op.execute(statement)
