"""Records that are no small variants: every convention by hand, then the shared files."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.interval import Interval, IntervalKind, IntervalProblem, Mate, RepeatCount
from core.domain.ledger import AlleleSetAside
from core.domain.sample import Zygosity
from core.sources.intervals import IntervalPage, IntervalReader
from core.sources.vcf import VcfSource
from core.sources.vcf_header import VcfHeader, parse_header
from core.sources.vcf_records import VcfRecord

Kind = IntervalKind


def header(version: str = "4.2", *formats: str, samples: tuple[str, ...] = ("KID",)) -> VcfHeader:
    keys = "".join(f'##FORMAT=<ID={key},Number=1,Type=String,Description="x">\n' for key in formats)
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t")
    text = f"##fileformat=VCFv{version}\n{keys}{columns}\t" + "\t".join(samples)
    return parse_header(Path("case.vcf"), [line.encode() for line in text.split("\n")])


def page(record: str, version: str = "4.2", *formats: str) -> IntervalPage:
    """Read one record written with blanks for tabs."""
    fields = record.split(" ")
    samples = tuple(f"S{place}" for place in range(len(fields) - 9))
    known = header(version, *formats, samples=samples)
    reader = IntervalReader(known, samples)
    assert reader.is_concerned(fields)
    return reader.read(7, fields)


def one(record: str, version: str = "4.2", *formats: str) -> Interval:
    found = page(record, version, *formats)
    assert found.problems == ()
    (interval,) = found.intervals
    return interval


def problem(record: str, version: str = "4.2") -> IntervalProblem:
    found = page(record, version)
    assert found.intervals == ()
    (fault,) = found.problems
    return fault


def place(interval: Interval) -> tuple[str, int, int, int | None]:
    return interval.chrom, interval.start, interval.end, interval.size


def test_a_deletion_begins_behind_pos_and_ends_at_end():
    found = one("1 100 MantaDEL:1 A <DEL> 50 PASS SVTYPE=DEL;END=350;SVLEN=-250 GT:GQ 0/1:40")
    assert found.kind is Kind.DELETION
    assert place(found) == ("chr1", 100, 350, 250)
    assert (found.record_number, found.allele_index) == (7, 1)
    assert (found.identifier, found.quality, found.filters) == ("MantaDEL:1", 50.0, ())
    assert found.genotypes[0].zygosity is Zygosity.HETEROZYGOUS
    assert found.genotypes[0].quality == 40


@pytest.mark.parametrize("length", ["-250", "250"])
def test_without_end_the_length_tells_whatever_its_sign(length):
    assert place(one(f"1 100 . A <DEL> . . SVLEN={length} GT 0/1")) == ("chr1", 100, 350, 250)


def test_end_goes_before_the_length_up_to_4_3_and_after_it_from_4_4():
    record = "1 100 . A <DUP> . . END=350;SVLEN=90 GT 0/1"
    assert place(one(record, "4.3")) == ("chr1", 100, 350, 90)
    assert place(one(record, "4.4")) == ("chr1", 100, 190, 90)
    assert place(one(record, "4.5")) == ("chr1", 100, 190, 90)


def test_each_allele_has_its_own_length():
    found = page("1 100 . A <DEL>,<DUP> . . SVLEN=50,900;END=1000 GT 1/2", "4.5")
    assert [place(interval) for interval in found.intervals] == [
        ("chr1", 100, 150, 50),
        ("chr1", 100, 1000, 900),
    ]
    assert [interval.genotypes[0].alt_copies for interval in found.intervals] == [1, 1]


def test_end_and_length_that_disagree_are_noted():
    found = one("1 100 . A <DEL> . . END=350;SVLEN=-90 GT 0/1")
    assert found.notes == ("INFO/END says 250 bases, INFO/SVLEN 90.",)


@pytest.mark.parametrize(
    ("info", "field", "detail"),
    [
        ("SVTYPE=DEL", "INFO/END", "is missing"),
        ("END=90", "INFO/END", "stands before POS 100"),
        ("END=100", "INFO/END", "100 is POS 100"),
        ("END=far", "INFO/END", "'far' is no whole number"),
        ("SVLEN=long", "INFO/SVLEN", "'long' is no whole number"),
    ],
)
def test_a_deletion_without_a_place_is_a_problem_that_names_the_field(info, field, detail):
    fault = problem(f"1 100 . A <DEL> . . {info} GT 0/1")
    assert (fault.record_number, fault.allele_index, fault.alt) == (7, 1, "<DEL>")
    assert fault.field == field
    assert detail in fault.detail


@pytest.mark.parametrize(
    ("info", "field"), [("END=999999999", "INFO/END"), ("SVLEN=-999999000", "INFO/SVLEN")]
)
def test_a_deletion_that_leaves_its_chromosome_is_a_problem(info, field):
    known = replace(header(), contigs=(("1", 1_000),))
    fields = f"1 100 . A <DEL> . . {info} GT 0/1".split(" ")
    (fault,) = IntervalReader(known, ("KID",)).read(7, fields).problems
    assert fault.field == field
    assert "behind the last base of chr1, 1000" in fault.detail


@pytest.mark.parametrize(("end", "n_bases"), [(1_000, 900), (1_001, 901)])
def test_a_deletion_may_reach_the_end_of_its_chromosome(end, n_bases):
    known = replace(header(), contigs=(("1", 1_000),))
    fields = f"1 100 . A <DEL> . . END={end} GT 0/1".split(" ")
    (found,) = IntervalReader(known, ("KID",)).read(7, fields).intervals
    assert place(found) == ("chr1", 100, end, n_bases)


def test_a_wrong_end_does_not_matter_where_the_length_tells():
    found = one("1 100 . A <DEL> . . END=far;SVLEN=-20 GT 0/1")
    assert place(found) == ("chr1", 100, 120, 20)
    assert found.notes == ("INFO/END 'far' is no whole number.",)


@pytest.mark.parametrize(
    ("alt", "info", "kind"),
    [
        ("<DUP:TANDEM>", "END=200", Kind.DUPLICATION),
        ("<INV>", "END=200", Kind.INVERSION),
        ("<CNV>", "END=200", Kind.COPY_NUMBER),
        ("<CNV>", "END=200;SVTYPE=DUP", Kind.DUPLICATION),
        ("<DEL:ME:ALU>", "END=200", Kind.DELETION),
        ("<CPX>", "END=200;SVTYPE=CPX", Kind.OTHER),
        ("<CPX>", "SVTYPE=CPX", Kind.OTHER),
        ("<SV1>", "END=200;SVTYPE=DEL", Kind.DELETION),
        ("<TRA>", "CHR2=5;END=900", Kind.BREAKEND),
    ],
)
def test_symbols_and_svtype_give_the_kind(alt, info, kind):
    assert one(f"1 100 . A {alt} . . {info} GT 0/1").kind is kind


def test_copy_number_alleles_of_the_1000_genomes():
    found = page("1 100 . A <CN0>,<CN2> . . END=200;SVTYPE=CNV GT 1/2").intervals
    assert [interval.kind for interval in found] == [Kind.DELETION, Kind.DUPLICATION]
    assert [interval.copy_number for interval in found] == [0.0, 2.0]


def test_copies_of_each_person_are_kept():
    found = one("1 100 . A <CNV> . . END=200 GT:CN 0/1:1 ./.:. 0/0:2.9", "4.4")
    assert found.copy_numbers == (1.0, None, 2.9)


def test_copies_of_an_allele_stand_in_info_from_4_4_on():
    found = page("1 100 . A <DEL>,<DUP> . . SVLEN=9,9;CN=0,1.5 GT 1/2", "4.4").intervals
    assert [interval.copy_number for interval in found] == [0.0, 1.5]


def test_an_insertion_stands_between_two_bases():
    found = one("1 100 . A <INS> . . END=100;SVLEN=321 GT 0/1")
    assert found.kind is Kind.INSERTION
    assert place(found) == ("chr1", 100, 100, 321)
    assert found.overlaps(99, 100)
    assert found.overlaps(100, 101)
    assert not found.overlaps(101, 102)


@pytest.mark.parametrize(
    ("alt", "info", "family"),
    [
        ("<INS:ME:ALU>", "SVTYPE=ALU;SVLEN=281;MEINFO=AluYa5,1,281,+", "ALU"),
        ("<INS:ME:LINE1>", "SVTYPE=LINE1;SVLEN=281", "LINE1"),
        ("<INS:ME>", "SVTYPE=INS;SVLEN=281;MEINFO=SVA,1,281,NA", "SVA"),
        ("<MEI>", "SVTYPE=SVA;SVLEN=281;MEINFO=SVA,1,281,NA", "SVA"),
    ],
)
def test_a_mobile_element_has_its_family(alt, info, family):
    found = one(f"1 100 . A {alt} . . {info} GT 0/1")
    assert found.kind is Kind.MOBILE_ELEMENT
    assert found.family == family
    assert place(found) == ("chr1", 100, 100, 281)


@pytest.mark.parametrize(
    ("alt", "is_after", "is_reversed"),
    [
        ("G[17:198982[", True, False),
        ("G]17:198982]", True, True),
        ("]17:198982]G", False, False),
        ("[17:198982[G", False, True),
        ("GTT[chr17:198982[", True, False),
    ],
)
def test_breakends_name_their_mate_and_how_it_is_joined(alt, is_after, is_reversed):
    found = one(f"2 321681 bnd_W G {alt} 6 PASS SVTYPE=BND GT 0/1")
    assert found.kind is Kind.BREAKEND
    assert place(found) == ("chr2", 321680, 321681, None)
    assert found.mate == Mate("chr17", 198982, is_after, is_reversed)


@pytest.mark.parametrize("alt", ["G.", ".G"])
def test_a_single_breakend_has_no_mate(alt):
    found = one(f"2 100 . G {alt} 6 PASS SVTYPE=BND GT 0/1")
    assert (found.kind, found.mate) == (Kind.BREAKEND, None)


@pytest.mark.parametrize(
    ("info", "mate"),
    [
        ("SVTYPE=TRA;CHR2=5;END=900", Mate("chr5", 900)),
        ("SVTYPE=BND;CHR2=chr5;POS2=900;END=101", Mate("chr5", 900)),
        ("SVTYPE=CTX;CHR2=5;END2=900;END=101", Mate("chr5", 900)),
        ("SVTYPE=BND;CHR2=5", Mate("chr5", None)),
    ],
)
def test_the_mate_of_a_symbolic_breakend_stands_in_info(info, mate):
    assert one(f"1 100 . A <BND> . . {info} GT 0/1").mate == mate


def test_confidence_intervals_are_read_and_their_faults_noted():
    found = one("1 100 . A <DEL> . . END=200;CIPOS=-5,8;CIEND=3 GT 0/1")
    assert found.start_range == (-5, 8)
    assert found.end_range is None
    assert found.notes == ("INFO/CIEND '3' is no pair of limits.",)


def test_confidence_intervals_of_several_alleles():
    found = page("1 100 . A <DEL>,<DEL> . . SVLEN=9,20;CIPOS=-1,1,-2,2 GT 1/2", "4.4").intervals
    assert [interval.start_range for interval in found] == [(-1, 1), (-2, 2)]


@pytest.mark.parametrize("alt", ["<NON_REF>", "<*>", "T", "*", "T,<NON_REF>"])
def test_bases_and_any_other_allele_are_no_intervals(alt):
    fields = f"1 100 . A {alt} . . . GT 0/1".split(" ")
    reader = IntervalReader(header(), ("KID",))
    assert reader.read(1, fields) == IntervalPage()
    assert not reader.is_concerned(fields)


def test_expansionhunter_counts_units_per_person():
    found = page(
        "4 3076603 . C <STR18>,<STR44> . PASS END=3076660;REF=19;RL=57;RU=CAG;VARID=HTT;REPID=HTT "
        "GT:REPCN:REPCI 1/2:18/44:18-18/41-50 0/0:19/19:19-19/19-19 ./.:.:.",
        "4.1",
        "REPCN",
    ).intervals[0]
    assert place(found) == ("chr4", 3076603, 3076660, None)
    assert found.repeat is not None
    assert (found.repeat.locus, found.repeat.units) == ("HTT", ("CAG",))
    assert found.repeat.reference_count == 19
    assert found.repeat.people == (
        (RepeatCount("CAG", 18, 18, 18), RepeatCount("CAG", 44, 41, 50)),
        (RepeatCount("CAG", 19, 19, 19), RepeatCount("CAG", 19, 19, 19)),
        (),
    )


def test_a_repeat_of_reference_length_is_one_interval_of_the_record():
    found = one("X 9 . G . . PASS END=69;REF=20;RU=CGG GT:REPCN 0:20", "4.1", "REPCN")
    assert (found.kind, found.allele_index, found.alt, found.genotypes) == (Kind.REPEAT, 0, "", ())
    assert found.repeat is not None
    assert found.repeat.people == ((RepeatCount("CGG", 20, 20, 20),),)


def test_split_repeat_alleles_count_by_their_symbols():
    found = one("12 9 . C <STR22> . . END=66;REF=19;RU=CAG GT ./1 0/0", "4.1")
    assert found.repeat is not None
    assert found.repeat.people == (
        (RepeatCount("CAG", 22, 22, 22),),
        (RepeatCount("CAG", 19, 19, 19), RepeatCount("CAG", 19, 19, 19)),
    )


def test_gangstr_writes_commas_and_bases():
    found = one(
        "1 9 . CAGCAG CAG . . END=14;REF=2;RU=cag GT:REPCN:REPCI 0/1:2,1:2-2,1-3", "4.2", "REPCN"
    )
    assert found.repeat is not None
    assert found.repeat.people == ((RepeatCount("CAG", 2, 2, 2), RepeatCount("CAG", 1, 1, 3)),)


def test_trgt_counts_motifs_with_lengths_as_limits():
    found = one(
        "chr14 92071010 . CCTG CCTGCTG . . TRID=SCA3_ATXN3;END=92071052;MOTIFS=CTG "
        "GT:AL:ALLR:MC 0/1:42,81:42-42,75-84:11,24",
        "4.2",
        "MC",
    )
    assert found.repeat is not None
    assert found.repeat.locus == "SCA3_ATXN3"
    assert found.repeat.people == (
        (RepeatCount("CTG", 11, 11, 11), RepeatCount("CTG", 24, 22, 25)),
    )


def test_trgt_with_several_motifs_counts_each():
    found = one("1 9 . C . . . END=40;MOTIFS=AAAAG,AAGGG GT:MC 0/0:12_0,2_500", "4.2", "MC")
    assert found.repeat is not None
    assert [(count.unit, count.count) for count in found.repeat.people[0]] == [
        ("AAAAG", 12), ("AAGGG", 0), ("AAAAG", 2), ("AAGGG", 500),
    ]  # fmt: skip


def test_repeat_alleles_of_4_4_share_their_lists():
    found = page(
        "1 100 . C <CNV:TR>,<CNV:TR> . . SVLEN=12,12;RN=1,2;RUS=CAG,CAG,CCG;RUC=65,10,3;"
        "CIRUC=-15,.,0,0,0,0 GT 1/2",
        "4.4",
    ).intervals
    assert [place(interval)[1:3] for interval in found] == [(100, 112), (100, 112)]
    assert found[0].repeat is not None
    assert found[0].repeat.people == (
        (
            RepeatCount("CAG", 65, 50, float("inf")),
            RepeatCount("CAG", 10, 10, 10),
            RepeatCount("CCG", 3, 3, 3),
        ),
    )


def test_a_repeat_without_an_end_is_a_problem():
    assert problem("1 100 . C <STR12> . . RU=CAG GT 0/1").field == "INFO/END"


SYMBOLIC = (AlleleSetAside.SYMBOLIC, AlleleSetAside.BREAKEND)
SHARED = {
    "643594.clinical.SV.vcf.gz": {Kind.INSERTION: 1, Kind.DELETION: 3, Kind.DUPLICATION: 1},
    "643594.clinical.mei.vcf.gz": {Kind.MOBILE_ELEMENT: 252},
    "643594.clinical.str.stranger.vcf.gz": {Kind.REPEAT: 80},
    "643594.clinical.str.vcf.gz": {Kind.REPEAT: 24},
    "NIST.trgt.stranger.vcf.gz": {Kind.REPEAT: 70},
    "cancer_test.vcf.gz": {},
    "empty.clinical.SV.vcf.gz": {},
    "manta_vep_94_annotated_sv_cancer_file.vcf.gz": {
        Kind.DUPLICATION: 1, Kind.BREAKEND: 12, Kind.INVERSION: 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHARED))
def test_every_symbolic_allele_of_the_shared_files_is_an_interval_or_a_problem(shared, name):
    kinds: Counter[IntervalKind] = Counter()
    with VcfSource(shared / "data" / "vcf" / name) as source:
        reader = IntervalReader(source.header, source.header.samples)
        for item in source.records(source.header.samples, ""):
            fields = item.raw.decode().split("\t")
            found = reader.read(item.number, fields)
            wanted = set()
            if isinstance(item, VcfRecord):
                wanted = {index for index, _, reason in item.set_aside if reason in SYMBOLIC}
            told = [*found.intervals, *found.problems]
            assert {one.allele_index for one in told if one.allele_index} == wanted
            assert reader.is_concerned(fields) or not told
            kinds.update(interval.kind for interval in found.intervals)
            assert found.problems == ()
    assert kinds == SHARED[name]


TEXT = st.text(st.sampled_from("DELUPINSCNVBTRM:0129"), min_size=1, max_size=8)
ALT = st.one_of(
    TEXT.map(lambda text: f"<{text}>"),
    st.sampled_from(["<DEL>", "<DUP>", "<INS:ME:ALU>", "<STR9>", "<CNV:TR>", "A]2:9]", "[X:1[T", "G."]),
)  # fmt: skip
VALUE = st.sampled_from(["", ".", "x", "-5", "150", "9,9", "-1,1", "99999999999", "1e3", "nan"])
KEYS = ("END", "SVLEN", "CIPOS", "CIEND", "CN", "RN", "RUS", "RUC", "CIRUC", "REF", "RL", "CHR2")


@given(
    st.lists(ALT, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(KEYS), VALUE),
    st.sampled_from(["4.1", "4.3", "4.4", "4.5"]),
)
def test_whatever_the_record_says_each_allele_is_an_interval_or_a_problem(alts, info, version):
    text = ";".join(f"{key}={value}" for key, value in info.items()) or "."
    fields = ["1", "100", ".", "A", ",".join(alts), ".", ".", text, "GT", "0/1"]
    found = IntervalReader(header(version), ("KID",)).read(3, fields)
    told = sorted(one.allele_index for one in (*found.intervals, *found.problems))
    assert told == list(range(1, len(alts) + 1))
    assert all(interval.start <= interval.end for interval in found.intervals)
