"""Real files of many callers: every record and allele is accounted for, none lost to a wart."""

from collections import Counter
from pathlib import Path

import pytest

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.sources.build import prove_build, sample_records
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfSource, frequency_key

pytestmark = pytest.mark.science

EXPECTED = {
    "643594.clinical.SV.vcf.gz": (19, 14, {AlleleSetAside.SYMBOLIC: 5}, {}),
    "643594.clinical.mei.vcf.gz": (252, 0, {AlleleSetAside.SYMBOLIC: 252}, {}),
    "643594.clinical.str.vcf.gz": (
        24,
        0,
        {AlleleSetAside.SYMBOLIC: 22},
        {RecordSetAside.NO_ALTERNATE: 2},
    ),
    "643594.clinical.str.stranger.vcf.gz": (
        80,
        0,
        {AlleleSetAside.SYMBOLIC: 69},
        {RecordSetAside.NO_ALTERNATE: 11},
    ),
    "643594.clinical.vcf.gz": (680, 680, {}, {}),
    "643594.research.vcf.gz": (678, 678, {}, {}),
    "643595.clinical.vcf.gz": (680, 680, {}, {}),
    "HiSeq.10000.hg18.vcf.gz": (9965, 9965, {}, {}),
    "NA24385.chr21.GRCh38.g.vcf.gz": (
        121841,
        6151,
        {AlleleSetAside.NON_REF: 121841, AlleleSetAside.SPANNING_DELETION: 48},
        {},
    ),
    "NIST.trgt.stranger.vcf.gz": (70, 54, {}, {RecordSetAside.NO_ALTERNATE: 16}),
    "PG_NA12878_chr21.vcf.gz": (65402, 67627, {AlleleSetAside.SYMBOLIC: 14}, {}),
    "PG_NA12878_hg38-chr21.vcf.gz": (65370, 66050, {}, {}),
    "Pfeiffer.vcf.gz": (37709, 37709, {}, {}),
    "YRIoffspring.chr20.GRCh37.g.vcf.gz": (10681, 324, {AlleleSetAside.NON_REF: 10681}, {}),
    "cancer_test.vcf.gz": (10, 10, {}, {}),
    "empty.clinical.SV.vcf.gz": (0, 0, {}, {}),
    "manta_vep_94_annotated_sv_cancer_file.vcf.gz": (
        15,
        1,
        {AlleleSetAside.SYMBOLIC: 2, AlleleSetAside.BREAKEND: 12},
        {},
    ),
}


# The largest is read whole by tests/science/test_vcf_collection.py too, and that always runs.
LARGEST = "NA24385.chr21.GRCh38.g.vcf.gz"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=pytest.mark.slow if one == LARGEST else ())
        for one in sorted(EXPECTED)
    ],
)
def test_every_allele_of_a_real_file_is_kept_or_set_aside_with_its_reason(shared: Path, name):
    n_records = n_alleles = 0
    set_aside: Counter[AlleleSetAside] = Counter()
    problems: Counter[RecordSetAside] = Counter()
    with VcfSource(shared / "data/vcf" / name) as source:
        for record in source.records(source.header.samples, frequency_key(source.header)):
            n_records += 1
            if isinstance(record, RecordProblem):
                problems[record.reason] += 1
                continue
            n_alleles += len(record.alleles)
            set_aside.update(reason for _, _, reason in record.set_aside)
            n_alt = len(record.alleles) + len(record.set_aside)
            assert n_alt == record.raw.split(b"\t")[4].count(b",") + 1
    assert (n_records, n_alleles, dict(set_aside), dict(problems)) == EXPECTED[name]


def test_the_call_set_frequency_of_a_real_file_is_not_taken(shared: Path):
    with VcfSource(shared / "data/vcf/643594.clinical.vcf.gz") as source:
        assert "AF" in {key.key for key in source.header.info}
        assert frequency_key(source.header) == "EXACAF"


GRCH37 = (
    "643594.clinical.vcf.gz",
    "643595.clinical.vcf.gz",
    "PG_NA12878_chr21.vcf.gz",
    "Pfeiffer.vcf.gz",
    "YRIoffspring.chr20.GRCh37.g.vcf.gz",
)
GRCH38 = (
    "PG_NA12878_hg38-chr21.vcf.gz",
    "NA24385.chr21.GRCh38.g.vcf.gz",
    "../cases/nf1-denovo.vcf.gz",
    "../cases/mybpc3-dominant.vcf.gz",
    "../cases/unc13d-compound-het.vcf.gz",
    "../cases/ldlr-promoter.vcf.gz",
)


def proof_of(shared: Path, name: str, assembly: Assembly, stated: Assembly | None = None):
    with (
        Reference(shared / f"data/reference/{assembly}.fa.gz") as reference,
        VcfSource(shared / "data/vcf" / name) as source,
    ):
        return prove_build(source.header, sample_records(source, reference), reference, stated)


@pytest.mark.parametrize(
    ("name", "own", "other"),
    [(name, Assembly.GRCH37, Assembly.GRCH38) for name in GRCH37]
    + [(name, Assembly.GRCH38, Assembly.GRCH37) for name in GRCH38],
)
def test_a_real_file_is_proven_on_its_build_and_contradicted_on_the_other(shared, name, own, other):
    right, wrong = proof_of(shared, name, own), proof_of(shared, name, other)
    assert right.verdict is BuildVerdict.PROVEN
    assert right.matches == right.compared > 20
    assert wrong.verdict is BuildVerdict.CONTRADICTED
    assert any(f"those of {own}" in text for text in wrong.evidence)
    assert proof_of(shared, name, other, other).verdict is BuildVerdict.CONTRADICTED


def test_a_file_of_an_older_build_is_contradicted_and_the_build_named(shared):
    for assembly in (Assembly.GRCH37, Assembly.GRCH38):
        proof = proof_of(shared, "HiSeq.10000.hg18.vcf.gz", assembly, assembly)
        assert proof.verdict is BuildVerdict.CONTRADICTED
        assert any("NCBI36 (hg18)" in text for text in proof.evidence)
