"""What lies at a variant and which genes it may act on, in plain values for programs."""

from core.domain.element import (
    Element,
    ElementsAt,
    ElementSource,
    GeneLink,
    Stretch,
    TargetGene,
)
from core.report.score_json import rounded


def element_dicts(found: ElementsAt) -> dict[str, object]:
    """Give the keys that tell elements and target genes in the shapes other programs read."""
    return {
        "element_class": found.element_class.value,
        "elements": [_element(one) for one in found.elements],
        "target_genes": [_target(one) for one in found.targets],
    }


def _element(one: Element) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "words": one.class_words,
        "name": one.name or None,
        "place": _place(one.place),
        "cell_type": one.cell_type or None,
        "strand": one.strand or None,
        "gene_symbol": one.gene_symbol or None,
        "transcript_id": one.transcript_id or None,
        "tss_distance": one.tss_distance,
        "score": one.score,
        "source": _source(one.source),
    }


def _target(one: TargetGene) -> dict[str, object]:
    return {
        "gene_symbol": one.gene_symbol,
        "share": rounded(one.share),
        "distance": one.distance,
        "is_promoter": one.is_promoter,
        "sentence": one.sentence,
        "links": [_link(link) for link in one.links],
    }


def _link(one: GeneLink) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "score": one.score,
        "p_value": one.p_value,
        "name": one.name or None,
        "cell_type": one.cell_type or None,
        "is_of_interest": one.is_of_interest,
        "place": _place(one.place),
        "far": None if one.far is None else _place(one.far),
        "source": _source(one.source),
    }


def _place(one: Stretch) -> dict[str, object]:
    """0-based half-open, as in BED."""
    return {"chrom": one.chrom, "start": one.start, "end": one.end}


def _source(one: ElementSource) -> dict[str, object]:
    return {
        "origin": one.origin.value,
        "title": one.title,
        "version": one.version or None,
        "digest": one.digest or None,
    }
