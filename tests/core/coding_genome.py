"""An artificial genome with coding and non-coding genes on a chromosome of each part of the split.

Coding sequences are of a few codons, everything else is random: told apart by a child.
"""

from pathlib import Path

import numpy as np

from core.interpret.coding_rules import CodingRules, coding_rules

CHROMS = ("chr1", "chr10", "chr2")
"""To train, calibrate and test on."""
_CODONS = ("GCC", "CTG", "AAG", "GAG", "ATC", "GGC", "ACC", "TTC")
_HEADING = (
    "Chromosome,Start,End,Strand,exon_id,gene_id,gene_name,transcript_id,"
    "left_overhang,right_overhang"
)


def quick_rules(**changes: int) -> CodingRules:
    """The rules of the program with little work."""
    rules = coding_rules()
    few = {"networks": 1, "rounds": 6, "resamples": 20, **changes}
    return rules.model_copy(update={"training": rules.training.model_copy(update=few)})


def coding_sequence(rng: np.random.Generator, n_codons: int = 200) -> str:
    return "ATG" + "".join(rng.choice(_CODONS, n_codons)) + "TAA"


def random_bases(rng: np.random.Generator, n: int) -> str:
    return "".join(rng.choice(list("ACGT"), n))


def write_genome(folder: Path) -> tuple[Path, Path, Path]:
    """Write FASTA, GFF3 and exon table; give their paths."""
    rng = np.random.default_rng(5)
    fasta, gff, table = [], ["##gff-version 3"], [_HEADING]
    for chrom in CHROMS:
        bases = ""
        for number in range(8):
            strand = "+-"[number % 2]
            start = len(bases) + 500
            bases += random_bases(rng, 500) + _gene(rng, strand)
            gff += _models(f"{chrom}G{number}", chrom, strand, start)
            table += _rows(f"{chrom}G{number}", chrom, strand, [(start, 300), (start + 1300, 750)])
        for number in range(8):
            start = len(bases) + 500
            bases += random_bases(rng, 2000)
            name = f"{chrom}N{number}"
            table += _rows(name, chrom, "+", [(start, 300), (start + 900, 400)])
        fasta.append(f">{chrom}\n{bases}")
    paths = tuple(folder / name for name in ("g.fa", "g.gff3", "g.csv"))
    for path, lines in zip(paths, (fasta, gff, table), strict=True):
        path.write_text("\n".join(lines) + "\n")
    return paths


def _gene(rng: np.random.Generator, strand: str) -> str:
    """Exon of 300, intron of 1,000, exon of 750 bases; 606 bases code from base 100 of it on."""
    rna = random_bases(rng, 100) + coding_sequence(rng) + random_bases(rng, 344)
    if strand == "-":
        rna = rna.translate(str.maketrans("ACGT", "TGCA"))[::-1]
    return rna[:300] + random_bases(rng, 1000) + rna[300:]


def _models(name: str, chrom: str, strand: str, start: int) -> list[str]:
    exons = [(start, start + 300), (start + 1300, start + 2050)]
    low, high = (100, 706) if strand == "+" else (344, 950)
    coding = [(start + low, start + 300), (start + 1300, start + high + 1000)]
    if strand == "-":
        coding = [(start + 1000 + low, start + high + 1000)]
    end = start + 2050
    found = [_line(chrom, "gene", (start, end), strand, f"ID=gene:{name};gene_id={name}")]
    about = f"ID=transcript:{name}.1;Parent=gene:{name};transcript_id={name}.1;tag=MANE_Select"
    found.append(_line(chrom, "mRNA", (start, end), strand, about))
    parent = f"Parent=transcript:{name}.1"
    found += [_line(chrom, "exon", one, strand, parent) for one in exons]
    # The first piece of the plus strand has 200 bases, so that one of the next completes its codon.
    found += [
        _line(chrom, "CDS", one, strand, parent, phase=number) for number, one in enumerate(coding)
    ]
    return found


def _line(chrom, kind, span, strand, about, phase="."):
    cells = (chrom, "toy", kind, str(span[0] + 1), str(span[1]), ".", strand, str(phase), about)
    return "\t".join(cells)


def _rows(name: str, chrom: str, strand: str, exons: list[tuple[int, int]]) -> list[str]:
    return [
        f"{chrom},{start + 1},{start + size},{strand},E,{name},{name},{name}.1,0,0"
        for start, size in exons
    ]
