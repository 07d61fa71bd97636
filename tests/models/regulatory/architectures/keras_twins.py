"""Keras, on torch, for the twins of networks that come from it."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

OF_KERAS = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras 3.15 hands its variables to numpy in a way that numpy 2.4 warns of."""


def load_keras() -> Any:
    """The package; its backend is chosen before it is imported."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    return keras


def randomise(network: Any, seed: int = 5) -> None:
    """Random weights that keep the signal alive through every layer."""
    draw = np.random.default_rng(seed)
    for variable in network.weights:
        shape = tuple(variable.shape)
        # Keras 2 says `batch_normalization/gamma:0`.
        name = variable.name.rpartition("/")[2].partition(":")[0]
        if name in {"moving_variance", "gamma"}:
            values = draw.uniform(0.5, 1.5, shape)
        elif len(shape) > 1:
            values = draw.normal(0, (2 / np.prod(shape[:-1])) ** 0.5, shape)
        else:
            values = draw.normal(0, 0.2, shape)
        variable.assign(values.astype(np.float32))


def asked(network: Callable[..., Any], x: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a Keras network says to (N, L, 4)."""
    import torch

    with torch.inference_mode():
        found: NDArray[np.float32] = network(x, training=False).cpu().numpy()
    return found
