"""Reference blocks of gVCF files as coverage."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.coverage import UNKNOWN, CoverageBuilder, ReferenceBlock
from core.sources.reference_blocks import BlockReader
from core.sources.vcf import VcfSource
from tests.core.sources.test_intervals import header


def block(record: str, samples: Sequence[str] = ("KID",)) -> ReferenceBlock | None:
    fields = record.split(" ")
    assert BlockReader.is_block(fields)
    return BlockReader(header(samples=tuple(samples)), samples).read(fields)


def test_a_gatk_block_gives_its_lowest_depth():
    found = block("chr21 101 . A <NON_REF> . . END=160 GT:DP:GQ:MIN_DP 0/0:14:42:12")
    assert found == ReferenceBlock("chr21", 100, 160, ((12, 42),))


@pytest.mark.parametrize(
    ("record", "end", "person"),
    [
        ("1 101 . A <*> . . END=160 GT:GQ:MIN_DP:PL 0/0:50:20:0,60,599", 160, (20, 50)),
        ("1 101 . A <*> . . . GT:LEN:GQ:DP 0/0:60:50:20", 160, (20, 50)),
        ("1 101 . A . . PASS END=160;BLOCKAVG_min30p3a GT:GQX:DP:MIN_DP 0/0:54:25:21", 160, (21, 54)),
        ("1 101 . A . . . END=160;MIN_DP=9 GT 0/0", 160, (9, UNKNOWN)),
        ("1 101 . AC . 30 . DP=17 GT:RGQ 0/0:33", 102, (17, 33)),
        ("1 101 . A <NON_REF> . . END=. GT:DP 0/0:.", 101, None),
        ("1 101 . A <NON_REF> . . END=160 GT:DP:GQ ./.:3:0", 160, None),
        ("1 101 . A <NON_REF> . . END=160 GT:DP:GQ 0/1:30:9", 160, None),
    ],
)  # fmt: skip
def test_blocks_of_other_callers(record, end, person):
    found = block(record)
    if person is None:
        assert found is None
    else:
        assert found == ReferenceBlock("chr1", 100, end, (person,))


def test_each_person_has_their_own_depth_and_info_speaks_of_nobody():
    found = block("1 9 . A <NON_REF> . . END=20;DP=99 GT:DP 0/0:12 ./.:0", ("A", "B"))
    assert found == ReferenceBlock("chr1", 8, 20, ((12, UNKNOWN), None))


def test_a_variant_is_no_block():
    assert not BlockReader.is_block(["1", "9", ".", "A", "T,<NON_REF>", ".", ".", ".", "GT", "0/1"])


def test_neighbours_of_one_class_are_joined_with_the_lowest_values():
    builder = CoverageBuilder()
    for start, end, depth, quality in [
        (0, 10, 30, 99), (10, 20, 25, 60), (20, 30, 12, 60), (40, 50, 13, 60),
    ]:  # fmt: skip
        builder.add(start, end, depth, quality)
    blocks = builder.build()
    assert blocks.start.tolist() == [0, 20, 40]
    assert blocks.end.tolist() == [20, 30, 50]
    assert blocks.depth.tolist() == [25, 12, 13]
    assert blocks.at(1) == (25, 60)
    assert blocks.at(20) == (25, 60)
    assert blocks.at(21) == (12, 60)
    assert blocks.at(31) is None
    assert blocks.at(51) is None


def test_what_is_not_told_stays_unknown():
    builder = CoverageBuilder()
    builder.add(0, 10, 50_000, UNKNOWN)
    builder.add(10, 12, UNKNOWN, 7)
    blocks = builder.build()
    assert blocks.at(1) == (32_767, None)
    assert blocks.at(11) == (None, 7)


BLOCK = st.tuples(st.integers(0, 60), st.integers(1, 20), st.integers(-1, 40), st.integers(-1, 99))


@given(st.lists(BLOCK, max_size=12))
def test_no_place_is_told_better_than_the_file_tells_it(rows):
    builder = CoverageBuilder()
    for start, length, depth, quality in rows:
        builder.add(start, start + length, depth, quality)
    blocks = builder.build()
    assert (np.diff(blocks.start) > 0).all()
    assert (blocks.end[:-1] <= blocks.start[1:]).all()
    for pos in range(1, 90):
        told = [row for row in rows if row[0] < pos <= row[0] + row[1]]
        found = blocks.at(pos)
        assert (found is None) == (not told)
        if found is not None:
            assert (found[0] or 0) <= max(row[2] for row in told) or found[0] is None
            assert (found[1] or 0) <= max(row[3] for row in told) or found[1] is None


@pytest.mark.parametrize(
    ("name", "pos", "expected"),
    [
        pytest.param("NA24385.chr21.GRCh38.g.vcf.gz", 5_031_775, (1, 3), marks=pytest.mark.slow),
        ("YRIoffspring.chr20.GRCh37.g.vcf.gz", 10_000_050, (42, 88)),
    ],
)
def test_shared_gvcf_files_give_coverage_smaller_than_their_records(shared, name, pos, expected):
    builder = CoverageBuilder()
    n_blocks = 0
    with VcfSource(shared / "data" / "vcf" / name) as source:
        reader = BlockReader(source.header, source.header.samples)
        for item in source.records(source.header.samples, ""):
            fields = item.raw.decode().split("\t")
            if reader.is_block(fields) and (found := reader.read(fields)) is not None:
                n_blocks += 1
                ((depth, quality),) = found.people
                builder.add(found.start, found.end, depth, quality)
    blocks = builder.build()
    assert 0 < len(blocks) < 0.6 * n_blocks
    depth, quality = blocks.at(pos)
    assert depth is not None
    assert depth <= expected[0]
    assert quality is not None
