"""Scores, candidates, decisions and attributions.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE engine_run (
    run_id INTEGER NOT NULL,
    engine_id TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    distance INTEGER NOT NULL,
    gene_set TEXT NOT NULL,
    reference_digest TEXT NOT NULL,
    precision TEXT NOT NULL,
    screening INTEGER NOT NULL,
    PRIMARY KEY (run_id),
    UNIQUE (engine_id, version, digest, distance, gene_set, reference_digest, precision, screening)
) STRICT
""",
    """
CREATE TABLE attribution (
    attribution_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    engine_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    strand TEXT NOT NULL,
    effect TEXT NOT NULL,
    method TEXT NOT NULL,
    site_offset INTEGER NOT NULL,
    PRIMARY KEY (attribution_id),
    UNIQUE (variant_id, engine_id, transcript_id, effect, method),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) STRICT
""",
    """
CREATE TABLE candidate (
    ranking INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    lane TEXT NOT NULL,
    points REAL NOT NULL,
    sentence TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    inheritance TEXT NOT NULL,
    partners TEXT NOT NULL,
    phenotype_score REAL,
    reasons TEXT NOT NULL,
    PRIMARY KEY (ranking, ordinal),
    UNIQUE (ranking, variant_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE decision (
    variant_id INTEGER NOT NULL,
    mark TEXT NOT NULL,
    note TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (variant_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) STRICT
""",
    """
CREATE TABLE not_scored (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    engine_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE outcome (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    reason_code INTEGER NOT NULL,
    PRIMARY KEY (run_id, variant_id),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE splice_delta (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    "view" TEXT NOT NULL,
    acceptor_gain REAL NOT NULL,
    acceptor_loss REAL NOT NULL,
    donor_gain REAL NOT NULL,
    donor_loss REAL NOT NULL,
    acceptor_gain_offset INTEGER NOT NULL,
    acceptor_loss_offset INTEGER NOT NULL,
    donor_gain_offset INTEGER NOT NULL,
    donor_loss_offset INTEGER NOT NULL,
    masked INTEGER NOT NULL,
    distance INTEGER NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal, "view"),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE splice_score (
    run_id INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    strand TEXT NOT NULL,
    max_delta REAL NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE splice_track (
    variant_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    transcript_id TEXT NOT NULL,
    distance INTEGER NOT NULL,
    is_complete INTEGER NOT NULL,
    strand TEXT NOT NULL,
    n_sites INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (variant_id, run_id, transcript_id, distance, is_complete),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id),
    FOREIGN KEY(run_id) REFERENCES engine_run (run_id)
) STRICT
""",
    """
CREATE TABLE allele_attribution (
    attribution_id INTEGER NOT NULL,
    side TEXT NOT NULL,
    allele TEXT NOT NULL,
    sequence TEXT NOT NULL,
    offsets BLOB NOT NULL,
    contribution BLOB NOT NULL,
    mutants BLOB,
    probability REAL NOT NULL,
    PRIMARY KEY (attribution_id, side),
    FOREIGN KEY(attribution_id) REFERENCES attribution (attribution_id) ON DELETE CASCADE
) STRICT
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
