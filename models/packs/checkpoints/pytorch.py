"""The arrays of a file that PyTorch saved, zipped or in the older form.

Read with `weights_only`: anything but arrays and plain values in the file is refused, not run.
"""

import argparse
import re
import warnings
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.errors import CheckpointError
from models.packs.checkpoints.refusal import keep_to, refused

if TYPE_CHECKING:
    from torch import Tensor

_MAX_PICKLE = 64 * 2**20
_NESTED = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "params")
"""Where training scripts, Lightning first, put the arrays beside what else they keep."""
_ARRAYS_ALONE = (
    "Where it was made, save the arrays alone with torch.save(network.state_dict(), FILE) and "
    "import that file; nothing in this one was run."
)


def is_pytorch_zip(archive: zipfile.ZipFile) -> bool:
    """Whether a zip archive is a file of PyTorch."""
    return any(name.rpartition("/")[2] == "data.pkl" for name in archive.namelist())


def read_pytorch(handle: BinaryIO, name: str, limit: int) -> dict[str, NDArray[np.float32]]:
    """Give the arrays of a file that PyTorch saved, under the names they have there.

    Whole numbers (counters of the training) are left out. Arrays under a key of `_NESTED` are
    taken instead of what lies beside that.

    Raises
    ------
    CheckpointError
        The file is damaged, larger than the limit, or holds something else than arrays.
    """
    import torch  # noqa: PLC0415 - the window lists packs without it

    if zipfile.is_zipfile(handle):
        _check_zip(handle, name, limit)
    handle.seek(0)
    try:
        # CODA keeps the command line of a training beside its weights: a record without methods.
        with torch.serialization.safe_globals([argparse.Namespace]), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a pickle PyTorch would not write; it is refused
            found = torch.load(handle, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file makes the reader fail in any way
        raise _unreadable(name, error) from error
    tensors = {key: x for key, x in _state_dict(found, name).items() if x.is_floating_point()}
    if any(x.is_sparse or x.is_quantized or x.is_meta for x in tensors.values()):
        raise refused(name, "holds arrays in a form that is not read here", _ARRAYS_ALONE)
    # An array may say it is larger than what the file stores for it.
    keep_to(limit, sum(4 * x.numel() for x in tensors.values()), name, "its arrays would take")
    return {
        key: np.ascontiguousarray(x.detach().to(torch.float32).numpy())
        for key, x in tensors.items()
    }


def _check_zip(handle: BinaryIO, name: str, limit: int) -> None:
    """Compare what the archive declares with the limit; PyTorch packs nothing and names all once."""
    try:
        with zipfile.ZipFile(handle) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _unreadable(name, error) from error
    names = [item.filename for item in members]
    if len(set(names)) != len(names):
        raise refused(name, "names one of its parts twice")
    if any(item.compress_type != zipfile.ZIP_STORED for item in members):
        raise refused(name, "is packed, which files of PyTorch never are")
    keep_to(limit, sum(item.file_size for item in members), name, "its parts would take")
    for item in members:
        if item.filename.endswith(".pkl"):
            keep_to(_MAX_PICKLE, item.file_size, name, "its table of contents would take")


def _state_dict(found: object, name: str) -> Mapping[str, "Tensor"]:
    import torch  # noqa: PLC0415

    nested = [found] if isinstance(found, Mapping) else []
    if nested:
        nested = [nested[0][key] for key in _NESTED if key in nested[0]] + nested
    for one in nested:
        if isinstance(one, Mapping):
            tensors = {str(key): x for key, x in one.items() if isinstance(x, torch.Tensor)}
            if tensors:
                return tensors
    raise refused(name, "holds something else than named arrays", _ARRAYS_ALONE)


def _unreadable(name: str, error: Exception) -> CheckpointError:
    words = str(error) or type(error).__name__
    asked = re.search(r"GLOBAL ([\w.]+)", words)
    if asked:
        return refused(
            name,
            f"cannot be read as weights of PyTorch: it asks for {asked[1]}, which is program code "
            "and no array",
            _ARRAYS_ALONE,
        )
    if "TorchScript" in words:
        return refused(
            name,
            "cannot be read as weights of PyTorch: it is a whole program (TorchScript)",
            _ARRAYS_ALONE,
        )
    # PyTorch's own words advise to unpickle the file after all; they are not passed on.
    return refused(
        name,
        "cannot be read as weights of PyTorch: it is damaged, or no file of arrays that PyTorch "
        "saved; nothing in it was run",
    )
