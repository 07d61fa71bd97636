"""Scores of missense predictors beside the transcript they are given for."""

from dataclasses import replace

from core.domain.evidence_inputs import MissenseScore
from core.domain.local_value import Coverage, LocalEntry, LocalSays, LocalSource, LocalValue, said
from core.interpret.missense_scores import missense_scores
from tests.core.interpret.transcript_world import PLUS

TRANSCRIPT = replace(PLUS, transcript_id="ENST00000001.7", other_id="NM_1.1")
TABLE = LocalSource(
    "revel", "REVEL scores", "revel-grch38", "allele", "/x", "", "GRCh38", "1.3", worse="higher"
)


def told(*entries, worse="higher", tool="REVEL"):
    says = LocalSays(replace(TABLE, worse=worse), said(*entries))
    return missense_scores(TRANSCRIPT, [(tool, says)])


def score(value, class_name=""):
    return (MissenseScore("REVEL", value, "REVEL scores (1.3)", class_name),)


def test_the_row_of_the_transcript_counts_whatever_its_version():
    other = LocalEntry(0.9, "likely_pathogenic", "", "ENST00000002.1")
    own = LocalEntry(0.2, "likely_benign", "", "ENST00000001.4")
    assert told(other, own) == score(0.2, "likely_benign")


def test_several_transcripts_may_stand_in_one_row():
    assert told(LocalEntry(0.7, "", "", "ENST00000009;ENST00000001")) == score(0.7)
    assert told(LocalEntry(0.7, "", "", "NM_1")) == score(0.7)


def test_a_row_without_a_transcript_counts_for_each():
    assert told(LocalEntry(0.0)) == score(0.0)


def test_a_score_of_another_transcript_is_none():
    assert told(LocalEntry(0.9, "", "", "ENST00000002")) == ()


def test_the_most_harmful_of_several_is_given():
    entries = LocalEntry(0.3), LocalEntry(0.6)
    assert told(*entries) == score(0.6)
    assert told(*entries, worse="lower") == score(0.3)


def test_what_is_no_predictor_or_says_nothing_gives_none():
    assert told(LocalEntry(0.5), tool="") == ()
    assert told() == ()
    assert told(LocalEntry(None, "likely_benign")) == ()
    silent = LocalSays(TABLE, LocalValue(Coverage.MISSING)), LocalSays(TABLE, None)
    assert missense_scores(TRANSCRIPT, [("REVEL", one) for one in silent]) == ()
