"""Transcripts are found by place, exactly as by looking at each of them."""

import random

from hypothesis import given
from hypothesis import strategies as st

from core.domain.transcript import Transcript
from core.pipeline.transcript_index import TranscriptIndex


def transcript(start: int, end: int, chrom: str = "chr1") -> Transcript:
    return Transcript(f"T{start}-{end}", "G", "G", chrom, "+", start, end, ((start, end),))


def test_overlap_is_half_open_and_stays_on_the_contig():
    index = TranscriptIndex([transcript(10, 20), transcript(20, 30), transcript(10, 20, "chr2")])
    assert [one.start for one in index.overlapping("chr1", 19, 20)] == [10]
    assert [one.start for one in index.overlapping("chr1", 19, 21)] == [10, 20]
    assert index.overlapping("chr1", 30, 31) == ()
    assert index.overlapping("chr3", 0, 100) == ()


@given(st.integers(0, 2**32), st.integers(0, 120), st.integers(1, 30))
def test_it_agrees_with_looking_at_each(seed: int, start: int, size: int):
    rng = random.Random(seed)
    ends = [(first, first + rng.randint(1, 60)) for first in rng.choices(range(100), k=12)]
    transcripts = [transcript(*pair) for pair in ends]
    found = TranscriptIndex(transcripts).overlapping("chr1", start, start + size)
    expected = [one for one in transcripts if one.start < start + size and one.end > start]
    assert sorted(one.transcript_id for one in found) == sorted(
        one.transcript_id for one in expected
    )
