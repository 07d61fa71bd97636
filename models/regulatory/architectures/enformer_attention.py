"""Attention of Enformer, whose logits depend on how far apart two bins are, and in which direction.

After google-deepmind/deepmind-research, `enformer/attention_module.py`. There all gamma features
are divided by one maximum; the published network divides each by its own.
"""

import math

import torch
from torch import Tensor, nn

_N_KINDS = 6
"""Exponential, central mask and gamma features, each without and with the sign of the distance."""
_MIN_LOG2_HALF_LIFE = 3.0
_TINY = 1e-8


class Attention(nn.Module):
    """Each bin reads all bins, weighed by what both hold and by their distance.

    Parameters
    ----------
    channels
        Of a bin.
    heads, key
        Number of heads, numbers per query and key in each.
    n_features
        Of a distance, see `position_features`.
    """

    def __init__(self, channels: int, heads: int, key: int, n_features: int) -> None:
        super().__init__()
        self.query = nn.Linear(channels, heads * key, bias=False)
        self.key = nn.Linear(channels, heads * key, bias=False)
        self.value = nn.Linear(channels, channels, bias=False)
        self.relative = nn.Linear(n_features, heads * key, bias=False)
        self.content_bias = nn.Parameter(torch.zeros(1, heads, 1, key))
        self.position_bias = nn.Parameter(torch.zeros(1, heads, 1, key))
        self.out = nn.Linear(channels, channels)
        self._heads = heads

    def forward(self, x: Tensor, positions: Tensor) -> Tensor:
        """(N, bins, channels) and the features of the distances to (N, bins, channels)."""
        read = self.weights(x, positions) @ self._by_head(self.value(x))
        found: Tensor = self.out(read.transpose(1, 2).flatten(2))
        return found

    def weights(self, x: Tensor, positions: Tensor) -> Tensor:
        """Where each bin looks, (N, heads, bins, bins), row at column; rows add up to 1."""
        key = self._by_head(self.key(x))
        query = self._by_head(self.query(x)) * key.shape[-1] ** -0.5
        relative = self._by_head(self.relative(positions)[None])
        by_content = (query + self.content_bias) @ key.transpose(-1, -2)
        by_distance = (query + self.position_bias) @ relative.transpose(-1, -2)
        weights: Tensor = (by_content + by_columns(by_distance)).softmax(dim=-1)
        return weights

    def _by_head(self, x: Tensor) -> Tensor:
        """(N, bins, heads * size) to (N, heads, bins, size)."""
        return x.reshape(*x.shape[:2], self._heads, -1).transpose(1, 2)


def by_columns(by_distance: Tensor) -> Tensor:
    """(..., n, 2n - 1), columns for distances of 1 - n to n - 1, to (..., n, n), columns for bins.

    Row i, column j holds what stood in row i for the distance j - i. In memory each row begins one
    place earlier than the one before it.
    """
    n = by_distance.shape[-2]
    rows = by_distance.flatten(-2)[..., n - 1 : -1]
    return rows.reshape(*by_distance.shape[:-1], 2 * n - 2)[..., :n]


def position_features(n: int, n_features: int) -> Tensor:
    """Features of the distances 1 - n .. n - 1 between n bins, shape (2n - 1, n_features).

    Raises
    ------
    ValueError
        Their number is not a multiple of six.
    """
    if n_features % _N_KINDS:
        raise ValueError(f"{n_features} features of a distance are not a multiple of {_N_KINDS}")
    size = n_features // _N_KINDS
    # In float32 and on the CPU, as where the weights were trained: gamma functions of numbers this
    # large keep three digits.
    distance = torch.arange(1 - n, n, dtype=torch.float32)[:, None]
    away = distance.abs()
    half_life = 2 ** torch.linspace(_MIN_LOG2_HALF_LIFE, math.log2(n), size)
    near = 2 ** torch.arange(1, size + 1) - 1 > away
    features = torch.cat([torch.exp(-math.log(2) / half_life * away), near, _gamma(away, size)], 1)
    return torch.cat([features, distance.sign() * features], dim=1)


def _gamma(away: Tensor, size: int) -> Tensor:
    """Gamma densities whose means are spread evenly over the distances, each at most 1."""
    n = away.shape[0] // 2 + 1
    mean, spread = torch.linspace(n / size, n, size), n / (2 * size)
    shape, rate = (mean / spread) ** 2, mean / spread**2
    log_density = torch.xlogy(shape - 1, away) - rate * away
    log_total = torch.lgamma(shape) - shape * rate.log()
    density = (log_density - log_total).exp() + _TINY
    return density / density.amax(dim=0)
