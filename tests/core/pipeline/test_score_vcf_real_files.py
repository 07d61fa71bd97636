"""Files of real callers come back byte for byte, with what can be said added."""

import gzip
from pathlib import Path

import pytest

from core.errors import ProblemError
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import ScoreFileSpec
from tests.core.pipeline.toy import ToyEngine, drive

pytestmark = pytest.mark.science

OURS = {b"SpliceAI", b"SpliceAI_ext", b"SpliceAI_not_scored"}


def records(path: Path) -> list[bytes]:
    content = path.read_bytes()
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return [line for line in text.splitlines() if not line.startswith(b"#")]


def without_ours(line: bytes) -> bytes:
    fields = line.split(b"\t")
    kept = [item for item in fields[7].split(b";") if item.split(b"=")[0] not in OURS]
    fields[7] = b";".join(kept) or b"."
    return b"\t".join(fields)


@pytest.mark.usefixtures("spliceai_pack")  # each build's own gene table
@pytest.mark.parametrize(
    ("name", "build"),
    [
        ("643594.clinical.vcf.gz", "GRCh37"),
        ("643594.clinical.SV.vcf.gz", "GRCh37"),
        ("643594.clinical.str.stranger.vcf.gz", "GRCh37"),
        ("cancer_test.vcf.gz", "GRCh37"),
        ("manta_vep_94_annotated_sv_cancer_file.vcf.gz", "GRCh37"),
        ("empty.clinical.SV.vcf.gz", "GRCh37"),
        ("YRIoffspring.chr20.GRCh37.g.vcf.gz", "GRCh37"),
        ("NIST.trgt.stranger.vcf.gz", "GRCh38"),
    ],
)
def test_every_record_of_a_caller_comes_back_as_it_was(shared: Path, tmp_path, name, build):
    data = shared / "data"
    vcf, out = data / "vcf" / name, tmp_path / "out.vcf"
    spec = ScoreFileSpec(vcf, out, data / "reference" / f"{build}.fa.gz")
    drive(score_file(spec, engine=ToyEngine()))
    assert [without_ours(line) for line in records(out)] == records(vcf)


def test_a_file_of_hg18_is_refused(shared: Path, tmp_path: Path):
    data = shared / "data"
    vcf = data / "vcf" / "HiSeq.10000.hg18.vcf.gz"
    genes = data / "genes" / "MANE.GRCh38.gff3.gz"
    spec = ScoreFileSpec(vcf, tmp_path / "out.vcf", data / "reference" / "GRCh38.fa.gz", genes)
    with pytest.raises(ProblemError, match="does not belong to the reference"):
        drive(score_file(spec, engine=ToyEngine()))
    assert not list(tmp_path.glob("*out*"))
