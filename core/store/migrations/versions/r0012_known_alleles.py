"""What published files say about every variant, as columns.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE known_chunk (
    first_id INTEGER NOT NULL,
    n_variants INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (first_id)
) STRICT
""",
    """
CREATE TABLE rescued_variant (
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    sentence TEXT NOT NULL,
    PRIMARY KEY (variant_id)
) STRICT
""",
)


def upgrade() -> None:
    """Make the table."""
    for statement in STATEMENTS:
        op.execute(statement)
