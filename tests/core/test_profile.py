"""What is research is switched off until somebody chooses it for a data folder."""

import pytest

from core.cli import main
from core.errors import UsageError
from core.profile import Profile, choose_profile, current_profile, demand_research


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))


def test_a_new_data_folder_is_clinical_and_refuses_research():
    assert current_profile() is Profile.CLINICAL
    with pytest.raises(UsageError, match="Designs are for research"):
        demand_research("Designs")


def test_research_is_allowed_once_it_was_chosen_and_not_after_it_was_left():
    choose_profile(Profile.RESEARCH)
    demand_research("Designs")
    choose_profile(Profile.CLINICAL)
    with pytest.raises(UsageError):
        demand_research("Designs")


def test_a_damaged_setting_reads_as_clinical(tmp_path):
    choose_profile(Profile.RESEARCH)
    (tmp_path / "data" / "profile").write_text("everything\n")
    assert current_profile() is Profile.CLINICAL


def test_the_command_tells_and_changes_the_profile(capsys):
    assert main(["profile"]) == 0
    assert "clinical" in capsys.readouterr().out
    assert main(["profile", "research"]) == 0
    assert "research" in capsys.readouterr().out
    assert current_profile() is Profile.RESEARCH
    assert main(["profile", "everything"]) == 2
