"""Polyadenylation signals against a plain search of both spliced transcripts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.interpret.alleles import change_of
from core.interpret.mrna_pair import mrna_pair
from core.interpret.polyadenylation import signal_changes
from core.interpret.transcript_map import TranscriptMap
from core.interpret.utr_rules import load_utr_rules
from tests.core.interpret.utr_world import CODING, FLANK, world

RULES = load_utr_rules().polyadenylation
WINDOW = int(RULES.window.value)
HEXAMERS = {one.hexamer for one in RULES.signals}
ends = st.lists(
    st.sampled_from(["AATAAA", "ATTAAA", "TATAAA", "A", "T", "C", "G", "CC"]), min_size=3
).map("".join)


def plain_signals(bases, first):
    return {
        (at, bases[at : at + 6])
        for at in range(first, len(bases) - 5)
        if bases[at : at + 6] in HEXAMERS
    }


@settings(deadline=None)
@given(ends, st.data(), st.sampled_from("+-"))
def test_substitutions_change_the_signals_a_plain_search_finds(end, data, strand):
    here = world(strand, "CCGCCACC" + CODING + end)
    before = "CCGCCACC" + CODING.replace("|", "") + end
    cds_end = len(before) - len(end)
    at = data.draw(st.integers(cds_end, len(before) - 1))
    alt = data.draw(st.sampled_from([base for base in "ACGT" if base != before[at]]))
    after = before[:at] + alt + before[at + 1 :]
    change = change_of(here.at(len(FLANK) + at, before[at], alt))
    assert TranscriptMap(here.transcript).coding == (8, cds_end)
    pair = mrna_pair(change, here.transcript, here.fetch)
    assert (pair.ref.bases, pair.alt.bases) == (before, after)
    first = max(len(before) - WINDOW, cds_end - 5)
    old, new = plain_signals(before, first), plain_signals(after, first)
    changes = signal_changes(pair, cds_end, RULES)
    lost = {(one.before.start, one.before.signal.hexamer) for one in changes if one.before}
    gained = {(one.after.start, one.after.signal.hexamer) for one in changes if one.after}
    moved = {hexamer for _, hexamer in old - new} & {hexamer for _, hexamer in new - old}
    assert {one for one in old - new if one[1] not in moved} <= lost <= old - new
    assert {one for one in new - old if one[1] not in moved} <= gained <= new - old
