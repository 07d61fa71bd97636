"""By which rules the list was ranked.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of a list that is there already nobody knows the rules."""
    op.execute(
        "CREATE TABLE ranked_by (ranking INTEGER NOT NULL, rule_set TEXT NOT NULL, "
        "PRIMARY KEY (ranking)) STRICT"
    )
