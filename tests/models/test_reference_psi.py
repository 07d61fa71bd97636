"""Lowest and highest inclusion of exons, out of a table of three lines."""

import gzip
from pathlib import Path

import pytest

from models.errors import PackReadError
from models.splice.reference_psi import (
    TISSUES,
    find_range,
    inclusion_ranges,
    read_reference_psi,
)
from tests.models.psi_table import write_psi_table

FIRST = ("chr1", 100, 150, "+")
LAST = ("chrX", 5, 9, "-")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_psi_table(
        tmp_path / "psi.csv.gz",
        {
            LAST: {"Liver": 0.25},
            FIRST: {"Liver": 0.5, "Lung": 0.0, "Whole Blood": 1.0, "Thyroid": 0.75},
            ("chr1", 100, 150, "-"): {"Lung": 0.0},
        },
    )


def test_lowest_and_highest_value_are_found_with_their_tissues(table: Path):
    row = find_range(inclusion_ranges(table), FIRST)
    assert row is not None
    assert (row["lowest"], row["highest"], row["n_tissues"]) == (0.5, 1.0, 3)
    assert TISSUES[row["lowest_tissue"]] == "Liver"
    assert TISSUES[row["highest_tissue"]] == "Whole Blood"


def test_ranges_are_those_of_all_values(table: Path):
    """The exon that is read whole says the same."""
    whole = read_reference_psi(table, [FIRST, LAST])
    ranges = inclusion_ranges(table)
    for exon, values in whole.items():
        row = find_range(ranges, exon)
        assert row is not None
        known = [float(one) for one in values if one == one]
        assert (float(row["lowest"]), float(row["highest"])) == (min(known), max(known))
        assert row["n_tissues"] == len(known)


def test_exactly_0_counts_as_not_known(table: Path):
    row = find_range(inclusion_ranges(table), ("chr1", 100, 150, "-"))
    assert row is not None
    assert row["n_tissues"] == 0


@pytest.mark.parametrize(
    "exon",
    [
        ("chr1", 100, 151, "+"),
        ("chr1", 99, 150, "+"),
        ("chr2", 100, 150, "+"),
        ("chrUn", 1, 2, "+"),
    ],
)
def test_another_exon_is_not_found(table: Path, exon):
    assert find_range(inclusion_ranges(table), exon) is None


def test_a_damaged_table_is_told(tmp_path: Path, table: Path):
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(table.read_bytes()[:-12])
    with pytest.raises(PackReadError, match="cannot be read"):
        inclusion_ranges(cut)
    wrong = tmp_path / "wrong.csv.gz"
    wrong.write_bytes(gzip.compress(b"no,such,table\n"))
    with pytest.raises(PackReadError, match="cannot be read"):
        inclusion_ranges(wrong)
