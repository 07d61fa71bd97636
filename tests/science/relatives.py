"""Deltas of OpenSpliceAI, its preview and Pangolin on real genes, GRCh38.

The numbers in `relatives.tsv` were written, with both packs installed, by
`python -m tests.science.relatives ../shared/data/reference/GRCh38.fa.gz > tests/science/relatives.tsv`
"""

import sys
from collections.abc import Iterator

import click
import pysam

from models.runtime import load_engine
from models.splice.protocol import Effect, SpliceRequest, deltas

DISTANCE = 50
ENGINES = ("openspliceai", "openspliceai-400nt", "pangolin")
# Gene, strand and record: a lost acceptor, a deletion, an insertion, a lost donor, and others.
ALLELES = (
    ("TP53", "-", "chr17", 7670716, "C", "G"),
    ("BRCA1", "-", "chr17", 43051119, "TG", "G"),
    ("BRCA1", "-", "chr17", 43082402, "A", "AC"),
    ("BRCA1", "-", "chr17", 43090941, "TACCT", "T"),
    ("NF1", "+", "chr17", 31258504, "T", "C"),
    ("NF2", "+", "chr22", 29639213, "G", "A"),
    ("MYBPC3", "-", "chr11", 47343281, "C", "T"),
    ("COL4A5", "+", "chrX", 108570694, "G", "A"),
)


def request_of(
    fasta: pysam.FastaFile, allele: tuple[str, str, str, int, str, str]
) -> SpliceRequest:
    """The request of an allele, nothing masked."""
    _, strand, chrom, pos, ref, alt = allele
    half = 5000 + DISTANCE
    window = fasta.fetch(chrom, pos - 1 - half, pos + half).upper()
    assert window[half : half + len(ref)] == ref
    return SpliceRequest(window, ref, alt, strand, -len(window), len(window))


def lines(reference: str) -> Iterator[str]:
    """Lines of the table, header first."""
    yield "\t".join(("engine", "gene", "record", *Effect))
    with pysam.FastaFile(reference) as fasta:
        requests = [request_of(fasta, allele) for allele in ALLELES]
    for name in ENGINES:
        engine = load_engine(name, device="cpu")
        for index, profile in sorted(engine.score(requests, distance=DISTANCE)):
            found = deltas(profile)
            cells = (
                f"{getattr(found, effect):.4f}@{getattr(found, f'{effect}_offset')}"
                for effect in Effect
            )
            gene, _, chrom, pos, ref, alt = ALLELES[index]
            yield "\t".join((name, gene, f"{chrom}:{pos}{ref}>{alt}", *cells))


if __name__ == "__main__":
    for line in lines(sys.argv[1]):
        click.echo(line)
