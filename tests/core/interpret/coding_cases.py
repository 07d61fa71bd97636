"""Consequences in the hand-made transcript; places are told as on the plus strand."""

from dataclasses import replace

import pytest

from core.interpret.coding_effects import coding_effect
from tests.core.interpret.transcript_world import (
    LENGTH,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)

BOTH = pytest.mark.parametrize("strand", ["+", "-"])


def effect_at(strand, pos, ref, alt, sequence=SEQUENCE, **changed):
    transcript = replace(TRANSCRIPTS[strand], **changed)
    variant = variant_at(strand, pos, ref, alt, sequence)
    return coding_effect(variant, transcript, fetch_of(contig(strand, sequence)))


def mirrored_span(strand, start, end):
    """0-based half-open bounds told as on the plus strand."""
    return (start, end) if strand == "+" else (LENGTH - end, LENGTH - start)


def coding_span(strand, start, end):
    first, last = mirrored_span(strand, start, end)
    return {"cds_start": first, "cds_end": last}
