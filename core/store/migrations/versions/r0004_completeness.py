"""How far an attribution is from adding up.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE allele_attribution ADD COLUMN residual REAL")
