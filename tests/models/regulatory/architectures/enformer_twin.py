"""Enformer as its authors wrote it, under the names of the port whose weights can be had.

Layers: google-deepmind/deepmind-research, commit af3aa09cfecc309a46f40a21ceb7d518bd132817,
`enformer/enformer.py`; attention and positions: commit 08ed21473d4e442358c78d4ef81302930cb569fd,
`enformer/attention_module.py`. There the gamma features are divided by the maximum of all of them.
The published network divides each by its own maximum over the positions: so say the numbers of
TensorFlow that the port carries (`precomputed/tf_gammas.pt`). Names: lucidrains/enformer-pytorch,
commit 4803c5fabddcfc48777d159061a80df82712900e, `enformer_pytorch/modeling_enformer.py`.
"""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

SMALL = {"dim": 48, "depth": 2, "heads": 2, "key": 5, "n_downsamples": 3, "n_human": 7}
OFFICIAL = {"dim": 1536, "depth": 11, "heads": 8, "key": 64, "n_downsamples": 7, "n_human": 5313}


class Function(nn.Module):
    def __init__(self, function: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.function = function

    def forward(self, x: Tensor) -> Tensor:
        return self.function(x)


def turn() -> Function:
    return Function(lambda x: x.transpose(1, 2))


def gelu() -> Function:
    return Function(lambda x: torch.sigmoid(1.702 * x) * x)


class Residual(nn.Module):
    def __init__(self, fn: nn.Module) -> None:
        super().__init__()
        self.fn = fn

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.fn(x) + x
        return found


class SoftmaxPooling(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.to_attn_logits = nn.Conv2d(dim, dim, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        pairs = x.reshape(*x.shape[:2], x.shape[2] // 2, 2)
        return (pairs * self.to_attn_logits(pairs).softmax(dim=-1)).sum(dim=-1)


def conv_block(dim: int, dim_out: int, width: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.BatchNorm1d(dim), gelu(), nn.Conv1d(dim, dim_out, width, padding=width // 2)
    )


def exponential_linspace_int(start: int, end: int, num: int, divisible_by: int) -> list[int]:
    base = math.exp(math.log(end / start) / (num - 1))
    return [int(round(start * base**i / divisible_by) * divisible_by) for i in range(num)]


def positional_features(n: int, size: int) -> Tensor:
    n_basis = size // 6
    distances = torch.arange(-n + 1, n, dtype=torch.float32)
    away = distances.abs()[:, None]
    half_life = 2.0 ** torch.linspace(3.0, math.log2(n), n_basis)
    exponential = torch.exp(-math.log(2.0) / half_life * away)
    central_mask = (2.0 ** torch.arange(1, n_basis + 1) - 1 > away).float()
    stddev = n / (2 * n_basis)
    mean = torch.linspace(n / n_basis, n, n_basis)
    concentration, rate = (mean / stddev) ** 2, mean / stddev**2
    unnormalised = torch.special.xlogy(concentration - 1.0, away) - rate * away
    normalisation = torch.lgamma(concentration) - concentration * torch.log(rate)
    probabilities = torch.exp(unnormalised - normalisation) + 1e-8
    gamma = probabilities / probabilities.amax(dim=0, keepdim=True)
    embeddings = torch.cat([exponential, central_mask, gamma], dim=-1)
    return torch.cat([embeddings, torch.sign(distances)[:, None] * embeddings], dim=-1)


def relative_shift(x: Tensor) -> Tensor:
    x = torch.cat([torch.zeros_like(x[..., :1]), x], dim=-1)
    _, heads, t1, t2 = x.shape
    x = x.reshape(-1, heads, t2, t1)[:, :, 1:]
    return x.reshape(-1, heads, t1, t2 - 1)[..., : (t2 + 1) // 2]


class Attention(nn.Module):
    def __init__(self, dim: int, heads: int, key: int) -> None:
        super().__init__()
        self.heads, self.key, self.features = heads, key, dim // heads
        self.to_q = nn.Linear(dim, key * heads, bias=False)
        self.to_k = nn.Linear(dim, key * heads, bias=False)
        self.to_v = nn.Linear(dim, dim, bias=False)
        self.to_out = nn.Linear(dim, dim)
        self.to_rel_k = nn.Linear(self.features, key * heads, bias=False)
        self.rel_content_bias = nn.Parameter(torch.empty(1, heads, 1, key))
        self.rel_pos_bias = nn.Parameter(torch.empty(1, heads, 1, key))
        self.kept = torch.empty(0)

    def _heads(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        n = x.shape[1]
        q = self._heads(self.to_q(x)) * self.key**-0.5
        k, v = self._heads(self.to_k(x)), self._heads(self.to_v(x))
        r_k = self._heads(self.to_rel_k(positional_features(n, self.features))[None])
        content = (q + self.rel_content_bias) @ k.transpose(-1, -2)
        relative = relative_shift((q + self.rel_pos_bias) @ r_k.transpose(-1, -2))
        weights = (content + relative).softmax(dim=-1)
        self.kept = weights
        found: Tensor = self.to_out((weights @ v).transpose(1, 2).flatten(2))
        return found


def transformer_block(dim: int, heads: int, key: int) -> nn.Sequential:
    attention = nn.Sequential(nn.LayerNorm(dim), Attention(dim, heads, key), nn.Dropout(0.4))
    mlp = nn.Sequential(
        nn.LayerNorm(dim),
        nn.Linear(dim, 2 * dim),
        nn.Dropout(0.4),
        nn.ReLU(),
        nn.Linear(2 * dim, dim),
        nn.Dropout(0.4),
    )
    return nn.Sequential(Residual(attention), Residual(mlp))


def crop(x: Tensor) -> Tensor:
    trim = (x.shape[-2] - 896) // 2
    return x[:, trim:-trim]


class EnformerTwin(nn.Module):
    """(N, L, 4) to (N, 896, human tracks)."""

    def __init__(
        self, dim: int, depth: int, heads: int, key: int, n_downsamples: int, n_human: int
    ) -> None:
        super().__init__()
        half = dim // 2
        self.stem = nn.Sequential(
            nn.Conv1d(4, half, 15, padding=7),
            Residual(conv_block(half, half)),
            SoftmaxPooling(half),
        )
        widths = exponential_linspace_int(half, dim, n_downsamples - 1, 128 if dim > 128 else 2)
        self.conv_tower = nn.Sequential(
            *(
                nn.Sequential(
                    conv_block(n_in, n_out, 5),
                    Residual(conv_block(n_out, n_out)),
                    SoftmaxPooling(n_out),
                )
                for n_in, n_out in zip([half, *widths], widths, strict=False)
            )
        )
        self.transformer = nn.Sequential(
            *(transformer_block(dim, heads, key) for _ in range(depth))
        )
        self.final_pointwise = nn.Sequential(
            turn(), conv_block(dim, 2 * dim), turn(), nn.Dropout(0.05), gelu()
        )
        # The port holds its parts a second time, so each array has two names in its file.
        self._trunk = nn.Sequential(
            turn(),
            self.stem,
            self.conv_tower,
            turn(),
            self.transformer,
            Function(crop),
            self.final_pointwise,
        )
        self._heads = nn.ModuleDict(
            {
                "human": nn.Sequential(nn.Linear(2 * dim, n_human), nn.Softplus()),
                "mouse": nn.Sequential(nn.Linear(2 * dim, 3), nn.Softplus()),
            }
        )

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self._heads["human"](self._trunk(x))
        return found

    def attentions(self, x: Tensor) -> Sequence[Tensor]:
        """Where each layer looks, (N, heads, n, n)."""
        self(x)
        return [one.kept for one in self.modules() if isinstance(one, Attention)]
