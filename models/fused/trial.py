"""Whether the kernels compile and compute on a device."""

import functools
import importlib
import importlib.util
import logging

import numpy as np
import torch

from models.cone import Conv, DilatedNetwork, ResidualUnit, evaluate, on_device, read_in
from models.device import current
from models.fused.layout import Edits, Layout
from models.fused.trunk import FusedTrunk, Work
from models.sequence import base_codes

_logger = logging.getLogger(__name__)

_CHANNELS = 32
_TOLERANCE = {None: 1e-4, torch.float16: 0.1}


def runs_kernels(device: torch.device) -> bool:
    """Tell whether the fused kernels run on a device and give what they should.

    They need Triton, which PyTorch for CUDA brings along on Linux, and a C compiler for it. Where
    they do not run, networks are evaluated layer by layer as on any other device.
    """
    if device.type != "cuda" or importlib.util.find_spec("triton") is None:
        return False
    try:
        return _verdict(device)
    except torch.OutOfMemoryError:
        _logger.warning("No memory to try the fused kernels on %s.", device)
        return False


def kernel_words(device: torch.device) -> str:
    """Give how networks are evaluated on a device: what a self-test has to be repeated for."""
    if not runs_kernels(device):
        return "layer by layer"
    return f"kernels of Triton {importlib.import_module('triton').__version__}"


@functools.cache
def _verdict(device: torch.device) -> bool:
    try:
        is_right = all(agrees(device, dtype) for dtype in _TOLERANCE)
    except torch.OutOfMemoryError:
        raise
    except Exception:  # whatever a compiler on a stranger's machine may raise
        _logger.warning("The fused kernels do not run on %s.", device, exc_info=True)
        return False
    if not is_right:
        _logger.error("The fused kernels give other numbers on %s; they are not used.", device)
    return is_right


def agrees(device: torch.device, dtype: torch.dtype | None) -> bool:
    """Tell whether small networks give the same with the kernels as layer by layer."""
    text = "".join(np.random.default_rng(1).choice(list("ACGTN"), 300))
    networks = [on_device(_network(seed), device, dtype) for seed in (1, 2)]
    trunk = FusedTrunk.of(networks)
    n_out = len(text) - networks[0].context_length
    edits = [(150, 1, "T"), (151, 1, "GATTA"), (152, 4, "C")]
    entries = [(0, 0, start, removed, len(put), n_out) for start, removed, put in edits]
    layout = Layout.of(trunk.spans, [len(text)], Edits.of(entries))
    codes = base_codes(text + "".join(put for *_, put in edits))
    every = [text, *(text[:start] + put + text[start + gone :] for start, gone, put in edits)]
    with torch.inference_mode(), current(device):
        found = trunk.logits(Work.of(layout, codes))
        plain = [torch.cat([_plainly(one, text) for text in every], 1) for one in networks]
    return bool(torch.allclose(found, torch.stack(plain), atol=_TOLERANCE[dtype]))


def _plainly(network: DilatedNetwork, text: str) -> torch.Tensor:
    x = read_in(base_codes(text)[None], network.stem.weight.device)
    return evaluate(network, x, len(text) - network.context_length)[0]


def _network(seed: int) -> DilatedNetwork:
    generator = torch.Generator().manual_seed(seed)

    def conv(n_out: int, n_in: int, width: int, dilation: int = 1) -> Conv:
        weight = torch.randn(n_out, n_in, 1, width, generator=generator)
        return Conv(weight / (n_in * width) ** 0.5, torch.zeros(n_out), dilation)

    def unit(dilation: int) -> ResidualUnit:
        first, second = (conv(_CHANNELS, _CHANNELS, 5, dilation) for _ in range(2))
        return ResidualUnit(flat, 0.1 * flat, first, second, slope=0.1)

    flat = torch.ones(1, _CHANNELS, 1, 1)
    head = conv(3, _CHANNELS, 1)
    return DilatedNetwork(conv(_CHANNELS, 4, 1), (unit(1), unit(4)), {2: head})
