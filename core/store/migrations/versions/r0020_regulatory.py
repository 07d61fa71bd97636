"""What engines of regulatory sequence said, track by track.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE regulatory_track (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    assay TEXT NOT NULL,
    cell_type TEXT NOT NULL,
    factor TEXT NOT NULL,
    unit TEXT NOT NULL,
    species TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE regulatory_score (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    ordinal INTEGER NOT NULL,
    subject TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    strand TEXT NOT NULL,
    gc REAL NOT NULL,
    n_changes INTEGER NOT NULL,
    changes BLOB NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
