"""Runs in which both alleles carried their phased neighbours, and how many tracks a score tells.

The words here are frozen: a later change is a later file.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_COLUMNS = (
    "run_id, engine_id, version, digest, distance, gene_set, reference_digest, precision, screening"
)

STATEMENTS = (
    """
CREATE TABLE new_engine_run (
    run_id INTEGER NOT NULL PRIMARY KEY,
    engine_id TEXT NOT NULL,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    distance INTEGER NOT NULL,
    gene_set TEXT NOT NULL,
    reference_digest TEXT NOT NULL,
    precision TEXT NOT NULL,
    screening INTEGER NOT NULL,
    phased_neighbours INTEGER NOT NULL,
    UNIQUE (engine_id, version, digest, distance, gene_set, reference_digest, precision, screening,
        phased_neighbours)
) STRICT
""",
    f"INSERT INTO new_engine_run SELECT {_COLUMNS}, 0 FROM engine_run",
    "DROP TABLE engine_run",
    "ALTER TABLE new_engine_run RENAME TO engine_run",
    """
CREATE TABLE read_neighbours (
    run_id INTEGER NOT NULL REFERENCES engine_run (run_id),
    variant_id INTEGER NOT NULL REFERENCES variant (variant_id),
    ordinal INTEGER NOT NULL,
    distance INTEGER NOT NULL,
    beside TEXT NOT NULL,
    left_out TEXT NOT NULL,
    PRIMARY KEY (run_id, variant_id, ordinal)
) WITHOUT ROWID, STRICT
""",
    "ALTER TABLE regulatory_score ADD COLUMN n_tracks INTEGER NOT NULL DEFAULT 0",
    "UPDATE regulatory_score SET n_tracks = "
    "(SELECT count(*) FROM regulatory_track t WHERE t.run_id = regulatory_score.run_id)",
    # Models of RNA-binding proteins were read on the plus strand wherever the transcript lay: what
    # DeepBind said is asked again.
    *(
        f"DELETE FROM {table} WHERE run_id IN "
        "(SELECT run_id FROM engine_run WHERE engine_id = 'deepbind')"
        for table in ("outcome", "not_scored", "regulatory_score")
    ),
    "DELETE FROM allele_attribution WHERE attribution_id IN "
    "(SELECT attribution_id FROM attribution WHERE engine_id = 'deepbind')",
    "DELETE FROM attribution WHERE engine_id = 'deepbind'",
)


def upgrade() -> None:
    """Make the tables; every run so far read the reference alone."""
    for statement in STATEMENTS:
        op.execute(statement)
