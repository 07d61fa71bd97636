"""A checkpoint put into its architecture and asked once, in the process `contained` starts."""

import importlib
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from models.errors import CheckpointError
from models.packs.architectures import ArchitectureCard, Format
from models.packs.checkpoints import Checkpoint, SeenFile, read_checkpoint
from models.packs.checkpoints.refusal import refused
from models.packs.installer import write_durably
from models.sequence import BASES, one_hot

WEIGHTS = "weights.safetensors"
"""Name of the network in a pack."""

_WRAPPERS = ("module", "model", "net", "network", "_orig_mod", "student", "teacher")
"""What training scripts put a network into, so that all names begin with it."""
_WRONG_KIND = "Choose the architecture the file belongs to; nothing was imported."

_FOLDER: Final = "transformers-folder"

Arrays = Mapping[str, NDArray[np.float32]]


class _Module(Protocol):
    """What the module of an architecture offers."""

    def state(self, raw: Arrays) -> dict[str, NDArray[np.float32]]:
        """Give the arrays under our names; raises `CheckpointError` where they do not fit."""
        ...

    def network(self, arrays: Mapping[str, object]) -> object:
        """Build the network out of such arrays, as tensors."""
        ...


class _FolderModule(Protocol):
    """What the module of an architecture offers whose checkpoints are whole folders."""

    def convert(self, folder: Path, target: Path, limit: int) -> tuple[SeenFile, ...]:
        """Check a folder and write its arrays; raises `CheckpointError`."""
        ...


class Tried(BaseModel):
    """What was found: the format, the files, outputs per sequence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format
    files: tuple[SeenFile, ...]
    n_tracks: int


def tried(source: Path, card: ArchitectureCard, limit: int, scratch: Path) -> dict[str, object]:
    """Read a checkpoint, build its network, ask it once, and write its arrays to `scratch`.

    Raises
    ------
    CheckpointError
        Anything about the file is not as it has to be.
    """
    if _FOLDER in card.formats:
        return _tried_folder(card, source, limit, scratch).model_dump(mode="json")
    checkpoint = read_checkpoint(source, limit=limit, scratch=scratch)
    if checkpoint.format not in card.formats:
        formats = " or ".join(card.formats)
        raise refused(
            source.name, f"is {checkpoint.format}; {card.title} comes as {formats}", _WRONG_KIND
        )
    module = cast("_Module", importlib.import_module(card.module))
    arrays = _state(module, checkpoint, source.name)
    n_tracks = _n_tracks(module, arrays, card, source.name)
    _save(arrays, scratch / WEIGHTS)
    found = Tried(format=checkpoint.format, files=checkpoint.files, n_tracks=n_tracks)
    return found.model_dump(mode="json")


def _tried_folder(card: ArchitectureCard, path: Path, limit: int, scratch: Path) -> Tried:
    """Read a folder with a configuration; its module checks all of it and writes the arrays."""
    if path.is_symlink() or not path.is_dir():
        raise refused(path.name, f"is no folder; {card.title} comes as one", _WRONG_KIND)
    module = cast("_FolderModule", importlib.import_module(card.module))
    files = module.convert(path, scratch / WEIGHTS, limit)
    return Tried(format=_FOLDER, files=files, n_tracks=card.n_tracks or 0)


def spellings(arrays: Arrays) -> Iterator[Arrays]:
    """Yield arrays under the names of the file, then without each wrapper around all of them."""
    yield arrays
    while True:
        first = {name.partition(".")[0] for name in arrays}
        wrapper = first.pop()
        if first or wrapper not in _WRAPPERS or wrapper in arrays:
            return
        arrays = {name.partition(".")[2]: array for name, array in arrays.items()}
        yield arrays


def _state(module: _Module, checkpoint: Checkpoint, name: str) -> dict[str, NDArray[np.float32]]:
    problems: list[CheckpointError] = []
    for spelled in spellings(checkpoint.arrays):
        try:
            return module.state(spelled)
        except CheckpointError as problem:
            problems.append(problem)
    # Under the wrong names nearly all are missing: what fits best has the least to tell.
    best = min(problems, key=lambda problem: len(problem.cause))
    raise refused(name, f"does not fit: {_clause(best.cause)}", best.remedy) from best


def _n_tracks(module: _Module, arrays: Arrays, card: ArchitectureCard, name: str) -> int:
    """Outputs of the network, after it was asked about a sequence without meaning."""
    import torch  # noqa: PLC0415 - only where networks are imported
    from torch import nn  # noqa: PLC0415

    letters = random.Random(0).choices(BASES, k=card.length)
    x = torch.from_numpy(one_hot("".join(letters)))[None]
    try:
        network = module.network({key: torch.from_numpy(value) for key, value in arrays.items()})
        if not isinstance(network, nn.Module):
            raise TypeError(card.module)
        with torch.inference_mode():
            y = network.eval()(x)
    except CheckpointError as problem:
        raise refused(name, f"does not fit: {_clause(problem.cause)}", problem.remedy) from problem
    except (RuntimeError, ValueError, IndexError) as error:
        reason = str(error).partition("\n")[0].rstrip(".")
        raise refused(
            name, f"makes a network of {card.title} that cannot be computed: {reason}", _WRONG_KIND
        ) from error
    return _checked(y.shape, bool(torch.isfinite(y).all()), card, name)


def _checked(shape: tuple[int, ...], is_finite: bool, card: ArchitectureCard, name: str) -> int:  # noqa: FBT001
    if len(shape) not in {2, 3} or shape[0] != 1 or 0 in shape:
        raise refused(name, f"gives answers of the shape {tuple(shape)}", _WRONG_KIND)
    if not is_finite:
        raise refused(name, "gives answers that are not finite numbers", _WRONG_KIND)
    if card.n_tracks is not None and shape[-1] != card.n_tracks:
        raise refused(
            name, f"has {shape[-1]} outputs where {card.title} has {card.n_tracks}", _WRONG_KIND
        )
    return shape[-1]


def _save(arrays: Arrays, path: Path) -> None:
    from safetensors.numpy import save  # noqa: PLC0415 - only where networks are imported

    write_durably(path, save({key: np.ascontiguousarray(x) for key, x in arrays.items()}))


def _clause(sentence: str) -> str:
    """A sentence as the end of another one."""
    words = re.sub(r"\.$", "", sentence)
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
