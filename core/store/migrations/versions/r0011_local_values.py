"""What tracks and tables of the computer say about variants.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE local_source (
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    layout TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    digest TEXT NOT NULL,
    assembly TEXT NOT NULL,
    version TEXT NOT NULL,
    licence TEXT NOT NULL,
    worse TEXT NOT NULL,
    PRIMARY KEY (ordinal)
) STRICT
""",
    """
CREATE TABLE local_value (
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    source_name TEXT NOT NULL,
    coverage TEXT NOT NULL,
    entries TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (variant_id, source_name)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
