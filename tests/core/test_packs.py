"""Packs as the command line sees them: problems in our own words."""

import pytest

from core import packs
from core.errors import LicenceNotAcceptedError, PackError, ProblemError, WeightsMismatchError
from core.job import Progress
from core.packs import PackState
from tests.core.pipeline.toy import drive
from tests.models.conftest import toy_card, toy_files, toy_wheel

__all__ = ["toy_card", "toy_files", "toy_wheel"]


def test_a_pack_that_is_not_installed_says_so():
    (one,) = [found for found in packs.all_statuses() if found.card.name == "spliceai"]
    assert one.state is PackState.NOT_INSTALLED
    assert packs.status("spliceai") == one
    assert packs.verify("spliceai").state is PackState.NOT_INSTALLED


def test_the_licence_of_the_weights_is_there_to_be_read():
    assert "NonCommercial" in packs.licence_text("spliceai")


@pytest.mark.parametrize(
    "action",
    [
        lambda: packs.status("nobody"),
        lambda: packs.verify("nobody"),
        lambda: packs.licence_text("nobody"),
        lambda: packs.gene_table("spliceai", "GRCh38"),
        lambda: drive(packs.install_pack("nobody")),
    ],
)
def test_what_is_not_there_is_a_problem_with_a_remedy(action):
    with pytest.raises(ProblemError) as caught:
        action()
    assert isinstance(caught.value, PackError)
    assert caught.value.remedy


def test_a_pack_installs_with_progress_and_is_verified(toy_card, toy_wheel):
    steps, status = drive(packs.install_pack("toy", str(toy_wheel), "a tester"))
    assert all(isinstance(step, Progress) for step in steps)
    assert steps[-1].stage == "installed"
    assert (status.state, status.licence_accepted_by) == (PackState.INSTALLED, "a tester")
    assert packs.gene_table("toy", "GRCh38").is_file()


def test_a_licence_that_nobody_accepted_is_a_problem_of_its_own(toy_card, toy_wheel):
    with pytest.raises(LicenceNotAcceptedError):
        drive(packs.install_pack("toy", str(toy_wheel)))
    assert packs.status("toy").state is not PackState.INSTALLED


def test_a_wrong_digest_is_refused_and_nothing_is_installed(toy_card, toy_files, tmp_path):
    folder = tmp_path / "loose"
    folder.mkdir()
    for name, content in toy_files.items():
        (folder / name.rpartition("/")[2]).write_bytes(content[:-1] + b"!")
    with pytest.raises(WeightsMismatchError):
        drive(packs.install_pack("toy", str(folder), "a tester"))
    assert packs.status("toy").state is not PackState.INSTALLED


def test_the_user_has_a_name_even_where_the_system_knows_none(monkeypatch):
    assert packs.user_name()

    def nobody() -> str:
        raise KeyError("uid")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert packs.user_name() == "unknown user"
