"""In how many families of the laboratory variants were seen, as columns.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STATEMENT = """
CREATE TABLE in_house_chunk (
    first_id INTEGER NOT NULL,
    n_variants INTEGER NOT NULL,
    of_families INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (first_id)
) STRICT
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(STATEMENT)
