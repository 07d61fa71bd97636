"""The tables of a case at the newest format, as SQLAlchemy Core knows them.

`core/store/migrations` makes them; a test holds both to the same columns. All tables are STRICT.
The interval index `transcript_bounds` is a virtual table (rtree_i32) and stands only there.
"""

from typing import Any

from sqlalchemy import (
    REAL,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

NO_ROWID: dict[str, Any] = {"sqlite_with_rowid": False}


def _table(name: str, *parts: Column[Any] | UniqueConstraint, **options: Any) -> Table:  # noqa: ANN401 - passed on
    return Table(name, metadata, *parts, sqlite_strict=True, **options)


def _key(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True)


def _key_text(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _integer(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _real(name: str) -> Column[float]:
    return Column(name, REAL, nullable=False)


def _maybe_integer(name: str) -> Column[int]:
    return Column(name, Integer)


def _maybe_real(name: str) -> Column[float]:
    return Column(name, REAL)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _blob(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _reference(name: str, target: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), nullable=False)


def _variant_key() -> Column[int]:
    return Column("variant_id", Integer, ForeignKey("variant.variant_id"), primary_key=True)


def _interval_key() -> Column[int]:
    return Column("interval_id", Integer, ForeignKey("interval.interval_id"), primary_key=True)


def _run_key() -> Column[int]:
    return Column("run_id", Integer, ForeignKey("engine_run.run_id"), primary_key=True)


# About the case
meta = _table("meta", _key_text("key"), _text("value"))
meta_list = _table("meta_list", _key_text("kind"), _key("ordinal"), _text("value"), **NO_ROWID)
source = _table(
    "source", _key("ordinal"), _text("role"), _text("path"), _text("sha256"), _text("description")
)
individual = _table(
    "individual",
    _key("ordinal"),
    Column("name", Text, nullable=False, unique=True),
    *(_text(name) for name in ("family", "father", "mother", "sex", "affection")),
)
writer = _table(
    "writer",
    _key("writer_id"),
    *(_text(name) for name in ("token", "host")),
    _integer("pid"),
    *(_text(name) for name in ("process_mark", "file_mark", "started_at")),
)
counter = _table("counter", _key_text("kind"), _key_text("name"), _integer("value"), **NO_ROWID)

# Words that many rows share; code 0 is the empty word
contig = _table("contig", _key("code"), Column("word", Text, nullable=False, unique=True))
filter_set = _table("filter_set", _key("code"), Column("word", Text, nullable=False, unique=True))
gene_list = _table("gene_list", _key("code"), Column("word", Text, nullable=False, unique=True))
gate = _table("gate", _key("code"), Column("word", Text, nullable=False, unique=True))

# Gene models
gene_set = _table(
    "gene_set", _key("set_id"), _text("name"), _text("digest"), _integer("is_complete")
)
transcript = _table(
    "transcript",
    _key("transcript_key"),
    _reference("set_id", "gene_set.set_id"),
    _text("transcript_id"),
    Column("gene_symbol", Text, nullable=False, index=True),
    _text("gene_id"),
    _reference("contig_code", "contig.code"),
    _text("strand"),
    _integer("start"),
    _integer("end"),
    _blob("exons"),
    Column("cds_start", Integer),
    Column("cds_end", Integer),
    *(_text(name) for name in ("mane", "biotype", "source")),
)

# What the variant file held
header_block = _table("header_block", _key("first_number"), _integer("n_lines"), _blob("data"))
record_block = _table("record_block", _key("first_number"), _integer("n_lines"), _blob("data"))
variant = _table(
    "variant",
    _key("variant_id"),
    _reference("contig_code", "contig.code"),
    _integer("pos"),
    *(_text(name) for name in ("ref", "alt", "identifier")),
)
variant_chunk = _table(
    "variant_chunk",
    _key("first_id"),
    *(_integer(name) for name in ("n_variants", "n_people", "version")),
    *(_blob(name) for name in ("filters", "origins", "calls", "places", "gates")),
)
variant_origin = _table(
    "variant_origin",
    _key("record_number"),
    _key("allele_index"),
    Column("variant_id", Integer, ForeignKey("variant.variant_id"), nullable=False, index=True),
    **NO_ROWID,
)
set_aside_record = _table(
    "set_aside_record",
    _key("record_number"),
    Column("line", Integer),
    _text("reason"),
    _text("detail"),
)
set_aside_allele = _table(
    "set_aside_allele",
    _key("record_number"),
    _key("allele_index"),
    _text("alt"),
    _text("reason"),
    **NO_ROWID,
)

# What is no small variant
interval = _table(
    "interval",
    _key("interval_id"),
    _reference("contig_code", "contig.code"),
    *(_integer(name) for name in ("start", "end")),
    *(_text(name) for name in ("kind", "alt")),
    *(_integer(name) for name in ("record_number", "allele_index")),
    _text("identifier"),
    Column("size", Integer),
    Column("mate_contig_code", Integer, ForeignKey("contig.code")),
    *(_maybe_integer(name) for name in ("mate_pos", "mate_is_after", "mate_is_reversed")),
    _maybe_real("copy_number"),
    _text("family"),
    *(_maybe_integer(name) for name in ("start_low", "start_high", "end_low", "end_high")),
    _maybe_real("quality"),
    _reference("filter_code", "filter_set.code"),
    _blob("genotypes"),
    _text("notes"),
    Column("repeat_locus", Text),
    Column("repeat_units", Text),
    _maybe_real("repeat_reference"),
)
interval_copies = _table(
    "interval_copies", _interval_key(), _key("person"), _maybe_real("copies"), **NO_ROWID
)
repeat_count = _table(
    "repeat_count",
    _interval_key(),
    _key("person"),
    _key("ordinal"),
    _text("unit"),
    *(_real(name) for name in ("units", "low", "high")),
    **NO_ROWID,
)
interval_problem = _table(
    "interval_problem",
    _key("problem_id"),
    *(_integer(name) for name in ("record_number", "allele_index")),
    *(_text(name) for name in ("alt", "field", "detail")),
)
coverage_block = _table(
    "coverage_block",
    _key("block_id"),
    _integer("person"),
    _reference("contig_code", "contig.code"),
    *(_integer(name) for name in ("first_start", "last_end", "n_blocks")),
    _blob("data"),
)

# What the engines said
engine_run = _table(
    "engine_run",
    _key("run_id"),
    *(_text(name) for name in ("engine_id", "version", "digest")),
    _integer("distance"),
    *(_text(name) for name in ("gene_set", "reference_digest", "precision")),
    _integer("screening"),
    UniqueConstraint(
        "engine_id",
        "version",
        "digest",
        "distance",
        "gene_set",
        "reference_digest",
        "precision",
        "screening",
    ),
)
outcome = _table("outcome", _run_key(), _variant_key(), _integer("reason_code"), **NO_ROWID)
not_scored = _table(
    "not_scored",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    _text("engine_id"),
    _text("reason"),
    _text("detail"),
    **NO_ROWID,
)
splice_score = _table(
    "splice_score",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    *(_text(name) for name in ("transcript_id", "gene_symbol", "strand")),
    _real("max_delta"),
    **NO_ROWID,
)
splice_delta = _table(
    "splice_delta",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    _key_text("view"),
    *(_real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    _integer("acceptor_gain_offset"),
    _integer("acceptor_loss_offset"),
    _integer("donor_gain_offset"),
    _integer("donor_loss_offset"),
    _integer("masked"),
    _integer("distance"),
    **NO_ROWID,
)
splice_track = _table(
    "splice_track",
    _variant_key(),
    _run_key(),
    _key_text("transcript_id"),
    _key("distance"),
    _key("is_complete"),
    _text("strand"),
    _integer("n_sites"),
    _blob("data"),
)


track_score = _table(
    "track_score",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    *(_text(name) for name in ("transcript_id", "gene_symbol", "track")),
    *(_maybe_real(name) for name in ("ref", "alt", "delta")),
    **NO_ROWID,
)
exon_score = _table(
    "exon_score",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    _text("strand"),
    *(_integer(name) for name in ("exon_number", "n_exons", "start", "end")),
    _real("pathogenicity"),
    _real("efficiency"),
    _blob("modules"),
    _blob("tissues"),
    **NO_ROWID,
)
tissue = _table("tissue", _run_key(), _key("ordinal"), _text("name"), **NO_ROWID)

# What precomputed tables say, beside what was computed
lookup_score = _table(
    "lookup_score",
    _run_key(),
    _variant_key(),
    _key_text("source_digest"),
    _key("ordinal"),
    *(_text(name) for name in ("source_name", "source_version", "gene_symbol")),
    **NO_ROWID,
)
lookup_delta = _table(
    "lookup_delta",
    _run_key(),
    _variant_key(),
    _key_text("source_digest"),
    _key("ordinal"),
    _key_text("side"),
    *(_real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    _integer("acceptor_gain_offset"),
    _integer("acceptor_loss_offset"),
    _integer("donor_gain_offset"),
    _integer("donor_loss_offset"),
    _integer("masked"),
    _integer("distance"),
    **NO_ROWID,
)

haplotype_score = _table(
    "haplotype_score",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    *(_text(name) for name in ("transcript_id", "gene_symbol", "strand", "beside", "left_out")),
    Column("explained_by", Integer),
    **NO_ROWID,
)
haplotype_delta = _table(
    "haplotype_delta",
    _run_key(),
    _variant_key(),
    _key("ordinal"),
    _key_text("view"),
    *(_real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    _integer("acceptor_gain_offset"),
    _integer("acceptor_loss_offset"),
    _integer("donor_gain_offset"),
    _integer("donor_loss_offset"),
    _integer("distance"),
    **NO_ROWID,
)

panel = _table(
    "panel",
    _key("panel_id"),
    Column("name", Text, nullable=False, unique=True),
    *(_text(name) for name in ("version", "source", "dated", "digest")),
)
panel_gene = _table(
    "panel_gene",
    Column("panel_id", Integer, ForeignKey("panel.panel_id"), primary_key=True),
    _key("ordinal"),
    *(_text(name) for name in ("gene_symbol", "confidence", "hgnc_id", "inheritance")),
    *(_text(name) for name in ("known_as", "may_mean")),
    **NO_ROWID,
)

# What published sources say about genes
gene_source = _table(
    "gene_source",
    _key_text("kind"),
    *(_text(name) for name in ("title", "version", "dated", "licence", "file_name", "digest")),
    **NO_ROWID,
)
gene_statement = _table(
    "gene_statement", _key_text("gene_symbol"), _key_text("kind"), _text("said"), **NO_ROWID
)

# What tracks and tables of the computer say about variants
local_source = _table(
    "local_source",
    _key("ordinal"),
    Column("name", Text, nullable=False, unique=True),
    *(_text(name) for name in ("title", "layout", "kind", "path", "digest", "assembly")),
    *(_text(name) for name in ("version", "licence", "worse")),
)
local_value = _table(
    "local_value",
    _variant_key(),
    _key_text("source_name"),
    *(_text(name) for name in ("coverage", "entries", "detail")),
    **NO_ROWID,
)

rescued_variant = _table("rescued_variant", _variant_key(), _text("sentence"))
known_chunk = _table("known_chunk", _key("first_id"), _integer("n_variants"), _blob("data"))

# What the program suggests and the person decides
candidate = _table(
    "candidate",
    _key("ranking"),
    _key("ordinal"),
    _reference("variant_id", "variant.variant_id"),
    _integer("rank"),
    _text("lane"),
    _real("points"),
    *(_text(name) for name in ("sentence", "gene_symbol", "inheritance", "partners")),
    Column("phenotype_score", REAL),
    _text("reasons"),
    UniqueConstraint("ranking", "variant_id"),
    **NO_ROWID,
)
decision = _table("decision", _variant_key(), _text("mark"), _text("note"), _text("decided_at"))
attribution = _table(
    "attribution",
    _key("attribution_id"),
    _reference("variant_id", "variant.variant_id"),
    *(_text(name) for name in ("engine_id", "digest", "transcript_id", "strand")),
    *(_text(name) for name in ("effect", "method")),
    _integer("site_offset"),
    UniqueConstraint("variant_id", "engine_id", "transcript_id", "effect", "method"),
)
allele_attribution = _table(
    "allele_attribution",
    Column(
        "attribution_id",
        Integer,
        ForeignKey("attribution.attribution_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    _key_text("side"),
    *(_text(name) for name in ("allele", "sequence")),
    *(_blob(name) for name in ("offsets", "contribution")),
    Column("mutants", LargeBinary),
    _real("probability"),
    _maybe_real("residual"),
)
