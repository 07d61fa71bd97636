"""Panels in a case."""

from core.domain.panel import Confidence, Panel, PanelGene
from core.interpret.panels import missing_genes, panel_reasons

NF = Panel(
    "NF",
    "1.7",
    "PanelApp",
    "2024-02-01",
    "d1",
    (
        PanelGene("NF1", Confidence.GREEN, "HGNC:7765", "MONOALLELIC"),
        PanelGene("SPRED1", Confidence.AMBER),
    ),
)
OURS = Panel("ours", "", "gene list", "", "d2", (PanelGene("TP53", Confidence.LISTED),))


def test_panels_come_back_as_they_were_chosen(store):
    store.add_panel(NF)
    store.add_panel(OURS)
    assert store.panels() == (NF, OURS)


def test_a_newer_version_takes_the_place_of_the_older_one(store):
    newer = Panel("NF", "1.8", "PanelApp", "2025-02-01", "d3", NF.genes[:1])
    store.add_panel(NF)
    store.add_panel(newer)
    assert store.panels() == (newer,)


def test_a_panel_can_be_forgotten(store):
    store.add_panel(NF)
    assert store.remove_panel("NF")
    assert not store.remove_panel("NF")
    assert store.panels() == ()


def test_green_genes_and_those_of_an_unrated_list_are_the_sure_ones():
    assert (NF.n_sure, OURS.n_sure) == (1, 1)


def test_genes_without_gene_model_are_named():
    assert missing_genes(NF, {"NF1"}) == ("SPRED1",)


def test_membership_is_told_with_its_confidence_and_gives_no_points():
    (reason,) = panel_reasons((NF, OURS))["SPRED1"]
    assert reason.sentence == "SPRED1 is in the panel NF 1.7 (amber)."
    assert reason.points == 0.0
    assert "BRCA1" not in panel_reasons((NF, OURS))
