"""Codes of a variant that no case holds: sequence and engines speak, nobody else is asked."""

import pytest

from core.domain.evidence import Standing
from core.domain.interpretation import Interpretation, TranscriptOutcomes
from core.domain.score import EngineScores
from core.evidence.alone import codes_without_case
from core.interpret.evidence.rules import load_evidence_rules
from core.interpret.position import locate
from tests.core.interpret.builders import score, transcript, variant
from tests.core.interpret.evidence.cases import RUN
from tests.core.interpret.interpretations import STOP_WITH_NMD

GENE = transcript()
RULES = load_evidence_rules()
SPLICED = Interpretation(splicing=(TranscriptOutcomes(GENE, (STOP_WITH_NMD,)),))
QUIET = Interpretation(splicing=(TranscriptOutcomes(GENE, ()),))


def codes(found: Interpretation, *, pos=1120, gain=0.9, transcripts=(GENE,)):
    place = variant(pos)
    engines = [EngineScores(RUN, (score(ag=gain),))]
    return codes_without_case(
        place,
        locate(place, transcripts),
        engines,
        found,
        lambda start, end: "A" * (end - start),
        RULES,
    )


def test_pp3_is_suggested_with_an_aberration():
    (pp3,) = [one for one in codes(SPLICED) if one.is_counted]
    assert (pp3.code, pp3.standing, pp3.points) == ("PP3", Standing.SUGGESTED, 1)


@pytest.mark.parametrize("found", [QUIET, Interpretation()])
def test_no_code_counts_without_one(found):
    assert not [one for one in codes(found) if one.is_counted]


def test_population_and_mechanism_are_asked_of_nobody():
    named = {one.code for one in codes(SPLICED) if one.is_counted}
    assert not named & {"PM2", "BA1", "BS1", "PVS1", "PS2", "PM3"}


def test_outside_genes_there_is_none():
    assert codes(SPLICED, transcripts=()) == ()
