"""What has to be known about a transcript before it is named; nothing of it is known in old cases.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE transcript ADD COLUMN protein_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE transcript ADD COLUMN other_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE transcript ADD COLUMN cds_phase INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE transcript ADD COLUMN selenocysteines BLOB NOT NULL DEFAULT x''",
    "ALTER TABLE transcript ADD COLUMN traits INTEGER NOT NULL DEFAULT 0",
)


def upgrade() -> None:
    """Add the columns."""
    for statement in STATEMENTS:
        op.execute(statement)
