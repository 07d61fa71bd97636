"""Packs of a repository, fetched file by file from the address on their card."""

import hashlib
import http.server
import threading

import pytest
from pydantic import ValidationError

from models import packs
from models.errors import PackDigestError, PackFetchError
from models.packs import FolderSource, PackState, catalogue, store

COMMIT = "0123abc"
FILES = {"models/a network.txt": b"numbers", "LICENSE": b"Do what you like.\n"}


class _Site(http.server.BaseHTTPRequestHandler):
    files: dict[str, bytes]

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def site():
    pages = {f"/lab/net/{COMMIT}/{name.replace(' ', '%20')}": x for name, x in FILES.items()}
    handler = type("Site", (_Site,), {"files": pages})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/lab/net", pages
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def card(site, monkeypatch):
    source = FolderSource(kind="folder", page="https://example.org/lab/net", commit=COMMIT)
    members = [
        catalogue.PackMember(
            member=name,
            sha256=hashlib.sha256(content).hexdigest(),
            installs=name.rpartition("/")[2],
            converter="copy",
            is_optional=name == "LICENSE",
        )
        for name, content in FILES.items()
    ]
    made = packs.card("pangolin").model_copy(
        update={
            "name": "net",
            # The pattern of a card allows https only.
            "source": source.model_copy(update={"base_url": site[0]}),
            "members": tuple(members),
        }
    )
    monkeypatch.setattr(catalogue, "cards", lambda: (made,))
    monkeypatch.setattr(store, "cards", lambda: (made,))
    return made


def install() -> list[packs.PackStep]:
    return list(packs.install("net", accepted_by="a tester"))


def test_each_file_is_fetched_from_address_commit_and_path():
    steps = install()
    assert packs.verify("net").state is PackState.INSTALLED
    assert (packs.pack_folder("net") / "a network.txt").read_bytes() == b"numbers"
    fetched = [step.done for step in steps if step.stage == "fetching"]
    assert fetched[-1] == sum(map(len, FILES.values()))


def test_another_file_at_the_address_is_refused_by_its_digest(site):
    site[1][f"/lab/net/{COMMIT}/models/a%20network.txt"] = b"others"
    with pytest.raises(PackDigestError, match=r"a network\.txt is not the published file"):
        install()
    assert packs.status("net").state is PackState.NOT_INSTALLED


def test_where_the_address_fails_it_says_why_and_how_to_fetch_the_files_oneself(site):
    site[1].clear()
    with pytest.raises(PackFetchError) as refused:
        install()
    assert "cannot be fetched from here (" in refused.value.cause
    assert "404" in refused.value.cause
    assert "https://example.org/lab/net (commit 0123abc)" in refused.value.cause
    assert "--from FOLDER" in refused.value.remedy
    assert packs.status("net").state is PackState.NOT_INSTALLED


def test_where_the_repository_does_not_hold_them_as_wanted_the_card_says_what_to_do(
    card, monkeypatch
):
    source = card.source.model_copy(update={"base_url": "", "by_hand": "Ask the laboratory."})
    other = card.model_copy(update={"source": source})
    monkeypatch.setattr(catalogue, "cards", lambda: (other,))
    monkeypatch.setattr(store, "cards", lambda: (other,))
    with pytest.raises(PackFetchError) as refused:
        install()
    assert refused.value.remedy == "Ask the laboratory."


def test_a_file_of_the_pack_stands_for_the_folder_it_lies_in(tmp_path):
    for name, content in FILES.items():
        (tmp_path / name.rpartition("/")[2]).write_bytes(content)
    list(packs.install("net", source=tmp_path / "a network.txt", accepted_by="a tester"))
    assert packs.verify("net").state is PackState.INSTALLED


def test_a_file_the_engine_can_do_without_may_be_missing_there(site):
    del site[1][f"/lab/net/{COMMIT}/LICENSE"]
    install()
    assert packs.verify("net").state is PackState.INSTALLED
    assert not (packs.pack_folder("net") / "LICENSE").exists()


def test_a_bundle_is_made_of_fetched_files(tmp_path):
    list(packs.bundle("net", None, tmp_path / "net.zip"))
    list(packs.install("net", source=tmp_path / "net.zip", accepted_by="a tester"))
    assert packs.verify("net").state is PackState.INSTALLED


@pytest.mark.parametrize("address", ["http://example.org/net", "https://example.org/", "file:///x"])
def test_a_card_names_https_addresses_only(address):
    with pytest.raises(ValidationError):
        FolderSource(kind="folder", page="", commit="", base_url=address)
