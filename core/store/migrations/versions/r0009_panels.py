"""Gene panels chosen for a case.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE panel (
    panel_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    source TEXT NOT NULL,
    dated TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (panel_id),
    UNIQUE (name)
) STRICT
""",
    """
CREATE TABLE panel_gene (
    panel_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    gene_symbol TEXT NOT NULL,
    confidence TEXT NOT NULL,
    hgnc_id TEXT NOT NULL,
    inheritance TEXT NOT NULL,
    PRIMARY KEY (panel_id, ordinal),
    FOREIGN KEY(panel_id) REFERENCES panel (panel_id)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
