"""Sources on genes kept on the computer and taken into cases."""

import json

import pytest

from core.domain.gene_knowledge import GeneSourceKind
from core.errors import InputFileError, UsageError
from core.genes import KnownGenes
from core.pipeline.gene_sources import (
    add_gene_sources,
    gene_folder,
    kept_gene_sources,
    remove_gene_source,
    update_gene_sources,
)
from core.pipeline.intake import read_case
from core.pipeline.panels import change_panels
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.genes import gene_report
from core.report.html import report_html
from core.report.json import report_json
from core.sources.gene_sources import kept_path
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.core.sources import gene_files as files

Kind = GeneSourceKind
NAMES = ({"hgnc_id": "HGNC:1", "symbol": "PLUSGENE", "prev_symbol": "OLDPLUS"},)


@pytest.fixture
def gencc(tmp_path):
    return files.gencc(
        tmp_path / "gencc.tsv", files.submission("OLDPLUS", "HGNC:1", "Autosomal recessive")
    )


@pytest.fixture
def hgnc(tmp_path):
    return files.hgnc(tmp_path / "hgnc.txt", *NAMES)


def said(case, symbol="PLUSGENE"):
    with CaseStore.open(case) as store:
        return {row.source: row.said for row in gene_report(KnownGenes(store).of(symbol)).rows}


def test_a_new_case_takes_what_is_kept_and_tells_what_is_not(world: World, gencc, hgnc):
    drive(add_gene_sources([gencc, hgnc]))
    drive(read_case(spec := world.spec()))
    told = said(spec.case)
    assert told["GenCC (2018-03-30)"] == "OLDPLUS disease: Autosomal recessive, Definitive"
    assert told["gnomAD constraint"] == "not installed, so nothing is known from it"
    assert told["Panels"] == "no panel was chosen for the case"
    assert said(spec.case, "MINUSGENE")["GenCC (2018-03-30)"].startswith("gene not in this source")
    with CaseStore.open(spec.case) as store:
        assert [one.kind for one in store.gene_sources.all()] == [Kind.GENCC, Kind.HGNC]
        assert len(store.gene_sources.all()[0].digest) == 64


def test_a_case_keeps_what_it_took_until_it_is_updated(world: World, gencc, hgnc):
    drive(add_gene_sources([gencc, hgnc]))
    drive(read_case(spec := world.spec()))
    remove_gene_source(Kind.GENCC)
    assert "GenCC (2018-03-30)" in said(spec.case)
    assert drive(update_gene_sources(spec.case))[1] == 1
    assert said(spec.case)["GenCC"].startswith("not installed")
    with pytest.raises(UsageError, match="not installed"):
        remove_gene_source(Kind.GENCC)


def test_diseases_of_the_hpo_get_name_and_mode_or_it_is_said_that_they_lack(world: World, tmp_path):
    genes = files.hpo_genes(tmp_path / "g.txt", ("NCBIGene:1", "PLUSGENE", "OMIM:162200"))
    diseases = files.hpo_diseases(tmp_path / "p", ("OMIM:162200", "NF", "", "HP:0000006", "I"))
    drive(add_gene_sources([genes]))
    drive(read_case(spec := world.spec()))
    title = "HPO genes and diseases (no version stated)"
    assert said(spec.case)[title] == "OMIM:162200: mendelian"
    with CaseStore.open(spec.case) as store:
        assert "phenotype.hpoa" in gene_report(KnownGenes(store).of("PLUSGENE")).remarks[0]
    drive(add_gene_sources([diseases]))
    drive(update_gene_sources(spec.case))
    assert said(spec.case)[title] == "NF: Autosomal dominant, mendelian"


def test_a_file_that_cannot_be_read_leaves_everything_as_it_was(tmp_path, gencc):
    bad = files.lines(tmp_path / "bad.tsv", "nothing\there")
    with pytest.raises(InputFileError):
        drive(add_gene_sources([gencc, bad]))
    assert all(one.source is None for one in kept_gene_sources())


def test_a_damaged_source_does_not_stop_a_case_and_is_told(world: World, gencc):
    drive(add_gene_sources([gencc]))
    kept = kept_path(gene_folder(), Kind.GENCC)
    kept.write_bytes(kept.read_bytes()[:50])
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert any("GenCC is not used." in text for text in store.info().warnings)
    with pytest.raises(InputFileError):
        drive(update_gene_sources(spec.case))
    assert kept_gene_sources()[0].problem


def test_an_old_name_in_a_panel_is_found_once_hgnc_is_there(world: World, tmp_path, hgnc):
    panel = tmp_path / "ours.txt"
    panel.write_text("OLDPLUS\n")
    drive(read_case(spec := world.spec(panels=(panel,))))
    assert said(spec.case)["Panels"] == "in none of the panels of the case"
    drive(add_gene_sources([hgnc]))
    drive(update_gene_sources(spec.case))
    assert said(spec.case)["Panels"] == "ours: listed, as OLDPLUS"
    drive(change_panels(spec.case, remove=["ours"]))
    drive(change_panels(spec.case, add=[panel]))
    assert said(spec.case)["Panels"] == "ours: listed, as OLDPLUS"


def test_known_inheritance_is_a_reason_without_points_and_stands_in_every_report(
    world: World, gencc, hgnc
):
    drive(add_gene_sources([hgnc]))
    world.add(PLUS[1][1] + 1)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        (before,) = store.candidate_rows()
    drive(add_gene_sources([gencc]))
    drive(update_gene_sources(spec.case))
    with CaseStore.open(spec.case) as store:
        (after,) = store.candidate_rows()
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
    assert (after.rank, after.points) == (before.rank, before.points)
    (told,) = [one for one in after.reasons if one.topic == "known inheritance"]
    assert "PLUSGENE is known for recessive disease only (GenCC)" in told.sentence
    html, shape = report_html(data), json.loads(report_json(data))
    assert "What is known about PLUSGENE" in html
    assert "Not installed, so nothing is known from: " in html
    gene = shape["candidates"][0]["genes"][0]
    states = {one["kind"]: one["state"] for one in gene["sources"]}
    assert (states["gencc"], states["hpo-genes"]) == ("tells", "not installed")
    assert shape["gene_sources"][0]["kind"] == "gencc"
    assert "GenCC (2018-03-30)" in " ".join(shape["method"]["steps"])
