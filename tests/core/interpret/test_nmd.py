"""Each rule of nonsense-mediated decay on a made transcript, on both sides of its limit."""

import numpy as np
import pytest

from core.domain.consequence import NmdVerdict
from core.interpret.mrna import Mrna
from core.interpret.nmd import Stop, load_nmd_rules, nmd

EXPECTED, ESCAPES = NmdVerdict.EXPECTED, NmdVerdict.ESCAPES


def mrna(*lengths):
    """A transcript of exons of these lengths."""
    ends = np.cumsum(lengths)
    bases = "C" * int(ends[-1])
    return Mrna(bases, np.arange(len(bases)), tuple(int(end) for end in ends[:-1]))


def verdict(lengths, stop_end, *, start=10, coding_end=None, **more):
    """Verdict on a stop codon whose last base is number `stop_end` of the transcript."""
    whole = mrna(*lengths)
    coding_end = len(whole.bases) - 100 if coding_end is None else coding_end
    return nmd(whole, Stop(start, stop_end - 3, coding_end, **more))


class TestLastJunction:
    """Exons of 300, 300 and 300 bases: the last junction lies behind base 600."""

    @pytest.mark.parametrize(
        ("left", "expected"),
        [(52, EXPECTED), (51, EXPECTED), (50, ESCAPES), (49, ESCAPES), (1, ESCAPES), (0, ESCAPES)],
    )
    def test_more_than_50_bases_before_it(self, left, expected):
        found = verdict((300, 300, 300), 600 - left)
        assert (found.verdict, found.biology, found.rule) == (expected, expected, "1")
        assert found.to_last_junction == left

    def test_the_sentence_names_rule_and_distance(self):
        assert "lies 1 base before" in verdict((300, 300, 300), 599).sentence
        assert "lies 0 bases before" in verdict((300, 300, 300), 600).sentence
        assert verdict((300, 300, 300), 549).sentence == (
            "NMD predicted (rule 1): the stop lies 51 bases before the last exon-exon junction of "
            "the coding sequence, more than 50."
        )
        assert verdict((300, 300, 300), 550).sentence == (
            "Escape from NMD predicted (rule 1): the stop lies 50 bases before the last exon-exon "
            "junction of the coding sequence, not more than 50."
        )

    @pytest.mark.parametrize(
        ("left", "is_told"), [(50, False), (51, True), (55, True), (56, False)]
    )
    def test_from_51_to_55_bases_the_choice_of_the_limit_is_told(self, left, is_told):
        told = "With a limit of 55 bases instead of 50 escape is predicted."
        assert (told in verdict((300, 300, 300), 600 - left).cautions) == is_told

    @pytest.mark.parametrize("behind", [1, 2, 3, 150])
    def test_a_stop_in_the_last_coding_exon_escapes(self, behind):
        found = verdict((300, 300, 300), 600 + behind)
        assert (found.verdict, found.rule, found.to_last_junction) == (ESCAPES, "1", -behind)
        assert found.sentence == (
            "Escape from NMD predicted (rule 1): the stop lies in the last coding exon."
        )


class TestUntranslatedJunctions:
    @pytest.mark.parametrize(("behind", "is_trigger"), [(50, False), (51, True), (200, True)])
    def test_one_more_than_50_bases_behind_the_stop_cautions_and_counts_in_biology(
        self, behind, is_trigger
    ):
        """The last coding exon of 300 bases ends `behind` bases after the stop."""
        found = verdict((300, 300, 200), 600 - behind, coding_end=590)
        assert (found.verdict, found.rule) == (ESCAPES, "1")
        assert found.biology == (EXPECTED if is_trigger else ESCAPES)
        told = (
            f"A junction in the 3' UTR, {behind} bases behind the stop, may cause NMD by itself "
            "(rule 2)."
        )
        assert (told in found.cautions) == is_trigger

    def test_the_farthest_of_several_counts(self):
        found = verdict((300, 300, 100, 200), 580, coding_end=590)
        assert found.biology is EXPECTED
        assert "120 bases behind the stop" in found.cautions[0]

    def test_a_junction_right_behind_the_coding_sequence_is_one_of_the_utr(self):
        found = verdict((300, 300, 200), 549, coding_end=600)
        assert (found.verdict, found.biology, found.to_last_junction) == (ESCAPES, EXPECTED, -249)

    def test_without_any_within_the_coding_sequence_rule_2_says_escape(self):
        found = verdict((600, 200), 590, coding_end=595)
        assert (found.verdict, found.rule, found.to_last_junction) == (ESCAPES, "2", None)
        assert found.biology is ESCAPES
        assert found.sentence == (
            "Escape from NMD predicted (rule 2): no exon-exon junction lies within the coding "
            "sequence."
        )
        assert verdict((400, 200), 300, coding_end=395).biology is EXPECTED

    @pytest.mark.parametrize("start", [100, 120])
    def test_those_of_the_5_utr_do_not_matter(self, start):
        """Also where the start codon is the first of its exon."""
        found = verdict((100, 700), 400, start=start, coding_end=700)
        assert (found.verdict, found.rule, found.to_last_junction) == (ESCAPES, "2", None)

    def test_one_within_the_start_codon_lies_in_the_coding_sequence(self):
        found = verdict((100, 700), 400, start=99, coding_end=700)
        assert (found.verdict, found.rule, found.to_last_junction) == (ESCAPES, "1", -300)


class TestStartProximal:
    @pytest.mark.parametrize(
        ("n_coding", "is_near"), [(147, True), (150, True), (153, False), (156, False)]
    )
    def test_a_stop_within_the_first_150_coding_bases_cautions_and_counts_in_biology(
        self, n_coding, is_near
    ):
        found = verdict((300, 300, 300), 10 + n_coding, next_met=77)
        assert (found.verdict, found.rule) == (EXPECTED, "1")
        assert found.biology == (ESCAPES if is_near else EXPECTED)
        told = (
            "The stop lies within the first 150 coding bases, where translation may start again "
            "(rule 3); the next methionine in the old frame is number 77."
        )
        assert list(found.cautions) == ([told] if is_near else [])

    def test_a_stop_without_methionine_behind_it_says_so(self):
        (told,) = verdict((300, 300, 300), 100).cautions
        assert told.endswith("(rule 3); no methionine follows in the old frame.")

    def test_the_limit_is_a_setting(self):
        rules = load_nmd_rules()
        near = rules.start_proximal.model_copy(update={"value": 100.0})
        whole, stop = mrna(300, 300, 300), Stop(10, 10 + 99, 800)
        set_to_100 = rules.model_copy(update={"start_proximal": near})
        assert nmd(whole, stop, set_to_100).biology is EXPECTED
        assert nmd(whole, stop).biology is ESCAPES


class TestLongExon:
    @pytest.mark.parametrize(("length", "is_long"), [(407, False), (408, True)])
    def test_a_stop_in_an_exon_of_more_than_407_bases_cautions_and_counts_in_biology(
        self, length, is_long
    ):
        found = verdict((200, length, 300), 300)
        assert (found.verdict, found.rule) == (EXPECTED, "1")
        assert found.biology == (ESCAPES if is_long else EXPECTED)
        told = (
            f"The stop lies in an exon of {length} bases, where transcripts often escape (rule 4)."
        )
        assert list(found.cautions) == ([told] if is_long else [])

    @pytest.mark.parametrize(("length", "expected"), [(407, EXPECTED), (408, ESCAPES)])
    def test_the_first_exon_counts_from_its_first_base(self, length, expected):
        assert verdict((length, 300, 300), 300).biology is expected

    def test_the_exon_of_the_stop_counts_and_no_other(self):
        assert verdict((500, 300, 500), 700).biology is EXPECTED
        assert verdict((200, 500, 300), 203).biology is ESCAPES
        assert verdict((200, 500, 300), 200).biology is EXPECTED

    def test_escape_outweighs_a_junction_in_the_3_utr(self):
        found = verdict((200, 500, 300), 400, coding_end=650)
        assert (found.verdict, found.biology) == (ESCAPES, ESCAPES)
        assert len(found.cautions) == 2


def test_a_transcript_of_one_exon_escapes_by_rule_5():
    found = verdict((900,), 300)
    assert (found.verdict, found.rule, found.to_last_junction) == (ESCAPES, "5", None)
    assert found.sentence == (
        "Escape from NMD predicted (rule 5): the transcript has no exon-exon junction."
    )


class TestShortLastButOneExon:
    @pytest.mark.parametrize(
        ("length", "left", "expected", "rule"),
        [
            (30, 20, ESCAPES, "6"),
            (30, 21, EXPECTED, "1"),
            (49, 1, ESCAPES, "6"),
            (49, 2, EXPECTED, "1"),
            (50, 0, ESCAPES, "6"),
            (50, 1, EXPECTED, "1"),
            (51, 0, EXPECTED, "1"),
        ],
    )
    def test_the_zone_runs_on_into_the_exon_before_it(self, length, left, expected, rule):
        """The stop ends `left` bases before the end of the exon before the short one."""
        found = verdict((300, 300, length, 300), 600 - left)
        assert (found.verdict, found.rule) == (expected, rule)
        assert found.to_last_junction == length + left

    def test_the_sentence_says_so(self):
        assert verdict((300, 300, 30, 300), 580).sentence == (
            "Escape from NMD predicted (rule 6): the stop lies 50 bases before the last exon-exon "
            "junction of the coding sequence, not more than 50, and the exon between is not "
            "longer than that."
        )

    def test_a_stop_in_the_short_exon_itself_is_rule_1(self):
        assert verdict((300, 300, 30, 300), 610).rule == "1"


class TestNoPrematureStop:
    def test_the_old_stop(self):
        found = verdict((300, 300, 300), 400, is_old=True)
        assert found.verdict is found.biology is NmdVerdict.NO_PREMATURE_STOP
        assert (found.rule, found.to_last_junction, found.cautions) == ("", None, ())
        assert found.sentence == "No premature stop: NMD is not predicted."

    def test_no_stop_is_unknown_and_not_harmless(self):
        found = nmd(mrna(300, 300), Stop(10, None, 500))
        assert found.verdict is found.biology is NmdVerdict.UNKNOWN
        assert found.sentence.startswith("No stop codon is met before the transcript ends")

    def test_a_lost_start_is_unknown_and_says_why(self):
        found = nmd(mrna(300, 300), Stop(0, None, 0, is_start_lost=True))
        assert found.verdict is found.biology is NmdVerdict.UNKNOWN
        assert found.sentence == (
            "The start codon is lost; where translation ends instead is not known."
        )


def test_every_number_of_the_rule_set_has_a_source():
    rules = load_nmd_rules()
    limits = (rules.last_junction, rules.last_junction_upper, rules.utr_junction)
    assert [limit.value for limit in limits] == [50, 55, 50]
    assert (rules.start_proximal.value, rules.long_exon.value) == (150, 407)
    assert all(limit.source for limit in (*limits, rules.start_proximal, rules.long_exon))
