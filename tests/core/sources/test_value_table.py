"""Scores by allele or base out of tables in published and in own layouts."""

from pathlib import Path

import pytest

from core.domain.local_value import Coverage, LocalEntry, LocalValue
from core.errors import InputFileError, UsageError
from core.sources.table_layout import Worse, own_layout, preset, presets
from core.sources.value_table import ValueTable
from tests.core.sources.local_files import indexed, variant, write_table

CADD = (
    "## CADD GRCh38-v1.7",
    "#Chrom Pos Ref Alt RawScore PHRED",
    "1 10 A C 0.5 12.5",
    "1 10 A G 0.1 0",
    "1 11 C A 0.2 .",
    "1 11 C T 0.2 3.5",
)
MISSENSE = (
    "# AlphaMissense",
    "#CHROM POS REF ALT genome uniprot_id transcript_id protein_variant am_pathogenicity am_class",
    "chr1 10 A C hg38 P1 ENST1.1 V2L 0.9 likely_pathogenic",
    "chr1 10 A C hg38 P2 ENST2.1 V9L 0.2 likely_benign",
)


def ask(path: Path, layout: str, text: str) -> LocalValue:
    with ValueTable(path, preset(layout)) as table:
        return table.of(variant(text))


@pytest.fixture
def cadd(tmp_path: Path) -> Path:
    return indexed(tmp_path / "cadd.tsv.gz", *CADD)


def test_an_allele_is_found_by_the_columns_of_the_published_header(cadd: Path) -> None:
    assert ask(cadd, "cadd", "chr1-10-A-C").entries == (LocalEntry(12.5),)


def test_zero_is_a_value_and_an_empty_cell_is_none(cadd: Path) -> None:
    assert ask(cadd, "cadd", "chr1-10-A-G").entries == (LocalEntry(0.0),)
    assert ask(cadd, "cadd", "chr1-11-C-A") == LocalValue(Coverage.ABSENT)


@pytest.mark.parametrize("text", ["chr1-9-A-C", "chr1-12-A-C", "chr1-10-A-T", "chr1-10-AC-A"])
def test_a_neighbour_or_another_allele_is_absent(cadd: Path, text: str) -> None:
    assert ask(cadd, "cadd", text) == LocalValue(Coverage.ABSENT)


def test_a_contig_the_table_lacks_is_not_covered(cadd: Path) -> None:
    assert ask(cadd, "cadd", "chr2-10-A-C").coverage is Coverage.NOT_COVERED


def test_every_transcript_has_its_own_value(tmp_path: Path) -> None:
    path = indexed(tmp_path / "am.tsv.gz", *MISSENSE)
    assert ask(path, "alphamissense", "chr1-10-A-C").entries == (
        LocalEntry(0.9, "likely_pathogenic", "", "ENST1.1"),
        LocalEntry(0.2, "likely_benign", "", "ENST2.1"),
    )


def test_a_header_without_mark_is_understood(tmp_path: Path) -> None:
    rows = (
        "chrom pos ref alt gene gene_id transcript_id strand tss_pos promoterAI",
        "chr1 10 A C G1 ENSG1 ENST1 1 30 -0.75",
    )
    path = indexed(tmp_path / "promoter.tsv.gz", *rows, skip=1)
    assert ask(path, "promoterai", "chr1-10-A-C").entries == (LocalEntry(-0.75, "", "G1", "ENST1"),)


def test_a_table_without_header_is_read_by_column_numbers(tmp_path: Path) -> None:
    path = indexed(tmp_path / "gpn.tsv.bgz", "1 10 A C -7.25")
    assert ask(path, "gpn-msa", "chr1-10-A-C").entries == (LocalEntry(-7.25),)
    assert preset("gpn-msa").worse is Worse.LOWER


def test_values_of_bases_are_found_at_their_position(tmp_path: Path) -> None:
    path = indexed(tmp_path / "remm.tsv.gz", "1 10 0.25", "1 11 0.75", "1 13 0")
    assert ask(path, "remm", "chr1-10-A-C").entries == (LocalEntry(0.25),)
    assert ask(path, "remm", "chr1-13-A-C").entries == (LocalEntry(0.0),)
    assert ask(path, "remm", "chr1-12-A-C").coverage is Coverage.ABSENT
    assert ask(path, "remm", "chr1-9-AACG-A").entries == (
        LocalEntry(0.75, "largest of 3 bases, smallest 0.25; 1 without a value"),
    )


def test_an_index_on_other_columns_is_refused_and_does_not_look_empty(tmp_path: Path) -> None:
    rows = (
        "#chr hg19_pos grch38_pos ref alt aaref aaalt REVEL Ensembl_transcriptid",
        "1 500 10 A C V L 0.5 ENST1;ENST2",
    )
    wrong = indexed(tmp_path / "wrong.tsv.gz", *rows)
    with pytest.raises(InputFileError, match="built on columns 1 and 2"):
        ask(wrong, "revel-grch38", "chr1-10-A-C")
    right = indexed(tmp_path / "right.tsv.gz", *rows, columns=(1, 3, 3))
    assert ask(right, "revel-grch38", "chr1-10-A-C").entries == (
        LocalEntry(0.5, "", "", "ENST1;ENST2"),
    )


def test_a_table_without_index_says_how_to_make_one(tmp_path: Path) -> None:
    path = write_table(tmp_path / "am.tsv", *MISSENSE)
    with pytest.raises(InputFileError, match="no index") as problem:
        ask(path, "alphamissense", "chr1-10-A-C")
    assert "tabix -s 1 -b 2 -e 2" in problem.value.remedy


def test_a_table_of_another_kind_names_the_column_it_lacks(cadd: Path) -> None:
    with pytest.raises(InputFileError, match="no column CHROM"):
        ask(cadd, "alphamissense", "chr1-10-A-C")


def test_a_value_that_is_no_number_is_a_problem(tmp_path: Path) -> None:
    path = indexed(tmp_path / "bad.tsv.gz", *CADD[:2], "1 10 A C 0.5 high")
    with pytest.raises(InputFileError, match="high is no number"):
        ask(path, "cadd", "chr1-10-A-C")


def test_a_cut_table_is_a_problem(cadd: Path) -> None:
    index = cadd.with_name(cadd.name + ".tbi").read_bytes()
    cadd.write_bytes(cadd.read_bytes()[:40])
    cadd.with_name(cadd.name + ".tbi").write_bytes(index)
    with pytest.raises(InputFileError):
        ask(cadd, "cadd", "chr1-10-A-C")


def test_ref_bases_are_laid_beside_ours_to_tell_another_build(cadd: Path) -> None:
    with ValueTable(cadd, preset("cadd")) as table:
        table.of(variant("chr1-10-A-C"))
        table.of(variant("chr1-11-G-A"))
        assert (table.n_compared, table.n_agreeing) == (4, 2)


def test_an_own_table_is_read_by_a_mapping(tmp_path: Path) -> None:
    path = indexed(tmp_path / "own.tsv.gz", "x 1 9 A C 0.5", columns=(2, 3, 3), base=0)
    layout = own_layout(
        "title='My score' kind=allele first_base=0 worse=higher chrom=2 pos=3 ref=4 alt=5 score=6"
    )
    with ValueTable(path, layout) as table:
        assert table.of(variant("chr1-10-A-C")).entries == (LocalEntry(0.5),)
    assert layout.title == "My score"


@pytest.mark.parametrize(
    "text", ["kind=allele first_base=1 chrom=1 pos=2", "chrom=1 pos=2 score=3", "kind=base score=3"]
)
def test_an_own_mapping_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="mapping is not understood"):
        own_layout(text)


def test_every_preset_says_where_its_layout_is_described() -> None:
    assert all(one.source for one in presets().values())
    with pytest.raises(UsageError, match="no known table layout"):
        preset("dbnsfp")


@pytest.mark.parametrize(
    ("layout", "column", "n_columns"), [("eigen-coding", 19, 21), ("eigen-noncoding", 31, 33)]
)
def test_eigen_is_read_by_the_number_of_its_column(
    tmp_path: Path, layout: str, column: int, n_columns: int
) -> None:
    cells = ["1", "10", "A", "C", *(f"{number}.5" for number in range(5, n_columns + 1))]
    path = indexed(tmp_path / "eigen.tab.bgz", " ".join(cells))
    with ValueTable(path, preset(layout)) as table:
        assert table.of(variant("chr1-10-A-C")).entries == (LocalEntry(column + 0.5),)


def test_absplice_tells_tissue_and_gene(tmp_path: Path) -> None:
    lines = (
        "#chrom pos ref alt gene_id tissue AbSplice_DNA",
        "chr1 10 A C ENSG1 Brain_Cortex 0.21",
        "chr1 10 A C ENSG1 Testis 0.02",
    )
    path = indexed(tmp_path / "absplice.tsv.gz", *lines)
    assert ask(path, "absplice", "chr1-10-A-C").entries == (
        LocalEntry(0.21, "Brain_Cortex", "ENSG1"),
        LocalEntry(0.02, "Testis", "ENSG1"),
    )


def test_layouts_of_missense_predictors_are_told_from_others() -> None:
    predictors = {one.title for one in presets().values() if one.missense}
    assert predictors == {"REVEL", "AlphaMissense", "PrimateAI-3D"}


def test_an_own_table_can_be_that_of_a_missense_predictor() -> None:
    columns = "first_base=1 chrom=1 pos=2 ref=3 alt=4 score=5 text=6"
    mine = own_layout(f"title=Mine kind=allele missense=true {columns}")
    assert (mine.missense, mine.title) == (True, "Mine")
    assert not own_layout(f"title=Mine kind=allele {columns}").missense
    with pytest.raises(UsageError, match="only a table of alleles"):
        own_layout("title=Mine kind=base missense=true first_base=1 chrom=1 pos=2 score=3")
