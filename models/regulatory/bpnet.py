"""BPNet of CTCF: how many reads of a ChIP-seq experiment lie around a change, and where.

Two numbers of a change. `CTCF_counts` is the natural log of the reads on both strands of 1,000
bases; its delta is ALT minus REF. `CTCF_profile` is how far the two profiles lie apart, so it
belongs to no allele: its REF is 0, ALT and delta are the Jensen-Shannon distance (base 2, from 0 to
1, as the variant scorer of the Kundaje lab gives it: kundajelab/variant-scorer). Inserted and
deleted bases count as one place, so that a profile that only moved aside is no change.

What is explained of a profile, and given for a single sequence, is the mean of its logits weighed
by the profile, above their plain mean (Avsec et al. 2021): how far it is from flat, in nats.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.device import choose_device, usable_cores
from models.engine import EngineInfo
from models.packs import card, engine_digest, usable
from models.packs.layers import read_layers
from models.regulatory.architectures.bpnet import BPNet
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects
from models.regulatory.staged_engine import Said, StagedWindowEngine

PACK = "bpnet-ctcf"
LENGTH, N_STRANDS, N_POSITIONS = 2114, 2, 1000
PROFILE_START = (LENGTH - N_POSITIONS) // 2
"""Column of the window at which the profile begins."""
COUNTS, PROFILE = 0, 1
"""Numbers of the tracks."""
TRACKS = (
    Track("CTCF_counts", "ChIP-seq", "K562", "CTCF", "natural log of reads"),
    Track("CTCF_profile", "ChIP-seq", "K562", "CTCF", "Jensen-Shannon distance"),
)

SCANNED = Track("CTCF_reads", "ChIP-seq", "K562", "CTCF", "reads per base")
"""What is told along a sequence."""


class BpNetCtcfEngine(StagedWindowEngine):
    """Binding of CTCF in K562, both strands of the input put together.

    On the other strand of the input the strands of the profile change places and run backwards;
    so turned, counts and logits are averaged.

    Along a sequence each base has a window of its own with the base in its middle, and what is told
    is the reads expected there; so there are no tiles and no seams between them.
    """

    network: BPNet
    length: ClassVar[int] = LENGTH
    batch: ClassVar[int] = 16
    scan_stride: ClassVar[int] = 1

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after reading and checking every file of it."""
        folder = usable(PACK).folder
        torch.set_num_threads(max(threads or usable_cores(), 1))
        network = BPNet.of_bpnet_lite(read_layers(folder / "network.safetensors"))
        return cls.of_network(network, choose_device(device), engine_digest(PACK))

    @classmethod
    def of_network(cls, network: BPNet, place: torch.device, digest: str) -> Self:
        """Give the engine around a network."""
        pack = card(PACK)
        info = EngineInfo(
            engine_id=pack.name,
            name=pack.title,
            version=pack.version,
            digest=digest,
            precision="float32",
            context_length=LENGTH,
            device=str(place),
            max_distance=0,
        )
        return cls(network, TRACKS, info, place)

    def profile(self, sequence: str) -> NDArray[np.float32]:
        """Give the reads expected in a window, (strands, positions): plus strand, then minus.

        Position 0 is column `PROFILE_START` of the window; all together are the counts.
        """
        with torch.inference_mode():
            said = self._said(self.tensor([sequence]))[0].cpu().numpy()
        expected = _probabilities(said) * np.exp(np.float64(said[0]))
        return np.asarray(expected.reshape(N_STRANDS, N_POSITIONS), dtype=np.float32)

    @property
    def scan_tracks(self) -> tuple[Track, ...]:
        """Reads expected at a base, both strands together."""
        return (SCANNED,)

    @torch.inference_mode()
    def scanned_values(self, sequence: str, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """Give (1, n) of neighbouring bases: what `profile` says at the middle of their windows.

        Layers are evaluated once for all windows. The counts of a window are a mean over its
        positions, the softmax is a quotient by a sum over them.
        """
        x = self.stretch(sequence, positions)
        counts, logits = self._along(x)
        turned_counts, turned_logits = self._along(x.flip(1, 2))
        logits = (logits + turned_logits.flip(1, 2)) / 2
        counts = (counts + turned_counts.flip(2)) / 2
        highest = logits.max()
        raised = (logits.double() - highest).exp().sum(1, keepdim=True)
        sums = functional.avg_pool1d(raised, N_POSITIONS, 1) * N_POSITIONS
        middle = N_POSITIONS // 2
        here = raised[..., middle : middle + len(positions)]
        found: NDArray[np.float32] = (here / sums * counts.exp())[0].float().cpu().numpy()
        return found

    def _along(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Give log counts of each window, (1, 1, n), and the logits of all positions."""
        for stage in self.network.stages:
            x = stage(x)
        logits: Tensor = self.network.profile(x)
        each = self.network.counts(x.transpose(1, 2)).transpose(1, 2)
        n_read = N_POSITIONS + self.network.profile.kernel_size[0] - 1
        return functional.avg_pool1d(each.double(), n_read, 1), logits

    def combined(self, forward: Tensor, backward: Tensor) -> Tensor:
        """Give mean counts and mean logits, the profile of the other strand turned round."""
        # Strands change places and positions run backwards: all logits in reverse.
        turned = torch.cat([backward[:, :1], backward[:, 1:].flip(1)], dim=1)
        return (forward + turned) / 2

    def of_tracks(self, said: Tensor) -> Tensor:
        """Give counts, and how far each profile is from flat, (N, 2)."""
        flatness = _weighed(said, torch.softmax(said[:, 1:], 1))
        return torch.stack([said[:, 0], flatness], dim=1)

    def head(self, track: int) -> Callable[[Tensor], Tensor]:
        """Give the counts alone where no profile is asked for."""
        return self.network.head_of_counts if track == COUNTS else self.network.head

    def measure(self, said: Tensor, track: int) -> Callable[[Tensor], Tensor]:
        """Give what is explained: the counts, or the logits weighed by the profile of the window."""
        if track == COUNTS:
            return lambda found: found[:, 0]
        weights = torch.softmax(said[:, 1:], 1).detach()
        return lambda found: _weighed(found, weights)

    def effects(self, request: AlleleRequest, said: Sequence[tuple[Said, Said]]) -> TrackEffects:
        """Give the change of the counts, and the distance of the profiles."""
        ref, alt = (np.mean([pair[allele][0] for pair in said]) for allele in (0, 1))
        distances = [
            distance(*_aligned(request, _profile_of(one), _profile_of(other), number))
            for number, (one, other) in enumerate(said)
        ]
        apart = np.mean(distances)
        return TrackEffects(
            ref=np.array([ref, 0], dtype=np.float32),
            alt=np.array([alt, apart], dtype=np.float32),
            delta=np.array([alt - ref, apart], dtype=np.float32),
        )


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Give the Jensen-Shannon distance of two profiles, base 2: 0 for equal, 1 for disjoint ones.

    Both are scaled to sum to one over strands and positions.
    """
    parts = np.stack([one / one.sum(), other / other.sum()])
    ratios = np.divide(parts, parts.mean(axis=0), out=np.ones_like(parts), where=parts > 0)
    divergence = float(np.sum(parts * np.log2(ratios))) / 2
    return float(np.sqrt(max(divergence, 0.0)))


def _aligned(
    request: AlleleRequest, ref: NDArray[np.float64], alt: NDArray[np.float64], number: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give both profiles at the places both alleles have; what changes is one place.

    `number` is that of the pair of windows: in the second the bases right of the change keep
    their places.
    """
    _, n_ref, n_alt = request.change
    if n_ref == n_alt:
        return ref, alt
    start = LENGTH // 2 - PROFILE_START
    moved = start - number * (n_alt - n_ref)
    n_left = max(min(start, moved), 0)
    n_right = max(N_POSITIONS - max(start + n_ref, moved + n_alt), 0)
    return _pooled(ref, start, n_ref, (n_left, n_right)), _pooled(
        alt, moved, n_alt, (n_left, n_right)
    )


def _pooled(
    profile: NDArray[np.float64], start: int, n_changed: int, aside: tuple[int, int]
) -> NDArray[np.float64]:
    """Give so many positions left and right of the changed ones, and between them their sum."""
    n_left, n_right = aside
    end = start + n_changed
    left = profile[:, max(start - n_left, 0) : max(start, 0)]
    changed = profile[:, max(start, 0) : end].sum(axis=1, keepdims=True)
    return np.concatenate([left, changed, profile[:, end : end + n_right]], axis=1)


def _profile_of(said: Said) -> NDArray[np.float64]:
    return _probabilities(said).reshape(N_STRANDS, N_POSITIONS)


def _probabilities(said: Said) -> NDArray[np.float64]:
    """Softmax over strands and positions together."""
    logits = said[1:].astype(np.float64)
    raised = np.exp(logits - logits.max())
    return np.asarray(raised / raised.sum())


def _weighed(said: Tensor, weights: Tensor) -> Tensor:
    logits = said[:, 1:]
    return ((logits - logits.mean(1, keepdim=True)) * weights).sum(1)
