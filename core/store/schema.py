"""The tables of a case at the newest format, as SQLAlchemy Core knows them.

`core/store/migrations` makes them; a test holds both to the same columns. All tables are STRICT.
The interval index `transcript_bounds` is a virtual table (rtree_i32) and stands only there.
"""

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
)

from core.store import evidence_tables, score_tables
from core.store.table_parts import (
    NO_ROWID,
    blob,
    integer,
    interval_key,
    key,
    key_text,
    maybe_integer,
    maybe_real,
    real,
    reference,
    table,
    text,
    variant_key,
)

MORE = (score_tables, evidence_tables)
"""Modules of further tables; once imported, they stand in `metadata` too."""

metadata = score_tables.engine_run.metadata
"""Of every table of a case."""

# About the case
meta = table("meta", key_text("key"), text("value"))
meta_list = table("meta_list", key_text("kind"), key("ordinal"), text("value"), **NO_ROWID)
source = table(
    "source", key("ordinal"), text("role"), text("path"), text("sha256"), text("description")
)
individual = table(
    "individual",
    key("ordinal"),
    Column("name", Text, nullable=False, unique=True),
    *(text(name) for name in ("family", "father", "mother", "sex", "affection")),
)
writer = table(
    "writer",
    key("writer_id"),
    *(text(name) for name in ("token", "host")),
    integer("pid"),
    *(text(name) for name in ("process_mark", "file_mark", "started_at")),
)
counter = table("counter", key_text("kind"), key_text("name"), integer("value"), **NO_ROWID)

# Words that many rows share; code 0 is the empty word
contig = table("contig", key("code"), Column("word", Text, nullable=False, unique=True))
filter_set = table("filter_set", key("code"), Column("word", Text, nullable=False, unique=True))
gene_list = table("gene_list", key("code"), Column("word", Text, nullable=False, unique=True))
gate = table("gate", key("code"), Column("word", Text, nullable=False, unique=True))

# Gene models
gene_set = table("gene_set", key("set_id"), text("name"), text("digest"), integer("is_complete"))
transcript = table(
    "transcript",
    key("transcript_key"),
    reference("set_id", "gene_set.set_id"),
    text("transcript_id"),
    Column("gene_symbol", Text, nullable=False, index=True),
    text("gene_id"),
    reference("contig_code", "contig.code"),
    text("strand"),
    integer("start"),
    integer("end"),
    blob("exons"),
    Column("cds_start", Integer),
    Column("cds_end", Integer),
    *(text(name) for name in ("mane", "biotype", "source", "protein_id", "other_id")),
    integer("cds_phase"),
    blob("selenocysteines"),
    integer("traits"),
)

# What the variant file held
header_block = table("header_block", key("first_number"), integer("n_lines"), blob("data"))
record_block = table("record_block", key("first_number"), integer("n_lines"), blob("data"))
variant = table(
    "variant",
    key("variant_id"),
    reference("contig_code", "contig.code"),
    integer("pos"),
    *(text(name) for name in ("ref", "alt", "identifier")),
)
variant_chunk = table(
    "variant_chunk",
    key("first_id"),
    *(integer(name) for name in ("n_variants", "n_people", "version")),
    *(blob(name) for name in ("filters", "origins", "calls", "places", "gates")),
)
variant_origin = table(
    "variant_origin",
    key("record_number"),
    key("allele_index"),
    Column("variant_id", Integer, ForeignKey("variant.variant_id"), nullable=False, index=True),
    **NO_ROWID,
)
set_aside_record = table(
    "set_aside_record",
    key("record_number"),
    Column("line", Integer),
    text("reason"),
    text("detail"),
)
set_aside_allele = table(
    "set_aside_allele",
    key("record_number"),
    key("allele_index"),
    text("alt"),
    text("reason"),
    **NO_ROWID,
)

# What is no small variant
interval = table(
    "interval",
    key("interval_id"),
    reference("contig_code", "contig.code"),
    *(integer(name) for name in ("start", "end")),
    *(text(name) for name in ("kind", "alt")),
    *(integer(name) for name in ("record_number", "allele_index")),
    text("identifier"),
    Column("size", Integer),
    Column("mate_contig_code", Integer, ForeignKey("contig.code")),
    *(maybe_integer(name) for name in ("mate_pos", "mate_is_after", "mate_is_reversed")),
    maybe_real("copy_number"),
    text("family"),
    *(maybe_integer(name) for name in ("start_low", "start_high", "end_low", "end_high")),
    maybe_real("quality"),
    reference("filter_code", "filter_set.code"),
    blob("genotypes"),
    text("notes"),
    Column("repeat_locus", Text),
    Column("repeat_units", Text),
    maybe_real("repeat_reference"),
)
interval_copies = table(
    "interval_copies", interval_key(), key("person"), maybe_real("copies"), **NO_ROWID
)
repeat_count = table(
    "repeat_count",
    interval_key(),
    key("person"),
    key("ordinal"),
    text("unit"),
    *(real(name) for name in ("units", "low", "high")),
    **NO_ROWID,
)
interval_problem = table(
    "interval_problem",
    key("problem_id"),
    *(integer(name) for name in ("record_number", "allele_index")),
    *(text(name) for name in ("alt", "field", "detail")),
)
coverage_block = table(
    "coverage_block",
    key("block_id"),
    integer("person"),
    reference("contig_code", "contig.code"),
    *(integer(name) for name in ("first_start", "last_end", "n_blocks")),
    blob("data"),
)

# What the engines said

# What precomputed tables say, beside what was computed


panel = table(
    "panel",
    key("panel_id"),
    Column("name", Text, nullable=False, unique=True),
    *(text(name) for name in ("version", "source", "dated", "digest")),
)
panel_gene = table(
    "panel_gene",
    Column("panel_id", Integer, ForeignKey("panel.panel_id"), primary_key=True),
    key("ordinal"),
    *(text(name) for name in ("gene_symbol", "confidence", "hgnc_id", "inheritance")),
    *(text(name) for name in ("known_as", "may_mean")),
    **NO_ROWID,
)

# What published sources say about genes
gene_source = table(
    "gene_source",
    key_text("kind"),
    *(text(name) for name in ("title", "version", "dated", "licence", "file_name", "digest")),
    **NO_ROWID,
)
gene_statement = table(
    "gene_statement", key_text("gene_symbol"), key_text("kind"), text("said"), **NO_ROWID
)

# What tracks and tables of the computer say about variants
local_source = table(
    "local_source",
    key("ordinal"),
    Column("name", Text, nullable=False, unique=True),
    *(text(name) for name in ("title", "layout", "kind", "path", "digest", "assembly")),
    *(text(name) for name in ("version", "licence", "worse")),
)
local_value = table(
    "local_value",
    variant_key(),
    key_text("source_name"),
    *(text(name) for name in ("coverage", "entries", "detail")),
    **NO_ROWID,
)

rescued_variant = table("rescued_variant", variant_key(), text("sentence"))
known_chunk = table("known_chunk", key("first_id"), integer("n_variants"), blob("data"))
in_house_chunk = table(
    "in_house_chunk",
    key("first_id"),
    *(integer(name) for name in ("n_variants", "of_families")),
    blob("data"),
)
zone_span = table("zone_span", key_text("zone"), key_text("chrom"), integer("n"), blob("data"))
scanned_region = table(
    "scanned_region",
    key_text("chrom"),
    key("first"),
    key("last"),
    key_text("engine_id"),
    *(text(name) for name in ("version", "digest", "rule_set")),
)
predicted_element = table(
    "predicted_element",
    key_text("chrom"),
    key("first"),
    key("last"),
    key_text("engine_id"),
    key_text("kind"),
    key_text("cell_type"),
    *(real(name) for name in ("score", "threshold")),
    *(text(name) for name in ("version", "digest")),
)

sample_check = table("sample_check", key("one"), text("data"))

# What the patient's RNA shows
rna_source = table(
    "rna_source",
    key("source_id"),
    Column("path", Text, nullable=False, unique=True),
    *(text(name) for name in ("digest", "kind", "tissue", "library")),
    integer("is_nmd_inhibited"),
    text("rule_set"),
)
rna_evidence = table(
    "rna_evidence",
    variant_key(),
    Column("source_id", Integer, ForeignKey("rna_source.source_id"), primary_key=True),
    key_text("transcript_id"),
    blob("data"),
    **NO_ROWID,
)

# What the program suggests and the person decides
ranked_by = table("ranked_by", key("ranking"), text("rule_set"))
candidate = table(
    "candidate",
    key("ranking"),
    key("ordinal"),
    reference("variant_id", "variant.variant_id"),
    integer("rank"),
    text("lane"),
    real("points"),
    *(text(name) for name in ("sentence", "gene_symbol", "inheritance", "partners")),
    Column("phenotype_score", REAL),
    text("reasons"),
    UniqueConstraint("ranking", "variant_id"),
    **NO_ROWID,
)
decision = table("decision", variant_key(), text("mark"), text("note"), text("decided_at"))
attribution = table(
    "attribution",
    key("attribution_id"),
    reference("variant_id", "variant.variant_id"),
    *(text(name) for name in ("engine_id", "digest", "transcript_id", "strand")),
    *(text(name) for name in ("effect", "track", "subject", "method")),
    integer("site_offset"),
    UniqueConstraint(
        "variant_id", "engine_id", "transcript_id", "effect", "track", "subject", "method"
    ),
)
allele_attribution = table(
    "allele_attribution",
    Column(
        "attribution_id",
        Integer,
        ForeignKey("attribution.attribution_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    key_text("side"),
    *(text(name) for name in ("allele", "sequence")),
    *(blob(name) for name in ("offsets", "contribution")),
    Column("mutants", LargeBinary),
    real("probability"),
    maybe_real("residual"),
)
