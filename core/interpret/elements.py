"""What lies at a variant: elements of the gene models, of tables, and predicted ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.domain.element import (
    Element,
    ElementClass,
    ElementKind,
    ElementSource,
    Origin,
    PredictedElement,
    Stretch,
)
from core.domain.local_value import LocalEntry, LocalSays, LocalSource
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.element_rules import ElementRules
from core.interpret.mrna import reverse_complement
from core.interpret.polyadenylation import searched_from, signals_in
from core.interpret.position import introns, meets, preference, splice_sites
from core.interpret.transcript_map import TranscriptMap
from core.interpret.tss import tss_distance
from core.interpret.utr_rules import PolyadenylationRules
from core.interpret.zones import ZoneRules, promoter_span

_SIGNAL = 6
_IN_EXON = 3
"""Exonic bases of a splice region, as `position.SpliceSite.region` counts them."""

_IN_INTRON = {"donor": 8, "acceptor": 50}

_PREDICTED = {
    ElementKind.PROMOTER: "promoter-like by its sequence",
    ElementKind.ENHANCER: "enhancer-like by its sequence",
    ElementKind.INSULATOR: "CTCF-like by its sequence",
}
_ORDER = tuple(ElementKind)


class Listed(NamedTuple):
    """What one table says, and what it is a list of (None where only its rows tell)."""

    says: LocalSays
    default: ElementKind | None


@dataclass(frozen=True, slots=True)
class GeneModels:
    """What elements of gene models are read with.

    Attributes
    ----------
    digests
        SHA-256 of each gene model file, by the name its transcripts have as source.
    fetch
        Gives bases of the contig; None leaves polyadenylation signals out.
    """

    zones: ZoneRules
    signals: PolyadenylationRules
    digests: Mapping[str, str]
    fetch: Fetch | None = None


def gene_elements(
    variant: Variant, near: Iterable[Transcript], models: GeneModels
) -> tuple[Element, ...]:
    """Give what gene models say of a place, those of preferred transcripts first in each kind.

    `near` are transcripts in reach of the promoter zone; others of the contig do no harm. An
    insertion at the rim of an exon lies in it and in what is beside it.
    """
    found = [
        element
        for one in sorted(near, key=preference)
        if one.chrom == variant.chrom
        for element in _of_transcript(variant, one, models)
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.kind)))


def listed_elements(
    listed: Iterable[Listed],
    rules: ElementRules,
    is_of_interest: Callable[[str], bool] = lambda _: False,
) -> tuple[Element, ...]:
    """Give what tables list at a place, cell types of interest first, then by kind and width."""
    found = [
        _listed(says.source, entry, entry.place, default, rules)
        for says, default in listed
        for entry in (says.value.entries if says.value else ())
        if entry.place is not None
    ]
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda one: (
                not is_of_interest(one.cell_type),
                _ORDER.index(one.kind),
                one.place.end - one.place.start,
            ),
        )
    )


def predicted_elements(
    variant: Variant, predicted: Iterable[PredictedElement]
) -> tuple[Element, ...]:
    """Give the predicted elements that hold a changed base, the highest score above its threshold first."""
    change = change_of(variant)
    found = [
        one
        for one in predicted
        if one.place.chrom == variant.chrom and meets(change, one.place.start, one.place.end)
    ]
    found.sort(key=lambda one: one.threshold - one.score)
    return tuple(
        Element(
            one.kind,
            one.place,
            ElementSource(Origin.PREDICTED, one.engine_id, one.version, one.digest),
            f"{_PREDICTED[one.kind]} (threshold {one.threshold:g})",
            cell_type=one.cell_type,
            score=one.score,
        )
        for one in found
    )


def element_class(elements: Sequence[Element], rules: ElementRules) -> ElementClass:
    """Give the one class of a place, by the order of the rule set."""
    kinds = {one.kind for one in elements}
    fitting = (one.element_class for one in rules.precedence if kinds & set(one.kinds))
    return next(fitting, ElementClass.OTHER)


def source_of(source: LocalSource) -> ElementSource:
    """Give where the elements and links of a table come from."""
    return ElementSource(Origin.TABLE, source.title, source.version, source.digest)


def _listed(
    source: LocalSource,
    entry: LocalEntry,
    place: Stretch,
    default: ElementKind | None,
    rules: ElementRules,
) -> Element:
    kind, words = rules.read(entry.word, default)
    return Element(
        kind,
        place,
        source_of(source),
        words,
        name=entry.name or entry.word,
        cell_type=entry.cell_type,
        gene_symbol=entry.gene_symbol,
        score=entry.value,
    )


def _of_transcript(
    variant: Variant, transcript: Transcript, models: GeneModels
) -> Iterator[Element]:
    change = change_of(variant)
    source = ElementSource(
        Origin.GENE_MODELS, transcript.source, "", models.digests.get(transcript.source, "")
    )

    def element(
        kind: ElementKind, start: int, end: int, words: str = "", distance: int | None = None
    ) -> Element:
        return Element(
            kind,
            Stretch(transcript.chrom, start, end),
            source,
            words or kind.value,
            strand=transcript.strand,
            gene_symbol=transcript.gene_symbol,
            transcript_id=transcript.transcript_id,
            tss_distance=distance,
        )

    first, last = promoter_span(transcript, models.zones)
    if meets(change, first, last):
        distance = tss_distance(variant, transcript)
        yield element(ElementKind.PROMOTER, first, last, distance=distance)
    for kind, start, end in _pieces(transcript):
        if meets(change, start, end):
            yield element(kind, start, end)
    for words, start, end in _splice_regions(change, transcript):
        yield element(ElementKind.SPLICE_REGION, start, end, words)
    for words, start, end in _signals(change, transcript, models):
        yield element(ElementKind.POLYA_SIGNAL, start, end, words)


def _pieces(transcript: Transcript) -> Iterator[tuple[ElementKind, int, int]]:
    """Exons cut where the coding sequence begins and ends, and introns."""
    cds = (transcript.cds_start, transcript.cds_end)
    left, right = ElementKind.UTR5, ElementKind.UTR3
    if transcript.strand == "-":
        left, right = right, left
    for start, end in transcript.exons:
        if cds[0] is None or cds[1] is None:
            is_rna = bool(transcript.biotype)
            yield (ElementKind.NCRNA if is_rna else ElementKind.EXON), start, end
            continue
        pieces = (
            (left, start, min(end, cds[0])),
            (ElementKind.EXON, max(start, cds[0]), min(end, cds[1])),
            (right, max(start, cds[1]), end),
        )
        yield from (piece for piece in pieces if piece[1] < piece[2])
    for start, end, _ in introns(transcript):
        yield ElementKind.INTRON, start, end


def _splice_regions(change: Change, transcript: Transcript) -> Iterator[tuple[str, int, int]]:
    """Splice sites the change touches or is near to, with their stretch on the genome."""
    for site in splice_sites(change, transcript):
        if site.region is not None:
            intron_is_right = (site.kind == "donor") == (transcript.strand == "+")
            inside = _IN_INTRON[site.kind]
            before, after = (_IN_EXON, inside) if intron_is_right else (inside, _IN_EXON)
            yield f"{site.kind} region", max(0, site.edge - before), site.edge + after


def _signals(
    change: Change, transcript: Transcript, models: GeneModels
) -> Iterator[tuple[str, int, int]]:
    """Polyadenylation signals near the end of the transcript that hold a changed base."""
    if models.fetch is None:
        return
    place = TranscriptMap(transcript)
    cds_end = 0 if place.coding is None else place.coding[1]
    first = max(0, searched_from(place.n_bases, cds_end, models.signals))
    at = [place.pos_of(index) for index in range(first, place.n_bases)]
    if not at or not meets(change, min(at), max(at) + 1):
        return
    bases = "".join(models.fetch(pos, pos + 1) for pos in at)
    if transcript.strand == "-":
        bases = reverse_complement(bases)[::-1]
    for found in signals_in(bases, 0, models.signals):
        here = at[found.start : found.start + _SIGNAL]
        if meets(change, min(here), max(here) + 1):
            hexamer, strength = found.signal.hexamer, found.signal.strength.value
            yield f"polyadenylation signal {hexamer} ({strength})", min(here), max(here) + 1
