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
            "Neither the shared weights (../shared/weights) nor the installed packs "
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
