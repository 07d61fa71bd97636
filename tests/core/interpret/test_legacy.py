"""Older transcripts, made from those that are loaded."""

from dataclasses import replace

import pytest

from core.domain.transcript import Mane
from core.errors import InputFileError, UsageError
from core.interpret.asked_transcripts import asked_transcripts
from core.interpret.hgvs_text import parse_hgvs
from core.interpret.hgvs_transcript import TranscriptNames
from core.interpret.legacy import LegacyTranscript, as_it_was, load_legacy
from core.pipeline.transcript_catalogue import TranscriptCatalogue
from tests.core.interpret.transcript_world import (
    PLUS,
    SEQUENCE,
    TRANSCRIPTS,
    contig,
    fetch_of,
    variant_at,
)

OLDER = LegacyTranscript(
    gene="ABC1", names=("NM_8.1", "NM_8.2"), of="NM_1", left_out=(), source="made up"
)
MANE = replace(
    PLUS, transcript_id="ENST1.4", other_id="NM_1.1", mane=Mane.SELECT, protein_id="ENSP1.1"
)


@pytest.mark.parametrize("strand", ["+", "-"])
def test_numbers_fall_behind_from_the_left_out_exon_on(strand):
    """A fifth exon is made by cutting exon 2 in two: bases 1 to 9 and 10 to 15 without intron."""
    exons = [(10, 16), (36, 51), (51, 57), (78, 106), (126, 134)]
    if strand == "-":
        exons = sorted((len(SEQUENCE) - end, len(SEQUENCE) - start) for start, end in exons)
    whole = replace(TRANSCRIPTS[strand], exons=tuple(exons))
    entry = replace_entry(left_out=((10, 15),))
    older = as_it_was(entry, "NM_8.1", whole)
    assert (older.transcript_id, older.mane, len(older.exons)) == ("NM_8.1", Mane.NONE, 4)
    names = TranscriptNames(older, fetch_of(contig(strand)))
    assert names.number(variant_at(strand, 51, "T", "A").pos - 1) == "9"
    assert names.number(variant_at(strand, 79, "C", "A").pos - 1) == "10"
    assert names.number(variant_at(strand, 53, "C", "A").pos - 1) == "9+2"


def replace_entry(**change):
    return LegacyTranscript.model_validate({**OLDER.model_dump(), **change})


@pytest.mark.parametrize("left_out", [(10, 15), (1, 900), (16, 20)])
def test_what_is_no_whole_exon_is_refused(left_out):
    with pytest.raises(UsageError, match="no whole exons"):
        as_it_was(replace_entry(left_out=(left_out,)), "NM_8.1", PLUS)


def test_nf1_is_in_the_table_of_the_program():
    (nf1,) = [one for one in load_legacy().transcripts if one.gene == "NF1"]
    assert nf1.is_called("NM_000267.3")
    assert nf1.is_called("NM_000267")
    assert not nf1.is_called("NM_000267.2")
    assert sum(last - first + 1 for first, last in nf1.left_out) == 63


def test_a_damaged_table_of_a_laboratory_is_named(tmp_path):
    path = tmp_path / "legacy_transcripts.toml"
    path.write_text('name = "x"\nversion = "1"\ndate = "d"\n[[transcripts]]\ngene = "A"\n')
    with pytest.raises(InputFileError, match=str(path)):
        load_legacy(path)


def asked(text, *transcripts, legacy=()):
    finder = TranscriptCatalogue(transcripts)
    return [one.transcript_id for one in asked_transcripts(parse_hgvs(text), finder, legacy)]


def test_a_transcript_is_found_by_either_catalogue_with_or_without_version():
    refseq = replace(MANE, transcript_id="NM_1.1", other_id="ENST1.4")
    for name in ("ENST1.4", "ENST1", "NM_1.1", "NM_1"):
        assert asked(f"{name}:c.4A>G", MANE) == ["ENST1.4"]
        assert asked(f"{name}:c.4A>G", refseq) == ["NM_1.1"]


def test_only_mane_transcripts_are_the_same_in_both_catalogues():
    other = replace(MANE, transcript_id="NM_1.1", other_id="ENST1.4", mane=Mane.NONE)
    with pytest.raises(UsageError, match=r"hold no transcript ENST1\.4"):
        asked("ENST1.4:c.4A>G", other)


def test_another_version_is_another_transcript():
    with pytest.raises(UsageError, match=r"hold NM_1\.1, not NM_1\.2\. Write NM_1\.1 if places"):
        asked("NM_1.2:c.4A>G", PLUS)


def test_an_unknown_transcript_names_what_is_loaded_of_the_gene():
    with pytest.raises(UsageError, match=r"of ABC1 they hold ENST1\.4 \(NM_1\.1\)"):
        asked("NM_9.1(ABC1):c.4A>G", MANE)
    with pytest.raises(UsageError, match=r"hold no transcript NM_9\.1"):
        asked("NM_9.1:c.4A>G", MANE)
    with pytest.raises(UsageError, match="hold no gene XYZ"):
        asked("XYZ:c.4A>G", MANE)


def test_a_gene_stands_for_all_its_transcripts_mane_first():
    others = [replace(PLUS, transcript_id=f"NM_{number}.1") for number in (3, 4)]
    assert asked("abc1:c.4A>G", *others, MANE) == ["ENST1.4", "NM_3.1", "NM_4.1"]


def test_an_older_transcript_is_made_where_its_successor_is_loaded():
    assert asked("NM_8.2:c.4A>G", MANE, legacy=[OLDER]) == ["NM_8.2"]


def test_another_version_of_an_older_transcript_is_not_said_to_be_in_the_gene_models():
    words = r"hold no version of NM_8, and the table of older transcripts holds NM_8\.1, NM_8\.2, not NM_8\.3"
    with pytest.raises(UsageError, match=words):
        asked("NM_8.3:c.4A>G", MANE, legacy=[OLDER])


def test_versions_in_the_gene_models_and_in_the_table_are_told_apart():
    held = replace(PLUS, transcript_id="NM_8.4")
    words = r"hold NM_8\.4, not NM_8\.3; the table of older transcripts holds NM_8\.1, NM_8\.2\. Write NM_8\.4"
    with pytest.raises(UsageError, match=words):
        asked("NM_8.3:c.4A>G", MANE, held, legacy=[OLDER])


def test_an_older_transcript_without_its_successor_is_no_remedy():
    with pytest.raises(UsageError, match=r"hold no transcript NM_8\.3\. Name one they hold"):
        asked("NM_8.3:c.4A>G", replace(PLUS, transcript_id="NM_5.1"), legacy=[OLDER])
