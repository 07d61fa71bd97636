"""What a call says, and who belongs to whom."""

import pytest

from core.domain.sample import NO_CALL, Genotype, Individual, Pedigree, Zygosity

CHILD = Individual("child", "F", "dad", "mum")
TRIO = Pedigree((Individual("mum", "F"), CHILD, Individual("dad", "F")), "child")


@pytest.mark.parametrize(
    ("copies", "called", "ploidy", "zygosity"),
    [
        (0, 2, 2, Zygosity.REFERENCE),
        (1, 2, 2, Zygosity.HETEROZYGOUS),
        (2, 2, 2, Zygosity.HOMOZYGOUS),
        (0, 0, 2, Zygosity.UNKNOWN),
        (0, 1, 2, Zygosity.UNKNOWN),
        (1, 1, 2, Zygosity.HETEROZYGOUS),
        (1, 1, 1, Zygosity.HEMIZYGOUS),
        (0, 1, 1, Zygosity.REFERENCE),
        (0, 0, 1, Zygosity.UNKNOWN),
        (0, 0, 0, Zygosity.UNKNOWN),
        (3, 3, 3, Zygosity.HOMOZYGOUS),
        (2, 3, 3, Zygosity.HETEROZYGOUS),
    ],
)
def test_only_a_complete_call_without_the_allele_is_reference(copies, called, ploidy, zygosity):
    call = Genotype(copies, called, ploidy)
    assert call.zygosity is zygosity
    assert call.is_carrier is (copies > 0)


def test_no_call_says_nothing():
    assert NO_CALL.zygosity is Zygosity.UNKNOWN
    assert not NO_CALL.is_carrier
    assert NO_CALL.allele_balance is None


def test_allele_balance_is_the_share_of_alt_reads_and_unknown_without_reads():
    assert Genotype(1, 2, 2, ref_depth=30, alt_depth=10).allele_balance == 0.25
    assert Genotype(1, 2, 2, ref_depth=0, alt_depth=0).allele_balance is None
    assert Genotype(1, 2, 2, ref_depth=3).allele_balance is None
    assert Genotype(1, 2, 2, alt_depth=3).allele_balance is None


def test_the_family_is_found_by_name():
    assert TRIO.patient is CHILD
    assert TRIO.father == Individual("dad", "F")
    assert TRIO.mother == Individual("mum", "F")
    assert TRIO.find("aunt") is None
    assert [TRIO.index(name) for name in ("mum", "child", "dad")] == [0, 1, 2]


def test_parents_who_are_not_in_the_file_are_none():
    alone = Pedigree((CHILD,), "child")
    assert alone.father is None
    assert alone.mother is None
    assert Pedigree((Individual("one"),), "one").father is None


def test_a_proband_who_is_not_among_the_people_is_a_bug():
    with pytest.raises(KeyError, match="nobody"):
        _ = Pedigree((CHILD,), "nobody").patient
