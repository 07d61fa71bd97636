"""Folders as Hugging Face stores them: imported, asked, and refused where they are not what they should be."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from models.language import dnabert, dnabert2, hyenadna, nucleotide_transformer
from models.language.engine import TRACKS, LanguageEngine
from models.language.reading import CausalReading, MaskedReading
from models.packs import architecture
from models.packs.imported import ImportOrder
from models.packs.importer import import_network
from models.regulatory.protocol import AlleleRequest
from models.runtime import load_regulatory_engine
from tests.models.language.folders import folders
from tests.models.language.toys import (
    BERT,
    CPU,
    HYENA,
    INFO,
    random_bases,
)

LIMIT = 1 << 28


def _loaded(module, folder: Path, target: Path):
    module.convert(folder, target, LIMIT)
    return module.ARCHITECTURE.load(target, CPU)


_MODULES = {
    "dnabert": dnabert,
    "dnabert-2": dnabert2,
    "nucleotide-transformer": nucleotide_transformer,
    "hyenadna": hyenadna,
}


def _last_hidden_states(name, twin, ids):
    if name == "dnabert":
        return twin.bert(ids).last_hidden_state
    return twin.esm(ids).last_hidden_state if name == "nucleotide-transformer" else twin(ids)[0]


@torch.no_grad()
def test_the_embeddings_of_every_converted_folder_are_those_of_its_twin(tmp_path):
    for name, (folder, twin) in folders(tmp_path).items():
        loaded = _loaded(_MODULES[name], folder, tmp_path / "weights.safetensors")
        window = random_bases(loaded.length, 3)
        tokens = loaded.tokenizer.tokens(window)
        hidden = _last_hidden_states(name, twin, torch.from_numpy(tokens.ids)[None])[0]
        reading = CausalReading if name == "hyenadna" else MaskedReading
        found = reading(loaded.network, loaded.tokenizer, CPU).embeddings([window])[0]
        wanted = hidden[torch.from_numpy(tokens.of_bases)].mean(0)
        assert np.abs(found - wanted.numpy()).max() < 1e-5


def test_every_converted_folder_scores_and_explains(tmp_path):
    request = AlleleRequest.of(random_bases(600, 1), "A", "G", random_bases(600, 2))
    for name, (folder, _) in folders(tmp_path).items():
        loaded = _loaded(_MODULES[name], folder, tmp_path / "weights.safetensors")
        engine = LanguageEngine(loaded, INFO, CPU)
        ((_, said),) = engine.score([request])
        assert said.is_finite
        assert (said.delta != 0).all()
        assert ("attention_rollout" in engine.methods) == (name != "hyenadna")
        for method in engine.methods:
            *_, last = engine.attribute(request, track=0, method=method, flank=2)
            assert all(np.abs(one.contribution).sum() > 0 for one in last.arrays)
        if name != "hyenadna":
            found = engine.attention(random_bases(30))
            assert found.shape[2:] == (30, 30)
            assert (found.sum(-1) <= 1 + 1e-5).all()


def test_a_folder_is_imported_as_a_pack_and_loaded_as_an_engine(tmp_path, own_data_folder):
    folder, _ = folders(tmp_path)["hyenadna"]
    list(import_network(ImportOrder(folder, "hyenadna", "my-hyena")))
    engine = load_regulatory_engine("my-hyena", device="cpu", threads=1)
    assert engine.info.engine_id == "my-hyena"
    assert engine.info.context_length == HYENA["max_seq_len"]
    assert [track.name for track in engine.tracks] == [track.name for track in TRACKS]
    request = AlleleRequest.of(random_bases(60, 1), "A", "G", random_bases(60, 2))
    ((_, said),) = engine.score([request])
    assert said.is_finite


def test_the_pack_remembers_configuration_and_vocabulary(bert_folder, tmp_path):
    target = tmp_path / "out.safetensors"
    one = _loaded(dnabert, bert_folder, target)
    for path in bert_folder.iterdir():
        path.unlink()
    again = dnabert.ARCHITECTURE.load(target, CPU)
    assert again.length == one.length == BERT["max_position_embeddings"]
    assert (
        again.tokenizer.tokens("ACGTN").ids.tolist() == one.tokenizer.tokens("ACGTN").ids.tolist()
    )


def test_the_cards_of_all_language_models_say_research_only():
    for name, module in _MODULES.items():
        card = architecture(name)
        assert card.research_only
        assert card.module == module.__name__
        assert card.engine == f"{LanguageEngine.__module__}:{LanguageEngine.__name__}"
        assert card.n_tracks == len(TRACKS)
        assert card.length == module.LENGTH


@torch.no_grad()
def test_both_forms_of_weights_are_read(bert_folder, tmp_path):
    one = _loaded(dnabert, bert_folder, tmp_path / "one.safetensors")
    torch.save(load_file(bert_folder / "model.safetensors"), bert_folder / "pytorch_model.bin")
    (bert_folder / "model.safetensors").unlink()
    other = _loaded(dnabert, bert_folder, tmp_path / "other.safetensors")
    ids = torch.tensor([[2, 7, 8, 9, 3]])
    assert torch.equal(one.network.hidden(ids), other.network.hidden(ids))


def test_half_precision_is_kept_as_single_precision(bert_folder, tmp_path):
    path = bert_folder / "model.safetensors"
    save_file({k: x.half() for k, x in load_file(path).items()}, path)
    loaded = _loaded(dnabert, bert_folder, tmp_path / "out.safetensors")
    assert all(x.dtype == torch.float32 for x in loaded.network.parameters())


def test_code_in_the_folder_is_never_run(tmp_path):
    folder, _ = folders(tmp_path)["dnabert-2"]
    marker = tmp_path / "was-run"
    (folder / "bert_layers.py").write_text(f"open({str(marker)!r}, 'w')")
    assert "auto_map" in json.loads((folder / "config.json").read_text())
    _loaded(dnabert2, folder, tmp_path / "out.safetensors")
    assert not marker.exists()
