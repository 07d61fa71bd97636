"""Which explanations a motif story tells of."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import backgrounds
from core.domain.regulatory import RegulatoryScore, TrackChange
from core.domain.score import EngineRun
from core.interpret.change_class import ONE_BASE
from core.interpret.regulatory_tail import Background
from core.report.explained import told_motifs
from tests.core.interpret.builders import facts
from tests.core.interpret.test_motif_story import TRACK, change, explained

RUN = EngineRun("mpra", "1", "d" * 64, 72, "", "", "float32")


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> float:
    """How far the track usually moves, as a background of the laboratory knows it."""
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    background = Background(
        digests={"mpra": RUN.digest},
        usual={"mpra": {TRACK.name: 0.5}},
        largest=np.array([[1.0]], np.float32),
        element_class=np.array(["promoter"]),
        change=np.array([ONE_BASE.name]),
        gc=np.array([0.5], np.float32),
        source="made up",
    )
    backgrounds.save(background, backgrounds.own_background("mpra"))
    return 0.5


def stories(delta: float, run: EngineRun = RUN):
    moved = (TrackChange(TRACK, 0.0, delta, delta),)
    motifs = (change("A", 1e-6, 1e-2),)
    score = RegulatoryScore("", "", "", "", moved, 1, 0.5, run, motifs=motifs)
    return told_motifs(facts(regulatory=(score,)), [explained(1.0, 0.2)])


def test_a_track_that_moves_less_than_usual_is_not_told_with_a_motif(usual: float):
    (story,) = stories(-0.9 * usual)
    assert story.contributions == ()


def test_a_track_that_moves_as_usual_or_more_is_told(usual: float):
    (story,) = stories(-usual)
    assert len(story.contributions) == 1


def test_a_track_of_which_nobody_knows_what_is_usual_is_told(usual: float):
    (story,) = stories(-0.9 * usual, replace(RUN, digest="e" * 64))
    assert len(story.contributions) == 1
