"""`intronaut coding-potential` and `coding-model`."""

import json

import pytest

from core.cli import main
from models.coding.kept import CPAT, kept

TABLE = "hexamer\tcoding\tnoncoding\nATGGCC\t0.002\t0.001\nGCCGCC\t0.004\t0.001\n"
TERMS = "(Intercept)\t-2\nmRNA\t0\nORF\t0.02\nFickett\t0\nHexamer\t1\n"
CODING = "CC" + "ATG" + "GCC" * 80 + "TAA"


@pytest.fixture
def cpat_files(tmp_path):
    table, terms = tmp_path / "hexamers.tsv", tmp_path / "coefficients.tsv"
    table.write_text(TABLE)
    terms.write_text(TERMS)
    return str(table), str(terms)


@pytest.mark.e2e
def test_without_a_model_the_command_says_how_to_get_one(capsys):
    assert main(["coding-potential", CODING]) == 2
    told = capsys.readouterr().err
    assert "There is no network model of coding potential" in told
    assert "intronaut coding-model train" in told


@pytest.mark.e2e
def test_cpat_is_imported_and_assesses_sequences(capsys, cpat_files, tmp_path):
    assert main(["coding-model", "import-cpat", *cpat_files]) == 0
    assert "calls coding from 0.364 on" in capsys.readouterr().err
    assert kept(CPAT)[0].origin == "Imported from hexamers.tsv and coefficients.tsv."
    fasta = tmp_path / "two.fa"
    fasta.write_text(f">coding\n{CODING}\n>short\nACGT\n")
    assert main(["coding-potential", "--model", "cpat", str(fasta)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("coding\tcoding\t0.9")
    assert "codes for 81 amino acids and ends with a stop codon" in first
    assert second.startswith("short\tnot assessed\t\tCoding potential not assessed.")
    assert main(["coding-potential", "--model", "cpat", "--json", CODING]) == 0
    (shape,) = json.loads(capsys.readouterr().out)
    assert (shape["verdict"], shape["frame"]["start"], shape["frame"]["end"]) == ("coding", 2, 248)
    assert shape["frame"]["n_amino_acids"] == 81
    assert shape["frame"]["has_stop"] is True
    assert {one["name"] for one in shape["features"]} == {"mRNA", "ORF", "Fickett", "Hexamer"}
    # ORF of 246 bases; hexamers: ATGGCC log 2 once, GCCGCC log 4 79 times, GCCTAA passed over.
    by_hand = -2 + 0.02 * 246 + (0.6931472 + 79 * 1.3862944) / 80
    total = -2 + sum(one["contribution"] for one in shape["features"])
    assert total == pytest.approx(by_hand, abs=1e-3)


@pytest.mark.e2e
def test_a_file_that_is_no_hexamer_table_is_refused(capsys, cpat_files):
    assert main(["coding-model", "import-cpat", cpat_files[1], cpat_files[1]]) == 2
    assert "Human_Hexamer.tsv" in capsys.readouterr().err
    assert main(["coding-model", "import-cpat", "nowhere.tsv", cpat_files[1]]) == 2
    assert "nowhere.tsv: cannot be read" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.e2e
def test_the_model_is_trained_by_a_command(capsys, tmp_path):
    from tests.core.coding_genome import write_genome

    fasta, genes, exons = (str(one) for one in write_genome(tmp_path))
    command = ["coding-model", "train", "--reference", fasta, "--genes", genes, "--exons", exons]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert "Trained on" in err
    assert "network\tall\tall\t" in out
    assert "longest frame only\tall\tall\t" in out
    assert main(["coding-potential", "chr2G1.1", "--reference", fasta, "--genes", genes]) == 0
    assert capsys.readouterr().out.startswith("chr2G1.1\tcoding\t")
