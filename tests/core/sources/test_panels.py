"""Gene panels in their published layouts, and plain lists."""

import hashlib
import json

import pytest

from core.domain.panel import Confidence
from core.errors import InputFileError
from core.sources.panels import read_panel

HEADER = (
    "Entity Name\tEntity type\tGene Symbol\tSources(; separated)\tLevel4\tLevel3\tLevel2\t"
    "Model_Of_Inheritance\tPhenotypes\tOmim\tOrphanet\tHPO\tPublications\tDescription\tFlagged\t"
    "GEL_Status\tUserRatings_Green_amber_red\tversion\tready\tMode of pathogenicity\t"
    "EnsemblId(GRch37)\tEnsemblId(GRch38)\tHGNC"
)


def gene(symbol, level, **more):
    fields = {
        "gene_data": {"gene_symbol": symbol, "hgnc_id": f"HGNC:{len(symbol)}", "alias": ["X"]},
        "entity_type": "gene",
        "entity_name": symbol,
        "confidence_level": level,
        "mode_of_inheritance": "MONOALLELIC, autosomal or pseudoautosomal",
        "evidence": ["Expert Review Green"],
    }
    return fields | more


PANEL = {
    "id": 255,
    "hash_id": None,
    "name": "Neurofibromatosis Type 1",
    "disease_group": "Tumour syndromes",
    "status": "public",
    "version": "1.7",
    "version_created": "2024-02-01T10:11:12.123456Z",
    "genes": [gene("NF1", "3"), gene("SPRED1", "2"), gene("OLD1", "1"), gene("NONE1", "0")],
    "strs": [],
    "regions": [{"entity_type": "region"}],
}


def row(kind, symbol, status):
    cells = dict.fromkeys(HEADER.split("\t"), "") | {
        "Entity Name": symbol,
        "Entity type": kind,
        "Gene Symbol": symbol,
        "Level4": "Epilepsy",
        "Model_Of_Inheritance": "BIALLELIC",
        "GEL_Status": status,
        "version": "4.12",
        "HGNC": "HGNC:1",
    }
    return "\t".join(cells.values())


def test_a_panel_of_the_api_keeps_version_date_and_confidence(tmp_path):
    path = tmp_path / "panel.json"
    path.write_text(json.dumps(PANEL))
    panel = read_panel(path)
    assert (panel.title, panel.source, panel.dated) == (
        "Neurofibromatosis Type 1 1.7",
        "PanelApp",
        "2024-02-01",
    )
    assert [(one.gene_symbol, one.confidence) for one in panel.genes] == [
        ("NF1", Confidence.GREEN),
        ("SPRED1", Confidence.AMBER),
        ("OLD1", Confidence.RED),
        ("NONE1", Confidence.NOT_RATED),
    ]
    assert panel.genes[0].inheritance.startswith("MONOALLELIC")
    assert panel.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_green_genes_alone_are_sure(tmp_path):
    path = tmp_path / "panel.json"
    path.write_text(json.dumps(PANEL))
    panel = read_panel(path)
    assert panel.n_sure == 1


def test_a_downloaded_table_leaves_regions_and_repeats_out(tmp_path):
    path = tmp_path / "Epilepsy.tsv"
    rows = [row("gene", "KCNQ2", "4"), row("gene", "SCN1A", "2"), row("region", "R", "3")]
    path.write_text("\n".join([HEADER, *rows, row("str", "AR", "3")]) + "\n")
    panel = read_panel(path)
    assert (panel.name, panel.version) == ("Epilepsy", "4.12")
    assert [(one.gene_symbol, one.confidence) for one in panel.genes] == [
        ("KCNQ2", Confidence.GREEN),
        ("SCN1A", Confidence.AMBER),
    ]
    assert panel.genes[0].hgnc_id == "HGNC:1"


def test_a_plain_list_may_have_comments_and_all_its_genes_are_used(tmp_path):
    path = tmp_path / "our genes.txt"
    path.write_text("# ours, March\nNF1\n\nHLA-A # a note\nNF1\nC9orf72\n")
    panel = read_panel(path)
    assert (panel.name, panel.version, panel.dated) == ("our genes", "", "")
    assert [one.gene_symbol for one in panel.genes] == ["NF1", "HLA-A", "C9orf72"]
    assert panel.n_sure == 3


@pytest.mark.parametrize("column", ["Gene Symbol", "GEL_Status", "version", "Entity type"])
def test_a_table_of_another_layout_names_the_missing_column(tmp_path, column):
    path = tmp_path / "panel.tsv"
    path.write_text(HEADER.replace(f"\t{column}", "\tOther") + "\n" + row("gene", "A", "3"))
    with pytest.raises(InputFileError, match=f"column {column} is missing"):
        read_panel(path)


@pytest.mark.parametrize("key", ["name", "version", "genes"])
def test_json_of_another_kind_names_what_is_missing(tmp_path, key):
    path = tmp_path / "panel.json"
    path.write_text(json.dumps({name: value for name, value in PANEL.items() if name != key}))
    with pytest.raises(InputFileError, match=key):
        read_panel(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no genes"),
        (b"# only a comment\n", "no genes"),
        (b"NF1\nthis is a letter\n", "line 2"),
        (b"\xff\xfe", "cannot be read"),
        (b"{", "no panel of PanelApp"),
    ],
)
def test_what_is_no_panel_is_refused(tmp_path, content, told):
    path = tmp_path / "panel"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=told):
        read_panel(path)


def test_an_unknown_confidence_is_refused_not_guessed(tmp_path):
    path = tmp_path / "panel.json"
    path.write_text(json.dumps(PANEL | {"genes": [gene("NF1", "9")]}))
    with pytest.raises(InputFileError, match="9 is no confidence"):
        read_panel(path)
