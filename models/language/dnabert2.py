"""DNABERT-2: BERT with ALiBi and gated layers over byte pairs (Zhou et al. 2024; MosaicBERT)."""

import math
from collections.abc import Mapping
from typing import Literal, cast

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field, model_validator
from torch import Tensor, nn
from torch.nn import functional

from models.language.architecture import Architecture
from models.language.network import Arrays, ReadSettings, filled, needed, validated
from models.language.tokens import PairTokenizer, Tokenizer

LENGTH = 512
"""Bases of a window: about a hundred tokens. Places are not numbered, so none is the last."""

_UNUSED = ("bert.pooler.",)
_NAMES = {
    "bert.embeddings.word_embeddings.": "tokens.",
    "bert.embeddings.token_type_embeddings.weight": "segment",
    "bert.embeddings.LayerNorm.": "embedding_norm.",
    "bert.encoder.layer.": "layers.",
    ".attention.self.Wqkv.": ".attention.query_key_value.",
    ".attention.output.dense.": ".attention.output.",
    ".attention.output.LayerNorm.": ".attention_norm.",
    ".mlp.gated_layers.": ".feed_forward.gate_and_value.",
    ".mlp.wo.": ".feed_forward.output.",
    ".mlp.layernorm.": ".feed_forward_norm.",
    "cls.predictions.transform.dense.": "head.",
    "cls.predictions.transform.LayerNorm.": "head_norm.",
    "cls.predictions.decoder.": "decoder.",
}
"""What stands in the official names, and here."""


class _Settings(ReadSettings):
    vocab_size: int = Field(gt=0, le=100_000)
    hidden_size: int = Field(gt=0, le=8192)
    num_hidden_layers: int = Field(gt=0, le=128)
    num_attention_heads: int = Field(gt=0, le=128)
    intermediate_size: int = Field(gt=0, le=65_536)
    layer_norm_eps: float = Field(default=1e-12, gt=0)
    hidden_act: Literal["gelu"] = "gelu"

    @model_validator(mode="after")
    def _heads_share(self) -> "_Settings":
        if self.hidden_size % self.num_attention_heads:
            raise ValueError("hidden_size is no multiple of num_attention_heads")
        return self


class Attention(nn.Module):
    """Tokens look at each other, the less the further apart they are (ALiBi)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query_key_value = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)

    def forward(self, hidden: Tensor, distance: Tensor) -> Tensor:
        """(N, n, width) and the penalty of distance (heads, n, n) to (N, n, width)."""
        query, key, value = self._split(hidden)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=distance)
        mixed: Tensor = self.output(seen.transpose(1, 2).flatten(2))
        return mixed

    def weights(self, hidden: Tensor, distance: Tensor) -> Tensor:
        """How much each token looks at each other one, (N, heads, n, n)."""
        query, key, _ = self._split(hidden)
        scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1]) + distance
        return scores.softmax(-1)

    def _split(self, hidden: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values, each (N, heads, n, width / heads)."""
        parts = self.query_key_value(hidden).unflatten(-1, (3, self.heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        return query, key, value


class FeedForward(nn.Module):
    """One half opens the other."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_and_value = nn.Linear(width, 2 * inner, bias=False)
        self.output = nn.Linear(inner, width)

    def forward(self, hidden: Tensor) -> Tensor:
        """Keep (N, n, width)."""
        gate, value = self.gate_and_value(hidden).chunk(2, dim=-1)
        mixed: Tensor = self.output(functional.gelu(gate) * value)
        return mixed


class Layer(nn.Module):
    """Attention, then feed forward, each added to what came in and normalised."""

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        width = settings.hidden_size
        self.attention = Attention(width, settings.num_attention_heads)
        self.attention_norm = nn.LayerNorm(width, eps=settings.layer_norm_eps)
        self.feed_forward = FeedForward(width, settings.intermediate_size)
        self.feed_forward_norm = nn.LayerNorm(width, eps=settings.layer_norm_eps)

    def forward(self, hidden: Tensor, distance: Tensor) -> Tensor:
        """Keep (N, n, width)."""
        hidden = self.attention_norm(hidden + self.attention(hidden, distance))
        normed: Tensor = self.feed_forward_norm(hidden + self.feed_forward(hidden))
        return normed


class DnaBert2(nn.Module):
    """Embedding, layers, masked language model head."""

    is_causal = False

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        width = settings.hidden_size
        self.heads = settings.num_attention_heads
        self.tokens = nn.Embedding(settings.vocab_size, width)
        self.segment = nn.Parameter(torch.zeros(width))
        self.embedding_norm = nn.LayerNorm(width, eps=settings.layer_norm_eps)
        self.layers = nn.ModuleList(Layer(settings) for _ in range(settings.num_hidden_layers))
        self.head = nn.Linear(width, width)
        self.head_norm = nn.LayerNorm(width, eps=1e-12)
        self.decoder = nn.Linear(width, settings.vocab_size)

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, (N, n, width)."""
        distance = self._distance(ids.shape[1])
        hidden = self._embedded(ids)
        for layer in self.layers:
            hidden = layer(hidden, distance)
        return hidden

    def logits(self, hidden: Tensor) -> Tensor:
        """Log odds over the vocabulary."""
        odds: Tensor = self.decoder(self.head_norm(functional.gelu(self.head(hidden))))
        return odds

    def attentions(self, ids: Tensor) -> Tensor:
        """Of one sequence: (layers, heads, n, n)."""
        distance = self._distance(len(ids))
        hidden, seen = self._embedded(ids[None]), []
        for layer in self.layers.children():
            seen.append(cast("Layer", layer).attention.weights(hidden, distance))
            hidden = layer(hidden, distance)
        return torch.cat(seen)

    def _embedded(self, ids: Tensor) -> Tensor:
        embedded: Tensor = self.embedding_norm(self.tokens(ids) + self.segment)
        return embedded

    def _distance(self, length: int) -> Tensor:
        places = torch.arange(length, device=self.segment.device)
        apart = (places[:, None] - places).abs()
        slopes = torch.tensor(alibi_slopes(self.heads), device=self.segment.device)
        return -slopes[:, None, None] * apart


def alibi_slopes(heads: int) -> list[float]:
    """How steeply each head's attention falls with distance (Press et al. 2022).

    A geometric series from 2^(-8/heads) on; where heads are no power of two, that of the power
    below, then every other one of the power above.
    """
    power = 2 ** int(math.log2(heads))
    series = [2 ** (-8 * (place + 1) / power) for place in range(power)]
    finer = [2 ** (-4 * (place + 1) / power) for place in range(0, 2 * (heads - power), 2)]
    return series + finer


def blank(config: Mapping[str, object]) -> DnaBert2:
    """Build the network without its numbers."""
    return DnaBert2(validated(_Settings, config))


def state(raw: Arrays) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a checkpoint the names they have here."""
    arrays = {_renamed(name): array for name, array in needed(raw, _UNUSED).items()}
    if "segment" in arrays:
        # A window is one segment, the first.
        arrays["segment"] = arrays["segment"][0]
    if "tokens.weight" in arrays:
        # Files of safetensors leave out an array that two layers share.
        arrays.setdefault("decoder.weight", arrays["tokens.weight"])
    return arrays


def _renamed(name: str) -> str:
    for official, ours in _NAMES.items():
        name = name.replace(official, ours)
    return name


def network(arrays: Mapping[str, Tensor], config: Mapping[str, object]) -> DnaBert2:
    """Build the network of a checkpoint out of what `state` gave."""
    return filled(blank(config), arrays)


def tokenizer(vocabulary: str) -> Tokenizer:
    """Build what cuts sequences, out of the text of `tokenizer.json`."""
    return PairTokenizer(vocabulary)


def window(config: Mapping[str, object]) -> int:
    """Bases the network is asked with."""
    del config
    return LENGTH


ARCHITECTURE = Architecture(
    vocabulary_file="tokenizer.json",
    model_types=("bert",),
    blank=blank,
    state=state,
    network=network,
    tokenizer=tokenizer,
    window=window,
)
convert = ARCHITECTURE.convert
