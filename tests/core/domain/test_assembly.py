"""Contigs of the builds and how their names are spelled."""

import pytest

from core.domain.assembly import (
    CONTIGS,
    Assembly,
    accession,
    canonical_chrom,
    contig_length,
    contig_order,
)


@pytest.mark.parametrize(
    ("spelled", "ours"),
    [
        ("1", "chr1"),
        ("chr1", "chr1"),
        ("Chr1", "chr1"),
        ("CHR1", "chr1"),
        ("x", "chrX"),
        ("chry", "chrY"),
        ("M", "chrM"),
        ("MT", "chrM"),
        ("chrMT", "chrM"),
        ("mt", "chrM"),
        ("NC_000017.10", "chr17"),
        ("NC_000017.11", "chr17"),
        ("NC_012920.1", "chrM"),
        ("CM000663.2", "chr1"),
        ("CM000684.1", "chr22"),
        ("CM000685.2", "chrX"),
        ("CM000686.1", "chrY"),
        ("J01415.2", "chrM"),
    ],
)
def test_every_spelling_of_a_primary_contig_becomes_ours(spelled, ours):
    assert canonical_chrom(spelled) == ours


@pytest.mark.parametrize(
    "name",
    ["demo1", "KI270742.1", "GL000191.1", "23", "", "chr", "toy", "HLA-A*01:01", "chr6_cox_hap2"],
)
def test_a_name_that_is_no_primary_contig_stays_as_it_is(name):
    assert canonical_chrom(name) == name


@pytest.mark.parametrize(
    ("spelled", "ours"),
    [
        ("chrUn_KI270742v1", "KI270742.1"),
        ("chr1_KI270706v1_random", "KI270706.1"),
        ("chr19_GL949747v2_alt", "GL949747.2"),
        ("chr1_gl000191_random", "GL000191.1"),
        ("chrUn_gl000211", "GL000211.1"),
        ("chrUn_JTFH01000001v1_decoy", "JTFH01000001.1"),
    ],
)
def test_a_contig_beside_the_primary_ones_has_its_accession_for_a_name(spelled, ours):
    assert canonical_chrom(spelled) == ours
    assert canonical_chrom(ours) == ours


def test_lengths_differ_between_the_builds_but_for_the_mitochondrion():
    assert contig_length(Assembly.GRCH37, "chr1") == 249_250_621
    assert contig_length(Assembly.GRCH38, "chr1") == 248_956_422
    same = {
        name
        for name in CONTIGS
        if contig_length(Assembly.GRCH37, name) == contig_length(Assembly.GRCH38, name)
    }
    assert same == {"chrM"}


def test_accessions_carry_the_version_of_the_build():
    assert accession(Assembly.GRCH37, "chr17") == "NC_000017.10"
    assert accession(Assembly.GRCH38, "chr17") == "NC_000017.11"
    assert accession(Assembly.GRCH38, "chrM") == "NC_012920.1"


def test_no_two_contigs_share_an_accession():
    for assembly in (Assembly.GRCH37, Assembly.GRCH38):
        assert len({accession(assembly, name) for name in CONTIGS}) == len(CONTIGS)


def test_an_artificial_or_unknown_contig_keeps_its_name_and_has_no_length():
    assert accession(Assembly.ARTIFICIAL, "chr17") == "chr17"
    assert accession(Assembly.GRCH38, "GL000191.1") == "GL000191.1"
    assert contig_length(Assembly.ARTIFICIAL, "chr17") is None
    assert contig_length(Assembly.GRCH38, "demo1") is None


def test_contigs_sort_in_karyotype_order_and_others_after_them_by_name():
    names = ["zebra", "chrM", "chr10", "chrX", "ant", "chr2"]
    assert sorted(names, key=contig_order) == ["chr2", "chr10", "chrX", "chrM", "ant", "zebra"]
