"""A variant a person typed, looked up with the gene models and the reference of a case."""

from core.case_reference import open_reference
from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.hgvs_text import Edit, is_description, parse_hgvs
from core.pipeline.asked_variant import (
    MOST_TOLD,
    alleles_of_line,
    asked_variant,
    asked_variants,
    contig_of,
)
from core.sources.reference import Reference
from core.store.case_store import CaseStore


def asked_in_case(store: CaseStore, text: str) -> str:
    """Give what a person typed as `chrom-pos-ref-alt`, with gene models and reference of a case.

    A text that is neither HGVS nor a line of a VCF is given back as it is. A line and a
    substitution on a chromosome are only spelled otherwise, not checked against the reference.

    Raises
    ------
    ProblemError
        As `asked_variant`; also where the reference of the case is needed and not at hand.
    """
    alleles = alleles_of_line(text)
    if len(alleles) > 1:
        told = ", ".join(alleles[:MOST_TOLD])
        raise UsageError(f"The line holds several alleles: {told}.", "Name one of them.")
    if alleles:
        return alleles[0]
    if not is_description(text):
        return text
    assembly = store.info().proof.assembly
    substitution = _substitution(text, assembly)
    if substitution is not None:
        return substitution.spelled
    with _demand_reference(store, text) as reference:
        return asked_variant(text, assembly, reference, store).spelled


def all_asked_in_case(store: CaseStore, text: str) -> tuple[Variant, ...]:
    """Give every variant a text may stand for in a case, as `asked_in_case` gives the only one.

    Raises
    ------
    ProblemError
        As `asked_in_case`, but for several; also where no allele of a line is given in bases.
    """
    assembly = store.info().proof.assembly
    if not is_description(text):
        alleles = alleles_of_line(text) or [text]
        bases = [one for one in alleles if _ends_in_bases(one)] or alleles
        return tuple(Variant.parse(one, assembly) for one in bases)
    substitution = _substitution(text, assembly)
    if substitution is not None:
        return (substitution,)
    with _demand_reference(store, text) as reference:
        found = asked_variants(text, assembly, reference, store)
    return tuple(one.variant for one in found)


def _ends_in_bases(spelled: str) -> bool:
    """Whether the ALT of `chrom-pos-ref-alt` is neither symbolic nor `*`."""
    return not set(spelled.rpartition("-")[2].upper()) - set("ACGTN")


def _substitution(text: str, assembly: Assembly) -> Variant | None:
    """A substitution on a chromosome, which is only spelled otherwise; None for another text."""
    description = parse_hgvs(text)
    if description.kind not in "gm" or description.edit is not Edit.SUBSTITUTION:
        return None
    chrom, pos = contig_of(description, assembly), description.first.spelled
    return Variant.parse(f"{chrom}-{pos}-{description.stated}-{description.new}", assembly)


def _demand_reference(store: CaseStore, text: str) -> Reference:
    reference = open_reference(store.info())
    if reference is None:
        raise UsageError(
            f"{text} cannot be looked up without the reference the case was made with.",
            "Put the reference back where it was, or write chrom-pos-ref-alt.",
        )
    return reference
