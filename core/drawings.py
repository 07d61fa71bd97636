"""Drawings of the transcripts of a variant, with the patient's RNA on the same axis."""

from collections.abc import Iterator

from core.domain.interpretation import Interpretation
from core.domain.transcript_drawing import TranscriptDrawing
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import change_of
from core.interpret.drawing_rna import junctions_of
from core.interpret.transcript_drawing import draw
from core.store.case_store import CaseStore

MOST_DRAWN = 3
"""Transcripts of one variant that are drawn."""


def drawings(
    store: CaseStore, variant_id: int, variant: Variant, found: Interpretation
) -> tuple[TranscriptDrawing, ...]:
    """Draw the first transcripts in which an aberration is predicted, () where in none."""
    return tuple(_drawings(store, variant_id, variant, found))[:MOST_DRAWN]


def _drawings(
    store: CaseStore, variant_id: int, variant: Variant, found: Interpretation
) -> Iterator[TranscriptDrawing]:
    allele = AlleleMap(change_of(variant), _nothing)
    read = {
        evidence.transcript_id: junctions_of(evidence.sashimi)
        for _, evidence in store.rna.of(variant_id)
    }
    for transcript, outcomes in found.splicing:
        aberrant = [one for one in outcomes if one.kind.is_aberration]
        if aberrant:
            yield draw(transcript, aberrant, allele, read.get(transcript.transcript_id))


def _nothing(_start: int, _end: int) -> str:
    """No base is read for a drawing."""
    return ""
