"""What an explanation is about, in words: a splice site, or a track of regulatory sequence."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.backgrounds import measured
from core.domain.attribution import AlleleAttribution, Attribution
from core.domain.candidate import Facts
from core.domain.motif import MotifChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import SpliceEffect
from core.interpret.motif_story import MotifStory, motif_stories
from core.report import words
from core.report.canvas import probability_text
from core.report.regulatory import engine_title, engine_titles

if TYPE_CHECKING:
    from core.review import VariantDetail


def about(attribution: Attribution, detail: "VariantDetail") -> str:
    """Name the explained site (annotated or not, kind and position), or the track."""
    if attribution.track is not None:
        return f"{engine_title(attribution.engine_id)}: {attribution.words}"
    if attribution.effect is None:
        return ""
    variant = detail.facts.variant
    pos = variant.pos + attribution.site_offset
    kind = "annotated" if _is_annotated(pos, attribution, detail) else "unannotated"
    return f"{kind} {attribution.effect.site} at {variant.chrom}:{pos:,}"


def contribution(item: Attribution) -> str:
    """Give what the bases of a drawing contribute to, and how that was computed."""
    return f"{'' if item.track else 'the site of the '}{words.explanation(item)}"


def heading(attribution: Attribution, detail: "VariantDetail") -> tuple[str, str]:
    """Give the title of a drawing, and what stands below it."""
    method = ", ".join(filter(None, (attribution.method.words, attribution.completeness)))
    if attribution.track is not None:
        read = attribution.subject or "the sequence around the variant, both strands"
        parts = [read, method, "plus-strand bases"]
    else:
        parts = [attribution.words, attribution.transcript_id, f"{method} · plus-strand bases"]
    below = " · ".join(parts)
    if attribution.strand:
        strand = "plus" if attribution.strand == "+" else "minus"
        arrow = "→" if attribution.strand == "+" else "←"
        below = f"{below}; the gene lies on the {strand} strand {arrow}"
    named = about(attribution, detail)
    title = named if attribution.track is not None else f"the {named}"
    return f"Bases behind {title}", below


def value(about_what: SpliceEffect | RegulatoryTrack | None, allele: AlleleAttribution) -> str:
    """Give the explained number of one allele, with its unit."""
    if isinstance(about_what, RegulatoryTrack):
        unit = f" {about_what.unit}" if about_what.unit else ""
        return f"{allele.probability:.2f}{unit}".replace("-", "−", 1)
    return f"probability of the site {probability_text(allele.probability)}"


def directions(attribution: Attribution) -> tuple[str, str]:
    """Say what a positive and what a negative contribution does; the latter "" where none is."""
    if not attribution.method.has_sign:
        return "the network looks here; the direction is not told", ""
    if attribution.track is not None:
        return "raises the track", "lowers the track"
    return "supports the site", "works against the site"


def told_motifs(facts: Facts, explained: Sequence[Attribution]) -> tuple[MotifStory, ...]:
    """Give the motifs that are broken or made, with what the stored explanations say of them.

    Explanations of tracks that move less than they usually do are left out: they tell nothing of this
    variant.
    """
    changes = [one for score in facts.regulatory for one in score.motifs]
    if not changes:
        return ()
    told = [one for one in explained if not _moves_little(one, facts)]
    return motif_stories(changes, facts.variant, told, engine_titles())


def _moves_little(attribution: Attribution, facts: Facts) -> bool:
    """Whether a track is known to move less than it usually does on background variants."""
    asked = attribution.engine_id, attribution.subject
    return any(
        one.change.track == attribution.track
        and one.times_usual is not None
        and one.times_usual < 1
        for score in facts.regulatory
        if (score.engine_id, score.subject) == asked
        for one in measured(score)
    )


def told_motif(attribution: Attribution, detail: "VariantDetail") -> MotifChange | None:
    """Give the motif that changes most, for a track that was read off the plus strand."""
    if attribution.track is None or attribution.strand:
        return None
    return next((one.motif for one in told_motifs(detail.facts, ())), None)


def _is_annotated(pos: int, attribution: Attribution, detail: "VariantDetail") -> bool:
    gene = [item for item in detail.transcripts if item.strand == attribution.strand]
    return any(pos in item.boundaries for item in gene)
