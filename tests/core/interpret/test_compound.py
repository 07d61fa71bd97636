"""Two heterozygous variants of one gene: on two copies, on one, or unknown."""

import pytest

from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Affection, Pedigree, Sex
from core.interpret.compound import Hit, compound_pairs, deletion_pair, judged_pairs
from core.interpret.deletions import Deletion
from tests.core.interpret.builders import (
    HALF,
    HALF_REF,
    HEMI,
    HET,
    HOM,
    NONE,
    REF,
    REF_ONE,
    person,
    singleton,
    trio,
    variant,
)

TRANS, UNPHASED = Fit.COMPOUND_HET, Fit.COMPOUND_HET_UNPHASED


def phased(*, first, phase_set):
    return HET._replace(phased=True, first_allele_is_alt=first, phase_set=phase_set)


def pairs(first, second, pedigree=None, chrom="chr1", leads=None):
    hits = [Hit(1, variant(100, chrom=chrom), first), Hit(2, variant(200, chrom=chrom), second)]
    return compound_pairs(pedigree or trio(), {"GENE": hits}, leads)


def fit(*arguments, **more):
    found = pairs(*arguments, **more)
    return found[0].fit if found else None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((HET, HET, REF), (HET, REF, HET), TRANS),
        ((HET, REF, HET), (HET, HET, REF), TRANS),
        ((HET, HET, REF), (HET, HET, REF), None),
        ((HET, REF, HET), (HET, REF, HET), None),
        ((HET, REF, REF), (HET, HET, REF), UNPHASED),
        ((HET, REF, REF), (HET, REF, REF), UNPHASED),
        ((HET, HET, NONE), (HET, REF, HET), UNPHASED),
        ((HET, NONE, NONE), (HET, NONE, NONE), UNPHASED),
        ((HET, HET, HET), (HET, REF, REF), UNPHASED),
        ((HET, HET, HET), (HET, HET, REF), None),
        ((HOM, HET, HET), (HET, HET, REF), None),
        ((HET, HET, REF), (NONE, REF, HET), None),
        ((HALF, HET, REF), (HALF, REF, HET), TRANS),
        ((HET, HALF, REF), (HET, REF, HALF), TRANS),
        ((HET, HALF, REF), (HET, HALF, REF), None),
        ((HET, HET, HALF_REF), (HET, REF, HET), UNPHASED),
        ((HET, HET, REF), (HET, NONE, HET), UNPHASED),
        ((HET, HET, REF), (HET, NONE, NONE), UNPHASED),
        ((HALF_REF, HET, REF), (HET, REF, HET), None),
    ],
)
def test_the_parents_tell_the_phase(first, second, expected):
    assert fit(first, second) is expected


def test_without_parents_the_phase_is_unknown():
    assert fit((HET,), (HET,), singleton()) is UNPHASED


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (phased(first=True, phase_set=5), phased(first=False, phase_set=5), TRANS),
        (phased(first=True, phase_set=5), phased(first=True, phase_set=5), None),
        (phased(first=True, phase_set=5), phased(first=False, phase_set=6), UNPHASED),
        (phased(first=True, phase_set=None), phased(first=False, phase_set=None), TRANS),
        (phased(first=True, phase_set=5), HET, UNPHASED),
    ],
)
def test_phase_sets_tell_the_phase(first, second, expected):
    assert fit((first,), (second,), singleton()) is expected


def test_phase_sets_decide_where_one_of_two_is_new():
    new, inherited = phased(first=True, phase_set=5), phased(first=False, phase_set=5)
    assert fit((new, REF, REF), (inherited, HET, REF)) is TRANS


def test_parents_and_phase_sets_that_disagree_leave_it_open():
    one, other = phased(first=True, phase_set=5), phased(first=False, phase_set=5)
    (pair,) = pairs((one, HET, REF), (other, HET, REF), trio(father=Affection.UNKNOWN))
    assert (pair.fit, pair.note) == (UNPHASED, "parents and phase sets disagree")


def test_two_variants_of_an_affected_parent_on_one_copy_are_no_pair():
    assert fit((HET, HET, REF), (HET, HET, REF), trio(father=Affection.AFFECTED)) is None


def test_an_affected_parent_with_one_of_the_two_is_not_explained_by_the_pair():
    assert fit((HET, HET, REF), (HET, REF, HET), trio(father=Affection.AFFECTED)) is None
    assert fit((HET, HET, REF), (HET, NONE, HET), trio(father=Affection.AFFECTED)) is UNPHASED


def test_siblings_can_contradict():
    family = trio()
    for affection, brother, expected in [
        (Affection.UNAFFECTED, (HET, HET), None),
        (Affection.UNAFFECTED, (HET, REF), TRANS),
        (Affection.AFFECTED, (HET, HET), TRANS),
        (Affection.AFFECTED, (HET, REF), None),
        (Affection.AFFECTED, (NONE, HET), TRANS),
    ]:
        sibling = person("brother", Sex.MALE, affection, ("dad", "mum"))
        quad = Pedigree((*family.individuals, sibling), "child")
        one, other = brother
        assert fit((HET, HET, REF, one), (HET, REF, HET, other), quad) is expected


def test_the_single_x_of_a_male_has_no_second_copy():
    assert fit((HEMI, REF_ONE, HET), (HET, REF, HET), trio(Sex.MALE), chrom="chrX") is None
    assert fit((HET, HEMI, REF), (HET, REF_ONE, HET), trio(), chrom="chrX") is TRANS


def test_only_pairs_with_a_lead_are_looked_at():
    first, second = (HET, HET, REF), (HET, REF, HET)
    assert len(pairs(first, second, leads={2})) == 1
    assert pairs(first, second, leads={3}) == ()


def test_one_symbol_on_two_chromosomes_is_no_gene():
    hits = [
        Hit(1, variant(100, chrom="chrX"), (HET,)),
        Hit(2, variant(100, chrom="chr2"), (HET,)),
    ]
    assert compound_pairs(singleton(), {"GENE": hits}) == ()


# Why a pair is one, is open, or is none.


def told(first, second, pedigree=None, where=None):
    one, other = where or (variant(100), variant(200))
    hits = [Hit(1, one, first), Hit(2, other, second)]
    (found,) = judged_pairs("GENE", hits, pedigree or trio())
    return found.fit, found.note


OPEN = "not known whether on different copies: "


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((HET, HET, REF), (HET, REF, HET), (TRANS, "one from each parent")),
        (
            (HET, HET, REF),
            (HET, HET, REF),
            (None, "both come from the father, so they lie on one copy"),
        ),
        ((HET, REF, REF), (HET, REF, REF), (UNPHASED, OPEN + "both are new")),
        (
            (HET, REF, REF),
            (HET, REF, HET),
            (UNPHASED, OPEN + "one is new, the other from the mother"),
        ),
        ((HET, REF, REF), (HET, NONE, NONE), (UNPHASED, OPEN + "one is new")),
        (
            (HET, HET, NONE),
            (HET, REF, HET),
            (UNPHASED, OPEN + "the mother has no complete call"),
        ),
        ((HET, HET, HET), (HET, HET, REF), (None, "the father is unaffected and has both")),
    ],
)
def test_each_judgement_has_its_reason(first, second, expected):
    assert told(first, second) == expected


def test_more_reasons():
    ill = trio(father=Affection.AFFECTED)
    unsaid = trio(father=Affection.UNKNOWN, mother=Affection.UNKNOWN)
    assert told((HET, HET, REF), (HET, REF, HET), ill) == (
        None,
        "the father is affected and lacks one of the two",
    )
    assert told((HET, HET, HET), (HET, HET, REF), unsaid) == (
        UNPHASED,
        OPEN + "both parents carry one of the two",
    )
    assert told((HET,), (HET,), singleton()) == (
        UNPHASED,
        OPEN + "nothing is known of the father",
    )


@pytest.mark.parametrize(
    ("one", "other", "parents", "expected"),
    [
        ((True, 5), (True, 5), None, (None, "phased on one copy")),
        ((True, 5), (False, 5), None, (TRANS, "phased on different copies")),
        ((True, 5), (True, 6), None, (UNPHASED, OPEN + "nothing is known of the father")),
        ((True, 5), None, None, (UNPHASED, OPEN + "nothing is known of the father")),
        ((True, 5), (False, 5), "apart", (TRANS, "one from each parent")),
        ((True, 5), (True, 5), "apart", (UNPHASED, "parents and phase sets disagree")),
        ((True, 5), (True, 6), "apart", (TRANS, "one from each parent")),
        (
            (True, 5),
            (True, 5),
            "together",
            (None, "both come from the father, so they lie on one copy"),
        ),
        ((True, 5), (False, 5), "together", (UNPHASED, "parents and phase sets disagree")),
        ((True, 5), (False, 5), "new", (TRANS, "phased on different copies")),
        ((True, 5), (True, 5), "new", (None, "phased on one copy")),
        (
            (True, 5),
            (False, 6),
            "new",
            (UNPHASED, OPEN + "one is new, the other from the father"),
        ),
    ],
)
def test_parents_and_phase_sets_together(one, other, parents, expected):
    calls = [
        HET if mark is None else phased(first=mark[0], phase_set=mark[1]) for mark in (one, other)
    ]
    origin = {
        None: [(), ()],
        "apart": [(HET, REF), (REF, HET)],
        "together": [(HET, REF), (HET, REF)],
        "new": [(REF, REF), (HET, REF)],
    }[parents]
    family = trio(father=Affection.UNKNOWN) if parents else singleton()
    first, second = ((call, *more) for call, more in zip(calls, origin, strict=True))
    assert told(first, second, family) == expected


def test_two_alleles_of_one_place_are_on_different_copies():
    snv = variant(100), variant(100, "A", "G")
    inside = variant(100, "ACCT", "A"), variant(102, "C", "G")
    beside = variant(100, "ACCT", "A"), variant(104, "T", "G")
    both = (TRANS, "both change the same bases, one on each copy")
    assert told((HET,), (HET,), singleton(), snv) == both
    assert told((HET,), (HET,), singleton(), inside) == both
    assert told((HET,), (HET,), singleton(), beside)[0] is UNPHASED
    assert told((HALF,), (HET,), singleton(), snv)[0] is UNPHASED


# A deletion as the second hit.


LOST = (1_000, 2_000)


@pytest.mark.parametrize(
    ("hit", "loss", "expected"),
    [
        ((HET, HET, REF), (HET, REF, HET), (TRANS, "one from each parent")),
        ((HET, HET, REF), (HET, HET, REF), (None, "both come from the father, so they lie on one copy")),
        ((HET, HET, REF), (HET, REF, REF), (UNPHASED, OPEN + "one is new, the other from the father")),
        ((HET, HET, REF), (HET, NONE, HET), (UNPHASED, OPEN + "the father has no complete call")),
        ((HET, NONE, NONE), (HET, NONE, NONE), (UNPHASED, OPEN + "the father has no complete call")),
    ],
)  # fmt: skip
def test_a_variant_and_a_deletion(hit, loss, expected):
    found = deletion_pair("GENE", Hit(1, variant(500), hit), Deletion("chr1", *LOST, loss), trio())
    assert (found.fit, found.note) == (
        expected[0],
        f"with a deletion of 1 kb (chr1:1,001-2,000): {expected[1]}",
    )


@pytest.mark.parametrize(
    ("is_first", "lost_set", "expected"),
    [
        (True, 7, (None, "phased on one copy")),
        (False, 7, (TRANS, "phased on different copies")),
        (False, 8, (UNPHASED, "nothing is known of the father")),
    ],
)
def test_phase_sets_place_a_variant_beside_a_deletion(is_first, lost_set, expected):
    hit = Hit(1, variant(500), (phased(first=True, phase_set=7),))
    lost = Deletion("chr1", *LOST, (phased(first=is_first, phase_set=lost_set),))
    found = deletion_pair("GENE", hit, lost, singleton())
    assert found.fit is expected[0]
    assert found.note.endswith(expected[1])


@pytest.mark.parametrize(
    "where", [variant(1_500), variant(999, "ACC", "A"), variant(2_000), variant(500, chrom="chr2")]
)
def test_what_touches_a_deletion_is_no_pair_with_it(where):
    hit = Hit(1, where, (HET, HET, REF))
    assert deletion_pair("G", hit, Deletion("chr1", *LOST, (HET, REF, HET)), trio()) is None


def test_a_homozygous_variant_is_no_pair_with_a_deletion():
    hit = Hit(1, variant(500), (HOM, HET, HET))
    assert deletion_pair("G", hit, Deletion("chr1", *LOST, (HET, REF, HET)), trio()) is None


def test_every_two_hits_with_a_lead_are_judged_once_in_order():
    hits = [Hit(number, variant(100 * number), (HET,)) for number in range(1, 6)]
    found = compound_pairs(singleton(), {"G": hits}, {2, 4})
    assert [(pair.first_id, pair.second_id) for pair in found] == [
        (1, 2), (1, 4), (2, 3), (2, 4), (2, 5), (3, 4), (4, 5),
    ]  # fmt: skip
    assert len(compound_pairs(singleton(), {"G": hits})) == 10
