"""Elements that engines predicted by scanning regions of the reference.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE scanned_region (
    chrom TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    engine_id TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    rule_set TEXT NOT NULL,
    PRIMARY KEY (chrom, first, last, engine_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE predicted_element (
    chrom TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    kind TEXT NOT NULL,
    cell_type TEXT NOT NULL,
    score REAL NOT NULL,
    threshold REAL NOT NULL,
    engine_id TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (chrom, first, last, engine_id, kind, cell_type)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
