"""The reference a case was made with, and the names of variants that need it."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from core.domain.candidate import Facts
from core.domain.case import CaseInfo
from core.domain.transcript import TranscriptPosition
from core.domain.transcript_name import TranscriptName
from core.domain.variant import Variant
from core.errors import ProblemError
from core.interpret.alleles import change_of
from core.interpret.hgvs import hgvs_g
from core.interpret.hgvs_transcript import TranscriptNames
from core.sources.reference import Reference

NO_REFERENCE = "Not named: the reference is not at hand."

NOT_SHIFTED = " (not 3'-shifted: the reference is not at hand)"
"""Follows the name of an insertion or deletion that may have a place further 3'."""


def open_reference(info: CaseInfo) -> Reference | None:
    """Give the very reference the case was made with, None where it is gone or another file now."""
    source = info.source("reference")
    if source is None or not Path(source.path).is_file():
        return None
    try:
        reference = Reference(Path(source.path))
    except ProblemError:
        return None
    try:
        is_same = reference.digest() == source.sha256
    except OSError:
        is_same = False
    if is_same:
        return reference
    reference.close()
    return None


def genomic_name(info: CaseInfo, variant: Variant) -> str:
    """HGVS g. description; 3'-shifted where the reference is at hand, else saying that it is not."""
    return genomic_names(info, [variant])[variant]


def genomic_names(info: CaseInfo, variants: Sequence[Variant]) -> dict[Variant, str]:
    """HGVS g. descriptions of many variants, opening the reference once.

    Without the reference an insertion or deletion stands where the variant file has it, and its
    name ends in `NOT_SHIFTED`; every other change has the same name either way.
    """
    reference = open_reference(info)
    if reference is None:
        return {variant: _unshifted_name(variant) for variant in variants}
    with reference:
        return {variant: _name(variant, reference) for variant in variants}


def transcript_names(
    info: CaseInfo, facts: Sequence[Facts]
) -> dict[int, dict[str, TranscriptName]]:
    """Give the names in the transcripts each variant lies in, by variant id, then transcript.

    Opens the reference once; without it there are none and each says why.
    """
    reference = open_reference(info)
    if reference is None:
        unnamed = TranscriptName("", "", NO_REFERENCE)
        return {
            one.variant_id: {place.transcript.transcript_id: unnamed for place in one.positions}
            for one in facts
        }
    with reference:
        return {one.variant_id: names_in(one.variant, one.positions, reference) for one in facts}


def names_in(
    variant: Variant, positions: Iterable[TranscriptPosition], reference: Reference
) -> dict[str, TranscriptName]:
    """Give the names of one variant by transcript identifier."""
    fetch = partial(reference.fetch, variant.chrom)
    named = (TranscriptNames(place.transcript, fetch) for place in positions)
    return {
        one.transcript.transcript_id: TranscriptName(
            one.c(variant), one.p(variant), one.why_unnamed(variant)
        )
        for one in named
    }


def _name(variant: Variant, reference: Reference) -> str:
    return hgvs_g(variant, lambda start, end: reference.fetch(variant.chrom, start, end))


def _unshifted_name(variant: Variant) -> str:
    change = change_of(variant)
    may_move = not (change.deleted and change.inserted)
    return hgvs_g(variant, None) + (NOT_SHIFTED if may_move else "")
