"""Networks that can be counted by hand, small checkpoints in folders, and what is around them."""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from models.engine import EngineInfo
from models.language.tokens import BaseTokenizer, kmers

CHANCES = {"A": 0.5, "C": 0.25, "G": 0.125, "T": 0.125}
CPU = torch.device("cpu")
INFO = EngineInfo("toy", "Toy", "1", "0" * 64, "float32", 16, "cpu", 8)

BERT = {
    "architectures": ["BertForMaskedLM"],
    "model_type": "bert",
    "vocab_size": 69,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
    "max_position_embeddings": 64,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
    "hidden_act": "gelu",
    "pad_token_id": 0,
}
ESM = {
    "architectures": ["EsmForMaskedLM"],
    "model_type": "esm",
    "vocab_size": 4107,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "intermediate_size": 40,
    "max_position_embeddings": 64,
    "layer_norm_eps": 1e-12,
    "emb_layer_norm_before": False,
    "position_embedding_type": "absolute",
    "token_dropout": False,
    "mask_token_id": 2,
    "pad_token_id": 1,
    "tie_word_embeddings": False,
}
HYENA = {
    "model_type": "hyenadna",
    "vocab_size": 12,
    "pad_vocab_size_multiple": 8,
    "d_model": 16,
    "d_inner": 64,
    "n_layer": 2,
    "max_seq_len": 66,
    "emb_dim": 5,
    "filter_order": 8,
    "num_inner_mlps": 2,
    "hyena_order": 2,
    "short_filter_order": 3,
    "activation_freq": 10,
    "layer_norm_epsilon": 1e-5,
}
DNABERT2 = {
    "architectures": ["BertForMaskedLM"],
    "auto_map": {"AutoModelForMaskedLM": "bert_layers.BertForMaskedLM"},
    "model_type": "bert",
    "alibi_starting_size": 512,
    "vocab_size": 64,
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "intermediate_size": 40,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
    "hidden_act": "gelu",
}


class IndependentBases:
    """Guesses each base with one chance, whatever stands around it.

    Hidden states are one-hot over the ids, so an embedding is the composition of a window.
    """

    def __init__(self, *, is_causal: bool) -> None:
        self.is_causal = is_causal
        self.n_evaluated = 0

    def to(self, place: torch.device):
        return self

    def hidden(self, ids: Tensor) -> Tensor:
        self.n_evaluated += len(ids)
        return torch.nn.functional.one_hot(ids, BaseTokenizer.size).float()

    def logits(self, hidden: Tensor) -> Tensor:
        odds = torch.full((BaseTokenizer.size,), -1e9)
        for base, chance in CHANCES.items():
            odds[base_id(base)] = float(np.log(chance))
        return odds.expand(hidden.shape)


class Repeater(IndependentBases):
    """Guesses the base before with 7/10, each other one with 1/10; causal."""

    def __init__(self) -> None:
        super().__init__(is_causal=True)

    def logits(self, hidden: Tensor) -> Tensor:
        odds = torch.full(hidden.shape, -1e9)
        odds[..., 7:11] = float(np.log(0.1))
        return torch.where(hidden == 1, float(np.log(0.7)), odds)


class Looking(IndependentBases):
    """Two layers of two heads that look at fixed places."""

    def __init__(self, by_token: Tensor) -> None:
        super().__init__(is_causal=False)
        self.by_token = by_token

    def attentions(self, ids: Tensor) -> Tensor:
        del ids
        return self.by_token


def base_id(base: str) -> int:
    return int(BaseTokenizer().tokens(base).ids[0])


def random_bases(length: int, seed: int = 0) -> str:
    return "".join(np.random.default_rng(seed).choice(list("ACGT"), length))


def kmer_vocabulary(k: int = 3) -> str:
    return "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *kmers(k)]) + "\n"


def six_mer_vocabulary() -> str:
    special = ["<unk>", "<pad>", "<mask>", "<cls>"]
    return "\n".join([*special, *kmers(6), *"ATCGN", "<eos>", "<bos>"]) + "\n"


def pair_vocabulary(size: int = 64) -> str:
    """A `tokenizer.json` as that of DNABERT-2, learnt on a made-up sequence."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False)
    words = [random_bases(40, seed).replace("CG", "TATA") for seed in range(200)]
    tokenizer.train_from_iterator(words, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return tokenizer.to_str()


def written(
    folder: Path, config: dict, arrays: dict[str, Tensor], vocabulary: str = "", name: str = ""
) -> Path:
    """Write a folder as Hugging Face does; shared arrays are stored once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    stored: dict[int, str] = {}
    once = {k: x for k, x in arrays.items() if stored.setdefault(x.data_ptr(), k) == k}
    save_file({k: x.detach().contiguous() for k, x in once.items()}, folder / "model.safetensors")
    if vocabulary:
        (folder / name).write_text(vocabulary)
    return folder


def shaken(network: torch.nn.Module, seed: int = 0) -> torch.nn.Module:
    """Move all numbers a little, so that none is one or nought by chance of its beginning."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for array in network.parameters():
            array.add_(0.1 * torch.randn(array.shape, generator=generator))
    return network.eval()
