"""Elements and target genes in the detail view, and unranked distal variants beside the list."""

from core.domain.element import (
    Element,
    ElementClass,
    ElementKind,
    ElementsAt,
    ElementSource,
    Origin,
    Stretch,
    TargetGene,
)
from core.interpret.element_words import SHOWN, element_rows
from gui import text
from gui.panels.element_html import element_section
from gui.theme import load_theme

LIGHT = load_theme("light")
MODELS = ElementSource(Origin.GENE_MODELS, "MANE", "", "a1")
TABLE = ElementSource(Origin.TABLE, "cCREs <x>", "4", "d1")
PLACE = Stretch("chr1", 999, 1_200)


def element(kind=ElementKind.ENHANCER, source=TABLE, words="enhancer", **more):
    return Element(kind, PLACE, source, words, **more)


def promoter(distance, name="NM_1"):
    return element(
        ElementKind.PROMOTER, MODELS, "promoter", gene_symbol="G1", transcript_id=name,
        tss_distance=distance,
    )  # fmt: skip


def told(*elements, targets=(), **more):
    found = ElementsAt(ElementClass.ENHANCER, elements, targets, **more)
    return [(one.topic, one.said) for one in element_rows(found)]


def test_transcripts_of_a_gene_share_a_row_with_the_distance_in_the_first():
    assert ("Gene models", "promoter of G1, NM_1, 40 bases before its first base; and in 1 more transcript") in told(promoter(-40), promoter(7, "NM_2"), n_tables=1)  # fmt: skip
    assert ("Gene models", "promoter of G1, NM_1, at its first base") in told(promoter(0))


def test_a_listed_element_stands_with_source_name_place_and_cell_type():
    rows = told(element(name="E1", cell_type="liver"), n_tables=1)
    assert ("cCREs <x> (4)", "enhancer (E1, chr1:1,000-1,200), in liver") in rows


def test_more_elements_and_genes_than_are_shown_are_counted():
    many = [element(name=f"E{n}") for n in range(SHOWN + 2)]
    genes = tuple(TargetGene(f"G{n}", 0.1, (), None, False, f"S{n}.") for n in range(SHOWN + 1))
    rows = told(*many, targets=genes, n_tables=1)
    assert ("", "and 2 more elements") in rows
    assert ("", "and 1 more gene") in rows


def test_a_missing_target_and_missing_tables_are_said():
    rows = dict(told())
    assert rows["Target gene"] == "No promoter of the gene models and no link leads to a gene."
    assert rows["Tables"].startswith("No table of elements or links is registered")
    assert dict(told(n_tables=1, unanswered=("ABC: the file is not there",)))["Not answered"]


def test_the_section_escapes_what_comes_from_files():
    found = ElementsAt(ElementClass.ENHANCER, (element(name="<b>"),), n_tables=1)
    shown = element_section(found, LIGHT)
    assert "Elements and target genes" in shown
    assert "&lt;b&gt;" in shown
    assert "cCREs &lt;x&gt;" in shown


def test_unranked_distal_variants_are_counted_beside_the_list():
    assert text.shown(3, 5, None, 57) == "3 of 5 candidates, 57 unranked distal"
    assert text.shown(3, 5, 105) == "3 of 5 candidates, 100 more not listed"
    assert "57 variants outside genes and promoters" in text.not_listed(5, None, 57)
    assert text.not_listed(5, None) == ""
