"""What the scan of DeepBind models keeps of each window, for one allele or two."""

import torch
import torch.nn.functional as F  # noqa: N812 - its name everywhere
from torch import Tensor


class Pool:
    """What is kept of all places of each window, shapes (windows, N, columns).

    `most` begins at 0, so it is rectified; `total` is kept where the mean counts.
    """

    def __init__(self, like: Tensor, n_windows: int, *, has_mean: bool) -> None:
        self.most = like.new_zeros(n_windows, *like.shape[1:])
        self.total = torch.zeros_like(self.most) if has_mean else None
        self._spare = torch.empty_like(self.most) if has_mean else None

    def take(self, first: int, said: Tensor) -> None:
        """Let windows from `first` on see one more place each."""
        most = self.most[first : first + len(said)]
        torch.maximum(most, said, out=most)
        if self.total is not None and self._spare is not None:
            rectified = torch.clamp_min(said, 0, out=self._spare[: len(said)])
            self.total[first : first + len(said)] += rectified

    def slide(self, said: Tensor, n_places: int) -> None:
        """Let each window see `n_places` more, the first its own first base, of (bases, ...)."""
        if n_places < 1:
            return
        if self.total is not None:
            sums = F.pad(said.clamp_min(0).cumsum(0), (0, 0, 0, 0, 1, 0))
            self.total.add_(sums[n_places:] - sums[:-n_places])
        reach = 1
        while reach < n_places:
            step = min(reach, n_places - reach)
            said = torch.maximum(said[: len(said) - step], said[step:])
            reach += step
        torch.maximum(self.most, said, out=self.most)

    def join(self, other: "Pool") -> None:
        """Add what another pool saw of the same windows."""
        torch.maximum(self.most, other.most, out=self.most)
        if self.total is not None and other.total is not None:
            self.total.add_(other.total)


class AllelePools:
    """Pools of REF alone, or of REF and ALT with what both share.

    `change` is what ALT adds to detectors that cover the changed base, (length, N, columns), the
    leftmost detector first.
    """

    def __init__(
        self, like: Tensor, n_windows: int, change: Tensor | None, *, has_mean: bool
    ) -> None:
        self.change = change
        n_pools = 1 if change is None else 3
        self._pools = [Pool(like, n_windows, has_mean=has_mean) for _ in range(n_pools)]
        self._spare = torch.empty_like(like[:n_windows])

    def take(self, said: Tensor, n_before: int, first_changed: int, n_changed: int) -> None:
        """Let windows see one more place each.

        Those from `n_before` on, `n_changed` in number, see the change there, by detectors from
        the one numbered `first_changed` on.
        """
        after = n_before + n_changed
        self._pools[0].take(0, said[:n_before])
        self._pools[0].take(after, said[after:])
        if self.change is not None:
            ref = said[n_before:after]
            change = self.change[first_changed : first_changed + n_changed]
            self._pools[1].take(n_before, ref)
            self._pools[2].take(n_before, torch.add(ref, change, out=self._spare[:n_changed]))

    def joined(self) -> list[Pool]:
        """Give the pool of REF, and that of ALT where there is one."""
        for pool in self._pools[1:]:
            pool.join(self._pools[0])
        return self._pools[-2:]
