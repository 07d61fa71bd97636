"""Motifs that are broken or made, in the machine-readable shape (DESIGN 4.1)."""

from collections.abc import Iterable

from core.domain.motif import MotifChange, MotifHit
from core.interpret.motif_story import MotifStory


def motif_dicts(stories: Iterable[MotifStory]) -> list[dict[str, object]]:
    """Give one object per place; offsets of motifs are bases from `pos` along the allele."""
    return [
        {
            "event": one.event.value,
            **_change(one.motif),
            "chrom": one.chrom,
            "first": one.first,
            "last": one.last,
            "alike": [_change(other) for other in one.alike],
            "attributions": [
                {
                    "engine": item.engine,
                    "track": item.track,
                    "cell_type": item.cell_type or None,
                    "method": item.method.value,
                    "ref": round(item.ref, 4),
                    "alt": round(item.alt, 4),
                }
                for item in one.contributions
            ],
            "sentence": one.sentence,
        }
        for one in stories
    ]


def _change(one: MotifChange) -> dict[str, object]:
    return {
        "matrix_id": one.motif.matrix_id,
        "factor": one.motif.factor,
        "family": one.motif.family or None,
        "species": one.motif.species or None,
        "ref": _hit(one.ref),
        "alt": _hit(one.alt),
    }


def _hit(hit: MotifHit) -> dict[str, object]:
    return {
        "offset": hit.offset,
        "strand": hit.strand,
        "score": round(hit.score, 2),
        "p": float(f"{hit.p:.3g}"),
    }
