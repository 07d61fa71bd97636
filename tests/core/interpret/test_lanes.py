"""The order of lanes, and who stands among the single hits of recessive genes."""

from dataclasses import replace

import pytest

from core.domain.candidate import InheritanceFit as Fit
from core.domain.candidate import Lane
from core.domain.consequence import NmdVerdict
from core.domain.gene_knowledge import KnownMode
from core.domain.sample import Affection, Sex
from core.domain.utr import Concern
from core.interpret.deletions import Deletion
from core.interpret.gene_facts import GeneFacts
from core.interpret.phenotype import GeneMatch
from core.interpret.ranking import Background, rank
from core.interpret.rules import load_rules
from tests.core.interpret.builders import (
    HEMI,
    HET,
    HOM,
    MOSAIC,
    REF,
    REF_ONE,
    facts,
    refused,
    score,
    singleton,
    transcript,
    trio,
    variant,
)
from tests.core.interpret.interpretations import coded, interpreted, untranslated

RULES = load_rules()
GENE = transcript()
RECESSIVE = GeneFacts(frozenset({KnownMode.BIALLELIC}), "Toy curation")
FROM_DAD, FROM_MUM = (HET, HET, REF), (HET, REF, HET)


def ranked(*items, genes=None, pedigree=None, phenotypes=None, deletions=()):
    known = {"GENE": RECESSIVE} if genes is None else genes
    background = Background(genes=known, deletions=deletions)
    return rank(items, pedigree or trio(), phenotypes or {}, RULES, background)


def lanes(*items, **more):
    return [candidate.lane for candidate in ranked(*items, **more)]


def donor(variant_id=1, pos=1500, genotypes=FROM_DAD, **more):
    """A new donor, seen by the engine."""
    return facts(variant_id, variant(pos), genotypes, [score(dg=0.9)], [GENE], **more)


def test_needs_eyes_comes_first_single_hits_and_what_is_not_scored_last():
    unscored = facts(1, variant(1520), FROM_DAD, (), [GENE], not_scored=(refused(),))
    quiet = facts(2, variant(1510, chrom="chr2"), FROM_DAD, [score("OTHER")])
    single = donor(3)
    gap = facts(4, variant(1101), FROM_DAD, (), [GENE], not_scored=(refused(),), filters=("bad",))
    found = ranked(unscored, quiet, single, gap, phenotypes={"GENE": GeneMatch(1.0)})
    assert [candidate.facts.variant_id for candidate in found] == [4, 2, 3, 1]
    assert [candidate.lane for candidate in found] == [
        Lane.NEEDS_EYES,
        Lane.SPLICE,
        Lane.SINGLE_HIT,
        Lane.UNSCORED,
    ]


def test_lanes_of_mechanisms_are_merged_by_points():
    """A stop with NMD 6, a new donor of 0.5 4.5, an upstream start 2.5, missense 1.5, quiet -3."""
    stop = interpreted(coding=[coded("stop_gained", verdict=NmdVerdict.EXPECTED)])
    items = [
        facts(1, variant(1510), (HET,), [score()], [GENE]),
        facts(2, variant(1060), (HET,), [score()], [GENE], interpretation=stop),
        facts(3, variant(1520), (HET,), [score(dg=0.5)], [GENE]),
        facts(
            4,
            variant(1010),
            (HET,),
            [score()],
            [GENE],
            interpretation=interpreted(utr=[untranslated(Concern.HIGH)]),
        ),
        facts(
            5,
            variant(1070),
            (HET,),
            [score()],
            [GENE],
            interpretation=interpreted(coding=[coded("missense_variant")]),
        ),
    ]
    apart = [
        replace(one, population_frequency=0.05) if one.variant_id == 1 else one for one in items
    ]
    found = ranked(*apart, genes={}, pedigree=singleton())
    assert [(one.facts.variant_id, one.lane) for one in found] == [
        (2, Lane.CODING),
        (3, Lane.SPLICE),
        (4, Lane.UTR),
        (5, Lane.CODING),
        (1, Lane.SPLICE),
    ]


# Single hits


def test_one_copy_of_a_recessive_gene_stands_among_single_hits_and_says_why():
    (candidate,) = ranked(donor())
    assert candidate.lane is Lane.SINGLE_HIT
    (reason,) = [one for one in candidate.reasons if "single hits" in one.sentence]
    assert reason.points == 0.0
    assert reason.sentence == (
        "Stands among single hits: GENE is on record for recessive disease only (Toy curation), "
        "and no second hit is in the list."
    )


def test_whatever_it_acts_by():
    stop = interpreted(coding=[coded("stop_gained", verdict=NmdVerdict.EXPECTED)])
    item = facts(1, variant(1060), FROM_DAD, [score()], [GENE], interpretation=stop)
    assert lanes(item) == [Lane.SINGLE_HIT]


def test_without_its_parents_too():
    assert lanes(donor(genotypes=(HET,)), pedigree=singleton()) == [Lane.SINGLE_HIT]


def test_two_hits_on_two_copies_are_no_single_hits():
    assert lanes(donor(1, 1500), donor(2, 2500, FROM_MUM)) == [Lane.SPLICE] * 2


def test_two_hits_of_unknown_phase_are_no_single_hits():
    pair = donor(1, 1500, (HET,)), donor(2, 2500, (HET,))
    assert lanes(*pair, pedigree=singleton()) == [Lane.SPLICE] * 2


def test_two_hits_on_one_copy_are_single_hits():
    assert lanes(donor(1, 1500), donor(2, 2500)) == [Lane.SINGLE_HIT] * 2


def test_a_second_hit_that_only_waits_for_its_score_is_one():
    waiting = facts(2, variant(2091), FROM_MUM, (), [GENE])
    background = Background(genes={"GENE": RECESSIVE}, waiting=[waiting])
    (candidate,) = rank([donor()], trio(), {}, RULES, background)
    assert (candidate.lane, candidate.partners) == (Lane.SPLICE, (2,))


def test_a_deletion_of_the_other_copy_is_a_second_hit():
    lost = Deletion("chr1", 2_900, 4_000, FROM_MUM)
    assert lanes(donor(), deletions=[lost]) == [Lane.SPLICE]
    from_the_same_parent = replace(lost, genotypes=FROM_DAD)
    assert lanes(donor(), deletions=[from_the_same_parent]) == [Lane.SINGLE_HIT]


@pytest.mark.parametrize(
    ("genotypes", "fit"),
    [((HET, REF, REF), Fit.DE_NOVO), ((HOM, HET, HET), Fit.RECESSIVE)],
)
def test_neither_a_new_variant_nor_a_homozygous_one_is_a_single_hit(genotypes, fit):
    (candidate,) = ranked(donor(genotypes=genotypes))
    assert (candidate.lane, candidate.inheritance[0]) == (Lane.SPLICE, fit)


def test_a_variant_that_may_be_a_parents_mosaic_is_none_either():
    (candidate,) = ranked(donor(genotypes=(HET, MOSAIC, REF)))
    assert candidate.inheritance[0] is Fit.DE_NOVO_OR_MOSAIC
    assert candidate.lane is Lane.SPLICE


@pytest.mark.parametrize(
    "modes",
    [
        {KnownMode.BIALLELIC, KnownMode.MONOALLELIC},
        {KnownMode.MONOALLELIC},
        {KnownMode.BIALLELIC, KnownMode.OTHER},
        {KnownMode.X_LINKED},
        set(),
    ],
)
def test_a_gene_with_another_mode_or_none_on_record_keeps_its_lane(modes):
    assert lanes(donor(), genes={"GENE": GeneFacts(frozenset(modes))}) == [Lane.SPLICE]


def test_a_gene_nothing_is_known_of_keeps_its_lane():
    assert lanes(donor(), genes={"OTHER": RECESSIVE}) == [Lane.SPLICE]


def test_what_needs_eyes_needs_them_in_a_recessive_gene_too():
    gap = facts(1, variant(1101), FROM_DAD, (), [GENE], not_scored=(refused(),))
    assert lanes(gap) == [Lane.NEEDS_EYES]
    assert lanes(donor(rescued="Known to cause disease.")) == [Lane.NEEDS_EYES]


def test_the_single_x_of_a_man_is_no_single_hit():
    gene = replace(GENE, chrom="chrX")
    where = variant(1500, chrom="chrX")
    item = facts(1, where, (HEMI, REF_ONE, HET), [score(dg=0.9)], [gene])
    assert lanes(item, pedigree=trio(Sex.MALE)) == [Lane.SPLICE]
    woman = replace(item, genotypes=(HET, REF_ONE, HET))
    assert lanes(woman, pedigree=trio(mother=Affection.UNAFFECTED)) == [Lane.SINGLE_HIT]
