"""Tables of variants whose effect on splicing is known: tab-separated, plain or gzip."""

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.domain.assembly import canonical_chrom
from core.domain.calibration import KnownVariant
from core.errors import InputFileError

_BASES = re.compile("[ACGTN]+")
_EFFECTS = {"1": True, "0": False}
_LABELS = {"splice_altering": True, "pathogenic_splice": True, "no_effect": False}
"""Labels that speak of splicing. Others, such as `benign`, speak of disease and are left out."""

_REMEDY = (
    "Give a tab-separated table with a header and the columns chrom, pos, ref, alt and effect "
    "(1 changes splicing, 0 does not)."
)


@dataclass(frozen=True, slots=True)
class TruthTable:
    """Known variants, each allele once.

    Attributes
    ----------
    left_out
        Rows that were not taken, by reason.
    digest
        SHA-256 of the file.
    """

    name: str
    digest: str
    variants: tuple[KnownVariant, ...]
    left_out: tuple[tuple[str, int], ...]


def read_truth(path: Path, build: str) -> TruthTable:
    """Give the variants of one build; a file without a `build` column is of the build asked for.

    Parameters
    ----------
    build
        `GRCh37` or `GRCh38`; letter case does not matter.

    Raises
    ------
    InputFileError
        If the file cannot be read, lacks a column or has a row that cannot be understood.
    """
    try:
        data = path.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        rows = csv.DictReader(io.StringIO(text.decode("utf-8")), delimiter="\t")
        names = tuple(rows.fieldnames or ())
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise InputFileError(path, f"cannot be read ({error}).", _REMEDY) from error
    missing = [name for name in ("chrom", "pos", "ref", "alt") if name not in names]
    if not {"effect", "label"} & set(names):
        missing.append("effect")
    if missing:
        raise InputFileError(path, f"has no column {', '.join(missing)}.", _REMEDY)
    known: dict[tuple[str, int, str, str], set[bool]] = {}
    left_out: Counter[str] = Counter()
    for row in rows:
        if (why := _left_out(row, build)) is not None:
            left_out[why] += 1
            continue
        key = _allele(path, rows.line_num, row)
        if key in known:
            left_out["the same allele again"] += 1
        known.setdefault(key, set()).add(_effect(path, rows.line_num, row))
    left_out.update(["named with and without effect" for said in known.values() if len(said) > 1])
    return TruthTable(
        path.name,
        hashlib.sha256(data).hexdigest(),
        tuple(KnownVariant(*key, said.pop()) for key, said in known.items() if len(said) == 1),
        tuple(sorted(left_out.items())),
    )


def _left_out(row: Mapping[str, str], build: str) -> str | None:
    stated = row.get("build")
    if stated and stated.lower() != build.lower():
        return "of another build"
    if "effect" not in row and row["label"] not in _LABELS:
        return f"label {row['label']!r} does not speak of splicing"
    return None


def _allele(path: Path, line: int, row: Mapping[str, str]) -> tuple[str, int, str, str]:
    values = [row[name] or "" for name in ("chrom", "pos", "ref", "alt")]
    chrom, pos, ref, alt = values
    ref, alt = ref.upper(), alt.upper()
    is_place = bool(chrom) and pos.isascii() and pos.isdigit() and int(pos) > 0
    if not (is_place and _BASES.fullmatch(ref) and _BASES.fullmatch(alt) and ref != alt):
        raise InputFileError(path, f"line {line}: {' '.join(values)} is no variant.", _REMEDY)
    return canonical_chrom(chrom), int(pos), ref, alt


def _effect(path: Path, line: int, row: Mapping[str, str]) -> bool:
    if "effect" not in row:
        return _LABELS[row["label"]]
    if row["effect"] not in _EFFECTS:
        raise InputFileError(
            path, f"line {line}: effect is {row['effect']!r}, neither 1 nor 0.", _REMEDY
        )
    return _EFFECTS[row["effect"]]
