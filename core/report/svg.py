"""The figure of one variant: genes and REF and ALT probabilities on one genomic axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.score import SpliceEffect, SpliceScore, SpliceTrack
from core.domain.transcript import Transcript
from core.interpret.sentences import splicing_refusals
from core.report import words
from core.report.canvas import (
    GREY,
    INK,
    POINTER_ROW,
    Axis,
    Canvas,
    Pointer,
    TextStyle,
    draw_axis,
    draw_pointers,
    pointer_rows,
)
from core.report.gene_strip import GENE_ROW, draw_transcript, visible_transcripts
from core.report.logo import attribution_svg
from core.report.site_tracks import PANEL, SiteTrack, draw_panel, lay_out

if TYPE_CHECKING:
    from core.review import VariantDetail

__all__ = ["attribution_svg", "variant_figure"]

WINDOW = 500
"""Bases shown on either side where no affected site lies farther away."""

EFFECT_MIN = 0.1
"""Smallest delta whose site is named in the figure."""

_LEFT = 38.0
_RIGHT = 14.0
_GENES_TOP = 20.0
_MOST_TRANSCRIPTS = 4
_BEYOND = 60
"""Bases shown beyond the farthest affected site."""


@dataclass(frozen=True, slots=True)
class _Effect:
    """A named effect at a 1-based position."""

    effect: SpliceEffect
    delta: float
    pos: int


@dataclass(frozen=True, eq=False, slots=True)
class _Plan:
    """What is drawn, and how many transcripts of the window are not."""

    axis: Axis
    transcripts: tuple[Transcript, ...]
    n_hidden: int
    track: SiteTrack | None
    pointers: tuple[tuple[Pointer, ...], ...]


def variant_figure(detail: "VariantDetail", width: float = 720, transcript_id: str = "") -> str:
    """Give an SVG document with genes, REF and ALT probabilities and the variant on one axis.

    Parameters
    ----------
    detail
        The variant. Without a track only the genes and the reason are drawn.
    width
        Pixels.
    transcript_id
        Whose track is drawn; by default that of the strongest score.
    """
    plan = _plan(detail, width, transcript_id)
    tracks_top = _GENES_TOP + max(1, len(plan.transcripts)) * GENE_ROW + 4
    pointers_top = tracks_top + (20 if plan.track is None else 2 * PANEL)
    ruler = pointers_top + len(plan.pointers) * POINTER_ROW + 4
    notes = _notes(plan)
    canvas = Canvas(width, ruler + 36 + 13 * len(notes), f"Splice sites around {detail.hgvs_g}")
    _mark_variant(canvas, plan.axis, detail, ruler)
    _draw_genes(canvas, plan)
    if plan.track is None:
        _explain_absence(canvas, plan.axis, detail, tracks_top)
    else:
        draw_panel(canvas, plan.track, tracks_top, is_alt=False)
        draw_panel(canvas, plan.track, tracks_top + PANEL, is_alt=True)
    draw_pointers(canvas, plan.pointers, pointers_top)
    variant = detail.facts.variant
    draw_axis(canvas, plan.axis, ruler, f"position on {variant.chrom} ({variant.assembly})")
    for index, note in enumerate(notes):
        canvas.text((_LEFT, ruler + 43 + 13 * index), note, TextStyle(size=9, colour=GREY))
    return canvas.svg()


def strongest_score(scores: Sequence[SpliceScore], transcript_id: str = "") -> SpliceScore | None:
    """Give the score of that transcript, or the one with the largest delta; None without any."""
    wanted = [score for score in scores if transcript_id in ("", score.transcript_id)]
    return max(wanted, key=lambda score: score.delta.max_delta, default=None)


def _plan(detail: "VariantDetail", width: float, transcript_id: str) -> _Plan:
    variant = detail.facts.variant
    score = strongest_score(detail.facts.scores, transcript_id)
    chosen = transcript_id or (score.transcript_id if score else "")
    track = _track_of(detail.tracks, chosen)
    effects = _effects(score, variant.pos)
    places = [variant.pos, variant.end, *(item.pos for item in effects)]
    start = max(1, min(variant.pos - WINDOW, min(places) - _BEYOND))
    end = max(variant.pos + WINDOW, max(places) + _BEYOND)
    axis = Axis(start, end, _LEFT, width - _LEFT - _RIGHT)
    shown = visible_transcripts(detail.transcripts, axis, chosen)
    affected = frozenset((item.effect.site[0].upper(), item.pos) for item in effects)
    pointers = [
        Pointer(axis.x(item.pos), f"{item.effect.value} {item.delta:.2f}") for item in effects
    ]
    return _Plan(
        axis=axis,
        transcripts=shown[:_MOST_TRANSCRIPTS],
        n_hidden=max(0, len(shown) - _MOST_TRANSCRIPTS),
        track=None if track is None else lay_out(track, variant.pos, axis, affected),
        pointers=pointer_rows(pointers, width),
    )


def _track_of(tracks: Sequence[SpliceTrack], transcript_id: str) -> SpliceTrack | None:
    """The widest track of the transcript; without a chosen transcript, the widest of all."""
    named = [track for track in tracks if transcript_id in ("", track.transcript_id)]
    return max(named, key=lambda track: track.distance, default=None)


def _effects(score: SpliceScore | None, pos: int) -> tuple[_Effect, ...]:
    """Give affected sites, strongest first; the wide window adds those beyond the standard one."""
    if score is None:
        return ()
    found: dict[tuple[SpliceEffect, int], float] = {}
    for deltas in [score.delta] if score.wide is None else [score.delta, score.wide]:
        for effect in SpliceEffect:
            value, offset = deltas.of(effect)
            if value >= EFFECT_MIN:
                found[effect, pos + offset] = value
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0][1]))
    return tuple(_Effect(effect, value, place) for (effect, place), value in ordered)


def _mark_variant(canvas: Canvas, axis: Axis, detail: "VariantDetail", bottom: float) -> None:
    """Dashed line through all tracks; a shaded span where REF covers several bases."""
    variant = detail.facts.variant
    span = axis.clipped(variant.pos, variant.end)
    if span is not None and len(variant.ref) > 1:
        canvas.rect((span[0], 16, span[1], bottom - 16), 'fill="#fde7c8"')
    x = axis.x(variant.pos)
    style = f'stroke="{INK}" stroke-width="1.2" stroke-dasharray="4 3"'
    canvas.line((x, 16), (x, bottom), style)
    change = f"{words.allele(variant.ref, 12)}>{words.allele(variant.alt, 12)}"
    text = f"{variant.chrom}:{variant.pos:,} {change}"
    canvas.label((x, 11), text, TextStyle(size=10.5, anchor="middle", is_bold=True))


def _draw_genes(canvas: Canvas, plan: _Plan) -> None:
    if not plan.transcripts:
        text = "No loaded transcript lies in this window."
        canvas.text((_LEFT, _GENES_TOP + 18), text, TextStyle(size=10, colour=GREY, halo=True))
    for index, transcript in enumerate(plan.transcripts):
        draw_transcript(canvas, plan.axis, transcript, _GENES_TOP + index * GENE_ROW)


def _explain_absence(canvas: Canvas, axis: Axis, detail: "VariantDetail", top: float) -> None:
    reasons = [reason.sentence for reason in splicing_refusals(detail.facts)]
    text = f"Not scored: {'; '.join(reasons)}." if reasons else "No probabilities are stored."
    canvas.text((axis.left, top + 10), text, TextStyle(size=10, is_bold=True, halo=True))


def _notes(plan: _Plan) -> tuple[str, ...]:
    hidden = f"{plan.n_hidden} further transcripts in this window are not drawn."
    genes = (hidden,) if plan.n_hidden else ()
    if plan.track is None:
        return genes
    letters = (
        "A acceptor, D donor; number: predicted probability; letter upside down: lower in ALT."
    )
    n_silent = len(plan.track.sites) - len({*plan.track.labels, *plan.track.alt_labels})
    silent = f"{n_silent} weaker or crowded sites are drawn without letter and value."
    return (
        letters,
        *(("Grey: not evaluated.",) if plan.track.unevaluated else ()),
        *((silent,) if n_silent else ()),
        *genes,
    )
