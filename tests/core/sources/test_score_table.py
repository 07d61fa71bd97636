"""A table of precomputed scores: what it says, what it does not hold, and of which build it is."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.variant import Variant
from core.errors import AssemblyMismatchError, AssemblyUnprovenError, InputFileError
from core.sources.reference import Reference
from core.sources.score_table import ScoreTable
from tests.core.sources.score_tables import PUBLISHED, Row, golden_rows, write_table

NAME = "spliceai_scores.raw.snv.hg38.vcf.gz"
FIRST = Row("17", 1_000, "A", "G", "G|GENE|0.01|0.97|0.00|0.30|-7|2|0|50")


def variant(row: Row) -> Variant:
    return Variant(
        Assembly.GRCH38, f"chr{row.chrom.removeprefix('chr')}", row.pos, row.ref, row.alt
    )


@pytest.mark.parametrize("prefix", ["", "chr"])
def test_a_variant_is_found_whatever_the_contigs_are_called(tmp_path: Path, prefix: str):
    path = write_table(tmp_path / NAME, [replace(FIRST, chrom=f"{prefix}17")])
    with ScoreTable(path) as table:
        (found,) = table.lookup(variant(FIRST))
        assert found.gene_symbol == "GENE"
        delta = found.delta
        assert (delta.acceptor_gain, delta.acceptor_loss) == (0.01, 0.97)
        assert (delta.donor_gain, delta.donor_loss) == (0.0, 0.3)
        assert (delta.acceptor_gain_offset, delta.donor_loss_offset) == (-7, 50)
        assert (delta.masked, delta.distance, table.version) == (False, 50, "1.3")


def test_what_is_not_there_is_nothing_and_never_zero(tmp_path: Path):
    blank = Row("17", 2_000, "AC", "GT", "GT|GENE|.|.|.|.|.|.|.|.")
    with ScoreTable(write_table(tmp_path / NAME, [FIRST, blank])) as table:
        assert table.lookup(variant(replace(FIRST, alt="T"))) == ()
        assert table.lookup(variant(replace(FIRST, pos=1_001))) == ()
        assert table.lookup(variant(replace(FIRST, ref="AT"))) == ()
        assert table.lookup(variant(replace(FIRST, chrom="18"))) == ()
        assert table.lookup(variant(blank)) == ()


def test_a_record_of_several_alleles_and_genes_is_told_apart(tmp_path: Path):
    both = Row(
        "17", 1_000, "A", "G,T",
        "G|ONE|0.10|0|0|0|1|2|3|4,T|ONE|0.20|0|0|0|1|2|3|4,T|TWO|0.30|0|0|0|1|2|3|4",
    )  # fmt: skip
    with ScoreTable(write_table(tmp_path / NAME, [both])) as table:
        found = table.lookup(variant(replace(both, alt="T")))
    assert [(one.gene_symbol, one.delta.acceptor_gain) for one in found] == [
        ("ONE", 0.2),
        ("TWO", 0.3),
    ]


@pytest.mark.parametrize(
    ("name", "description", "is_masked", "distance"),
    [
        ("spliceai_scores.masked.indel.hg19.vcf.gz", PUBLISHED, True, 50),
        ("spliceai_scores.raw.snv.hg38.vcf.gz", PUBLISHED, False, 50),
        (
            "cohort.vcf.gz",
            PUBLISHED.replace("variant annotation", "masked, distance 500"),
            True,
            500,
        ),
        ("unmasked.vcf.gz", PUBLISHED, False, 50),
    ],
)
def test_view_and_window_are_read_from_header_or_name(
    tmp_path: Path, name: str, description: str, is_masked: bool, distance: int
):
    with ScoreTable(write_table(tmp_path / name, [FIRST], description=description)) as table:
        assert (table.is_masked, table.distance) == (is_masked, distance)


def test_a_table_that_does_not_tell_its_view_needs_the_users_word(tmp_path: Path):
    path = write_table(tmp_path / "scores.vcf.gz", [FIRST])
    with pytest.raises(InputFileError, match="raw or masked"):
        ScoreTable(path)
    with ScoreTable(path, masked=True) as table:
        assert table.lookup(variant(FIRST))[0].delta.masked


def test_the_digest_is_that_of_header_size_and_time(tmp_path: Path):
    path = write_table(tmp_path / NAME, [FIRST])
    with ScoreTable(path) as table:
        before = table.digest
        assert "digest is that of header, size and time" in table.description
    with ScoreTable(path) as table:
        assert table.digest == before
    os.utime(path, ns=(1, 1))
    os.utime(f"{path}.tbi", ns=(2, 2))
    with ScoreTable(path) as table:
        assert table.digest != before


def test_what_is_no_table_is_refused_with_a_remedy(tmp_path: Path):
    with pytest.raises(InputFileError, match="not there"):
        ScoreTable(tmp_path / NAME)
    (tmp_path / "plain.vcf.gz").write_bytes(b"")
    with pytest.raises(InputFileError, match=r"no index.*tabix -p vcf"):
        ScoreTable(tmp_path / "plain.vcf.gz")
    other = write_table(tmp_path / "raw.other.vcf.gz", [FIRST], key="CSQ")
    with pytest.raises(InputFileError, match="no table of SpliceAI scores"):
        ScoreTable(other)


def test_a_value_that_is_no_number_names_its_place(tmp_path: Path):
    path = write_table(tmp_path / NAME, [replace(FIRST, annotation="G|GENE|x|0|0|0|1|2|3|4")])
    with ScoreTable(path) as table, pytest.raises(InputFileError, match="17:1000"):
        table.lookup(variant(FIRST))


@pytest.mark.parametrize(("distance", "mask"), [(50, "0"), (500, "0"), (500, "1")])
def test_every_golden_score_is_read_back_as_published(
    shared: Path, tmp_path: Path, distance: int, mask: str
):
    rows = golden_rows(shared, distance=distance, mask=mask)
    written = [replace(row, chrom=row.chrom.removeprefix("chr")) for row in rows]
    view = "masked" if mask == "1" else "raw"
    text = PUBLISHED.replace("variant annotation", f"{view}, distance {distance}")
    with ScoreTable(write_table(tmp_path / "golden.vcf.gz", written, description=text)) as table:
        assert (table.distance, table.is_masked) == (distance, mask == "1")
        n_found = 0
        for row in rows:
            published = [text.split("|") for text in row.annotation.split(",")]
            scored = [values for values in published if "." not in values]
            found = table.lookup(variant(row))
            n_found += len(found)
            assert [one.gene_symbol for one in found] == [values[1] for values in scored]
            for one, values in zip(found, scored, strict=True):
                delta = one.delta
                told = (
                    delta.acceptor_gain,
                    delta.acceptor_loss,
                    delta.donor_gain,
                    delta.donor_loss,
                )
                assert told == tuple(float(value) for value in values[2:6])
        assert n_found >= 35


def test_the_build_is_proven_by_ref_bases_and_another_build_is_refused(
    shared: Path, tmp_path: Path
):
    rows = golden_rows(shared)
    path = write_table(tmp_path / "spliceai_scores.raw.vcf.gz", rows)
    places = [(row.chrom, row.pos) for row in rows]
    data = shared / "data" / "reference"
    with ScoreTable(path) as table:
        with Reference(data / "GRCh38.fa.gz") as reference:
            assert table.prove(reference, places).verdict is BuildVerdict.PROVEN
            assert table.prove(reference, []).verdict is BuildVerdict.PROVEN
            assert table.demand_build(reference, places) == ""
        with Reference(data / "GRCh37.fa.gz") as reference:
            assert table.prove(reference, places).verdict is BuildVerdict.CONTRADICTED
            with pytest.raises(AssemblyMismatchError, match="does not belong to the reference"):
                table.demand_build(reference, places)


def test_a_name_of_another_build_is_believed_where_nothing_else_tells(shared: Path, tmp_path: Path):
    unknown = replace(FIRST, chrom="1", pos=5)
    paths = [tmp_path / f"raw.{name}.vcf.gz" for name in ("hg19", "hg38", "mine")]
    other, same, silent = (ScoreTable(write_table(path, [unknown])) for path in paths)
    with (
        Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference,
        other,
        same,
        silent,
    ):
        with pytest.raises(AssemblyMismatchError, match="its name says GRCh37"):
            other.demand_build(reference, [])
        said = same.demand_build(reference, [])
        assert "unproven: 0 of 0 REF bases agree, and its name says GRCh38" in said
        with pytest.raises(AssemblyUnprovenError, match="nothing shows of which genome build"):
            silent.demand_build(reference, [])
