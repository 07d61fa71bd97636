"""Hand-made transcripts as in `utr_world`, with more of the contig around them."""

import numpy as np

from core.interpret.evidence.places import placements
from tests.core.interpret.utr_world import FLANK, World, world

BEYOND = 11_000


def bases(n_bases, seed):
    """Random bases without A, so that they make neither start codon nor poly-A signal."""
    return "".join(np.random.default_rng(seed).choice(list("CGT"), n_bases))


LEFT, RIGHT = bases(BEYOND, 1), bases(BEYOND, 2)


def wide(strand, *pieces):
    """A world whose flanks are longer by `BEYOND` bases on either side; told as on the plus strand."""
    narrow = world(strand, *pieces)
    here = World(LEFT + narrow.sequence + RIGHT, narrow.transcript)
    return here.but(**moved(narrow.transcript, BEYOND))


def moved(transcript, by):
    """Coordinates of a transcript farther right; the flanks are equally long on either strand."""
    coding = transcript.cds_start is not None
    return {
        "start": transcript.start + by,
        "end": transcript.end + by,
        "exons": tuple((start + by, end + by) for start, end in transcript.exons),
        "cds_start": transcript.cds_start + by if coding else None,
        "cds_end": transcript.cds_end + by if coding else None,
    }


FIRST = BEYOND + len(FLANK)
"""0-based place on the plus strand of the first base of the transcript."""


def spellings(here, change, ref):
    """Variants that make the same sequence: everywhere in a repeat, and with bases around."""
    for one in placements(change, here.fetch):
        for before, after in ((1, 0), (1, 1), (3, 2)):
            left = here.fetch(one.start - before, one.start)
            right = here.fetch(one.end, one.end + after)
            yield type(ref)(
                ref.assembly,
                ref.chrom,
                one.start - before + 1,
                left + one.deleted + right,
                left + one.inserted + right,
            )
