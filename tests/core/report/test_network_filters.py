"""The filters of a network as page, drawing, table and motifs."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from core.errors import UsageError
from core.report.network_filters import filters_html, logo_svg, summary, words, write_filters
from tests.core.report.filter_examples import filter_report


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - drawn here


def written(tmp_path: Path, ending: str) -> str:
    path = tmp_path / f"filters{ending}"
    write_filters(filter_report(), path)
    return path.read_text("utf-8")


def test_each_filter_says_what_it_looks_like_or_why_not():
    matched, alone, silent = filter_report().filters
    assert words(matched) == ("GATA<1> (MA0001.1), turned round: p 2.0e-06, q 0.004",)
    assert words(alone) == ("no motif looks alike (closest: FAR (MA0001.1): p 2.0e-02, q 0.6)",)
    assert words(silent) == ("nothing in these sequences activates it",)
    assert words(filter_report(compared=False).filters[0]) == ("not compared with motifs",)
    assert summary(filter_report()) == "3 filters, 2 activated, 1 like a motif"
    assert summary(filter_report(compared=False)) == "3 filters, 2 activated"


def test_the_page_escapes_names_and_tells_its_notes():
    html = filters_html(filter_report())
    assert "Net of &lt;our&gt; lab" in html
    assert "GATA&lt;1&gt;" in html
    assert html.count("<svg") == 2
    assert html.index(">3</td>") < html.index(">1</td>") < html.index(">2</td>")
    assert "No filter is compared" in filters_html(filter_report(compared=False))


def test_the_motif_lies_under_the_columns_of_the_filter_that_it_fits():
    matched, alone, _ = filter_report().filters
    both, one = drawn(logo_svg(matched)), drawn(logo_svg(alone))
    # The motif begins a column before the filter: five columns of 13 pixels beside four.
    assert float(both.attrib["width"]) - float(one.attrib["width"]) == 13
    texts = [node.text for node in both.iter() if node.tag.endswith("text")]
    assert texts == ["filter", "motif"]


def test_the_drawing_names_filters_that_something_activates(tmp_path: Path):
    root = drawn(written(tmp_path, ".svg"))
    texts = [node.text for node in root.iter() if node.tag.endswith("text")]
    assert [one for one in texts if one and one.startswith("Filter ")] == [
        "Filter 3: GATA<1> (MA0001.1), turned round: p 2.0e-06, q 0.004",
        "Filter 1: no motif looks alike (closest: FAR (MA0001.1): p 2.0e-02, q 0.6)",
    ]


def test_the_table_has_a_line_for_each_filter(tmp_path: Path):
    lines = [line for line in written(tmp_path, ".tsv").splitlines() if line[0] != "#"]
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    assert [(row["filter"], row["windows"]) for row in rows] == [
        ("3", "10"),
        ("1", "7"),
        ("2", "0"),
    ]
    assert (rows[0]["verdict"], rows[0]["strand"], rows[0]["offset"]) == ("match", "-", "-1")
    assert rows[1]["verdict"] == "no motif looks alike; the closest"
    assert rows[2]["factor"] == ""


def test_motifs_of_active_filters_are_chances_that_add_up(tmp_path: Path):
    text = written(tmp_path, ".meme")
    assert text.startswith("MEME version 4\n\nALPHABET= ACGT\n")
    assert [line for line in text.splitlines() if line.startswith("MOTIF")] == [
        "MOTIF filter_3 GATA<1>",
        "MOTIF filter_1",
    ]
    assert (
        "letter-probability matrix: alength= 4 w= 4 nsites= 10 E= 0\n0.000000 0.000000 0.900000"
        in text
    )


def test_another_ending_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r"cannot be written as \.pdf"):
        write_filters(filter_report(), tmp_path / "filters.pdf")
    assert not list(tmp_path.iterdir())
