"""What engines of regulatory sequence said, track by track, its motifs and explanations.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE TABLE regulatory_track (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    assay TEXT NOT NULL,
    cell_type TEXT NOT NULL,
    factor TEXT NOT NULL,
    unit TEXT NOT NULL,
    species TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE regulatory_score (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    ordinal INTEGER NOT NULL,
    subject TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    strand TEXT NOT NULL,
    gc REAL NOT NULL,
    n_changes INTEGER NOT NULL,
    changes BLOB NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE regulatory_method (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    ordinal INTEGER NOT NULL,
    method TEXT NOT NULL,
    PRIMARY KEY (run_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE motif (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    matrix_id TEXT NOT NULL,
    factor TEXT NOT NULL,
    family TEXT NOT NULL,
    species TEXT NOT NULL,
    n_columns INTEGER NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (run_id, matrix_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE motif_change (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    ordinal INTEGER NOT NULL,
    matrix_id TEXT NOT NULL,
    ref_offset INTEGER NOT NULL,
    ref_strand TEXT NOT NULL,
    ref_score REAL NOT NULL,
    ref_p REAL NOT NULL,
    alt_offset INTEGER NOT NULL,
    alt_strand TEXT NOT NULL,
    alt_score REAL NOT NULL,
    alt_p REAL NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    # Of several tracks and subjects each is explained by itself: the old tables allowed one.
    """
CREATE TABLE new_attribution (
    attribution_id INTEGER NOT NULL PRIMARY KEY,
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    engine_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    transcript_id TEXT NOT NULL,
    strand TEXT NOT NULL,
    effect TEXT NOT NULL,
    track TEXT NOT NULL,
    subject TEXT NOT NULL,
    method TEXT NOT NULL,
    site_offset INTEGER NOT NULL,
    UNIQUE (variant_id, engine_id, transcript_id, effect, track, subject, method)
) STRICT
""",
    """
INSERT INTO new_attribution
SELECT attribution_id, variant_id, engine_id, digest, transcript_id, strand, effect, '', '', method,
    site_offset
FROM attribution
""",
    """
CREATE TABLE new_allele_attribution (
    attribution_id INTEGER NOT NULL REFERENCES new_attribution (attribution_id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    allele TEXT NOT NULL,
    sequence TEXT NOT NULL,
    offsets BLOB NOT NULL,
    contribution BLOB NOT NULL,
    mutants BLOB,
    probability REAL NOT NULL,
    residual REAL,
    PRIMARY KEY (attribution_id, side)
) STRICT
""",
    """
INSERT INTO new_allele_attribution
SELECT attribution_id, side, allele, sequence, offsets, contribution, mutants, probability, residual
FROM allele_attribution
""",
    "DROP TABLE allele_attribution",
    "DROP TABLE attribution",
    "ALTER TABLE new_attribution RENAME TO attribution",
    "ALTER TABLE new_allele_attribution RENAME TO allele_attribution",
)


def upgrade() -> None:
    """Make the tables, and let explanations be about tracks too."""
    for statement in STATEMENTS:
        op.execute(statement)
