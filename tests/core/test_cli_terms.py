"""`intronaut terms`, and terms stated absent on the command line."""

import pytest

from core.cli import main
from core.cli.new_case import _intake_spec
from core.pipeline.term_index import kept_term_index
from tests.gui.case_files import make_case

OBO = """data-version: hp/releases/2025-01-16

[Term]
id: HP:0001250
name: Seizure
synonym: "Fits" EXACT layperson []
"""


@pytest.mark.e2e
def test_terms_are_found_by_name_and_by_the_synonyms_of_an_ontology_file(capsys, tmp_path):
    assert main(["terms", "sezure"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("HP:0001250\tSeizure\t1.5")
    assert "Only names are searched" in err
    assert main(["terms", "fits"]) == 2
    assert "No phenotype term fits fits." in capsys.readouterr().err
    file = tmp_path / "hp.obo"
    file.write_text(OBO)
    assert main(["terms", "--ontology", str(file), "fits"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("HP:0001250\tSeizure\t")
    assert "hp.obo, release 2025-01-16" in err
    assert kept_term_index().has_synonyms
    assert main(["terms", "fits"]) == 0


def test_nothing_to_search_for_is_refused(capsys):
    assert main(["terms"]) == 2
    assert "nothing to search for" in capsys.readouterr().err


def test_an_exclamation_mark_states_a_sign_absent(tmp_path):
    options = {
        "case": tmp_path / "c",
        "vcf": tmp_path / "v",
        "reference": tmp_path / "r",
        "assembly": None,
        "hpo": "HP:0000957, !HP:0001250",
        "hpo_not": "HP:0001067",
    }
    spec = _intake_spec(options)
    assert spec.hpo == ("HP:0000957",)
    assert spec.hpo_absent == ("HP:0001067", "HP:0001250")


def test_tissues_of_interest_are_shown_and_chosen(capsys, tmp_path):
    case = make_case(tmp_path / "nf1.intronaut")
    assert main(["case", "tissues", str(case), "--choose", "ear"]) == 0
    assert "ear\tchosen\n" in capsys.readouterr().out
    assert main(["case", "tissues", str(case), "--choose", "mind"]) == 2
    assert "mind is no tissue of interest" in capsys.readouterr().err
    assert main(["case", "tissues", str(case), "--by-terms"]) == 0
    assert "chosen" not in capsys.readouterr().out
