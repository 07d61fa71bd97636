"""Tables that hold what engines, and tables of precomputed scores, said of variants."""

from sqlalchemy import (
    Column,
    Integer,
    UniqueConstraint,
)

from core.store.table_parts import (
    NO_ROWID,
    blob,
    integer,
    key,
    key_text,
    maybe_real,
    real,
    run_key,
    table,
    text,
    variant_key,
)

engine_run = table(
    "engine_run",
    key("run_id"),
    *(text(name) for name in ("engine_id", "version", "digest")),
    integer("distance"),
    *(text(name) for name in ("gene_set", "reference_digest", "precision")),
    integer("screening"),
    integer("phased_neighbours"),
    UniqueConstraint(
        "engine_id",
        "version",
        "digest",
        "distance",
        "gene_set",
        "reference_digest",
        "precision",
        "screening",
        "phased_neighbours",
    ),
)


outcome = table("outcome", run_key(), variant_key(), integer("reason_code"), **NO_ROWID)


not_scored = table(
    "not_scored",
    run_key(),
    variant_key(),
    key("ordinal"),
    text("engine_id"),
    text("reason"),
    text("detail"),
    **NO_ROWID,
)


splice_score = table(
    "splice_score",
    run_key(),
    variant_key(),
    key("ordinal"),
    *(text(name) for name in ("transcript_id", "gene_symbol", "strand")),
    real("max_delta"),
    **NO_ROWID,
)


splice_delta = table(
    "splice_delta",
    run_key(),
    variant_key(),
    key("ordinal"),
    key_text("view"),
    *(real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    integer("acceptor_gain_offset"),
    integer("acceptor_loss_offset"),
    integer("donor_gain_offset"),
    integer("donor_loss_offset"),
    integer("masked"),
    integer("distance"),
    **NO_ROWID,
)


splice_track = table(
    "splice_track",
    variant_key(),
    run_key(),
    key_text("transcript_id"),
    key("distance"),
    key("is_complete"),
    text("strand"),
    integer("n_sites"),
    blob("data"),
)


track_score = table(
    "track_score",
    run_key(),
    variant_key(),
    key("ordinal"),
    *(text(name) for name in ("transcript_id", "gene_symbol", "track")),
    *(maybe_real(name) for name in ("ref", "alt", "delta")),
    **NO_ROWID,
)


exon_score = table(
    "exon_score",
    run_key(),
    variant_key(),
    key("ordinal"),
    text("strand"),
    *(integer(name) for name in ("exon_number", "n_exons", "start", "end")),
    real("pathogenicity"),
    real("efficiency"),
    blob("modules"),
    blob("tissues"),
    **NO_ROWID,
)


tissue = table("tissue", run_key(), key("ordinal"), text("name"), **NO_ROWID)


lookup_score = table(
    "lookup_score",
    run_key(),
    variant_key(),
    key_text("source_digest"),
    key("ordinal"),
    *(text(name) for name in ("source_name", "source_version", "gene_symbol")),
    **NO_ROWID,
)


lookup_delta = table(
    "lookup_delta",
    run_key(),
    variant_key(),
    key_text("source_digest"),
    key("ordinal"),
    key_text("side"),
    *(real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    integer("acceptor_gain_offset"),
    integer("acceptor_loss_offset"),
    integer("donor_gain_offset"),
    integer("donor_loss_offset"),
    integer("masked"),
    integer("distance"),
    **NO_ROWID,
)


haplotype_score = table(
    "haplotype_score",
    run_key(),
    variant_key(),
    key("ordinal"),
    *(text(name) for name in ("transcript_id", "gene_symbol", "strand", "beside", "left_out")),
    Column("explained_by", Integer),
    **NO_ROWID,
)


haplotype_delta = table(
    "haplotype_delta",
    run_key(),
    variant_key(),
    key("ordinal"),
    key_text("view"),
    *(real(name) for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss")),
    integer("acceptor_gain_offset"),
    integer("acceptor_loss_offset"),
    integer("donor_gain_offset"),
    integer("donor_loss_offset"),
    integer("distance"),
    **NO_ROWID,
)


regulatory_track = table(
    "regulatory_track",
    run_key(),
    key("ordinal"),
    *(text(name) for name in ("name", "assay", "cell_type", "factor", "unit", "species")),
    **NO_ROWID,
)


regulatory_score = table(
    "regulatory_score",
    run_key(),
    variant_key(),
    key("ordinal"),
    *(text(name) for name in ("subject", "transcript_id", "gene_symbol", "strand")),
    real("gc"),
    integer("n_changes"),
    blob("changes"),
    integer("n_tracks"),
    **NO_ROWID,
)


read_neighbours = table(
    "read_neighbours",
    run_key(),
    variant_key(),
    key("ordinal"),
    integer("distance"),
    text("beside"),
    text("left_out"),
    **NO_ROWID,
)


regulatory_method = table(
    "regulatory_method", run_key(), key("ordinal"), text("method"), **NO_ROWID
)


motif = table(
    "motif",
    run_key(),
    key_text("matrix_id"),
    *(text(name) for name in ("factor", "family", "species")),
    integer("n_columns"),
    blob("counts"),
    **NO_ROWID,
)


motif_change = table(
    "motif_change",
    run_key(),
    variant_key(),
    key("ordinal"),
    text("matrix_id"),
    *(integer("ref_offset"), text("ref_strand"), real("ref_score"), real("ref_p")),
    *(integer("alt_offset"), text("alt_strand"), real("alt_score"), real("alt_p")),
    **NO_ROWID,
)
