"""Normal and predicted transcript as an SVG document, in light print on white."""

from html import escape

from core.domain.transcript_drawing import TranscriptDrawing
from core.report.canvas import FONT, GREY, INK
from core.report.shapes import Bow, Ink, Letters, Line, Pen, Rect, Scene, Shape
from core.report.transcript_scene import transcript_scene

_COLOURS = {
    Ink.PAPER: "#ffffff",
    Ink.TEXT: INK,
    Ink.MUTED: GREY,
    Ink.EXON: "#3d4653",
    Ink.ON_EXON: "#ffffff",
    Ink.NEW: "#00696e",
    Ink.LOST: "#9b1410",
    Ink.VARIANT: "#b0117a",
    Ink.STOP: "#9b1410",
    Ink.RNA: "#2b5fc1",
}


def transcript_svg(drawing: TranscriptDrawing, width: float = 720) -> str:
    """Give the drawing as a self-contained SVG document; `width` in pixels."""
    return scene_svg(transcript_scene(drawing, width), drawing.title, drawing.words)


def scene_svg(scene: Scene, title: str, words: str) -> str:
    """Give shapes as a self-contained SVG document with a title and a description."""
    size = f'width="{scene.width:g}" height="{scene.height:g}"'
    view = f'viewBox="0 0 {scene.width:g} {scene.height:g}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}',
            f'font-family="{FONT}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(words)}</desc>",
            f'<rect x="0" y="0" {size} fill="#ffffff"/>',
            *(_element(shape) for shape in scene.shapes),
            "</svg>",
        )
    )


def _element(shape: Shape) -> str:
    match shape:
        case Rect():
            box = (
                f'x="{shape.x:.2f}" y="{shape.y:.2f}" '
                f'width="{shape.width:.2f}" height="{shape.height:.2f}"'
            )
            return f"<rect {box} {_style(shape.pen, shape.fill)}/>"
        case Line():
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.points)
            name = "polyline" if shape.fill is None else "polygon"
            return f'<{name} points="{points}" {_style(shape.pen, shape.fill)}/>'
        case Bow():
            path = (
                f"M{shape.x0:.2f},{shape.y:.2f} C{shape.x0:.2f},{shape.handle:.2f} "
                f"{shape.x1:.2f},{shape.handle:.2f} {shape.x1:.2f},{shape.y:.2f}"
            )
            return f'<path d="{path}" {_style(shape.pen, None)}/>'
        case Letters():
            return _letters(shape)


def _letters(shape: Letters) -> str:
    weight = ' font-weight="bold"' if shape.is_bold else ""
    text = (
        f'<text x="{shape.x:.2f}" y="{shape.y:.2f}" font-size="{shape.size:g}" '
        f'fill="{_COLOURS[shape.ink]}" text-anchor="{shape.anchor}"{weight}>'
        f"{escape(shape.text)}</text>"
    )
    if not shape.has_ground:
        return text
    ground = (
        f'<rect x="{shape.left:.2f}" y="{shape.y - 0.82 * shape.size:.2f}" '
        f'width="{shape.width:.2f}" height="{1.02 * shape.size:.2f}" '
        'fill="#ffffff" fill-opacity="0.85"/>'
    )
    return ground + text


def _style(pen: Pen | None, fill: Ink | None) -> str:
    ground = "none" if fill is None else _COLOURS[fill]
    if pen is None:
        return f'fill="{ground}"'
    dash = f' stroke-dasharray="{pen.dash}"' if pen.dash else ""
    line = f'stroke="{_COLOURS[pen.ink]}" stroke-width="{pen.width:g}"{dash}'
    return f'fill="{ground}" {line}'
