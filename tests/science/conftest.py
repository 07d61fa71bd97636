"""Packs of networks that a person fetches, installed for the tests from the shared weights."""

import os
from pathlib import Path

import pytest

from core import packs
from core.packs import PackState

WEIGHTS = Path(__file__).resolve().parents[3] / "shared" / "weights"
FOLDERS = {
    "openspliceai": "openspliceai-mane",
    "pangolin": "pangolin",
    "framepool": "framepool",
    "aparent2": "aparent2",
    "xpresso": "xpresso",
    "deepbind": "deepbind",
}


@pytest.fixture(scope="session")
def _weights_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with these packs: installed from the shared weights, else the user's own."""
    if all((WEIGHTS / folder).is_dir() for folder in FOLDERS.values()):
        data = tmp_path_factory.mktemp("weights")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("INTRONAUT_DATA", str(data))
            for name, folder in FOLDERS.items():
                for _ in packs.install_pack(name, str(WEIGHTS / folder), "the tests"):
                    pass
        return data
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail("The shared weights (../shared/weights) are not here.")
    states = {packs.status(name).state for name in FOLDERS}
    if states != {PackState.INSTALLED}:
        pytest.skip(
            "Neither the shared weights (../shared/weights) nor all of the installed packs "
            f"{', '.join(FOLDERS)} are here."
        )
    return packs.status("pangolin").folder.parents[1]


@pytest.fixture
def weights_packs(
    _weights_data: Path, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Data folder that holds the packs of `FOLDERS`; it is the one in use."""
    del own_data_folder
    monkeypatch.setenv("INTRONAUT_DATA", str(_weights_data))
    return _weights_data


REGULATORY_FOLDERS = {"mpra-dragonn": "mpra-dragonn-conv", "bpnet-ctcf": "bpnet-encsr000ako"}


@pytest.fixture(scope="session")
def _regulatory_data(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder with packs of regulatory engines, installed from the shared weights."""
    data = tmp_path_factory.mktemp("regulatory")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRONAUT_DATA", str(data))
        for name, folder in REGULATORY_FOLDERS.items():
            for _ in packs.install_pack(name, str(shared / "weights" / folder), "the tests"):
                pass
    return data


@pytest.fixture
def regulatory_packs(
    _regulatory_data: Path, own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Data folder that holds the packs of `REGULATORY_FOLDERS`; it is the one in use."""
    del own_data_folder
    monkeypatch.setenv("INTRONAUT_DATA", str(_regulatory_data))
    return _regulatory_data
