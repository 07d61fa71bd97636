"""The reference a case was made with, and the names of variants that need it."""

from collections.abc import Sequence
from pathlib import Path

from core.domain.case import CaseInfo
from core.domain.variant import Variant
from core.errors import ProblemError
from core.interpret.alleles import change_of
from core.interpret.hgvs import hgvs_g
from core.sources.reference import Reference

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


def _name(variant: Variant, reference: Reference) -> str:
    return hgvs_g(variant, lambda start, end: reference.fetch(variant.chrom, start, end))


def _unshifted_name(variant: Variant) -> str:
    change = change_of(variant)
    may_move = not (change.deleted and change.inserted)
    return hgvs_g(variant, None) + (NOT_SHIFTED if may_move else "")
