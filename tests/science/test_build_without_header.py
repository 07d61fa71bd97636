"""The build of real files whose headers say nothing of it: told by the bases, or not at all."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domain.assembly import Assembly, BuildVerdict
from core.sources.build import prove_build, sample_records
from core.sources.reference import Reference
from core.sources.vcf import VcfSource

pytestmark = pytest.mark.science

G37, G38 = Assembly.GRCH37, Assembly.GRCH38
OTHER = {G37: G38, G38: G37}

TELLING = {
    "cases/nf1-denovo.vcf.gz": G38,
    "cases/unc13d-compound-het.vcf.gz": G38,
    "cases/mybpc3-dominant.vcf.gz": G38,
    "cases/ldlr-promoter.vcf.gz": G38,
    "vcf/PG_NA12878_chr21.vcf.gz": G37,
    "vcf/PG_NA12878_hg38-chr21.vcf.gz": G38,
    "vcf/NA24385.chr21.GRCh38.g.vcf.gz": G38,
    "vcf/YRIoffspring.chr20.GRCh37.g.vcf.gz": G37,
    "vcf/Pfeiffer.vcf.gz": G37,
    "vcf/643594.clinical.vcf.gz": G37,
    "vcf/643595.clinical.vcf.gz": G37,
}
"""Files with at least 20 single-base records where the test references know the sequence."""

HARDLY_KNOWN_THERE = {"vcf/YRIoffspring.chr20.GRCh37.g.vcf.gz"}
"""Files whose places the other test reference does not know (N): nothing contradicts it."""

SILENT = (
    "vcf/643594.clinical.SV.vcf.gz",
    "vcf/643594.clinical.mei.vcf.gz",
    "vcf/643594.clinical.str.vcf.gz",
    "vcf/NIST.trgt.stranger.vcf.gz",
    "vcf/cancer_test.vcf.gz",
    "vcf/empty.clinical.SV.vcf.gz",
    "vcf/manta_vep_94_annotated_sv_cancer_file.vcf.gz",
)


def without_header(path: Path, folder: Path) -> Path:
    """Copy a file without any header line that could tell its build."""
    bare = folder / "bare.vcf"
    with gzip.open(path, "rb") as lines, bare.open("wb") as out:
        out.writelines(_kept(lines))
    return bare


def _kept(lines: Iterator[bytes]) -> Iterator[bytes]:
    telling = (b"##INFO", b"##FORMAT", b"##FILTER", b"##fileformat", b"#CHROM")
    return (line for line in lines if not line.startswith(b"##") or line.startswith(telling))


def verdict(path: Path, reference: Path) -> BuildVerdict:
    with VcfSource(path) as source, Reference(reference) as opened:
        sample = sample_records(source, opened)
        return prove_build(source.header, sample, opened, None).verdict


def reference_of(shared: Path, assembly: Assembly) -> Path:
    return shared / f"data/reference/{assembly}.fa.gz"


@pytest.mark.parametrize(("name", "build"), TELLING.items())
def test_bases_alone_prove_the_right_build_and_contradict_the_wrong_one(
    name: str, build: Assembly, shared: Path, tmp_path: Path
):
    bare = without_header(shared / "data" / name, tmp_path)
    assert verdict(bare, reference_of(shared, build)) is BuildVerdict.PROVEN
    wrong = verdict(bare, reference_of(shared, OTHER[build]))
    hardly = name in HARDLY_KNOWN_THERE
    assert wrong is (BuildVerdict.UNPROVEN if hardly else BuildVerdict.CONTRADICTED)


@pytest.mark.parametrize("name", SILENT)
def test_files_that_show_too_little_prove_nothing(name: str, shared: Path, tmp_path: Path):
    bare = without_header(shared / "data" / name, tmp_path)
    for build in (G37, G38):
        assert verdict(bare, reference_of(shared, build)) is BuildVerdict.UNPROVEN, build


def test_hg18_is_called_by_its_name(shared: Path):
    path = shared / "data/vcf/HiSeq.10000.hg18.vcf.gz"
    for build in (G37, G38):
        with VcfSource(path) as source, Reference(reference_of(shared, build)) as opened:
            proof = prove_build(source.header, sample_records(source, opened), opened, None)
        assert proof.verdict is BuildVerdict.CONTRADICTED
        assert any("hg18" in sentence for sentence in proof.evidence)
