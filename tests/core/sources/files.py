"""Small files for the tests of core.sources."""

from collections.abc import Sequence
from pathlib import Path

import pysam

from core.sources.vcf import RecordProblem, VcfRecord, VcfSource

META = (
    "##fileformat=VCFv4.2",
    '##INFO=<ID=gnomAD_AF,Number=A,Type=Float,Description="gnomAD allele frequency">',
    '##INFO=<ID=SCORE,Number=1,Type=Integer,Description="A score">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allele depths">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
    '##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">',
    "##contig=<ID=chr1,length=248956422>",
)


def vcf_text(records: Sequence[str], samples: Sequence[str] = ("KID",), meta: Sequence[str] = META):
    """Text of a VCF; records are written with blanks for tabs."""
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO"
    head = f"{columns} FORMAT {' '.join(samples)}" if samples else columns
    body = "".join(record.replace(" ", "\t") + "\n" for record in records)
    return "\n".join(meta) + "\n" + head.replace(" ", "\t") + "\n" + body


def write_vcf(folder: Path, records: Sequence[str], **options: Sequence[str]) -> Path:
    path = folder / "case.vcf"
    path.write_text(vcf_text(records, **options), encoding="utf-8")
    return path


def read(path: Path, key: str = "gnomAD_AF") -> list[VcfRecord | RecordProblem]:
    with VcfSource(path) as source:
        return list(source.records(source.header.samples, key))


def read_one(folder: Path, record: str, **options: Sequence[str]) -> VcfRecord | RecordProblem:
    (found,) = read(write_vcf(folder, [record], **options))
    return found


def write_fasta(folder: Path, sequences: dict[str, str], *, bgzip: bool = False) -> Path:
    path = folder / ("ref.fa.gz" if bgzip else "ref.fa")
    text = "".join(f">{name}\n{bases}\n" for name, bases in sequences.items())
    if bgzip:
        with pysam.BGZFile(str(path), "wb") as file:
            file.write(text.encode())
    else:
        path.write_text(text, encoding="ascii")
    return path
