"""Transcripts: their boundaries and whether they code."""

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.sample import Individual, Pedigree
from core.domain.transcript import Transcript


def transcript(exons: tuple[tuple[int, int], ...], cds_start: int | None = None) -> Transcript:
    return Transcript("T.1", "GENE", "G", "chr1", "+", exons[0][0], exons[-1][1], exons, cds_start)


def test_boundaries_are_first_and_last_bases_of_exons_counted_from_one():
    assert transcript(((9, 20), (30, 40))).boundaries == (10, 20, 31, 40)


def test_an_exon_of_one_base_has_one_boundary():
    assert transcript(((9, 10),)).boundaries == (10,)


def test_a_transcript_codes_where_a_coding_sequence_starts():
    assert transcript(((9, 20),), cds_start=0).is_coding
    assert not transcript(((9, 20),)).is_coding


def test_a_case_gives_its_source_files_by_role():
    fasta = SourceFile("reference", "/x.fa", "00")
    info = CaseInfo(
        name="one",
        created_at="",
        program_version="",
        proof=BuildProof(Assembly.GRCH38, BuildVerdict.PROVEN, 1, 1, ()),
        pedigree=Pedigree((Individual("one"),), "one"),
        hpo_terms=(),
        frequency_key="",
        sources=(SourceFile("variants", "/x.vcf", "11"), fasta),
        warnings=(),
    )
    assert info.source("reference") is fasta
    assert info.source("pedigree") is None
