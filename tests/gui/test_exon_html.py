"""The section on exon inclusion: in words, and only where there is something to say."""

from dataclasses import replace

from gui.panels.exon_html import exon_section
from gui.theme import load_theme
from tests.core.store.test_track_scores import SCORE

LIGHT = load_theme("light")


def test_nothing_is_said_without_a_score():
    assert exon_section((), LIGHT) == ""


def test_the_exon_is_named_with_what_becomes_of_it():
    html = exon_section((SCORE,), LIGHT)
    assert "NF1 exon 12 of 58: <b>likely skipped more</b> (Δ logit PSI −2.53)" in html
    assert "suggests no ACMG code" in html


def test_the_strongest_tissue_stands_with_its_reference_inclusion():
    html = exon_section((SCORE,), LIGHT)
    assert "Liver" in html
    assert "0.88" in html
    assert "−0.50" in html
    assert "Retina" not in html


def test_the_largest_change_comes_first_and_names_are_escaped():
    other = replace(SCORE, exon_number=13, delta_logit_psi=-6.0, gene_symbol="<b>", tissues=())
    html = exon_section((SCORE, other), LIGHT)
    assert html.index("&lt;b&gt; exon 13") < html.index("NF1 exon 12")
