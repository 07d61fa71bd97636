"""BS1 above the limit of a gene and its condition."""

import pytest

from core.domain.assembly import Assembly
from core.domain.evidence import Standing
from core.domain.evidence_inputs import EvidenceInputs, GeneEvidence
from core.domain.variant import Variant
from core.interpret.evidence.code_rules import DiseaseThreshold
from tests.core.interpret.evidence.cases import (
    RULES,
    codes,
    has,
    one,
    population,
    seen,
)


def test_ba1_that_is_only_possible_leaves_bs1_and_pm2_to_be_seen():
    given = seen(population(("all", 0.3, 900)))
    rules = with_thresholds(LIMIT)
    assert one(given, "BS1", rules=rules).standing is Standing.POSSIBLE
    item = one(given, "PM2", rules=rules)
    assert item.standing is Standing.NOT_SUGGESTED
    assert "more than 2e-05" in item.reason


def test_bs1_leaves_no_pm2_beside_it():
    rules = with_thresholds(LIMIT.model_copy(update={"value": 1e-6}))
    given = seen(population(("all", 0.00001, 150_000)))
    assert codes(given, rules) == {"BS1_Strong"}
    assert not has(given, "PM2", rules)


def test_bs1_is_not_used_without_a_limit_of_gene_and_condition():
    assert not has(seen(population(("all", 0.04, 150_000))), "BS1")


def with_thresholds(*found):
    population_rules = RULES.population.model_copy(
        update={"bs1": RULES.population.bs1.model_copy(update={"thresholds": found})}
    )
    return RULES.model_copy(update={"population": population_rules})


LIMIT = DiseaseThreshold(gene="GENE", condition="a condition", value=0.001, source="a panel")


@pytest.mark.parametrize(("frequency", "expected"), [(0.0011, True), (0.001, False)])
def test_bs1_above_the_limit_of_the_gene(frequency, expected):
    rules = with_thresholds(LIMIT)
    given = seen(population(("all", frequency, 150_000)))
    assert ("BS1_Strong" in codes(given, rules)) is expected
    if expected:
        assert "a condition (a panel)" in one(given, "BS1", rules=rules).reason


def test_a_limit_of_another_gene_does_not_count():
    rules = with_thresholds(LIMIT.model_copy(update={"gene": "OTHER"}))
    assert not has(seen(population(("all", 0.04, 150_000))), "BS1", rules)


def test_of_several_conditions_the_highest_limit_counts():
    rules = with_thresholds(LIMIT, LIMIT.model_copy(update={"value": 0.01}))
    assert not has(seen(population(("all", 0.005, 150_000))), "BS1", rules)


def test_ba1_leaves_no_bs1_beside_it():
    rules = with_thresholds(LIMIT)
    assert codes(seen(population(("all", 0.3, 150_000))), rules) == {"BA1_StandAlone"}


def test_bs1_of_a_small_group_is_only_possible():
    rules = with_thresholds(LIMIT)
    given = seen(population(("all", 0.01, None)))
    assert one(given, "BS1", rules=rules).standing is Standing.POSSIBLE


def test_a_small_group_does_not_hide_a_large_one_from_bs1():
    rules = with_thresholds(LIMIT)
    given = seen(population(("ami", 0.03, 900), ("nfe", 0.002, 60_000), ("afr", 0.001, 9_000)))
    item = one(given, "BS1", rules=rules)
    assert item.standing is Standing.SUGGESTED
    assert item.reason.startswith("0.002 of the alleles of nfe (gnomAD 4.1), above 0.001")


def test_bs1_of_a_large_group_stands_beside_ba1_of_a_small_one():
    rules = with_thresholds(LIMIT)
    given = seen(population(("ami", 0.3, 900), ("nfe", 0.002, 60_000)))
    assert one(given, "BA1", rules=rules).standing is Standing.POSSIBLE
    assert one(given, "BS1", rules=rules).standing is Standing.SUGGESTED
    assert not has(given, "PM2", rules)


def test_an_exception_of_ba1_gets_no_bs1_either():
    entry = RULES.population.ba1_exceptions.variants[0]
    symbol = entry.name.split()[0]
    given = EvidenceInputs(
        Variant.parse(entry.GRCh38, Assembly.GRCH38),
        GeneEvidence(symbol),
        population=population(("all", 0.04, 150_000)),
    )
    assert not has(given, "BS1", with_thresholds(LIMIT.model_copy(update={"gene": symbol})))


def test_bs1_asks_for_a_frequency():
    assert codes(seen(population()), with_thresholds(LIMIT)) == set()
