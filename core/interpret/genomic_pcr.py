"""The PCR on genomic DNA that confirms a variant by Sanger sequencing."""

from collections.abc import Sequence
from typing import NamedTuple

from core.domain.rna_plan import Assay, Band, Primer
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import Change
from core.interpret.in_silico_pcr import binding_sites, product_sizes
from core.interpret.plan_rules import PlanRules
from core.interpret.primer_design import Oligo, Pair, Template, design


class Stretch(NamedTuple):
    """Bases of the plus strand from 0-based `start` on."""

    start: int
    bases: str


def genomic_assay(
    change: Change,
    allele: AlleleMap,
    gene: Stretch,
    others: Sequence[tuple[int, int]],
    rules: PlanRules,
) -> Assay | None:
    """Give a pair around a change that touches no other variant; None where none fits.

    The one with the fewest other places to bind to is taken: introns are full of repeats.

    Parameters
    ----------
    gene
        The region in which other places a primer may bind to are looked for.
    others
        Other variants of the patient, 0-based half-open.

    Raises
    ------
    PrimerDesignMissingError
        If primer3-py is not installed.
    """
    longest, distance = int(rules.genomic.max_product.value), int(rules.genomic.min_distance.value)
    start = max(0, change.start - longest)
    bases = allele.fetch(start, change.end + longest)
    avoided = tuple((left - start, right - start) for left, right in others)
    target = change.start - start - distance, change.end - start + distance
    sizes = int(rules.genomic.min_product.value), longest
    template = Template(bases, target, (0, len(bases)), (sizes,), avoided)
    found = [_assay(pair, start, allele, gene, rules) for pair in design(template, rules.primer)]
    return min(found, key=lambda one: (one.n_other_sites, len(one.genomic_sizes)), default=None)


def _assay(pair: Pair, start: int, allele: AlleleMap, gene: Stretch, rules: PlanRules) -> Assay:
    sequences = pair.forward.sequence, pair.reverse.sequence
    until = start + pair.reverse.end
    size = pair.reverse.end - pair.forward.start
    changed = allele.bases(start + pair.forward.start, until + allele.shift)
    changed_sizes = product_sizes(changed, *sequences, len(changed))
    bands = (
        Band("reference allele", size, is_seen=True),
        Band("changed allele", changed_sizes[0] if changed_sizes else None, is_seen=True),
    )
    exact_end, most = rules.specificity.exact_end.value, rules.specificity.max_mismatches.value
    n_sites = sum(
        len(binding_sites(gene.bases, one, int(exact_end), int(most))) for one in sequences
    )
    genomic = product_sizes(gene.bases, *sequences, int(rules.genomic.max_band.value))
    return Assay(
        "confirms the variant in genomic DNA (Sanger sequencing)",
        _primer("genomic F", pair.forward, start, "+"),
        _primer("genomic R", pair.reverse, start, "-"),
        bands,
        None,
        genomic,
        max(0, n_sites - 2),
    )


def _primer(name: str, oligo: Oligo, start: int, strand: str) -> Primer:
    place = (start + oligo.start, start + oligo.end)
    return Primer(name, oligo.sequence, oligo.melting, oligo.gc, strand, (place,))
