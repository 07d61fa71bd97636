"""The VCF of the demo trio as text."""

import random
from collections.abc import Sequence

from resources.demo.genome import CONTIG_LENGTHS, LABEL
from resources.demo.planted import Record

SAMPLES = ("PROBAND", "MOTHER", "FATHER")
_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
_DECLARATIONS = (
    '##ALT=<ID=DEL,Description="Deletion">',
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Allele count in the genotypes of this file">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Number of called alleles in this file">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="AC / AN of this file, as callers write it">',
    '##INFO=<ID=gnomAD_AF,Number=A,Type=Float,Description="SIMULATED population frequency">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="Last position of a symbolic allele">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Kind of a symbolic allele">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allele depths">',
)


def vcf(records: Sequence[Record]) -> str:
    """The trio; what the calls are worth is drawn here, records in the order given."""
    lines = [
        "##fileformat=VCFv4.2",
        f"##source={LABEL}",
        "##reference=demo.fa",
        '##FILTER=<ID=LowQual,Description="Quality below 30">',
    ]
    lines += [f"##contig=<ID={name},length={size}>" for name, size in CONTIG_LENGTHS.items()]
    lines += _DECLARATIONS
    lines.append("\t".join((*_COLUMNS, *SAMPLES)))
    rng = random.Random(11)
    lines += [_record_line(record, rng) for record in records]
    return "\n".join(lines) + "\n"


def _record_line(record: Record, rng: random.Random) -> str:
    quality = 12 + int(rng.random() * 650)
    calls = [_call(genotype, len(record.alts), rng) for genotype in record.genotypes]
    columns = (
        record.chrom,
        record.pos,
        ".",
        record.ref,
        ",".join(record.alts),
        quality,
        "LowQual" if quality < 30 else "PASS",
    )
    return "\t".join((*map(str, columns), _info(record), "GT:DP:GQ:AD", *calls))


def _info(record: Record) -> str:
    called = [index for gt in record.genotypes for index in gt.split("/") if index != "."]
    counts = [called.count(str(index)) for index in range(1, len(record.alts) + 1)]
    fields = [
        "AC=" + ",".join(map(str, counts)),
        "AF=" + ",".join(f"{count / len(called):.4g}" for count in counts),
        f"AN={len(called)}",
    ]
    if any(value is not None for value in record.population_frequency):
        known = ["." if value is None else f"{value:g}" for value in record.population_frequency]
        fields.append("gnomAD_AF=" + ",".join(known))
    if "<DEL>" in record.alts:
        fields += [f"END={record.pos + 300}", "SVTYPE=DEL"]
    return ";".join(fields)


def _call(genotype: str, n_alts: int, rng: random.Random) -> str:
    """GT:DP:GQ:AD; reads are shared out evenly with some noise."""
    if "." in genotype:
        return f"{genotype}:0:.:" + ",".join("0" * (n_alts + 1))
    depth = 24 + int(rng.random() * 20)
    first, second = (int(index) for index in genotype.split("/"))
    depths = [0] * (n_alts + 1)
    depths[second] = depth
    if first != second:
        depths[first] = depth // 2 + int(rng.random() * 7) - 3
        depths[second] = depth - depths[first]
    return f"{genotype}:{depth}:{45 + int(rng.random() * 54)}:{','.join(map(str, depths))}"
