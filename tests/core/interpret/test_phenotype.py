"""Phenotype matches in words, and the hint on too few terms."""

from core.domain.phenotype import GenePhenotype, HpoTerm, TermMatch
from core.interpret.phenotype import few_terms_hint, gene_match
from core.interpret.points import phenotype_reasons
from core.interpret.rules import load_rules

SEIZURE = HpoTerm("HP:0001250", "Seizure", 1.53)
RARE = HpoTerm("HP:0000957", "Cafe-au-lait spot", 4.5)
GENERAL = HpoTerm("HP:0000707", "Abnormality of the nervous system", 0.4)
UNKNOWN = HpoTerm("HP:0000001", "All", None)


def pair(share, gene_id="HP:2", gene_name="Tonic seizure"):
    return TermMatch("HP:1", "Seizure", gene_id, gene_name, share)


def reasons(match):
    rules = load_rules().phenotype
    return list(phenotype_reasons("NF1", match, rules, has_terms=True))


def test_the_term_on_record_is_named_where_it_is_another_one():
    match = gene_match(GenePhenotype(0.8, (pair(0.8), pair(1.0, "HP:1", "Seizure"), pair(0.2))))
    assert match.matched == ("Seizure (on record: Tonic seizure)", "Seizure")


def test_a_sign_stated_absent_is_told_and_costs_nothing():
    match = gene_match(GenePhenotype(0.5, (), (pair(1.0),)))
    first, second = reasons(match)
    assert second.sentence == (
        "Stated absent, though on record for NF1: Seizure (on record: Tonic seizure)."
    )
    assert second.points == 0.0
    assert first.points == reasons(gene_match(GenePhenotype(0.5)))[0].points


def test_a_gene_without_annotation_is_neutral():
    (reason,) = reasons(None)
    assert reason.points == 0.0
    assert "no phenotype on record" in reason.sentence


def test_three_informative_terms_need_no_hint():
    assert few_terms_hint((SEIZURE, RARE, RARE)) == ""
    assert few_terms_hint(()) == ""


def test_general_terms_do_not_count_and_are_named():
    hint = few_terms_hint((RARE, GENERAL, UNKNOWN))
    assert "1 informative term" in hint
    assert "Abnormality of the nervous system, All" in hint
    assert "Cafe-au-lait" not in hint
