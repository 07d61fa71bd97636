"""DeepLIFT with the rescale rule (Shrikumar et al. 2017, arXiv:1704.02685)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.attribution.values import (
    BaseEffects,
    Mapper,
    Target,
    at_columns,
    input_of,
    probabilities,
)
from models.cone import DilatedNetwork, ResidualUnit, evaluate

# Below this difference of its input a rectifier's own slope stands for the quotient.
_SMALL = 1e-6


def deeplift(
    networks: Sequence[DilatedNetwork], target: Target, columns: Sequence[int], apply: Mapper
) -> BaseEffects:
    """Share the probability out among the bases, compared with a sequence of N.

    Each rectifier hands down (change of its output) / (change of its input) in place of its slope.
    What is shared out is the logit of the target less the mean of all, scaled so that the shares
    sum to the change of the probability.
    """
    x = input_of(target, networks)
    pair = torch.cat([x, torch.zeros_like(x)])

    def compare(number: int) -> NDArray[np.float32]:
        network = networks[number]
        units = tuple(_compared(unit) for unit in network.units)
        with torch.inference_mode(mode=False), torch.enable_grad():
            asked = pair.clone().requires_grad_()
            logits = evaluate(replace(network, units=units), asked, 1)
            height = (logits - logits.mean(1, keepdim=True))[:, target.class_index, 0]
            (gradient,) = torch.autograd.grad(height[0], asked)
        with torch.no_grad():
            product = (gradient[:1] * x).sum(1).reshape(-1)
            own, base = probabilities(logits, target)
            scaled = product * (own - base) / (height[0] - height[1])
            return torch.cat([scaled, torch.stack([own, base])]).cpu().numpy().astype(np.float32)

    mean = np.mean(apply(compare, range(len(networks))), axis=0)
    shares, own, base = mean[:-2], float(mean[-2]), float(mean[-1])
    residual = abs(float(shares.sum(dtype=np.float64)) - (own - base))
    return BaseEffects(own, at_columns(shares, columns), None, residual=residual)


def _compared(unit: ResidualUnit) -> "_ComparedUnit":
    return _ComparedUnit(**{item.name: getattr(unit, item.name) for item in fields(unit)})


@dataclass(frozen=True, slots=True)
class _ComparedUnit(ResidualUnit):
    """A unit whose batch is a sequence and what it is compared with."""

    def inner(self, x: Tensor, step: int) -> Tensor:
        read = self._compared(torch.addcmul(self.shift, x, self.scale))
        return self._compared(self.first.apply(read, step))

    def _compared(self, x: Tensor) -> Tensor:
        """Rectify, with quotients of differences within the pair for slopes."""
        fixed = x.detach()
        rectified = functional.leaky_relu(fixed, self.slope)
        change = fixed[:1] - fixed[1:]
        own = torch.where(fixed[:1] > 0, 1.0, self.slope)
        quotient = torch.where(change.abs() > _SMALL, (rectified[:1] - rectified[1:]) / change, own)
        return rectified + quotient * (x - fixed)
