"""What is told of a regulatory change in tissues of interest, without a change of how unusual it is."""

from dataclasses import replace

import pytest

from core import backgrounds
from core.domain.regulatory import RegulatoryScore, Tail, TrackChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.zone import Zone
from core.regulation import with_tail
from tests.core.interpret.builders import facts, variant
from tests.core.interpret.test_regulatory_tail import background, score

LIVER, BLOOD = ("liver and bile ducts",), ("blood and immune system",)
IN_LIVER = RegulatoryTrack("quiet", "MPRA", "HepG2")
IN_BLOOD = RegulatoryTrack("loud", "MPRA", "K562")


@pytest.fixture(autouse=True)
def of_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backgrounds, "_of_program", lambda: (background(),))


def said(liver: float, blood: float) -> RegulatoryScore:
    changes = TrackChange(IN_LIVER, 0.0, liver, liver), TrackChange(IN_BLOOD, 0.0, blood, blood)
    return replace(score("one", 0.0, 0.0), changes=changes)


def tail_for(tissues: tuple[str, ...], *scores: RegulatoryScore) -> Tail:
    known = facts(1, variant(500), zones=(Zone.PROMOTER,), promoter_of=("PROM",), regulatory=scores)
    found = with_tail(known, tissues).regulatory_tail
    assert found is not None
    return found


def test_the_tissue_of_interest_is_told_beside_the_strongest_track():
    # Usual are 0.1 in liver and 10 in blood: 5 and 100 times.
    found, unasked = tail_for(LIVER, said(0.5, 1000.0)), tail_for((), said(0.5, 1000.0))
    assert found.of_interest == TrackChange(IN_LIVER, 0.0, 0.5, 0.5)
    assert found.strongest.track == IN_BLOOD
    assert found.share == unasked.share
    assert unasked.of_interest is None


def test_nothing_is_added_where_the_strongest_track_is_of_interest_or_no_track_is():
    assert tail_for(BLOOD, said(0.5, 1000.0)).of_interest is None
    assert tail_for(("eye",), said(0.5, 1000.0)).of_interest is None
