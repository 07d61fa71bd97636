"""HyenaDNA: long convolutions and gates instead of attention, base by base (Nguyen et al. 2023).

A filter as long as the window is not stored: a small network gives its value at each place.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from torch import Tensor, nn

from models.language.architecture import Architecture
from models.language.network import Arrays, ReadSettings, demand_places, filled, validated
from models.language.tokens import BaseTokenizer, Tokenizer

LENGTH = 1024
"""Bases of a window; a network of shorter context reads less."""

_FLOOR = 0.05
"""What a filter keeps however far it reaches."""

_NAMES = {
    "hyena.backbone.": "",
    "embeddings.word_embeddings.": "embedding.",
    "ln_f.": "norm.",
    ".mixer.in_proj.": ".operator.input.",
    ".mixer.out_proj.": ".operator.output.",
    ".mixer.short_filter.": ".operator.short_filter.",
    ".mixer.filter_fn.bias": ".operator.skip",
    ".mixer.filter_fn.pos_emb.z": ".operator.long_filter.places",
    ".mixer.filter_fn.pos_emb.t": ".operator.long_filter.time",
    ".mixer.filter_fn.modulation.deltas": ".operator.long_filter.decay",
    ".norm1.": ".operator_norm.",
    ".mlp.fc1.": ".feed_forward.0.",
    ".mlp.fc2.": ".feed_forward.2.",
    ".norm2.": ".feed_forward_norm.",
    "lm_head.": "head.",
}
"""What stands in the official names, and here."""
_FILTER = ".mixer.filter_fn.implicit_filter."


class _Settings(ReadSettings):
    vocab_size: int = Field(ge=12, le=1000)
    pad_vocab_size_multiple: int = Field(default=8, gt=0, le=1000)
    d_model: int = Field(gt=0, le=8192)
    d_inner: int | None = Field(default=None, gt=0, le=65_536)
    n_layer: int = Field(gt=0, le=128)
    max_seq_len: int = Field(gt=1, le=2_000_000)
    emb_dim: int = Field(ge=3, le=101)
    filter_order: int = Field(gt=0, le=1024)
    num_inner_mlps: int = Field(default=2, ge=0, le=16)
    short_filter_order: Literal[3] = 3
    hyena_order: Literal[2] = 2
    layer_norm_epsilon: float = Field(default=1e-5, gt=0)

    @property
    def n_tokens(self) -> int:
        """Size of the vocabulary, filled up."""
        return -(-self.vocab_size // self.pad_vocab_size_multiple) * self.pad_vocab_size_multiple


class LongFilter(nn.Module):
    """A filter over the whole window, one for each channel, out of a small network."""

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        width, inner = settings.d_model, settings.filter_order
        self.places = nn.Parameter(torch.zeros(1, settings.max_seq_len, settings.emb_dim))
        self.time = nn.Parameter(torch.zeros(1, settings.max_seq_len, 1))
        self.decay = nn.Parameter(torch.zeros(1, 1, width))
        self.frequency = nn.Parameter(torch.ones(1, inner))
        self.first = nn.Linear(settings.emb_dim, inner)
        self.inner = nn.ModuleList(nn.Linear(inner, inner) for _ in range(settings.num_inner_mlps))
        self.last = nn.Linear(inner, width, bias=False)

    def forward(self, length: int) -> Tensor:
        """Give the filter of the first places, (width, length)."""
        value = torch.sin(self.frequency * self.first(self.places[0, :length]))
        for layer in self.inner:
            value = torch.sin(self.frequency * layer(value))
        fading = torch.exp(-self.time[0, :length] * self.decay[0].abs()) + _FLOOR
        filters: Tensor = self.last(value) * fading
        return filters.T


class Operator(nn.Module):
    """Two gates around one long causal convolution."""

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        width = settings.d_model
        self.input = nn.Linear(width, 3 * width)
        self.short_filter = nn.Conv1d(3 * width, 3 * width, 3, padding=2, groups=3 * width)
        self.long_filter = LongFilter(settings)
        self.skip = nn.Parameter(torch.zeros(width))
        self.output = nn.Linear(width, width)

    def forward(self, hidden: Tensor) -> Tensor:
        """Keep (N, n, width); no place sees a later one."""
        length = hidden.shape[1]
        mixed = self.short_filter(self.input(hidden).transpose(1, 2))[..., :length]
        outer, inner, value = mixed.chunk(3, dim=1)
        value = value * inner
        value = causal_convolution(value, self.long_filter(length)) + value * self.skip[:, None]
        gated: Tensor = self.output((value * outer).transpose(1, 2))
        return gated


class Block(nn.Module):
    """Operator, then feed forward, each on the normalised and added to what came in."""

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        width = settings.d_model
        inner = settings.d_inner or 4 * width
        self.operator_norm = nn.LayerNorm(width)
        self.operator = Operator(settings)
        self.feed_forward_norm = nn.LayerNorm(width)
        self.feed_forward = nn.Sequential(
            nn.Linear(width, inner), nn.GELU(approximate="tanh"), nn.Linear(inner, width)
        )

    def forward(self, hidden: Tensor) -> Tensor:
        """Keep (N, n, width)."""
        hidden = hidden + self.operator(self.operator_norm(hidden))
        added: Tensor = hidden + self.feed_forward(self.feed_forward_norm(hidden))
        return added


class HyenaDna(nn.Module):
    """Embedding, blocks, head that guesses the next base."""

    is_causal = True

    def __init__(self, settings: _Settings) -> None:
        super().__init__()
        self._places = settings.max_seq_len
        self.embedding = nn.Embedding(settings.n_tokens, settings.d_model)
        self.layers = nn.ModuleList(Block(settings) for _ in range(settings.n_layer))
        self.norm = nn.LayerNorm(settings.d_model, eps=settings.layer_norm_epsilon)
        self.head = nn.Linear(settings.d_model, settings.n_tokens, bias=False)

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, (N, n, width)."""
        demand_places(ids, self._places)
        hidden = self.embedding(ids)
        for block in self.layers:
            hidden = block(hidden)
        normed: Tensor = self.norm(hidden)
        return normed

    def logits(self, hidden: Tensor) -> Tensor:
        """Log odds over the vocabulary, of the token after each."""
        odds: Tensor = self.head(hidden)
        return odds


def causal_convolution(x: Tensor, filters: Tensor) -> Tensor:
    """Convolve each channel with its filter, (N, D, n) with (D, n), by Fourier transform.

    Twice the length, so that the end does not run into the beginning.
    """
    length = x.shape[-1]
    spectrum = torch.fft.rfft(x, n=2 * length) * torch.fft.rfft(filters, n=2 * length)
    convolved: Tensor = torch.fft.irfft(spectrum, n=2 * length)
    return convolved[..., :length]


def blank(config: Mapping[str, object]) -> HyenaDna:
    """Build the network without its numbers."""
    return HyenaDna(validated(_Settings, config))


def state(raw: Arrays) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a checkpoint the names they have here.

    The frequencies of a filter stand in the file once or, the same, for each of its layers.
    """
    arrays: dict[str, NDArray[np.float32]] = {}
    n_layers = 1 + max(
        (int(name.partition(_FILTER)[2].split(".")[0]) for name in raw if _FILTER in name),
        default=0,
    )
    for name, array in raw.items():
        arrays.setdefault(_renamed(name, n_layers), array)
    if "embedding.weight" in arrays:
        # Files of safetensors leave out an array that two layers share.
        arrays.setdefault("head.weight", arrays["embedding.weight"])
    return arrays


def _renamed(name: str, n_layers: int) -> str:
    block, found, layer = name.partition(_FILTER)
    if found:
        number, _, kind = layer.partition(".")
        name = f"{block}.operator.long_filter.{_filter_layer(int(number), kind, n_layers)}"
    for official, ours in _NAMES.items():
        name = name.replace(official, ours)
    return name


def _filter_layer(number: int, kind: str, n_layers: int) -> str:
    """Say which layer of a filter the layer of that number is; sines stand between the others."""
    if kind == "freq":
        return "frequency"
    if number == 0:
        return f"first.{kind}"
    return f"last.{kind}" if number == n_layers - 1 else f"inner.{number // 2 - 1}.{kind}"


def network(arrays: Mapping[str, Tensor], config: Mapping[str, object]) -> HyenaDna:
    """Build the network of a checkpoint out of what `state` gave."""
    return filled(blank(config), arrays)


def tokenizer(vocabulary: str) -> Tokenizer:
    """Build what cuts sequences; there is one way only."""
    del vocabulary
    return BaseTokenizer()


def window(config: Mapping[str, object]) -> int:
    """Bases the network is asked with."""
    return min(LENGTH, validated(_Settings, config).max_seq_len)


ARCHITECTURE = Architecture(
    vocabulary_file="",
    model_types=("hyenadna",),
    blank=blank,
    state=state,
    network=network,
    tokenizer=tokenizer,
    window=window,
)
convert = ARCHITECTURE.convert
