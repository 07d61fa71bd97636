"""Tables of known variants: two spellings of a header, and what is left out is counted."""

import gzip
from pathlib import Path

import pytest

from core.domain.calibration import KnownVariant
from core.errors import InputFileError
from core.sources.truth import read_truth

MINIMAL = "chrom\tpos\tref\talt\teffect\n"


def table(folder: Path, text: str, name: str = "truth.tsv") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["truth.tsv", "truth.tsv.gz"])
def test_a_minimal_table_is_read(tmp_path: Path, name: str):
    found = read_truth(
        table(tmp_path, MINIMAL + "17\t100\tg\ta\t1\nchrX\t5\tA\tAT\t0\n", name), "GRCh38"
    )
    assert found.variants == (
        KnownVariant("chr17", 100, "G", "A", has_effect=True),
        KnownVariant("chrX", 5, "A", "AT", has_effect=False),
    )
    assert found.left_out == ()
    assert len(found.digest) == 64


def test_labels_that_do_not_speak_of_splicing_and_other_builds_are_left_out_and_counted(tmp_path):
    header = "build\tchrom\tpos\tref\talt\tdataset\tlabel\n"
    rows = [
        "grch38\tchr1\t1\tA\tC\tx\tsplice_altering", "grch38\tchr1\t2\tA\tC\tx\tno_effect",
        "grch38\tchr1\t3\tA\tC\tx\tpathogenic_splice", "grch38\tchr1\t4\tA\tC\tx\tbenign",
        "grch37\tchr1\t5\tA\tC\tx\tno_effect",
    ]  # fmt: skip
    found = read_truth(table(tmp_path, header + "\n".join(rows) + "\n"), "GRCh38")
    assert [one.has_effect for one in found.variants] == [True, False, True]
    assert dict(found.left_out) == {
        "label 'benign' does not speak of splicing": 1,
        "of another build": 1,
    }


def test_an_allele_counts_once_and_one_with_both_effects_not_at_all(tmp_path: Path):
    rows = "1\t1\tA\tC\t1\n1\t1\tA\tC\t1\n1\t2\tA\tC\t1\n1\t2\tA\tC\t0\n"
    found = read_truth(table(tmp_path, MINIMAL + rows), "GRCh38")
    assert [one.pos for one in found.variants] == [1]
    assert dict(found.left_out) == {
        "the same allele again": 2,
        "named with and without effect": 1,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("chrom\tpos\tref\talt\n", "no column effect"),
        ("chrom\tpos\teffect\n", "no column ref, alt"),
        (MINIMAL + "1\tx\tA\tC\t1\n", "line 2: 1 x A C is no variant"),
        (MINIMAL + "1\t5\tA\tA\t1\n", "is no variant"),
        (MINIMAL + "1\t5\tA\t<DEL>\t1\n", "is no variant"),
        (MINIMAL + "1\t5\tA\tC\tmaybe\n", "line 2: effect is 'maybe'"),
    ],
)
def test_what_cannot_be_understood_is_named(tmp_path: Path, text: str, words: str):
    with pytest.raises(InputFileError, match=words):
        read_truth(table(tmp_path, text), "GRCh38")


def test_a_missing_and_a_damaged_file_are_refused(tmp_path: Path):
    with pytest.raises(InputFileError, match="cannot be read"):
        read_truth(tmp_path / "none.tsv", "GRCh38")
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(MINIMAL.encode())[:-6])
    with pytest.raises(InputFileError, match="cannot be read"):
        read_truth(broken, "GRCh38")


@pytest.mark.science
def test_the_shared_truth_table_is_read(shared: Path):
    found = read_truth(shared / "data" / "truth" / "truth.tsv.gz", "GRCh38")
    assert sum(one.has_effect for one in found.variants) > 400
    assert sum(not one.has_effect for one in found.variants) > 200
