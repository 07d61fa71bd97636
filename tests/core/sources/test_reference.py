"""The reference: sequence, lengths, index, digest."""

import gzip
import hashlib

import pytest

from core.domain.assembly import Assembly
from core.errors import ReferenceMissingError
from core.sources import reference as module
from core.sources.reference import Reference
from tests.core.sources.files import write_fasta

SEQUENCE = "ACGTNacgtnRYK" * 10


@pytest.mark.parametrize("bgzip", [False, True])
def test_sequence_is_upper_case_and_other_letters_are_n(tmp_path, bgzip):
    with Reference(write_fasta(tmp_path, {"1": SEQUENCE}, bgzip=bgzip)) as reference:
        assert reference.contigs == ("chr1",)
        assert reference.length("chr1") == 130
        assert reference.fetch("chr1", 0, 13) == "ACGTNACGTNNNN"


def test_requests_are_clipped_to_the_contig(tmp_path):
    with Reference(write_fasta(tmp_path, {"chr1": SEQUENCE})) as reference:
        assert reference.fetch("chr1", -5, 3) == "ACG"
        assert reference.fetch("chr1", 128, 500) == "NN"
        assert reference.fetch("chr1", 500, 600) == ""
        assert reference.fetch("chr9", 0, 5) == ""
        assert reference.length("chr9") is None


def test_a_window_is_centred_or_none(tmp_path):
    with Reference(write_fasta(tmp_path, {"chr1": "AACGTCC"})) as reference:
        assert reference.window("chr1", 4, 1) == "CGT"
        assert reference.window("chr1", 4, 3) == "AACGTCC"
        assert reference.window("chr1", 1, 1) is None
        assert reference.window("chr1", 7, 1) is None
        assert reference.window("chr9", 7, 1) is None


def test_pieces_across_the_remembered_chunks_are_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_CHUNK", 16)
    text = "ACGTTGCAAC" * 30
    with Reference(write_fasta(tmp_path, {"chr1": text})) as reference:
        for start in range(0, 300, 7):
            for size in (1, 5, 16, 17, 40, 200):
                assert reference.fetch("chr1", start, start + size) == text[start : start + size]


def test_the_index_is_built_where_it_is_missing(tmp_path):
    path = write_fasta(tmp_path, {"chr1": SEQUENCE}, bgzip=True)
    with Reference(path):
        assert (tmp_path / "ref.fa.gz.fai").is_file()
        assert (tmp_path / "ref.fa.gz.gzi").is_file()


def test_what_cannot_be_used_says_how_to_mend_it(tmp_path):
    with pytest.raises(ReferenceMissingError, match="not there"):
        Reference(tmp_path / "absent.fa")
    text = tmp_path / "text.fa"
    text.write_text("nothing", encoding="utf-8")
    with pytest.raises(ReferenceMissingError, match="not a FASTA"):
        Reference(text)
    zipped = tmp_path / "plain.fa.gz"
    zipped.write_bytes(gzip.compress(b">chr1\nACGT\n"))
    with pytest.raises(ReferenceMissingError, match="samtools faidx"):
        Reference(zipped)


def test_a_reference_shorter_than_its_index_is_told(tmp_path):
    path = write_fasta(tmp_path, {"chr1": "ACGT" * 100})
    with Reference(path):
        pass
    path.write_text(">chr1\nACGT\n", encoding="ascii")
    with Reference(path) as reference, pytest.raises(ReferenceMissingError, match="chr1"):
        reference.fetch("chr1", 100, 200)


def test_a_few_contigs_of_no_known_length_are_no_assembly(tmp_path):
    with Reference(write_fasta(tmp_path, {"chr1": "ACGT", "demo": "ACGT"})) as reference:
        assert reference.assembly() is None
        assert reference.contigs == ("chr1", "demo")


def test_the_assembly_is_told_by_lengths(shared):
    for assembly in (Assembly.GRCH37, Assembly.GRCH38):
        with Reference(shared / f"data/reference/{assembly}.fa.gz") as reference:
            assert reference.assembly() is assembly


def test_the_digest_is_remembered_until_the_file_changes(tmp_path):
    path = write_fasta(tmp_path, {"chr1": SEQUENCE})
    with Reference(path) as reference:
        expected = hashlib.sha256(path.read_bytes()).hexdigest()
        assert reference.digest() == reference.digest() == expected
        path.write_text(">chr1\nACGTA\n", encoding="ascii")
        assert reference.digest() == hashlib.sha256(path.read_bytes()).hexdigest()
