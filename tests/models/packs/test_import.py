"""A checkpoint a person brings becomes a pack like others, or is refused and leaves nothing."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

from models import packs
from models.errors import (
    CheckpointError,
    DiskSpaceError,
    FolderNotWritableError,
    PackDigestError,
    PackStateError,
    UnknownArchitectureError,
    UnknownPackError,
)
from models.packs import Imported, ImportOrder, PackState, importer
from models.packs.catalogue import CARD
from models.packs.checkpoints import SeenFile
from models.packs.imported import NOT_OFFICIAL, OFFICIAL, UNKNOWN_ORIGIN
from models.packs.trial import Tried
from models.registry import engines
from models.regulatory.protocol import AlleleRequest
from models.runtime import load_regulatory_engine
from tests.models.packs.small import arrays, keras_file, small_card, torch_file
from tests.models.packs.test_hostile_checkpoints import Command


def imported(source: Path, name: str = "my-net", **said: object) -> Imported:
    steps = packs.import_network(ImportOrder(source, "small", name, **said))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def left_behind() -> list[str]:
    folder = packs.data_dir() / "packs"
    return sorted(item.name for item in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def at_once(monkeypatch):
    """Read and try in this process: what is tested lies before or after that."""

    def work(function, arguments, memory):
        yield
        return function(**arguments)

    monkeypatch.setattr(importer, "contained", work)


pytestmark = pytest.mark.usefixtures("small")


def test_an_imported_network_is_a_pack_beside_those_of_the_program(tmp_path):
    made = imported(torch_file(tmp_path / "a.pt"))
    assert (made.n_tracks, made.are_tracks_named) == (2, False)
    state = packs.verify("my-net")
    assert state.state is PackState.INSTALLED
    assert state.detail == "every digest agrees"
    assert {"my-net", "spliceai"} <= {item.card.name for item in packs.all_statuses()}
    engine = next(item for item in engines() if item.engine_id == "my-net")
    assert (engine.kinds, engine.context_length, engine.installed) == (("sequence",), 12, True)
    assert engine.architecture == "small"
    assert len(packs.engine_digest("my-net")) == 64
    assert left_behind() == ["my-net"]
    assert sorted(x.name for x in state.folder.iterdir()) == [
        "card.toml", "manifest.json", "tracks.tsv", "weights.safetensors",
    ]  # fmt: skip


def test_its_card_tells_the_file_it_came_out_of(tmp_path, at_once):
    source = torch_file(tmp_path / "a.pt")
    imported(source, title='A "net"')
    card = tomllib.loads((packs.pack_folder("my-net") / CARD).read_text())
    assert card["title"] == 'A "net"'
    assert card["source"]["architecture"] == "small"
    assert card["source"]["file"] == "a.pt"
    assert card["source"]["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    assert card["source"]["standing"] == UNKNOWN_ORIGIN


def wrapped(path: Path, *, prefix: str = "", key: str = "") -> Path:
    named = {prefix + name: array for name, array in arrays().items()}
    return torch_file(path, {"epoch": 3, key: named} if key else named)


SPELLINGS = {
    "keras, layers at the root": lambda folder: keras_file(folder / "a.h5"),
    "keras, whole model": lambda folder: keras_file(folder / "a.h5", "model_weights"),
    "torch": lambda folder: torch_file(folder / "a.pt"),
    "lightning": lambda folder: wrapped(folder / "a.ckpt", prefix="model.", key="state_dict"),
    "several processes": lambda folder: wrapped(folder / "a.pt", prefix="module.model."),
    "safetensors": lambda folder: (
        save_file(arrays(), folder / "a.safetensors") or folder / "a.safetensors"
    ),
    "folder": lambda folder: torch_file(folder / "a.pt").parent,
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_network_in_any_spelling_gives_the_same_arrays(tmp_path, at_once, spelling):
    folder = tmp_path / "brought"
    folder.mkdir()
    imported(SPELLINGS[spelling](folder))
    found = load_file(packs.pack_folder("my-net") / "weights.safetensors")
    expected = {name: array.numpy() for name, array in arrays().items()}
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(found[name], array)


GATA_LOST = AlleleRequest.of("C" * 10 + "GA", "T", "C", "A" + "C" * 10)


def test_the_engine_gives_what_can_be_counted_by_hand(tmp_path):
    imported(torch_file(tmp_path / "a.pt"))
    engine = load_regulatory_engine("my-net", device="cpu", threads=1)
    # GATA fits with 4 letters, GGTA of the other strand with 3: on average 3.5, weighted, and 0.5.
    assert engine.outputs(["GATACCCCCCCC"]).tolist() == [[4.0, 7.5]]
    ((_, found),) = engine.score([GATA_LOST])
    # With C, GACA fits with 3 letters, and G?T? of the other strand with 2.
    assert found.ref.tolist() == [4.0, 7.5]
    assert found.alt.tolist() == [3.0, 5.5]
    assert found.delta.tolist() == [-1.0, -2.0]
    assert [track.name for track in engine.tracks] == ["track1", "track2"]
    assert {track.unit for track in engine.tracks} == {"fit"}
    assert engine.info.context_length == 12


def table(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_tracks_are_named_by_a_table(tmp_path, at_once):
    tracks = table(
        tmp_path / "t.tsv", "name\tcell_type\tunit", "dnase_k562\tK562\t", "cage\t\tcounts"
    )
    assert imported(torch_file(tmp_path / "a.pt"), tracks=tracks).are_tracks_named
    engine = load_regulatory_engine("my-net", device="cpu")
    assert [(x.name, x.cell_type, x.unit) for x in engine.tracks] == [
        ("dnase_k562", "K562", "fit"),
        ("cage", "", "counts"),
    ]
    ((_, found),) = engine.score([GATA_LOST])
    assert found.delta[0] == found.alt[0] - found.ref[0]
    ratio = np.log2((found.alt[1] + 1) / (found.ref[1] + 1))
    np.testing.assert_allclose(found.delta[1], ratio, rtol=1e-6)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("name", "a"), "t.tsv names 1 tracks, but the network has 2 outputs"),
        (("cell_type", "a", "b"), "has no column `name`"),
        (("name\tcolour", "a\tb"), "has a column 'colour'"),
        (("name\tname", "a\tb"), "has a column twice"),
        (("name", "a", "a"), "names two tracks a"),
        (("name", "a b", "c"), "names a track 'a b' in line 2"),
        (("name\tunit", "a"), "has 1 instead of 2 columns in line 2"),
        (("name\tunit", "a\tx\x07", "b\t"), "cannot be shown in line 2"),
        (("name",), "names no tracks"),
        ((), "has no column `name`"),
    ],
)
def test_a_wrong_table_of_tracks_is_refused(tmp_path, at_once, lines, words):
    with pytest.raises(CheckpointError) as refused:
        imported(torch_file(tmp_path / "a.pt"), tracks=table(tmp_path / "t.tsv", *lines))
    assert words in refused.value.cause
    assert left_behind() == []


def test_a_payload_is_refused_by_the_import_and_nothing_is_left(tmp_path):
    trap = tmp_path / "trap"
    source = torch_file(tmp_path / "a.pt", {"state_dict": arrays(), "loss": Command(trap)})
    with pytest.raises(CheckpointError, match="is program code") as refused:
        imported(source)
    assert "nothing in this one was run" in refused.value.remedy
    assert not trap.exists()
    assert left_behind() == []


class Terabytes:
    """Asks for memory where it is unpickled, by a call that is allowed there."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return bytearray, (1 << 42,)


def test_a_file_that_asks_for_terabytes_where_it_is_read_is_refused(tmp_path):
    with pytest.raises(CheckpointError, match=r"a\.pt cannot be read as weights of PyTorch"):
        imported(torch_file(tmp_path / "a.pt", {"x": Terabytes()}))
    assert left_behind() == []


def changed(**others: torch.Tensor) -> dict[str, torch.Tensor]:
    return {**arrays(), **{name.replace("_", "."): array for name, array in others.items()}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (changed(conv_weight=torch.ones(1, 5, 4)), r"conv.weight has the shape \(1, 5, 4\)"),
        (changed(extra=torch.ones(1)), "does not fit: missing or left over: extra"),
        (changed(conv_bias=torch.ones(7)), "cannot be computed"),
        (changed(conv_weight=torch.ones(1, 4, 40)), "cannot be computed"),
        (changed(out_bias=torch.full((2,), 3e38), out_weight=torch.full((2, 1), 3e38)),
         "answers that are not finite"),
    ],
)  # fmt: skip
def test_a_checkpoint_that_does_not_fit_its_architecture_is_refused(
    tmp_path, at_once, content, words
):
    with pytest.raises(CheckpointError, match=words):
        imported(torch_file(tmp_path / "a.pt", content))
    assert left_behind() == []


def test_what_is_wrong_is_told_under_the_names_that_fit_best(tmp_path, at_once):
    content = {f"module.{k}": x for k, x in changed(conv_weight=torch.ones(1, 5, 4)).items()}
    with pytest.raises(CheckpointError, match=r"conv\.weight has the shape"):
        imported(torch_file(tmp_path / "a.pt", content))


def use_card(monkeypatch, **changes: object) -> None:
    monkeypatch.setattr(
        "models.packs.architectures.architectures", lambda: (small_card(**changes),)
    )


def test_another_number_of_outputs_than_the_architecture_has_is_refused(
    tmp_path, at_once, monkeypatch
):
    use_card(monkeypatch, n_tracks=919)
    with pytest.raises(CheckpointError, match="has 2 outputs where Small has 919"):
        imported(torch_file(tmp_path / "a.pt"))


def test_a_format_the_architecture_does_not_come_in_is_refused(tmp_path, at_once, monkeypatch):
    use_card(monkeypatch, formats=["keras-h5"])
    with pytest.raises(CheckpointError, match=r"a\.pt is torch-weights; Small comes as keras-h5"):
        imported(torch_file(tmp_path / "a.pt"))


def test_the_size_of_the_official_file_sets_the_limit(tmp_path, monkeypatch):
    use_card(monkeypatch, official=[{"file": "a.h5", "sha256": "0" * 64, "size": 1000}])
    with pytest.raises(CheckpointError, match=r"it takes 9\.3 kB, more than the 4\.0 kB"):
        imported(torch_file(tmp_path / "b.pt", {"x": torch.ones(1, 2000)}))
    assert left_behind() == []


@pytest.mark.parametrize("digest", ["sha256", "md5"])
def test_the_official_file_is_known_by_its_digest(tmp_path, at_once, monkeypatch, digest):
    source = torch_file(tmp_path / "renamed.pt")
    found = hashlib.new(digest, source.read_bytes()).hexdigest()
    use_card(monkeypatch, official=[{"file": "official.pt", digest: found}])
    card = imported(source).card
    assert card.source.standing == OFFICIAL
    assert (card.licence.name, card.licence.commercial_use) == ("MIT", True)


def test_another_file_is_imported_and_said_not_to_be_the_official_one(
    tmp_path, at_once, monkeypatch
):
    use_card(monkeypatch, official=[{"file": "official.pt", "sha256": "0" * 64}])
    card = imported(torch_file(tmp_path / "ours.pt")).card
    assert card.source.standing == NOT_OFFICIAL
    assert (card.licence.name, card.licence.commercial_use) == ("not stated", False)


def test_a_file_that_claims_to_be_the_official_one_is_refused_unless_said_to_differ(
    tmp_path, at_once, monkeypatch
):
    use_card(monkeypatch, official=[{"file": "official.pt", "sha256": "0" * 64}])
    source = torch_file(tmp_path / "official.pt")
    with pytest.raises(CheckpointError, match="is another: its digest") as refused:
        imported(source)
    assert "--not-official" in refused.value.remedy
    assert left_behind() == []
    assert imported(source, is_known_to_differ=True).card.source.standing == NOT_OFFICIAL


def test_a_licence_is_as_the_person_states_it(tmp_path, at_once):
    card = imported(torch_file(tmp_path / "a.pt"), licence="Our own", commercial_use=True).card
    assert (card.licence.name, card.licence.commercial_use) == ("Our own", True)
    assert packs.licence_text("my-net") == "Our own"


@pytest.mark.parametrize("name", ["", "a", "My Net", "../x", "a" * 41, "1net", "net.toml", "néte"])
def test_an_odd_identifier_is_refused(tmp_path, name):
    with pytest.raises(CheckpointError, match="cannot be the identifier"):
        imported(tmp_path / "a.pt", name)


@pytest.mark.parametrize("name", ["spliceai", "openspliceai-400nt"])
def test_the_identifier_of_an_engine_of_the_program_is_refused(tmp_path, name):
    with pytest.raises(CheckpointError, match="is an engine of this program"):
        imported(tmp_path / "a.pt", name)


def test_an_identifier_is_given_once(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    with pytest.raises(CheckpointError, match="There is an imported network my-net already"):
        imported(tmp_path / "a.pt")


def test_an_unknown_architecture_names_the_known_ones(tmp_path):
    with pytest.raises(UnknownArchitectureError, match="Choose one of: small"):
        list(packs.import_network(ImportOrder(tmp_path, "large", "my-net")))


def test_a_damaged_imported_network_is_found_and_not_used(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    path = packs.pack_folder("my-net") / "weights.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert packs.verify("my-net").state is PackState.DAMAGED
    with pytest.raises(PackDigestError, match="packs remove my-net"):
        load_regulatory_engine("my-net", device="cpu")


def test_a_changed_card_is_damage_too(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    card = packs.pack_folder("my-net") / CARD
    card.write_text(card.read_text().replace("commercial_use = false", "commercial_use = true"))
    assert packs.status("my-net").state is PackState.DAMAGED


def test_a_card_that_cannot_be_read_hides_no_other_pack_and_is_told(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    (packs.pack_folder("my-net") / CARD).write_text("name = 3\n")
    assert "my-net" not in {item.name for item in packs.cards()}
    assert "spliceai" in {item.name for item in packs.cards()}
    assert "card.toml cannot be read" in packs.unreadable_imports()["my-net"]
    packs.remove_imported("my-net")
    assert packs.unreadable_imports() == {}


def test_a_card_under_another_name_is_not_believed(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    folder = packs.pack_folder("my-net")
    folder.rename(folder.with_name("other"))
    assert "is not the card of this network" in packs.unreadable_imports()["other"]


def test_a_removed_network_is_gone_whole(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    packs.remove_imported("my-net")
    assert left_behind() == []
    with pytest.raises(UnknownPackError):
        packs.status("my-net")
    with pytest.raises(PackStateError, match="no imported network 'my-net'"):
        packs.remove_imported("my-net")


def test_a_pack_of_the_program_is_not_removed():
    with pytest.raises(PackStateError, match="is a pack of this program"):
        packs.remove_imported("spliceai")


def test_an_imported_network_is_not_installed_from_elsewhere(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    with pytest.raises(PackStateError, match="was imported on this machine"):
        list(packs.install("my-net", source=tmp_path))
    assert packs.verify("my-net").state is PackState.INSTALLED


def test_stopping_an_import_leaves_nothing(tmp_path):
    steps = packs.import_network(ImportOrder(torch_file(tmp_path / "a.pt"), "small", "my-net"))
    next(steps)
    assert len(left_behind()) == 1
    steps.close()
    assert left_behind() == []


_SLOW = """
import sys
from pathlib import Path
import models.packs.importer as importer
from models.packs import ImportOrder
from tests.models.packs.hostile_work import wait
from tests.models.packs.small import small_card

importer.architecture = lambda name: small_card()
importer.tried = lambda: None
real = importer.contained
importer.contained = lambda work, arguments, memory: real(wait, {"mark": Path(sys.argv[1])}, memory)
if __name__ == "__main__":
    list(importer.import_network(ImportOrder(Path("a.pt"), "small", "my-net")))
"""


def test_what_a_killed_import_left_is_swept_by_the_next_one_and_a_running_one_is_spared(
    tmp_path, at_once
):
    (tmp_path / "slow.py").write_text(_SLOW)
    marks = [tmp_path / "killed", tmp_path / "running"]
    running = [
        subprocess.Popen([sys.executable, str(tmp_path / "slow.py"), str(mark)],
                         env={**os.environ, "PYTHONPATH": str(Path.cwd())})
        for mark in marks
    ]  # fmt: skip
    try:
        while not all(mark.exists() and mark.read_text() for mark in marks):
            time.sleep(0.05)
        assert len(left_behind()) == 2
        running[0].kill()
        running[0].wait()
        os.kill(int(marks[0].read_text()), signal.SIGKILL)
        assert len(left_behind()) == 2
        imported(torch_file(tmp_path / "a.pt"))
        assert len(left_behind()) == 2
        assert "my-net" in left_behind()
    finally:
        for process, mark in zip(running, marks, strict=True):
            process.kill()
            process.wait()
            if process is running[1]:
                os.kill(int(mark.read_text()), signal.SIGKILL)


def test_a_full_disk_is_one_clear_error_and_leaves_nothing(tmp_path, monkeypatch):
    def full(function, arguments, memory):
        yield
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importer, "contained", full)
    with pytest.raises(DiskSpaceError, match="is full"):
        imported(torch_file(tmp_path / "a.pt"))
    assert left_behind() == []


def test_a_data_folder_that_cannot_be_made_says_so(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "file"))
    with pytest.raises(FolderNotWritableError, match="cannot be written"):
        imported(torch_file(tmp_path / "a.pt"))


def test_listing_an_imported_network_loads_neither_torch_nor_h5py(tmp_path, at_once):
    imported(torch_file(tmp_path / "a.pt"))
    code = (
        "import sys; from models import packs, registry; from core import own_networks;"
        "print([x.engine_id for x in registry.engines() if x.architecture], packs.all_statuses()[0]"
        " and sorted({'torch', 'h5py', 'safetensors'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "['my-net'] []"


def test_the_answer_of_the_process_is_read_as_data():
    seen = SeenFile("a.pt", 3, "0" * 64, "0" * 32)
    found = Tried(format="torch-weights", files=(seen,), n_tracks=2)
    assert Tried.model_validate(found.model_dump(mode="json")) == found
