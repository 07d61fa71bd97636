"""The slope of what an engine says by each base of a sequence."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.attribution import slopes
from models.regulatory.explain import Differentiable


def slopes_of(engine: Differentiable, track: int) -> Callable[[str], NDArray[np.float32]]:
    """Give what finds the slopes (4, L) of one track at a sequence."""

    def at(sequence: str) -> NDArray[np.float32]:
        x = engine.tensor([sequence])
        _, gradient = slopes(engine.target(sequence, track), x)
        found: NDArray[np.float32] = gradient[0].cpu().numpy()
        return found

    return at
