"""Deltas: the largest, the strongest, and why there are none."""

import pytest

from core.domain.score import NotScoredReason, SpliceDelta, SpliceEffect


def delta(*values: float) -> SpliceDelta:
    return SpliceDelta(*values, -1, 2, -3, 4, masked=False, distance=50)


def test_the_largest_of_the_four_is_the_maximum():
    assert delta(0.1, 0.2, 0.9, 0.3).max_delta == 0.9


@pytest.mark.parametrize(
    ("values", "effect"),
    [
        ((0.9, 0.2, 0.1, 0.3), SpliceEffect.ACCEPTOR_GAIN),
        ((0.1, 0.9, 0.1, 0.3), SpliceEffect.ACCEPTOR_LOSS),
        ((0.1, 0.2, 0.9, 0.3), SpliceEffect.DONOR_GAIN),
        ((0.1, 0.2, 0.1, 0.9), SpliceEffect.DONOR_LOSS),
        ((0.5, 0.5, 0.5, 0.5), SpliceEffect.ACCEPTOR_GAIN),
        ((0.1, 0.5, 0.5, 0.5), SpliceEffect.ACCEPTOR_LOSS),
    ],
)
def test_the_published_order_decides_between_equal_effects(values, effect):
    assert delta(*values).strongest is effect


def test_each_effect_comes_with_its_own_offset():
    one = delta(0.1, 0.2, 0.3, 0.4)
    assert [one.of(effect) for effect in SpliceEffect] == [(0.1, -1), (0.2, 2), (0.3, -3), (0.4, 4)]


def test_an_effect_knows_its_site_and_its_direction():
    assert [effect.site for effect in SpliceEffect] == ["acceptor", "acceptor", "donor", "donor"]
    assert [effect.is_gain for effect in SpliceEffect] == [True, False, True, False]


@pytest.mark.parametrize("reason", list(NotScoredReason))
def test_every_reason_for_not_scoring_has_words_and_none_says_harmless(reason):
    assert len(reason.sentence.split()) > 3
    assert "harmless" not in reason.sentence
