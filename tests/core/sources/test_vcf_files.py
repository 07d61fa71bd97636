"""Variant files as a whole: kinds, damage, headers."""

import gzip
import hashlib
import io
import random
import re
import subprocess
import sys

import pysam
import pytest

from core.errors import SampleNotFoundError, UsageError, VcfFormatError
from core.sources.bgzf import _block
from core.sources.gunzip import DamagedTextError, unpacked
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource, frequency_key
from core.sources.vcf_stream import BGZF_END
from tests.core.sources.files import META, read, vcf_text, write_vcf

RECORDS = [
    f"chr1 {pos} . C T,G 30 PASS gnomAD_AF=0.1,0.2 GT:AD:DP 1|2:3,4,5:12" for pos in (100, 200, 300)
]


def bgzipped(folder, n_records=3):
    path = folder / "case.vcf.gz"
    records = [RECORDS[0].replace(" 100 ", f" {100 + place} ") for place in range(n_records)]
    with pysam.BGZFile(str(path), "wb") as file:
        file.write(vcf_text(records).encode())
    return path


def as_bcf(folder):
    text = write_vcf(folder, RECORDS)
    path = folder / "case.bcf"
    with (
        pysam.VariantFile(str(text)) as source,
        pysam.VariantFile(str(path), "wb", header=source.header) as sink,
    ):
        for record in source:
            sink.write(record)
    return path


def test_every_kind_of_file_gives_the_same_records(tmp_path):
    plain = write_vcf(tmp_path, RECORDS)
    zipped = tmp_path / "plain.vcf.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    windows = tmp_path / "windows.vcf"
    windows.write_bytes(plain.read_bytes().replace(b"\n", b"\r\n"))
    expected = [(r.pos, r.alleles, r.quality) for r in read(plain)]
    for path in (zipped, windows, bgzip_of(tmp_path, plain), as_bcf(tmp_path)):
        assert [(r.pos, r.alleles, r.quality) for r in read(path)] == expected, path


def bgzip_of(folder, plain):
    path = folder / "block.vcf.gz"
    with pysam.BGZFile(str(path), "wb") as file:
        file.write(plain.read_bytes())
    return path


def test_bcf_records_carry_their_text_and_no_line(tmp_path):
    first = read(as_bcf(tmp_path))[0]
    assert first.line is None
    assert first.raw.split(b"\t")[:5] == [b"chr1", b"100", b".", b"C", b"T,G"]


def test_the_position_ends_at_the_size_of_the_file(tmp_path):
    with VcfSource(bgzipped(tmp_path, 40_000)) as source:
        seen = []
        for number, _ in enumerate(source.records(("KID",), "")):
            if number % 10_000 == 0:
                seen.append(source.position[0])
        assert seen == sorted(seen)
        assert source.position == (source.path.stat().st_size,) * 2


def test_a_missing_end_block_is_refused(tmp_path):
    path = bgzipped(tmp_path)
    path.write_bytes(path.read_bytes()[:-28])
    with pytest.raises(VcfFormatError, match="end block"):
        VcfSource(path)


def test_damage_in_the_middle_names_the_record_reached(tmp_path):
    path = bgzipped(tmp_path, 60_000)
    data = bytearray(path.read_bytes())
    data[len(data) * 3 // 4] ^= 0xFF
    path.write_bytes(bytes(data))
    with VcfSource(path) as source, pytest.raises(VcfFormatError, match=r"after record \d+"):
        list(source.records(("KID",), ""))


def many_records(n: int) -> bytes:
    numbers = random.Random(5)
    places = sorted(numbers.sample(range(1, 200_000), n))
    columns = RECORDS[0].split(" 100 ", 1)
    return vcf_text([f"{columns[0]} {place} {columns[1]}" for place in places]).encode()


def flipped(data: bytes, share: float, bit: int = 0) -> bytes:
    place = int(len(data) * share)
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


@pytest.mark.parametrize("packed", ["gzip", "bgzip"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.8])
@pytest.mark.parametrize("n", [1_000, 30_000])
def test_a_flipped_bit_is_placed_among_the_records(tmp_path, packed, share, n):
    path = tmp_path / "case.vcf.gz"
    text = many_records(n)
    path.write_bytes(text)
    if packed == "bgzip":
        pysam.tabix_compress(str(path), str(tmp_path / "block.vcf.gz"), force=True)
        data = (tmp_path / "block.vcf.gz").read_bytes()
    else:
        data = gzip.compress(text)
    path.write_bytes(flipped(data, share))
    with VcfSource(path) as source, pytest.raises(VcfFormatError) as caught:
        list(source.records(("KID",), ""))
    told = caught.value.cause
    assert "before the first record" not in told
    certain = re.search(r"for certain up to record ([0-9,]+)", told)
    assert certain is None or int(certain[1].replace(",", "")) <= n * share
    by_look = re.search(r"after record ([0-9,]+), by the look", told)
    among = re.search(r"among the records ([0-9,]+) to ([0-9,]+)", told)
    assert by_look or among
    if by_look:
        assert abs(int(by_look[1].replace(",", "")) / n - share) < 0.1
    if among:
        first, last = (int(one.replace(",", "")) for one in among.groups())
        assert first <= n * share <= last + n * 0.1
    if packed == "bgzip" and n == 30_000:
        assert certain or (among and among[1] != "1")


def test_a_member_of_bgzip_is_given_only_when_its_checksum_agrees():
    sound, hurt = gzip.compress(b"one\n"), bytearray(gzip.compress(b"two\n"))
    hurt[-8] ^= 1
    pieces = unpacked(io.BytesIO(sound + bytes(hurt)), by_member=True)
    assert next(pieces) == b"one\n"
    with pytest.raises(DamagedTextError, match="check") as caught:
        next(pieces)
    assert (caught.value.text, caught.value.only_by_checksum) == (b"two\n", True)


def test_a_damaged_head_that_swallows_a_whole_block_is_told():
    blocks = [_block(text) for text in (b"one\n", b"two\n", b"three\n")]
    whole = bytearray(b"".join(blocks) + BGZF_END)
    assert b"".join(unpacked(io.BytesIO(bytes(whole)), by_member=True)) == b"one\ntwo\nthree\n"
    swallowed = 6 + len(blocks[0]) + len(blocks[1])
    whole[10:12] = swallowed.to_bytes(2, "little")
    with pytest.raises(DamagedTextError, match="not as long as it says"):
        list(unpacked(io.BytesIO(bytes(whole)), by_member=True))


@pytest.mark.parametrize("by_member", [True, False])
def test_members_and_zeros_between_them_are_one_text(by_member):
    packed = gzip.compress(b"one\n") + bytes(70_000) + gzip.compress(b"two\n") + bytes(9)
    assert b"".join(unpacked(io.BytesIO(packed), by_member=by_member)) == b"one\ntwo\n"


def test_what_follows_a_member_and_is_none_is_damage():
    pieces = unpacked(io.BytesIO(gzip.compress(b"one\n") + b"nonsense"), by_member=False)
    assert next(pieces) == b"one\n"
    with pytest.raises(DamagedTextError):
        list(pieces)


def test_windows_line_ends_are_known_once_read(tmp_path):
    path = tmp_path / "windows.vcf"
    path.write_bytes(vcf_text(RECORDS).encode().replace(b"\n", b"\r\n"))
    with VcfSource(path) as source:
        list(source.records(("KID",), ""))
        assert source.has_windows_line_ends
    with VcfSource(write_vcf(tmp_path, RECORDS)) as source:
        list(source.records(("KID",), ""))
        assert not source.has_windows_line_ends


def test_a_cut_plain_gzip_names_the_record_reached(tmp_path):
    path = tmp_path / "case.vcf.gz"
    records = [RECORDS[0].replace(" 100 ", f" {100 + place} ") for place in range(60_000)]
    data = gzip.compress(vcf_text(records).encode())
    path.write_bytes(data[: len(data) // 2])
    with VcfSource(path) as source, pytest.raises(VcfFormatError, match=r"after record \d+"):
        list(source.records(("KID",), ""))


def test_damaged_bcf_is_refused(tmp_path):
    path = as_bcf(tmp_path)
    data = gzip.decompress(path.read_bytes())
    with pysam.BGZFile(str(path), "wb") as file:
        file.write(data[:-7])
    # The bytes are cut inside a record; htslib may also warn on standard error, so a child reads.
    code = (
        "import sys; from pathlib import Path; from core.sources.vcf import VcfSource\n"
        "from core.errors import VcfFormatError\n"
        "try:\n    list(VcfSource(Path(sys.argv[1])).records((), ''))\n"
        "except VcfFormatError as error:\n    print('refused', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("refused")
    assert "after record 2" in done.stdout


def test_a_plain_text_file_cut_inside_its_last_line_loses_only_that_record(tmp_path):
    path = write_vcf(tmp_path, RECORDS)
    path.write_bytes(path.read_bytes()[:-1])
    found = read(path)
    assert [type(record) for record in found] == [VcfRecord, VcfRecord, RecordProblem]
    assert "cut" in found[2].detail


def test_a_complete_gzip_needs_no_last_line_end(tmp_path):
    path = tmp_path / "case.vcf.gz"
    path.write_bytes(gzip.compress(vcf_text(RECORDS).encode().rstrip(b"\n")))
    assert all(isinstance(record, VcfRecord) for record in read(path))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"<html></html>\n",
        b"\x00\xff\x13\x37" * 500,
        b"chr1\t1\t.\tA\tC\t.\t.\t.\n",
        b"##fileformat=VCFv4.2\n",
        b"##fileformat=VCFv4.2\nchr1\t1\t.\tA\tC\t.\t.\t.\n",
        b"\x1f\x8b\x08\x04broken",
        b"BCF\x02\x02broken",
    ],
)
def test_what_is_no_variant_file_is_refused(tmp_path, data):
    path = tmp_path / "case.vcf"
    path.write_bytes(data)
    with pytest.raises(VcfFormatError):
        VcfSource(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "absent.vcf"):
        with pytest.raises(VcfFormatError):
            VcfSource(path)


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        ("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT KID KID", "KID"),
        ("#CHROM POSITION ID REF ALT QUAL FILTER INFO", "POSITION"),
        ("#CHROM POS ID REF ALT QUAL FILTER", "columns"),
        ("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT  KID", "no name"),
    ],
)
def test_columns_that_cannot_be_told_are_refused(tmp_path, columns, named):
    path = tmp_path / "case.vcf"
    path.write_text("##fileformat=VCFv4.2\n" + columns.replace(" ", "\t") + "\n", encoding="utf-8")
    with pytest.raises(VcfFormatError, match=named) as caught:
        VcfSource(path)
    assert caught.value.line == 2


def test_blanks_for_tabs_in_the_column_line_are_refused(tmp_path):
    path = tmp_path / "case.vcf"
    path.write_text(
        "##fileformat=VCFv4.2\n#CHROM POS ID REF ALT QUAL FILTER INFO\n", encoding="utf-8"
    )
    with pytest.raises(VcfFormatError, match="tabs"):
        VcfSource(path)


def header_of(folder, *meta):
    return VcfSource(write_vcf(folder, [], meta=meta)).header


def test_the_header_gives_its_parts(tmp_path):
    header = header_of(tmp_path, *META, "##reference=GRCh38", "##contig=<ID=HLA-A*01:01>")
    assert header.fileformat == "VCFv4.2"
    assert header.samples == ("KID",)
    assert header.contigs == (("chr1", 248956422), ("HLA-A*01:01", None))
    assert header.reference == "GRCh38"
    assert [(key.key, key.number, key.type) for key in header.info] == [
        ("gnomAD_AF", "A", "Float"),
        ("SCORE", "1", "Integer"),
    ]
    assert header.lines[-1].startswith("#CHROM")
    assert header.warnings == ()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('##INFO=<ID=X,Number=1,Type=Int,Description="x">', "Type=Int"),
        ('##INFO=<ID=X,Number=N,Type=Integer,Description="x">', "Number=N"),
        ("##INFO=<ID=X,Number=1,Type=Integer,Description=x>", "double quotes"),
        ('##INFO=<Number=1,Type=Integer,Description="x",ID=X>', "order"),
        ('##INFO=<ID=X,Number=1,Type=Integer,Description="x"', "<...>"),
        ('##INFO=<ID=DP,Number=2,Type=Integer,Description="x">', "Number=2"),
        ('##FORMAT=<ID=PL,Number=G,Type=Float,Description="x">', "Type=Float"),
        ("##contig=<length=5>", "ID is missing"),
        ('##ALT=<ID=DEL:A B,Description="x">', "blank"),
        ("##nothing to see", "key=value"),
        ("not a header line", "##"),
        ("##reference=", "no value"),
        ('##ALT=<ID=FOO,Description="x">', "begins with none of"),
        ("##contig=<ID=1 A>", "blank"),
        ('##INFO=<ID=SCORE,Number=1,Type=Integer,Description="x">', "declared in line 3 already"),
        ("##SAMPLE=<ID=S,Assay=WGS>", "Genomes is missing"),
        ('##SAMPLE=<ID=S,Genomes=A,Mixture="1">', "quotes"),
        ("##SAMPLE=<ID=S T,Genomes=A>", "not allowed"),
        ("##PEDIGREE=<Name_0=A,Name_1=B C>", "Name_1"),
        ('##META=<ID=Assay,Number=1,Type=String,Values="a">', "square brackets"),
        ("##assembly=ftp://8080:8080/x.fa", "no address"),
        ("##pedigreeDB=<>", "no value"),
        ('##INFO=<ID=X,Number=1,Type=String,Description="a "b" c">', "quotes"),
        ('##FILTER=<ID=q10,Description="x>', "key=value"),
    ],
)
def test_a_faulty_header_line_is_named_and_the_file_read(tmp_path, line, named):
    path = write_vcf(tmp_path, RECORDS, meta=(*META, line))
    with VcfSource(path) as source:
        assert all(isinstance(record, VcfRecord) for record in source.records(("KID",), ""))
        (warning,) = source.header.warnings
    assert warning.startswith(f"Header line {len(META) + 1}:")
    assert named in warning


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('##ALT=<ID=FOO:BAR,Description="x">', "begins with none of"),
        ("##contig=<ID=1.*>", "not allowed"),
        ("##SAMPLE=<ID=1.*>", "not allowed"),
        ("##PEDIGREE=<Original=A>", "ID is missing"),
    ],
)
def test_what_newer_versions_forbid_is_named_there_only(tmp_path, line, named):
    newer = header_of(tmp_path, "##fileformat=VCFv4.3", line).warnings
    assert len(newer) == 1
    assert named in newer[0]
    allowed = header_of(
        tmp_path,
        "##fileformat=VCFv4.3",
        line.replace(".*", "").replace("FOO:BAR", "FOO").replace("<Original", "<ID=P,Original"),
    )
    assert allowed.warnings == ()


def test_a_latin_1_header_line_is_read_and_told(tmp_path):
    path = write_vcf(tmp_path, RECORDS, meta=(*META, "##source=X"))
    path.write_bytes(path.read_bytes().replace(b"##source=X", b"##source=\xe9"))
    with VcfSource(path) as source:
        assert "Latin-1" in source.header.warnings[0]
        assert any(line.endswith("é") for line in source.header.lines)


def test_odd_versions_and_a_format_column_without_samples_are_told(tmp_path):
    assert "not of the form" in header_of(tmp_path, "##fileformat=VCF").warnings[0]
    assert "version 4" in header_of(tmp_path, "##fileformat=VCFv3.3").warnings[0]
    path = tmp_path / "case.vcf"
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT".replace(" ", "\t")
    path.write_text(f"##fileformat=VCFv4.2\n{columns}\t\n", encoding="utf-8")
    assert [text.split(": ")[1] for text in VcfSource(path).header.warnings] == [
        "a tab stands after the last column.",
        "a FORMAT column but no sample.",
    ]


def test_a_missing_fileformat_and_a_byte_order_mark_are_told(tmp_path):
    assert "fileformat" in header_of(tmp_path, *META[1:]).warnings[0]
    path = write_vcf(tmp_path, RECORDS)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with VcfSource(path) as source:
        assert "byte order mark" in source.header.warnings[0]
        assert source.header.fileformat == "VCFv4.2"
        assert len(list(source.records(("KID",), ""))) == 3


def test_an_unknown_sample_is_refused_with_those_there_are(tmp_path):
    with (
        VcfSource(write_vcf(tmp_path, RECORDS)) as source,
        pytest.raises(SampleNotFoundError, match="KID"),
    ):
        source.records(("MUM",), "")


def test_a_header_alone_has_no_records(tmp_path):
    assert read(write_vcf(tmp_path, [])) == []


def test_records_can_be_read_twice(tmp_path):
    with VcfSource(write_vcf(tmp_path, RECORDS)) as source:
        assert len(list(source.records(("KID",), ""))) == 3
        assert len(list(source.records((), ""))) == 3


def test_sites_give_place_and_alleles(tmp_path):
    records = [RECORDS[0], "chr1 x . C T . . . GT 0/1", "1 7 . c t,<DEL> . . . GT 0/1", ""]
    with VcfSource(write_vcf(tmp_path, records)) as source:
        found = [(s.chrom, s.pos, s.ref, [a.alt for a in s.alleles]) for s in source.sites()]
    assert found == [("chr1", 100, "C", ["T", "G"]), ("chr1", 7, "C", ["T"])]


def test_the_digest_is_that_of_the_bytes(tmp_path):
    path = write_vcf(tmp_path, RECORDS)
    assert VcfSource(path).sha256() == hashlib.sha256(path.read_bytes()).hexdigest()


def test_reading_text_loads_no_htslib_reader(tmp_path):
    path = write_vcf(tmp_path, RECORDS)
    code = (
        "import sys; from pathlib import Path; from core.sources.vcf import VcfSource\n"
        "print(len(list(VcfSource(Path(sys.argv[1])).records((), ''))), 'cyvcf2' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["3", "False"]


def key_of(folder, *lines):
    return frequency_key(header_of(folder, "##fileformat=VCFv4.2", *lines))


def info(key, description="", number="A", value_type="Float"):
    return f'##INFO=<ID={key},Number={number},Type={value_type},Description="{description}">'


def test_the_population_key_is_known_by_name_best_first(tmp_path):
    assert key_of(tmp_path, info("ExAC_AF"), info("gnomAD_AF"), info("AF")) == "gnomAD_AF"
    assert key_of(tmp_path, info("1000GAF"), info("EXACAF")) == "EXACAF"
    assert (
        key_of(tmp_path, info("gnomad-genome.ALL", number=".", value_type="String"))
        == "gnomad-genome.ALL"
    )


def test_the_population_key_is_known_by_description(tmp_path):
    assert key_of(tmp_path, info("MYAF", "Allele frequency in gnomAD v4")) == "MYAF"
    assert key_of(tmp_path, info("MYAF", "Allele frequency in our cohort")) == ""


def test_call_set_figures_are_never_a_population_frequency(tmp_path):
    described = "Allele frequency in gnomAD"
    for key in ("AF", "AC", "AN", "MLEAF", "MAF"):
        assert key_of(tmp_path, info(key, described)) == ""
    assert (
        key_of(tmp_path, info("N", "Allele count in gnomAD, frequency", value_type="Float")) == ""
    )
    assert (
        key_of(tmp_path, info("CSQ", "Consequence|gnomAD_AF|allele frequency", ".", "String")) == ""
    )


def test_a_key_the_user_names_must_be_declared(tmp_path):
    header = header_of(tmp_path, *META)
    assert frequency_key(header, "SCORE") == "SCORE"
    with pytest.raises(UsageError, match="NOSUCH"):
        frequency_key(header, "NOSUCH")
