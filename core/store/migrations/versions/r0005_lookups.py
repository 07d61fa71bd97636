"""What precomputed tables say about variants, beside what was computed.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE lookup_score (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    source_digest TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    source_version TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    PRIMARY KEY (run_id, variant_id, source_digest, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE lookup_delta (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    source_digest TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    side TEXT NOT NULL,
    acceptor_gain REAL NOT NULL,
    acceptor_loss REAL NOT NULL,
    donor_gain REAL NOT NULL,
    donor_loss REAL NOT NULL,
    acceptor_gain_offset INTEGER NOT NULL,
    acceptor_loss_offset INTEGER NOT NULL,
    donor_gain_offset INTEGER NOT NULL,
    donor_loss_offset INTEGER NOT NULL,
    masked INTEGER NOT NULL,
    distance INTEGER NOT NULL,
    PRIMARY KEY (run_id, variant_id, source_digest, ordinal, side),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
