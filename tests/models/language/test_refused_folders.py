"""Folders that are not what they should be, or were made to do harm: refused, with the reason."""

import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from models.errors import CheckpointError, EngineNotInstalledError, PackReadError
from models.language import dnabert, dnabert2, hyenadna, nucleotide_transformer
from models.packs.imported import ImportOrder
from models.packs.importer import import_network
from tests.models.language.folders import folders
from tests.models.language.toys import (
    BERT,
    CPU,
    ESM,
    HYENA,
    six_mer_vocabulary,
)

LIMIT = 1 << 28


def _refused(module, folder: Path, said: str):
    target = folder.parent / "out" / "weights.safetensors"
    target.parent.mkdir(exist_ok=True)
    with pytest.raises(CheckpointError, match=said):
        module.convert(folder, target, LIMIT)
    assert not any(target.parent.iterdir())


class _Payload:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (Path(self.path),)


def test_weights_that_would_run_something_are_refused_and_run_nothing(bert_folder, tmp_path):
    (bert_folder / "model.safetensors").unlink()
    marker = tmp_path / "was-run"
    torch.save({"bert": _Payload(marker)}, bert_folder / "pytorch_model.bin")
    _refused(dnabert, bert_folder, "program code|cannot be read as weights")
    (bert_folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Payload(marker)))
    _refused(dnabert, bert_folder, "cannot be read as weights|program code")
    assert not marker.exists()


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_missing_file_is_named(bert_folder, name):
    (bert_folder / name).unlink()
    _refused(dnabert, bert_folder, name.replace(".", r"\."))


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "model.safetensors"])
def test_a_link_out_of_the_folder_is_refused(bert_folder, tmp_path, name):
    moved = tmp_path / "elsewhere"
    (bert_folder / name).rename(moved)
    (bert_folder / name).symlink_to(moved)
    _refused(dnabert, bert_folder, "is a link and not a file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system here")
def test_a_pipe_is_refused_and_not_waited_for(bert_folder):
    (bert_folder / "config.json").unlink()
    os.mkfifo(bert_folder / "config.json")
    _refused(dnabert, bert_folder, "is not a plain file")


def _with(folder: Path, **settings):
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"model_type": "llama"}, "of a model of type 'llama', not bert"),
        ({"hidden_size": 48}, r"has the shape .* config\.json asks for"),
        ({"num_hidden_layers": 3}, r"The weights lack bert\.encoder\.layer\.2"),
        ({"num_hidden_layers": 1}, r"hold bert\.encoder\.layer\.1.*does not have"),
        ({"vocab_size": 4101}, "has 69 tokens; config.json says 4101"),
        ({"vocab_size": "many"}, "has 69 tokens; config.json says many"),
        ({"hidden_act": "relu"}, "hidden_act"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type"),
        ({"num_hidden_layers": 10**9}, "num_hidden_layers"),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(bert_folder, settings, said):
    _with(bert_folder, **settings)
    _refused(dnabert, bert_folder, said)


def test_a_configuration_that_is_none_is_refused(bert_folder):
    for text, said in (("{", "is no JSON"), ("[1]", "holds no settings"), ("\xff", "is no ")):
        (bert_folder / "config.json").write_bytes(text.encode("latin-1"))
        _refused(dnabert, bert_folder, said)


def test_a_configuration_larger_than_any_is_not_read_whole(bert_folder):
    with (bert_folder / "config.json").open("wb") as handle:
        handle.truncate(10 * 2**30)
    _refused(dnabert, bert_folder, "is larger than 16 MiB")


def test_the_vocabulary_of_another_model_is_refused(bert_folder):
    (bert_folder / "vocab.txt").write_text(six_mer_vocabulary())
    _refused(dnabert, bert_folder, "belongs to another model|3-, 4-, 5- or 6-mers")


def test_the_folder_of_another_architecture_is_refused(tmp_path):
    found = {name: folder for name, (folder, _) in folders(tmp_path).items()}
    _refused(dnabert2, found["dnabert"], "tokenizer.json cannot be read")
    _refused(dnabert, found["dnabert-2"], "vocab.txt cannot be read")
    _refused(nucleotide_transformer, found["dnabert"], "of a model of type 'bert'")
    _refused(hyenadna, found["nucleotide-transformer"], "of a model of type 'esm'")


def test_weights_in_several_files_are_refused_with_that_reason(bert_folder):
    (bert_folder / "model.safetensors").rename(bert_folder / "model-00001-of-00002.safetensors")
    (bert_folder / "model.safetensors.index.json").write_text("{}")
    _refused(dnabert, bert_folder, "in several files")


def test_ten_gigabytes_of_zeros_are_refused_by_the_size_alone(bert_folder):
    with (bert_folder / "model.safetensors").open("wb") as handle:
        handle.truncate(10 * 2**30)
    _refused(dnabert, bert_folder, "it takes 10.7 GB, more than")


def test_truncated_weights_are_refused(bert_folder):
    path = bert_folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    _refused(dnabert, bert_folder, "cannot be read as safetensors")


def test_a_packed_archive_of_weights_is_refused(bert_folder):
    torch.save(load_file(bert_folder / "model.safetensors"), bert_folder / "plain.bin")
    (bert_folder / "model.safetensors").unlink()
    with (
        zipfile.ZipFile(bert_folder / "plain.bin") as plain,
        zipfile.ZipFile(bert_folder / "pytorch_model.bin", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in plain.namelist():
            packed.writestr(name, plain.read(name))
    _refused(dnabert, bert_folder, "is packed")


def test_numbers_that_are_not_finite_are_refused(bert_folder):
    path = bert_folder / "model.safetensors"
    arrays = load_file(path)
    arrays["bert.embeddings.word_embeddings.weight"][3, 3] = np.nan
    save_file(arrays, path)
    _refused(dnabert, bert_folder, "not finite")


def test_a_file_instead_of_a_folder_is_refused(bert_folder, own_data_folder):
    order = ImportOrder(bert_folder / "model.safetensors", "dnabert", "my-bert")
    with pytest.raises(CheckpointError, match="is no folder"):
        list(import_network(order))


def test_a_damaged_pack_is_told(bert_folder, tmp_path):
    target = tmp_path / "out.safetensors"
    dnabert.convert(bert_folder, target, LIMIT)
    target.write_bytes(target.read_bytes()[:500])
    with pytest.raises(PackReadError, match="Import the network again"):
        dnabert.ARCHITECTURE.load(target, CPU)


def test_without_the_optional_package_it_is_named(monkeypatch):
    import builtins

    real = builtins.__import__

    def missing(name, *others, **more):
        if name == "transformers":
            raise ImportError(name="transformers")
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    for module, config in ((dnabert, BERT), (nucleotide_transformer, ESM)):
        with pytest.raises(EngineNotInstalledError, match=r"intronaut\[language\]"):
            module.blank(config)


def test_more_tokens_than_a_network_has_places_for_are_refused():
    from models.errors import RequestError

    for module, config in (
        (dnabert, BERT),
        (nucleotide_transformer, ESM),
        (hyenadna, HYENA),
    ):
        network = module.blank(config).eval()
        with pytest.raises(RequestError, match="has 70 tokens; this network reads 6"):
            network.hidden(torch.full((1, 70), 7))
