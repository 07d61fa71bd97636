"""PDF and PNG through Qt in a process of its own."""

import re
import subprocess
import sys
import zlib

import pytest
from PySide6.QtGui import QTextTable

from core.errors import ReportNotWrittenError
from core.report.html import page_lines, report_html
from core.report.svg import variant_figure
from core.report.values import RESEARCH_USE
from gui import printing
from gui.drawings import take_drawings
from gui.printing import Printer, pages
from tests.core.report import examples


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_the_package_loads_no_qt():
    code = "import gui.printing, sys; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_report_becomes_a_pdf_with_every_candidate_on_pages_of_its_own(tmp_path):
    data = examples.report()
    target = tmp_path / "report.pdf"
    Printer().pdf(report_html(data), target, lines=page_lines(data))
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"%%EOF" in content[-20:]
    assert _pages(content) >= 4


def test_drawings_become_vectors_not_pictures(tmp_path):
    data = examples.report(examples.detail())
    target = tmp_path / "report.pdf"
    Printer().pdf(report_html(data), target, lines=page_lines(data))
    content = target.read_bytes()
    assert b"/Subtype /Image" not in content
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    drawn = b"".join(_inflated(stream) for stream in streams)
    assert drawn.count(b" c\n") > 100


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_drawing_becomes_a_png_at_twice_its_size(tmp_path):
    target = tmp_path / "figure.png"
    Printer().png(variant_figure(examples.detail(), width=600), target)
    content = target.read_bytes()
    assert content.startswith(b"\x89PNG\r\n")
    assert int.from_bytes(content[16:20], "big") == 1200


def test_a_missing_folder_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        Printer().png(variant_figure(examples.detail()), tmp_path / "absent" / "figure.png")


def test_a_child_that_dies_is_one_clear_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "_answer", _die)
    with pytest.raises(ReportNotWrittenError, match="exit status 7"):
        Printer().png("<svg/>", tmp_path / "figure.png")
    assert list(tmp_path.iterdir()) == []


def _die(*_given: object) -> None:
    raise SystemExit(7)


@pytest.mark.gui
def test_every_page_carries_heading_number_notice_and_label(qapp, monkeypatch):
    assert qapp is not None
    data = examples.report(is_artificial=True)
    seen = []
    kept = pages.page_texts

    def watched(page, n_pages, lines):
        seen.append(kept(page, n_pages, lines))
        return seen[-1]

    monkeypatch.setattr(pages, "page_texts", watched)
    content = pages.pdf_bytes(report_html(data), page_lines(data))
    assert len(seen) == _pages(content)
    for number, (heading, page, notice) in enumerate(seen, start=1):
        assert data.report_id in heading
        assert "NA-CHILD" in heading
        assert page == f"page {number} of {len(seen)}"
        assert RESEARCH_USE in notice
        assert "ARTIFICIAL" in notice


@pytest.mark.gui
def test_each_candidate_is_a_part_of_its_own_and_nothing_is_lost():
    html = report_html(examples.report(examples.detail(), examples.detail(2)))
    found = pages.parts(html)
    assert len(found) == 4  # what comes first, two candidates, what comes last
    assert all(part.startswith("<!DOCTYPE html>") for part in found)
    body = "".join(part.partition("<body>")[2] for part in found)
    assert body == html.partition("<body>")[2].replace('<h2 class="candidate">', "<h2>")
    assert pages.parts("<p>no body</p>") == ("<p>no body</p>",)


@pytest.mark.gui
def test_drawings_are_taken_out_of_the_text_in_order():
    text, drawings = take_drawings(
        '<style media="print">x</style><div class="running">r</div><p>a<svg id="1"></svg>b'
        '<svg id="2">\n</svg></p>'
    )
    assert text == '<p>a<img src="drawing:0">b<img src="drawing:1"></p>'
    assert drawings == ('<svg id="1"></svg>', '<svg id="2">\n</svg>')


@pytest.mark.gui
def test_no_page_is_empty_and_no_heading_stands_alone(qapp):
    assert qapp is not None
    for n_lines in range(30, 60):
        lines = "<p>line</p>" * n_lines
        html = f"<html><body>{lines}<h3>Heading</h3><table><tr><td>cell</td></tr></table></body></html>"
        document = pages._document(html, 600, 900)
        layout = document.documentLayout()
        heading = document.findBlockByNumber(n_lines)
        assert heading.text() == "Heading"
        tops = [layout.blockBoundingRect(block).top() for block in (heading, heading.next())]
        assert int(tops[0] // 900) == int(tops[1] // 900)


@pytest.mark.gui
def test_every_drawing_is_painted_however_the_pages_fall(qapp, monkeypatch):
    assert qapp is not None
    painted = set()
    kept = pages._Drawings.drawObject

    def watched(self, painter, rect, *given):
        painted.add((id(self), rect.top()))
        kept(self, painter, rect, *given)

    monkeypatch.setattr(pages._Drawings, "drawObject", watched)
    for n_candidates in (1, 4, 7):
        details = [examples.detail(number) for number in range(1, n_candidates + 1)]
        data = examples.report(*details)
        painted.clear()
        pages.pdf_bytes(report_html(data), page_lines(data))
        assert len(painted) == 2 * n_candidates


def _rows(document):
    """First and last page of each row of the tables of a document of pages 900 high."""
    layout = document.documentLayout()
    found = []
    for table in (one for one in document.rootFrame().childFrames() if isinstance(one, QTextTable)):
        for row in range(table.rows()):
            cells = [table.cellAt(row, column) for column in range(table.columns())]
            tops = [layout.blockBoundingRect(one.firstCursorPosition().block()) for one in cells]
            ends = [layout.blockBoundingRect(one.lastCursorPosition().block()) for one in cells]
            pages_of = [int(box.top() // 900) for box in tops]
            found.append((min(pages_of), max(int((box.bottom() - 1) // 900) for box in ends)))
    return found


def _long_table(n_before: int, n_words: int, n_rows: int = 20) -> str:
    lines = "<p>line</p>" * n_before
    row = f"<tr><td>n</td><td>{'word ' * n_words}</td></tr>"
    head = "<thead><tr><th>a</th><th>b</th></tr></thead>"
    table = f"<h3>Heading</h3><table width='100%'>{head}{row * n_rows}</table>"
    return f"<html><body>{lines}{table}<p>the end</p></body></html>"


@pytest.mark.gui
def test_no_row_of_a_table_is_cut_in_two_however_the_pages_fall(qapp):
    assert qapp is not None
    for n_before in range(0, 42, 3):
        document = pages._document(_long_table(n_before, 60), 600, 900)
        rows = _rows(document)
        assert len(rows) == 21
        assert [first for first, last in rows if first != last] == []
        last = document.lastBlock()
        assert last.text() == "the end"


@pytest.mark.gui
def test_a_table_whose_first_row_would_be_cut_moves_with_its_heading(qapp):
    assert qapp is not None
    moved = 0
    for n_before in range(20, 45):
        document = pages._document(_long_table(n_before, 60, n_rows=2), 600, 900)
        layout, heading = document.documentLayout(), document.findBlockByNumber(n_before)
        assert heading.text() == "Heading"
        rows = _rows(document)
        assert int(layout.blockBoundingRect(heading).top() // 900) == rows[0][0] == rows[1][0]
        moved += rows[0][0] == 1
    assert moved > 0


@pytest.mark.gui
def test_a_row_longer_than_a_page_is_printed_nevertheless(qapp):
    assert qapp is not None
    document = pages._document(_long_table(3, 2000, n_rows=2), 600, 900)
    assert any(last > first for first, last in _rows(document))
    assert pages._pages_with_text(document) == list(range(document.pageCount()))
