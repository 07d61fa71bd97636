"""Numbers behind the drawing of a region: what fits in its pixels, and round limits of its axes."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.domain.activity import Activity
from core.region import Strip


def binned(
    activity: Activity, window: tuple[float, float], n_bins: int
) -> tuple[NDArray[np.float64], NDArray[np.float32], NDArray[np.float32]]:
    """Give places (middle of each bin), lowest and highest value of what is in view.

    No more than `n_bins` bins, so that what is painted does not grow with the region; NaN where
    nothing in a bin is known.
    """
    stride = activity.track.stride
    first = max(math.floor((window[0] - activity.start) / stride) - 1, 0)
    last = min(math.ceil((window[1] - activity.start) / stride) + 2, len(activity.values))
    if last <= first:
        return np.empty(0), np.empty(0, np.float32), np.empty(0, np.float32)
    values = activity.values[first:last]
    step = max(1, math.ceil(len(values) / n_bins))
    at = np.arange(0, len(values), step)
    low, high = np.fmin.reduceat(values, at), np.fmax.reduceat(values, at)
    n_in = np.minimum(at + step, len(values)) - at
    places = activity.start + stride * (first + at + n_in / 2)
    return places, low, high


def axis_range(strip: Strip) -> tuple[float, float]:
    """Lowest and highest value of the axis: of the whole region, so that zooming keeps it."""
    values = strip.ref.values
    known = values[~np.isnan(values)]
    lowest, highest = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if strip.alt is not None and not np.isnan(strip.alt.values).all():
        lowest = min(lowest, float(np.nanmin(strip.alt.values)))
        highest = max(highest, float(np.nanmax(strip.alt.values)))
    lowest, highest = min(lowest, 0.0), max(highest, strip.threshold or 0.0, 1e-3)
    step = 10.0 ** math.floor(math.log10(highest - lowest)) / 2
    return math.floor(lowest / step) * step, math.ceil(highest / step) * step


def known_parts(values: NDArray[np.float32]) -> Iterator[slice]:
    """Yield the stretches without NaN."""
    is_known = np.r_[False, ~np.isnan(values), False]
    ends = np.flatnonzero(is_known[1:] != is_known[:-1])
    for first, last in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
        yield slice(first, last)


def round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that is no less."""
    power = int(10 ** max(math.floor(math.log10(max(least, 1.0))), 0))
    return next(one * power for one in (1, 2, 5, 10) if one * power >= least)
