"""Nucleotide Transformer: ESM over 6-mers (Dalla-Torre et al. 2024), first and second version.

The first version is the ESM class of the package `transformers` as it is. In the second every
layer's inner part is gated and has no bias (instadeepai/nucleotide-transformer,
`nucleotide_transformer/layers.py`, `use_glu_in_ffn`), which that package does not have; it is put
in here. As in `dnabert`, nothing is ever loaded by that package.
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

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
from models.language.tokens import SixMerTokenizer, Tokenizer, listed

LENGTH = 1002
"""Bases of a window. 501 is 3 more than a multiple of 6: a change in the middle of the window lies
in the middle of its 6-mer."""

_UNUSED = ("esm.contact_head.", "esm.embeddings.position_ids", "esm.pooler.")
_BASES_PER_TOKEN = 6
_FIRST_PLACE = 2
"""Number of the first token's place, which is that of <cls>."""


class _Settings(ReadSettings):
    vocab_size: int = Field(gt=0, le=10_000)
    hidden_size: int = Field(gt=0, le=8192)
    num_hidden_layers: int = Field(gt=0, le=128)
    num_attention_heads: int = Field(gt=0, le=128)
    intermediate_size: int = Field(gt=0, le=65_536)
    max_position_embeddings: int = Field(gt=10, le=65_536)
    layer_norm_eps: float = Field(default=1e-12, gt=0)
    position_embedding_type: Literal["absolute", "rotary"] = "absolute"
    emb_layer_norm_before: bool | None = None
    token_dropout: bool = False
    mask_token_id: int = Field(ge=0)
    pad_token_id: int = Field(ge=0)
    add_bias_fnn: bool = True


class NucleotideTransformer(nn.Module):
    """ESM with its masked language model head."""

    is_causal = False

    def __init__(self, config: Mapping[str, object]) -> None:
        super().__init__()
        try:
            from transformers import EsmConfig, EsmForMaskedLM  # noqa: PLC0415
        except ImportError as error:
            raise transformers_needed(error) from error
        settings = validated(_Settings, config)
        # Attention that can be looked at; output weights are put in like all others.
        whole = EsmForMaskedLM(
            EsmConfig(
                **settings.model_dump(exclude={"add_bias_fnn"}),
                tie_word_embeddings=False,
                attn_implementation="eager",
            )
        )
        self._places = settings.max_position_embeddings - _FIRST_PLACE
        self.esm = whole.esm
        self.lm_head = whole.lm_head
        del self.esm.contact_head
        if is_second_version(config):
            for layer in self.esm.encoder.layer:
                layer.intermediate = Gated(settings.hidden_size, settings.intermediate_size)
                layer.output.dense = nn.Linear(
                    settings.intermediate_size, settings.hidden_size, bias=False
                )

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, (N, n, width)."""
        demand_places(ids, self._places)
        states: Tensor = self.esm(input_ids=ids).last_hidden_state
        return states

    def logits(self, hidden: Tensor) -> Tensor:
        """Log odds over the vocabulary."""
        odds: Tensor = self.lm_head(hidden)
        return odds

    def attentions(self, ids: Tensor) -> Tensor:
        """Of one sequence: (layers, heads, n, n)."""
        demand_places(ids, self._places)
        return torch.cat(self.esm(input_ids=ids[None], output_attentions=True).attentions)


class Gated(nn.Module):
    """The inner part of a layer of the second version: one half opens the other."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.dense = nn.Linear(width, 2 * inner, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        """(N, n, width) to (N, n, inner)."""
        gate, value = self.dense(hidden).chunk(2, dim=-1)
        opened: Tensor = functional.silu(gate) * value
        return opened


def is_second_version(config: Mapping[str, object]) -> bool:
    """Tell the versions apart as their configurations do."""
    return not validated(_Settings, config).add_bias_fnn


def blank(config: Mapping[str, object]) -> NucleotideTransformer:
    """Build the network without its numbers."""
    return NucleotideTransformer(config)


def state(raw: Arrays) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a checkpoint the names they have here; a shared one is not stored twice."""
    arrays = {name: x for name, x in needed(raw, _UNUSED).items() if not name.endswith("inv_freq")}
    if "esm.embeddings.word_embeddings.weight" in arrays:
        arrays.setdefault("lm_head.decoder.weight", arrays["esm.embeddings.word_embeddings.weight"])
    # The head adds this bias itself; older files name it a second time.
    arrays.pop("lm_head.decoder.bias", None)
    if "esm.encoder.layer.0.intermediate.dense.bias" not in arrays:
        # The second version turns places into the attention; its table of places is never looked up.
        arrays.pop("esm.embeddings.position_embeddings.weight", None)
    return arrays


def network(arrays: Mapping[str, Tensor], config: Mapping[str, object]) -> NucleotideTransformer:
    """Build the network of a checkpoint out of what `state` gave."""
    return filled(blank(config), arrays)


def tokenizer(vocabulary: str) -> Tokenizer:
    """Build what cuts sequences, out of the text of `vocab.txt`."""
    return SixMerTokenizer(listed(vocabulary))


def window(config: Mapping[str, object]) -> int:
    """Bases the network is asked with: an odd number of tokens, so that one is the middle."""
    places = validated(_Settings, config).max_position_embeddings - _FIRST_PLACE - 1
    return min(LENGTH, _BASES_PER_TOKEN * (places - (places + 1) % 2))


ARCHITECTURE = Architecture(
    vocabulary_file="vocab.txt",
    model_types=("esm",),
    blank=blank,
    state=state,
    network=network,
    tokenizer=tokenizer,
    window=window,
)
convert = ARCHITECTURE.convert
