"""Importing and removing a network on the command line."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from core.cli import main
from core.worker import JobSpec
from models import packs
from tests.core.pipeline.toy import drive
from tests.models.packs.small import small_card, torch_file


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small architecture, and jobs in this process: a worker knows only those of the program."""
    monkeypatch.setattr("models.packs.architectures.architectures", lambda: (small_card(),))
    monkeypatch.setattr("core.own_networks.known_architectures", lambda: (small_card(),))

    def run(spec: JobSpec, *, as_json: bool) -> object:
        module, _, name = spec.function.partition(":")
        made = __import__(module, fromlist=[name])
        return drive(getattr(made, name)(**spec.kwargs))[1]

    monkeypatch.setattr("core.cli.packs.run_job", run)


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(argument) for argument in arguments])
    return status, *capsys.readouterr()


def test_a_network_is_imported_listed_and_removed(capsys, tmp_path: Path):
    tracks = tmp_path / "t.tsv"
    tracks.write_text("name\nleft\nright\n")
    status, out, _ = said(
        capsys, "packs", "import", torch_file(tmp_path / "a.pt"), "--architecture", "small",
        "--as", "lab-net", "--title", "Net of our lab", "--tracks", tracks, "--licence", "Ours",
        "--commercial-use", "yes",
    )  # fmt: skip
    assert status == 0
    assert out.splitlines()[0] == (
        "Net of our lab is imported as lab-net: 2 outputs; no official digest is known."
    )
    assert "Licence Ours; commercial use allowed." in out
    assert "track1" not in out
    _, out, _ = said(capsys, "packs", "list")
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in out.splitlines()}
    assert rows["lab-net"][1:] == ["installed", "Ours", "Net of our lab (imported)"]
    assert said(capsys, "packs", "remove", "lab-net")[1] == "lab-net is removed.\n"
    assert "lab-net" not in said(capsys, "packs", "list")[1]


def test_the_card_of_an_imported_network_tells_where_it_is_from(capsys, tmp_path: Path):
    file = torch_file(tmp_path / "a.pt")
    said(capsys, "packs", "import", file, "--architecture", "small", "--as", "lab-net")
    _, out, _ = said(capsys, "packs", "card", "lab-net")
    rows = dict(line.split(": ", 1) for line in out.splitlines())
    assert rows["File"].startswith("a.pt, imported on 20")
    assert rows["SHA-256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert rows["Architecture"] == "small"
    assert rows["Standing"] == "no official digest is known"
    assert rows["Commercial use"] == "not known to be allowed"


def test_a_network_that_was_trained_here_is_not_called_imported(capsys, tmp_path: Path):
    file = torch_file(tmp_path / "a.pt")
    said(
        capsys, "packs", "import", file, "--architecture", "small", "--as", "lab-net",
        "--commercial-use", "yes", "--title", "Ours",
    )  # fmt: skip
    card = packs.data_dir() / "packs" / "lab-net" / "card.toml"
    written = tomllib.loads(card.read_text())
    card.write_text(
        card.read_text().replace(
            f'standing = "{written["source"]["standing"]}"', f'standing = "{packs.TRAINED}"'
        )
    )
    _, out, _ = said(capsys, "packs", "list")
    assert "Ours (trained)" in out
    assert "(imported)" not in out
    _, out, _ = said(capsys, "packs", "card", "lab-net")
    rows = dict(line.split(": ", 1) for line in out.splitlines())
    assert rows["Standing"].startswith("trained on this computer, 20")
    assert rows["Commercial use"] == "allowed"
    assert "File" not in rows


def test_a_pack_of_the_program_has_no_rows_of_an_import(capsys):
    _, out, _ = said(capsys, "packs", "card", "spliceai")
    assert "Standing" not in out
    assert "SHA-256" not in out


def test_outputs_that_nobody_named_are_said_to_be_numbered(capsys, tmp_path: Path):
    _, out, _ = said(
        capsys, "packs", "import", torch_file(tmp_path / "a.pt"), "--architecture", "small",
        "--as", "lab-net",
    )  # fmt: skip
    assert "Nobody named its outputs: they are called track1 to track2." in out
    assert "Licence not stated; commercial use not known to be allowed." in out


def test_a_refusal_is_a_sentence_and_exit_2(capsys, tmp_path: Path):
    (tmp_path / "a.pt").write_bytes(b"no network")
    status, out, err = said(
        capsys, "packs", "import", tmp_path / "a.pt", "--architecture", "small", "--as", "lab-net"
    )
    assert (status, out) == (2, "")
    assert err.startswith("intronaut: a.pt is neither HDF5")
    assert list((packs.data_dir() / "packs").iterdir()) == []


def test_architectures_are_listed_with_where_their_files_are(capsys):
    _, out, _ = said(capsys, "packs", "architectures")
    assert out == (
        "small\tSmall\tkeras-h5, torch-weights, safetensors\tMIT\thttps://example.org/small\n"
    )


def test_a_damaged_card_of_an_imported_network_is_listed_as_that(capsys):
    folder = packs.data_dir() / "packs" / "lab-net"
    folder.mkdir(parents=True)
    (folder / "card.toml").write_text("name = ")
    _, out, _ = said(capsys, "packs", "list")
    (line,) = [line for line in out.splitlines() if line.startswith("lab-net")]
    assert "damaged (card.toml cannot be read" in line
    assert "an imported network" in line


def test_only_imported_networks_are_removed(capsys):
    status, _, err = said(capsys, "packs", "remove", "spliceai")
    assert status == 2
    assert "spliceai is a pack of this program" in err
