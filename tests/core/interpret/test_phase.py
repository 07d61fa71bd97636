"""Which variants lie on one chromosome copy: what the calls say, and nothing more."""

import pytest

from core.domain.haplotype import LeftOutReason, PhaseBasis
from core.domain.sample import Sex
from core.interpret.phase import Carried, neighbourhoods, same_copy
from tests.core.interpret.builders import HALF, HEMI, HET, HOM, NONE, REF, singleton, trio, variant

LEFT = HET._replace(phased=True, first_allele_is_alt=True)
RIGHT = HET._replace(phased=True)


def in_set(call, number):
    return call._replace(phase_set=number)


def carried(key, *calls, pos=None, ref="A", alt="C", chrom="chr1"):
    return Carried(key, variant(pos or 1_000 + 20 * key, ref, alt, chrom), calls)


def copies(candidate, *others, pedigree=None, distance=500):
    family = pedigree or (singleton() if len(candidate.genotypes) == 1 else trio())
    return neighbourhoods(candidate, others, family, distance)


def ids(found):
    return [tuple(one.variant_id for one in copy.beside) for copy in found]


def test_the_same_side_of_a_phase_set_is_the_same_copy():
    own = carried(1, in_set(LEFT, 7))
    found = copies(own, carried(2, in_set(LEFT, 7)), carried(3, in_set(RIGHT, 7)))
    assert ids(found) == [(2,)]
    assert found[0].beside[0].basis is PhaseBasis.PHASE_SET
    assert found[0].left_out == ()


def test_calls_phased_without_a_set_belong_to_one_set():
    assert ids(copies(carried(1, RIGHT), carried(2, RIGHT), carried(3, LEFT))) == [(2,)]


@pytest.mark.parametrize(
    "call", [in_set(LEFT, 8), LEFT, HET, HALF, in_set(LEFT, 7)._replace(phased=False)]
)
def test_another_set_or_no_phase_is_never_guessed(call):
    own, hom = carried(1, in_set(LEFT, 7)), carried(3, HOM)
    (found,) = copies(own, carried(2, call), hom)
    assert [one.variant_id for one in found.beside] == [3]
    assert [(one.variant_id, one.reason) for one in found.left_out] == [
        (2, LeftOutReason.PHASE_UNKNOWN)
    ]


def test_no_call_and_reference_are_no_neighbours():
    assert copies(carried(1, in_set(LEFT, 7)), carried(2, NONE), carried(3, REF)) == ()
    assert copies(carried(1, NONE), carried(2, HOM)) == ()


@pytest.mark.parametrize("call", [HOM, HEMI])
def test_what_is_on_every_copy_is_beside_every_candidate(call):
    for own in (HET, in_set(LEFT, 7), HOM, HALF):
        (found,) = copies(carried(1, own), carried(2, call))
        assert found.beside[0].basis is PhaseBasis.EVERY_COPY


def test_a_homozygous_candidate_lies_on_both_copies():
    own = carried(1, HOM)
    others = (
        carried(2, in_set(LEFT, 7)),
        carried(3, in_set(RIGHT, 7)),
        carried(4, in_set(LEFT, 7)),
        carried(5, HOM),
    )
    found = copies(own, *others)
    assert ids(found) == [(2, 4, 5), (3, 5)]
    bases = {one.variant_id: one.basis for one in found[0].beside}
    assert bases[2] is PhaseBasis.CANDIDATE_ON_EVERY_COPY
    assert bases[5] is PhaseBasis.EVERY_COPY


def test_the_other_copy_of_a_homozygous_candidate_lacks_the_single_neighbour():
    found = copies(carried(1, HOM), carried(2, HET), carried(3, HOM))
    assert ids(found) == [(2, 3), (3,)]


def test_two_unphased_neighbours_of_a_homozygous_candidate_are_not_put_together():
    found = copies(carried(1, HOM), carried(2, HET), carried(3, HET))
    assert ids(found) == [(2,), (3,)]
    assert [one.variant_id for one in found[0].left_out] == [3]


def test_transmission_phases_what_the_calls_do_not():
    own = carried(1, HET, HET, REF)
    found = copies(own, carried(2, HET, HET, REF), carried(3, HET, REF, HET))
    assert ids(found) == [(2,)]
    assert found[0].beside[0].basis is PhaseBasis.PARENTS


@pytest.mark.parametrize(
    "calls", [(HET, HET, HET), (HET, REF, REF), (HET, NONE, NONE), (HET, HET, NONE)]
)
def test_parents_who_do_not_decide_phase_nothing(calls):
    assert copies(carried(1, HET, HET, REF), carried(2, *calls)) == ()


def test_parents_and_phase_sets_that_disagree_phase_nothing():
    own = carried(1, in_set(LEFT, 7), HET, REF)
    assert copies(own, carried(2, in_set(RIGHT, 7), HET, REF)) == ()
    (agreed,) = copies(own, carried(2, in_set(LEFT, 7), HET, REF))
    assert agreed.beside[0].basis is PhaseBasis.PHASE_SET


def test_only_changes_wholly_inside_the_window_count():
    own = carried(1, LEFT, pos=2_000)
    edge = (carried(2, LEFT, pos=1_500), carried(3, LEFT, pos=2_500))
    beyond = (
        carried(4, LEFT, pos=1_499),
        carried(5, LEFT, pos=2_501),
        carried(6, LEFT, pos=2_498, ref="ACGT", alt="A"),
        carried(7, LEFT, pos=2_100, chrom="chr2"),
    )
    assert ids(copies(own, *edge, *beyond)) == [(2, 3)]
    assert ids(copies(own, *edge, *beyond[:2], distance=4_999)) == [(4, 2, 3, 5)]


def test_variants_that_change_the_same_bases_are_left_out():
    own = carried(1, LEFT, pos=2_000)
    deletion = carried(2, LEFT, pos=2_010, ref="ACGT", alt="A")
    inside = carried(3, LEFT, pos=2_012, ref="G", alt="T")
    beside = carried(4, LEFT, pos=2_014, ref="A", alt="T")
    on_candidate = carried(5, LEFT, pos=1_998, ref="ACG", alt="A")
    (found,) = copies(own, deletion, inside, beside, on_candidate)
    assert [one.variant_id for one in found.beside] == [4]
    assert {one.variant_id: one.reason for one in found.left_out} == dict.fromkeys(
        (2, 3, 5), LeftOutReason.OVERLAPS
    )


@pytest.mark.parametrize(
    ("first", "second", "is_apart"),
    [
        ((2_010, "A", "AC"), (2_010, "A", "AG"), False),  # two insertions at one place
        ((2_010, "A", "AC"), (2_010, "A", "G"), True),  # an insertion behind a changed base
        ((2_010, "A", "AC"), (2_009, "GACC", "G"), False),  # an insertion into a deletion
        ((2_010, "A", "AC"), (2_010, "AG", "A"), True),  # an insertion right before a deletion
        ((2_010, "AC", "A"), (2_011, "C", "G"), False),
        ((2_010, "AC", "A"), (2_012, "C", "G"), True),
    ],
)
def test_neighbours_may_touch_but_not_share_a_base(first, second, is_apart):
    one, other = (
        carried(key, LEFT, pos=pos, ref=ref, alt=alt)
        for key, (pos, ref, alt) in ((2, first), (3, second))
    )
    found = copies(carried(1, LEFT, pos=2_000), one, other)
    assert bool(found) is is_apart


def test_a_single_x_of_a_male_is_one_copy():
    own, other = carried(1, HEMI, chrom="chrX"), carried(2, HEMI, chrom="chrX")
    assert ids(copies(own, other, pedigree=singleton(Sex.MALE))) == [(2,)]


def test_neighbours_to_read_with_are_told_even_where_none_is_sure():
    own = carried(1, in_set(LEFT, 7))
    found = same_copy(own, (carried(2, HET), carried(3, in_set(RIGHT, 7))), singleton(), 500)
    assert (found.beside, found.distance) == ((), 500)
    assert [(one.variant_id, one.reason) for one in found.left_out] == [
        (2, LeftOutReason.PHASE_UNKNOWN)
    ]
    assert same_copy(carried(1, REF), (carried(2, HOM),), singleton(), 500).beside == ()


def test_a_neighbour_that_moves_bases_is_left_out_and_one_of_several_bases_is_read():
    moved = carried(2, HOM, pos=1_100, ref="ACG", alt="A")
    found = same_copy(
        carried(1, HET), (moved, carried(3, HOM, ref="AC", alt="GT")), singleton(), 500
    )
    assert [one.variant_id for one in found.beside] == [3]
    assert [(one.variant_id, one.reason) for one in found.left_out] == [(2, LeftOutReason.LENGTH)]
