"""Stretches of region lists: regulatory elements, and regions where calls are doubtful.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATEMENT = """
CREATE TABLE zone_span (
    zone TEXT NOT NULL,
    chrom TEXT NOT NULL,
    n INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (zone, chrom)
) STRICT
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(STATEMENT)
