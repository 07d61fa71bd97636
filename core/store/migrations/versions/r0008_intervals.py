"""Intervals (what is no small variant), and where people were looked at without a variant.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE interval (
    interval_id INTEGER NOT NULL,
    contig_code INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    kind TEXT NOT NULL,
    alt TEXT NOT NULL,
    record_number INTEGER NOT NULL,
    allele_index INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    size INTEGER,
    mate_contig_code INTEGER,
    mate_pos INTEGER,
    mate_is_after INTEGER,
    mate_is_reversed INTEGER,
    copy_number REAL,
    family TEXT NOT NULL,
    start_low INTEGER,
    start_high INTEGER,
    end_low INTEGER,
    end_high INTEGER,
    quality REAL,
    filter_code INTEGER NOT NULL,
    genotypes BLOB NOT NULL,
    notes TEXT NOT NULL,
    repeat_locus TEXT,
    repeat_units TEXT,
    repeat_reference REAL,
    PRIMARY KEY (interval_id),
    FOREIGN KEY(contig_code) REFERENCES contig (code),
    FOREIGN KEY(mate_contig_code) REFERENCES contig (code),
    FOREIGN KEY(filter_code) REFERENCES filter_set (code)
) STRICT
""",
    "CREATE INDEX ix_interval_place ON interval (contig_code, start)",
    """
CREATE TABLE interval_copies (
    interval_id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    copies REAL,
    PRIMARY KEY (interval_id, person),
    FOREIGN KEY(interval_id) REFERENCES interval (interval_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE repeat_count (
    interval_id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    unit TEXT NOT NULL,
    units REAL NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    PRIMARY KEY (interval_id, person, ordinal),
    FOREIGN KEY(interval_id) REFERENCES interval (interval_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE interval_problem (
    problem_id INTEGER NOT NULL,
    record_number INTEGER NOT NULL,
    allele_index INTEGER NOT NULL,
    alt TEXT NOT NULL,
    field TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (problem_id)
) STRICT
""",
    """
CREATE TABLE coverage_block (
    block_id INTEGER NOT NULL,
    person INTEGER NOT NULL,
    contig_code INTEGER NOT NULL,
    first_start INTEGER NOT NULL,
    last_end INTEGER NOT NULL,
    n_blocks INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (block_id),
    FOREIGN KEY(contig_code) REFERENCES contig (code)
) STRICT
""",
    "CREATE INDEX ix_coverage_block_place ON coverage_block (person, contig_code, first_start)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
