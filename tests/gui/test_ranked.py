"""A list of older rules is named above it, and ranked again on request."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from core.own_rules import ranking_rules
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.store.case_store import CaseStore
from gui.main_window import MainWindow
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive


def is_told(window: MainWindow) -> bool:
    info = window.state.info
    return info is not None and any("was ranked by old rules 1" in one for one in info.warnings)


def test_a_list_of_older_rules_is_told_until_it_is_ranked_again(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
):
    world = World(tmp_path)
    world.add(PLUS[1][1] + 1)
    case = world.spec().case
    drive(read_case(world.spec()))
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case, write=True) as store:
        store.replace_candidates(store.candidate_rows(), "old rules 1")
    told: list[str] = []
    window.work.told.connect(told.append)
    window.open_case(case)
    qtbot.waitUntil(lambda: is_told(window))
    qtbot.waitUntil(window.actions_.by_key["rank"].isEnabled)
    window.actions_.by_key["rank"].trigger()
    qtbot.waitUntil(lambda: window.state.info is not None and not is_told(window))
    assert "The list is ranked again." in told
    with CaseStore.open(case) as store:
        assert store.ranked_by() == ranking_rules().dated
