"""Conservation per base out of a bigWig file."""

from pathlib import Path

import pytest

from core.domain.local_value import ChangedBases, Coverage, LocalValue, changed_bases
from core.errors import InputFileError
from core.sources.bigwig import BigWig
from tests.core.sources.local_files import variant, write_bigwig


def ask(path: Path, text: str) -> LocalValue:
    one = variant(text)
    with BigWig(path) as track:
        return track.of(changed_bases(one.chrom, one.pos, one.ref, one.alt))


@pytest.fixture
def track(tmp_path: Path) -> Path:
    values = {"chr1": {9: 1.5, 10: 0.0, 11: -2.25, 999: 3.0}, "chr2": {0: 7.0}}
    return write_bigwig(tmp_path / "phylop.bw", values)


def test_the_value_of_a_base_is_that_of_its_1_based_position(track: Path) -> None:
    assert ask(track, "chr1-10-A-C").entries[0].value == 1.5
    assert ask(track, "chr1-12-A-C").entries[0].value == -2.25


def test_a_base_beside_the_last_one_with_a_value_has_none(track: Path) -> None:
    assert ask(track, "chr1-9-A-C") == LocalValue(Coverage.ABSENT)
    assert ask(track, "chr1-13-A-C") == LocalValue(Coverage.ABSENT)


def test_a_value_of_zero_is_present_and_a_base_without_value_is_not_zero(track: Path) -> None:
    zero = ask(track, "chr1-11-A-C")
    assert zero.coverage is Coverage.PRESENT
    assert zero.entries[0].value == 0.0
    assert ask(track, "chr1-500-A-C").entries == ()


def test_first_and_last_base_of_a_contig_are_found(track: Path) -> None:
    assert ask(track, "chr2-1-A-C").entries[0].value == 7.0
    assert ask(track, "chr1-1000-A-C").entries[0].value == 3.0


def test_a_place_beyond_the_end_and_another_contig_are_not_covered(track: Path) -> None:
    assert ask(track, "chr1-1001-A-C").coverage is Coverage.NOT_COVERED
    missing = ask(track, "chrM-5-A-C")
    assert missing.coverage is Coverage.NOT_COVERED
    assert missing.detail == "chrM is not in the file"


def test_contigs_without_chr_are_found(tmp_path: Path) -> None:
    path = write_bigwig(tmp_path / "bare.bw", {"1": {9: 1.0}, "MT": {4: 2.0}})
    assert ask(path, "chr1-10-A-C").entries[0].value == 1.0
    assert ask(path, "chrM-5-A-C").entries[0].value == 2.0


def test_a_deletion_tells_the_deleted_bases_only(track: Path) -> None:
    answer = ask(track, "chr1-9-AACG-A").entries[0]
    assert answer.value == 1.5
    assert answer.text == "largest of 3 bases, smallest -2.25"


def test_bases_without_value_in_a_deletion_are_counted(track: Path) -> None:
    assert ask(track, "chr1-11-ACGT-A").entries[0].text == (
        "largest of 3 bases, smallest -2.25; 2 without a value"
    )


def test_an_insertion_looks_at_the_base_on_either_side(track: Path) -> None:
    assert changed_bases("chr1", 10, "A", "ATT") == ChangedBases("chr1", 9, 11, is_insertion=True)
    assert ask(track, "chr1-10-A-ATT").entries[0].text == "largest of 2 bases, smallest 0"


def test_what_is_no_bigwig_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "text.bw"
    path.write_text("chr1 10 2.5\n")
    with pytest.raises(InputFileError, match="bigWig"):
        BigWig(path)
    with pytest.raises(InputFileError, match="not there"):
        BigWig(tmp_path / "gone.bw")


def test_a_cut_file_is_a_problem_and_no_silence(tmp_path: Path) -> None:
    values = {"chr1": {base: base / 7 for base in range(900)}}
    path = write_bigwig(tmp_path / "whole.bw", values)
    cut = tmp_path / "cut.bw"
    cut.write_bytes(path.read_bytes()[:600])
    with pytest.raises(InputFileError):
        ask(cut, "chr1-10-A-C")
