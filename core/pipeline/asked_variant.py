"""A variant a person typed: understood, checked against the reference, and spelled one way."""

from core.domain.assembly import Assembly
from core.domain.counting import counted
from core.domain.variant import Variant
from core.errors import ReferenceMismatchError, UsageError
from core.sources.normalise import normalise
from core.sources.reference import Reference


def asked_variant(text: str, assembly: Assembly, reference: Reference) -> Variant:
    """Give the variant trimmed and left-aligned, once its REF is known to be right.

    Parameters
    ----------
    text
        `chrom-pos-ref-alt`, `pos` 1-based, in any spelling of the allele.

    Raises
    ------
    UsageError
        If the text is no variant, or lies on no contig of the reference.
    ReferenceMismatchError
        If REF differs from the reference where that is known.
    """
    asked = Variant.parse(text, assembly)
    length = reference.length(asked.chrom)
    if length is None:
        raise UsageError(
            f"{asked.spelled}: {reference.path} holds no contig {asked.chrom}.",
            "Check the chromosome, or name the reference of the right build.",
        )
    if not 1 <= asked.pos <= asked.end <= length:
        raise UsageError(
            f"{asked.spelled}: {asked.chrom} has only {counted(length, 'base')}.",
            "Check the position.",
        )
    if asked.ref == asked.alt:
        raise UsageError(f"{asked.spelled}: REF and ALT are the same.", "Check the alleles.")
    here = reference.fetch(asked.chrom, asked.pos - 1, asked.end)
    if any(known not in ("N", base) for known, base in zip(here, asked.ref, strict=True)):
        raise ReferenceMismatchError(asked.spelled, asked.ref, here)
    pos, ref, alt = normalise(asked.chrom, asked.pos, asked.ref, asked.alt, reference)
    return Variant(assembly, asked.chrom, pos, ref, alt)
