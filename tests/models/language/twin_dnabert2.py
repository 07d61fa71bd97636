"""DNABERT-2 after its official source, written before and without our own network.

Layer list and names of the arrays: MAGICS-LAB/DNABERT_S (the group of DNABERT-2),
`train/pretrain/DNABERT2_MIX/bert_layers.py` at e33f440f478154f1f9b4e3b332f15358c1a9abe9, the file
that stands beside the weights of zhihan1996/DNABERT-2-117M; it is MosaicBERT's (mosaicml/examples,
`examples/benchmarks/bert/src/bert_layers.py`). The official code takes padding out and puts it
back around each layer; sequences here have none.
"""

import math

import torch
from torch import Tensor, nn


class Embeddings(nn.Module):
    def __init__(self, config):
        super().__init__()
        width = config["hidden_size"]
        self.word_embeddings = nn.Embedding(config["vocab_size"], width, padding_idx=0)
        self.token_type_embeddings = nn.Embedding(config["type_vocab_size"], width)
        self.LayerNorm = nn.LayerNorm(width, eps=config["layer_norm_eps"])

    def forward(self, ids):
        types = torch.zeros_like(ids)
        return self.LayerNorm(self.word_embeddings(ids) + self.token_type_embeddings(types))


class SelfAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads = config["num_attention_heads"]
        self.Wqkv = nn.Linear(config["hidden_size"], 3 * config["hidden_size"])

    def forward(self, x, bias):
        n, length, width = x.shape
        size = width // self.heads
        # The three thirds of the output are q, k and v; each is the heads one after another.
        q, k, v = self.Wqkv(x).reshape(n, length, 3, self.heads, size).unbind(2)
        scores = torch.einsum("nqhd,nkhd->nhqk", q, k) / math.sqrt(size)
        weights = torch.softmax(scores + bias, dim=-1)
        return torch.einsum("nhqk,nkhd->nqhd", weights, v).reshape(n, length, width)


class SelfOutput(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config["hidden_size"], config["hidden_size"])
        self.LayerNorm = nn.LayerNorm(config["hidden_size"], eps=config["layer_norm_eps"])

    def forward(self, x, residual):
        return self.LayerNorm(self.dense(x) + residual)


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.self = SelfAttention(config)
        self.output = SelfOutput(config)

    def forward(self, x, bias):
        return self.output(self.self(x, bias), x)


class GatedMlp(nn.Module):
    def __init__(self, config):
        super().__init__()
        width, inner = config["hidden_size"], config["intermediate_size"]
        self.inner = inner
        self.gated_layers = nn.Linear(width, 2 * inner, bias=False)
        self.wo = nn.Linear(inner, width)
        self.layernorm = nn.LayerNorm(width, eps=config["layer_norm_eps"])

    def forward(self, x):
        both = self.gated_layers(x)
        gate = nn.functional.gelu(both[..., : self.inner])
        return self.layernorm(self.wo(gate * both[..., self.inner :]) + x)


class Layer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.attention = Attention(config)
        self.mlp = GatedMlp(config)

    def forward(self, x, bias):
        return self.mlp(self.attention(x, bias))


class Encoder(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads = config["num_attention_heads"]
        self.layer = nn.ModuleList(Layer(config) for _ in range(config["num_hidden_layers"]))

    def forward(self, x):
        bias = alibi(self.heads, x.shape[1])
        for layer in self.layer:
            x = layer(x, bias)
        return x


def alibi(heads: int, length: int) -> Tensor:
    """Shape (heads, length, length): minus slope times distance."""
    places = torch.arange(length)
    distance = (places[:, None] - places[None, :]).abs()
    return -torch.tensor(slopes(heads))[:, None, None] * distance


def slopes(heads: int) -> list[float]:
    """For powers of two a geometric series; else those of the power below, then every other one
    of the power above."""
    whole = math.log2(heads)
    if whole.is_integer():
        start = 2 ** (-(2 ** -(whole - 3)))
        return [start ** (i + 1) for i in range(heads)]
    below = 2 ** math.floor(whole)
    return slopes(below) + slopes(2 * below)[::2][: heads - below]


class Bert(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embeddings = Embeddings(config)
        self.encoder = Encoder(config)

    def forward(self, ids):
        return self.encoder(self.embeddings(ids))


class Transform(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(config["hidden_size"], config["hidden_size"])
        # This one does not take its constant from the configuration.
        self.LayerNorm = nn.LayerNorm(config["hidden_size"], eps=1e-12)

    def forward(self, x):
        return self.LayerNorm(nn.functional.gelu(self.dense(x)))


class Predictions(nn.Module):
    def __init__(self, config, embedding):
        super().__init__()
        self.transform = Transform(config)
        self.decoder = nn.Linear(config["hidden_size"], config["vocab_size"])
        self.decoder.weight = embedding

    def forward(self, x):
        return self.decoder(self.transform(x))


class Head(nn.Module):
    def __init__(self, config, embedding):
        super().__init__()
        self.predictions = Predictions(config, embedding)

    def forward(self, x):
        return self.predictions(x)


class DnaBert2Twin(nn.Module):
    """The names of its arrays are those of the official file."""

    def __init__(self, config):
        super().__init__()
        self.bert = Bert(config)
        self.cls = Head(config, self.bert.embeddings.word_embeddings.weight)

    def forward(self, ids):
        """Last hidden states (N, n, width) and logits (N, n, vocabulary)."""
        hidden = self.bert(ids)
        return hidden, self.cls(hidden)
