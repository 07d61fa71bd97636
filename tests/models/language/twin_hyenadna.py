"""HyenaDNA after its official source, written before and without our own network.

Layers: HazyResearch/hyena-dna, `standalone_hyenadna.py` at
372625a797eb579e32c500f0ff9fa384fbd4b02f. Names of the arrays, language model head and
configuration: the Hugging Face port that stands beside the weights (LongSafari/hyenadna-*-hf,
`modeling_hyena.py` and `configuration_hyena.py`; a copy is in shubhamtkr/checkpoint-62500 at
22f96459d32d1b300fc75b225c53495e7a96ec2b).

The official code convolves by Fourier transform; here every product is summed in float64, so that
the two ways cannot share a mistake.
"""

import math

import torch
from torch import Tensor, nn


class Sine(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.freq = nn.Parameter(config["activation_freq"] * torch.ones(1, config["filter_order"]))

    def forward(self, x):
        return torch.sin(self.freq * x)


class PositionalEmbedding(nn.Module):
    """Time from 0 to 1, then cosine and sine of time in bands."""

    def __init__(self, config):
        super().__init__()
        length, bands = config["max_seq_len"], (config["emb_dim"] - 1) // 2
        time = torch.linspace(0, 1, length)[None, :, None]
        angle = 2 * math.pi * torch.arange(length)[None, :, None] / length
        phase = torch.linspace(1e-4, bands - 1, bands)[None, None] * angle
        self.register_buffer("z", torch.cat([time, torch.cos(-phase), torch.sin(-phase)], dim=-1))
        self.register_buffer("t", time)


class Modulation(nn.Module):
    def __init__(self, config):
        super().__init__()
        slow, fast = math.log(1e-2) / 1.5, math.log(1e-2) / 0.3
        self.register_buffer("deltas", torch.linspace(slow, fast, config["d_model"])[None, None])

    def forward(self, time, x):
        return x * (torch.exp(-time * self.deltas.abs()) + 0.05)


class Filter(nn.Module):
    def __init__(self, config):
        super().__init__()
        width, order = config["d_model"], config["filter_order"]
        self.bias = nn.Parameter(torch.randn(width * (config["hyena_order"] - 1)))
        self.pos_emb = PositionalEmbedding(config)
        sine = Sine(config)  # one for all: its frequencies are shared
        layers = [nn.Linear(config["emb_dim"], order), sine]
        for _ in range(config["num_inner_mlps"]):
            layers += [nn.Linear(order, order), sine]
        layers.append(nn.Linear(order, width, bias=False))
        self.implicit_filter = nn.Sequential(*layers)
        self.modulation = Modulation(config)

    def kernel(self, length):
        """Shape (length, width)."""
        z, time = self.pos_emb.z[:, :length], self.pos_emb.t[:, :length]
        return self.modulation(time, self.implicit_filter(z))[0]


class Operator(nn.Module):
    """Of order 2, as all published networks are: one long convolution between two gates."""

    def __init__(self, config):
        super().__init__()
        width = config["d_model"]
        self.width = width
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)
        short = config["short_filter_order"]
        self.short_filter = nn.Conv1d(3 * width, 3 * width, short, padding=2, groups=3 * width)
        self.filter_fn = Filter(config)

    def forward(self, u):
        length = u.shape[1]
        mixed = self.short_filter(self.in_proj(u).transpose(1, 2))[..., :length]
        outer, inner, value = mixed.split(self.width, dim=1)
        value = value * inner
        long = causal_convolution(value, self.filter_fn.kernel(length).T)
        value = long + value * self.filter_fn.bias[:, None]
        return self.out_proj((value * outer).transpose(1, 2))


def causal_convolution(x: Tensor, kernel: Tensor) -> Tensor:
    """Sum over all earlier places: x (N, D, L), kernel (D, L)."""
    length = x.shape[-1]
    places = torch.arange(length)
    lag = places[:, None] - places[None, :]
    matrix = torch.where(lag >= 0, kernel.double()[:, lag.clamp(min=0)], 0.0)
    return torch.einsum("dij,ndj->ndi", matrix, x.double()).to(x.dtype)


class Mlp(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc1 = nn.Linear(config["d_model"], config["d_inner"])
        self.fc2 = nn.Linear(config["d_inner"], config["d_model"])

    def forward(self, x):
        return self.fc2(nn.functional.gelu(self.fc1(x), approximate="tanh"))


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.mixer = Operator(config)
        self.norm1 = nn.LayerNorm(config["d_model"])
        self.mlp = Mlp(config)
        self.norm2 = nn.LayerNorm(config["d_model"])

    def forward(self, x):
        x = x + self.mixer(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class WordEmbeddings(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.word_embeddings = nn.Embedding(padded_vocabulary(config), config["d_model"])


class Backbone(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embeddings = WordEmbeddings(config)
        self.layers = nn.ModuleList(Block(config) for _ in range(config["n_layer"]))
        self.ln_f = nn.LayerNorm(config["d_model"], eps=config["layer_norm_epsilon"])

    def forward(self, ids):
        x = self.embeddings.word_embeddings(ids)
        for block in self.layers:
            x = block(x)
        return self.ln_f(x)


class Hyena(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.backbone = Backbone(config)


class HyenaDnaTwin(nn.Module):
    """The names of its arrays are those of the official file."""

    def __init__(self, config):
        super().__init__()
        self.hyena = Hyena(config)
        self.lm_head = nn.Linear(config["d_model"], padded_vocabulary(config), bias=False)

    def forward(self, ids):
        """Last hidden states (N, n, width) and logits (N, n, vocabulary)."""
        hidden = self.hyena.backbone(ids)
        return hidden, self.lm_head(hidden)


def padded_vocabulary(config) -> int:
    return (
        -(-config["vocab_size"] // config["pad_vocab_size_multiple"])
        * (config["pad_vocab_size_multiple"])
    )
