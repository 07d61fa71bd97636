"""Files about genes in the layouts they are published in."""

import gzip

import pytest

from core.domain.gene_knowledge import GeneSourceKind
from core.errors import InputFileError
from core.sources.gene_sources import read_gene_source, read_kept, write_kept
from tests.core.sources import gene_files as files

Kind = GeneSourceKind


def test_a_submission_of_gencc_keeps_disease_verdict_mode_and_submitter(tmp_path):
    path = files.gencc(
        tmp_path / "gencc-submissions.tsv",
        files.submission("NF1", "HGNC:7765", "Autosomal dominant"),
        files.submission("NF1", "HGNC:7765", "Unknown", "Limited", submitted_as_date="2021-01-02"),
    )
    found = read_gene_source(path)
    first, second = found.statements
    assert (found.source.kind, found.source.dated) == (Kind.GENCC, "2021-01-02")
    assert (first.gene_symbol, first.gene_id) == ("NF1", "HGNC:7765")
    assert (first.subject, first.verdict) == ("NF1 disease", "Definitive")
    assert (first.inheritance, first.by) == (("Autosomal dominant",), "Ambry Genetics")
    assert (first.dated, second.verdict) == ("2018-03-30", "Limited")


def test_gencc_is_read_with_commas_and_compressed_as_well(tmp_path):
    plain = files.gencc(tmp_path / "a.tsv", files.submission("NF1", "HGNC:7765", "Unknown"))
    text = plain.read_text().replace("\t", ",")
    packed = tmp_path / "gencc-submissions.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert read_gene_source(packed).statements == read_gene_source(plain).statements


def test_the_banner_of_clingen_validity_tells_when_the_file_was_made(tmp_path):
    path = files.validity(
        tmp_path / "c.csv",
        ("NF1", "HGNC:7765", "neurofibromatosis, type 1", "AD", "Definitive"),
    )
    found = read_gene_source(path)
    (one,) = found.statements
    assert (found.source.kind, found.source.dated) == (Kind.CLINGEN_VALIDITY, "2025-01-09")
    assert (one.subject, one.inheritance) == ("neurofibromatosis, type 1", ("AD",))
    assert (one.verdict, one.dated) == ("Definitive", "2020-07-13")


def test_dosage_tells_both_directions_and_what_was_not_evaluated(tmp_path):
    path = files.dosage(
        tmp_path / "d.tsv", ("NF1", "4763", "3", "0"), ("MYO7A", "4647", "30", "Not yet evaluated")
    )
    found = read_gene_source(path)
    assert found.source.dated == "25 Jan,2025"
    assert [(one.gene_symbol, one.subject, one.verdict) for one in found.statements] == [
        ("NF1", "haploinsufficiency", "sufficient evidence (3)"),
        ("NF1", "triplosensitivity", "no evidence (0)"),
        ("MYO7A", "haploinsufficiency", "gene of a recessive condition (30)"),
        ("MYO7A", "triplosensitivity", "not yet evaluated"),
    ]
    assert found.statements[0].gene_id == "NCBIGene:4763"


def test_a_rating_clingen_does_not_have_is_refused_with_its_line(tmp_path):
    path = files.dosage(tmp_path / "d.tsv", ("NF1", "4763", "3", "0"), ("RB1", "5925", "7", "0"))
    with pytest.raises(InputFileError, match="line 9: Haploinsufficiency Score '7'"):
        read_gene_source(path)


def test_hpo_links_genes_to_diseases_and_gives_them_names_and_modes(tmp_path):
    genes = read_gene_source(
        files.hpo_genes(tmp_path / "g.txt", ("NCBIGene:4763", "NF1", "OMIM:162200"))
    )
    diseases = read_gene_source(
        files.hpo_diseases(
            tmp_path / "p.hpoa",
            ("OMIM:162200", 'Neurofibromatosis "1', "", "HP:0000006", "I"),
            ("OMIM:162200", 'Neurofibromatosis "1', "", "HP:0000957", "P"),
            ("OMIM:162200", 'Neurofibromatosis "1', "NOT", "HP:0000007", "I"),
        )
    )
    assert genes.source.kind is Kind.HPO_GENES
    assert (genes.statements[0].gene_symbol, genes.statements[0].disease_id) == (
        "NF1",
        "OMIM:162200",
    )
    (disease,) = diseases.diseases
    assert diseases.source.version == "2023-04-05"
    assert (disease.name, disease.inheritance) == ('Neurofibromatosis "1', ("HP:0000006",))


def test_the_loeuf_of_gnomad_4_is_that_of_mane_select(tmp_path):
    path = files.lines(
        tmp_path / "gnomad.v4.1.constraint_metrics.tsv",
        files.CONSTRAINT_4,
        "NF1\t4763\tNM_001042492.3\ttrue\ttrue\t0.1\t0.09\t0.21\t1\t[]",
        "NF1\tENSG00000196712\tENST00000356175\ttrue\tfalse\t0.1\t0.09\t0.31\t1\t[]",
        "NF1\tENSG00000196712\tENST00000358273\tfalse\ttrue\t0.1\t0.09\t0.20\t1\t[]",
        "LONE1\tENSG00000000001\tENST00000000001\tfalse\tfalse\t0.1\t0.09\t0.9\t1\t[]",
        "NONE1\tENSG00000000002\tENST00000000002\tfalse\ttrue\tNA\tNA\tNA\tNA\t[]",
    )
    found = read_gene_source(path)
    nf1, lone, none = found.statements
    assert (found.source.kind, found.source.version) == (Kind.CONSTRAINT, "4.1")
    assert (nf1.value, nf1.by, nf1.gene_id) == (0.20, "ENST00000358273", "ENSG00000196712")
    assert (lone.value, lone.verdict) == (
        None,
        "no MANE Select or canonical transcript in the table",
    )
    assert (none.value, none.verdict) == (None, "not estimated")


def test_the_loeuf_of_gnomad_2_is_read_by_gene(tmp_path):
    path = files.lines(
        tmp_path / "lof_metrics.by_gene.txt",
        files.CONSTRAINT_2,
        "NF1\tENST00000358273\t5\t100\t1\t0.05\t0.03\t0.11\tENSG00000196712",
    )
    (one,) = read_gene_source(path).statements
    assert (one.value, one.by) == (0.11, "ENST00000358273")


@pytest.mark.parametrize("value", ["high", "-0.5", "inf"])
def test_a_loeuf_that_is_none_is_refused(tmp_path, value):
    path = files.lines(
        tmp_path / "c.txt", files.CONSTRAINT_2, f"NF1\tENST1\t5\t100\t1\t0.05\t0.03\t{value}\tENSG1"
    )
    with pytest.raises(InputFileError, match="line 2: oe_lof_upper"):
        read_gene_source(path)


def test_hgnc_gives_former_symbols_and_aliases_but_no_withdrawn_gene(tmp_path):
    path = files.hgnc(
        tmp_path / "hgnc_complete_set.txt",
        {
            "hgnc_id": "HGNC:25280",
            "symbol": "ODAD4",
            "alias_symbol": "DKFZP434H0115|CILD35",
            "prev_symbol": "TTC25",
            "entrez_id": "83538",
            "ensembl_gene_id": "ENSG00000204815",
        },
        {"hgnc_id": "HGNC:1", "symbol": "GONE", "status": "Entry Withdrawn"},
    )
    found = read_gene_source(path)
    (gene,) = found.genes
    assert (found.source.kind, found.source.dated) == (Kind.HGNC, "2024-02-01")
    assert (gene.former, gene.aliases) == (("TTC25",), ("DKFZP434H0115", "CILD35"))
    assert (gene.entrez_id, gene.ensembl_id) == ("83538", "ENSG00000204815")


def test_a_missing_column_is_named_with_the_table_it_belongs_to(tmp_path):
    path = files.gencc(tmp_path / "g.tsv", files.submission("NF1", "HGNC:7765", "Unknown"))
    path.write_text(path.read_text().replace("moi_title", "mode"))
    with pytest.raises(InputFileError, match=r"looks like GenCC, but column moi_title is missing"):
        read_gene_source(path)


def test_a_file_of_another_layout_is_refused_with_the_files_that_would_do(tmp_path):
    path = files.lines(tmp_path / "x.tsv", "chrom\tpos\tref", "1\t2\tA")
    with pytest.raises(InputFileError, match="no known layout") as caught:
        read_gene_source(path)
    assert "gencc-submissions.tsv" in caught.value.remedy


def test_a_row_that_is_cut_is_refused_with_its_line(tmp_path):
    path = files.hpo_genes(tmp_path / "g.txt", ("NCBIGene:4763", "NF1", "OMIM:162200"))
    path.write_text(path.read_text() + "NCBIGene:1\tA1BG\n")
    with pytest.raises(InputFileError, match="line 3: 2 cells under 5 columns"):
        read_gene_source(path)


def test_a_table_without_rows_is_refused(tmp_path):
    with pytest.raises(InputFileError, match="holds no entries"):
        read_gene_source(files.hpo_genes(tmp_path / "g.txt"))


def test_what_is_kept_comes_back_and_a_newer_file_takes_its_place(tmp_path):
    first = read_gene_source(files.hpo_genes(tmp_path / "a", ("NCBIGene:4763", "NF1", "OMIM:1")))
    second = read_gene_source(files.hpo_genes(tmp_path / "b", ("NCBIGene:4763", "NF1", "OMIM:2")))
    folder = tmp_path / "kept"
    assert read_kept(folder, Kind.HPO_GENES) is None
    write_kept(first, folder)
    assert read_kept(folder, Kind.HPO_GENES) == first
    kept = write_kept(second, folder)
    assert read_kept(folder, Kind.HPO_GENES) == second
    kept.write_bytes(kept.read_bytes()[:40])
    with pytest.raises(InputFileError, match="cannot be read"):
        read_kept(folder, Kind.HPO_GENES)
