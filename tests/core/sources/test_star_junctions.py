"""Junction tables of STAR."""

import gzip

import pytest

from core.domain.junction import Junction
from core.domain.rna import JunctionReads
from core.errors import AssemblyMismatchError, InputFileError
from core.sources.reference import Reference
from core.sources.star_junctions import StarJunctions
from tests.core.sources.test_reads import fasta

GOOD = "chr1\t1201\t2000\t1\t1\t1\t34\t2\t49\n"


@pytest.fixture
def reference(tmp_path):
    with Reference(fasta(tmp_path)) as opened:
        yield opened


@pytest.fixture
def table(tmp_path, reference):
    def opened(text, *, is_packed=False):
        path = tmp_path / "SJ.out.tab"
        data = text.encode()
        path.write_bytes(gzip.compress(data) if is_packed else data)
        return StarJunctions(path, reference)

    return opened


@pytest.mark.parametrize("is_packed", [False, True])
def test_first_and_last_base_of_an_intron_are_one_based(table, is_packed):
    found = table(GOOD, is_packed=is_packed).overlapping("chr1", 0, 6000)
    assert found == (JunctionReads(Junction("chr1", 1200, 2000, "+"), 34, 2),)


def test_strands_are_told_by_number(table):
    more = "1\t2121\t3000\t2\t0\t0\t1\t0\t20\nchr1\t2121\t3000\t0\t0\t0\t2\t0\t20\n"
    found = table(GOOD + more).overlapping("chr1", 2500, 2501)
    assert [(one.junction.strand, one.reads) for one in found] == [("-", 1), ("", 2)]


def test_only_introns_that_share_a_base_are_given(table):
    opened = table(GOOD)
    assert opened.overlapping("chr1", 1999, 2500)
    assert not opened.overlapping("chr1", 2000, 2500)
    assert not opened.overlapping("chr1", 1000, 1200)
    assert not opened.overlapping("chr2", 0, 6000)


def test_bases_at_the_ends_of_introns_prove_the_build(table):
    with pytest.raises(AssemblyMismatchError, match="Only 1 of 2 introns compared"):
        table(GOOD + "chr1\t1301\t1900\t1\t1\t1\t34\t2\t49\n")


def test_a_place_behind_the_end_of_a_contig_is_of_another_build(table):
    with pytest.raises(AssemblyMismatchError, match="Line 2 lies behind the end of chr2"):
        table(GOOD + "chr2\t900\t1001\t1\t0\t1\t3\t0\t9\n")


def test_contigs_of_something_else_are_of_another_build(table):
    with pytest.raises(AssemblyMismatchError, match="None of its contigs"):
        table(GOOD.replace("chr1", "scaffold_3"))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "holds no junction"),
        ("\n", "holds no junction"),
        (GOOD + "chr1\t1201\n", "line 2: this is no junction table of STAR .2 columns"),
        (GOOD.replace("1201", "first"), "line 1: this is no junction table of STAR"),
        (GOOD.replace("\t1\t1\t1\t", "\t3\t1\t1\t"), "line 1"),
        (GOOD.replace("2000", "1100"), "places or counts that cannot be"),
        (GOOD.replace("34", "-1"), "places or counts that cannot be"),
        (GOOD + GOOD, "line 2 repeats the junction of a line above"),
        ("chr1\t1\t2\tä\n", "cannot be read after line"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_line(table, text, match):
    with pytest.raises(InputFileError, match=match):
        table(text)


def test_a_missing_table_is_told(tmp_path, reference):
    with pytest.raises(InputFileError, match="No such file"):
        StarJunctions(tmp_path / "none.tab", reference)


def test_a_cut_table_is_told(tmp_path, reference):
    path = tmp_path / "SJ.out.tab"
    text = "".join(GOOD.replace("1201", str(1201 - n)) for n in range(500))
    path.write_bytes(gzip.compress(text.encode())[:-12])
    with pytest.raises(InputFileError, match="cannot be read after line"):
        StarJunctions(path, reference)
