"""DNABERT: a plain BERT over overlapping k-mers (Ji et al. 2021).

The network is the class of the package `transformers`, built here from numbers of the
configuration and never loaded by it: no folder, no name on a hub and no code of a checkpoint
reaches that package.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from torch import Tensor, nn

from models.language.architecture import Architecture
from models.language.network import (
    Arrays,
    ReadSettings,
    demand_places,
    filled,
    needed,
    transformers_needed,
    validated,
)
from models.language.tokens import KmerTokenizer, Tokenizer, listed

LENGTH = 512
"""Bases of a window; a checkpoint with fewer places reads less."""

_UNUSED = ("bert.pooler.", "cls.seq_relationship.", "bert.embeddings.position_ids")


class _Settings(ReadSettings):
    vocab_size: int = Field(gt=0, le=10_000)
    hidden_size: int = Field(gt=0, le=8192)
    num_hidden_layers: int = Field(gt=0, le=128)
    num_attention_heads: int = Field(gt=0, le=128)
    intermediate_size: int = Field(gt=0, le=65_536)
    max_position_embeddings: int = Field(gt=2, le=65_536)
    type_vocab_size: int = Field(default=2, gt=0, le=16)
    layer_norm_eps: float = Field(default=1e-12, gt=0)
    hidden_act: Literal["gelu"] = "gelu"
    position_embedding_type: Literal["absolute"] = "absolute"


class DnaBert(nn.Module):
    """BERT with its masked language model head."""

    is_causal = False

    def __init__(self, config: Mapping[str, object]) -> None:
        super().__init__()
        try:
            from transformers import BertConfig, BertForMaskedLM  # noqa: PLC0415
        except ImportError as error:
            raise transformers_needed(error) from error
        settings = validated(_Settings, config).model_dump()
        # Attention that can be looked at; output weights are put in like all others.
        whole = BertForMaskedLM(
            BertConfig(**settings, tie_word_embeddings=False, attn_implementation="eager")
        )
        self._places = int(settings["max_position_embeddings"])
        self.bert = whole.bert
        self.transform = whole.cls.predictions.transform
        self.decoder = whole.cls.predictions.decoder

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, (N, n, width)."""
        demand_places(ids, self._places)
        states: Tensor = self.bert(input_ids=ids).last_hidden_state
        return states

    def logits(self, hidden: Tensor) -> Tensor:
        """Log odds over the vocabulary."""
        odds: Tensor = self.decoder(self.transform(hidden))
        return odds

    def attentions(self, ids: Tensor) -> Tensor:
        """Of one sequence: (layers, heads, n, n)."""
        demand_places(ids, self._places)
        return torch.cat(self.bert(input_ids=ids[None], output_attentions=True).attentions)


def blank(config: Mapping[str, object]) -> DnaBert:
    """Build the network without its numbers."""
    return DnaBert(config)


def state(raw: Arrays) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a checkpoint the names they have here; a shared one is not stored twice."""
    arrays = {name.removeprefix("cls.predictions."): x for name, x in needed(raw, _UNUSED).items()}
    if "bias" in arrays:
        arrays.setdefault("decoder.bias", arrays.pop("bias"))
    if "bert.embeddings.word_embeddings.weight" in arrays:
        arrays.setdefault("decoder.weight", arrays["bert.embeddings.word_embeddings.weight"])
    return arrays


def network(arrays: Mapping[str, Tensor], config: Mapping[str, object]) -> DnaBert:
    """Build the network of a checkpoint out of what `state` gave."""
    return filled(blank(config), arrays)


def tokenizer(vocabulary: str) -> Tokenizer:
    """Build what cuts sequences, out of the text of `vocab.txt`."""
    return KmerTokenizer(listed(vocabulary))


def window(config: Mapping[str, object]) -> int:
    """Bases the network is asked with: two places go to special tokens."""
    places = validated(_Settings, config).max_position_embeddings
    return min(LENGTH, places)


ARCHITECTURE = Architecture(
    vocabulary_file="vocab.txt",
    model_types=("bert",),
    blank=blank,
    state=state,
    network=network,
    tokenizer=tokenizer,
    window=window,
)
convert = ARCHITECTURE.convert
