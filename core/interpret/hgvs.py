"""Genomic HGVS descriptions (HGVS Nomenclature 21, DNA level)."""

from core.domain.assembly import MITOCHONDRION, accession
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.dna_change import described, is_duplication, most_3_prime


def hgvs_g(variant: Variant, reference_fetch: Fetch | None) -> str:
    """Genomic description, such as `NC_000017.11:g.31327485C>G`.

    Parameters
    ----------
    reference_fetch
        Gives the plus-strand bases of the variant's contig for 0-based half-open bounds, upper
        case, clipped to the contig. With it deletions, insertions and duplications stand at
        their most 3' place on the plus strand and a repeated insertion is a duplication; without
        it they stand where the variant file has them and an insertion stays an insertion.

    Unknown bases (N) are never shifted over. The mitochondrion is described as `m.`. An
    artificial contig keeps its own name.
    """
    prefix = "m" if variant.chrom == MITOCHONDRION else "g"
    change = change_of(variant)
    if reference_fetch is not None:
        change = most_3_prime(change, reference_fetch)
    change = _within_contig(change, variant, reference_fetch)
    name = accession(variant.assembly, variant.chrom)
    return f"{name}:{prefix}.{described(change, reference_fetch, _spelled)}"


def _within_contig(change: Change, variant: Variant, fetch: Fetch | None) -> Change:
    """An insertion before the first or after the last base replaces that base: it has one neighbour."""
    start = change.start
    if change.deleted:
        return change
    if start == 0:
        return Change(0, variant.ref[0], change.inserted + variant.ref[0])
    if fetch is None or fetch(start, start + 1) or is_duplication(change, fetch):
        return change
    last = fetch(start - 1, start)
    return Change(start - 1, last, last + change.inserted)


def _spelled(start: int, end: int) -> str:
    return str(end) if end - start == 1 else f"{start + 1}_{end}"
