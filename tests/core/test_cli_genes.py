"""`intronaut genes` and `intronaut case genes`."""

from core.cli import main
from core.pipeline.gene_sources import add_gene_sources
from tests.core.pipeline.toy import drive
from tests.core.sources import gene_files as files
from tests.gui.case_files import make_case


def test_what_is_installed_and_what_is_not_is_listed(capsys, tmp_path):
    drive(add_gene_sources([files.hpo_genes(tmp_path / "g", ("NCBIGene:4763", "NF1", "OMIM:1"))]))
    assert main(["genes", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 7
    assert "gencc\tGenCC\tnot installed; published as gencc-submissions.tsv or .csv" in lines
    assert any(line.startswith("hpo-genes\tHPO genes and diseases") for line in lines)
    assert main(["genes", "remove", "hpo-genes"]) == 0
    assert main(["genes", "remove", "hpo-genes"]) == 2


def test_files_are_added_and_taken_into_a_case(capsys, tmp_path):
    case = make_case(tmp_path / "nf1.intronaut")
    file = files.gencc(tmp_path / "g", files.submission("NF1", "HGNC:7765", "Autosomal dominant"))
    assert main(["genes", "add", str(file)]) == 0
    assert "GenCC (2018-03-30): 1 entry." in capsys.readouterr().out
    assert main(["case", "genes", str(case)]) == 0
    assert "took no source" in capsys.readouterr().err
    assert main(["case", "genes", str(case), "NF1", "--update"]) == 0
    out, err = capsys.readouterr()
    assert "NF1\tGenCC (2018-03-30)\tNF1 disease: Autosomal dominant, Definitive\tAmbry" in out
    assert "no HGNC table was installed" in err
    assert main(["case", "genes", str(case), "NOGENE"]) == 2
