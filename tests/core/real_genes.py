"""Real transcripts and sequence of the shared test material, read a gene at a time."""

from pathlib import Path

import pysam

from core.domain.consequence import Nmd, NmdVerdict, OutcomeKind, SpliceOutcome
from core.domain.transcript import Mane, Transcript
from core.sources.gff3 import read_gff3


def mane_transcript(shared: Path, symbol: str, chrom: str, start: int, end: int) -> Transcript:
    """Give the MANE Select transcript of a gene that lies in [start, end), 0-based."""
    path = shared / "data" / "genes" / "MANE.GRCh38.gff3.gz"
    with pysam.TabixFile(str(path)) as table:
        lines = ["##gff-version 3", *table.fetch(chrom, start, end)]
    found, _ = read_gff3(path, iter(lines), "MANE")
    return next(one for one in found if one.gene_symbol == symbol and one.mane is Mane.SELECT)


def nf1(shared: Path) -> Transcript:
    return mane_transcript(shared, "NF1", "chr17", 31_000_000, 31_500_000)


def unc13d(shared: Path) -> Transcript:
    return mane_transcript(shared, "UNC13D", "chr17", 75_820_000, 75_850_000)


def mybpc3(shared: Path) -> Transcript:
    return mane_transcript(shared, "MYBPC3", "chr11", 47_330_000, 47_360_000)


def exon(transcript: Transcript, number: int) -> tuple[int, int]:
    """Give an exon by its 1-based number in transcript order."""
    return transcript.exons[number - 1 if transcript.strand == "+" else -number]


def skipping(transcript: Transcript, *numbers: int, **more) -> SpliceOutcome:
    """Predict that exons are skipped; coordinates of an allele that is as long as the reference."""
    lost = {exon(transcript, number) for number in numbers}
    kind = OutcomeKind.EXON_SKIPPING if len(lost) == 1 else OutcomeKind.MULTI_EXON_SKIPPING
    exons = tuple(one for one in transcript.exons if one not in lost)
    size = sum(end - start for start, end in lost)
    return outcome(transcript, kind, exons, size, exon_numbers=tuple(numbers), **more)


def with_exon_changed(
    transcript: Transcript, number: int, edges: tuple[int, int], kind: OutcomeKind, **more
) -> SpliceOutcome:
    """Predict that an exon has other edges, 0-based half-open."""
    old = exon(transcript, number)
    exons = tuple(edges if one == old else one for one in transcript.exons)
    size = abs((edges[1] - edges[0]) - (old[1] - old[0]))
    return outcome(transcript, kind, exons, size, exon_numbers=(number,), **more)


def with_pseudoexon(
    transcript: Transcript, intron: int, edges: tuple[int, int], **more
) -> SpliceOutcome:
    """Predict that a stretch of an intron becomes an exon."""
    exons = tuple(sorted((*transcript.exons, edges)))
    size = edges[1] - edges[0]
    kind = OutcomeKind.PSEUDOEXON
    return outcome(transcript, kind, exons, size, intron_number=intron, **more)


def retention(transcript: Transcript, intron: int, **more) -> SpliceOutcome:
    """Predict that an intron stays."""
    first, second = sorted((exon(transcript, intron), exon(transcript, intron + 1)))
    kept = [one for one in transcript.exons if one not in (first, second)]
    exons = tuple(sorted((*kept, (first[0], second[1]))))
    size = second[0] - first[1]
    kind = OutcomeKind.INTRON_RETENTION
    return outcome(transcript, kind, exons, size, intron_number=intron, **more)


def outcome(
    transcript, kind, exons, size, *, exon_numbers=(), intron_number=None, share=0.8, nmd=None
) -> SpliceOutcome:
    told = None
    if nmd is not None:
        told = Nmd(nmd, "1", nmd, 120, (), f"{nmd} (rule 1).")
    return SpliceOutcome(
        kind=kind,
        transcript_id=transcript.transcript_id,
        gene_symbol=transcript.gene_symbol,
        strand=transcript.strand,
        share=share,
        score=0.9,
        size=size,
        exon_numbers=exon_numbers,
        intron_number=intron_number,
        sites=(),
        exons=exons,
        is_coding_touched=True,
        protein=None,
        why_no_protein="not looked at",
        nmd=told,
        hgvs_r="r.spl?",
        sentence=f"{kind}.",
    )


EXPECTED, ESCAPES = NmdVerdict.EXPECTED, NmdVerdict.ESCAPES
