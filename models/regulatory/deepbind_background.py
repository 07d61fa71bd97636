"""What DeepBind models say to random sequence, so that their answers can be compared.

`resources/packs/deepbind.background.npz` holds, for each of the 927 models, quantiles and standard
deviation of its score at 10,000 places of random sequence (`random_places`). It was written by
`tests/bench/deepbind_background.py`; only a change of the scores asks for another.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.regulatory.protocol import AlleleRequest, TrackEffects
from models.sequence import BASES

_FILE = "deepbind.background.npz"
_TOLERANCE = 1e-4
"""By which a score may miss a value that many random sequences share, by arithmetic alone."""

_FOLLOWING = np.array(
    [
        [3_120_741, 1_705_627, 2_407_808, 2_420_071],
        [2_444_959, 1_920_823, 429_617, 2_414_442],
        [2_009_180, 1_575_248, 1_936_543, 1_726_492],
        [2_079_325, 2_008_846, 2_473_253, 3_187_428],
    ]
)
"""How often A C G T (columns) follow A C G T (rows) in 34 million bases around some 400 genes of
GRCh38."""

LEVELS = np.array(
    [
        0,
        0.001,
        0.01,
        0.025,
        0.05,
        *np.arange(0.1, 0.95, 0.05),
        0.95,
        0.975,
        0.99,
        0.995,
        0.998,
        0.999,
        0.9995,
        0.9998,
        0.9999,
        1,
    ]
)
"""Shares of random sequence at which the score is known."""


@dataclass(frozen=True, eq=False, slots=True)
class Standardised:
    """An answer beside what each model says to random sequence; all of shape (T,).

    Attributes
    ----------
    delta
        ALT minus REF in standard deviations of the model's score.
    ref_quantile, alt_quantile
        Share of random places that score at most as much; 1 where none scored more.
    """

    delta: NDArray[np.float32]
    ref_quantile: NDArray[np.float32]
    alt_quantile: NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Background:
    """Scores at random places: `quantiles` (T, levels) at `LEVELS`, `deviations` (T,)."""

    quantiles: NDArray[np.float32]
    deviations: NDArray[np.float32]

    @classmethod
    def of(cls, scores: NDArray[np.float32]) -> Self:
        """Sum up scores, shape (places, T)."""
        quantiles = np.quantile(scores, LEVELS, axis=0).T.astype(np.float32)
        return cls(quantiles, scores.std(axis=0, dtype=np.float64).astype(np.float32))

    def standardised(self, effects: TrackEffects) -> Standardised:
        """Put an answer beside the background."""
        return Standardised(
            delta=(effects.delta / self.deviations).astype(np.float32),
            ref_quantile=self._shares(effects.ref),
            alt_quantile=self._shares(effects.alt),
        )

    def _shares(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        pairs = zip(scores + _TOLERANCE, self.quantiles, strict=True)
        found = [np.interp(score, known, LEVELS) for score, known in pairs]
        return np.array(found, dtype=np.float32)


def random_places(n: int, flank: int, seed: int = 2015) -> list[AlleleRequest]:
    """Give substitutions in sequence that is random but for the dinucleotides of the genome."""
    rng = np.random.default_rng(seed)
    both_strands = _FOLLOWING + _FOLLOWING[::-1, ::-1].T
    first = both_strands.sum(axis=1) / both_strands.sum()
    up_to = (both_strands / both_strands.sum(axis=1, keepdims=True)).cumsum(axis=1)
    codes = np.empty((n, 2 * flank + 1), dtype=np.intp)
    codes[:, 0] = rng.choice(4, n, p=first)
    for column in range(1, codes.shape[1]):
        drawn = rng.random(n)[:, None]
        codes[:, column] = (drawn > up_to[codes[:, column - 1], :3]).sum(axis=1)
    alts = (codes[:, flank] + rng.integers(1, 4, n)) % 4
    texts = ["".join(row) for row in np.array(list(BASES))[codes]]
    return [
        AlleleRequest.of(text[:flank], text[flank], BASES[alt], text[flank + 1 :])
        for text, alt in zip(texts, alts, strict=True)
    ]


def background_file(model_ids: Sequence[str], background: Background) -> bytes:
    """Give the file that `read_background` reads."""
    packed = io.BytesIO()
    np.savez_compressed(
        packed,
        models=np.array(model_ids),
        quantiles=background.quantiles,
        deviations=background.deviations,
    )
    return packed.getvalue()


def read_background(model_ids: Sequence[str]) -> Background:
    """Give the background of these models, in their order."""
    names, quantiles, deviations = _stored()
    rows = [names.index(one) for one in model_ids]
    return Background(quantiles[rows], deviations[rows])


@cache
def _stored() -> tuple[list[str], NDArray[np.float32], NDArray[np.float32]]:
    file = resources.files("resources").joinpath("packs", _FILE)
    with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as stored:
        return stored["models"].tolist(), stored["quantiles"], stored["deviations"]
