"""What DeepBind models say to random sequence, so that their answers can be compared.

`resources/packs/deepbind.background.npz` holds, for each of the 927 models, quantiles and standard
deviation of its score at 10,000 places of random sequence with the dinucleotides of the human
genome. Written by

    python -m models.regulatory.deepbind_background

with the pack installed; only a change of the scores asks for it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.regulatory.protocol import AlleleRequest, TrackEffects

_FILE = "deepbind.background.npz"
_TOLERANCE = 1e-4
"""By which a score may miss a value that many random sequences share, by arithmetic alone."""

LEVELS = np.array(
    [0, 0.001, 0.01, 0.025, 0.05, *np.arange(0.1, 0.95, 0.05)]
    + [0.95, 0.975, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999, 1]
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
