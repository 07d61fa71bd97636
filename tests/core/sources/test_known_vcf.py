"""Population frequencies and ClinVar out of published VCF files."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.domain.known_allele import ClinVarMark, KnownAllele, KnownKind, WantedAllele
from core.domain.local_value import Coverage
from core.domain.variant import Variant
from core.errors import InputFileError
from core.sources.known_fields import guessed_kind
from core.sources.known_vcf import KnownVcf, build_of
from core.sources.normalise import normalise
from core.sources.reference import Reference
from tests.core.sources.known_files import CLINVAR, known_vcf

SEQUENCE = "ACGTTTTTTGCACACACACATTGGCCATGCATGAAAAAACCGT" * 4


@pytest.fixture
def reference(tmp_path: Path) -> Reference:
    path = tmp_path / "toy.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n")
    return Reference(path)


def asked(pos: int, ref: str, alt: str, chrom: str = "chr1") -> Variant:
    return Variant(Assembly.GRCH38, chrom, pos, ref, alt)


def one(file: KnownVcf, pos: int, ref: str, alt: str) -> KnownAllele:
    ((_, known),) = file.find("chr1", [WantedAllele(0, pos, ref, alt)])
    return known


def test_a_filtering_frequency_goes_before_a_plain_one_and_counts_are_read(tmp_path):
    info = "AF=0.02;AF_nfe=0.03;fafmax_faf95_max=0.015;nhomalt=7;AC_XY=11"
    path = known_vcf(tmp_path / "g.vcf.gz", [f"1 1 . A C . PASS {info}"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        known = one(file, 1, "A", "C")
        (entry,) = file.of(asked(1, "A", "C")).entries
    assert (known.frequency, known.n_homozygous, known.n_carriers_xy) == (0.015, 7, 11)
    assert entry.value == 0.02
    assert entry.text == ("fafmax_faf95_max 0.015, AF_nfe 0.03, 7 homozygous, 11 XY carriers")


def test_each_allele_of_a_record_has_its_own_numbers(tmp_path):
    path = known_vcf(tmp_path / "g.vcf.gz", ["chr1 1 . A C,G . PASS AF=0.1,.;nhomalt=3,4"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        assert one(file, 1, "A", "C").frequency == 0.1
        known = one(file, 1, "A", "G")
    assert known.frequency is None, "a dot is unknown, not 0"
    assert known.n_homozygous == 4


@pytest.mark.parametrize(
    ("info", "frequency"),
    [
        ("AF=0.001;AF_grpmax=0.02", 0.02),
        ("AF=0.001;AF_grpmax=0.02;AF_fin=0.3", 0.02),
        ("AF=0.001;AFR_AF=0.03;EUR_AF=0.002", 0.03),
        ("AF=0.001;AF_fin=0.3;AF_nfe=0.002", 0.002),
        ("AF=0.03;AF_grpmax=0.02", 0.03),
        ("AF_grpmax=0.2;AF=0.1;faf95_max=0.01", 0.01),
    ],
)
def test_without_a_filtering_frequency_that_of_the_greatest_group_counts(tmp_path, info, frequency):
    header = [
        f'##INFO=<ID={key.split("=")[0]},Number=A,Type=Float,Description="">'
        for key in info.split(";")
    ]
    path = known_vcf(tmp_path / "g.vcf.gz", [f"1 1 . A C . PASS {info}"], header)
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        assert one(file, 1, "A", "C").frequency == frequency


def test_what_is_no_share_is_unknown_and_told(tmp_path):
    path = known_vcf(tmp_path / "g.vcf.gz", ["1 1 . A C . PASS AF=3.5;nhomalt=3"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        known = one(file, 1, "A", "C")
        (entry,) = file.of(asked(1, "A", "C")).entries
    assert (known.frequency, known.n_homozygous, entry.value) == (None, 3, None)
    assert "AF 3.5 is no frequency (above 1), taken as unknown" in entry.text


def test_a_record_that_the_file_doubts_makes_nothing_common(tmp_path):
    path = known_vcf(tmp_path / "g.vcf.gz", ["chr1 1 . A C . AC0 AF=0.4"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        assert one(file, 1, "A", "C").frequency is None
        (entry,) = file.of(asked(1, "A", "C")).entries
    assert entry.value == 0.4
    assert "filtered there (AC0)" in entry.text


@pytest.mark.parametrize(
    ("said", "status", "mark"),
    [
        ("Pathogenic", "criteria_provided,_single_submitter", ClinVarMark.RESCUES),
        ("Pathogenic/Likely_pathogenic|other", "reviewed_by_expert_panel", ClinVarMark.RESCUES),
        ("Pathogenic", "no_assertion_criteria_provided", ClinVarMark.KNOWN),
        (
            "Conflicting_classifications_of_pathogenicity",
            "criteria_provided,_conflicting_classifications",
            ClinVarMark.KNOWN,
        ),
        ("Benign", "reviewed_by_expert_panel", ClinVarMark.KNOWN),
        ("drug_response", "criteria_provided,_single_submitter", ClinVarMark.KNOWN),
    ],
)
def test_clinvar_rescues_what_is_pathogenic_with_a_star(tmp_path, said, status, mark):
    record = f"1 1 77 A C . . CLNSIG={said};CLNREVSTAT={status};CLNDN=Some_disease|not_provided"
    path = known_vcf(tmp_path / "c.vcf.gz", [record], CLINVAR)
    with KnownVcf(path, KnownKind.CLINVAR) as file:
        known = one(file, 1, "A", "C")
        assert file.dated == "2026-11-01"
    assert known.clinvar is mark
    assert known.entry.text.endswith("Some disease, not provided; variation 77")


def test_a_deletion_spelled_elsewhere_in_a_repeat_is_found(tmp_path, reference):
    path = known_vcf(tmp_path / "g.vcf.gz", ["chr1 7 . TTT TT . PASS AF=0.3"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        leftmost = asked(3, "GT", "G")
        assert file.of(leftmost).coverage is Coverage.UNREADABLE, "without reference: no answer"
        file.reference = reference
        said = file.of(leftmost)
    assert [entry.value for entry in said.entries] == [0.3]


def test_what_is_not_there_is_absent_or_not_covered(tmp_path, reference):
    path = known_vcf(tmp_path / "g.vcf.gz", ["chr1 1 . A C . PASS AF=0.1"])
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        assert file.of(asked(1, "A", "G")).coverage is Coverage.ABSENT
        assert file.of(asked(1, "A", "C", "chr2")).coverage is Coverage.NOT_COVERED
        assert list(file.find("chr2", [WantedAllele(0, 1, "A", "C")])) == []


def test_ref_bases_of_another_build_are_counted(tmp_path):
    records = [f"chr1 {pos} . G T . PASS AF=0.1" for pos in (1, 2)]
    path = known_vcf(tmp_path / "g.vcf.gz", records)
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        wanted = [WantedAllele(pos, pos, "A", "T") for pos in (1, 2)]
        assert list(file.find("chr1", wanted)) == []
        assert (file.n_compared, file.n_agreeing) == (2, 0)


def test_a_file_without_index_or_fields_is_refused_in_words(tmp_path):
    bare = known_vcf(tmp_path / "bare.vcf.gz", ["chr1 1 . A C . . AF=0.1"], is_indexed=False)
    with pytest.raises(InputFileError, match="no index"):
        KnownVcf(bare, KnownKind.FREQUENCY)
    path = known_vcf(tmp_path / "c.vcf.gz", ["chr1 1 . A C . . CLNSIG=Benign"], CLINVAR)
    with pytest.raises(InputFileError, match="no field of a frequency"):
        KnownVcf(path, KnownKind.FREQUENCY)
    with pytest.raises(InputFileError, match="no field CLNSIG"):
        KnownVcf(known_vcf(tmp_path / "g.vcf.gz", ["chr1 1 . A C . . AF=1"]), KnownKind.CLINVAR)


def test_how_often_an_allele_is_among_the_samples_of_a_family_is_no_population_frequency(tmp_path):
    record = "chr1 1 . A C . PASS AF=0.5 GT 0/1 0/1"
    path = known_vcf(tmp_path / "own.vcf.gz", [record], samples=("child", "mother"))
    with pytest.raises(InputFileError, match="2 samples"):
        KnownVcf(path, KnownKind.FREQUENCY)


def test_what_a_file_is_shows_in_its_keys_but_not_in_af_alone():
    assert guessed_kind(["AF", "nhomalt"]) is KnownKind.FREQUENCY
    assert guessed_kind(["AF", "EUR_AF"]) is KnownKind.FREQUENCY
    assert guessed_kind(["CLNSIG", "CLNREVSTAT"]) is KnownKind.CLINVAR
    assert guessed_kind(["AF", "AC", "AN"]) is None


def test_contig_lengths_go_before_words_of_the_header():
    assert build_of(["##contig=<ID=1,length=248956422>", "##reference=hg19.fa"]) == "GRCh38"
    assert build_of(["##reference=file:///GRCh37.fa"]) == "GRCh37"
    assert build_of(["##reference=GRCh37", "##assembly=GRCh38"]) == ""


@st.composite
def alleles(draw: st.DrawFn) -> tuple[int, str, str]:
    pos = draw(st.integers(1, len(SEQUENCE) - 8))
    ref = SEQUENCE[pos - 1 : pos - 1 + draw(st.integers(1, 6))]
    alt = draw(st.text("ACGT", min_size=1, max_size=6).filter(lambda text: text != ref))
    return pos, ref, alt


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(theirs=st.lists(alleles(), min_size=1, max_size=12), ours=st.lists(alleles(), max_size=6))
def test_reading_a_contig_once_finds_what_asking_one_by_one_finds(
    tmp_path, reference, theirs, ours
):
    records = [
        f"chr1 {pos} . {ref} {alt} . PASS AF={0.001 * number}"
        for number, (pos, ref, alt) in enumerate(theirs)
    ]
    path = known_vcf(tmp_path / "g.vcf.gz", records)
    spelled = [normalise("chr1", *each, reference) for each in (*theirs, *ours)]
    wanted = [WantedAllele(place, *each) for place, each in enumerate(dict.fromkeys(spelled))]
    with KnownVcf(path, KnownKind.FREQUENCY) as file:
        file.reference = reference
        at_once = sorted((n, known.frequency) for n, known in file.sweep("chr1", wanted))
        singly = sorted((n, known.frequency) for n, known in file.find("chr1", wanted))
    assert at_once == singly
    n_theirs = len({normalise("chr1", *each, reference) for each in theirs})
    assert len({place for place, _ in at_once}) == n_theirs
