"""Whatever a variant file holds: the ledger of its case adds up, or the file is refused in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.assembly import Assembly
from core.errors import ProblemError
from core.pipeline.intake import read_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore

SEQUENCE = "ACGTTTTTACGACGACGNNNNGATTACAGATTACACCCCCGGGATATATATCGCGTTAACC"
META = (
    "##fileformat=VCFv4.2",
    f"##contig=<ID=toy,length={len(SEQUENCE)}>",
    '##INFO=<ID=gnomAD_AF,Number=A,Type=Float,Description="gnomAD">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">',
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tKID\tMUM"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the toy reference; the files of every example are written over each other."""
    made = tmp_path_factory.mktemp("property")
    (made / "toy.fa").write_text(f">toy\n{SEQUENCE}\n", encoding="ascii")
    return made


bases = st.text("ACGT", min_size=1, max_size=4)
odd_alts = st.sampled_from(
    ["*", ".", "<DEL>", "<NON_REF>", "<*>", "G]toy:9]", "<", "-", "acg", "R", "", "N", "TT,", "."]
)
odd = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["", ".", "-1", "0", "99999999999999999999", "nan", "inf", "1e999", "\x00", " "]
    ),
)


@st.composite
def genotypes(draw: st.DrawFn) -> str:
    separator = draw(st.sampled_from("/|"))
    called = draw(st.lists(st.sampled_from([".", "0", "1", "2", "9"]), min_size=1, max_size=3))
    depths = draw(st.sampled_from([":3,4", ":.", "", ":3", ":x,y", ":3,4,5"]))
    return separator.join(called) + depths


@st.composite
def records(draw: st.DrawFn) -> list[str]:
    """Columns of a record that mostly fits the reference."""
    pos = draw(st.integers(1, len(SEQUENCE)))
    length = draw(st.integers(1, 6))
    ref = SEQUENCE[pos - 1 : pos - 1 + length]
    if draw(st.integers(0, 9)) == 0:
        ref = draw(bases)
    alts = draw(st.lists(st.one_of(bases, bases, odd_alts), min_size=1, max_size=3))
    chrom = draw(st.sampled_from(["toy"] * 8 + ["chr1", "nowhere"]))
    info = draw(
        st.sampled_from([".", "gnomAD_AF=0.5", "gnomAD_AF=2", "gnomAD_AF=", "AF=0.9;DB", "X=1;X"])
    )
    quality = draw(st.sampled_from([".", "50", "1e-3", "high"]))
    calls = [draw(genotypes()), draw(genotypes())]
    return [chrom, str(pos), ".", ref, ",".join(alts), quality, "PASS", info, "GT:AD", *calls]


@st.composite
def damaged_records(draw: st.DrawFn) -> str:
    """One line, now and then with a field replaced, dropped or added."""
    fields = draw(records())
    damage = draw(st.integers(0, 5))
    place = draw(st.integers(0, len(fields) - 1))
    if damage == 0:
        fields[place] = draw(odd)
    elif damage == 1:
        del fields[place]
    elif damage == 2 and place % 3 == 0:
        fields.insert(place, draw(odd))
    return "\t".join(fields)


@st.composite
def damaged_bytes(draw: st.DrawFn, body: bytes) -> bytes:
    """The file as it is, cut, with bytes flipped, or with a piece of it doubled."""
    damage = draw(st.integers(0, 6))
    if damage > 2 or not body:
        return body
    place = draw(st.integers(0, len(body) - 1))
    if damage == 0:
        return body[:place]
    if damage == 1:
        return body[:place] + draw(st.binary(min_size=1, max_size=3)) + body[place + 1 :]
    end = draw(st.integers(place, len(body)))
    return body[:end] + body[place:]


@st.composite
def variant_files(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(damaged_records(), max_size=12))
    # Records that come twice are merged, not counted twice.
    lines += lines[: draw(st.integers(0, 2))]
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = end.join([*META, COLUMNS, *lines]) + end
    return draw(damaged_bytes(text.encode("utf-8", "surrogatepass")))


def refusal(spec: IntakeSpec) -> ProblemError | None:
    """Read a case; gives why it was refused, None if it was not."""
    try:
        for _ in read_case(spec):
            pass
    except ProblemError as problem:
        return problem
    return None


def is_refused_in_words(spec: IntakeSpec) -> bool:
    """Read a case; tells whether it was refused, which has to say why and leave nothing."""
    problem = refusal(spec)
    if problem is None:
        return False
    assert problem.cause
    assert problem.remedy
    assert not spec.case.exists()
    return True


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=variant_files())
def test_the_ledger_adds_up_or_the_file_is_refused(folder: Path, data: bytes):
    case, vcf = folder / "some.intronaut", folder / "some.vcf"
    vcf.write_bytes(data)
    spec = IntakeSpec(
        case=case, vcf=vcf, reference=folder / "toy.fa", assembly=Assembly.ARTIFICIAL, proband=""
    )
    if is_refused_in_words(spec):
        return
    with CaseStore.open(case) as store:
        ledger = store.ledger()
        lines = list(store.original_lines())
        variants = list(store.variants())
        n_aside = len(store.records_set_aside(limit=1_000))
    case.unlink()
    assert ledger.discrepancies() == ()
    assert ledger.records_read == len(lines)
    assert ledger.records_kept == len(lines) - n_aside
    assert ledger.variants == len(variants)
    assert lines == body_of(data)
    for stored in variants:
        one = stored.variant
        known = SEQUENCE[one.pos - 1 : one.pos - 1 + len(one.ref)]
        assert all(a in (b, "N") or b == "N" for a, b in zip(known, one.ref, strict=True))
        assert one.ref != one.alt
        assert set(one.alt) <= set("ACGT")


def body_of(data: bytes) -> list[bytes]:
    """Data lines of a file, without their ends."""
    n_header = data[: data.index(b"\n#CHROM") + 1].count(b"\n") + 1
    lines = data.split(b"\n")[n_header:]
    return [line.removesuffix(b"\r") for line in (lines if lines[-1:] != [b""] else lines[:-1])]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=variant_files(), second=variant_files())
def test_the_ledger_of_two_files_adds_up_or_they_are_refused(
    folder: Path, first: bytes, second: bytes
):
    case, vcf, more = folder / "two.intronaut", folder / "first.vcf", folder / "second.vcf"
    vcf.write_bytes(first)
    more.write_bytes(second)
    spec = IntakeSpec(case, vcf, folder / "toy.fa", assembly=Assembly.ARTIFICIAL, more_vcfs=(more,))
    if is_refused_in_words(spec):
        return
    with CaseStore.open(case) as store:
        ledger, lines = store.ledger(), list(store.original_lines())
        n_variants = len(list(store.variants()))
        told = [text for text in store.info().warnings if "2 variant files" in text]
    case.unlink()
    assert ledger.discrepancies() == ()
    assert lines == body_of(first) + body_of(second)
    assert (ledger.records_read, ledger.variants) == (len(lines), n_variants)
    assert len(told) == 1


def packed(folder: Path, n_records: int) -> bytes:
    """A sound bgzip file of some records, in blocks of two."""
    path = folder / "packed.vcf.gz"
    places = [place for place, base in enumerate(SEQUENCE, start=1) if base == "T"][:n_records]
    with pysam.BGZFile(str(path), "wb") as out:
        out.write("\n".join([*META, COLUMNS, ""]).encode())
        for number, pos in enumerate(places):
            if number % 2 == 0:
                out.flush()
            out.write(f"toy\t{pos}\t.\tT\tC\t50\tPASS\t.\tGT:AD\t0/1:3,4\t0/0:8,0\n".encode())
    return path.read_bytes()


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), is_cut=st.booleans(), up_to_damage=st.booleans())
def test_what_is_read_of_a_damaged_bgzip_file_is_right_and_what_is_missing_is_told(
    folder: Path, data: st.DataObject, is_cut: bool, up_to_damage: bool
):
    sound = packed(folder, 9)
    place = data.draw(st.integers(1, len(sound) - 1))
    flipped = sound[place] ^ data.draw(st.integers(1, 255))
    damaged = sound[:place] if is_cut else sound[:place] + bytes([flipped]) + sound[place + 1 :]
    case, vcf = folder / "damaged.intronaut", folder / "damaged.vcf.gz"
    vcf.write_bytes(damaged)
    spec = IntakeSpec(
        case, vcf, folder / "toy.fa", assembly=Assembly.ARTIFICIAL, up_to_damage=up_to_damage
    )
    if is_refused_in_words(spec):
        return
    with CaseStore.open(case) as store:
        lines, ledger = list(store.original_lines()), store.ledger()
        first = store.info().warnings[0]
    case.unlink()
    vcf.write_bytes(sound)
    assert refusal(replace(spec, up_to_damage=False)) is None
    with CaseStore.open(case) as store:
        whole = list(store.original_lines())
    case.unlink()
    assert ledger.discrepancies() == ()
    assert lines == whole[: len(lines)]
    if len(lines) < len(whole):
        assert up_to_damage
        assert first.startswith("INCOMPLETE: ")


@contextmanager
def case_of(folder: Path, text: str) -> Iterator[CaseStore]:
    """The case that is read from a text, which must not be refused."""
    case, vcf, reference = (folder / name for name in ("some.intronaut", "some.vcf", "toy.fa"))
    reference.write_text(f">toy\n{SEQUENCE}\n", encoding="ascii")
    vcf.write_text(text, encoding="utf-8")
    assert refusal(IntakeSpec(case, vcf, reference, assembly=Assembly.ARTIFICIAL)) is None
    with CaseStore.open(case) as store:
        yield store


HUGE = "9" * 5_000
"""More digits than Python turns into a number."""


@pytest.mark.parametrize(
    ("meta", "entry", "call"),
    [
        pytest.param('##INFO=<Number=1,Type=Integer,Description="x">', ".", "0/1", id="no ID"),
        pytest.param(f"##contig=<ID=other,length={HUGE}>", ".", "0/1", id="length of a contig"),
        pytest.param("##contig=<ID=other,length=\u00b2>", ".", "0/1", id="a digit not in ASCII"),
        *(
            pytest.param(
                f'##INFO=<ID=X,Number={number},Type=Integer,Description="x">', "X=1", "0/1", id=name
            )
            for number, name in [("5000000000", "values of a key"), (HUGE, "values, many digits")]
        ),
        pytest.param("##note=none", f"gnomAD_AF={HUGE}", "0/1", id="frequency"),
        pytest.param("##note=none", ".", f"0/{HUGE}", id="allele called"),
        pytest.param("##note=none", ".", "/".join(["1"] * 5_000), id="ploidy"),
        pytest.param(
            '##FORMAT=<ID=DP,Number=1,Type=String,Description="x">', ".", f"0/1:{HUGE}", id="depth"
        ),
    ],
)
def test_absurd_sizes_are_no_crash(tmp_path: Path, meta: str, entry: str, call: str):
    record = ["toy", "1", ".", "A", "C", "1e300", "PASS", entry, "GT:DP", call]
    columns = COLUMNS.removesuffix("\tMUM")
    text = "\n".join([*META, meta, columns, "\t".join(record)]) + "\n"
    with case_of(tmp_path, text) as store:
        assert store.ledger().records_read == 1
        assert store.ledger().discrepancies() == ()
        assert all(stored.quality is None for stored in store.variants())


@pytest.mark.parametrize("version", ["VCFv4.99999", f"VCFv{HUGE}.1", "", "VCFv4.\u00b2"])
def test_an_absurd_version_is_named_and_the_file_is_read(tmp_path: Path, version: str):
    text = "\n".join([f"##fileformat={version}", *META[1:], COLUMNS]) + "\n"
    with case_of(tmp_path, text) as store:
        assert any(text.startswith("Header line 1: ") for text in store.info().warnings)


def test_a_negative_depth_is_unknown(tmp_path: Path):
    columns = COLUMNS.removesuffix("\tMUM")
    record = "toy\t1\t.\tA\tC\t50\tPASS\t.\tGT:AD:DP:GQ\t0/1:-1,4:-1:-5"
    text = "\n".join([*META, columns, record]) + "\n"
    with case_of(tmp_path, text) as store:
        (stored,) = store.variants()
    genotype = stored.genotypes[0]
    assert (genotype.ref_depth, genotype.alt_depth) == (None, 4)
    assert (genotype.depth, genotype.quality) == (None, None)
