"""Protein domains out of BED files with blocks."""

from pathlib import Path

import pytest

from core.domain.context import Domain
from core.domain.local_value import Coverage
from core.errors import InputFileError
from core.sources.domain_table import DomainTable
from core.sources.table_layout import preset
from tests.core.sources.local_files import indexed, variant, write_table

BED12 = "chr1 100 200 Kinase 0 + 100 200 0 2 10,20, 0,80,"


def table(path: Path, layout: str = "protein-domains") -> DomainTable:
    return DomainTable(path, preset(layout))


@pytest.fixture(params=["in memory", "indexed"])
def bed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "indexed":
        return indexed(tmp_path / "own.bed.gz", BED12, columns=(1, 2, 3), base=0)
    return write_table(tmp_path / "own.bed", BED12)


def test_blocks_are_told_on_the_genome(bed: Path) -> None:
    with table(bed) as opened:
        (found,) = opened.domains("chr1", 0, 1_000, "Own")
        assert found == Domain("Kinase", "Own", "+", ((100, 110), (180, 200)))
        assert not list(opened.domains("chr1", 200, 1_000, "Own"))


@pytest.mark.parametrize(
    ("pos", "is_in"),
    [(100, False), (101, True), (110, True), (111, False), (181, True), (201, False)],
)
def test_a_variant_in_an_intron_between_blocks_lies_in_no_domain(
    bed: Path, pos: int, is_in: bool
) -> None:
    with table(bed) as opened:
        found = opened.of(variant(f"chr1-{pos}-A-C"))
    assert (found.coverage is Coverage.PRESENT) is is_in


def test_a_contig_that_is_not_there_is_not_covered(bed: Path) -> None:
    with table(bed) as opened:
        assert opened.of(variant("chr2-5-A-C")).coverage is Coverage.NOT_COVERED


def test_without_blocks_the_whole_stretch_counts_and_without_a_strand_any(tmp_path: Path) -> None:
    with table(write_table(tmp_path / "own.bed", "chr1 100 200 Kinase")) as opened:
        (found,) = opened.domains("chr1", 0, 1_000, "Own")
    assert found == Domain("Kinase", "Own", "", ((100, 200),))


def test_a_table_dump_of_ucsc_is_read_behind_its_bin(tmp_path: Path) -> None:
    path = write_table(tmp_path / "ucscGenePfam.txt", f"585 {BED12}")
    with table(path, "ucsc-pfam") as opened:
        (found,) = opened.domains("chr1", 0, 1_000, "Pfam")
    assert found.blocks == ((100, 110), (180, 200))


@pytest.mark.parametrize(
    ("blocks", "told"), [("2 10,20 0", "as many starts"), ("2 10,x 0,80", "no whole numbers")]
)
def test_damaged_blocks_are_told(tmp_path: Path, blocks: str, told: str) -> None:
    row = f"chr1 100 200 Kinase 0 + 100 200 0 {blocks}"
    with (
        table(write_table(tmp_path / "own.bed", row)) as opened,
        pytest.raises(InputFileError, match=told),
    ):
        list(opened.domains("chr1", 0, 1_000, "Own"))
