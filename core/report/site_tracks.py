"""Acceptor and donor probabilities of REF and ALT as labelled stems on a genomic axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.score import SpliceTrack
from core.report.canvas import (
    ALT_COLOUR,
    ALT_OUTLINE,
    BAND,
    GREY,
    INK,
    REF_COLOUR,
    RULE,
    Axis,
    Canvas,
    TextStyle,
    place_labels,
    probability_text,
)

SITE_MIN = 0.01
"""Sites below this probability in both alleles are not drawn (peers' convention)."""

_TITLE = 15.0
_HEADROOM = 26.0
_PLOT = 62.0
PANEL = _TITLE + _HEADROOM + _PLOT + 8
"""Height of one allele's panel in pixels."""

_LABEL_WIDTH = 27.0
_SHIFTS = (0.0, -6.0, 6.0, -12.0, 12.0)
"""How far a label may stand beside its stem, in pixels."""


@dataclass(frozen=True, slots=True)
class Site:
    """A drawn site: probabilities of REF and ALT at a 1-based position."""

    letter: str
    pos: int
    ref: float
    alt: float


@dataclass(frozen=True, eq=False, slots=True)
class SiteTrack:
    """Sites of one track on an axis.

    Attributes
    ----------
    labels
        Index into `sites` and the pixel its label is centred on; the others are not labelled.
    unevaluated
        1-based spans of the axis the engine did not look at.
    """

    axis: Axis
    sites: tuple[Site, ...]
    labels: Mapping[int, float]
    alt_labels: Mapping[int, float]
    unevaluated: tuple[tuple[int, int], ...]


def lay_out(
    track: SpliceTrack, pos: int, axis: Axis, affected: frozenset[tuple[str, int]]
) -> SiteTrack:
    """Choose what is drawn of a track.

    Labels go to `affected` sites (letter, position) first, then to the strongest; where two would
    touch, the one that is weaker in that allele is left out: a new site is named in ALT even right
    beside the old one it replaces.
    """
    sites = sorted(
        _sites(track, pos, axis),
        key=lambda site: (
            (site.letter, site.pos) not in affected,
            -max(abs(site.alt - site.ref) * 2, site.ref, site.alt),
            site.pos,
        ),
    )
    by_alt = sorted(
        range(len(sites)),
        key=lambda index: (
            (sites[index].letter, sites[index].pos) not in affected,
            -sites[index].alt,
        ),
    )
    labels = _placed(axis, sites)
    moved = _placed(axis, [sites[index] for index in by_alt])
    alt_labels = {by_alt[rank]: x for rank, x in moved.items()}
    return SiteTrack(axis, tuple(sites), labels, alt_labels, _unevaluated(track, pos, axis))


def _placed(axis: Axis, sites: Sequence[Site]) -> Mapping[int, float]:
    """Where the labels of sites go, earlier ones first; a label without room is left out."""
    wanted = [(axis.x(site.pos), _LABEL_WIDTH) for site in sites]
    return place_labels(wanted, _SHIFTS, (axis.left - 2, axis.right + 6))


def draw_panel(canvas: Canvas, track: SiteTrack, top: float, *, is_alt: bool) -> None:
    """Draw one allele's probabilities, `PANEL` pixels high."""
    base = top + _TITLE + _HEADROOM + _PLOT
    _draw_frame(canvas, track, base, is_alt=is_alt)
    for site in track.sites:
        _draw_stem(canvas, track.axis.x(site.pos), base, site, is_alt=is_alt)
    for index, x in (track.alt_labels if is_alt else track.labels).items():
        _label_site(canvas, (x, base), track.sites[index], is_alt=is_alt)


def _sites(track: SpliceTrack, pos: int, axis: Axis) -> tuple[Site, ...]:
    found = []
    for row, letter in enumerate("AD"):
        for column, offset in enumerate(track.offsets.tolist()):
            ref, alt = float(track.ref[row, column]), float(track.alt[row, column])
            if max(ref, alt) >= SITE_MIN and axis.covers(pos + offset):
                found.append(Site(letter, pos + offset, ref, alt))
    return tuple(found)


def _unevaluated(track: SpliceTrack, pos: int, axis: Axis) -> tuple[tuple[int, int], ...]:
    spans = ((axis.start, pos - track.distance - 1), (pos + track.distance + 1, axis.end))
    return tuple(span for span in spans if span[0] <= span[1])


def _draw_frame(canvas: Canvas, track: SiteTrack, base: float, *, is_alt: bool) -> None:
    axis = track.axis
    for start, end in track.unevaluated:
        left, width = axis.clipped(start, end) or (0.0, 0.0)
        canvas.rect((left, base - _PLOT, width, _PLOT), f'fill="{BAND}"')
    small = TextStyle(size=8.5, colour=GREY, anchor="end")
    for value in (0.0, 0.5, 1.0):
        y = base - value * _PLOT
        style = f'stroke="{RULE if value else INK}" stroke-width="0.7"'
        canvas.line((axis.left, y), (axis.right, y), style)
        canvas.text((axis.left - 5, y + 3), f"{value:g}", small)
    allele = "ALT: with the variant" if is_alt else "REF: reference sequence"
    colour = ALT_OUTLINE if is_alt else REF_COLOUR
    title = TextStyle(size=10, colour=colour, is_bold=True, halo=True)
    canvas.text((axis.left, base - _PLOT - _HEADROOM - 3), allele, title)


def _draw_stem(canvas: Canvas, x: float, base: float, site: Site, *, is_alt: bool) -> None:
    height = max(site.alt if is_alt else site.ref, 0.0) * _PLOT
    if height < 0.3:
        return
    fill, outline = (ALT_COLOUR, ALT_OUTLINE) if is_alt else (REF_COLOUR, REF_COLOUR)
    style = f'fill="{fill}" stroke="{outline}" stroke-width="0.8"'
    canvas.rect((x - 1.7, base - height, 3.4, height), style)


def _label_site(canvas: Canvas, at: tuple[float, float], site: Site, *, is_alt: bool) -> None:
    """Write letter above value above the stem; the letter hangs upside down where ALT is lower."""
    value = site.alt if is_alt else site.ref
    x, top = at[0], at[1] - max(value, 0.0) * _PLOT
    canvas.text((x, top - 3), probability_text(value), TextStyle(8.5, INK, "middle", halo=True))
    is_lower = is_alt and round(site.alt, 2) < round(site.ref, 2)
    style = TextStyle(12, ALT_OUTLINE if is_alt else REF_COLOUR, "middle", is_bold=True)
    canvas.text((x, top - 13), site.letter, style, upside_down=is_lower)
