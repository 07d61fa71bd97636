"""Write the files of the demo case; the same bytes every time.

    python -m resources.demo.make_demo [FOLDER]         default: the folder of this file

Needs neither the splice engine nor anything but Python. What the engine was needed for is frozen
in `designed.json` (see `search.py`).
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from resources.demo.background import Background
from resources.demo.genome import CONTIG_LENGTHS, LABEL, Gene, build_contigs, build_genes
from resources.demo.planted import Planted, Planter, Record, planted_variants
from resources.demo.vcf_file import SAMPLES, vcf

LINE = 60
FILES = ("demo.fa", "demo.fa.fai", "demo.gff3", "demo.vcf", "demo.ped", "case.json", "answer.json")
"""What `write` makes."""


def write(folder: Path) -> None:
    """Write all files of the demo case into an existing folder."""
    genes = build_genes()
    contigs = build_contigs(genes)
    planted = planted_variants(Planter(genes, contigs))
    special = [record for plant in planted for record in plant.records]
    records = sorted(
        special + Background(genes, contigs).records(special),
        key=lambda record: (record.chrom, record.pos, record.ref, record.alts),
    )
    texts = (
        fasta(contigs),
        fasta_index(contigs),
        gff3(genes),
        vcf(records),
        pedigree(),
        case(),
        answer(planted, records),
    )
    for name, text in zip(FILES, texts, strict=True):
        (folder / name).write_text(text, encoding="ascii", newline="\n")


def _header(name: str) -> str:
    return f">{name} {LABEL}\n"


def fasta(contigs: dict[str, str]) -> str:
    """The contigs in lines of 60 bases."""
    parts = []
    for name, sequence in contigs.items():
        lines = [sequence[start : start + LINE] for start in range(0, len(sequence), LINE)]
        parts.append(_header(name) + "\n".join(lines) + "\n")
    return "".join(parts)


def fasta_index(contigs: dict[str, str]) -> str:
    """The `.fai` of `fasta`: name, length, offset, bases and bytes per line."""
    rows = []
    offset = 0
    for name, sequence in contigs.items():
        offset += len(_header(name))
        rows.append(f"{name}\t{len(sequence)}\t{offset}\t{LINE}\t{LINE + 1}\n")
        offset += len(sequence) + -(-len(sequence) // LINE)
    return "".join(rows)


def gff3(genes: Sequence[Gene]) -> str:
    """Gene models in the manner of the MANE release."""
    lines = ["##gff-version 3", f"# {LABEL}"]
    lines += [f"##sequence-region {name} 1 {length}" for name, length in CONTIG_LENGTHS.items()]
    for gene in genes:
        lines += _gene_lines(gene)
    return "\n".join(lines) + "\n"


def _gene_lines(gene: Gene) -> Iterator[str]:
    symbol, transcript = gene.plan.symbol, gene.transcript_id
    identity = f"gene_id={symbol}G;gene_name={symbol};gene_type=protein_coding"
    names = f"{identity};transcript_id={transcript};tag=MANE_Select"
    whole = (0, len(gene.sequence))
    yield _feature(gene, "gene", whole, ".", f"ID={symbol}G;{identity}")
    yield _feature(gene, "transcript", whole, ".", f"ID={transcript};Parent={symbol}G;{names}")
    n_coding = 0
    for number, (start, end) in enumerate(gene.exons, start=1):
        rest = f"Parent={transcript};{names};exon_number={number}"
        yield _feature(gene, "exon", (start, end), ".", f"ID=exon:{transcript}:{number};{rest}")
        first, last = max(start, gene.cds[0]), min(end, gene.cds[1])
        if first < last:
            phase = str(-n_coding % 3)
            yield _feature(gene, "CDS", (first, last), phase, f"ID=CDS:{transcript};{rest}")
            n_coding += last - first


def _feature(gene: Gene, kind: str, bounds: tuple[int, int], phase: str, attributes: str) -> str:
    start, end = gene.place(*bounds)
    columns = (gene.plan.contig, "artificial", kind, start + 1, end, ".", gene.plan.strand, phase)
    return "\t".join((*map(str, columns), attributes))


def pedigree() -> str:
    """Two unaffected parents and their affected daughter."""
    return (
        "DEMO\tPROBAND\tFATHER\tMOTHER\t2\t2\nDEMO\tMOTHER\t0\t0\t2\t1\nDEMO\tFATHER\t0\t0\t1\t1\n"
    )


def case() -> str:
    """How the program reads these files as a case."""
    content = {
        "label": LABEL,
        "vcf": "demo.vcf",
        "reference": "demo.fa",
        "genes": "demo.gff3",
        "ped": "demo.ped",
        "proband": SAMPLES[0],
        "hpo": [],
    }
    return json.dumps(content, indent=1) + "\n"


def answer(planted: Sequence[Planted], records: Sequence[Record]) -> str:
    """What was planted and what should be found, for tests and for the curious."""
    content = {
        "label": LABEL,
        "samples": SAMPLES,
        "planted": [
            {
                "name": plant.name,
                "gene_symbol": plant.gene_symbol,
                "story": plant.story,
                "variants": [
                    {"chrom": record.chrom, "pos": record.pos, "ref": record.ref, "alt": alt}
                    for record in plant.records
                    for alt in record.alts
                ],
                "expected": plant.expected,
            }
            for plant in planted
        ],
        "ledger": _ledger(planted, records),
    }
    return json.dumps(content, indent=1) + "\n"


def _ledger(planted: Sequence[Planted], records: Sequence[Record]) -> dict[str, object]:
    """The accounting that reading the VCF must give."""
    wrong = sum("record_set_aside" in plant.expected for plant in planted)
    symbolic = sum("allele_set_aside" in plant.expected for plant in planted)
    merged = sum(len(plant.records) - 1 for plant in planted)
    alleles = sum(len(record.alts) for record in records) - wrong
    return {
        "records_read": len(records),
        "records_kept": len(records) - wrong,
        "records_set_aside": {"reference_mismatch": wrong},
        "alleles_read": alleles,
        "variants": alleles - merged - symbolic,
        "alleles_merged": merged,
        "alleles_set_aside": {"symbolic": symbolic},
    }


def main() -> None:
    """Write into the folder given, or beside this file."""
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)


if __name__ == "__main__":
    main()
