"""Proof of the build: lengths and bases for and against."""

import pytest

from core.domain.assembly import CONTIGS, Assembly, BuildVerdict, contig_length
from core.domain.ledger import RecordSetAside
from core.errors import AssemblyMismatchError, AssemblyUnprovenError
from core.sources.build import demand_build, prove_build, sample_records
from core.sources.known_builds import demand_readable_build
from core.sources.ref_check import check_ref
from core.sources.reference import Reference
from core.sources.vcf import VcfSource
from tests.core.sources.files import read_one, write_fasta, write_vcf

BASES = "ACGT" * 60
N_COMPARED = 30


class KnownReference(Reference):
    """A small FASTA that says of itself that its contigs have a build's lengths."""

    def length(self, chrom):
        return contig_length(Assembly.GRCH38, chrom) if chrom in CONTIGS else super().length(chrom)

    def assembly(self):
        return Assembly.GRCH38


@pytest.fixture
def reference(tmp_path):
    with KnownReference(write_fasta(tmp_path, {"chr2": BASES, "demo": BASES})) as reference:
        yield reference


def contigs(assembly, n=3):
    names = list(CONTIGS)[:n]
    return [f"##contig=<ID={name},length={contig_length(assembly, name)}>" for name in names]


def proof_of(tmp_path, reference, meta=(), *, n_right=N_COMPARED, n_wrong=0, stated=None):
    right = [
        f"chr2 {pos} . {BASES[pos - 1]} N,{'A' if BASES[pos - 1] != 'A' else 'C'} . . . GT 0/1"
        for pos in range(1, n_right + 1)
    ]
    wrong = [f"chr2 {4 * pos + 1} . C T . . . GT 0/1" for pos in range(n_wrong)]
    path = write_vcf(tmp_path, right + wrong, meta=("##fileformat=VCFv4.2", *meta))
    with VcfSource(path) as source:
        sample = sample_records(source, reference)
        return prove_build(source.header, sample, reference, stated)


@pytest.mark.parametrize(
    ("lengths", "n_right", "n_wrong", "stated", "verdict"),
    [
        (contigs(Assembly.GRCH38), 0, 0, None, BuildVerdict.PROVEN),
        (contigs(Assembly.GRCH38, 1), 0, 0, None, BuildVerdict.UNPROVEN),
        (contigs(Assembly.GRCH38, 1), 1, 0, None, BuildVerdict.PROVEN),
        ([], 20, 0, None, BuildVerdict.PROVEN),
        ([], 19, 0, None, BuildVerdict.UNPROVEN),
        ([], 30, 2, None, BuildVerdict.UNPROVEN),
        ([], 10, 20, None, BuildVerdict.CONTRADICTED),
        ([], 10, 20, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        (contigs(Assembly.GRCH38), 10, 20, None, BuildVerdict.CONTRADICTED),
        (contigs(Assembly.GRCH38), 6, 13, None, BuildVerdict.CONTRADICTED),
        (contigs(Assembly.GRCH38), 2, 6, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        ([], 0, 4, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        (contigs(Assembly.GRCH38), 0, 2, None, BuildVerdict.PROVEN),
        (contigs(Assembly.GRCH38), 2, 1, None, BuildVerdict.UNPROVEN),
        (contigs(Assembly.GRCH38), 1, 2, Assembly.GRCH38, BuildVerdict.UNPROVEN),
        (contigs(Assembly.GRCH38), 17, 3, None, BuildVerdict.UNPROVEN),
        (contigs(Assembly.GRCH38), 28, 2, None, BuildVerdict.PROVEN),
        (contigs(Assembly.GRCH37), 0, 0, None, BuildVerdict.CONTRADICTED),
        (contigs(Assembly.GRCH37), 0, 0, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        (["##contig=<ID=1,length=123456>"], 0, 0, None, BuildVerdict.CONTRADICTED),
        (["##contig=<ID=1,length=123456>"], 0, 0, Assembly.GRCH38, BuildVerdict.UNPROVEN),
        (["##contig=<ID=1,length=123456>"], 30, 0, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        ([], 0, 0, Assembly.GRCH37, BuildVerdict.CONTRADICTED),
        (["##reference=hg18.fasta"], 0, 0, Assembly.GRCH38, BuildVerdict.CONTRADICTED),
        (["##reference=hg19.fasta"], 0, 0, Assembly.GRCH38, BuildVerdict.UNPROVEN),
    ],
)
def test_the_verdict_follows_from_lengths_and_bases(
    tmp_path, reference, lengths, n_right, n_wrong, stated, verdict
):
    proof = proof_of(tmp_path, reference, lengths, n_right=n_right, n_wrong=n_wrong, stated=stated)
    assert proof.verdict is verdict, proof.evidence
    assert (proof.compared, proof.matches) == (n_right + n_wrong, n_right)
    assert proof.assembly is Assembly.GRCH38


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (contigs(Assembly.GRCH37), "GRCh37"),
        (["##contig=<ID=1,length=247249719>"], "NCBI36 (hg18)"),
        (["##contig=<ID=chr1,length=248387328>"], "T2T-CHM13v2.0"),
        (["##reference=file:///refs/hg18.fa"], "NCBI36 (hg18)"),
    ],
)
def test_another_build_is_called_by_name(tmp_path, reference, lines, name):
    proof = proof_of(tmp_path, reference, lines, n_right=0)
    assert any(name in sentence for sentence in proof.evidence)


def test_wrong_bases_are_held_against_what_another_build_would_show(tmp_path, reference):
    proof = proof_of(tmp_path, reference, contigs(Assembly.GRCH38), n_right=6, n_wrong=13)
    with pytest.raises(AssemblyMismatchError, match=r"6 of 19 .* in a wrong one about 25 %"):
        demand_build(proof, Assembly.GRCH38)


def test_a_few_wrong_records_do_not_refuse_a_file_whose_build_is_stated(tmp_path, reference):
    proof = proof_of(tmp_path, reference, contigs(Assembly.GRCH38), n_right=2, n_wrong=1)
    with pytest.raises(AssemblyUnprovenError, match="2 of 3"):
        demand_build(proof, None)
    demand_build(proof, Assembly.GRCH38)


def test_an_unproven_build_is_said_loudly(tmp_path, reference):
    proof = proof_of(tmp_path, reference, n_right=0, stated=Assembly.GRCH38)
    assert any("NOTHING PROVES" in sentence for sentence in proof.evidence)


def test_a_contradicted_build_is_refused_with_the_evidence(tmp_path, reference):
    proof = proof_of(tmp_path, reference, contigs(Assembly.GRCH37), n_right=0)
    with pytest.raises(AssemblyMismatchError, match="those of GRCh37") as caught:
        demand_build(proof, Assembly.GRCH38)
    assert caught.value.evidence == proof.evidence


def test_an_unproven_build_is_refused_until_it_is_stated(tmp_path, reference):
    proof = proof_of(tmp_path, reference, n_right=0)
    with pytest.raises(AssemblyUnprovenError, match="--assembly"):
        demand_build(proof, None)
    demand_build(proof, Assembly.GRCH38)


def test_the_start_of_chr1_and_unknown_bases_prove_nothing(tmp_path):
    with Reference(write_fasta(tmp_path, {"chr1": BASES, "chr2": "N" * 240})) as reference:
        records = [f"{c} {pos} . A C . . . GT 0/1" for c in ("chr1", "chr2") for pos in (1, 5, 9)]
        with VcfSource(write_vcf(tmp_path, records)) as source:
            assert sample_records(source, reference) == ()


def test_a_sample_stops_when_it_is_large_enough(tmp_path, reference):
    records = [f"chr2 {4 * place + 1} . A C . . . GT 0/1" for place in range(50)]
    with VcfSource(write_vcf(tmp_path, records)) as source:
        assert len(sample_records(source, reference, n_wanted=10)) == 10
        assert len(sample_records(source, reference, n_most=7)) == 7


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("demo 1 . ACGT A", None),
        ("demo 2 . N A", None),
        ("demo 1 . AGGT A", RecordSetAside.REFERENCE_MISMATCH),
        ("demo 240 . T A", None),
        ("demo 240 . TA T", RecordSetAside.POSITION_OUT_OF_RANGE),
        ("demo 241 . A T", RecordSetAside.POSITION_OUT_OF_RANGE),
        ("chrUn 1 . A T", RecordSetAside.UNKNOWN_CONTIG),
    ],
)
def test_ref_is_checked_against_the_reference(tmp_path, reference, record, reason):
    problem = check_ref(read_one(tmp_path, f"{record} . . . GT 0/1"), reference)
    assert (problem.reason if problem else None) is reason


def test_a_mismatch_shows_both_bases(tmp_path, reference):
    problem = check_ref(read_one(tmp_path, "demo 1 . G A . . . GT 0/1"), reference)
    assert problem is not None
    assert problem.detail == "REF G at demo:1, the reference has A"
    assert (problem.number, problem.line) == (1, 11)


def test_a_base_the_reference_does_not_know_is_no_mismatch(tmp_path):
    with Reference(write_fasta(tmp_path, {"chr2": "ANNT"})) as reference:
        assert check_ref(read_one(tmp_path, "chr2 1 . ACGT A . . . GT 0/1"), reference) is None


class ReferenceOf(Reference):
    """A small FASTA that says of itself that its contigs have these lengths."""

    lengths: dict[str, int]

    def length(self, chrom):
        return self.lengths.get(chrom)

    def assembly(self):
        return None


def reference_with(tmp_path, lengths):
    reference = ReferenceOf(write_fasta(tmp_path, {"chr2": BASES}))
    reference.lengths = lengths
    return reference


@pytest.mark.parametrize(
    ("lengths", "name"),
    [
        ({"chr20": 66_210_255, "chr21": 45_090_682, "chr22": 51_324_926}, "T2T-CHM13v2.0"),
        ({"chr20": 62_435_964, "chrM": 16_571}, "NCBI36"),
    ],
)
def test_a_reference_of_a_build_that_is_not_read_is_refused_by_name(tmp_path, lengths, name):
    with (
        reference_with(tmp_path, lengths) as reference,
        pytest.raises(AssemblyMismatchError, match=f"ref.fa: the reference is {name}"),
    ):
        demand_readable_build(reference)


@pytest.mark.parametrize(
    ("lengths", "stated", "verdict"),
    [
        ({"chr2": 240}, None, BuildVerdict.UNPROVEN),
        ({"chr2": 240}, Assembly.GRCH38, BuildVerdict.UNPROVEN),
        ({}, None, BuildVerdict.PROVEN),
    ],
)
def test_bases_of_a_reference_nobody_knows_prove_no_build(tmp_path, lengths, stated, verdict):
    with reference_with(tmp_path, lengths) as reference:
        demand_readable_build(reference)
        assert proof_of(tmp_path, reference, stated=stated).verdict is verdict
