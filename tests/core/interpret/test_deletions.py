"""Deletions as second hits, and what they say about calls inside them."""

import pytest

from core.domain.assembly import Assembly
from core.domain.interval import Interval, IntervalKind
from core.domain.sample import Genotype, Individual, Pedigree, Sex, Zygosity
from core.domain.variant import Variant
from core.interpret.deletions import (
    Deletion,
    deletion_warning,
    deletions_of,
    size_in_words,
    spelled_deletion,
)

TRIO = Pedigree(
    (
        Individual("KID", "F", "DAD", "MUM", Sex.MALE),
        Individual("DAD", "F", "", "", Sex.MALE),
        Individual("MUM", "F", "", "", Sex.FEMALE),
    ),
    "KID",
)
REF, HET, HOM = (Genotype(copies, 2, 2) for copies in (0, 1, 2))
NO_CALL = Genotype(0, 0, 2)


def interval(kind=IntervalKind.DELETION, chrom="chr1", **fields) -> Interval:
    return Interval(chrom, 100_000_000, 100_012_345, kind, "<DEL>", 1, 1, **fields)


def zygosities(one: Interval, pedigree: Pedigree = TRIO) -> list[Zygosity]:
    (found,) = deletions_of([one], pedigree, Assembly.GRCH38)
    return [genotype.zygosity for genotype in found.genotypes]


def variant(pos: int, ref: str = "A", chrom: str = "chr1") -> Variant:
    return Variant(Assembly.GRCH38, chrom, pos, ref, "T")


def test_called_genotypes_of_a_deletion_are_kept():
    (found,) = deletions_of([interval(genotypes=(HET, REF, HET))], TRIO, Assembly.GRCH38)
    assert found == Deletion("chr1", 100_000_000, 100_012_345, (HET, REF, HET))


def test_what_nobody_carries_and_what_adds_sequence_is_left_out():
    rows = [
        interval(genotypes=(REF, NO_CALL, REF)),
        interval(IntervalKind.DUPLICATION, genotypes=(HET, REF, REF)),
    ]
    assert deletions_of(rows, TRIO, Assembly.GRCH38) == ()


def test_copies_stand_in_for_calls_that_are_missing():
    one = interval(genotypes=(NO_CALL, REF, NO_CALL), copy_numbers=(1.0, 1.0, None))
    assert zygosities(one) == [Zygosity.HETEROZYGOUS, Zygosity.REFERENCE, Zygosity.UNKNOWN]


def test_a_copy_number_change_is_a_deletion_for_whom_it_takes_copies_away():
    one = interval(
        IntervalKind.COPY_NUMBER, genotypes=(HET, HET, HET), copy_numbers=(0.1, 3.0, 2.0)
    )
    assert zygosities(one) == [Zygosity.HOMOZYGOUS, Zygosity.REFERENCE, Zygosity.REFERENCE]


def test_one_copy_of_x_is_all_that_a_male_has():
    one = interval(IntervalKind.COPY_NUMBER, "chrX", copy_numbers=(1.0, 0.0, 1.0))
    assert zygosities(one) == [Zygosity.REFERENCE, Zygosity.HEMIZYGOUS, Zygosity.HETEROZYGOUS]


def test_on_x_an_unknown_sex_leaves_the_copies_unknown():
    people = Pedigree((Individual("A"), Individual("B", sex=Sex.FEMALE)), "A")
    one = interval(IntervalKind.COPY_NUMBER, "chrX", copy_numbers=(1.0, 1.0))
    assert zygosities(one, people) == [Zygosity.UNKNOWN, Zygosity.HETEROZYGOUS]


@pytest.mark.parametrize(
    ("pos", "ref", "inside"),
    [
        (100_000_000, "A", False), (100_000_001, "A", True), (100_012_345, "A", True),
        (100_012_346, "A", False), (100_012_345, "AC", False),
    ],
)  # fmt: skip
def test_a_deletion_covers_what_lies_wholly_inside(pos, ref, inside):
    assert Deletion("chr1", 100_000_000, 100_012_345, ()).covers(variant(pos, ref)) == inside
    assert not Deletion("chr2", 100_000_000, 100_012_345, ()).covers(variant(pos, ref))


def test_a_homozygous_call_inside_a_heterozygous_deletion_is_warned_about():
    deletions = deletions_of([interval(genotypes=(HET, REF, HET))], TRIO, Assembly.GRCH38)
    assert deletion_warning(variant(100_000_500), HOM, deletions, 0) == (
        "The call reads homozygous, but a deletion of 12.3 kb (chr1:100,000,001-100,012,345) takes "
        "away one copy of this place: there is only one to carry it."
    )
    assert deletion_warning(variant(100_000_500), HOM, deletions, 1) == ""
    assert deletion_warning(variant(100_000_500), HET, deletions, 0) == ""
    assert deletion_warning(variant(100_000_500), REF, deletions, 0) == ""
    assert deletion_warning(variant(99_000_500), HOM, deletions, 0) == ""


def test_a_call_where_every_copy_is_gone_contradicts_the_deletion():
    deletions = deletions_of([interval(genotypes=(HOM, REF, HET))], TRIO, Assembly.GRCH38)
    found = deletion_warning(variant(100_000_500), HET, deletions, 0)
    assert found.startswith("A deletion of 12.3 kb (chr1:")
    assert found.endswith("one of the two calls is wrong.")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 base"),
        (999, "999 bases"),
        (1_000, "1 kb"),
        (12_345, "12.3 kb"),
        (2_500_000, "2.5 Mb"),
    ],
)
def test_sizes_in_words(size, words):
    assert size_in_words(size) == words


def test_a_deletion_spelled_in_bases_covers_others_but_not_itself():
    own = variant(100, "T" + "C" * 60)
    found = spelled_deletion(own, (HET,))
    assert (found.start, found.end, found.is_spelled) == (100, 160, True)
    assert found.covers(variant(130))
    assert not found.covers(own)
    whole = variant(101, "C" * 60)
    assert not spelled_deletion(whole, (HET,)).covers(whole)
