import errno
import http.server
import json
import os
import pickle
import threading
from pathlib import Path

import pytest
from safetensors.numpy import load

from models import packs
from models.errors import (
    DiskSpaceError,
    FolderNotWritableError,
    LicenceRequiredError,
    PackDigestError,
    PackFetchError,
    PackReadError,
    PackStateError,
)
from models.packs import PackState, installer
from models.packs.convert import keras_h5_to_safetensors
from tests.models.toys import MEMBERS, write_wheel


def install(source, accepted_by="a tester", name="toy"):
    return list(packs.install(name, source=source, accepted_by=accepted_by))


def leftovers() -> list[Path]:
    folder = packs.data_dir() / "packs"
    return list(folder.iterdir()) if folder.is_dir() else []


pytestmark = pytest.mark.usefixtures("toy_card")


@pytest.mark.parametrize("spelling", ["wheel", "folder with the wheel", "file URL"])
def test_a_wheel_installs_from(spelling, toy_wheel):
    sources = {
        "wheel": toy_wheel,
        "folder with the wheel": toy_wheel.parent,
        "file URL": toy_wheel.as_uri(),
    }
    steps = install(sources[spelling])
    assert steps[-1].stage == "installed"
    state = packs.verify("toy")
    assert state.state is PackState.INSTALLED
    assert state.licence_accepted_by == "a tester"
    assert state.licence_accepted_at.endswith("+00:00")
    assert [item.name for item in leftovers()] == ["toy"]
    assert packs.gene_table_path("toy", "GRCh38").read_bytes().startswith(b"#NAME")


def test_a_bundle_made_on_another_machine_installs(toy_wheel, tmp_path):
    bundle = tmp_path / "toy.pack.zip"
    list(packs.bundle("toy", str(toy_wheel), bundle))
    toy_wheel.unlink()
    install(bundle)
    assert packs.verify("toy").state is PackState.INSTALLED


def test_a_bundle_is_made_of_published_files_only(toy_files, tmp_path):
    wheel = write_wheel(tmp_path / "toy.whl", {**toy_files, "toy/genes.txt": b"other"})
    with pytest.raises(PackDigestError, match="is not the published file"):
        list(packs.bundle("toy", str(wheel), tmp_path / "toy.pack.zip"))
    assert [item.name for item in tmp_path.glob(".toy*")] == []


def test_a_folder_with_the_loose_files_installs(toy_files, tmp_path):
    folder = tmp_path / "loose"
    folder.mkdir()
    for name, content in toy_files.items():
        (folder / Path(name).name).write_bytes(content)
    install(str(folder))
    assert packs.verify("toy").state is PackState.INSTALLED


def test_a_folder_that_lacks_a_file_says_which(tmp_path):
    with pytest.raises(PackReadError, match=r"network1\.h5"):
        install(tmp_path)
    assert leftovers() == []


def test_a_path_that_is_not_there_says_so(tmp_path):
    with pytest.raises(PackFetchError, match="does not exist"):
        install(tmp_path / "gone.whl")


class _Handler(http.server.BaseHTTPRequestHandler):
    content = b""
    announced = 0

    def do_GET(self) -> None:
        if self.path != "/toy.whl":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(self.announced))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def site(toy_wheel):
    content = toy_wheel.read_bytes()
    handler = type("Handler", (_Handler,), {"content": content, "announced": len(content)})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_wheel_installs_from_a_web_address_and_tells_bytes(site):
    address, handler = site
    steps = install(f"{address}/toy.whl")
    fetching = [step for step in steps if step.stage == "fetching"]
    assert fetching[-1].done == fetching[-1].total == len(handler.content)
    assert packs.verify("toy").state is PackState.INSTALLED


def test_a_cut_download_leaves_nothing(site):
    address, handler = site
    handler.content = handler.content[: len(handler.content) // 2]
    with pytest.raises(PackFetchError, match="cut short"):
        install(f"{address}/toy.whl")
    assert leftovers() == []
    assert packs.status("toy").state is PackState.NOT_INSTALLED


def test_a_missing_web_page_is_a_fetch_error(site):
    with pytest.raises(PackFetchError, match="404"):
        install(f"{site[0]}/other.whl")
    assert leftovers() == []


def test_a_cut_archive_leaves_nothing(toy_wheel):
    toy_wheel.write_bytes(toy_wheel.read_bytes()[:-200])
    with pytest.raises(PackReadError, match="not a whole zip archive"):
        install(toy_wheel)
    assert leftovers() == []


def test_an_archive_damaged_inside_leaves_nothing(toy_wheel):
    content = bytearray(toy_wheel.read_bytes())
    content[60:90] = bytes(30)
    toy_wheel.write_bytes(content)
    with pytest.raises(PackReadError):
        install(toy_wheel)
    assert leftovers() == []


def test_an_archive_without_a_member_says_which(toy_files, tmp_path):
    wheel = write_wheel(tmp_path / "toy.whl", {"toy/genes.txt": toy_files["toy/genes.txt"]})
    with pytest.raises(PackReadError, match=r"network1\.h5"):
        install(wheel)


def test_a_wrong_digest_is_refused_and_leaves_nothing(toy_files, tmp_path):
    files = {**toy_files, "toy/genes.txt": toy_files["toy/genes.txt"] + b"x"}
    wheel = write_wheel(tmp_path / "toy.whl", files)
    with pytest.raises(PackDigestError, match=r"genes\.txt"):
        install(wheel)
    assert leftovers() == []


def test_a_failed_update_keeps_the_pack_that_was_there(toy_wheel, toy_files, tmp_path):
    install(toy_wheel)
    bad = write_wheel(tmp_path / "bad.whl", {**toy_files, "toy/genes.txt": b"other"})
    with pytest.raises(PackDigestError):
        install(bad)
    assert packs.verify("toy").state is PackState.INSTALLED
    install(toy_wheel)
    assert packs.verify("toy").state is PackState.INSTALLED
    assert [item.name for item in leftovers()] == ["toy"]


def test_the_remains_of_a_killed_installation_are_swept_up(toy_wheel):
    remains = [packs.data_dir() / "packs" / name for name in (".toy-old", ".toy-new")]
    for folder in remains:
        folder.mkdir(parents=True)
    os.utime(remains[0], (0, 0))
    install(toy_wheel)
    assert sorted(item.name for item in leftovers()) == [".toy-new", "toy"]


def test_a_rename_that_fails_brings_the_older_pack_back(toy_wheel, monkeypatch):
    install(toy_wheel)
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "ready":
            raise OSError(errno.EACCES, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(FolderNotWritableError, match="Permission denied"):
        install(toy_wheel)
    assert packs.verify("toy").state is PackState.INSTALLED


def test_a_full_disk_is_one_clear_error_and_leaves_nothing(toy_wheel, monkeypatch):
    real = installer.write_durably

    def full(path: Path, content: bytes) -> None:
        if path.name == "genes.GRCh38.tsv":
            path.write_bytes(content[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, content)

    monkeypatch.setattr(installer, "write_durably", full)
    with pytest.raises(DiskSpaceError, match="is full"):
        install(toy_wheel)
    assert leftovers() == []


def test_a_data_folder_that_cannot_be_made_says_so(toy_wheel, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "file"))
    with pytest.raises(FolderNotWritableError, match="cannot be written"):
        install(toy_wheel)


def test_without_consent_nothing_is_fetched(tmp_path):
    with pytest.raises(LicenceRequiredError, match="Toy licence"):
        install(tmp_path / "is not even looked at", accepted_by=None)
    assert leftovers() == []


def test_consent_is_recorded_with_the_text_it_was_given_to_and_carried_over(toy_wheel):
    install(toy_wheel)
    consent = json.loads((packs.pack_folder("toy") / "consent.json").read_text())
    assert consent["accepted_by"] == "a tester"
    assert consent["licence"] == "Toy licence"
    assert len(consent["text_sha256"]) == 64
    install(toy_wheel, accepted_by=None)
    assert packs.status("toy").licence_accepted_by == "a tester"


def test_a_pack_without_its_consent_is_not_ready(toy_wheel):
    install(toy_wheel)
    (packs.pack_folder("toy") / "consent.json").unlink()
    assert packs.status("toy").state is PackState.CONSENT_MISSING


def test_verify_finds_one_flipped_bit(toy_wheel):
    install(toy_wheel)
    path = packs.pack_folder("toy") / "network1.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert packs.status("toy").state is PackState.INSTALLED
    state = packs.verify("toy")
    assert state.state is PackState.DAMAGED
    assert state.detail == "network1.safetensors has the wrong digest"


@pytest.mark.parametrize("name", ["network1.safetensors", "genes.GRCh38.tsv", "manifest.json"])
def test_a_missing_file_is_seen_at_once(name, toy_wheel):
    install(toy_wheel)
    (packs.pack_folder("toy") / name).unlink()
    state = packs.status("toy")
    assert state.state is PackState.DAMAGED
    assert name in state.detail


def test_a_shortened_file_is_seen_at_once(toy_wheel):
    install(toy_wheel)
    (packs.pack_folder("toy") / "genes.GRCh38.tsv").write_bytes(b"short")
    assert "wrong size" in packs.status("toy").detail


def test_the_gene_table_of_a_pack_that_is_not_there_names_the_way_out():
    with pytest.raises(PackStateError, match="packs install toy"):
        packs.gene_table_path("toy", "GRCh38")
    with pytest.raises(PackStateError, match="no gene table for GRCh37"):
        packs.gene_table_path("toy", "GRCh37")
    with pytest.raises(PackStateError, match="not installed"):
        packs.engine_digest("toy")


def test_networks_become_safetensors_in_torch_layout_without_unpickling(toy_wheel, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    install(toy_wheel)
    arrays = load((packs.pack_folder("toy") / "network1.safetensors").read_bytes())
    assert set(arrays) == {"conv1d_1.kernel", "conv1d_1.bias"}
    assert arrays["conv1d_1.kernel"].shape == (2, 2, 3)
    # Stored (width, in, out): width 2, in 1, out 0 is the number 2 * 4 + 1 * 2 + 0.
    assert arrays["conv1d_1.kernel"][0, 1, 2] == 10


def test_a_network_file_that_is_no_hdf5_is_a_read_error():
    with pytest.raises(PackReadError, match="HDF5"):
        keras_h5_to_safetensors(b"not an HDF5 file")


def test_the_digest_of_an_engine_covers_its_networks_and_nothing_else(toy_wheel):
    install(toy_wheel)
    first = packs.engine_digest("toy")
    path = packs.pack_folder("toy") / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"]["genes.GRCh38.tsv"]["sha256"] = "0" * 64
    path.write_text(json.dumps(manifest))
    assert packs.engine_digest("toy") == first
    manifest["files"]["network1.safetensors"]["sha256"] = "0" * 64
    path.write_text(json.dumps(manifest))
    assert packs.engine_digest("toy") != first


def test_an_index_without_the_package_is_a_fetch_error(tmp_path, monkeypatch):
    (tmp_path / "index").mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    with pytest.raises(PackFetchError, match=r"toy==1\.0"):
        install(None)
    assert leftovers() == []


def test_pip_fetches_the_wheel_with_the_settings_of_the_site(
    toy_card, toy_files, tmp_path, monkeypatch
):
    index = tmp_path / "index"
    index.mkdir()
    info = {
        "toy-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n",
        "toy-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "toy-1.0.dist-info/RECORD": b"",
    }
    write_wheel(index / "toy-1.0-py3-none-any.whl", {**toy_files, **info})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    steps = install(None)
    assert steps[0].stage == "fetching"
    assert packs.verify("toy").state is PackState.INSTALLED
    assert set(MEMBERS) == set(toy_card.files)
