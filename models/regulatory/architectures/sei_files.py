"""The files of Sei's model folder, joined to one that can be imported.

    python -m models.regulatory.architectures.sei_files SEI.pth FOLDER TARGET.safetensors

FOLDER holds `projvec_targets.npy`, `histone_inds.npy`, `target.names` and `seqclass.names`, as the
authors publish them (doi:10.5281/zenodo.4906996, FunctionLab/sei-framework `model/`). The table of
tracks is written beside the target.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from safetensors.numpy import load, save_file

from models.errors import CheckpointError, ModelsError
from models.packs.convert import torch_weights_to_safetensors
from models.packs.track_list import TrackRow, tracks_text
from models.regulatory.architectures.checkpoint import Array
from models.regulatory.architectures.sei_classes import DIRECTIONS, HISTONES, N_CLASSES

_REMEDY = "Choose the model folder of Sei (doi:10.5281/zenodo.4906996)."
_NOT_IN_NAMES = str.maketrans(dict.fromkeys(" |,;=\t", "_"))
_OPEN_CHROMATIN: Final = frozenset({"DNase", "ATAC-seq"})


def join(checkpoint: Path, folder: Path, target: Path) -> int:
    """Join the files to `target`, with `TARGET.tracks.tsv` beside it; gives the number of tracks.

    Raises
    ------
    CheckpointError, PackReadError
        A file is missing, is something else, or does not fit the others.
    """
    profiles = [_profile(line) for line in _lines(folder / "target.names")]
    classes = [_class(line) for line in _lines(folder / "seqclass.names")]
    directions = _array(folder / "projvec_targets.npy")
    if len(classes) != N_CLASSES or directions.ndim != 2 or directions.shape[1] != len(profiles):
        raise CheckpointError(
            f"{folder} names {len(profiles)} profiles and {len(classes)} classes, but its "
            f"projvec_targets.npy has the shape {directions.shape}.",
            _REMEDY,
        )
    try:
        arrays = load(torch_weights_to_safetensors(checkpoint.read_bytes()))
    except OSError as error:
        raise CheckpointError(f"{checkpoint} cannot be read: {error.strerror}.", _REMEDY) from error
    bare = {name.removeprefix("module.model."): array for name, array in arrays.items()}
    histones = _array(folder / "histone_inds.npy")
    save_file(bare | {DIRECTIONS: directions, HISTONES: histones}, target)
    target.with_suffix(".tracks.tsv").write_text(tracks_text([*profiles, *classes]), "utf-8")
    return len(profiles) + len(classes)


def main(arguments: Sequence[str]) -> int:
    """Join what the command line names; 2 where a person can mend what is wrong."""
    if len(arguments) != 3:
        sys.stderr.write("Name sei.pth, the folder with its other files, and the file to write.\n")
        return 2
    try:
        n_tracks = join(*map(Path, arguments))
    except ModelsError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    sys.stdout.write(f"{arguments[2]}: {n_tracks:,} tracks\n")
    return 0


def _array(path: Path) -> Array:
    """A file of numpy, never unpickled."""
    try:
        return np.ascontiguousarray(np.load(path, allow_pickle=False), dtype=np.float32)
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"{path.name} is no array of numbers, or cannot be read.", _REMEDY
        ) from error


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointError(f"{path.name} cannot be read: {error}.", _REMEDY) from error


def _profile(line: str) -> TrackRow:
    """A profile, spelled `CELL | WHAT | ID:NUMBER`."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 3:
        raise CheckpointError(f"target.names has no profile in {line[:60]!r}.", _REMEDY)
    cell, what, number = parts
    name = f"{cell}_{what}_{number.removeprefix('ID:')}".translate(_NOT_IN_NAMES)
    cell = cell.replace("_", " ")
    if what in _OPEN_CHROMATIN:
        return TrackRow(name, what, cell, "", "probability")
    return TrackRow(name, "ChIP-seq", cell, what, "probability")


def _class(line: str) -> TrackRow:
    """A class, spelled `LABEL words`."""
    return TrackRow(f"class_{line.partition(' ')[0]}", f"sequence class {line}", "", "", "score")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
