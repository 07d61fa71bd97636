"""What the patient's RNA shows at variants.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE rna_source (
    source_id INTEGER NOT NULL,
    path TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    tissue TEXT NOT NULL,
    library TEXT NOT NULL,
    is_nmd_inhibited INTEGER NOT NULL,
    rule_set TEXT NOT NULL,
    PRIMARY KEY (source_id)
) STRICT
""",
    """
CREATE TABLE rna_evidence (
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    source_id INTEGER NOT NULL REFERENCES rna_source (source_id),
    transcript_id TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (variant_id, source_id, transcript_id)
) WITHOUT ROWID, STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
