"""Checkpoints that are damaged or made to do harm: each is refused with a sentence, nothing runs."""

import contextlib
import gzip
import io
import json
import os
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save

from models.errors import CheckpointError
from models.packs.checkpoints import read_checkpoint
from tests.models.packs.small import arrays, keras_file, keras_layout, saved, torch_file

LIMIT = 2**20
TEN_GB = 10 * 2**30


def refusal(path: Path, tmp_path: Path) -> str:
    """The sentence a file is refused with; nothing but a plain unpacked file may be left in scratch."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with pytest.raises(CheckpointError) as refused:
        read_checkpoint(path, limit=LIMIT, scratch=scratch)
    assert {item.name for item in scratch.iterdir()} <= {"unpacked"}
    assert refused.value.remedy.endswith(".")
    return refused.value.cause


class Command:
    """Writes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._path),)


def _in_zip(trap: Path) -> bytes:
    return saved({"conv.weight": Command(trap)})


def _beside_the_arrays(trap: Path) -> bytes:
    return saved({"state_dict": arrays(), "hyper_parameters": Command(trap)})


def _in_the_older_form(trap: Path) -> bytes:
    buffer = io.BytesIO()
    torch.save({"x": Command(trap)}, buffer, _use_new_zipfile_serialization=False)
    return buffer.getvalue()


def _bare(trap: Path) -> bytes:
    return pickle.dumps(Command(trap), protocol=2)


def _bare_as_pickle_writes_it(trap: Path) -> bytes:
    return pickle.dumps(Command(trap))


SPELLED = [_in_zip, _beside_the_arrays, _in_the_older_form, _bare, _bare_as_pickle_writes_it]


@pytest.mark.parametrize("spelled", SPELLED)
def test_a_pickle_payload_is_refused_and_not_run(tmp_path, spelled):
    trap = tmp_path / "trap"
    (tmp_path / "a.pt").write_bytes(spelled(trap))
    said = refusal(tmp_path / "a.pt", tmp_path)
    assert "a.pt cannot be read as weights of PyTorch" in said
    assert not trap.exists()
    # PyTorch's own message advises to unpickle the file after all.
    assert "weights_only" not in said
    assert "Re-running" not in said


def test_a_whole_module_is_refused_naming_the_code_it_asks_for(tmp_path):
    said = refusal(torch_file(tmp_path / "a.pt", torch.nn.Linear(2, 2)), tmp_path)
    assert "it asks for torch.nn.modules.linear.Linear, which is program code" in said


def test_a_program_of_torchscript_is_refused(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {"a/data.pkl": b"\x80\x02}.", "a/constants.pkl": b"\x80\x02).",
                              "a/version": b"3\n", "a/code/x.py": b"pass"}.items():  # fmt: skip
            archive.writestr(name, content)
    (tmp_path / "a.pt").write_bytes(buffer.getvalue())
    assert "TorchScript" in refusal(tmp_path / "a.pt", tmp_path)


FILES: dict[str, Callable[[Path], object]] = {
    "a.h5": keras_file,
    "a.pt": torch_file,
    "a.safetensors": lambda path: path.write_bytes(save(arrays())),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_truncated_file_is_refused(tmp_path, name, kept):
    path = tmp_path / name
    FILES[name](path)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    assert name in refusal(path, tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_file_damaged_anywhere_is_refused_or_read_and_never_more(tmp_path, name):
    path = tmp_path / name
    FILES[name](path)
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 60)):
        changed = bytearray(content)
        changed[place : place + 4] = b"\xff\x00\xfe\x7f"
        path.write_bytes(changed)
        with contextlib.suppress(CheckpointError):
            read_checkpoint(path, limit=LIMIT, scratch=tmp_path)


def test_ten_gigabytes_of_zeros_are_refused_by_their_size(tmp_path):
    with (tmp_path / "a.h5").open("wb") as file:
        file.truncate(TEN_GB)
    assert "it takes 10.7 GB, more than the 1.0 MB" in refusal(tmp_path / "a.h5", tmp_path)


def test_ten_gigabytes_of_zeros_in_a_packed_tape_are_refused_before_they_are_unpacked(tmp_path):
    entry = tarfile.TarInfo("a.h5")
    entry.size = TEN_GB
    with gzip.open(tmp_path / "a.tar.gz", "wb") as tape:
        tape.write(entry.tobuf() + bytes(2**20))
    said = refusal(tmp_path / "a.tar.gz", tmp_path)
    assert "what it holds would take 10.7 GB" in said


def test_zeros_packed_a_thousandfold_in_a_zip_are_refused_by_what_it_declares(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.h5", bytes(64 * 2**20))
    assert "would take 67.1 MB" in refusal(tmp_path / "a.zip", tmp_path)


def test_a_packed_part_that_is_longer_than_it_declares_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.h5", bytes(64 * 2**20))
    content = (tmp_path / "a.zip").read_bytes()
    size = struct.pack("<I", 64 * 2**20)
    (tmp_path / "a.zip").write_bytes(content.replace(size, struct.pack("<I", 1000)))
    assert "not a whole archive" in refusal(tmp_path / "a.zip", tmp_path)
    assert (tmp_path / "scratch" / "unpacked").stat().st_size <= LIMIT


def test_arrays_that_declare_terabytes_of_a_fill_value_are_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        handle.create_dataset(
            "dense_1/dense_1/kernel:0", (10**6, 10**6), "f4", chunks=(64, 64), fillvalue=1.0
        )
    assert "its arrays would take 4.0 TB" in refusal(tmp_path / "a.h5", tmp_path)


def test_many_small_arrays_count_together(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        for number in range(40):
            handle.create_dataset(f"d{number}/d/kernel:0", (10**4,), "f4")
    assert "its arrays would take 1.6 MB" in refusal(tmp_path / "a.h5", tmp_path)


def test_one_block_of_an_array_may_not_be_larger_than_the_limit(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        handle.create_dataset(
            "d/d/kernel:0", (2, 2), "f4", chunks=(10**4, 10**4), maxshape=(None, None),
            compression="gzip",
        )  # fmt: skip
    assert "one block of an array would take 400.0 MB" in refusal(tmp_path / "a.h5", tmp_path)


def test_an_array_that_repeats_one_number_terabytes_long_is_refused(tmp_path):
    path = torch_file(tmp_path / "a.pt", {"x": torch.ones(1).expand(10**6, 10**6)})
    assert "its arrays would take 4.0 TB" in refusal(path, tmp_path)


def test_a_packed_file_of_pytorch_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", b"\x80\x02}.")
        archive.writestr("a/data/0", bytes(2**19))
    assert "is packed, which files of PyTorch never are" in refusal(tmp_path / "a.pt", tmp_path)


def _safetensors(header: dict[str, object] | str, content: bytes = b"") -> bytes:
    text = (header if isinstance(header, str) else json.dumps(header)).encode()
    return len(text).to_bytes(8, "little") + text + content


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ({"x": {"dtype": "F32", "shape": [10**6, 10**6], "data_offsets": [0, 4]}}, "4.0 TB"),
        ({"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4000]}}, "cannot be read"),
        ({"x": {"dtype": "F32", "shape": ["a"], "data_offsets": [0, 4]}}, "cannot be read"),
        ({"x": {}}, "cannot be read"),
        ('{"x": 1, "x": 2}', "one name stands twice"),
        ("{" * 5000, "cannot be read"),
    ],
)
def test_a_wrong_table_of_contents_of_safetensors_is_refused(tmp_path, header, words):
    (tmp_path / "a.safetensors").write_bytes(_safetensors(header, bytes(4)))
    assert words in refusal(tmp_path / "a.safetensors", tmp_path)


def test_a_link_in_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "a.pt").symlink_to(torch_file(tmp_path / "b.pt"))
    assert refusal(tmp_path / "a.pt", tmp_path) == "a.pt is a link and not a file."


def test_a_link_to_a_folder_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    torch_file(tmp_path / "folder" / "a.pt")
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert "link is a link and not a file" in refusal(tmp_path / "link", tmp_path)


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.pt").symlink_to(torch_file(tmp_path / "b.pt"))
    assert refusal(tmp_path / "folder", tmp_path) == "folder holds a link (a.pt)."


@pytest.mark.parametrize("device", [Path("/dev/zero"), None])
def test_a_device_or_a_pipe_is_refused_without_being_read(tmp_path, device):
    if device is None:
        os.mkfifo(tmp_path / "pipe")
    assert "is not a plain file" in refusal(device or tmp_path / "pipe", tmp_path)


def _tar(path: Path, *entries: tarfile.TarInfo) -> Path:
    content = saved(arrays())
    with tarfile.open(path, "w:gz") as tape:
        for entry in entries:
            entry.size = len(content) if entry.isreg() else 0
            tape.addfile(entry, io.BytesIO(content))
    return path


def _link(name: str, kind: bytes, target: str) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_in_a_tape_is_refused(tmp_path, kind):
    path = _tar(tmp_path / "a.tar.gz", _link("a.pt", kind, "/etc/passwd"))
    assert "holds a link (a.pt)" in refusal(path, tmp_path)


def test_a_device_in_a_tape_is_refused(tmp_path):
    path = _tar(tmp_path / "a.tar.gz", _link("a.pt", tarfile.CHRTYPE, ""))
    assert "holds something else than plain files" in refusal(path, tmp_path)


def test_a_link_in_a_zip_is_refused(tmp_path):
    entry = zipfile.ZipInfo("a.pt")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "holds a link (a.pt)" in refusal(tmp_path / "a.zip", tmp_path)


OUTSIDE = ("../a.pt", "/etc/a.pt", "folder/../../a.pt", "C:\\a.pt", "..\\a.pt")


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_out_of_a_zip_is_refused_and_nothing_is_written_there(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(name, saved(arrays()))
    assert "names a place outside itself" in refusal(tmp_path / "a.zip", tmp_path)
    assert not list(tmp_path.rglob("*.pt"))


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_out_of_a_tape_is_refused_and_nothing_is_written_there(tmp_path, name):
    said = refusal(_tar(tmp_path / "a.tar.gz", tarfile.TarInfo(name)), tmp_path)
    assert "names a place outside itself" in said
    assert not list(tmp_path.rglob("*.pt"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_in_an_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme", "one")
        archive.writestr("readme", "two")
    assert "holds readme twice" in refusal(tmp_path / "a.zip", tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_in_a_file_of_pytorch_is_refused(tmp_path):
    path = torch_file(tmp_path / "a.pt")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(archive.namelist()[0], "again")
    assert "names one of its parts twice" in refusal(path, tmp_path)


def test_a_locked_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.pt", saved(arrays()))
    content = bytearray((tmp_path / "a.zip").read_bytes())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert "is locked with a password" in refusal(tmp_path / "a.zip", tmp_path)


def test_an_archive_in_an_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.pt", _tar(tmp_path / "b", tarfile.TarInfo("c.pt")).read_bytes())
    assert refusal(tmp_path / "a.zip", tmp_path) == "b.pt in a.zip is an archive in an archive."


@pytest.mark.parametrize("n_files", [0, 2])
def test_a_folder_or_archive_without_exactly_one_checkpoint_is_refused(tmp_path, n_files):
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(n_files):
            torch_file(tmp_path / "folder" / f"{number}.pt")
            archive.writestr(f"{number}.pt", "x")
        archive.writestr("readme", "x")
    words = "holds several checkpoints (0.pt, 1.pt)" if n_files else "holds no checkpoint"
    assert words in refusal(tmp_path / "folder", tmp_path)
    (tmp_path / "scratch").rename(tmp_path / "before")
    assert words in refusal(tmp_path / "a.zip", tmp_path)


def _kernel(handle: h5py.File, **settings: object) -> None:
    handle.create_dataset("d/d/kernel:0", **settings)


def test_an_external_link_of_hdf5_is_refused_and_not_followed(tmp_path):
    keras_file(tmp_path / "other.h5")
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        handle["dense_1"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/dense_1")
    said = refusal(tmp_path / "a.h5", tmp_path)
    assert "holds a link instead of an array (dense_1)" in said


@pytest.mark.parametrize("name", ["model_weights", "dense_2"])
def test_a_soft_link_of_hdf5_is_refused(tmp_path, name):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        keras_layout(handle)
        handle[name] = h5py.SoftLink("/")
    said = refusal(tmp_path / "a.h5", tmp_path)
    assert f"holds a link instead of an array ({name})" in said


def test_a_group_that_holds_itself_is_refused(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        keras_layout(handle)
        handle["dense_1/again"] = handle["dense_1"]
    assert "nests its groups deeper than 16" in refusal(tmp_path / "a.h5", tmp_path)


def test_an_array_that_lies_in_another_file_is_refused(tmp_path):
    (tmp_path / "secret").write_bytes(bytes(16))
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        _kernel(handle, shape=(4,), dtype="f4", external=[(str(tmp_path / "secret"), 0, 16)])
    assert "keeps an array in another file" in refusal(tmp_path / "a.h5", tmp_path)


def test_a_virtual_array_is_refused(tmp_path):
    keras_file(tmp_path / "other.h5")
    layout = h5py.VirtualLayout((2,), "f4")
    layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "dense_1/dense_1/bias:0", (2,))
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        handle.create_virtual_dataset("d/d/bias:0", layout)
    assert "keeps an array in another file" in refusal(tmp_path / "a.h5", tmp_path)


@pytest.mark.parametrize(
    "settings",
    [
        {"data": [b"one", b"two"], "dtype": h5py.string_dtype()},
        {"data": np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])},
        {"data": np.void(b"cos\nsystem\n(S'false'\ntR.")},
        {"shape": (2,), "dtype": h5py.ref_dtype},
        {"data": np.zeros(2, dtype=np.complex64)},
    ],
)
def test_anything_but_numbers_in_hdf5_is_refused(tmp_path, settings):
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        _kernel(handle, **settings)
    assert "holds something else than numbers" in refusal(tmp_path / "a.h5", tmp_path)


def test_a_filter_that_would_load_a_library_is_refused(tmp_path):
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((4,))
    plan.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (3,))
    with h5py.File(tmp_path / "a.h5", "w") as handle:
        space = h5py.h5s.create_simple((4,))
        group = handle.create_group("d/d")
        h5py.h5d.create(group.id, b"kernel:0", h5py.h5t.NATIVE_FLOAT, space, plan)
    assert "is packed in a way that is not read here" in refusal(tmp_path / "a.h5", tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_numbers_that_are_not_finite_are_refused(tmp_path, value):
    path = torch_file(tmp_path / "a.pt", {"x": torch.tensor([1.0, value], dtype=torch.float64)})
    assert "holds numbers that are not finite (x)" in refusal(path, tmp_path)


def test_nothing_but_zeros_is_refused(tmp_path):
    path = torch_file(tmp_path / "a.pt", {"x": torch.zeros(9)})
    assert refusal(path, tmp_path) == "a.pt holds nothing but zeros."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello", "is neither HDF5"),
        (b"<html>404: Not Found</html>", "is neither HDF5"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "is neither HDF5"),
        (saved([torch.ones(1)]), "holds something else than named arrays"),
        (saved({"epoch": 3}), "holds something else than named arrays"),
        (saved({"n_batches": torch.tensor(7)}), "holds no arrays of numbers"),
        (saved({"x": torch.ones(2).to_sparse()}), "in a form that is not read here"),
    ],
)
def test_what_is_no_checkpoint_is_refused(tmp_path, content, words):
    (tmp_path / "a.pt").write_bytes(content)
    assert words in refusal(tmp_path / "a.pt", tmp_path)


@pytest.mark.parametrize("n_bytes", [5, 8, 13, 40])
def test_a_safetensors_file_that_is_cut_off_is_called_damaged(tmp_path, n_bytes):
    (tmp_path / "a.safetensors").write_bytes(save(arrays())[:n_bytes])
    said = refusal(tmp_path / "a.safetensors", tmp_path)
    assert said == "a.safetensors is no whole file of safetensors: it is damaged or cut off."


def test_a_file_that_is_not_there_is_named_in_full(tmp_path):
    said = refusal(tmp_path / "a.pt", tmp_path)
    assert said == f"{tmp_path}/a.pt cannot be read: No such file or directory."


def test_names_that_would_steer_a_terminal_are_shown_as_question_marks(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../\x1b[2Ja.pt", "x")
    assert "(../?[2Ja.pt)" in refusal(tmp_path / "a.zip", tmp_path)
