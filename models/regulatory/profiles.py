"""Engines whose networks tell how many reads there are and where they begin.

Two numbers of a change. That of counts is the natural log of the reads on all strands; its delta is
ALT minus REF. That of the profile is how far the two profiles lie apart, so it belongs to no
allele: its REF is 0, ALT and delta are the Jensen-Shannon distance (base 2, from 0 to 1, as the
variant scorer of the Kundaje lab gives it: kundajelab/variant-scorer). Inserted and deleted bases
count as one place, so that a profile that only moved aside is no change.

What is explained of a profile, and given for a single sequence, is the mean of its logits weighed
by the profile, above their plain mean (Avsec et al. 2021): how far it is from flat, in nats.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.regulatory.protocol import AlleleRequest, TrackEffects
from models.regulatory.window_engine import WindowEngine

COUNTS, PROFILE = 0, 1
"""Numbers of the tracks."""
COUNTS_UNIT, PROFILE_UNIT = "natural log of reads", "Jensen-Shannon distance"

Said = NDArray[np.float32]
"""Natural log of counts, then the logits of all strands and positions, which share one softmax."""


class ProfileEngine(WindowEngine):
    """What is made of counts and logits, (N, 1 + strands * positions), of windows.

    On the other strand of the input the strands of the profile change places and run backwards;
    so turned, counts and logits are averaged. How they come about, those who derive from it say.
    """

    n_strands: int
    n_positions: int

    def said(self, x: Tensor) -> Tensor:
        """Give what is said to both strands of windows (N, 4, length) together."""
        raise NotImplementedError

    def profile(self, sequence: str) -> NDArray[np.float32]:
        """Give the reads expected in a window, (strands, positions); plus strand first.

        The positions lie in the middle of the window; all together are the counts.
        """
        with torch.inference_mode():
            said = self.said(self.tensor([sequence]))[0].cpu().numpy()
        return np.asarray(self._profile(said) * np.exp(np.float64(said[0])), dtype=np.float32)

    def combined(self, forward: Tensor, backward: Tensor) -> Tensor:
        """Give mean counts and mean logits, the profile of the other strand turned round."""
        # Strands change places and positions run backwards: all logits in reverse.
        turned = torch.cat([backward[:, :1], backward[:, 1:].flip(1)], dim=1)
        return (forward + turned) / 2

    def of_tracks(self, said: Tensor) -> Tensor:
        """Give counts, and how far each profile is from flat, (N, 2)."""
        flatness = _weighed(said, torch.softmax(said[:, 1:], 1))
        return torch.stack([said[:, 0], flatness], dim=1)

    def measure(self, said: Tensor, track: int) -> Callable[[Tensor], Tensor]:
        """Give what is explained: the counts, or the logits weighed by the profile of the window."""
        if track == COUNTS:
            return lambda found: found[:, 0]
        weights = torch.softmax(said[:, 1:], 1).detach()
        return lambda found: _weighed(found, weights)

    def effects(self, request: AlleleRequest, said: Sequence[tuple[Said, Said]]) -> TrackEffects:
        """Give the change of the counts, and the distance of the profiles."""
        ref, alt = (np.mean([pair[allele][0] for pair in said]) for allele in (0, 1))
        start = self.length // 2 - (self.length - self.n_positions) // 2
        _, n_ref, n_alt = request.change
        # In the second pair of windows the bases right of the change keep their places.
        starts = [(start, start - number * (n_alt - n_ref)) for number in range(len(said))]
        distances = [
            distance(*aligned((self._profile(one), self._profile(other)), places, (n_ref, n_alt)))
            for (one, other), places in zip(said, starts, strict=True)
        ]
        apart = np.mean(distances)
        return TrackEffects(
            ref=np.array([ref, 0], dtype=np.float32),
            alt=np.array([alt, apart], dtype=np.float32),
            delta=np.array([alt - ref, apart], dtype=np.float32),
        )

    def _profile(self, said: Said) -> NDArray[np.float64]:
        """Shares of all reads, (strands, positions)."""
        logits = said[1:].astype(np.float64)
        raised = np.exp(logits - logits.max())
        return np.asarray(raised / raised.sum()).reshape(self.n_strands, self.n_positions)


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Give the Jensen-Shannon distance of two profiles, base 2: 0 for equal, 1 for disjoint ones.

    Both are scaled to sum to one over strands and positions.
    """
    parts = np.stack([one / one.sum(), other / other.sum()])
    ratios = np.divide(parts, parts.mean(axis=0), out=np.ones_like(parts), where=parts > 0)
    divergence = float(np.sum(parts * np.log2(ratios))) / 2
    return float(np.sqrt(max(divergence, 0.0)))


def aligned(
    profiles: tuple[NDArray[np.float64], NDArray[np.float64]],
    starts: tuple[int, int],
    lengths: tuple[int, int],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the profiles of REF and ALT at the places both have; what changes is one place.

    Parameters
    ----------
    profiles
        (strands, positions) each.
    starts, lengths
        Position at which what changes begins, and how many bases it has, in either.
    """
    if lengths[0] == lengths[1]:
        return profiles
    n_positions = profiles[0].shape[1]
    n_left = max(min(starts), 0)
    n_right = max(n_positions - max(map(sum, zip(starts, lengths, strict=True))), 0)
    ref, alt = (
        _pooled(profile, start, length, (n_left, n_right))
        for profile, start, length in zip(profiles, starts, lengths, strict=True)
    )
    return ref, alt


def _pooled(
    profile: NDArray[np.float64], start: int, n_changed: int, aside: tuple[int, int]
) -> NDArray[np.float64]:
    """Give so many positions left and right of the changed ones, and between them their sum."""
    n_left, n_right = aside
    end = start + n_changed
    left = profile[:, max(start - n_left, 0) : max(start, 0)]
    changed = profile[:, max(start, 0) : end].sum(axis=1, keepdims=True)
    return np.concatenate([left, changed, profile[:, end : end + n_right]], axis=1)


def _weighed(said: Tensor, weights: Tensor) -> Tensor:
    logits = said[:, 1:]
    return ((logits - logits.mean(1, keepdim=True)) * weights).sum(1)
