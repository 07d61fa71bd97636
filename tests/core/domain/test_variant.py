"""One allele: how people spell it, how it sorts, what it does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.assembly import CONTIGS, Assembly
from core.domain.variant import Variant, VariantKind
from core.errors import UsageError

NF1 = Variant(Assembly.GRCH38, "chr17", 31_327_485, "C", "G")


def parse(text: str) -> Variant:
    return Variant.parse(text, Assembly.GRCH38)


@pytest.mark.parametrize(
    "text",
    [
        "chr17-31327485-C-G",
        "17-31327485-C-G",
        "17:31327485:C:G",
        "17:31327485 C>G",
        "chr17:31327485C>G",
        "17 31327485 C G",
        "chr17:31,327,485 C>G",
        "Chr17-31327485-c-g",
        "  chr17-31327485-C-G\n",
        "17:31327485 C-G",
    ],
)
def test_every_usual_spelling_is_understood(text):
    assert parse(text) == NF1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NF1",
        "chr17",
        "chr17-31327485",
        "chr17-31327485-C",
        "chr17-31327485-C-",
        "chr17--C-G",
        "chr17-pos-C-G",
        "chr17-31327485-C-<DEL>",
        "chr17-31327485-C-*",
        "chr17-31327485-C-G-T",
        "chr17-31327485-C-R",
        "chr17-,-C-G",
        "c.31327485C>G",
        "chr17-٣-C-G",
    ],
)
def test_what_is_no_variant_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="chr17-31327485-C-G"):
        parse(text)


def test_a_contig_with_dashes_in_its_name_is_understood():
    found = parse("HLA-DRB1*15:01-12-A-C")
    assert (found.chrom, found.pos) == ("HLA-DRB1*15:01", 12)


@given(
    st.sampled_from(sorted(CONTIGS)),
    st.integers(1, 250_000_000),
    st.text("ACGT", min_size=1, max_size=9),
    st.text("ACGT", min_size=1, max_size=9),
)
def test_what_is_spelled_is_read_back(chrom, pos, ref, alt):
    variant = Variant(Assembly.GRCH37, chrom, pos, ref, alt)
    assert Variant.parse(variant.spelled, Assembly.GRCH37) == variant


def test_the_end_is_the_last_base_of_ref():
    assert parse("chr1-100-A-C").end == 100
    assert parse("chr1-100-ACG-A").end == 102


@pytest.mark.parametrize(
    ("ref", "alt", "kind"),
    [
        ("A", "C", VariantKind.SNV),
        ("AC", "GT", VariantKind.MNV),
        ("A", "AC", VariantKind.INSERTION),
        ("AC", "A", VariantKind.DELETION),
        ("AC", "TGG", VariantKind.DELINS),
        ("ACG", "TT", VariantKind.DELINS),
    ],
)
def test_the_lengths_of_the_alleles_tell_the_kind(ref, alt, kind):
    assert Variant(Assembly.GRCH38, "chr1", 1, ref, alt).kind is kind


def test_variants_sort_in_karyotype_order_then_by_place_and_alleles():
    texts = ["chrX-1-A-C", "chr10-1-A-C", "chr2-20-A-C", "chr2-3-A-G", "chr2-3-A-C", "chr2-3-AT-A"]
    found = sorted(map(parse, texts), key=lambda one: one.sort_key)
    assert [one.spelled for one in found] == [
        "chr2-3-A-C", "chr2-3-A-G", "chr2-3-AT-A", "chr2-20-A-C", "chr10-1-A-C", "chrX-1-A-C",
    ]  # fmt: skip


def test_a_substitution_on_a_chromosome_may_be_spelled_as_hgvs_has_it():
    found = Variant.parse("NC_000017.11:g.31327485C>G", Assembly.GRCH38)
    assert found.spelled == "chr17-31327485-C-G"


def test_long_alleles_are_shortened_for_a_sentence():
    found = Variant(Assembly.GRCH38, "chr1", 7, "A" * 400, "A")
    assert found.spelled_short == "chr1-7-AAAAA…(400 bases)-A"
