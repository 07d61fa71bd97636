"""Packs whose files a person fetches from a repository, and networks that PyTorch saved."""

import hashlib
import io
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.numpy import load

from models import packs
from models.errors import PackDigestError, PackFetchError, PackReadError
from models.packs import PackCard, PackState, catalogue, store
from models.packs.convert import torch_weights_to_safetensors
from tests.models.toys import write_wheel

NETWORK = "project/models/400nt/one.pt"


def saved(content: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    arrays = {"conv.weight": torch.arange(6.0).reshape(1, 2, 3), "n_batches": torch.tensor(7)}
    return {NETWORK: saved(arrays), "LICENSE": b"Do what you like.\n"}


@pytest.fixture(autouse=True)
def card(files, monkeypatch) -> PackCard:
    made = packs.card("pangolin").model_copy(
        update={
            "name": "repository",
            "members": tuple(
                catalogue.PackMember(
                    member=member,
                    sha256=hashlib.sha256(files[member]).hexdigest(),
                    installs=installs,
                    converter=converter,
                )
                for member, installs, converter in (
                    (NETWORK, "one.safetensors", "torch-weights"),
                    ("LICENSE", "LICENSE", "copy"),
                )
            ),
        }
    )
    monkeypatch.setattr(catalogue, "cards", lambda: (made,))
    monkeypatch.setattr(store, "cards", lambda: (made,))
    return made


def install(source: Path | str | None) -> PackState:
    list(packs.install("repository", source=source, accepted_by="a tester"))
    return packs.verify("repository").state


def lay_out(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_without_a_folder_the_pack_says_where_its_files_are():
    with pytest.raises(PackFetchError, match=r"github\.com/tkzeng/Pangolin.*--from FOLDER"):
        install(None)


@pytest.mark.parametrize(
    "depth", [0, 1, 2, 3], ids=["repository", "its folder", "deeper", "loose files"]
)
def test_the_files_are_found_in_a_folder_at_any_depth_of_their_path(files, tmp_path, depth):
    kept = {"/".join(name.split("/")[min(depth, name.count("/")) :]): files[name] for name in files}
    assert install(lay_out(tmp_path / "here", kept)) is PackState.INSTALLED


@pytest.mark.parametrize("top", ["", "Repository-5cf94b8/"])
def test_the_archive_of_the_repository_installs(files, tmp_path, top):
    archive = write_wheel(tmp_path / "a.zip", {top + name: files[name] for name in files})
    assert install(archive) is PackState.INSTALLED


def test_networks_become_safetensors_and_the_licence_lies_beside_them(files, tmp_path):
    install(lay_out(tmp_path / "here", files))
    folder = packs.pack_folder("repository")
    arrays = load((folder / "one.safetensors").read_bytes())
    assert {name: array.tolist() for name, array in arrays.items()} == {
        "conv.weight": [[[0, 1, 2], [3, 4, 5]]]
    }
    assert (folder / "LICENSE").read_bytes() == files["LICENSE"]


@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_a_network_file_that_is_not_the_published_one_is_refused(files, tmp_path, damage):
    content = files[NETWORK]
    bad = content[:-10] if damage == "cut" else content[:200] + b"x" + content[201:]
    folder = lay_out(tmp_path / "here", {**files, NETWORK: bad})
    with pytest.raises(PackDigestError, match=r"one\.pt"):
        install(folder)
    assert packs.status("repository").state is PackState.NOT_INSTALLED


def test_a_file_that_is_not_there_is_named(files, tmp_path):
    folder = lay_out(tmp_path / "here", {"LICENSE": files["LICENSE"]})
    with pytest.raises(PackReadError, match=r"one\.pt"):
        install(folder)


class _Command:
    """Runs a command where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._path),)


def test_code_in_a_network_file_is_refused_and_not_run(tmp_path):
    trap = tmp_path / "trap"
    for content in (
        saved({"conv.weight": _Command(trap)}),
        pickle.dumps(_Command(trap), protocol=2),
    ):
        with pytest.raises(PackReadError, match="weights of PyTorch"):
            torch_weights_to_safetensors(content)
    assert not trap.exists()


@pytest.mark.parametrize("content", [b"", b"no network", saved({})[:100]])
def test_a_file_that_pytorch_did_not_save_is_a_read_error(content):
    with pytest.raises(PackReadError, match="weights of PyTorch"):
        torch_weights_to_safetensors(content)


@pytest.mark.parametrize("content", [[torch.zeros(1)], {"epoch": 3}])
def test_anything_but_named_arrays_is_a_read_error(content):
    with pytest.raises(PackReadError, match="named arrays"):
        torch_weights_to_safetensors(saved(content))


@pytest.mark.parametrize(("name", "n_networks"), [("openspliceai", 10), ("pangolin", 12)])
def test_the_gpl_cards_name_their_networks_and_the_licence_text(name, n_networks, monkeypatch):
    monkeypatch.undo()
    found = packs.card(name)
    assert sum(item.converter == "torch-weights" for item in found.members) == n_networks
    assert found.licence.needs_consent
    assert found.licence.commercial_use
    assert found.calibration is None
    assert "LICENSE" in found.files
    assert "GNU General Public License, version 3" in packs.licence_text(name)


def test_the_packs_are_listed_without_torch():
    code = (
        "import sys; from models import packs; packs.all_statuses(); print('torch' in sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"
