"""DeepBind window by window, slowly, straight from its description (models.md, section 2.3)."""

import numpy as np

from models.regulatory.deepbind_network import DeepBindModel


def random_model(
    rng: np.random.Generator,
    *,
    length: int = 5,
    hidden: int = 0,
    has_mean: bool = False,
    strands: int = 2,
) -> DeepBindModel:
    inputs = 32 if has_mean else 16
    return DeepBindModel(
        detectors=rng.normal(size=(16, 4, length)).astype(np.float32),
        thresholds=rng.normal(-1, 1, size=16).astype(np.float32),
        weights1=rng.normal(size=(inputs, hidden or 1)).astype(np.float32),
        biases1=rng.normal(size=hidden or 1).astype(np.float32),
        weights2=rng.normal(size=hidden).astype(np.float32),
        biases2=rng.normal(size=min(hidden, 1)).astype(np.float32),
        reads_both_strands=strands == 2,
    )


def plain_score(model: DeepBindModel, sequence: str) -> float:
    x = np.array([[letter == base for base in "ACGT"] for letter in sequence], dtype=float)
    x[x.sum(axis=1) == 0] = 0.25
    strands = [x, x[::-1, ::-1]] if model.reads_both_strands else [x]
    window = int(1.5 * model.length)
    return max(
        _window_score(model, strand[first : first + window])
        for strand in strands
        for first in range(max(len(x) - window, 0) + 1)
    )


def _window_score(model: DeepBindModel, bases: np.ndarray) -> float:
    unknown = np.full((model.length - 1, 4), 0.25)
    padded = np.concatenate([unknown, bases, unknown])
    places = range(len(padded) - model.length + 1)
    said = np.array(
        [
            np.einsum("dbi,ib->d", model.detectors, padded[first : first + model.length])
            + model.thresholds
            for first in places
        ]
    ).T.clip(min=0)
    pooled = said.max(axis=1)
    if model.has_mean:
        pooled = np.stack([pooled, said.mean(axis=1)], axis=1).ravel()
    y = pooled @ model.weights1 + model.biases1
    if len(model.weights2):
        y = y.clip(min=0) @ model.weights2 + model.biases2
    return float(y[0])
