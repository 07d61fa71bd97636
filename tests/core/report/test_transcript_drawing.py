"""Transcripts as SVG: well-formed, readable without colour, no text on another."""

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from core.domain.transcript_drawing import ArcState
from core.report.printer import PageLines
from core.report.shapes import Bow, Dash, Ink, Letters, Line, Rect, Room
from core.report.transcript_drawing import transcript_svg
from core.report.transcript_scene import transcript_scene
from gui.printing.pages import pdf_bytes, png_bytes, take_drawings
from tests.core.drawing_examples import EXAMPLES, exon_skipping, minus_strand, pseudoexon

WIDTHS = (560, 720, 1_400)
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=EXAMPLES)
def drawing(request):
    return EXAMPLES[request.param]()


def texts(scene):
    return [shape for shape in scene.shapes if isinstance(shape, Letters)]


def test_every_example_is_a_well_formed_document_with_words(drawing):
    root = ET.fromstring(transcript_svg(drawing))  # noqa: S314 -- our own drawing
    assert root.find(f"{_SVG}title").text == drawing.title
    assert root.find(f"{_SVG}desc").text == drawing.words


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_lies_on_another_or_leaves_the_page(drawing, width):
    scene = transcript_scene(drawing, width)
    boxes = [(t.left, t.y - 0.7 * t.size, t.width, 0.7 * t.size, t.text) for t in texts(scene)]
    for left, top, wide, high, text in boxes:
        assert left >= -0.5, text
        assert left + wide <= width + 0.5, text
        assert top >= 0, text
        assert top + high <= scene.height, text
    for one, other in itertools.combinations(boxes, 2):
        apart = (
            one[0] + one[2] <= other[0] + 0.01
            or other[0] + other[2] <= one[0] + 0.01
            or one[1] + one[3] <= other[1] + 0.01
            or other[1] + other[3] <= one[1] + 0.01
        )
        # A number in an exon may be as wide as the box that holds it.
        assert apart or one[4].isdigit() or other[4].isdigit(), (one, other)


def test_every_exon_number_stands_in_the_drawing(drawing):
    written = " ".join(text.text for text in texts(transcript_scene(drawing, 720)))
    for box in drawing.rows[0].boxes:
        assert box.label in written.replace("–", " ").split()


def test_what_is_lost_is_dashed_and_what_is_new_bold_and_hatched():
    shapes = transcript_scene(pseudoexon(), 720).shapes
    bows = [one for one in shapes if isinstance(one, Bow) and one.pen.ink in (Ink.NEW, Ink.LOST)]
    assert {one.pen.dash for one in bows if one.pen.ink is Ink.LOST} == {Dash.DASHED}
    new = [one.pen.width for one in bows if one.pen.ink is Ink.NEW]
    assert min(new) > max(one.pen.width for one in bows if one.pen.ink is Ink.LOST) - 0.1
    hatches = [s for s in shapes if isinstance(s, Line) and s.pen and s.pen.ink is Ink.NEW]
    assert len(hatches) > 10
    skipped = transcript_scene(exon_skipping(), 720).shapes
    lost = [s for s in skipped if isinstance(s, Rect) and s.pen and s.pen.ink is Ink.LOST]
    # The exon and its place in the legend.
    assert [one.pen.dash for one in lost] == [Dash.DASHED] * 2


def test_a_site_as_probable_as_before_is_drawn_neither_lost_nor_new():
    drawing = exon_skipping()
    row = drawing.rows[1]
    site = replace(row.sites[0], ref=0.99, alt=0.9901)
    kept = replace(drawing, rows=(drawing.rows[0], replace(row, sites=(site,))))
    (text,) = [one for one in texts(transcript_scene(kept, 720)) if "→ 0.99" in one.text]
    assert text.text == f"{site.kind} 0.99 → 0.99"
    assert text.ink is Ink.MUTED
    assert not text.is_bold


def test_hatches_stay_inside_their_boxes():
    shapes = transcript_scene(pseudoexon(), 720).shapes
    boxes = [s for s in shapes if isinstance(s, Rect) and s.pen and s.pen.ink is Ink.NEW]
    hatches = [s for s in shapes if isinstance(s, Line) and s.pen and s.pen.width == 0.9]
    assert hatches
    for hatch in hatches:
        assert any(
            all(
                box.x - 0.01 <= x <= box.x + box.width + 0.01
                and box.y - 0.01 <= y <= box.y + box.height + 0.01
                for x, y in hatch.points
            )
            for box in boxes
        )


def test_a_junction_nobody_saw_is_dotted_and_has_its_nought():
    scene = transcript_scene(EXAMPLES["partial_exon_loss"](), 720)
    assert "0" in [text.text for text in texts(scene)]
    bows = [s for s in scene.shapes if isinstance(s, Bow) and s.pen.ink is Ink.RNA]
    assert [one.pen.dash for one in bows] == [Dash.DOTTED]


def test_both_ends_of_the_axis_and_the_strand_are_told():
    written = [text.text for text in texts(transcript_scene(minus_strand(), 720))]
    assert {"chr1:20,200", "chr1:3,001"} <= set(written)
    assert any("minus strand: genome coordinates fall to the right" in one for one in written)


def test_user_text_is_escaped():
    named = replace(exon_skipping(), title="<script>&", notes=("a < b",))
    document = transcript_svg(named)
    assert "<script>" not in document
    root = ET.fromstring(document)  # noqa: S314 -- our own drawing
    assert root.find(f"{_SVG}title").text == "<script>&"


def test_long_names_of_rows_wrap():
    drawing = exon_skipping()
    row = replace(drawing.rows[1], title="Predicted: " + "very long words " * 12)
    scene = transcript_scene(replace(drawing, rows=(drawing.rows[0], row)), 560)
    lines = [text for text in texts(scene) if "very" in text.text]
    assert len(lines) > 1
    assert all(text.left + text.width <= 560 for text in lines)


def test_the_pointer_finds_the_smallest_thing_under_it():
    drawing = exon_skipping()
    scene = transcript_scene(drawing, 720)
    lost = next(box for box in drawing.rows[1].boxes if box.label == "4")
    spot = next(spot for spot in scene.spots if spot.words == lost.words)
    at = spot.x + spot.width / 2, spot.y + spot.height / 2
    assert scene.words_at(*at) == lost.words
    assert scene.words_at(1, 1) == ""
    new = next(arc for arc in drawing.rows[1].arcs if arc.state is ArcState.NEW)
    assert any(spot.words == new.words for spot in scene.spots)


def test_a_part_of_the_axis_can_be_looked_at():
    drawing = exon_skipping()
    box = drawing.rows[0].boxes[2]
    scene = transcript_scene(drawing, 720, (box.x0 - 20, box.x1 + 20))
    assert "6" not in [text.text for text in texts(scene)]
    assert scene.axis_x(12.0) == pytest.approx(box.x0 - 20)
    assert scene.axis_x(708.0) == pytest.approx(box.x1 + 20)


def test_room_moves_texts_that_would_touch():
    room = Room(0, 100)
    assert room.place((40, 10), (0, 50), 0, 12) == (0, 0)
    assert room.place((40, 10), (0, 50), 0, 12) == (50, 0)
    assert room.place((40, 10), (0, 50), 0, 12) == (0, 12)
    assert room.place((40, 10), (90,), 30, 12) == (60, 30)
    assert not room.takes((10, 5, 5, 5))


def test_the_printer_draws_it_as_a_picture_and_on_a_page(qapp):
    svg = transcript_svg(exon_skipping())
    assert png_bytes(svg).startswith(b"\x89PNG")
    html = f"<html><body><h2>Transcript</h2><div>{svg}</div></body></html>"
    assert take_drawings(html)[1] == (svg,)
    plain = pdf_bytes("<html><body><h2>Transcript</h2></body></html>", PageLines("h", "n", ""))
    drawn = pdf_bytes(html, PageLines("h", "n", ""))
    assert drawn.startswith(b"%PDF")
    assert len(drawn) > len(plain) + 2_000
