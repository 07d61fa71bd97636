"""Random variants inside MANE transcripts whose whole sequence the shared reference holds."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.hgvs_transcript import TranscriptNames
from core.sources.genes import load_genes
from core.sources.normalise import normalise
from core.sources.reference import Reference

NEAR = 20
"""Half of the variants lie within so many bases of an exon."""


def transcripts_in_windows(shared: Path) -> tuple[Transcript, ...]:
    """MANE transcripts that lie in a window of true sequence from end to end."""
    windows: dict[str, list[tuple[int, int]]] = {}
    for line in (shared / "data/reference/GRCh38.windows.bed").read_text().splitlines():
        chrom, start, end = line.split("\t")[:3]
        windows.setdefault(chrom, []).append((int(start), int(end)))
    mane = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts
    return tuple(
        one
        for one in mane
        if any(start <= one.start and one.end <= end for start, end in windows.get(one.chrom, ()))
    )


def random_variants(
    reference: Reference, names: list[TranscriptNames], count: int, seed: int
) -> Iterator[tuple[TranscriptNames, Variant]]:
    """Substitutions, deletions, insertions (every other one repeats its neighbours), delins."""
    rng = random.Random(seed)
    for number in range(count):
        named = names[number * len(names) // count]
        yield named, _variant(reference, named, rng)


def _variant(reference: Reference, named: TranscriptNames, rng: random.Random) -> Variant:
    chrom = named.transcript.chrom
    while True:
        start = _place(named.transcript, rng)
        n_ref = rng.choice((1, 1, 1, 1, 2, 2, 3, 4, 5, 8, 13))
        ref = reference.fetch(chrom, start, start + n_ref)
        alt = _alt(ref, rng)
        if "N" in ref or ref == alt or len(ref) != n_ref:
            continue
        spelled = normalise(chrom, start + 1, ref, alt, reference)
        found = Variant(Assembly.GRCH38, chrom, *spelled)
        if not named.why_unnamed(found):
            return found


def _place(transcript: Transcript, rng: random.Random) -> int:
    if rng.random() < 0.5:
        return rng.randrange(transcript.start, transcript.end)
    start, end = rng.choice(transcript.exons)
    return rng.randrange(max(transcript.start, start - NEAR), min(transcript.end, end + NEAR))


def _alt(ref: str, rng: random.Random) -> str:
    """Another allele: the first base of a longer REF is the anchor of a deletion or insertion."""
    kind = rng.random()
    if len(ref) == 1 and kind < 0.8:
        return rng.choice("ACGT")
    if kind < 0.4:
        return ref[0]
    if kind < 0.6:
        return ref[0] + ref[1:] * 2 if len(ref) > 1 else ref * 2
    new = "".join(rng.choice("ACGT") for _ in range(rng.randint(1, 6)))
    return ref + new if kind < 0.85 else new


def names_of(reference: Reference, transcripts: tuple[Transcript, ...]) -> list[TranscriptNames]:
    """Names in each transcript, on the reference."""
    return [TranscriptNames(one, partial(reference.fetch, one.chrom)) for one in transcripts]
