"""Genes under old and shared names."""

from core.domain.gene_knowledge import GeneRecord
from core.domain.panel import Confidence, Panel, PanelGene
from core.interpret.gene_knowledge import named
from core.interpret.gene_names import GeneNames, NameMatch
from core.interpret.panels import missing_genes, panel_reasons, unclear_genes

ODAD4 = GeneRecord("HGNC:25280", "ODAD4", ("TTC25",), ("CILD35",), "83538", "ENSG00000204815")
MARS1 = GeneRecord("HGNC:6898", "MARS1", ("MARS",), ("SHARED",), "4141", "ENSG00000166986")
OTHER = GeneRecord("HGNC:99", "OTHER", (), ("SHARED", "MARS1"), "99", "ENSG00000000099")
RECORDS = (ODAD4, MARS1, OTHER)


def test_a_former_symbol_finds_the_gene_of_the_gene_models():
    names = GeneNames([("ODAD4", "")], RECORDS)
    assert names.match("TTC25") == NameMatch(("ODAD4",))
    assert names.match("CILD35") == NameMatch(("ODAD4",))


def test_a_new_symbol_finds_gene_models_with_the_old_one():
    assert GeneNames([("TTC25", "")], RECORDS).match("ODAD4") == NameMatch(("TTC25",))


def test_an_approved_symbol_decides_before_an_alias_of_another_gene():
    names = GeneNames([("MARS1", ""), ("OTHER", "")], RECORDS)
    assert names.match("MARS1") == NameMatch(("MARS1",))


def test_an_identifier_decides_before_a_name():
    names = GeneNames([("MARS1", ""), ("OTHER", "")], RECORDS)
    assert names.match("SHARED", "HGNC:99") == NameMatch(("OTHER",))
    assert names.match("SHARED", "NCBIGene:4141") == NameMatch(("MARS1",))


def test_the_identifier_of_the_gene_models_is_enough_whatever_its_version():
    names = GeneNames([("old-name", "ENSG00000166986.4")], RECORDS)
    assert names.match("MARS1", "HGNC:6898") == NameMatch(("old-name",))
    assert GeneNames([("X", "ENSG1.7")]).match("Y", "ENSG1") == NameMatch(("X",))


def test_a_shared_alias_is_named_with_every_gene_it_may_mean():
    names = GeneNames([("MARS1", ""), ("OTHER", "")], RECORDS)
    assert names.match("SHARED") == NameMatch(("MARS1", "OTHER"), ("MARS1", "OTHER"))


def test_a_shared_alias_stays_unclear_where_the_gene_models_have_one_of_the_genes():
    names = GeneNames([("MARS1", "")], RECORDS)
    assert names.match("SHARED") == NameMatch(("MARS1",), ("MARS1", "OTHER"))


def test_gene_models_that_use_a_shared_alias_are_unclear_themselves():
    names = GeneNames([("SHARED", "")], RECORDS)
    assert names.match("MARS1").may_mean == ("MARS1", "OTHER")


def test_without_records_only_equal_symbols_match():
    names = GeneNames([("ODAD4", "")])
    assert names.match("ODAD4") == NameMatch(("ODAD4",))
    assert names.match("TTC25") == NameMatch()


def test_a_gene_hgnc_does_not_know_matches_as_written():
    assert GeneNames([("LOC1", "")], RECORDS).match("LOC1") == NameMatch(("LOC1",))


def test_an_old_panel_finds_its_genes_and_says_under_which_name():
    panel = Panel(
        "P",
        "1",
        "PanelApp",
        "",
        "d",
        (
            PanelGene("TTC25", Confidence.GREEN),
            PanelGene("SHARED", Confidence.GREEN),
            PanelGene("NOWHERE", Confidence.RED),
        ),
    )
    known = [("ODAD4", ""), ("MARS1", "")]
    told = named(panel, GeneNames(known, RECORDS))
    (reason,) = panel_reasons([told])["ODAD4"]
    assert reason.sentence == "ODAD4 is in the panel P 1 (green, as TTC25)."
    assert "MARS1" not in panel_reasons([told])
    assert unclear_genes(told) == ("SHARED (MARS1 or OTHER)",)
    assert missing_genes(told, {"ODAD4", "MARS1"}) == ("NOWHERE",)
