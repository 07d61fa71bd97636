"""Writing a variant file back with more INFO: every other byte of a record stays as it was."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pysam

from core.errors import DiskFullError, InputFileError

_INFO_COLUMN = 7


class AnnotatedVcf:
    """A text VCF being written beside its target and moved there when complete.

    Parameters
    ----------
    path
        Ends in `.gz` for bgzip compression.
    header
        Header lines of the source, `#CHROM` line last.
    added
        New INFO keys: name to (Number, Type, Description).
    """

    def __init__(
        self, path: Path, header: Iterable[str], added: Mapping[str, tuple[str, str, str]]
    ) -> None:
        self.path = path
        self._partial = path.with_name(f".{path.name}.partial")
        self._added = tuple(added)
        try:
            self._file: IO[bytes] | pysam.BGZFile = (
                pysam.BGZFile(os.fspath(self._partial), "wb", None)
                if path.suffix == ".gz"
                else self._partial.open("wb")
            )
        except OSError as problem:
            raise InputFileError(
                path, f"cannot be written ({problem.strerror})", "Choose another folder with -o."
            ) from problem
        self._write_header([line for line in header if line], added)

    def write(self, raw: bytes, info: Mapping[str, str]) -> None:
        """Write a record's original line with our keys; an older value of the same key goes."""
        if info:
            fields = raw.split(b"\t")
            fields[_INFO_COLUMN] = self._merged(fields[_INFO_COLUMN], info)
            raw = b"\t".join(fields)
        self._put(raw + b"\n")

    def _merged(self, present: bytes, info: Mapping[str, str]) -> bytes:
        mine = [f"{key}={value}".encode() for key, value in info.items()]
        kept = [
            item
            for item in present.split(b";")
            if item not in {b".", b""} and item.split(b"=", 1)[0].decode() not in self._added
        ]
        return b";".join(kept + mine)

    def _write_header(self, lines: list[str], added: Mapping[str, tuple[str, str, str]]) -> None:
        ours = {f"##INFO=<ID={key}," for key in added}
        kept = [line for line in lines if not any(line.startswith(start) for start in ours)]
        for line in kept[:-1]:
            self._put(f"{line}\n".encode())
        for key, (number, kind, description) in added.items():
            text = f'##INFO=<ID={key},Number={number},Type={kind},Description="{description}">\n'
            self._put(text.encode())
        self._put(f"{kept[-1]}\n".encode())

    def _put(self, text: bytes) -> None:
        try:
            self._file.write(text)
        except OSError as problem:
            raise DiskFullError(
                f"{self.path} could not be written in full ({problem.strerror}).",
                "Free some space and start again; nothing was left half-written.",
            ) from problem

    def __enter__(self) -> Self:
        """Give the writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Move the finished file to its place, or remove what was begun."""
        try:
            self._file.close()
        except OSError as fault:
            self._partial.unlink(missing_ok=True)
            raise DiskFullError(
                f"{self.path} could not be written in full ({fault.strerror}).",
                "Free some space and start again; nothing was left half-written.",
            ) from fault
        if kind is None:
            self._partial.replace(self.path)
        else:
            self._partial.unlink(missing_ok=True)
