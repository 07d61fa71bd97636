"""The RT-PCR that tells predicted transcripts from unchanged splicing.

Primers lie in exons on either side of those that change, which every transcript has. A primer over
an exon-exon junction gives no product with genomic DNA, so pairs with one are looked for first;
then pairs without; last, where the exons leave no room, primers in an exon that changes itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.domain.rna_plan import Assay, Primer, Separation
from core.domain.transcript import Transcript
from core.interpret.bands import bands_of, separation_of
from core.interpret.in_silico_pcr import binding_sites, product_sizes
from core.interpret.mrna import Mrna
from core.interpret.outcome_forms import numbered_exon
from core.interpret.pcr_templates import (
    PcrTemplate,
    changed_stretch,
    exon_edges,
    genome_places,
    places_in,
)
from core.interpret.plan_rules import PlanRules
from core.interpret.primer_design import Oligo, Pair, Template, design

_MIN_NEW = 40
"""Bases a transcript must have of its own to hold a primer of its own."""


@dataclass(frozen=True, eq=False, slots=True)
class RtPcrQuestion:
    """What primers are looked for in.

    Attributes
    ----------
    templates
        As `pcr_templates` gives them.
    avoided
        Stretches of the genome (0-based half-open) no primer may touch: the variant and others of
        the patient.
    unfit
        Exons of the transcript (0-based half-open on the genome) that others do without.
    gene
        Bases of the gene region, 5' to 3' of the transcript.
    """

    transcript: Transcript
    templates: tuple[PcrTemplate, ...]
    avoided: tuple[tuple[int, int], ...]
    unfit: tuple[tuple[int, int], ...]
    gene: str

    @property
    def native(self) -> Mrna:
        """Unchanged splicing of the reference."""
        return self.templates[0].rna


class _Found(NamedTuple):
    """An assay with how much it leaves to be wished for, least first."""

    wishes: tuple[int, ...]
    assay: Assay


def rt_pcr_assays(asked: RtPcrQuestion, rules: PlanRules) -> tuple[Assay, ...]:
    """Give the best pair for all transcripts, then one for each it does not show.

    () where no pair fits. Raises what `design` raises.
    """
    best: _Found | None = None
    for level, template in enumerate(_ways(asked, rules)):
        for number, pair in enumerate(design(template, rules.primer)):
            found = _judged(asked, pair, rules, (level, number))
            if best is None or found.wishes < best.wishes:
                best = found
        if best is not None and not any(best.wishes[:3]):
            break
    if best is None:
        return ()
    unseen = [
        template
        for template, band in zip(asked.templates, best.assay.bands, strict=True)
        if template.outcome is not None and not band.is_seen
    ]
    more = [_own_assay(asked, template, rules) for template in unseen]
    return (best.assay, *(one for one in more if one is not None))


def changed_part(asked: RtPcrQuestion) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """Give the stretch of unchanged splicing that changes, and the exons that do.

    The stretch is 0-based half-open on the transcript, empty where bases only come in; the exons
    are the first and the last, 0-based in transcript order, None where none changes.
    """
    native, others = asked.native, [one for one in asked.templates if one.outcome is not None]
    stretches = [changed_stretch(native, one.rna) for one in others]
    start, end = min(one[0] for one in stretches), max(one[1] for one in stretches)
    named = {number for one in others if one.outcome for number in one.outcome.exon_numbers}
    firsts = (native.index_of(numbered_exon(asked.transcript, number)[0]) for number in named)
    changed = {native.exon_of(first) for first in firsts if first is not None}
    changed |= {
        index
        for index, (first, behind) in enumerate(exon_edges(native))
        if first < end and behind > start
    }
    return (start, end), (min(changed), max(changed)) if changed else None


def _ways(asked: RtPcrQuestion, rules: PlanRules) -> Iterator[Template]:
    """Yield where primers may lie, the best way first."""
    native, edges = asked.native, exon_edges(asked.native)
    (start, end), exons = changed_part(asked)
    away = int(rules.rt_pcr.exons_away.value)
    if exons is None:
        first = sum(junction < start for junction in native.junctions)
        target, reach = (start - 1, start + 1), (first, first + 1)
    else:
        target = edges[exons[0]][0], edges[exons[1]][1]
        reach = exons[0] - 1, exons[1] + 1
    low, high = max(0, reach[0] - away + 1), min(len(edges) - 1, reach[1] + away - 1)
    within = (edges[low][0], edges[high][1])
    avoided = places_in(native, (*asked.avoided, *asked.unfit))
    plain = Template(native.bases, target, within, _sizes(rules), avoided)
    junctions = tuple(
        one
        for one in native.junctions
        if within[0] < one < target[0] or target[1] < one < within[1]
    )
    if junctions:
        yield replace(plain, junctions=junctions)
    yield plain
    margin = int(rules.rt_pcr.same_exon_margin.value)
    near = max(within[0], start - margin), min(within[1], end + margin)
    yield replace(plain, target=near)


def _sizes(rules: PlanRules) -> tuple[tuple[int, int], ...]:
    least, short, most = (
        int(one.value)
        for one in (rules.rt_pcr.min_product, rules.rt_pcr.short_product, rules.rt_pcr.max_product)
    )
    return (least, short), (short + 1, most)


def _judged(asked: RtPcrQuestion, pair: Pair, rules: PlanRules, place: tuple[int, int]) -> _Found:
    """Lay a pair on every template, best first by: shown, told apart, no product of DNA."""
    assay = _assay(asked, asked.native, pair, rules, "tells the predicted transcripts apart")
    unseen = sum(
        not band.is_seen
        for template, band in zip(asked.templates, assay.bands, strict=True)
        if template.outcome is not None or template is asked.templates[0]
    )
    order = list(Separation)
    apart = len(order) if assay.separation is None else order.index(assay.separation)
    wishes = (unseen, apart, len(assay.genomic_sizes), place[0], assay.n_other_sites, place[1])
    return _Found(wishes, assay)


def _own_assay(asked: RtPcrQuestion, template: PcrTemplate, rules: PlanRules) -> Assay | None:
    """Give a pair for one transcript alone: a primer in bases only it has; None for none."""
    rna = template.rna
    start, end = changed_stretch(rna, asked.native)
    if end - start < _MIN_NEW:
        return None
    longest = int(rules.rt_pcr.max_product.value)
    within = max(0, start - longest), min(end, start + longest)
    sizes = (int(rules.rt_pcr.min_band.value), longest)
    plain = Template(
        rna.bases, (start - 1, start + 1), within, (sizes,), places_in(rna, asked.avoided)
    )
    junctions = tuple(one for one in rna.junctions if within[0] < one < start)
    ways = [replace(plain, junctions=junctions), plain] if junctions else [plain]
    for way in ways:
        for pair in design(way, rules.primer):
            return _assay(asked, rna, pair, rules, f"shows only: {template.name}")
    return None


def _assay(asked: RtPcrQuestion, rna: Mrna, pair: Pair, rules: PlanRules, purpose: str) -> Assay:
    sequences = pair.forward.sequence, pair.reverse.sequence
    bands = bands_of(asked.templates, *sequences, rules.rt_pcr)
    forward = _primer(asked.transcript, rna, pair.forward, is_forward=True)
    reverse = _primer(asked.transcript, rna, pair.reverse, is_forward=False)
    genomic = product_sizes(asked.gene, *sequences, int(rules.genomic.max_band.value))
    exact_end, most = rules.specificity.exact_end.value, rules.specificity.max_mismatches.value
    n_other = sum(
        len(binding_sites(asked.gene, one.sequence, int(exact_end), int(most)))
        - (not one.is_over_junction)
        for one in (forward, reverse)
    )
    return Assay(
        purpose,
        forward,
        reverse,
        bands,
        separation_of(asked.templates, bands, rules.gel),
        genomic,
        max(0, n_other),
        _notes(forward, reverse, genomic),
    )


def _primer(transcript: Transcript, rna: Mrna, oligo: Oligo, *, is_forward: bool) -> Primer:
    places = genome_places(rna, oligo.start, oligo.end)
    n_exons = len(transcript.exons)
    indices = [
        index
        for index, (start, end) in enumerate(transcript.exons)
        if any(start < right and end > left for left, right in places)
    ]
    numbers = sorted(one + 1 if transcript.strand == "+" else n_exons - one for one in indices)
    label = "-".join(f"e{number}" for number in numbers) or "intron"
    is_plus = (transcript.strand == "+") == is_forward
    return Primer(
        f"{transcript.gene_symbol} {label} {'F' if is_forward else 'R'}",
        oligo.sequence,
        oligo.melting,
        oligo.gc,
        "+" if is_plus else "-",
        places,
        tuple(numbers),
    )


def _notes(forward: Primer, reverse: Primer, genomic: tuple[int, ...]) -> tuple[str, ...]:
    spanning = [one.name for one in (forward, reverse) if one.is_over_junction]
    if genomic:
        sizes = " and ".join(f"{size:,}" for size in genomic)
        told = (
            f"Genomic DNA gives a product of {sizes} bases: treat the RNA with DNase and run a "
            "control without reverse transcriptase."
        )
    elif spanning:
        verb = "spans" if len(spanning) == 1 else "span"
        told = f"{' and '.join(spanning)} {verb} a junction: no product of genomic DNA."
    else:
        told = (
            "No primer spans a junction; the introns between them make a product of genomic DNA "
            "too long to be seen."
        )
    return (told,)
