"""Writing a variant file back: our keys are added, every other byte stays."""

import gzip
import os
import random
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pysam
import pytest

from core.errors import DiskFullError, InputFileError
from core.sources.annotated_vcf import AnnotatedVcf
from core.sources.vcf_stream import BGZF_END

HEADER = ("##fileformat=VCFv4.2", '##INFO=<ID=AC,Number=A,Type=Integer,Description="x">', "#CHROM")
ADDED = {"Toy": (".", "String", "What the toy says"), "Toy_why": (".", "String", "Why not")}


def written(path: Path, *records: tuple[bytes, dict[str, str]], header=HEADER) -> list[bytes]:
    with AnnotatedVcf(path, header, ADDED) as out:
        for raw, info in records:
            out.write(raw, info)
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).split(b"\n")


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def line(info: bytes, rest: bytes = b"\tGT\t0/1") -> bytes:
    return b"chr1\t5\t.\tA\tC\t.\tPASS\t" + info + rest


def test_our_header_lines_stand_before_the_column_line(tmp_path: Path):
    lines = written(tmp_path / "out.vcf")
    assert lines[:2] == [text.encode() for text in HEADER[:2]]
    assert lines[2].startswith(b"##INFO=<ID=Toy,Number=.,Type=String")
    assert lines[3].startswith(b"##INFO=<ID=Toy_why,")
    assert lines[4:] == [b"#CHROM", b""]


def test_an_older_header_line_of_the_same_key_goes_but_not_one_that_begins_alike(tmp_path: Path):
    old = ("##INFO=<ID=Toy,Number=1,Type=Flag>", "##INFO=<ID=Toys,Number=1,Type=Flag>")
    lines = written(tmp_path / "out.vcf", header=(HEADER[0], *old, "#CHROM"))
    assert old[0].encode() not in lines
    assert old[1].encode() in lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"AC=3", b"AC=3;Toy=1"),
        (b".", b"Toy=1"),
        (b"AC=3;Toy=0", b"AC=3;Toy=1"),
        (b"Toy=0;AC=3", b"AC=3;Toy=1"),
        (b"Toy", b"Toy=1"),
        (b"Toys=2;xToy=3", b"Toys=2;xToy=3;Toy=1"),
        (b"AC=3;", b"AC=3;Toy=1"),
        (b"AC=3;;DP=1", b"AC=3;;DP=1;Toy=1"),
        (b"", b"Toy=1"),
        (b"NAME=\xe9\xff", b"NAME=\xe9\xff;Toy=1"),
        (b"\xe9=1", b"\xe9=1;Toy=1"),
        (b"AC=3;Toy_why=stale", b"AC=3;Toy=1"),
    ],
)
def test_the_key_is_appended_and_an_older_value_replaced(tmp_path: Path, before, after):
    lines = written(tmp_path / "out.vcf", (line(before), {"Toy": "1"}))
    assert lines[-2] == line(after)


@pytest.mark.parametrize("info", [b"AC=3", b".", b"", b"AC=3;"])
def test_a_record_we_say_nothing_about_stays_byte_for_byte(tmp_path: Path, info):
    assert written(tmp_path / "out.vcf", (line(info), {}))[-2] == line(info)


def test_a_stale_value_goes_also_where_we_say_nothing(tmp_path: Path):
    lines = written(tmp_path / "out.vcf", (line(b"Toy=0"), {}), (line(b"A=1;Toy=0"), {}))
    assert lines[-3:-1] == [line(b"."), line(b"A=1")]


def test_a_carriage_return_at_the_end_never_gets_into_the_middle(tmp_path: Path):
    lines = written(tmp_path / "out.vcf", (line(b"AC=3\r", b""), {"Toy": "1"}))
    assert lines[-2] == line(b"AC=3;Toy=1", b"")


@pytest.mark.parametrize("raw", [b"", b"chr1\t5", b"no record at all \xff"])
def test_a_line_that_is_no_record_is_written_as_it_is(tmp_path: Path, raw):
    assert written(tmp_path / "out.vcf", (raw, {"Toy": "1"}))[-2] == raw


def test_a_name_ending_in_gz_is_written_as_bgzip_with_its_end_block(tmp_path: Path):
    path = tmp_path / "out.vcf.gz"
    lines = written(path, (line(b"."), {"Toy": "1"}))
    assert lines[-2] == line(b"Toy=1")
    assert path.read_bytes().endswith(BGZF_END)


@pytest.mark.parametrize("size", [65_279, 65_280, 65_281, 300_000])
def test_bgzip_of_any_length_is_read_back_by_htslib(tmp_path: Path, size):
    path = tmp_path / "out.vcf.gz"
    raw = line(b"X=" + random.Random(size).randbytes(size // 2).hex().encode())
    records = [(raw, {})] * 3
    assert written(path, *records)[-4:-1] == [raw] * 3
    with pysam.BGZFile(str(path)) as file:
        assert list(file)[-3:] == [raw] * 3
    assert path.read_bytes()[12:16] == b"BC\x02\x00"


def test_the_file_appears_only_when_it_is_complete(tmp_path: Path):
    path = tmp_path / "out.vcf"
    path.write_text("what was here before")
    with AnnotatedVcf(path, HEADER, ADDED) as out:
        out.write(line(b"."), {})
        assert path.read_text() == "what was here before"
    assert path.read_text().startswith("##fileformat")
    assert names(tmp_path) == ["out.vcf"]


@pytest.mark.parametrize("name", ["out.vcf", "out.vcf.gz"])
def test_an_interruption_leaves_nothing_new(tmp_path: Path, name):
    with pytest.raises(KeyboardInterrupt), AnnotatedVcf(tmp_path / name, HEADER, ADDED):
        raise KeyboardInterrupt
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["out.vcf", "out.vcf.gz"])
def test_a_folder_that_is_not_there_is_told_before_any_work(tmp_path: Path, name):
    with pytest.raises(InputFileError, match="cannot be written"):
        AnnotatedVcf(tmp_path / "nowhere" / name, HEADER, ADDED)


def test_a_target_that_turned_into_a_folder_is_a_problem_and_leaves_no_partial_file(tmp_path):
    (tmp_path / "out.vcf" / "full").mkdir(parents=True)
    with pytest.raises(DiskFullError), AnnotatedVcf(tmp_path / "out.vcf", HEADER, ADDED):
        pass
    assert names(tmp_path) == ["out.vcf"]


@pytest.mark.parametrize("name", ["out.vcf", "out.vcf.gz"])
@pytest.mark.parametrize("room", [1, 5_000])
def test_a_full_disk_is_one_clear_problem_and_leaves_nothing(tmp_path: Path, name, room):
    program = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from core.errors import DiskFullError
        from core.sources.annotated_vcf import AnnotatedVcf
        try:
            with AnnotatedVcf(Path({name!r}), ["##fileformat=VCFv4.2", "#CHROM"], {{}}) as out:
                for _ in range(2_000):
                    out.write(b"chr1\\t5\\t.\\tA\\tC\\t.\\t.\\t" + os.urandom(99).hex().encode(), {{}})
        except DiskFullError as problem:
            print(problem.cause)
    """)

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "could not be written in full" in found.stdout, found.stderr
    assert names(tmp_path) == []
