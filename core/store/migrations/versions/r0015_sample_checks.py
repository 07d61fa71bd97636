"""What the calls say about the samples, as one document.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATEMENT = """
CREATE TABLE sample_check (
    one INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (one)
) STRICT
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(STATEMENT)
