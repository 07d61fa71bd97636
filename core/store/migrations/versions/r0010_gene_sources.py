"""What published sources say about genes; how gene models call the genes of panels.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE gene_source (
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    version TEXT NOT NULL,
    dated TEXT NOT NULL,
    licence TEXT NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (kind)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE gene_statement (
    gene_symbol TEXT NOT NULL,
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (gene_symbol, kind)
) WITHOUT ROWID, STRICT
""",
    "ALTER TABLE panel_gene ADD COLUMN known_as TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE panel_gene ADD COLUMN may_mean TEXT NOT NULL DEFAULT ''",
)


def upgrade() -> None:
    """Make the tables and columns."""
    for statement in STATEMENTS:
        op.execute(statement)
