"""Reading the arrays of an installed network file."""

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from models.errors import PackReadError


def read_layers(path: Path) -> dict[str, Tensor]:
    """Return the arrays of a safetensors file by name."""
    try:
        return load(path.read_bytes())
    except (OSError, SafetensorError) as error:
        raise PackReadError(
            f"{path} cannot be read: {error}.", "Install the pack again."
        ) from error
