"""Inputs that readers let through in silence: each is refused, set aside or warned about by name.

One record of five is spoilt (the third, on line 12), or the file around them is.
"""

import gzip
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from core.domain.ledger import AlleleSetAside
from core.errors import DamagedFileError, VcfFormatError
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import World, drive

PLACES = (20_100, 20_200, 20_300, 20_400, 20_500)
COLUMNS = ("chrom", "pos", "id", "ref", "alt", "qual", "filter", "info", "format", "child")
Spoil = Callable[[str], str]


def cell(column: str, text: str) -> Spoil:
    """Another text in one column of the third record."""
    return fields(lambda line: [text if n == column else v for n, v in pairs(line)])


def pairs(line: list[str]) -> list[tuple[str, str]]:
    names = (*COLUMNS, *("",) * (len(line) - len(COLUMNS)))
    return list(zip(names, line, strict=True))


def fields(change: Callable[[list[str]], list[str]]) -> Spoil:
    """Other columns in the third record."""
    return third(lambda line: "\t".join(change(line.split("\t"))))


def third(change: Spoil) -> Spoil:
    """Another third record."""

    def spoil(text: str) -> str:
        lines = text.split("\n")
        at = [i for i, line in enumerate(lines) if line and not line.startswith("#")][2]
        lines[at] = change(lines[at])
        return "\n".join(lines)

    return spoil


def with_read_depths(text: str) -> str:
    declared = '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads">\n##FORMAT=<ID=DP'
    spoil = third(
        lambda one: one.replace("GT:DP:GQ", "GT:DP:GQ:AD").replace("0/1:30:99", "0/1:30:99:1,2,3")
    )
    return spoil(text.replace("##FORMAT=<ID=DP", declared))


def backwards(text: str) -> str:
    lines = text.rstrip("\n").split("\n")
    return "\n".join([*lines[:-5], *lines[:-6:-1]]) + "\n"


SET_ASIDE: dict[str, tuple[Spoil, str]] = {
    "a blank line": (third(lambda line: f"\n{line}"), "the line is blank"),
    "cut after POS": (lambda text: text[: text.rindex("20500") + 5], "no line end"),
    "cut inside the last sample": (lambda text: text[:-3], "no line end"),
    "POS is text": (cell("pos", "abc"), "POS 'abc' is not a whole number"),
    "POS is negative": (cell("pos", "-5"), "POS '-5' is not a whole number"),
    "POS is beyond 32 bits": (cell("pos", "4294967396"), "POS 4294967396 is a telomere or beyond"),
    "POS is 0": (cell("pos", "0"), "POS 0 is a telomere or beyond"),
    "too few columns": (fields(lambda line: line[:5]), "5 columns where the header has 12"),
    "blanks for tabs": (third(lambda line: line.replace("\t", " ")), "blanks instead of tabs"),
    "a sample is missing": (fields(lambda line: line[:-1]), "11 columns where the header has 12"),
    "a sample too many": (
        fields(lambda line: [*line, "0/1"]),
        "13 columns where the header has 12",
    ),
    "GT is text": (cell("child", "hello:30:99"), "FORMAT/GT 'hello' is no genotype"),
    "GT names no allele": (cell("child", "0/5:30:99"), "beyond the 1 of ALT (sample child)"),
    "REF is empty": (cell("ref", ""), "REF ''"),
    "REF is IUPAC": (cell("ref", "R"), "REF 'R' holds something other than A C G T N"),
    "QUAL is text": (cell("qual", "high"), "QUAL 'high' is not a number"),
    "DP is text": (cell("child", "0/1:many:99"), "FORMAT/DP is no integer ('many')"),
    "NUL in INFO": (cell("info", "N=a\0b"), "INFO holds a NUL character"),
    "a contig nobody knows": (cell("chrom", "chrZ"), "CHROM chrZ is not in the reference"),
}

ALLELES: dict[str, tuple[str, AlleleSetAside]] = {
    "words": ("hello world", AlleleSetAside.ALT_NOT_BASES),
    "symbolic": ("<DEL>", AlleleSetAside.SYMBOLIC),
    "a spanning deletion": ("*", AlleleSetAside.SPANNING_DELETION),
    "a breakend": ("N[toy1:400[", AlleleSetAside.BREAKEND),
}

WARNED: dict[str, tuple[Spoil, str]] = {
    "AD of wrong length": (with_read_depths, "FORMAT/AD does not hold to the header in 1 record"),
    "unsorted": (backwards, "Records are not sorted by position"),
    "a FORMAT key undeclared": (
        third(lambda line: line.replace("GT:DP:GQ", "GT:DP:ZZ")),
        "FORMAT/ZZ is not declared in the header.",
    ),
    "a byte order mark": (lambda text: f"\ufeff{text}", "a byte order mark stands before"),
    "no fileformat": (lambda text: text.split("\n", 1)[1], "##fileformat is not the first line"),
}

HARMLESS: dict[str, Spoil] = {
    "lower case": fields(
        lambda one: [v.lower() if n in ("ref", "alt") else v for n, v in pairs(one)]
    ),
    "an INFO key undeclared": cell("info", "XX=1"),
    "a FILTER undeclared": cell("filter", "weird"),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
}

REFUSED: dict[str, tuple[Callable[[str], bytes], str]] = {
    "no column line": (
        lambda text: "\n".join(one for one in text.split("\n") if "#CHROM" not in one).encode(),
        "line 9: a record stands where the column line #CHROM is expected",
    ),
    "a sample twice": (
        lambda text: text.replace("child\tfather", "child\tchild").encode(),
        "sample child stands more than once",
    ),
    "a web page": (lambda _: b"<html><body>Sign in</body></html>\n", "this is not a VCF header"),
    "random bytes": (lambda _: random.Random(1).randbytes(5_000), "this is not a VCF header"),
    "nothing": (lambda _: b"", "the file is empty"),
}

DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut in a block": (lambda data: data[:-60], "the bgzip end block is missing"),
    "without its end block": (lambda data: data[:-28], "the bgzip end block is missing"),
    "with a bit turned over": (
        lambda data: data[:300] + bytes([data[300] ^ 255]) + data[301:],
        "cut or damaged",
    ),
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    for pos in PLACES:
        made.add(pos)
    return made


def read(world: World, spoil: Spoil) -> CaseStore:
    spec = world.spec()
    spec.vcf.write_bytes(spoil(spec.vcf.read_text()).encode())
    drive(read_case(spec))
    return CaseStore.open(spec.case)


@pytest.mark.parametrize("name", SET_ASIDE)
def test_a_spoilt_record_is_set_aside_with_its_field_and_the_others_are_kept(
    world: World, name: str
):
    spoil, reason = SET_ASIDE[name]
    with read(world, spoil) as store:
        ledger, (problem,) = store.ledger(), store.records_set_aside(10, 0)
    assert reason in problem.detail
    assert problem.record_number in (3, 5)
    kept = 5 if name == "a blank line" else 4
    assert (ledger.records_read, ledger.records_kept, ledger.variants) == (kept + 1, kept, kept)
    assert ledger.discrepancies() == ()


@pytest.mark.parametrize("name", ALLELES)
def test_an_allele_that_is_no_sequence_is_counted_by_its_kind(world: World, name: str):
    alt, reason = ALLELES[name]
    with read(world, cell("alt", alt)) as store:
        ledger = store.ledger()
    assert ledger.alleles_set_aside == {reason.value: 1}
    assert (ledger.records_kept, ledger.variants, ledger.discrepancies()) == (5, 4, ())


@pytest.mark.parametrize("name", WARNED)
def test_a_fault_that_costs_no_record_is_a_warning(world: World, name: str):
    spoil, told = WARNED[name]
    with read(world, spoil) as store:
        assert any(told in text for text in store.info().warnings)
        assert (store.ledger().variants, store.ledger().discrepancies()) == (5, ())


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_fault_costs_nothing(world: World, name: str):
    with read(world, HARMLESS[name]) as store:
        assert (store.ledger().variants, store.ledger().discrepancies()) == (5, ())


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_variant_file_is_refused_before_a_case_is_made(world: World, name: str):
    spoil, told = REFUSED[name]
    spec = world.spec()
    spec.vcf.write_bytes(spoil(spec.vcf.read_text()))
    with pytest.raises(VcfFormatError, match=told) as caught:
        drive(read_case(spec))
    assert caught.value.remedy
    assert not spec.case.exists()


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_bgzip_file_is_refused_with_how_far_it_goes(world: World, name: str):
    spoil, told = DAMAGED[name]
    spec = world.spec()
    packed = spec.vcf.with_suffix(".vcf.gz")
    with pysam.BGZFile(str(packed), "wb") as out:
        out.write(spec.vcf.read_bytes())
    packed.write_bytes(spoil(packed.read_bytes()))
    with pytest.raises(VcfFormatError, match=told) as caught:
        drive(read_case(replace(spec, vcf=packed)))
    assert packed.name in str(caught.value)
    assert not spec.case.exists()


def pack(world: World, text: bytes) -> IntakeSpec:
    """The variant file as bgzip, in blocks that do not end with lines."""
    spec = world.spec()
    packed = spec.vcf.with_suffix(".vcf.gz")
    with pysam.BGZFile(str(packed), "wb") as out:
        for start in range(0, len(text), 900):
            out.write(text[start : start + 900])
            out.flush()
    return replace(spec, vcf=packed)


def test_with_consent_a_damaged_file_is_read_up_to_the_damage_and_the_case_says_so(world: World):
    for pos in range(30_000, 31_000, 10):
        world.add(pos)
    spec = pack(world, world.spec().vcf.read_bytes())
    whole = spec.vcf.read_bytes()
    spec.vcf.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedFileError) as caught:
        drive(read_case(spec))
    assert "--up-to-damage" in caught.value.remedy
    for damage in (
        lambda data: data[: len(data) // 2],
        lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 + 1 :],
    ):
        spec.vcf.write_bytes(damage(whole))
        drive(read_case(replace(spec, up_to_damage=True)))
        with CaseStore.open(spec.case) as store:
            ledger, (first, *_) = store.ledger(), store.info().warnings
            last = int(store.columns().pos[-1])
            kept = {one.variant.pos for one in store.variants()}
        assert first.startswith(
            "INCOMPLETE: the variant file is damaged: cut or damaged after record"
        )
        assert (
            f"As agreed it was read up to toy1:{last:,}; nothing after that was assessed." in first
        )
        assert 20 < ledger.variants < 100
        assert ledger.discrepancies() == ()
        assert kept == {*PLACES, *range(30_000, last + 1, 10)}
        spec.case.unlink()


def test_a_record_cut_at_the_edge_of_a_block_is_not_taken_for_whole(world: World):
    text = world.spec().vcf.read_bytes()
    spec = pack(world, text[:-4])
    spec.vcf.write_bytes(spec.vcf.read_bytes()[:-28])
    drive(read_case(replace(spec, up_to_damage=True)))
    with CaseStore.open(spec.case) as store:
        (problem,) = store.records_set_aside(10, 0)
        assert "no line end" in problem.detail
        assert store.ledger().variants == 4
        assert (
            store.info()
            .warnings[0]
            .startswith("INCOMPLETE: the variant file is damaged: the bgzip")
        )


def test_plain_gzip_that_is_damaged_is_refused_even_with_consent(world: World):
    spec = world.spec()
    packed = spec.vcf.with_suffix(".vcf.gz")
    data = gzip.compress(spec.vcf.read_bytes())
    packed.write_bytes(data[:-6] + bytes([data[-6] ^ 255]) + data[-5:])
    with pytest.raises(VcfFormatError):
        drive(read_case(replace(spec, vcf=packed, up_to_damage=True)))
    assert not spec.case.exists()


def test_plain_gzip_and_latin_1_are_read(world: World):
    spec = world.spec()
    packed = spec.vcf.with_suffix(".vcf.gz")
    text = cell("info", "N=caf\xe9")(spec.vcf.read_text())
    packed.write_bytes(gzip.compress(text.encode("latin-1")))
    drive(read_case(replace(spec, vcf=packed)))
    with CaseStore.open(spec.case) as store:
        assert store.ledger().variants == 5
        assert any("read as Latin-1" in text for text in store.info().warnings)


def test_a_file_without_records_says_first_that_nothing_was_assessed(tmp_path: Path):
    drive(read_case(spec := World(tmp_path).spec()))
    with CaseStore.open(spec.case) as store:
        assert store.info().warnings[0].startswith("The variant file holds no record")
