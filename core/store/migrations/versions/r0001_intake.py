"""The case, its people, gene models, records and variants.

The words here are frozen: a case made by the first program is what this file says.
"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
CREATE TABLE contig (
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (code),
    UNIQUE (word)
) STRICT
""",
    """
CREATE TABLE counter (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE filter_chunk (
    chunk INTEGER NOT NULL,
    n_variants INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (chunk)
) STRICT
""",
    """
CREATE TABLE filter_set (
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (code),
    UNIQUE (word)
) STRICT
""",
    """
CREATE TABLE gate (
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (code),
    UNIQUE (word)
) STRICT
""",
    """
CREATE TABLE gene_list (
    code INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (code),
    UNIQUE (word)
) STRICT
""",
    """
CREATE TABLE gene_set (
    set_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    is_complete INTEGER NOT NULL,
    PRIMARY KEY (set_id)
) STRICT
""",
    """
CREATE TABLE header_block (
    first_number INTEGER NOT NULL,
    n_lines INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (first_number)
) STRICT
""",
    """
CREATE TABLE individual (
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    family TEXT NOT NULL,
    father TEXT NOT NULL,
    mother TEXT NOT NULL,
    sex TEXT NOT NULL,
    affection TEXT NOT NULL,
    PRIMARY KEY (ordinal),
    UNIQUE (name)
) STRICT
""",
    """
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
) STRICT
""",
    """
CREATE TABLE meta_list (
    kind TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, ordinal)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE record_block (
    first_number INTEGER NOT NULL,
    n_lines INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (first_number)
) STRICT
""",
    """
CREATE TABLE set_aside_allele (
    record_number INTEGER NOT NULL,
    allele_index INTEGER NOT NULL,
    alt TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (record_number, allele_index)
) WITHOUT ROWID, STRICT
""",
    """
CREATE TABLE set_aside_record (
    record_number INTEGER NOT NULL,
    line INTEGER,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (record_number)
) STRICT
""",
    """
CREATE TABLE source (
    ordinal INTEGER NOT NULL,
    role TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (ordinal)
) STRICT
""",
    """
CREATE TABLE writer (
    writer_id INTEGER NOT NULL,
    token TEXT NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    process_mark TEXT NOT NULL,
    file_mark TEXT NOT NULL,
    started_at TEXT NOT NULL,
    PRIMARY KEY (writer_id)
) STRICT
""",
    """
CREATE TABLE transcript (
    transcript_key INTEGER NOT NULL,
    set_id INTEGER NOT NULL,
    transcript_id TEXT NOT NULL,
    gene_symbol TEXT NOT NULL,
    gene_id TEXT NOT NULL,
    contig_code INTEGER NOT NULL,
    strand TEXT NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exons BLOB NOT NULL,
    cds_start INTEGER,
    cds_end INTEGER,
    mane TEXT NOT NULL,
    biotype TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (transcript_key),
    FOREIGN KEY(set_id) REFERENCES gene_set (set_id),
    FOREIGN KEY(contig_code) REFERENCES contig (code)
) STRICT
""",
    """
CREATE INDEX ix_transcript_gene_symbol ON transcript (gene_symbol)
""",
    """
CREATE TABLE variant (
    variant_id INTEGER NOT NULL,
    contig_code INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    ref TEXT NOT NULL,
    alt TEXT NOT NULL,
    record_number INTEGER NOT NULL,
    allele_index INTEGER NOT NULL,
    identifier TEXT NOT NULL,
    quality REAL,
    filter_code INTEGER NOT NULL,
    population_frequency REAL,
    genotypes BLOB NOT NULL,
    region INTEGER DEFAULT '0' NOT NULL,
    distance INTEGER DEFAULT '-1' NOT NULL,
    gene_code INTEGER DEFAULT '0' NOT NULL,
    gate_code INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (variant_id),
    UNIQUE (contig_code, pos, ref, alt),
    FOREIGN KEY(contig_code) REFERENCES contig (code),
    FOREIGN KEY(filter_code) REFERENCES filter_set (code),
    FOREIGN KEY(gene_code) REFERENCES gene_list (code),
    FOREIGN KEY(gate_code) REFERENCES gate (code)
) STRICT
""",
    """
CREATE TABLE variant_origin (
    record_number INTEGER NOT NULL,
    allele_index INTEGER NOT NULL,
    variant_id INTEGER NOT NULL,
    PRIMARY KEY (record_number, allele_index),
    FOREIGN KEY(variant_id) REFERENCES variant (variant_id)
) WITHOUT ROWID, STRICT
""",
    """
CREATE INDEX ix_variant_origin_variant_id ON variant_origin (variant_id)
""",
    """
CREATE VIRTUAL TABLE transcript_bounds
USING rtree_i32(transcript_key, contig_min, contig_max, start_min, end_max)
""",
    "INSERT INTO filter_set (code, word) VALUES (0, '')",
    "INSERT INTO gene_list (code, word) VALUES (0, '')",
    "INSERT INTO gate (code, word) VALUES (0, '')",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in TABLES:
        op.execute(statement)
