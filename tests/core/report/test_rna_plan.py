"""The plan of an RNA test as a page, as text and as JSON."""

import json
import re
from dataclasses import replace

import pytest

from core.domain.rna_plan import (
    Assay,
    Band,
    PredictedProduct,
    Primer,
    RnaPlan,
    Separation,
    TissueLine,
)
from core.errors import UsageError
from core.report.gel import gel_svg
from core.report.rna_plan import (
    LANES_NOTE,
    page_rows,
    rna_plan_html,
    rna_plan_json,
    rna_plan_text,
    write_rna_plan,
)
from core.report.values import RESEARCH_USE

WHEN = "2026-11-27T12:00:00+00:00"


def primer(name, places, strand="+", exons=()):
    return Primer(name, "ACGTTGCAAGCTTACGGATC", 60.1, 50.0, strand, places, exons)


ASSAY = Assay(
    "tells the predicted transcripts apart",
    primer("NF1 e36-e37 F", ((99, 110), (500, 509)), exons=(36, 37)),
    primer("NF1 e39 R", ((900, 920),), "-", (39,)),
    (
        Band("unchanged splicing", 412, is_seen=True),
        Band("unchanged splicing, changed allele", None, is_seen=False),
        Band("exon skipping, exon 38 (341 bases)", 71, is_seen=False),
    ),
    Separation.AGAROSE,
    (),
    1,
    ("NF1 e36-e37 F spans a junction: no product of genomic DNA.",),
)
PLAN = RnaPlan(
    "chr17-31327485-C-G",
    ("NC_000017.11:g.31327485C>G",),
    "GRCh38",
    "NF1",
    "ENST00000358273.9",
    "+",
    (
        PredictedProduct(
            "exon skipping, exon 38 (341 bases)",
            "Exon 38 is skipped.",
            0.71234567,
            341,
            False,
            "r.(5206_5546del)",
            "p.?",
            "NMD predicted",
            "NMD predicted (rule 1).",
        ),
    ),
    (TissueLine("blood", "Whole Blood", 3, 5, "read there: GTEx knows 3 of 5"),),
    True,
    "Needed: NMD is predicted.",
    (ASSAY,),
    Assay(
        "confirms the variant",
        primer("genomic F", ((10, 30),)),
        primer("genomic R", ((400, 420),), "-"),
        (Band("reference allele", 410, is_seen=True),),
        None,
        (410,),
        0,
    ),
    ("No pair of <primers>.",),
    ("Primers were looked for in the gene region only.",),
    "Intronaut RNA test planner 1",
)


def test_the_page_holds_what_is_ordered_and_expected():
    page = rna_plan_html(PLAN, WHEN)
    for text in (
        "NF1 e36-e37 F", "ACGTTGCAAGCTTACGGATC", "100-110 and 501-509 (+)", "901-920 (-)",
        "412 bases", "71 bases, not expected to be seen", "no band: a primer does not bind",
        "agarose gel", "Needed: NMD is predicted.", "71 %", "r.(5206_5546del)",
        "1 further place in", WHEN, "Primers were looked for in the gene region only.",
    ):  # fmt: skip
        assert text in page, text
    assert RESEARCH_USE in page
    assert LANES_NOTE in page
    assert "No pair of &lt;primers&gt;." in page
    assert "<primers>" not in page


def test_predictions_stand_beside_the_bands_of_their_lanes():
    rows = page_rows(PLAN)
    assert [row.product for row in rows] == [None, None, PLAN.products[0]]
    assert [row.bands[0].size for row in rows] == [412, None, 71]
    (alone,) = page_rows(replace(PLAN, rt_pcr=()))
    assert (alone.name, alone.bands) == (PLAN.products[0].name, ())


def test_the_page_is_black_on_white_and_loads_nothing():
    page = rna_plan_html(PLAN, WHEN)
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)
    colours = set(re.findall(r"#[0-9a-f]{6}", gel_svg(ASSAY)))
    assert all(
        colour[1:3] == colour[3:5] == colour[5:7] or colour == "#5f6670" for colour in colours
    )


def test_the_gel_shows_bands_that_are_seen_in_their_lanes():
    drawing = gel_svg(ASSAY)
    assert ">412<" in drawing
    assert ">71<" not in drawing
    assert [f">{number}</text>" in drawing for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_shorter_bands_run_farther():
    def y(size):
        bands = (Band("a", 250, is_seen=True), Band("b", size, is_seen=True))
        drawn = gel_svg(Assay("", ASSAY.forward, ASSAY.reverse, bands, None, (), 0))
        return float(re.search(rf'y="([0-9.]+)"[^>]*>{size}<', drawn).group(1))

    assert y(160) > y(240) > y(450)


def test_text_says_the_same():
    text = rna_plan_text(PLAN)
    assert "NF1 e39 R: 5'-ACGTTGCAAGCTTACGGATC-3' (Tm 60.1, GC 50 %, 901-920)" in text
    assert "exon skipping, exon 38 (341 bases): share 71%, frame broken" in text
    assert "told apart by: agarose gel" in text
    assert RESEARCH_USE in text


def test_json_holds_every_field():
    told = json.loads(rna_plan_json(PLAN))
    assert told["products"][0]["share"] == 0.7123
    assert told["rt_pcr"][0]["forward"]["places"] == [[99, 110], [500, 509]]
    assert told["rt_pcr"][0]["separation"] == "agarose gel"
    assert told["notice"] == RESEARCH_USE


@pytest.mark.parametrize("ending", ["html", "json", "txt"])
def test_the_ending_chooses_the_format(tmp_path, ending):
    path = tmp_path / f"plan.{ending}"
    write_rna_plan(PLAN, path, WHEN)
    start = {"html": "<!DOCTYPE html>", "json": "{", "txt": "RNA test: NF1"}[ending]
    assert path.read_text("utf-8").lstrip().startswith(start)


@pytest.mark.parametrize("name", ["plan.docx", "plan", "plan.pdf"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match=r"Choose a name that ends in \.html, \.json, \.txt"):
        write_rna_plan(PLAN, tmp_path / name, WHEN)
