"""Published tables of elements and links, each read as published."""

from pathlib import Path

import pytest

from core.domain.element import LinkKind, Stretch
from core.domain.local_value import Coverage, LocalEntry, Registration
from core.errors import InputFileError, UsageError
from core.sources.eqtl_table import EqtlTable
from core.sources.local_sources import describe_file, evidence_of, lists_elements, open_source
from core.sources.region_table import LinkTable, RegionTable
from core.sources.table_layout import own_layout, preset
from tests.core.sources.local_files import indexed, variant, write_table

ABC = (
    "chr start end name class activity_base TargetGene TargetGeneTSS distance isSelfPromoter ABC.Score CellType",
    "chr1 1000 1500 intergenic|chr1:1150-1350 intergenic 9.1 SHH 50000 48750 False 0.123 hepatocyte-ENCODE",
    "chr1 1000 1500 intergenic|chr1:1150-1350 intergenic 9.1 OTHER 9000 7750 False 0.02 K562",
)  # fmt: skip
RE2G = (
    "#chr start end name class TargetGene TargetGeneEnsemblID TargetGeneTSS isSelfPromoter CellType Score",
    "chr1 1000 1500 chr1:1000-1500 genic SHH ENSG1 50000 FALSE liver 0.71",
)
CAPTURE = (
    "baitChr baitStart baitEnd baitID baitName oeChr oeStart oeEnd oeID oeName dist Mon",
    "1 901 950 17 SHH;OTHER 1 1001 1500 21 . 500 7.5",
)
GTEX = (
    "variant_id gene_id tss_distance ma_samples ma_count maf pval_nominal slope slope_se",
    "chr1_1200_C_T_b38 ENSG00000164690.4 -52 67 67 0.0577 1.0e-09 -0.31 0.05",
    "chr1_1600_CTT_C_b38 ENSG00000164690.4 -52 67 67 0.0577 2.0e-05 0.2 0.05",
)


def told(path: Path, layout: str, spelled: str) -> tuple[LocalEntry, ...]:
    with LinkTable(path, preset(layout)) as table:
        return table.of(variant(spelled)).entries


def test_abc_predictions_tell_gene_score_and_cell_type(tmp_path: Path) -> None:
    first, second = told(write_table(tmp_path / "abc.tsv", *ABC), "abc", "chr1-1001-A-C")
    assert (first.gene_symbol, first.value, first.cell_type) == ("SHH", 0.123, "hepatocyte-ENCODE")
    assert (first.place, first.word) == (Stretch("chr1", 1000, 1500), "intergenic")
    assert second.gene_symbol == "OTHER"


def test_abc_predictions_can_be_indexed_with_their_header(tmp_path: Path) -> None:
    path = indexed(tmp_path / "abc.tsv.gz", *ABC, columns=(1, 2, 3), base=0, skip=1)
    assert len(told(path, "abc", "chr1-1500-A-C")) == 2
    assert told(path, "abc", "chr1-1501-A-C") == ()


def test_encode_re2g_is_read_by_its_header(tmp_path: Path) -> None:
    (only,) = told(write_table(tmp_path / "re2g.bed", *RE2G), "encode-re2g", "chr1-1001-A-C")
    assert (only.gene_symbol, only.value, only.cell_type) == ("SHH", 0.71, "liver")


def test_promoter_capture_lies_at_the_other_end_of_the_bait(tmp_path: Path) -> None:
    path = write_table(tmp_path / "pchic.tsv", *CAPTURE)
    (only,) = told(path, "promoter-capture", "chr1-1001-A-C")
    assert (only.gene_symbol, only.value) == ("SHH;OTHER", None)
    assert told(path, "promoter-capture", "chr1-910-A-C") == ()
    mapped = own_layout(
        "title=PCHiC kind=link 'link=promoter capture Hi-C' first_base=1 chrom=oeChr start=oeStart "
        "end=oeEnd gene=baitName score=Mon"
    )
    assert mapped.evidence is LinkKind.CAPTURE
    with LinkTable(path, mapped) as table:
        assert table.of(variant("chr1-1500-A-C")).entries[0].value == 7.5


def test_loops_tell_the_other_end_from_either(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "loops.bedpe", "#chr1 x1 x2 chr2 y1 y2 name", "chr1 1000 6000 chr1 90000 95000 ."
    )
    (here,) = told(path, "hic-loops", "chr1-1001-A-C")
    assert here.far == Stretch("chr1", 90000, 95000)
    (there,) = told(path, "hic-loops", "chr1-95000-A-C")
    assert there.far == Stretch("chr1", 1000, 6000)


def test_the_pairs_of_the_abc_program_end_at_one_base(tmp_path: Path) -> None:
    row = "chr1 1000 1500 chr1 50000 50000 SHH_intergenic|chr1:1000-1500 0.2 . ."
    (only,) = told(
        write_table(tmp_path / "EnhancerPredictions.bedpe", row), "bedpe", "chr1-1001-A-C"
    )
    assert only.far == Stretch("chr1", 50000, 50001)


def test_eqtls_are_found_within_elements(tmp_path: Path) -> None:
    path = write_table(tmp_path / "Liver.v8.signif_variant_gene_pairs.txt", *GTEX)
    with EqtlTable(path, preset("gtex-eqtl")) as table:
        assert table.build == "GRCh38"
        (only,) = table.within([Stretch("chr1", 1199, 1200)]).entries
        assert (only.gene_symbol, only.value, only.p_value) == ("ENSG00000164690.4", -0.31, 1e-9)
        assert (only.name, only.place) == ("chr1_1200_C_T_b38", Stretch("chr1", 1199, 1200))
        both = table.within([Stretch("chr1", 1000, 1603)])
        assert [one.value for one in both.entries] == [-0.31, 0.2]
        assert table.within([Stretch("chr1", 1200, 1599)]).coverage is Coverage.ABSENT
        assert table.within([Stretch("chr2", 0, 9)]).coverage is Coverage.NOT_COVERED


def test_eqtls_spelled_otherwise_are_a_problem(tmp_path: Path) -> None:
    path = write_table(tmp_path / "q.txt", GTEX[0], GTEX[1].replace("chr1_1200_C_T_b38", "rs12"))
    with pytest.raises(InputFileError, match="not spelled as contig_position"):
        EqtlTable(path, preset("gtex-eqtl"))


def test_eqtls_of_two_builds_are_a_problem(tmp_path: Path) -> None:
    path = write_table(tmp_path / "q.txt", *GTEX[:2], GTEX[2].replace("_b38", "_b37"))
    with pytest.raises(InputFileError, match="several genome builds"):
        EqtlTable(path, preset("gtex-eqtl"))


def test_the_name_of_a_file_tells_its_cell_type_and_its_rows_their_build(tmp_path: Path) -> None:
    path = write_table(tmp_path / "Whole_Blood.v8.signif_variant_gene_pairs.txt", *GTEX)
    found = describe_file(Registration(path, "gtex-eqtl"))
    assert (found.title, found.assembly) == ("GTEx eQTLs: Whole Blood", "GRCh38")
    assert evidence_of(found) is LinkKind.EQTL
    with open_source(found) as table:
        assert isinstance(table, EqtlTable)
        assert table.within([Stretch("chr1", 1199, 1200)]).entries[0].cell_type == "Whole Blood"
    with pytest.raises(UsageError, match="spelled with GRCh38, not with GRCh37"):
        describe_file(Registration(path, "gtex-eqtl", assembly="GRCh37"))


def test_chromatin_states_are_of_the_epigenome_their_file_is_named_for(tmp_path: Path) -> None:
    path = write_table(tmp_path / "E066_15_coreMarks_mnemonics.bed", "chr1 0 200 7_Enh")
    found = describe_file(Registration(path, "chromatin-states", assembly="GRCh37"))
    assert (found.cell_type, lists_elements(found)) == ("E066", True)
    stated = Registration(path, "chromatin-states", assembly="GRCh37", cell_type="adult liver")
    with open_source(describe_file(stated)) as table:
        assert isinstance(table, RegionTable)
        (only,) = table.of(variant("chr1-5-A-C")).entries
    assert (only.cell_type, only.word) == ("adult liver", "7_Enh")


@pytest.mark.parametrize(
    ("layout", "cell_type", "title"),
    [
        ("elements", "", "Regulatory elements: lab"),
        ("elements", "liver", "Regulatory elements: liver, lab"),
        ("bed", "", "BED regions: lab"),
        ("kind=region first_base=0 chrom=1 start=2 end=3", "", "own table: lab"),
        ("title=Mine kind=region first_base=0 chrom=1 start=2 end=3", "", "Mine"),
    ],
)
def test_a_table_without_a_title_is_called_by_its_layout_and_its_file(
    tmp_path: Path, layout: str, cell_type: str, title: str
) -> None:
    path = write_table(tmp_path / "lab.hg38.bed", "chr1 0 200 a")
    found = describe_file(Registration(path, layout, cell_type=cell_type))
    assert found.title == title


def test_two_lists_of_elements_are_told_apart_without_titles(tmp_path: Path) -> None:
    files = [write_table(tmp_path / f"{name}.bed", "chr1 0 200 a") for name in ("heart", "liver")]
    editions = [
        describe_file(Registration(path, "elements", assembly="GRCh38")).edition for path in files
    ]
    assert editions == [
        "Regulatory elements: heart (no version stated)",
        "Regulatory elements: liver (no version stated)",
    ]


def test_a_published_table_of_scores_keeps_its_name(tmp_path: Path) -> None:
    path = indexed(
        tmp_path / "whole_genome_SNVs.tsv.gz",
        "#Chrom Pos Ref Alt RawScore PHRED",
        "1 10 A C 0.1 3",
    )
    assert describe_file(Registration(path, "cadd", assembly="GRCh38")).title.startswith("CADD")


def test_fantom5_enhancers_need_no_class(tmp_path: Path) -> None:
    row = "chr1 839741 840250 chr1:839741-840250 24 . 839787 839788 0,0,0 2 20,436 0,73"
    path = write_table(tmp_path / "F5.hg38.enhancers.bed", row)
    with RegionTable(path, preset("fantom5-enhancers")) as table:
        (only,) = table.of(variant("chr1-839800-A-C")).entries
    assert (only.name, only.word, only.value) == ("chr1:839741-840250", "", 24.0)


def test_spans_leave_out_words_that_are_not_kept(tmp_path: Path) -> None:
    path = write_table(
        tmp_path / "s.bed", "chr1 0 200 7_Enh", "chr1 200 400 15_Quies", "chr2 0 9 x"
    )
    with RegionTable(path, preset("chromatin-states")) as table:
        kept = {chrom: start.tolist() for chrom, start, _ in table.spans(lambda one: "Enh" in one)}
    assert kept == {"chr1": [0], "chr2": []}


@pytest.mark.parametrize("columns", ["chrom=1 start=2 end=3", "start=2 end=3 gene=4"])
def test_a_mapping_of_links_needs_both_sides(columns: str) -> None:
    with pytest.raises(UsageError, match="links need"):
        own_layout(f"kind=link first_base=0 {columns}")
