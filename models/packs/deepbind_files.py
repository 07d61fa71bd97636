"""The published parameter files of DeepBind, read out of their tar archive without unpacking it.

The archive holds `db.tsv`, a table of all models, and `params/ID.txt`, one text file of numbers
for each model that is not deprecated.
"""

import csv
import io
import re
import tarfile
import zlib

import numpy as np
from numpy.typing import NDArray

from models.errors import PackReadError

_MOST_BYTES = 64 << 20
"""Room the unpacked archive may take; the published one takes 28 MB."""

_PARAMETER_FILE = re.compile(r"params/(D\d{5}\.\d{3})\.txt")
_TABLE = "db.tsv"
_DETECTORS = 16

COLUMNS = (
    "id",
    "factor",
    "type",
    "species",
    "family",
    "experiment",
    "cell_type",
    "detector_length",
)
"""Of the table of models; `type` is TF (reads DNA) or RBP (reads RNA)."""


def deepbind_weights(published: bytes) -> bytes:
    """Give safetensors of all models, named `ID.detectors` and so on.

    Detectors are (16, 4, length), as PyTorch spells a convolution; `weights1` is (inputs,
    hidden or 1), `weights2` (hidden) or missing, and with `mean pooling` inputs come in pairs
    (maximum, mean) of each detector. `ID.reads_both_strands` is 1 for DNA, 0 for RNA.
    """
    # Only the installer needs it; the window lists packs without.
    from safetensors.numpy import save  # noqa: PLC0415

    arrays: dict[str, NDArray[np.float32]] = {}
    for name, text in _files(published).items():
        found = _PARAMETER_FILE.fullmatch(name)
        if found:
            model = found.group(1)
            arrays |= {f"{model}.{key}": one for key, one in _parameters(name, text).items()}
    return bytes(save(arrays))


def deepbind_models(published: bytes) -> bytes:
    """Give the table of the models that have parameters, tab-separated with `COLUMNS` as head."""
    files = _files(published)
    lengths = {
        found.group(1): _parameters(name, text)["detectors"].shape[2]
        for name, text in files.items()
        if (found := _PARAMETER_FILE.fullmatch(name))
    }
    lines = [line for line in files.get(_TABLE, "").splitlines() if not line.startswith("#")]
    rows = {row.get("ID"): row for row in csv.DictReader(lines, delimiter="\t")}
    missing = sorted(lengths.keys() - rows.keys())
    if missing:
        raise _unreadable(f"{_TABLE} does not name the model {missing[0]}")
    told = io.StringIO()
    writer = csv.writer(told, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for model, length in sorted(lengths.items()):
        writer.writerow(_model_row(rows[model], length))
    return told.getvalue().encode("utf-8")


def _model_row(row: dict[str, str], length: int) -> tuple[str, ...]:
    cells = re.search(r"'CellLine=([^']*)'", row["Experiment Details"])
    return (
        row["ID"],
        row["Protein"],
        row["Type"],
        row["Species"].capitalize(),
        row["Family"],
        row["Experiment"],
        cells.group(1) if cells else "",
        str(length),
    )


def _files(published: bytes) -> dict[str, str]:
    """Text of each file by its path; anything but plain files where they belong is refused."""
    texts: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(_unpacked(published)), mode="r:") as archive:
            for member in archive:
                if member.isdir():
                    continue
                is_expected = member.name == _TABLE or _PARAMETER_FILE.fullmatch(member.name)
                handle = archive.extractfile(member) if member.isreg() and is_expected else None
                if handle is None:
                    raise _unreadable(f"it holds {member.name}, which does not belong there")
                texts[member.name] = handle.read().decode("utf-8")
    except (tarfile.TarError, UnicodeDecodeError, EOFError) as error:
        raise _unreadable(str(error)) from error
    if not texts.keys() - {_TABLE}:
        raise _unreadable("it holds no models")
    return texts


def _unpacked(published: bytes) -> bytes:
    """Unpack gzip, but not more than an archive of models can hold."""
    packed = zlib.decompressobj(wbits=31)
    try:
        content = packed.decompress(published, _MOST_BYTES)
    except zlib.error as error:
        raise _unreadable(str(error)) from error
    if not packed.eof:
        too_much = packed.unconsumed_tail
        raise _unreadable("it is larger than any such archive" if too_much else "it is cut short")
    return content


def _parameters(name: str, text: str) -> dict[str, NDArray[np.float32]]:
    """Arrays of one model; a count that does not fit is refused."""
    lines = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
    try:
        length, hidden = int(lines["detector_len"]), int(lines["num_hidden"])
        inputs = _DETECTORS * (2 if int(lines["has_avg_pooling"]) else 1)
        strands = [float(lines["reverse_complement"])]
        arrays = {
            "detectors": _numbers(lines["detectors"], (length, 4, _DETECTORS)),
            "thresholds": _numbers(lines["thresholds"], (_DETECTORS,)),
            "weights1": _numbers(lines["weights1"], (inputs, max(hidden, 1))),
            "biases1": _numbers(lines["biases1"], (max(hidden, 1),)),
            "reads_both_strands": np.array(strands, dtype=np.float32),
        }
        if hidden:
            arrays["weights2"] = _numbers(lines["weights2"], (hidden,))
            arrays["biases2"] = _numbers(lines["biases2"], (1,))
    except (KeyError, ValueError) as error:
        raise _unreadable(f"{name} is no file of DeepBind parameters ({error})") from error
    arrays["detectors"] = np.ascontiguousarray(arrays["detectors"].transpose(2, 1, 0))
    return arrays


def _numbers(text: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    numbers = np.array(text.split(","), dtype=np.float32).reshape(shape)
    if not np.isfinite(numbers).all():
        raise ValueError("a number is not finite")
    return numbers


def _unreadable(reason: str) -> PackReadError:
    return PackReadError(
        f"The archive of DeepBind parameters cannot be read: {reason}.",
        "Fetch it again; nothing was installed.",
    )
