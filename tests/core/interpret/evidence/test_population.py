"""BA1, BS1 and PM2 from population data."""

import pytest

from core.domain.assembly import Assembly
from core.domain.evidence import Standing
from core.domain.evidence_inputs import EvidenceInputs, GeneEvidence
from core.domain.gene_knowledge import KnownMode
from core.domain.local_value import Coverage
from core.domain.stated import RegulatoryGate, Stated
from core.domain.variant import Variant
from tests.core.interpret.evidence.cases import (
    RULES,
    absent,
    codes,
    has,
    one,
    population,
    seen,
)

RECESSIVE = GeneEvidence("GENE", modes=frozenset({KnownMode.BIALLELIC}))
DOMINANT = GeneEvidence("GENE", modes=frozenset({KnownMode.MONOALLELIC}))


@pytest.mark.parametrize(
    "data",
    [
        None,
        population(coverage=Coverage.NOT_COVERED),
        population(coverage=Coverage.MISSING),
        population(coverage=Coverage.UNREADABLE),
    ],
)
def test_a_missing_frequency_is_never_rare(data):
    item = one(seen(data), "PM2")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "unknown is not rare" in item.reason


def test_absent_where_genomes_were_called_is_pm2_supporting():
    assert codes(seen(absent())) == {"PM2_Supporting"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (absent(None), False),
        (absent(0.49), False),
        (absent(0.50), True),
        (absent(0.95, genome=False), False),
    ],
)
def test_absence_counts_only_where_enough_genomes_were_called(data, expected):
    assert has(seen(data), "PM2")
    assert (one(seen(data), "PM2").standing is Standing.SUGGESTED) is expected


def test_a_person_may_state_how_many_genomes_were_called_with_a_source():
    stated = Stated(call_share=0.9, call_share_source="gnomAD browser, coverage plot")
    assert codes(seen(absent(None), stated=stated)) == {"PM2_Supporting"}
    unsourced = Stated(call_share=0.9)
    assert codes(seen(absent(None), stated=unsourced)) == set()


@pytest.mark.parametrize(
    ("gene", "frequency", "expected"),
    [
        (DOMINANT, 0.00002, True),
        (DOMINANT, 0.000021, False),
        (GeneEvidence("GENE"), 0.000021, False),
        (RECESSIVE, 0.0001, True),
        (RECESSIVE, 0.00011, False),
        (GeneEvidence("GENE", modes=RECESSIVE.modes | DOMINANT.modes), 0.0001, False),
    ],
)
def test_pm2_goes_up_to_the_limit_of_the_inheritance(gene, frequency, expected):
    given = seen(population(("all", frequency, 150_000)), gene=gene)
    assert (one(given, "PM2").standing is Standing.SUGGESTED) is expected


def test_the_group_in_which_it_is_most_common_counts():
    data = population(("all", 0.000001, 150_000), ("afr", 0.001, 40_000))
    assert one(seen(data), "PM2").standing is Standing.NOT_SUGGESTED


def test_a_record_the_resource_doubts_is_no_pm2():
    data = population(("all", 0.0, 150_000), passes=False)
    assert "doubts the record" in one(seen(data), "PM2").reason


def test_ba1_above_5_percent_in_a_large_group():
    data = population(("all", 0.01, 150_000), ("sas", 0.051, 2_000))
    item = one(seen(data), "BA1")
    assert (item.label, item.points, item.standing) == ("BA1_StandAlone", 0, Standing.SUGGESTED)
    assert not has(seen(data), "PM2")


def test_5_percent_itself_is_not_above():
    assert not has(seen(population(("all", 0.05, 150_000))), "BA1")


@pytest.mark.parametrize(
    "data",
    [
        population(("ami", 0.3, 1_999)),
        population(("all", 0.3, None)),
        population(("all", 0.3, 5_000), passes=None),
        population(("all", 0.3, 5_000), passes=False),
    ],
)
def test_a_small_group_or_a_doubtful_record_leaves_ba1_possible(data):
    assert one(seen(data), "BA1").standing is Standing.POSSIBLE


@pytest.mark.parametrize("alleles", [2_000, 2_001])
def test_two_thousand_alleles_are_a_large_group(alleles):
    item = one(seen(population(("all", 0.3, alleles))), "BA1")
    assert item.standing is Standing.SUGGESTED


def test_a_large_group_above_the_limit_comes_before_a_small_one_that_has_more():
    item = one(
        seen(population(("ami", 0.3, 900), ("nfe", 0.06, 60_000), ("sas", 0.05, 9_000))), "BA1"
    )
    assert item.standing is Standing.SUGGESTED
    assert item.reason.startswith("0.06 of the alleles of nfe (gnomAD 4.1), above 0.05")
    two = population(("afr", 0.06, 60_000), ("nfe", 0.07, 60_000))
    assert "of nfe" in one(seen(two), "BA1").reason


def test_why_a_common_allele_is_only_possibly_benign_is_told():
    small = one(seen(population(("ami", 0.3, 900))), "BA1")
    assert "that 2,000 alleles were called there is not known" in small.reason
    doubted = one(seen(population(("all", 0.3, 5_000), passes=None)), "BA1")
    assert "whether the record passed is not known" in doubted.reason


@pytest.mark.parametrize(
    ("gate", "genome", "standing"),
    [
        (RegulatoryGate("promoter"), False, Standing.POSSIBLE),
        (RegulatoryGate("promoter"), True, Standing.SUGGESTED),
        (None, False, Standing.SUGGESTED),
    ],
)
def test_a_variant_that_acts_by_regulation_asks_for_frequencies_of_genomes(gate, genome, standing):
    data = population(("all", 0.3, 5_000), genome=genome)
    item = one(seen(data, stated=Stated(gate=gate)), "BA1")
    assert item.standing is standing
    assert ("frequencies of genomes" in item.reason) is (standing is Standing.POSSIBLE)


@pytest.mark.parametrize(("genome", "share"), [(False, 0.95), (True, None), (False, None)])
def test_the_share_a_person_states_takes_the_place_of_one_that_genomes_do_not_tell(genome, share):
    stated = Stated(call_share=0.4, call_share_source="gnomAD browser")
    item = one(seen(absent(share, genome=genome), stated=stated), "PM2")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "Only 40% of the genomes" in item.reason
    assert item.saw("genomes called") == "0.40 gnomAD browser"


def test_the_share_the_genomes_tell_comes_before_one_a_person_states():
    stated = Stated(call_share=0.4, call_share_source="gnomAD browser")
    assert codes(seen(absent(0.95), stated=stated)) == {"PM2_Supporting"}


def test_a_record_that_nobody_judged_can_be_rare():
    data = population(("all", 1e-6, 150_000), passes=None)
    item = one(seen(data), "PM2")
    assert item.standing is Standing.SUGGESTED
    assert item.saw("record passed") == "not known"
    assert "at most 2e-05" in item.reason


def test_what_the_resource_said_stands_with_the_code():
    item = one(seen(population(("all", 1e-6, None), ("afr", 0.0, 4_000)), gene=DOMINANT), "PM2")
    assert item.saw("frequencies") == "all 1e-06 of unknown alleles; afr 0 of 4000 alleles"
    assert (item.saw("genomes called"), item.saw("record passed")) == ("0.95", "True")
    assert item.saw("inheritance") == KnownMode.MONOALLELIC.value
    unknown = one(seen(absent(None)), "PM2")
    assert (unknown.saw("genomes called"), unknown.saw("inheritance")) == ("not known",) * 2
    assert "could be called at this place is not known" in unknown.reason


def test_absence_is_told_with_the_share_of_genomes():
    assert "Absent from gnomAD 4.1, where 95% of the genomes" in one(seen(absent()), "PM2").reason


EXCEPTIONS = [
    (one_, assembly, spelled)
    for one_ in RULES.population.ba1_exceptions.variants
    for assembly, spelled in (
        (Assembly.GRCH37, one_.GRCh37),
        (Assembly.GRCH38, one_.GRCh38),
    )
]


@pytest.mark.parametrize(("entry", "assembly", "spelled"), EXCEPTIONS)
def test_each_variant_on_the_list_of_exceptions_gets_no_ba1(entry, assembly, spelled):
    given = EvidenceInputs(
        Variant.parse(spelled, assembly),
        GeneEvidence(entry.name.split()[0]),
        population=population(("all", 0.09, 150_000)),
    )
    item = one(given, "BA1")
    assert item.standing is Standing.NOT_SUGGESTED
    assert entry.name in item.reason


def test_the_list_has_the_nine_variants_and_another_build_is_another_place():
    assert len(RULES.population.ba1_exceptions.variants) == 9
    swapped = Variant.parse("chr6-26091179-C-G", Assembly.GRCH38)
    assert RULES.population.ba1_exceptions.of(swapped) is None


def test_a_listed_allele_without_a_frequency_is_not_rare_but_unknown():
    given = seen(population())
    item = one(given, "PM2")
    assert item.standing is Standing.NOT_SUGGESTED
    assert "does not tell how common it is" in item.reason


@pytest.mark.parametrize(
    ("gene", "words"),
    [(DOMINANT, "dominant"), (RECESSIVE, "recessive"), (GeneEvidence("GENE"), "not known")],
)
def test_the_limit_of_pm2_is_told_with_the_inheritance_it_is_for(gene, words):
    assert f"{words})" in one(seen(population(("all", 1e-6, 150_000)), gene=gene), "PM2").reason


def test_who_does_not_tell_a_frequency_is_named():
    assert one(seen(None), "PM2").reason.startswith("No population resource tells")
    silent = population(coverage=Coverage.MISSING)
    assert one(seen(silent), "PM2").reason.startswith("gnomAD 4.1 does not tell")
