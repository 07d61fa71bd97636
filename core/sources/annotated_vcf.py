"""Writing a variant file back with more INFO: every other byte of a record stays as it was."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from core.errors import DiskFullError, InputFileError
from core.sources.bgzf import BgzfWriter

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

    Attributes
    ----------
    replaced
        Records, by key, whose older value of that key is gone.
    """

    def __init__(
        self, path: Path, header: Iterable[str], added: Mapping[str, tuple[str, str, str]]
    ) -> None:
        self.path = path
        self._partial = path.with_name(f".{path.name}.partial")
        self._added = {key.encode() for key in added}
        self.replaced = dict.fromkeys(added, 0)
        try:
            plain = self._partial.open("wb")
        except OSError as problem:
            raise InputFileError(
                path, f"cannot be written ({problem.strerror}).", "Choose another folder with -o."
            ) from problem
        self._file: IO[bytes] | BgzfWriter = BgzfWriter(plain) if path.suffix == ".gz" else plain
        try:
            self._write_header([line for line in header if line], added)
        except DiskFullError:
            self._give_up()
            raise

    def write(self, raw: bytes, info: Mapping[str, str]) -> None:
        """Write a record's original line with our keys.

        An older value of a key we may add goes, also where we have nothing to say. The line ends
        with LF; a line that is no record is written as it is.
        """
        fields = raw.removesuffix(b"\r").split(b"\t")
        if len(fields) > _INFO_COLUMN:
            fields[_INFO_COLUMN] = self._merged(fields[_INFO_COLUMN], info)
        self._put(b"\t".join(fields) + b"\n")

    def _merged(self, present: bytes, info: Mapping[str, str]) -> bytes:
        items = present.split(b";")
        kept = [item for item in items if item.split(b"=", 1)[0] not in self._added]
        if not info and len(kept) == len(items):
            return present
        if len(kept) < len(items):
            self._note_replaced(items)
        while kept and kept[-1] in {b".", b""}:
            kept.pop()
        mine = [f"{key}={value}".encode() for key, value in info.items()]
        return b";".join(kept + mine) or b"."

    def _note_replaced(self, items: list[bytes]) -> None:
        present = {item.split(b"=", 1)[0] for item in items}
        for key in present & self._added:
            self.replaced[key.decode()] += 1

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
            raise self._not_in_full(problem) from problem

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
        if kind is not None:
            self._give_up()
            return
        try:
            self._file.close()
            self._partial.replace(self.path)
        except OSError as fault:
            self._give_up()
            raise self._not_in_full(fault) from fault

    def _give_up(self) -> None:
        with suppress(OSError):
            self._file.close()
        self._partial.unlink(missing_ok=True)

    def _not_in_full(self, problem: OSError) -> DiskFullError:
        reason = problem.strerror or str(problem) or type(problem).__name__
        return DiskFullError(
            f"{self.path} could not be written in full ({reason}).",
            "Free some space and start again; nothing was left half-written.",
        )
