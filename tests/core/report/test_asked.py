"""What is said of a variant whose splicing has no score."""

from dataclasses import replace

from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.report.asked import splicing_words, unscored_lines, unscored_regulatory
from tests.core.interpret.builders import facts, refused, score
from tests.core.interpret.test_regulatory_rank import SAID

OUTSIDE = "Not scored by SpliceAI: lies outside every loaded gene. This does not mean harmless."
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
    assert unscored_lines(item) == ("Splicing has not been scored yet.",)
    (refusal,) = unscored_regulatory(item)
    assert refusal.startswith("Not scored by Framepool: changes no sequence of a transcript")
    assert refusal.endswith("This does not mean harmless.")


def test_a_refusal_of_splicing_is_told_and_nothing_is_said_to_wait():
    item = facts(not_scored=(refused(NotScoredReason.OUTSIDE_GENES), NO_UTR), regulatory=SAID)
    assert splicing_words(item) == OUTSIDE
    assert unscored_lines(item) == (OUTSIDE,)
    assert len(unscored_regulatory(item)) == 1


def test_a_reason_any_engine_may_give_stands_where_its_engine_belongs():
    """Unknown reference stops engines of splicing and of regulation alike."""
    unknown = NotScored("bpnet-ctcf", NotScoredReason.REFERENCE_UNKNOWN)
    item = facts(not_scored=(unknown,))
    assert unscored_lines(item) == (splicing_words(item),) == ("Splicing has not been scored yet.",)
    (refusal,) = unscored_regulatory(item)
    assert refusal.startswith("Not scored by BPNet CTCF: the reference sequence here is unknown")
    both = facts(not_scored=(unknown, refused(NotScoredReason.REFERENCE_UNKNOWN)))
    assert [line.partition(":")[0] for line in unscored_lines(both)] == ["Not scored by SpliceAI"]
    assert unscored_regulatory(both) == unscored_regulatory(item)


def test_an_engine_of_exons_belongs_to_splicing():
    item = facts(not_scored=(NotScored("mmsplice", NotScoredReason.NO_EXON_NEARBY),))
    assert unscored_lines(item)[1].startswith("Not scored by MMSplice: no exon within 100 bases")
    assert unscored_regulatory(item) == ()


def test_of_a_network_that_was_removed_the_reason_tells_where_it_stands():
    gone = NotScored("lab-gone", NotScoredReason.NO_ELEMENT)
    assert unscored_regulatory(facts(not_scored=(gone,)))[0].startswith("Not scored by lab-gone:")
    assert unscored_lines(facts(not_scored=(gone,))) == ("Splicing has not been scored yet.",)


def test_where_splicing_was_scored_nothing_waits():
    assert unscored_lines(facts(scores=[score(dl=0.5)])) == ()
