"""Small VCF files on alleles, compressed and indexed."""

from collections.abc import Sequence
from pathlib import Path

import pysam

GNOMAD = (
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Frequency">',
    '##INFO=<ID=AF_nfe,Number=A,Type=Float,Description="Frequency">',
    '##INFO=<ID=fafmax_faf95_max,Number=A,Type=Float,Description="Filtering frequency">',
    '##INFO=<ID=nhomalt,Number=A,Type=Integer,Description="Homozygotes">',
    '##INFO=<ID=AC_XY,Number=A,Type=Integer,Description="XY">',
)
CLINVAR = (
    "##fileDate=2026-11-01",
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="">',
    '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="">',
    '##INFO=<ID=CLNDN,Number=.,Type=String,Description="">',
)


def known_vcf(
    path: Path,
    records: Sequence[str],
    header: Sequence[str] = GNOMAD,
    samples: Sequence[str] = (),
    *,
    is_indexed: bool = True,
) -> Path:
    """Write records whose columns are separated by blanks, sorted, bgzipped and indexed."""
    names = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
    if samples:
        names += ["FORMAT", *samples]
    rows = sorted((one.split() for one in records), key=lambda row: (row[0], int(row[1])))
    lines = ["##fileformat=VCFv4.2", *header, "\t".join(names), *("\t".join(r) for r in rows)]
    plain = path.with_suffix("")
    plain.write_text("\n".join(lines) + "\n")
    pysam.tabix_compress(str(plain), str(path), force=True)
    if is_indexed:
        pysam.tabix_index(str(path), preset="vcf", force=True)
    plain.unlink()
    return path
