"""Whether the kernels compile and compute on a device."""

import functools
import importlib.util
import logging

import numpy as np
import torch

from models.cone import Conv, DilatedNetwork, ResidualUnit, evaluate, on_device, read_in
from models.device import current
from models.fused.layout import Edits, Layout
from models.fused.trunk import FusedTrunk, Work

_logger = logging.getLogger(__name__)

_CHANNELS = 32
_TOLERANCE = {None: 1e-3, torch.float16: 0.1}


@functools.cache
def runs_kernels(device: torch.device) -> bool:
    """Tell whether the fused kernels run on a device and give what they should.

    They need Triton, which PyTorch for CUDA brings along on Linux, and a C compiler for it. Where
    they do not run, networks are evaluated layer by layer as on any other device.
    """
    if device.type != "cuda" or importlib.util.find_spec("triton") is None:
        return False
    try:
        is_right = all(agrees(device, dtype) for dtype in _TOLERANCE)
    except Exception:  # whatever a compiler on a stranger's machine may raise
        _logger.warning("The fused kernels do not run on %s.", device, exc_info=True)
        return False
    if not is_right:
        _logger.error("The fused kernels give other numbers on %s; they are not used.", device)
    return is_right


def agrees(device: torch.device, dtype: torch.dtype | None) -> bool:
    """Tell whether a small network gives the same with the kernels as layer by layer."""
    codes = np.random.default_rng(1).integers(0, 5, 200, dtype=np.uint8)
    network = on_device(_network(), device, dtype)
    n_out = len(codes) - network.context_length
    edited = codes.copy()
    edited[100] = (edited[100] + 1) % 4
    trunk = FusedTrunk.of([network])
    layout = Layout.of(trunk.spans, [len(codes)], Edits.of([(0, 0, 100, 1, 1, n_out)]))
    with torch.inference_mode(), current(device):
        found = trunk.logits(Work.of(layout, np.append(codes, edited[100])))
        plain = evaluate(network, read_in(np.stack([codes, edited]), device), n_out)
    return bool(torch.allclose(found[0], torch.cat(list(plain), 1), atol=_TOLERANCE[dtype]))


def _network() -> DilatedNetwork:
    generator = torch.Generator().manual_seed(1)

    def conv(n_out: int, n_in: int, width: int, dilation: int = 1) -> Conv:
        weight = torch.randn(n_out, n_in, 1, width, generator=generator)
        return Conv(weight / (n_in * width) ** 0.5, torch.zeros(n_out), dilation)

    def unit(dilation: int) -> ResidualUnit:
        first, second = (conv(_CHANNELS, _CHANNELS, 5, dilation) for _ in range(2))
        return ResidualUnit(flat, 0.1 * flat, first, second)

    flat = torch.ones(1, _CHANNELS, 1, 1)
    head = conv(3, _CHANNELS, 1)
    return DilatedNetwork(conv(_CHANNELS, 4, 1), (unit(1), unit(4)), {2: head})
