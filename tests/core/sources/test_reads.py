"""Aligned RNA reads: what counts, what is refused, and that nothing is fetched from elsewhere."""

import gzip
import os
import random
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pysam
import pytest

from core.domain.assembly import CONTIGS
from core.domain.rna import Library, ReadsKind
from core.errors import AssemblyMismatchError, InputFileError
from core.interpret.fragments import junction_reads
from core.interpret.rna_rules import load_rna_rules
from core.sources.reads import ReadsFile
from core.sources.reference import Reference
from tests.core.simulated_rna import BamWriter, Isoform
from tests.core.simulated_rna import Library as Drawn

FILTER = load_rna_rules().reads.filter
EXONS = ((1000, 1200), (2000, 2120), (3000, 3300))
INTRONS = ((1200, 2000), (2120, 3000))


def fasta(folder, name="toy.fa", seed=4, chrom="chr1"):
    bases = random.Random(seed).choices("ACGT", k=6000)
    for start, end in INTRONS:
        bases[start : start + 2], bases[end - 2 : end] = "GT", "AG"
    path = folder / name
    path.write_text(f">{chrom}\n{''.join(bases)}\n>chr2\n{'ACGT' * 250}\n")
    return path


@pytest.fixture
def reference(tmp_path):
    with Reference(fasta(tmp_path)) as opened:
        yield opened


@pytest.fixture
def writer(reference):
    return BamWriter(reference, "chr1")


def drawn(n_fragments=300, pairs=None, exons=EXONS):
    return Drawn(60, pairs, seed=8).draw([Isoform(exons)], [1.0], n_fragments)


def counts(path, reference, anchor=8):
    with ReadsFile(path, reference, FILTER) as opened:
        found = junction_reads("chr1", opened.fragments("chr1", 0, 6000), anchor)
    return {(one.junction.start, one.junction.end, one.junction.strand): one.reads for one in found}


def by_hand(fragments, anchor=8):
    return {
        intron: sum(any(spans(read, intron, anchor) for read in reads) for reads in fragments)
        for intron in INTRONS
    }


def spans(read, intron, anchor):
    before = sum(end - start for start, end in read if end <= intron[0])
    after = sum(end - start for start, end in read if start >= intron[1])
    return before >= anchor and after >= anchor


def test_what_was_drawn_is_counted(tmp_path, writer, reference):
    fragments = drawn(800)
    path = writer.write(tmp_path / "a.bam", fragments)
    expected = {(*intron, "+"): reads for intron, reads in by_hand(fragments).items()}
    assert counts(path, reference) == expected
    assert min(expected.values()) > 20


def test_a_pair_counts_once_where_its_mates_overlap(tmp_path, writer, reference):
    fragments = drawn(pairs=(90, 5))
    path = writer.write(tmp_path / "a.bam", fragments)
    expected = {(*intron, "+"): reads for intron, reads in by_hand(fragments).items()}
    assert counts(path, reference) == expected
    with ReadsFile(path, reference, FILTER) as opened:
        found = list(opened.fragments("chr1", 0, 6000))
    assert (len(found), {len(one.reads) for one in found}) == (300, {2})


@pytest.mark.parametrize(
    ("flag", "quality"),
    [(0x400, 60), (0x100, 60), (0x800, 60), (0x200, 60), (0, 3), (0x4, 60)],
    ids=["duplicate", "secondary", "supplementary", "failed", "placed elsewhere too", "unmapped"],
)
def test_what_does_not_count_is_left_out(tmp_path, writer, reference, flag, quality):
    read = ((1150, 1200), (2000, 2010))
    more = [writer.row(f"x{i}", read, flag, quality) for i in range(5)]
    fragments = drawn(800)
    path = writer.write(tmp_path / "a.bam", fragments, more=more)
    expected = {(*intron, "+"): reads for intron, reads in by_hand(fragments).items()}
    assert counts(path, reference) == expected


def test_a_mate_that_does_not_count_leaves_the_other_alone(tmp_path, writer, reference):
    read = ((1150, 1200), (2000, 2020))
    more = [
        writer.row("p", read, 0x1 | 0x20 | 0x40, 60, mate=2050),
        writer.row("p", ((2050, 2110),), 0x1 | 0x10 | 0x80, 0, mate=1150),
    ]
    path = writer.write(tmp_path / "a.bam", (), more=more)
    with ReadsFile(path, reference, FILTER) as opened:
        (found,) = opened.fragments("chr1", 0, 6000)
    assert found.reads == (read,)


def test_deletions_are_bridged_and_soft_clips_left_out(tmp_path, writer, reference):
    path = tmp_path / "a.bam"
    writer.write(path, drawn(20))
    with pysam.AlignmentFile(str(path)) as old:
        header, rows = old.header, list(old)
    one = pysam.AlignedSegment(header)
    one.query_name, one.reference_id, one.reference_start = "d", 0, 1100
    one.mapping_quality, one.cigarstring = 60, "5S20M3D20M2I58M800N30M4S"
    one.query_sequence = "A" * 139
    with pysam.AlignmentFile(str(tmp_path / "b.bam"), "wb", header=header) as out:
        for row in sorted([*rows, one], key=lambda row: row.reference_start):
            out.write(row)
    pysam.index(str(tmp_path / "b.bam"))
    with ReadsFile(tmp_path / "b.bam", reference, FILTER) as opened:
        found = [fragment.reads for fragment in opened.fragments("chr1", 1100, 1101)]
    assert (((1100, 1201), (2001, 2031)),) in found


def test_contigs_without_chr_are_understood(tmp_path, writer, reference):
    path = writer.write(tmp_path / "a.bam", drawn())
    renamed = tmp_path / "b.bam"
    with pysam.AlignmentFile(str(path)) as old:
        header = old.header.to_dict()
        header["SQ"][0]["SN"] = "1"
        with pysam.AlignmentFile(str(renamed), "wb", header=header) as out:
            for row in old:
                out.write(pysam.AlignedSegment.fromstring(
                    row.to_string().replace("\tchr1\t", "\t1\t"), out.header))  # fmt: skip
    pysam.index(str(renamed))
    assert counts(renamed, reference) == counts(path, reference)


class TestLibrary:
    def test_the_strand_of_a_stranded_library_is_learnt_and_told(self, tmp_path, reference):
        # The first read is written antisense to the transcript.
        writer = BamWriter(reference, "chr1", strand="+")
        path = writer.write(tmp_path / "a.bam", drawn(600))
        with ReadsFile(path, reference, FILTER) as opened:
            assert opened.library is Library.FIRST_ANTISENSE
            assert {one.strand for one in opened.fragments("chr1", 0, 6000)} == {"+"}

    def test_a_sense_library_is_told_from_an_antisense_one(self, tmp_path, reference):
        # Written as if the transcript lay on the minus strand, while its introns lie on plus.
        writer = BamWriter(reference, "chr1", strand="-")
        path = writer.write(tmp_path / "a.bam", drawn(600, pairs=(150, 20)))
        with ReadsFile(path, reference, FILTER) as opened:
            assert opened.library is Library.FIRST_SENSE
            assert {one.strand for one in opened.fragments("chr1", 0, 6000)} == {"+"}

    def test_an_unstranded_library_has_the_strand_the_aligner_tells(self, tmp_path, reference):
        writer = BamWriter(reference, "chr1", is_stranded=False)
        path = writer.write(tmp_path / "a.bam", drawn(600))
        with ReadsFile(path, reference, FILTER) as opened:
            assert opened.library is Library.UNSTRANDED
            strands = {
                (len(one.reads[0]) > 1, one.strand) for one in opened.fragments("chr1", 0, 6000)
            }
        assert strands == {(True, "+"), (False, "")}

    def test_minimap2_tells_the_strand_relative_to_the_read(self, tmp_path, reference):
        writer = BamWriter(reference, "chr1", is_stranded=False)
        path = writer.write(tmp_path / "a.bam", drawn(600))
        retold = tmp_path / "b.bam"
        with (
            pysam.AlignmentFile(str(path)) as old,
            pysam.AlignmentFile(str(retold), "wb", header=old.header) as out,
        ):
            for row in old:
                if row.has_tag("XS"):
                    row.set_tag("XS", None)
                    row.set_tag("ts", "-" if row.is_reverse else "+")
                out.write(row)
        pysam.index(str(retold))
        with ReadsFile(retold, reference, FILTER) as opened:
            told = {one.strand for one in opened.fragments("chr1", 0, 6000)}
            assert list(opened.fragments("chr9", 0, 6000)) == []
        assert told == {"+", ""}

    def test_few_spliced_reads_tell_no_strand(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn(60))
        with ReadsFile(path, reference, FILTER) as opened:
            assert opened.library is Library.UNSTRANDED


def test_a_deep_gene_is_no_dna_though_its_first_reads_are_of_one_exon(tmp_path, writer, reference):
    path = writer.write(tmp_path / "a.bam", drawn(40_000))
    few = replace(FILTER, sampled_per_contig=50)
    with ReadsFile(path, reference, few) as opened:
        assert opened.library is Library.FIRST_ANTISENSE
    with pytest.raises(InputFileError, match="none of the 60 reads"):
        ReadsFile(path, reference, replace(few, most_sampled=10))


class TestRefused:
    def refuse(self, path, reference, match, error=InputFileError):
        with pytest.raises(error, match=match) as raised:
            ReadsFile(path, reference, FILTER)
        assert path.name in raised.value.cause
        assert raised.value.remedy

    def test_without_index(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn())
        (tmp_path / "a.bam.bai").unlink()
        self.refuse(path, reference, r"its index \(.bai or .csi\) is not beside it.*samtools index")

    def test_of_another_build(self, tmp_path, reference):
        other = {"chr1": 6000 + 1, "chr2": 1000}
        path = BamWriter(reference, "chr1", lengths=other).write(tmp_path / "a.bam", drawn())
        self.refuse(path, reference, "6,001 bases in the file and 6,000", AssemblyMismatchError)

    def test_of_another_build_that_is_known_by_name(self, tmp_path, shared):
        lengths = {chrom: facts.length_grch37 for chrom, facts in CONTIGS.items()}
        with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
            path = BamWriter(reference, "chr17", lengths=lengths).write(tmp_path / "a.bam", ())
            self.refuse(path, reference, "they look like GRCh37", AssemblyMismatchError)

    def test_with_no_contig_of_the_reference(self, tmp_path, reference):
        path = tmp_path / "a.bam"
        header = {"SQ": [{"SN": "scaffold_7", "LN": 500}]}
        with pysam.AlignmentFile(str(path), "wb", header=header):
            pass
        pysam.index(str(path))
        self.refuse(path, reference, "None of its 1 contigs", AssemblyMismatchError)

    def test_without_reads(self, tmp_path, writer, reference):
        self.refuse(writer.write(tmp_path / "a.bam", ()), reference, "holds no read")

    def test_of_no_bytes(self, tmp_path, reference):
        (tmp_path / "a.bam").write_bytes(b"")
        self.refuse(tmp_path / "a.bam", reference, "the file is empty")

    def test_cut(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn(2000))
        path.write_bytes(path.read_bytes()[:-500])
        self.refuse(path, reference, "is cut: the end mark of BAM is missing")

    def test_cut_in_its_first_block(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn())
        path.write_bytes(path.read_bytes()[:20])
        self.refuse(path, reference, "no file of aligned reads")

    def test_with_an_index_of_something_else(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn())
        (tmp_path / "a.bam.bai").write_bytes(b"no index")
        self.refuse(path, reference, "cannot be opened as BAM")

    def test_damaged_inside(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn(20_000))
        data = bytearray(path.read_bytes())
        half = len(data) // 2
        data[half : half + 4000] = bytes(4000)
        path.write_bytes(data)
        with (
            pytest.raises(InputFileError, match="cannot be read"),
            ReadsFile(path, reference, FILTER) as opened,
        ):
            list(opened.fragments("chr1", 0, 6000))

    def test_of_dna(self, tmp_path, writer, reference):
        path = writer.write(tmp_path / "a.bam", drawn(exons=((500, 3500),)))
        self.refuse(path, reference, "none of the 300 reads looked at are spliced.*like DNA")

    @pytest.mark.parametrize(
        ("content", "match"),
        [
            (b"##fileformat=VCFv4.2\n", "looks like a variant file"),
            (b">chr1\nACGT\n", "looks like a FASTA file"),
            (b"@read/1\nACGT\n+\nIIII\n", "looks like a FASTQ file"),
            (b"@HD\tVN:1.6\n@SQ\tSN:chr1\tLN:6000\n", "this is a SAM file"),
            (b"\x00\x01\x02\x03", "no file of aligned reads"),
        ],
    )
    @pytest.mark.parametrize("is_packed", [False, True])
    def test_of_another_kind(self, tmp_path, reference, content, match, is_packed):
        path = tmp_path / "a.bam"
        path.write_bytes(gzip.compress(content) if is_packed else content)
        self.refuse(path, reference, match)

    def test_missing(self, tmp_path, reference):
        self.refuse(tmp_path / "a.bam", reference, "there is no such file")


class Counting(BaseHTTPRequestHandler):
    """Answers nothing and remembers who asked."""

    asked: list[str] = []  # noqa: RUF012 - one list for the server of one test

    def do_GET(self):
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    Counting.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Counting) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


class TestCram:
    def cram(self, folder, writer, fasta_path, name="a.cram"):
        bam = writer.write(folder / "a.bam", drawn(600))
        path = folder / name
        pysam.view("-C", "-T", str(fasta_path), "-o", str(path), str(bam), catch_stdout=False)
        pysam.index(str(path))
        return bam, path

    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch):
        monkeypatch.setenv("REF_PATH", "untouched")
        monkeypatch.setenv("REF_CACHE", "untouched")

    def test_a_cram_file_gives_what_the_bam_file_gives(self, tmp_path, writer, reference):
        bam, path = self.cram(tmp_path, writer, reference.path)
        assert counts(path, reference) == counts(bam, reference)
        with ReadsFile(path, reference, FILTER) as opened:
            assert opened.kind is ReadsKind.CRAM

    def test_nothing_is_asked_of_a_server_for_a_sequence_that_is_not_here(
        self, tmp_path, reference, server, monkeypatch
    ):
        """The file names its contig otherwise than the reference, so htslib would look elsewhere."""
        far = tmp_path / "far"
        far.mkdir()
        written_with = fasta(far, chrom="1")
        with Reference(written_with) as theirs:
            lengths = {"1": 6000, "chr2": 1000}
            writer = BamWriter(theirs, "chr1", lengths=lengths)
            _, path = self.cram(tmp_path, writer, written_with)
        for file in far.iterdir():
            file.unlink()
        monkeypatch.setenv("REF_PATH", f"{server}/%s")
        monkeypatch.delenv("REF_CACHE")
        with (
            pysam.AlignmentFile(str(path), reference_filename=str(reference.path)) as unguarded,
            suppress(OSError),
        ):
            list(unguarded.fetch("1"))
        assert len(Counting.asked) > 0, "htslib asks the server when nobody keeps it from that"
        Counting.asked.clear()
        monkeypatch.setenv("REF_CACHE", str(tmp_path))
        with pytest.raises(InputFileError, match=r"cannot be decoded with .*names its contigs"):
            ReadsFile(path, reference, FILTER)
        assert Counting.asked == []
        assert os.environ["REF_PATH"] == os.devnull
        assert "REF_CACHE" not in os.environ

    def test_a_cram_file_of_another_sequence_is_refused(self, tmp_path, writer, reference):
        _, path = self.cram(tmp_path, writer, reference.path)
        other = tmp_path / "other"
        other.mkdir()
        with (
            Reference(fasta(other, seed=5)) as strange,
            pytest.raises(InputFileError, match=r"cannot be decoded with .*another sequence"),
        ):
            ReadsFile(path, strange, FILTER)

    def test_a_cram_file_without_end_is_cut(self, tmp_path, writer, reference):
        _, path = self.cram(tmp_path, writer, reference.path)
        path.write_bytes(path.read_bytes()[:-38])
        with pytest.raises(InputFileError, match="the end mark of CRAM is missing"):
            ReadsFile(path, reference, FILTER)

    def test_a_cram_file_without_index_is_refused(self, tmp_path, writer, reference):
        _, path = self.cram(tmp_path, writer, reference.path)
        (tmp_path / "a.cram.crai").unlink()
        with pytest.raises(InputFileError, match=r"its index \(.crai\)"):
            ReadsFile(path, reference, FILTER)
