"""Cells read together say what the same cells say one by one."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.domain.calls import NOT_GIVEN
from core.domain.sample import Genotype
from core.sources.vcf_header import parse_header
from core.sources.vcf_pages import LinePage, ReadPage, read_page
from core.sources.vcf_records import RecordProblem, RecordReader, VcfRecord

HEADER = parse_header(
    Path("toy.vcf"),
    [
        b"##fileformat=VCFv4.2",
        b"##contig=<ID=chr1,length=1000000>",
        b'##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        b'##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allele depths">',
        b'##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
        b'##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        b'##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods">',
        b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tone\ttwo",
    ],
)
SAMPLES = ("two", "one")

number = st.integers(0, 2**31 + 5).map(str) | st.sampled_from(["7", "30", "099"])
plain = st.tuples(st.sampled_from("01"), st.sampled_from("/|"), st.sampled_from("01")).flatmap(
    lambda gt: st.tuples(number, number, number, number).map(
        lambda n: f"{''.join(gt)}:{n[0]},{n[1]}:{n[2]}:{n[3]}"
    )
)
odd = st.sampled_from(
    [
        "./.", "0/1", "1:3,4:7:9", "0/1:.:7:9", "0/1:3,4:7:9.5", "0/2:3,4:7:9", "0/1:3:7:9",
        "0/1:,4:7:9", "0/1:3,4::9", "0/1:3,4:-7:9", "0/1:3,4:7:9:1", "0/1/1:3,4:7:9", ".:.:.:.",
        "00/1:3,4:7:9", "0/1:3,4:7:99999999999999999999", "0/1:3,4:7:x", "0|1:3|4:7:9", "",
        "0/1:3,4,5:7:9", "/1:3,4:7:9",
    ]
)  # fmt: skip
formats = st.sampled_from(["GT:AD:DP:GQ"] * 9 + ["GT:DP:AD:GQ", "GT"])
alts = st.sampled_from(["G"] * 9 + ["G,T", "<DEL>", "A", "g", "GTT"])


@st.composite
def records(draw: st.DrawFn) -> bytes:
    is_plain = draw(st.integers(0, 19)) > 0
    cell = plain if is_plain else plain | odd
    cells = "\t".join([draw(cell), draw(cell)])
    pos = draw(st.integers(1, 999))
    line = f"chr1\t{pos}\t.\tA\t{draw(alts)}\t50\tPASS\t.\t{draw(formats)}\t{cells}"
    return line.encode()


def genotypes(page: ReadPage, record: VcfRecord) -> list[tuple[Genotype, ...]]:
    """The calls of each allele, from the record or from the cells of the page."""
    if page.cells is None or record.number not in page.cell_numbers:
        return [allele.genotypes for allele in record.alleles]
    first = len(SAMPLES) * page.cell_numbers.index(record.number)
    people = []
    for row in range(first, first + len(SAMPLES)):
        counts = (page.cells.alt_copies, page.cells.called, page.cells.ploidy)
        flags = (page.cells.phased, page.cells.first_allele_is_alt)
        optional = (
            *(page.cells.phase_set, page.cells.depth, page.cells.quality),
            *(page.cells.ref_depth, page.cells.alt_depth),
        )
        values = [int(column[row]) for column in optional]
        people.append(
            Genotype(
                *(int(column[row]) for column in counts),
                *(bool(column[row]) for column in flags),
                *(None if value == NOT_GIVEN else value for value in values),
            )
        )
    return [tuple(people)]


@given(st.lists(records(), min_size=1, max_size=12))
def test_a_page_reads_as_its_records_do_one_by_one(lines: list[bytes]):
    page = read_page(RecordReader(HEADER, SAMPLES, ""), LinePage(1, 9, lines, 0))
    alone = RecordReader(HEADER, SAMPLES, "")
    assert len(page.items) == len(lines)
    for number, (found, line) in enumerate(zip(page.items, lines, strict=True), start=1):
        wanted = alone.read(number, 8 + number, line)
        if isinstance(wanted, RecordProblem):
            assert found == wanted
        else:
            assert isinstance(found, VcfRecord)
            assert genotypes(page, found) == [allele.genotypes for allele in wanted.alleles]
            assert (found.pos, found.ref, found.set_aside) == (
                *(wanted.pos, wanted.ref, wanted.set_aside),
            )
    assert page.notes.fields == alone.notes.take()


def test_plain_cells_are_read_together():
    line = b"chr1\t5\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP:GQ\t0/1:3,4:7:9\t1|0:1,2:3:4"
    page = read_page(RecordReader(HEADER, SAMPLES, ""), LinePage(1, 9, [line, line], 0))
    assert page.cell_numbers == (1, 2)
    (record, _) = page.items
    assert isinstance(record, VcfRecord)
    assert genotypes(page, record) == [
        (
            Genotype(1, 2, 2, True, True, None, 3, 4, 1, 2),
            Genotype(1, 2, 2, False, False, None, 7, 9, 3, 4),
        )
    ]
