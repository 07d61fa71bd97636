"""Records of text VCFs: decoded, or set aside with the field named."""

import pytest

from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Zygosity
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource
from tests.core.sources.files import META, read, read_one, write_vcf

GOOD = "chr1 100 . C T 30 PASS . GT:AD:DP:GQ"


def genotype(folder, cell, *, record="chr1 100 . C T 30 PASS . GT:AD:DP:GQ:PS", allele=0):
    found = read_one(folder, f"{record} {cell}")
    assert isinstance(found, VcfRecord), found
    return found.alleles[allele].genotypes[0]


def test_a_record_is_read_with_every_column(tmp_path):
    found = read_one(tmp_path, "1 100 rs1;rs2 c t 30.5 q10;s50 gnomAD_AF=0.25;SCORE=3 GT 0/1")
    assert isinstance(found, VcfRecord)
    assert (found.number, found.line, found.chrom, found.pos) == (1, 11, "chr1", 100)
    assert (found.identifier, found.ref, found.quality) == ("rs1;rs2", "C", 30.5)
    assert found.filters == ("q10", "s50")
    assert found.alleles[0].alt == "T"
    assert found.alleles[0].population_frequency == 0.25
    assert found.raw.split(b"\t")[3] == b"c"


def test_pass_and_missing_filter_give_no_filters(tmp_path):
    for text in ("PASS", "."):
        assert read_one(tmp_path, f"chr1 100 . C T . {text} . GT 0/1").filters == ()


def test_depths_are_those_of_the_allele_at_hand(tmp_path):
    record = "chr1 100 . C T,G 30 PASS . GT:AD:DP:GQ:PS"
    first = genotype(tmp_path, "1/2:3,10,12:25:99:.", record=record, allele=0)
    second = genotype(tmp_path, "1/2:3,10,12:25:99:.", record=record, allele=1)
    assert (first.alt_copies, first.ref_depth, first.alt_depth) == (1, 15, 10)
    assert (second.alt_copies, second.ref_depth, second.alt_depth) == (1, 13, 12)
    assert first.allele_balance == 0.4, "of all reads, not of REF's and its own"
    assert (first.depth, first.quality, first.called, first.ploidy) == (25, 99, 2, 2)


def test_phase_sets_are_told_apart_whatever_their_names(tmp_path):
    names = ("blockA", "blockB", "-1", "7", ".", "blockA")
    records = [f"chr1 {pos} . C T 30 PASS . GT:PS 0|1:{name}" for pos, name in enumerate(names, 1)]
    meta = [
        line.replace("ID=PS,Number=1,Type=Integer", "ID=PS,Number=1,Type=String") for line in META
    ]
    found = read(write_vcf(tmp_path, records, meta=meta))
    sets = [one.alleles[0].genotypes[0].phase_set for one in found]
    assert len(set(sets)) == len(names) - 1
    assert sets[3:5] == [7, None]
    assert sets[0] == sets[5]


@pytest.mark.parametrize(
    ("cell", "copies", "called", "ploidy", "zygosity"),
    [
        ("0/0", 0, 2, 2, Zygosity.REFERENCE),
        ("0/1", 1, 2, 2, Zygosity.HETEROZYGOUS),
        ("1/1", 2, 2, 2, Zygosity.HOMOZYGOUS),
        ("./1", 1, 1, 2, Zygosity.HETEROZYGOUS),
        ("./0", 0, 1, 2, Zygosity.UNKNOWN),
        ("./.", 0, 0, 2, Zygosity.UNKNOWN),
        (".", 0, 0, 1, Zygosity.UNKNOWN),
        ("1", 1, 1, 1, Zygosity.HEMIZYGOUS),
        ("0/1/1", 2, 3, 3, Zygosity.HETEROZYGOUS),
    ],
)
def test_half_haploid_and_missing_calls_keep_what_was_called(
    tmp_path, cell, copies, called, ploidy, zygosity
):
    found = genotype(tmp_path, cell)
    assert (found.alt_copies, found.called, found.ploidy) == (copies, called, ploidy)
    assert found.zygosity is zygosity


def test_phase_says_which_haplotype_carries_the_allele(tmp_path):
    first = genotype(tmp_path, "1|0:5,6:11:50:77")
    second = genotype(tmp_path, "0|1:5,6:11:50:77")
    unphased = genotype(tmp_path, "1/0:5,6:11:50:.")
    assert (first.phased, first.first_allele_is_alt, first.phase_set) == (True, True, 77)
    assert (second.phased, second.first_allele_is_alt) == (True, False)
    assert (unphased.phased, unphased.first_allele_is_alt, unphased.phase_set) == (
        False,
        False,
        None,
    )


def test_dropped_and_missing_values_are_unknown(tmp_path):
    for cell in ("0/1", "0/1:.:.:.:.", "0/1:.,.:.:."):
        found = genotype(tmp_path, cell)
        assert (found.depth, found.quality, found.ref_depth, found.alt_depth) == (None,) * 4


def test_a_record_without_genotypes_has_ploidy_zero(tmp_path):
    found = genotype(tmp_path, "12", record="chr1 100 . C T 30 PASS . DP")
    assert (found.ploidy, found.called, found.depth) == (0, 0, 12)


def test_samples_are_given_in_the_order_asked_for(tmp_path):
    path = write_vcf(tmp_path, [f"{GOOD} 0/0 0/1 1/1"], samples=("DAD", "KID", "MUM"))
    with VcfSource(path) as source:
        (found,) = source.records(("KID", "DAD"), "")
    assert [g.alt_copies for g in found.alleles[0].genotypes] == [1, 0]


@pytest.mark.parametrize(
    ("alt", "reason"),
    [
        ("<DEL>", AlleleSetAside.SYMBOLIC),
        ("<INS:ME>", AlleleSetAside.SYMBOLIC),
        ("<NON_REF>", AlleleSetAside.NON_REF),
        ("<*>", AlleleSetAside.NON_REF),
        ("*", AlleleSetAside.SPANNING_DELETION),
        ("C[chr2:100[", AlleleSetAside.BREAKEND),
        ("]chr2:100]C", AlleleSetAside.BREAKEND),
        (".A", AlleleSetAside.BREAKEND),
        ("N", AlleleSetAside.ALT_NOT_BASES),
        ("R", AlleleSetAside.ALT_NOT_BASES),
        ("c", AlleleSetAside.SAME_AS_REF),
        (".", AlleleSetAside.MISSING),
    ],
)
def test_alleles_that_are_no_bases_are_set_aside_and_the_others_kept(tmp_path, alt, reason):
    found = read_one(tmp_path, f"chr1 100 . C T,{alt} 30 PASS . GT 0/1")
    assert [allele.alt for allele in found.alleles] == ["T"]
    assert found.set_aside == ((2, alt, reason),)


@pytest.mark.parametrize(
    ("record", "reason", "named"),
    [
        ("chr1 100 . C . 30 PASS . GT 0/0", RecordSetAside.NO_ALTERNATE, "ALT"),
        ("chr1 0 . C T 30 PASS . GT 0/1", RecordSetAside.POSITION_OUT_OF_RANGE, "POS"),
        ("chr1 248956423 . C T 30 PASS . GT 0/1", RecordSetAside.POSITION_OUT_OF_RANGE, "POS"),
        ("chr2 5000000000 . C T 30 PASS . GT 0/1", RecordSetAside.POSITION_OUT_OF_RANGE, "POS"),
        ("chr1 1e3 . C T 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "POS"),
        ("chr1 -1 . C T 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "POS"),
        ("chr1 100 . R T 30 PASS . GT 0/1", RecordSetAside.REF_NOT_BASES, "REF"),
        ("chr1 100 .  T 30 PASS . GT 0/1", RecordSetAside.REF_NOT_BASES, "REF"),
        ("chr1 100 . C T high PASS . GT 0/1", RecordSetAside.MALFORMED, "QUAL"),
        ("chr1 100 . C T,,G 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "ALT"),
        ("chr1 100 . C T 30 PASS; . GT 0/1", RecordSetAside.MALFORMED, "FILTER"),
        ("chr1 100 . C T 30 \x00 . GT 0/1", RecordSetAside.MALFORMED, "FILTER"),
        ("chr1 100 rs\x001 C T 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "ID"),
        ("chr1 100 . C T 30 PASS DP=xx GT 0/1", RecordSetAside.MALFORMED, "INFO/DP"),
        ("chr1 100 . C T 30 PASS . GT 0/7", RecordSetAside.MALFORMED, "FORMAT/GT"),
        ("chr1 100 . C T 30 PASS . GT 0/A", RecordSetAside.MALFORMED, "FORMAT/GT"),
        ("chr1 100 . C T 30 PASS . GT:DP 0/1:xx", RecordSetAside.MALFORMED, "FORMAT/DP"),
        ("chr1 100 . C T 30 PASS . GT:PL 0/1:1,2", RecordSetAside.MALFORMED, "FORMAT/PL"),
        ("chr1 100 . C T 30 PASS . GT 0/1:5", RecordSetAside.MALFORMED, "FORMAT"),
        ("chr1 100 . C T 30 PASS . DP:GT 5:0/1", RecordSetAside.MALFORMED, "FORMAT"),
        ("chr1 100 . C T 30 PASS . GT 0/1 0/1", RecordSetAside.MALFORMED, "columns"),
        ("chr1 100 . C T 30 PASS . GT", RecordSetAside.MALFORMED, "columns"),
        ("chr:1 100 . C T 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "CHROM"),
        ("", RecordSetAside.MALFORMED, "blank"),
        ("#chr1 100 . C T 30 PASS . GT 0/1", RecordSetAside.MALFORMED, "CHROM"),
    ],
)
def test_a_faulty_record_is_set_aside_and_its_neighbours_are_read(tmp_path, record, reason, named):
    good = "chr1 50 . C T 30 PASS . GT 0/1"
    path = write_vcf(tmp_path, [good, record, good.replace("50", "150")])
    before, found, after = read(path)
    assert isinstance(before, VcfRecord)
    assert isinstance(after, VcfRecord)
    assert isinstance(found, RecordProblem)
    assert found.reason is reason
    assert named in found.detail
    assert (found.number, found.line) == (2, 12)
    assert found.raw == record.replace(" ", "\t").encode()


@pytest.mark.parametrize("alt_text", [b"\xe9", "é".encode()])
def test_a_byte_that_is_not_utf8_costs_no_record(tmp_path, alt_text):
    path = write_vcf(tmp_path, ["chr1 100 . C T 30 PASS NOTE=X GT 0/1"])
    path.write_bytes(path.read_bytes().replace(b"NOTE=X", b"NOTE=" + alt_text))
    with VcfSource(path) as source:
        (found,) = source.records(("KID",), "")
        noted = [warning for warning in source.warnings if "UTF-8" in warning]
    assert isinstance(found, VcfRecord)
    assert len(noted) == (alt_text == b"\xe9")


def test_a_nul_character_in_info_is_named(tmp_path):
    path = write_vcf(tmp_path, ["chr1 100 . C T 30 PASS NOTE=X GT 0/1"])
    path.write_bytes(path.read_bytes().replace(b"NOTE=X", b"NOTE=a\x00b"))
    (found,) = read(path)
    assert isinstance(found, RecordProblem)
    assert "NUL" in found.detail


def test_a_wrong_number_of_allele_depths_leaves_them_unknown_and_is_told(tmp_path):
    path = write_vcf(tmp_path, [f"{GOOD} 0/1:5:11:50"])
    with VcfSource(path) as source:
        (found,) = source.records(("KID",), "")
        assert any("FORMAT/AD" in warning for warning in source.warnings)
    assert found.alleles[0].genotypes[0].alt_depth is None
    assert found.alleles[0].genotypes[0].depth == 11


def test_a_value_that_only_breaks_its_declaration_costs_no_record(tmp_path):
    records = [f"chr1 {pos} . C T 30 PASS SCORE=1.5 GT 0/1" for pos in (100, 200)]
    with VcfSource(write_vcf(tmp_path, records)) as source:
        found = list(source.records(("KID",), ""))
        warnings = source.warnings
    assert all(isinstance(record, VcfRecord) for record in found)
    (warning,) = warnings
    assert warning.startswith("INFO/SCORE does not hold to the header in 2 records, first record 1")
    assert "no integer ('1.5')" in warning


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.25", 0.25), ("0", 0.0), ("1", 1.0), ("25", None), (".", None), ("-0.1", None)],
)
def test_a_frequency_outside_zero_to_one_is_unknown(tmp_path, text, expected):
    found = read_one(tmp_path, f"chr1 100 . C T 30 PASS gnomAD_AF={text} GT 0/1")
    assert found.alleles[0].population_frequency == expected


def test_frequencies_belong_to_their_alleles(tmp_path):
    found = read_one(tmp_path, "chr1 100 . C T,G,A 30 PASS gnomAD_AF=0.1,.,0.3 GT 0/1")
    assert [allele.population_frequency for allele in found.alleles] == [0.1, None, 0.3]
    single = read_one(tmp_path, "chr1 100 . C T,G 30 PASS gnomAD_AF=0.1 GT 0/1")
    assert [allele.population_frequency for allele in single.alleles] == [None, None]


def test_disorder_is_told_and_costs_no_record(tmp_path):
    lines = ["chr1 200", "chr1 100", "chr2 100", "chr1 300", "chr1 300"]
    path = write_vcf(tmp_path, [f"{place} . C T 30 PASS . GT 0/1" for place in lines])
    with VcfSource(path) as source:
        found = list(source.records(("KID",), ""))
        warnings = " ".join(source.warnings)
    assert len([record for record in found if isinstance(record, VcfRecord)]) == 5
    assert "not sorted by position: 1 time, first at record 2" in warnings
    assert "do not stand together: 1 time, first at record 4" in warnings
    assert "repeat an allele of an earlier record: 1, first record 5" in warnings


def test_a_repeat_in_another_spelling_is_told(tmp_path):
    records = ["chr1 100 . TAT TGT 30 PASS . GT 0/1", "chr1 101 . A G 30 PASS . GT 0/1"]
    with VcfSource(write_vcf(tmp_path, records)) as source:
        list(source.records(("KID",), ""))
        assert "first record 2" in " ".join(source.warnings)


def test_newer_files_may_lead_a_genotype_with_its_phase(tmp_path):
    meta = ("##fileformat=VCFv4.4", *META[1:])
    found = read_one(tmp_path, "chr1 100 . C T 30 PASS . GT |0|1", meta=meta)
    assert found.alleles[0].genotypes[0].phased
    old = read_one(tmp_path, "chr1 100 . C T 30 PASS . GT |0|1")
    assert isinstance(old, RecordProblem)


BY_READS = "chr1 100 . C T 30 PASS . GT:PS:PGT:PID"


@pytest.mark.parametrize(
    ("cell", "first_is_alt"),
    [("0/1:.:0|1:95_A_G", False), ("1/0:.:1|0:95_A_G", True), ("1|0:.:1|0:95_A_G", True)],
)
def test_reads_phase_a_call_that_names_its_set(tmp_path, cell, first_is_alt):
    found = genotype(tmp_path, cell, record=BY_READS)
    other = genotype(tmp_path, "0/1:.:0|1:95_A_G", record=BY_READS)
    assert (found.phased, found.first_allele_is_alt) == (True, first_is_alt)
    assert found.phase_set == other.phase_set is not None
    assert found.phase_set != genotype(tmp_path, "0/1:.:0|1:96_A_G", record=BY_READS).phase_set


@pytest.mark.parametrize(
    ("cell", "phased", "phase_set"),
    [
        ("0/1:.:.:95_A_G", False, None),
        ("0/1:.:0|1:.", False, None),
        ("0/1:.:1|1:95_A_G", False, None),
        ("1/1:.:0|1:95_A_G", False, None),
        ("./1:.:0|1:95_A_G", False, None),
        ("0|1:7:1|0:95_A_G", True, 7),
        ("0|1:.:1|0:95_A_G", True, None),
    ],
)
def test_phase_by_reads_never_overrules_the_call(tmp_path, cell, phased, phase_set):
    found = genotype(tmp_path, cell, record=BY_READS)
    assert (found.phased, found.phase_set) == (phased, phase_set)


def test_the_order_of_unphased_alleles_says_nothing(tmp_path):
    for one, other in [("0/1", "1/0"), ("./1", "1/."), ("1/2", "2/1"), ("0/./1", "1/0/.")]:
        record = "chr1 100 . C T,G 30 PASS . GT"
        assert genotype(tmp_path, one, record=record) == genotype(tmp_path, other, record=record)
