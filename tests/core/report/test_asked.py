"""What is said of a variant whose splicing has no score."""

from dataclasses import replace

from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.report.asked import splicing_words, unscored_lines
from tests.core.interpret.builders import facts, refused, score
from tests.core.interpret.test_regulatory_rank import SAID

OUTSIDE = "Not scored by spliceai: lies outside every loaded gene. This does not mean harmless."
NO_UTR = NotScored("framepool", NotScoredReason.OUTSIDE_SUBJECTS)


def by(engine_id: str):
    return replace(SAID[0], run=EngineRun(engine_id, "1", "0" * 64, 72, "", "", "float32"))


def test_a_variant_nobody_was_asked_about_is_not_scored_yet():
    assert unscored_lines(facts()) == (splicing_words(facts()),) == ("Not scored yet.",)


def test_engines_that_looked_at_something_else_are_named_once():
    item = facts(regulatory=(by("mpra-dragonn"), by("mpra-dragonn"), by("own-network")))
    said = (
        "Splicing has not been scored yet. Scored only by other engines: MPRA-DragoNN, own-network."
    )
    assert splicing_words(item) == said
    assert unscored_lines(item) == (said,)


def test_what_another_engine_could_not_read_is_told_beside_splicing_that_waits():
    item = facts(not_scored=(NO_UTR,))
    assert splicing_words(item) == "Splicing has not been scored yet."
    waits, refusal = unscored_lines(item)
    assert waits == "Splicing has not been scored yet."
    assert refusal.startswith("Not scored by framepool: changes no sequence of a transcript")


def test_a_refusal_of_splicing_is_told_and_nothing_is_said_to_wait():
    item = facts(not_scored=(refused(NotScoredReason.OUTSIDE_GENES), NO_UTR), regulatory=SAID)
    assert splicing_words(item) == OUTSIDE
    assert unscored_lines(item)[0] == OUTSIDE
    assert len(unscored_lines(item)) == 2


def test_where_splicing_was_scored_nothing_waits():
    assert unscored_lines(facts(scores=[score(dl=0.5)])) == ()
