"""Tables of precomputed scores, made for a test: bgzipped, with a tabix index."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pysam

PUBLISHED = (
    "SpliceAIv1.3 variant annotation. These include delta scores (DS) and delta positions (DP) for "
    "acceptor gain (AG), acceptor loss (AL), donor gain (DG), and donor loss (DL). Format: "
    "ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL"
)


@dataclass(frozen=True)
class Row:
    """One record; `annotation` as the published tool writes it."""

    chrom: str
    pos: int
    ref: str
    alt: str
    annotation: str

    def with_values(self, *values: float) -> "Row":
        """The same record with other delta scores: a planted disagreement."""
        allele, symbol, *old = self.annotation.split("|")
        text = "|".join([allele, symbol, *(f"{value:.2f}" for value in values), *old[4:]])
        return replace(self, annotation=text)


def golden_rows(shared: Path, *, distance: int = 50, mask: str = "0") -> list[Row]:
    """The published scores of the shared material, as rows of a table."""
    with (shared / "data" / "golden" / "spliceai.GRCh38.tsv").open(newline="") as handle:
        return [
            Row(row["chrom"], int(row["pos"]), row["ref"], row["alt"], row["spliceai"])
            for row in csv.DictReader(handle, delimiter="\t")
            if int(row["distance"]) == distance and row["mask"] == mask
        ]


def write_table(
    path: Path,
    rows: Iterable[Row],
    *,
    description: str = PUBLISHED,
    key: str = "SpliceAI",
    contigs: Iterable[str] = (),
) -> Path:
    """Write, compress and index a table; gives its path (ending in .vcf.gz)."""
    plain = path.with_suffix("")
    header = [
        "##fileformat=VCFv4.2",
        *contigs,
        f'##INFO=<ID={key},Number=.,Type=String,Description="{description}">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
    ]
    ordered = sorted(rows, key=lambda row: (row.chrom, row.pos))
    lines = [
        f"{row.chrom}\t{row.pos}\t.\t{row.ref}\t{row.alt}\t.\t.\t{key}={row.annotation}"
        for row in ordered
    ]
    plain.write_text("\n".join([*header, *lines]) + "\n")
    pysam.tabix_index(str(plain), preset="vcf", force=True)
    return path
