"""A language model as Hugging Face stores it: checked, converted once, and read again.

Three files of a folder count: `config.json`, the vocabulary, and the weights. Code that lies there
or that the configuration names (`auto_map`) is never read.
"""

import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save
from torch import Tensor, nn

from models.errors import CheckpointError, PackReadError
from models.language.network import (
    REMEDY,
    Arrays,
    LanguageNetwork,
    demand_shapes,
    shapes,
)
from models.language.tokens import Tokenizer
from models.packs.checkpoints import SeenFile, read_checkpoint
from models.packs.installer import write_durably

CONFIG = "config.json"
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
"""In the order they are looked for."""

_MAX_TEXT = 16 * 2**20
_TIMES_NEEDED = 1.5
"""Official files also hold heads and positions that are not used here."""
_SPARE_BYTES = 16 * 2**20
_MAX_UNUSED_IDS = 64
"""Vocabularies are filled up to a round number."""

Config = Mapping[str, object]


@dataclass(frozen=True, eq=False, slots=True)
class LoadedNetwork:
    """A network, what cuts sequences for it, and with how many bases it is asked."""

    network: LanguageNetwork
    tokenizer: Tokenizer
    length: int


@dataclass(frozen=True, eq=False, slots=True)
class Architecture:
    """How checkpoints of one kind are read.

    Attributes
    ----------
    vocabulary_file
        Its name; empty where all checkpoints have the same vocabulary.
    model_types
        What `model_type` in the configuration may say, where it says anything.
    blank
        Builds the network without its numbers, of a configuration.
    state
        Gives the arrays of a checkpoint the names they have here.
    network
        Builds the network of such arrays and a configuration.
    tokenizer
        Builds what cuts sequences, of the text of the vocabulary.
    window
        Bases the network is asked with, of a configuration.
    """

    vocabulary_file: str
    model_types: tuple[str, ...]
    blank: Callable[[Config], nn.Module]
    state: Callable[[Arrays], dict[str, NDArray[np.float32]]]
    network: Callable[[Mapping[str, Tensor], Config], LanguageNetwork]
    tokenizer: Callable[[str], Tokenizer]
    window: Callable[[Config], int]

    def convert(self, folder: Path, target: Path, limit: int) -> tuple[SeenFile, ...]:
        """Check a folder and write one file of safetensors; say which file its arrays came from.

        Configuration and vocabulary stand in the header of that file as JSON.

        Parameters
        ----------
        limit
            Bytes the weights may take at most, whatever the configuration says.

        Raises
        ------
        CheckpointError
            A file is missing, damaged, a link or too large, or this is another model.
        """
        config = self._config(folder)
        vocabulary = _text(folder / self.vocabulary_file) if self.vocabulary_file else ""
        _demand_vocabulary(self.tokenizer(vocabulary), config)
        expected = self.expected(config)
        room = int(_TIMES_NEEDED * 4 * sum(map(prod, expected.values()))) + _SPARE_BYTES
        checkpoint = read_checkpoint(
            _weights(folder), limit=min(limit, room), scratch=target.parent
        )
        arrays = self.state(checkpoint.arrays)
        demand_shapes(expected, {name: x.shape for name, x in arrays.items()})
        header = {"config": json.dumps(config), "vocabulary": vocabulary}
        whole = {name: np.ascontiguousarray(x) for name, x in arrays.items()}
        write_durably(target, save(whole, metadata=header))
        return checkpoint.files

    def load(self, path: Path, place: torch.device) -> LoadedNetwork:
        """Read what `convert` wrote, and put the network where it is to lie.

        Raises
        ------
        PackReadError
            The file is not what was written.
        CheckpointError, EngineNotInstalledError
            It cannot be put into a network.
        """
        try:
            with safe_open(path, framework="pt") as file:
                header = dict(file.metadata() or {})
                config = json.loads(header["config"])
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError, KeyError, ValueError) as error:
            raise PackReadError(
                f"{path} cannot be read: {error}.", "Import the network again."
            ) from error
        network = self.network(arrays, config).to(place)
        return LoadedNetwork(network, self.tokenizer(header["vocabulary"]), self.window(config))

    def expected(self, config: Config) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the arrays a configuration asks for; takes no room for them."""
        with torch.device("meta"):
            return shapes(self.blank(config))

    def _config(self, folder: Path) -> Config:
        path = folder / CONFIG
        try:
            config = json.loads(_text(path))
        except (ValueError, RecursionError) as error:
            raise _refused(path, f"is no JSON: {error}") from error
        if not isinstance(config, dict):
            raise _refused(path, "holds no settings")
        said = config.get("model_type", self.model_types[0])
        if said not in self.model_types:
            wanted = " or ".join(self.model_types)
            raise _refused(path, f"is of a model of type {said!r}, not {wanted}")
        return config


def _demand_vocabulary(tokenizer: Tokenizer, config: Config) -> None:
    size = config.get("vocab_size")
    if not isinstance(size, int) or not 0 <= size - tokenizer.size < _MAX_UNUSED_IDS:
        raise CheckpointError(
            f"The vocabulary has {tokenizer.size} tokens; config.json says {size}.", REMEDY
        )


def _weights(folder: Path) -> Path:
    for name in WEIGHTS:
        if (folder / name).is_symlink() or (folder / name).exists():
            return folder / name
        if (folder / f"{name}.index.json").exists():
            raise _refused(folder, f"holds its weights in several files ({name}.index.json)")
    raise _refused(folder, f"holds neither {WEIGHTS[0]} nor {WEIGHTS[1]}")


def _text(path: Path) -> str:
    """Read a plain file of the folder, never what a link points to."""
    if path.is_symlink():
        raise _refused(path, "is a link and not a file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as handle:
            if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
                raise _refused(path, "is not a plain file")
            content = handle.read(_MAX_TEXT + 1)
        if len(content) > _MAX_TEXT:
            raise _refused(path, f"is larger than {_MAX_TEXT >> 20} MiB")
        return content.decode()
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _refused(path, "is no text") from error


def _refused(path: Path, why: str) -> CheckpointError:
    return CheckpointError(f"{path.name} {why}.", REMEDY)
