"""Which background an engine is compared with, and what is said of several groups of engines."""

from dataclasses import replace

import numpy as np
import pytest

from core import backgrounds
from core.interpret.regulatory_tail import Background
from tests.core.interpret.test_regulatory_tail import PROMOTER, background, score


@pytest.fixture
def of_program(monkeypatch: pytest.MonkeyPatch) -> Background:
    """The engines `one` and `two`, measured together."""
    known = background()
    monkeypatch.setattr(backgrounds, "_of_program", lambda: (known,))
    return known


def only(engine: str, factor: float = 1.0) -> Background:
    """One engine alone, with changes as of `background` times a factor."""
    known = background()
    column = list(known.digests).index(engine)
    return background(
        digests={engine: known.digests[engine]},
        usual={engine: known.usual[engine]},
        largest=factor * known.largest[:, [column]],
    )


def test_engines_measured_together_are_compared_together_beside_a_smaller_background(of_program):
    scores = [score("one", 190.1, 0.0), score("two", 1.0, 0.0)]
    before = backgrounds.tail_of(scores, PROMOTER)
    backgrounds.save(only("one"), backgrounds.own_background("one"))
    assert backgrounds.tail_of(scores, PROMOTER) == before
    assert before is not None
    assert before.n_groups == 1


def test_of_two_backgrounds_of_one_engine_that_of_the_laboratory_counts_and_once(of_program):
    backgrounds.save(only("one", 10.0), backgrounds.own_background("one"))
    found = backgrounds.tail_of([score("one", 190.1, 0.0)], PROMOTER)
    assert found is not None
    # 1,901 among 1 to 2,000 times ten, of which the first thousand is compared with.
    assert (found.n_groups, found.share) == (1, pytest.approx((1 + 810) / 1_001, abs=0.003))
    assert "groups" not in found.sentence


def test_engines_measured_apart_are_groups_and_the_sentence_says_so(monkeypatch):
    monkeypatch.setattr(backgrounds, "_of_program", lambda: (only("one"), only("two")))
    found = backgrounds.tail_of([score("one", 95.1, 0.0), score("two", 5.0, 0.0)], PROMOTER)
    assert found is not None
    assert found.n_groups == 2
    assert found.probability == pytest.approx(2 * found.share)
    assert found.sentence.endswith(
        "5.1 % of random variants in the same kind of place change as much (the most unusual of 2 "
        "groups of engines, so 2 times that counts)."
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100 % of"), (0.996, "100 % of"), (0.104, "10 % of"), (0.0512, "5.1 % of")],
)
def test_a_share_is_told_in_percent(of_program, share, words):
    found = backgrounds.tail_of([score("one", 1.0, 0.0)], PROMOTER)
    assert found is not None
    assert replace(found, share=share).share_of == words


def test_where_no_such_place_was_measured_promoters_are_named(of_program):
    found = of_program.tail(
        [score("one", 90.0, 0.0)], replace(PROMOTER, element_class="enhancer"), weights()
    )
    assert found is not None
    assert found.among == "in promoters"
    assert "random variants in promoters" in found.sentence
    promoter = of_program.tail([score("one", 90.0, 0.0)], PROMOTER, weights())
    assert promoter is not None
    assert found.share == promoter.share
    elsewhere = background(element_class=np.repeat(["5' UTR", "intron"], 2_000)).tail(
        [score("one", 90.0, 0.0)], replace(PROMOTER, element_class="enhancer"), weights()
    )
    assert elsewhere is not None
    assert elsewhere.among == "elsewhere"


def weights():
    return backgrounds.load_engine_weights()
