"""Whether a list was ranked by the rules in use now: told everywhere, mended by ranking again."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from core.cli import main
from core.own_rules import ranking_rules
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.ranked import outdated_ranking
from core.report.data import freeze
from core.session import CaseReader, Session
from core.store.case_store import CaseStore
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

__all__ = ["world"]

OLD = "Intronaut ranking 2 of 2026-01-01"


@pytest.fixture
def case(world: World) -> Path:
    world.add(PLUS[1][1] + 1)
    drive(read_case(world.spec()))
    return world.spec().case


@pytest.fixture
def scored(case: Path) -> Path:
    drive(score_case(case, engine=ToyEngine()))
    return case


@pytest.fixture
def outdated(scored: Path) -> Path:
    """A case that was ranked by rules of an older version."""
    with CaseStore.open(scored, write=True) as store:
        store.replace_candidates(store.candidate_rows(), OLD)
    return scored


def test_a_list_is_kept_with_the_rules_it_was_ranked_by(scored: Path):
    with CaseStore.open(scored) as store:
        assert store.ranked_by() == ranking_rules().dated
        assert outdated_ranking(store) == ()


def test_a_case_without_a_list_is_not_outdated(case: Path):
    with CaseStore.open(case) as store:
        assert outdated_ranking(store) == ()


def test_other_rules_are_named_in_window_report_and_command_line(outdated: Path, capsys):
    words = f"The list was ranked by {OLD}; the rules now are {ranking_rules().dated}."
    with CaseReader(outdated) as reader:
        assert reader.info().warnings[0].startswith(words)
        data = freeze(reader.store, generated_at="2026-01-01T00:00:00+00:00")
    assert any(one.startswith(words) for one in data.warnings)
    assert data.method.rule_set.startswith(f"{OLD}; ")
    session = Session()
    session.open(outdated)
    assert session.info is not None
    assert session.info.warnings[0].startswith(words)
    session.close()
    assert main(["case", "candidates", str(outdated)]) == 0
    assert words in capsys.readouterr().err


def test_nobody_knows_the_rules_of_a_list_made_before_they_were_kept(outdated: Path):
    with CaseStore.open(outdated, write=True) as store:
        store.replace_candidates(store.candidate_rows(), "")
        (told,) = outdated_ranking(store)
    assert told.startswith("The list was ranked by ranking rules of an older version;")


def test_ranking_again_takes_the_rules_in_use(outdated: Path, capsys):
    assert main(["case", "rank", str(outdated), "--json"]) == 0
    assert "1 candidate ranked." in capsys.readouterr().err
    with CaseReader(outdated) as reader:
        assert reader.store.ranked_by() == ranking_rules().dated
        assert not any("was ranked by" in one for one in reader.info().warnings)


def test_other_points_under_the_same_name_are_other_rules(
    scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    (tmp_path / "rules").mkdir()
    text = (files("resources.rules") / "ranking.toml").read_text("utf-8")
    (tmp_path / "rules" / "ranking.toml").write_text(
        text.replace("points = 6.0", "points = 5.5", 1)
    )
    with CaseStore.open(scored) as store:
        (told,) = outdated_ranking(store)
    before, _, after = told.partition("; the rules now are ")
    name = ranking_rules().identifier
    assert before.startswith(f"The list was ranked by {name} of ")
    assert after.startswith(f"{name} of ")
    assert before.rpartition("digest ")[2] != after.rpartition("digest ")[2][:9]


def test_rules_of_the_laboratory_that_cannot_be_read_are_told(
    outdated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ranking.toml").write_text("name = 1")
    with CaseReader(outdated) as reader:
        assert reader.info().warnings[0].startswith("The rules of ranking cannot be read: ")
        assert json.dumps(reader.info().warnings)
