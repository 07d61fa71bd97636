"""One hand-made transcript on either strand; places are always told as on the plus strand.

    exon 1   11-16    c.-12 to c.-7       5' UTR
    exon 2   37-57    c.-6 to c.15        start codon at 43
    exon 3   79-106   c.16 to c.*4        stop codon at 100
    exon 4   127-134  c.*5 to c.*12

Protein MKTAYLVVVGRW*. On the minus strand the whole contig is turned round.
"""

from dataclasses import replace

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.mrna import reverse_complement

EXONS = ((10, 16), (36, 57), (78, 106), (126, 134))
PIECES = (
    "TCTCTCTCTC",
    "GGACAG",
    "GTAAGTCTTCAACTTTTCAG",
    "TTGCACATGAAAACTGCATAC",
    "GTATGTCCAGACTTTTTCCAG",
    "CTGGTTGTAGTAGGACGTTGGTAACATT",
    "GTGAGTACCTTGACTTCTAG",
    "GACCTTCA",
    "GAGAGAGAGA",
)
SEQUENCE = "".join(PIECES)
LENGTH = len(SEQUENCE)

PLUS = Transcript(
    transcript_id="NM_1.1",
    gene_symbol="ABC1",
    gene_id="GeneID:1",
    chrom="demo",
    strand="+",
    start=10,
    end=134,
    exons=EXONS,
    cds_start=42,
    cds_end=102,
    biotype="protein_coding",
)
MINUS = replace(
    PLUS,
    strand="-",
    start=LENGTH - 134,
    end=LENGTH - 10,
    exons=tuple(sorted((LENGTH - end, LENGTH - start) for start, end in EXONS)),
    cds_start=LENGTH - 102,
    cds_end=LENGTH - 42,
)
TRANSCRIPTS = {"+": PLUS, "-": MINUS}


def fetch_of(sequence):
    return lambda start, end: sequence[max(0, start) : max(0, end)]


def contig(strand, sequence=SEQUENCE):
    return sequence if strand == "+" else reverse_complement(sequence)


def variant_at(strand, pos, ref, alt, sequence=SEQUENCE):
    """A variant told as on the plus strand, where the transcript lies on `strand`."""
    assert sequence[pos - 1 : pos - 1 + len(ref)] == ref, sequence[pos - 1 : pos + 9]
    if strand == "-":
        pos = len(sequence) - (pos + len(ref) - 1) + 1
        ref, alt = reverse_complement(ref), reverse_complement(alt)
    return Variant(Assembly.ARTIFICIAL, "demo", pos, ref, alt)
