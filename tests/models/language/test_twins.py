"""Our networks against random-weight twins: the same numbers in, the same numbers out.

DNABERT and the first Nucleotide Transformer: the classes of the package `transformers`, saved by
`save_pretrained`. DNABERT-2 and HyenaDNA: `twin_dnabert2` and `twin_hyenadna`, written from the
official sources named there. The second Nucleotide Transformer: `twin_gated_esm`.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from models.language import dnabert, dnabert2, hyenadna, nucleotide_transformer
from models.language.network import demand_shapes
from tests.models.language.toys import BERT, DNABERT2, ESM, HYENA, shaken
from tests.models.language.twin_dnabert2 import DnaBert2Twin
from tests.models.language.twin_gated_esm import gated
from tests.models.language.twin_hyenadna import HyenaDnaTwin

TOLERANCE = 1e-5


def _arrays(twin):
    return {name: array.detach().numpy().copy() for name, array in twin.state_dict().items()}


def _network(module, config, raw):
    arrays = module.state(raw)
    expected = module.ARCHITECTURE.expected(config)
    demand_shapes(expected, {name: x.shape for name, x in arrays.items()})
    tensors = {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}
    return module.network(tensors, config)


def _ids(config, length=40, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(5, min(config["vocab_size"], 500), (3, length), generator=generator)


@torch.no_grad()
def _agree(network, hidden, logits, ids):
    ours = network.hidden(ids)
    assert (ours - hidden).abs().max() < TOLERANCE
    assert (network.logits(ours) - logits).abs().max() < TOLERANCE
    assert logits.std() > 0.1  # the twin says something


def _transformers_twin(kind, settings):
    import transformers

    torch.manual_seed(1)
    config = getattr(transformers, f"{kind}Config")(**settings)
    network = getattr(transformers, f"{kind}ForMaskedLM")._from_config(
        config, attn_implementation="eager"
    )
    return shaken(network)


def _saved(twin, folder: Path):
    twin.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    arrays = load_file(folder / "model.safetensors")
    return config, {name: x.numpy() for name, x in arrays.items() if x.is_floating_point()}


@torch.no_grad()
@pytest.mark.parametrize("is_tied", [True, False])
def test_dnabert_gives_the_numbers_of_the_bert_that_was_saved(tmp_path, is_tied):
    twin = _transformers_twin("Bert", BERT | {"tie_word_embeddings": is_tied})
    config, raw = _saved(twin, tmp_path)
    ids = _ids(BERT)
    said = twin(ids, output_hidden_states=True, output_attentions=True)
    network = _network(dnabert, config, raw)
    _agree(network, said.hidden_states[-1], said.logits, ids)
    assert torch.allclose(network.attentions(ids[0]), torch.stack(said.attentions)[:, 0], atol=1e-6)


@torch.no_grad()
@pytest.mark.parametrize("places", ["absolute", "rotary"])
@pytest.mark.parametrize("drops_tokens", [True, False])
def test_the_nucleotide_transformer_gives_the_numbers_of_the_esm_that_was_saved(
    tmp_path, places, drops_tokens
):
    settings = {"position_embedding_type": places, "token_dropout": drops_tokens}
    twin = _transformers_twin("Esm", ESM | settings)
    config, raw = _saved(twin, tmp_path)
    ids = _ids(ESM)
    ids[:, 7] = ESM["mask_token_id"]
    said = twin(ids, output_hidden_states=True, output_attentions=True)
    network = _network(nucleotide_transformer, config, raw)
    _agree(network, twin.esm(ids).last_hidden_state, said.logits, ids)
    assert torch.allclose(network.attentions(ids[0]), torch.stack(said.attentions)[:, 0], atol=1e-6)


@torch.no_grad()
def test_the_second_nucleotide_transformer_gives_the_numbers_of_gated_layers():
    settings = ESM | {"position_embedding_type": "rotary", "add_bias_fnn": False}
    del settings["model_type"]  # as its official configuration has none
    torch.manual_seed(1)
    twin = shaken(gated(settings))
    ids = _ids(ESM)
    # The official file also holds a table of places that its own code never looks up.
    unused = {"esm.embeddings.position_embeddings.weight": np.ones((64, 24), dtype=np.float32)}
    network = _network(nucleotide_transformer, settings, _arrays(twin) | unused)
    _agree(network, twin.esm(ids).last_hidden_state, twin(ids).logits, ids)


@torch.no_grad()
def test_dnabert_2_gives_the_numbers_of_its_official_layers():
    torch.manual_seed(1)
    twin = shaken(DnaBert2Twin(DNABERT2))
    ids = _ids(DNABERT2)
    _agree(_network(dnabert2, DNABERT2, _arrays(twin)), *twin(ids), ids)


@torch.no_grad()
def test_the_attention_of_dnabert_2_is_what_its_layers_mix_by():
    torch.manual_seed(1)
    twin = shaken(DnaBert2Twin(DNABERT2))
    ids = _ids(DNABERT2)[:1]
    network = _network(dnabert2, DNABERT2, _arrays(twin))
    found = network.attentions(ids[0])
    assert found.sum(-1) == pytest.approx(np.ones(found.shape[:-1]), abs=1e-5)
    # Mixed by hand: the first layer of the twin is asked for its values, and answers with their mean.
    first = twin.bert.encoder.layer[0].attention.self
    x = twin.bert.embeddings(ids)
    value = first.Wqkv(x).reshape(1, -1, 3, first.heads, x.shape[-1] // first.heads)[:, :, 2]
    mixed = torch.einsum("hqk,nkhd->nqhd", found[0], value).flatten(2)
    from tests.models.language.twin_dnabert2 import alibi

    assert torch.allclose(mixed, first(x, alibi(first.heads, ids.shape[1])), atol=1e-5)


@torch.no_grad()
def test_hyenadna_gives_the_numbers_of_its_official_layers():
    torch.manual_seed(1)
    twin = shaken(HyenaDnaTwin(HYENA))
    ids = _ids(HYENA)
    _agree(_network(hyenadna, HYENA, _arrays(twin)), *twin(ids), ids)


def _altered(twin, name, change):
    with torch.no_grad():
        dict([*twin.named_parameters(), *twin.named_buffers()])[name].add_(change)
    return twin


@torch.no_grad()
@pytest.mark.parametrize(
    ("module", "twin", "config", "name"),
    [
        (dnabert2, DnaBert2Twin, DNABERT2, "bert.encoder.layer.1.mlp.wo.weight"),
        (dnabert2, DnaBert2Twin, DNABERT2, "bert.embeddings.token_type_embeddings.weight"),
        (hyenadna, HyenaDnaTwin, HYENA, "hyena.backbone.layers.1.mixer.filter_fn.pos_emb.z"),
        (
            hyenadna,
            HyenaDnaTwin,
            HYENA,
            "hyena.backbone.layers.0.mixer.filter_fn.implicit_filter.3.freq",
        ),
    ],
)
def test_a_twin_that_was_altered_is_told_apart(module, twin, config, name):
    torch.manual_seed(1)
    built = shaken(twin(config))
    network = _network(module, config, _arrays(built))
    ids = _ids(config)
    known = dict(built.named_parameters(remove_duplicate=False)) | dict(built.named_buffers())
    known[name].add_(torch.randn(known[name].shape) / 10)
    with pytest.raises(AssertionError):
        _agree(network, *built(ids), ids)


@torch.no_grad()
def test_other_slopes_of_distance_are_told_apart(monkeypatch):
    torch.manual_seed(1)
    twin = shaken(DnaBert2Twin(DNABERT2))
    ids = _ids(DNABERT2)
    network = _network(dnabert2, DNABERT2, _arrays(twin))
    monkeypatch.setattr(
        "tests.models.language.twin_dnabert2.slopes",
        lambda heads: [0.5 ** (i + 1) for i in range(heads)],
    )
    with pytest.raises(AssertionError):
        _agree(network, *twin(ids), ids)


@torch.no_grad()
def test_hyenadna_never_sees_a_later_base():
    torch.manual_seed(1)
    config = HYENA
    network = _network(hyenadna, config, _arrays(shaken(HyenaDnaTwin(config))))
    ids = _ids(config)
    later = ids.clone()
    later[:, 20:] = 7
    assert torch.allclose(network.hidden(ids)[:, :20], network.hidden(later)[:, :20], atol=1e-5)
