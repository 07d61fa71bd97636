"""The published archive of DeepBind parameters becomes one file of numbers and one table."""

import gzip
import io
import tarfile

import numpy as np
import pytest
from safetensors.numpy import load

from models.errors import PackReadError
from models.packs import deepbind_files
from models.packs.deepbind_files import deepbind_models, deepbind_weights

HEAD = (
    "# a word about the columns\n"
    "ID\tProtein\tType\tSpecies\tFamily\tClass\tExperiment\tExperiment Details\tLabels\n"
)
ROW = "D00001.001\tHuR\tRBP\tHomo Sapiens\tRRM\t\tRNAcompete\t['ID=1']\t\n"
CELLS = "D00002.001\tCTCF\tTF\tHomo sapiens\tZF\t\tChIP-seq\t['CellLine=K562','Lab=X']\t\n"


def numbers(n: int, first: int = 0) -> str:
    return ",".join(str(first + number) for number in range(n))


def parameters(hidden: int = 0, mean: int = 0, length: int = 2, detectors: str = "") -> bytes:
    return (
        "# deepbind 0.1\nreverse_complement = 1\nnum_detectors = 16\n"
        f"detector_len = {length}\nhas_avg_pooling = {mean}\nnum_hidden = {hidden}\n"
        f"detectors = {detectors or numbers(16 * 4 * length)}\nthresholds = {numbers(16)}\n"
        f"weights1 = {numbers(16 * (1 + mean) * max(hidden, 1))}\n"
        f"biases1 = {numbers(max(hidden, 1))}\n"
        f"weights2 = {numbers(hidden) if hidden else ''}\nbiases2 = {7 if hidden else ''}\n"
    ).encode()


def packed(files: dict[str, bytes], extra: tarfile.TarInfo | None = None) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        if extra is not None:
            archive.addfile(extra)
    return target.getvalue()


def archive(**more: bytes) -> bytes:
    table = (HEAD + ROW + CELLS).encode()
    return packed({"db.tsv": table, "params/D00001.001.txt": parameters()} | more)


def test_detectors_are_laid_out_as_a_convolution():
    arrays = load(deepbind_weights(archive()))
    detectors = arrays["D00001.001.detectors"]
    assert detectors.shape == (16, 4, 2)
    # The number of detector d, base b, place i stands at d + 16 x (b + 4 x i).
    assert detectors[3, 2, 1] == 3 + 16 * (2 + 4 * 1)
    assert arrays["D00001.001.weights1"].shape == (16, 1)
    assert "D00001.001.weights2" not in arrays


def test_a_hidden_layer_and_mean_pooling_are_kept():
    files = {"db.tsv": (HEAD + ROW).encode(), "params/D00001.001.txt": parameters(32, 1)}
    arrays = load(deepbind_weights(packed(files)))
    assert arrays["D00001.001.weights1"][5, 7] == 5 * 32 + 7
    assert arrays["D00001.001.weights2"].shape == (32,)
    assert arrays["D00001.001.biases2"].tolist() == [7]


def test_the_table_names_models_that_have_parameters_only():
    lines = deepbind_models(archive()).decode().splitlines()
    assert lines[0].split("\t") == list(deepbind_files.COLUMNS)
    assert lines[1:] == ["D00001.001\tHuR\tRBP\tHomo sapiens\tRRM\tRNAcompete\t\t2"]


def test_the_cells_of_an_experiment_are_read():
    both = archive(**{"params/D00002.001.txt": parameters()})
    assert deepbind_models(both).decode().splitlines()[2].split("\t")[6] == "K562"


def test_a_model_that_the_table_does_not_name_is_refused():
    with pytest.raises(PackReadError, match=r"does not name the model D00003\.001"):
        deepbind_models(archive(**{"params/D00003.001.txt": parameters()}))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"import os\n",
        parameters(detectors="1,2,3"),
        parameters(detectors=numbers(127) + ",nan"),
        parameters(detectors=numbers(127) + ",x"),
        parameters(length=-2),
    ],
    ids=["empty", "something else", "too few", "not finite", "not a number", "no length"],
)
def test_a_file_that_does_not_hold_a_model_is_named(content):
    with pytest.raises(PackReadError, match=r"params/D00001\.001\.txt is no file"):
        deepbind_weights(archive(**{"params/D00001.001.txt": content}))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("params/D00009.001.txt", tarfile.SYMTYPE),
        ("params/D00009.001.txt", tarfile.LNKTYPE),
        ("params/D00009.001.txt", tarfile.FIFOTYPE),
        ("params/../../D00009.001.txt", tarfile.REGTYPE),
        ("/params/D00009.001.txt", tarfile.REGTYPE),
        ("params/setup.py", tarfile.REGTYPE),
    ],
)
def test_what_does_not_belong_in_the_archive_is_refused(name, kind):
    extra = tarfile.TarInfo(name)
    extra.type = kind
    extra.linkname = "/etc/passwd"
    files = {"db.tsv": HEAD.encode(), "params/D00001.001.txt": parameters()}
    for convert in (deepbind_weights, deepbind_models):
        with pytest.raises(PackReadError, match="does not belong there"):
            convert(packed(files, extra))


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(deepbind_files, "_MOST_BYTES", 1 << 16)
    with pytest.raises(PackReadError, match="larger than any such archive"):
        deepbind_weights(gzip.compress(bytes(1 << 22)))


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", gzip.compress(b"no archive")],
    ids=["empty", "text", "packed text"],
)
def test_what_is_no_archive_is_refused(content):
    with pytest.raises(PackReadError, match="DeepBind parameters cannot be read"):
        deepbind_weights(content)


@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_cut_archive_is_refused(share):
    rng = np.random.default_rng(1)
    noise = ",".join(f"{number:.9e}" for number in rng.normal(size=128))
    whole = archive(**{"params/D00002.001.txt": parameters(detectors=noise)})
    with pytest.raises(PackReadError, match="cut short"):
        deepbind_weights(whole[: int(len(whole) * share)])
