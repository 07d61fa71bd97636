"""Scores by track, and what an exon engine says beside them.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE track_score (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    track TEXT NOT NULL,
    ref REAL,
    alt REAL,
    delta REAL,
    PRIMARY KEY (run_id, variant_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE exon_score (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    strand TEXT NOT NULL,
    exon_number INTEGER NOT NULL,
    n_exons INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    pathogenicity REAL NOT NULL,
    efficiency REAL NOT NULL,
    modules BLOB NOT NULL,
    tissues BLOB NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE tissue (
    run_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
