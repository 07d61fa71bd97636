"""Regions, links of elements and observed introns."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.junction import Junction, ObservedJunction
from core.domain.local_value import Coverage, LocalEntry, LocalValue
from core.errors import InputFileError
from core.sources import table_rows
from core.sources.junction_table import JunctionTable
from core.sources.region_table import LinkTable, RegionTable
from core.sources.table_layout import preset
from tests.core.sources.local_files import indexed, variant, write_table

BED = ("track name=own", "chr1 9 20 first 5", "chr1 15 30 second 0", "chr2 0 5")


def regions(path: Path, text: str, layout: str = "bed") -> LocalValue:
    with RegionTable(path, preset(layout)) as table:
        return table.of(variant(text))


def links(path: Path, text: str, layout: str = "bedpe") -> LocalValue:
    with LinkTable(path, preset(layout)) as table:
        return table.of(variant(text))


def as_told(value: LocalValue) -> tuple[LocalEntry, ...]:
    """What is told in words, without the places beside it."""
    return tuple(replace(one, place=None, far=None, name="", word="") for one in value.entries)


@pytest.fixture(params=["in memory", "indexed"])
def bed(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "indexed":
        return indexed(tmp_path / "own.bed.gz", *BED[1:], columns=(1, 2, 3), base=0)
    return write_table(tmp_path / "own.bed", *BED)


def test_first_and_last_base_of_a_region_lie_in_it_and_their_neighbours_do_not(bed: Path) -> None:
    assert regions(bed, "chr1-9-A-C") == LocalValue(Coverage.ABSENT)
    assert as_told(regions(bed, "chr1-10-A-C")) == (LocalEntry(5.0, "first (chr1:10-20)"),)
    assert as_told(regions(bed, "chr1-30-A-C")) == (LocalEntry(0.0, "second (chr1:16-30)"),)
    assert regions(bed, "chr1-31-A-C") == LocalValue(Coverage.ABSENT)


def test_all_regions_of_a_place_are_told(bed: Path) -> None:
    assert [one.text for one in regions(bed, "chr1-18-A-C").entries] == [
        "first (chr1:10-20)",
        "second (chr1:16-30)",
    ]


def test_a_region_needs_neither_name_nor_score(bed: Path) -> None:
    assert as_told(regions(bed, "chr2-1-A-C")) == (LocalEntry(None, "chr2:1-5"),)
    assert regions(bed, "chr3-1-A-C").coverage is Coverage.NOT_COVERED


def test_a_deletion_that_reaches_into_a_region_lies_in_it(bed: Path) -> None:
    assert as_told(regions(bed, "chr1-8-AAC-A")) == (LocalEntry(5.0, "first (chr1:10-20)"),)
    assert regions(bed, "chr1-7-AAC-A") == LocalValue(Coverage.ABSENT)


def test_an_insertion_at_the_edge_of_a_region_is_outside(bed: Path) -> None:
    assert regions(bed, "chr1-9-A-AT") == LocalValue(Coverage.ABSENT)
    assert as_told(regions(bed, "chr1-10-A-AT")) == (LocalEntry(5.0, "first (chr1:10-20)"),)


def test_a_large_table_without_index_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_rows, "MAX_IN_MEMORY", 2)
    with pytest.raises(InputFileError, match="more than 2 rows") as problem:
        regions(write_table(tmp_path / "own.bed", *BED), "chr1-10-A-C")
    assert "tabix" in problem.value.remedy


def test_a_row_without_an_end_is_a_problem(tmp_path: Path) -> None:
    path = write_table(tmp_path / "short.bed", "chr1 9 20", "chr1 15")
    with pytest.raises(InputFileError, match="too few columns"):
        regions(path, "chr1-10-A-C")


def test_classes_of_elements_come_from_their_column(tmp_path: Path) -> None:
    path = write_table(tmp_path / "ccre.bed", "chr1 9 20 EH38D1 EH38E1 pELS,CTCF-bound")
    assert as_told(regions(path, "chr1-10-A-C", "encode-ccre")) == (
        LocalEntry(None, "pELS,CTCF-bound (chr1:10-20)"),
    )


def test_an_element_names_the_gene_it_is_linked_to_from_either_end(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "links.bedpe", "1 9 20 1 900 950 SHH 0.75", "1 9 20 2 40 50 OTHER 0"
    )
    here = as_told(links(path, "chr1-20-A-C"))
    assert here[0] == LocalEntry(
        0.75, "element chr1:10-20, linked to chr1:901-950", gene_symbol="SHH"
    )
    assert here[1].value == 0.0
    assert [one.gene_symbol for one in links(path, "chr1-950-A-C").entries] == ["SHH"]
    assert [one.gene_symbol for one in links(path, "chr2-41-A-C").entries] == ["OTHER"]
    assert links(path, "chr1-21-A-C") == LocalValue(Coverage.ABSENT)


def test_a_pair_with_an_unknown_end_is_told_by_its_known_end(tmp_path: Path) -> None:
    path = write_table(tmp_path / "links.bedpe", "1 9 20 . -1 -1 SHH 1")
    assert as_told(links(path, "chr1-10-A-C")) == (
        LocalEntry(1.0, "element chr1:10-20", gene_symbol="SHH"),
    )


def test_a_pair_whose_first_end_is_unknown_is_told_by_the_other(tmp_path: Path) -> None:
    path = write_table(tmp_path / "links.bedpe", ". -1 -1 1 9 20 SHH 1", "1 -1 -1 2 9 20 OTHER 1")
    for place, gene in (("chr1-10-A-C", "SHH"), ("chr2-10-A-C", "OTHER")):
        (only,) = links(path, place).entries
        assert (only.gene_symbol, only.far) == (gene, None)
    with LinkTable(path, preset("bedpe")) as table:
        told = {chrom: (start.tolist(), end.tolist()) for chrom, start, end in table.spans()}
    assert told == {"chr1": ([9], [20]), "chr2": ([9], [20])}


def test_a_pair_of_two_unknown_ends_is_legal_and_lies_nowhere(tmp_path: Path) -> None:
    path = write_table(tmp_path / "links.bedpe", ". -1 -1 . -1 -1 SHH 1", "1 9 20 2 40 50 SHH 1")
    assert len(links(path, "chr1-10-A-C").entries) == 1


@pytest.mark.parametrize(
    "row",
    [
        "chr19 11050000 11060000 chr19 -11089000 11090000 LDLR 5",
        "chr19 -11050000 11060000 chr19 11089000 11090000 LDLR 5",
        "chr19 11050000 11060000 chr19 -1 11090000 LDLR 5",
        "chr19 -20 -10 chr19 11089000 11090000 LDLR 5",
    ],
)
def test_a_pair_with_a_place_below_0_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    path = write_table(tmp_path / "links.bedpe", "chr19 9 20 chr19 40 50 LDLR 5", row)
    with pytest.raises(InputFileError, match=r"links\.bedpe.*line 2: the stretch begins before"):
        LinkTable(path, preset("bedpe"))


@pytest.mark.parametrize("rows", [("chr1 -5 10",), ("chr1 -10 -5", "chr1 9 20")])
def test_a_region_that_begins_below_0_is_refused_with_its_line(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    path = write_table(tmp_path / "own.bed", *rows)
    with pytest.raises(InputFileError, match="line 1: the stretch begins before base 0"):
        RegionTable(path, preset("bed"))


def test_a_region_may_begin_with_the_first_base(tmp_path: Path) -> None:
    path = write_table(tmp_path / "own.bed", "chr1 0 5")
    assert len(regions(path, "chr1-1-A-C").entries) == 1


def test_base_0_of_a_table_that_counts_from_1_is_refused(tmp_path: Path) -> None:
    path = write_table(tmp_path / "capture.tsv", "baitName oeChr oeStart oeEnd", "SHH 1 0 1500")
    with pytest.raises(InputFileError, match="line 2: the stretch begins before base 1"):
        LinkTable(path, preset("promoter-capture"))


def test_a_bed_of_elements_names_their_genes(tmp_path: Path) -> None:
    path = write_table(tmp_path / "abc.bed", "chr1 9 20 SHH 0.5")
    assert links(path, "chr1-10-A-C", "element-gene").entries[0].gene_symbol == "SHH"


def test_introns_are_counted_by_reads_and_samples(tmp_path: Path) -> None:
    rows = ("7 chr1 101 200 100 + 1 GT AG 0 0 ,1:2 2 12 6 6 0",)
    path = indexed(tmp_path / "junctions.bgz", *rows, columns=(2, 3, 4))
    with JunctionTable(path, preset("snaptron")) as table:
        found = table.overlapping("chr1", 150, 160)
        assert found == (ObservedJunction(Junction("chr1", 100, 200, "+"), 12.0, 2.0),)
        assert table.overlapping("chr1", 200, 300) == ()
        assert table.overlapping("chr1", 99, 100) == ()
        assert not table.covers("chr2")


def test_a_bed_of_introns_has_one_count(tmp_path: Path) -> None:
    path = write_table(tmp_path / "sj.bed", "chr1 100 200 j1 12 .")
    with JunctionTable(path, preset("junction-bed")) as table:
        assert table.overlapping("chr1", 199, 200) == (
            ObservedJunction(Junction("chr1", 100, 200, ""), 12.0, None),
        )


def test_a_rating_of_clingen_is_told_with_its_gene(tmp_path: Path) -> None:
    title = 'track name="ClinGen Gene Curation Haploinsufficiency Scores" db=hg38'
    path = write_table(tmp_path / "ClinGen_haploinsufficiency_gene_GRCh38.bed", title)
    path.write_text(path.read_text() + "chr17\t31094926\t31382116\tNF1\t3\n")
    assert as_told(regions(path, "chr17-31327485-C-G", "clingen-haploinsufficiency")) == (
        LocalEntry(3.0, "chr17:31,094,927-31,382,116", "NF1"),
    )
