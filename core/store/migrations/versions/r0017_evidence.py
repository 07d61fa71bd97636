"""Evidence codes, what a person stated and decided, and classifications; all only ever added to.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE evidence_decision (
    decision_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    code TEXT NOT NULL,
    strength TEXT NOT NULL,
    "before" TEXT NOT NULL,
    points INTEGER NOT NULL,
    rule_set TEXT NOT NULL,
    author TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (decision_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) STRICT
""",
    """
CREATE TABLE evidence_statement (
    statement_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    author TEXT NOT NULL,
    stated_at TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (statement_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) STRICT
""",
    """
CREATE TABLE classification (
    classification_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    condition TEXT NOT NULL,
    inheritance TEXT NOT NULL,
    class_name TEXT NOT NULL,
    points INTEGER NOT NULL,
    rule_set TEXT NOT NULL,
    author TEXT NOT NULL,
    made_at TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (classification_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) STRICT
""",
)

NAMES = ("evidence_decision", "evidence_statement", "classification")


def upgrade() -> None:
    """Make the tables, and let nothing in them be altered or removed."""
    for statement in TABLES:
        op.execute(statement)
    for name in NAMES:
        op.execute(f"CREATE INDEX {name}_variant ON {name} (variant_id)")
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_no_{action.lower()} BEFORE {action} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, '{name} is only ever added to'); END"
            )
