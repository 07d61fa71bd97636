"""Where the tokens of a network look, told by bases."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.errors import RequestError
from models.language.network import AttentionNetwork
from models.language.tokens import Tokenizer, Tokens

MOST_BYTES = 2**30
"""Room that the attention of one sequence may take."""


def base_attention(
    network: AttentionNetwork, tokenizer: Tokenizer, sequence: str, place: torch.device
) -> NDArray[np.float32]:
    """Attention in bases, shape (layers, heads, L, L): row looks at column.

    A base looks as the tokens that hold it do, on average; what a token is looked at is shared by
    its bases. So a row adds up to what does not go to special tokens.

    Raises
    ------
    RequestError
        The sequence is too long for such a table.
    """
    tokens = tokenizer.tokens(sequence)
    by_token = token_attention(network, tokens, place)
    n_tables, length = by_token.shape[0] * by_token.shape[1], len(sequence)
    if 4 * n_tables * length**2 > MOST_BYTES:
        longest = int((MOST_BYTES / 4 / n_tables) ** 0.5)
        raise RequestError(
            f"The attention of {length} bases in {n_tables} heads takes too much memory.",
            f"Ask for {longest} bases at most.",
        )
    members = _members(tokens, length, place)
    looking = members.T / members.sum(0).clamp(min=1)[:, None]
    return np.asarray((looking @ by_token @ _shares(members)).cpu().numpy())


def rolled_out(
    network: AttentionNetwork,
    tokenizer: Tokenizer,
    sequence: str,
    bases: tuple[int, int] | None,
    place: torch.device,
) -> NDArray[np.float32]:
    """On which bases the last hidden states rest by attention rollout, shape (L,).

    Abnar and Zuidema 2020 (doi:10.18653/v1/2020.acl-main.385): the mean over the heads of a layer,
    half of it replaced by the token itself for the way around it, multiplied layer by layer. The
    mean over the tokens that hold `bases` (0-based, half-open), or over all; the shares add up to
    what does not rest on special tokens.
    """
    tokens = tokenizer.tokens(sequence)
    rows = tokens.of_bases if bases is None else tokens.over(*bases)
    rolled = rollout(token_attention(network, tokens, place))
    shares = rolled[torch.from_numpy(rows).to(place)].mean(0)
    return np.asarray((shares @ _shares(_members(tokens, len(sequence), place))).cpu().numpy())


def rollout(attention: Tensor) -> Tensor:
    """Attention of all layers, (layers, heads, n, n), to shares of the input, (n, n)."""
    own = torch.eye(attention.shape[-1], device=attention.device)
    total = own
    for layer in attention.mean(1):
        total = (layer + own) / 2 @ total
    return total


@torch.inference_mode()
def token_attention(network: AttentionNetwork, tokens: Tokens, place: torch.device) -> Tensor:
    """Attention between tokens, (layers, heads, n, n)."""
    return network.attentions(torch.from_numpy(tokens.ids).to(place))


def _members(tokens: Tokens, length: int, place: torch.device) -> Tensor:
    """Which token holds which base, (n, L)."""
    bases = np.arange(length)
    inside = (tokens.starts[:, None] <= bases) & (bases < tokens.ends[:, None])
    return torch.from_numpy(inside.astype(np.float32)).to(place)


def _shares(members: Tensor) -> Tensor:
    """How each token is shared by its bases, (n, L)."""
    return members / members.sum(1).clamp(min=1)[:, None]
