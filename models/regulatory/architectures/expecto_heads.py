"""The heads of ExPecto as its authors keep them, text dumps of XGBoost's linear booster.

    python -m models.regulatory.architectures.expecto_heads BELUGA.pth FOLDER TARGET.safetensors

joins Beluga and a folder of heads (`models/*.dump` of FunctionLab/ExPecto) to one file that can be
imported, with the table of its tissues beside it.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load, save_file

from models.errors import CheckpointError, ModelsError
from models.packs.convert import torch_weights_to_safetensors
from models.regulatory.architectures.checkpoint import Array

UNIT: Final = "ln(RPKM + 0.0001)"

_TISSUE = re.compile(r"(?:.*\.basescore[0-9.]+?\.)?(?P<tissue>[^.]+)\.dump")
_REMEDY = "Choose the folder of text dumps of FunctionLab/ExPecto (models/*.dump)."


def read_head(text: str, name: str) -> tuple[float, Array]:
    """Read the bias and the weights of one head.

    Parameters
    ----------
    text
        `bias:`, one number, `weight:`, then one number a line; `booster[0]:` may come before.
    name
        Of the file, for messages.

    Raises
    ------
    CheckpointError
        The text is something else.
    """
    lines = text.split()
    if lines[:1] == ["booster[0]:"]:
        lines = lines[1:]
    if len(lines) < 4 or lines[0] != "bias:" or lines[2] != "weight:":
        raise CheckpointError(f"{name} is no dump of a linear booster.", _REMEDY)
    try:
        numbers = np.array([lines[1], *lines[3:]], dtype=np.float64)
    except ValueError as error:
        raise CheckpointError(f"{name} holds something else than numbers.", _REMEDY) from error
    if not np.isfinite(numbers).all():
        raise CheckpointError(f"{name} holds numbers that are not finite.", _REMEDY)
    return float(numbers[0]), numbers[1:].astype(np.float32)


def tissue(file_name: str) -> str:
    """Tissue a head is for, from the name of its file.

    Raises
    ------
    CheckpointError
        The name does not end in `.TISSUE.dump`.
    """
    found = _TISSUE.fullmatch(file_name)
    if found is None:
        raise CheckpointError(f"{file_name} does not tell its tissue.", _REMEDY)
    return found["tissue"]


def bundle(beluga: Mapping[str, Array], heads: Mapping[str, str]) -> dict[str, Array]:
    """Join the arrays of Beluga and heads, the text of each by tissue, as `expecto.state` wants.

    Raises
    ------
    CheckpointError
        There is no head, or one cannot be read.
    """
    if not heads:
        raise CheckpointError("There are no heads of ExPecto.", _REMEDY)
    found = dict(beluga)
    for name, text in heads.items():
        bias, weights = read_head(text, name)
        found[f"heads.{name}.weight"] = weights
        found[f"heads.{name}.bias"] = np.array([bias], dtype=np.float32)
    return found


def write_bundle(beluga: Path, folder: Path, target: Path) -> int:
    """Join a file of Beluga and a folder of heads to `target`; returns how many heads there are.

    Beside it stands `TARGET.tracks.tsv`, the tissues in the order of the network.

    Raises
    ------
    CheckpointError, PackReadError
        A file is missing or is something else.
    """
    try:
        heads = {tissue(path.name): path.read_text("ascii") for path in folder.glob("*.dump")}
        arrays = load(torch_weights_to_safetensors(beluga.read_bytes()))
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"ExPecto cannot be read: {error}.", _REMEDY) from error
    save_file(bundle(arrays, heads), target)
    rows = [f"{name}\tRNA-seq\t{name.replace('_', ' ')}\t{UNIT}" for name in sorted(heads)]
    table = "\n".join(("name\tassay\tcell_type\tunit", *rows)) + "\n"
    target.with_suffix(".tracks.tsv").write_text(table, "utf-8")
    return len(heads)


def main(arguments: list[str]) -> int:
    """Join what the command line names; 2 where a person can mend what is wrong."""
    if len(arguments) != 3:
        sys.stderr.write("Name Beluga, the folder of heads and the file to write.\n")
        return 2
    try:
        n_heads = write_bundle(*map(Path, arguments))
    except ModelsError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(f"{arguments[2]}: Beluga and {n_heads} heads\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
