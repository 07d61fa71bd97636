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


NEVER_CHECKED = """
INSERT INTO meta_list (kind, ordinal, value)
SELECT 'warning', (SELECT count(*) FROM meta_list WHERE kind = 'warning'),
    'Whether the samples are whose they should be was never checked in this case: open Sample checks.'
WHERE EXISTS (SELECT 1 FROM individual)
"""


def upgrade() -> None:
    """Make the table; a case that has people already says that they were never checked."""
    op.execute(STATEMENT)
    op.execute(NEVER_CHECKED)
