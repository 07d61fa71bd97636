"""Do gene models belong to the reference? Introns of the right build begin GT and end AG."""

from collections.abc import Sequence
from pathlib import Path

from core.domain.counting import counted
from core.domain.transcript import Transcript
from core.errors import InputFileError
from core.sources.genes import GeneSet
from core.sources.reference import Reference

MAX_LOOKED_AT = 2_000
ENOUGH_COMPARED = 100
MIN_COMPARED = 10
FITTING_SHARE = 0.8
"""Of human introns 99 % are GT-AG or GC-AG (Burset et al. 2000); by chance it is 1 in 128."""

REFUSED_SHARE = 0.5
"""Below it the gene models are of another build, so that every score would be of a wrong place."""

_STARTS = {"+": ("GT", "GC"), "-": ("CT",)}
_ENDS = {"+": ("AG",), "-": ("AC", "GC")}


def check_genes(path: Path, genes: GeneSet, reference: Reference) -> str | None:
    """Give a sentence where some gene models do not fit the reference or none can be used.

    Looks at introns spread over all transcripts, where the reference is known.

    Parameters
    ----------
    path
        Where the gene models come from, to be named in a message.

    Raises
    ------
    InputFileError
        When most introns do not fit: the gene models are of another build.
    """
    name, transcripts = genes.name, genes.transcripts
    if not any(reference.length(one.chrom) for one in transcripts):
        n = counted(len(transcripts), "transcript")
        return f"{name}: of its {n} none lies on a contig of the reference."
    fitting, compared = _fitting_introns(transcripts, reference)
    if compared < MIN_COMPARED or fitting >= FITTING_SHARE * compared:
        return None
    seen = (
        f"only {fitting:,} of {compared:,} introns begin and end with splice-site bases in the "
        "reference"
    )
    if fitting < REFUSED_SHARE * compared:
        build = reference.assembly()
        raise InputFileError(
            path,
            f"{seen} {reference.path}; the gene models belong to another genome build.",
            f"Choose gene models of the reference's build{f' ({build})' if build else ''}.",
        )
    return f"{name}: {seen}; the gene models seem to belong to another genome build."


def _fitting_introns(transcripts: Sequence[Transcript], reference: Reference) -> tuple[int, int]:
    """Give how many introns have splice-site bases, and how many were looked at."""
    compared = fitting = 0
    for transcript in _spread(transcripts):
        if compared >= ENOUGH_COMPARED:
            break
        bases = _intron_ends(transcript, reference)
        if bases is None or "N" in bases[0] + bases[1]:
            continue
        compared += 1
        strand = transcript.strand
        fitting += bases[0] in _STARTS[strand] and bases[1] in _ENDS[strand]
    return fitting, compared


def _spread(transcripts: Sequence[Transcript]) -> Sequence[Transcript]:
    spliced = [one for one in transcripts if len(one.exons) > 1]
    return spliced[:: len(spliced) // MAX_LOOKED_AT + 1]


def _intron_ends(transcript: Transcript, reference: Reference) -> tuple[str, str] | None:
    """First and last two bases, in genome order, of the intron in the middle."""
    middle = (len(transcript.exons) - 1) // 2
    start, end = transcript.exons[middle][1], transcript.exons[middle + 1][0]
    length = reference.length(transcript.chrom)
    if length is None or end > length or end - start < 4:
        return None
    first = reference.fetch(transcript.chrom, start, start + 2)
    return first, reference.fetch(transcript.chrom, end - 2, end)
