"""How much memory a training run takes, and whether that is there: told before it runs out."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from models.errors import TrainingError
from models.training.examples import Examples
from models.training.free_memory import Memory, free_memory, gibibytes
from models.training.losses import Options, as_windows

_OF_ADAM = 6
"""Numbers for each learned one: itself, its slope, two moments, and two while a step is taken."""
_WORKING = 2
"""What operations take beside what is kept for the slopes, as a multiple of that."""
_LIBRARIES = 150 * 2**20
"""What the libraries take at the first step. With these three the estimate lay 0 to 33 % above what six
architectures took at batches of 16 to 64 on a CPU, PyTorch 2.13."""
_TRIED = 2
"""Examples a network is asked about to see what it keeps; one alone has no statistics to normalise by."""


def measure_memory(
    network: nn.Module, examples: Examples, options: Options, place: torch.device
) -> Memory:
    """Measure what a batch takes, by what the network keeps of two examples to compute slopes."""
    n_passes = 1 if examples.alternative is None else 2
    kept = _kept(network, examples, options) * n_passes * options.batch / _TRIED
    numbers = sum(one.numel() for one in network.parameters())
    learning = int(_WORKING * kept) + _OF_ADAM * 4 * numbers + _LIBRARIES
    return Memory(examples.n_bytes, learning, _free(place))


def demand_memory(memory: Memory, options: Options, place: torch.device) -> None:
    """Refuse a run whose batch does not fit.

    Raises
    ------
    TrainingError
        Naming the batch and both sizes.
    """
    if memory.free is not None and not memory.is_enough:
        raise TrainingError(
            f"Learning with a batch of {options.batch} takes about {gibibytes(memory.learning)} of "
            f"memory, and {gibibytes(memory.free)} are free on {place.type}.",
            "Take a smaller batch in the plan, close other programs, or train on a machine with more.",
        )


def _free(place: torch.device) -> int | None:
    return int(torch.cuda.mem_get_info(place)[0]) if place.type == "cuda" else free_memory()


def _kept(network: nn.Module, examples: Examples, options: Options) -> int:
    """Bytes a network keeps of two examples until their slopes are computed."""
    own = {one.untyped_storage().data_ptr() for one in network.parameters()}
    sizes: dict[int, int] = {}

    def seen(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            sizes[storage.data_ptr()] = storage.nbytes()
        return tensor

    rows = np.arange(_TRIED) % len(examples)
    length = examples.codes.shape[1] - 2 * options.shift
    place = next(network.parameters()).device
    x = as_windows(examples.codes[rows][:, :length], place)
    was_training = network.training
    statistics = [one.clone() for one in network.buffers()]
    try:
        with torch.enable_grad(), saved_tensors_hooks(seen, _itself):
            network.train()(x)
    finally:
        network.train(was_training)
        # What was asked to look leaves no trace in running means.
        for one, before in zip(network.buffers(), statistics, strict=True):
            one.copy_(before)
    return sum(sizes.values())


def _itself(tensor: Tensor) -> Tensor:
    return tensor
