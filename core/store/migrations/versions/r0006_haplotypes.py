"""Candidates scored together with what lies on the same chromosome copy.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE haplotype_score (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    strand TEXT NOT NULL,
    beside TEXT NOT NULL,
    left_out TEXT NOT NULL,
    explained_by INTEGER,
    PRIMARY KEY (run_id, variant_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE haplotype_delta (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    "view" TEXT NOT NULL,
    acceptor_gain REAL NOT NULL,
    acceptor_loss REAL NOT NULL,
    donor_gain REAL NOT NULL,
    donor_loss REAL NOT NULL,
    acceptor_gain_offset INTEGER NOT NULL,
    acceptor_loss_offset INTEGER NOT NULL,
    donor_gain_offset INTEGER NOT NULL,
    donor_loss_offset INTEGER NOT NULL,
    distance INTEGER NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal, "view"),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
