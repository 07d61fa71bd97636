"""Calls inside a deletion of one copy, and finding deletions by place."""

from dataclasses import replace

import numpy as np
import pytest

from core.domain.candidate import InheritanceFit as Fit
from core.domain.sample import Sex
from core.interpret.deletions import Deletion
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.losses import Losses, remaining
from tests.core.interpret.builders import (
    HALF,
    HEMI,
    HET,
    HOM,
    NONE,
    REF,
    singleton,
    transcript,
    trio,
    variant,
)

RULES = load_segregation_rules()
FROM_MUM = (HET, REF, HET)
CALLED = "called homozygous, yet a deletion of 1 kb (chr1:1,001-2,000) takes away the other copy"


def judged(genotypes, deleted=FROM_MUM, pedigree=None, chrom="chr1"):
    pedigree = pedigree or trio()
    losses = Losses.of([Deletion(chrom, 1_000, 2_000, deleted)], pedigree)
    return segregation(variant(1_500, chrom=chrom), genotypes, pedigree, RULES, losses)


@pytest.mark.parametrize(
    ("calls", "deleted", "expected"),
    [
        ((HOM, HET, REF), FROM_MUM, (Fit.OVER_DELETION,)),
        ((HOM, HET, NONE), FROM_MUM, (Fit.OVER_DELETION,)),
        ((HOM, NONE, NONE), (HET, NONE, NONE), (Fit.OVER_DELETION,)),
        ((HOM, HALF, REF), FROM_MUM, (Fit.OVER_DELETION,)),
        ((HOM, HET, HET), (HET, REF, REF), (Fit.OVER_DELETION,)),
        ((HOM, REF, REF), FROM_MUM, (Fit.DE_NOVO, Fit.OVER_DELETION)),
        ((HOM, REF, NONE), FROM_MUM, (Fit.POSSIBLY_DE_NOVO, Fit.OVER_DELETION)),
        ((HOM, HET, HOM), FROM_MUM, (Fit.NO_FIT,)),
        ((HOM, HOM, REF), FROM_MUM, (Fit.NO_FIT,)),
    ],
)
def test_two_copies_called_over_a_deletion_are_one(calls, deleted, expected):
    found = judged(calls, deleted)
    assert found.fits == expected
    assert CALLED in found.notes


def test_one_copy_called_over_a_deletion_is_one_copy():
    found = judged((HEMI, HET, REF))
    assert found.fits == (Fit.OVER_DELETION,)
    assert found.notes[0] == (
        "called once: a deletion of 1 kb (chr1:1,001-2,000) takes away the other copy"
    )


@pytest.mark.parametrize(
    ("deleted", "words"),
    [
        (FROM_MUM, "the deletion comes from the mother"),
        ((HET, HET, REF), "the deletion comes from the father"),
        ((HET, REF, REF), "the deletion is new"),
        ((HET, NONE, HET), None),
    ],
)
def test_where_the_deletion_comes_from_is_told_where_it_is_known(deleted, words):
    told = [note for note in judged((HOM, HET, REF), deleted).notes if "the deletion " in note]
    assert told == ([] if words is None else [words])


def test_a_heterozygous_call_inside_a_deletion_is_doubtful():
    found = judged((HET, HET, REF))
    assert found.fits == (Fit.INCOMPLETE_PENETRANCE,)
    assert found.notes[-1] == (
        "called heterozygous inside a deletion of 1 kb (chr1:1,001-2,000) of one copy: one of the "
        "calls is doubtful"
    )
    assert "deletion" not in " ".join(judged((NONE, HET, REF)).notes)


@pytest.mark.parametrize("deleted", [(HOM, HET, HET), (NONE, HET, REF), (REF, HET, REF)])
def test_what_the_patient_has_not_lost_on_one_copy_changes_nothing(deleted):
    assert judged((HOM, HET, HET), deleted).fits == (Fit.RECESSIVE,)


def test_two_x_of_a_daughter_over_a_deletion():
    found = judged((HOM, HEMI, REF), FROM_MUM, trio(Sex.FEMALE), "chrX")
    assert found.fits == (Fit.NO_FIT,)
    assert judged((HOM, NONE, HET), (HET, HET, REF), trio(), "chrX").fits == (Fit.OVER_DELETION,)


def test_a_patient_alone():
    found = judged((HOM,), (HET,), singleton())
    assert found.fits == (Fit.OVER_DELETION,)


def test_calls_where_one_copy_is_left_are_read_so():
    lost = Deletion("chr1", 0, 10, (HET, HET, HET, HET, REF))
    found = remaining((HOM, REF, HET, NONE, HOM), lost)
    assert [call.zygosity.value for call in found] == [
        "hemizygous", "reference", "heterozygous", "unknown", "homozygous",
    ]  # fmt: skip


def test_deletions_are_found_by_place():
    short = Deletion("chr1", 131_000, 131_100, (HET,))
    long = Deletion("chr1", 100_000, 900_000, (HET,))
    losses = Losses.of([short, long, replace(short, genotypes=(HOM,))], singleton())
    assert losses.over(variant(131_001)) == short
    assert losses.over(variant(131_101)) == long
    assert losses.over(variant(100_000)) is None
    assert losses.over(variant(900_000)) == long
    assert losses.over(variant(131_001, chrom="chr2")) is None
    assert Losses.of([replace(short, genotypes=())], singleton()).over(variant(131_050)) is None


def test_only_what_takes_exons_away_counts_for_a_gene():
    gene = transcript(exons=((1000, 1100), (200_000, 200_090)))

    def found(start, end, minimum=1):
        losses = Losses.of([Deletion("chr1", start, end, (HET,))], singleton())
        return len(list(losses.in_exons([gene, gene], minimum)))

    assert found(1_099, 1_200) == found(500, 300_000) == found(200_089, 200_500) == 1
    assert found(1_100, 200_000) == found(200_090, 200_500) == 0
    assert found(1_090, 1_200, minimum=11) == 0


def test_of_many_places_those_inside_are_told():
    lost = [Deletion("chr2", 10, 20, (HET,)), Deletion("chr2", 15, 40, (HET,))]
    losses = Losses.of([*lost, Deletion("chr9", 0, 99, (HET,))], singleton())
    pos = np.array([41, 10, 11, 40, 20, 11, 30])
    contig = np.array([1, 1, 1, 1, 1, 0, 1])
    found = losses.inside(contig, ("chr1", "chr2"), pos)
    assert found.tolist() == [False, False, True, True, True, False, True]


def test_a_deletion_is_found_at_its_first_and_last_base_whatever_its_place():
    edge = 1 << 17
    losses = Losses.of([Deletion("chr1", edge - 1, edge, (HET,))], singleton())
    assert losses.over(variant(edge)) is not None
    losses = Losses.of([Deletion("chr1", edge, 2 * edge, (HET,))], singleton())
    assert losses.over(variant(edge + 1)) is not None
    assert losses.over(variant(2 * edge)) is not None
