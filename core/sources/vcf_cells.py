"""Sample cells that hold nothing but whole numbers, thousands read at once.

Most cells of a genome look like `0/1:12,9:21:99`. Without their digits all of one FORMAT are equal,
which is quickly compared; the numbers then are one array.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.calls import NOT_GIVEN, CallColumns
from core.sources.vcf_values import MAX_INTEGER, ValueRule

_DIGITS = b"0123456789"
_TO_BLANKS = bytes.maketrans(b"/|:,\n", b"     ")
_PHASED = ord("|")
_DIPLOID = 2
_NUMERIC = frozenset({"Integer", "Float"})


@dataclass(frozen=True, slots=True)
class IntegerCells:
    """How to read the cells of diploid calls of one ALT under a FORMAT that begins with GT.

    Attributes
    ----------
    shape
        A cell without its digits: `/:,::` for GT:AD:DP:GQ.
    n_numbers
        Numbers in a cell.
    places
        Column of the first number of AD, DP, GQ, PS; -1 where the FORMAT has no such key.
    n_depths
        Numbers under AD.
    """

    shape: str
    n_numbers: int
    places: tuple[int, int, int, int]
    n_depths: int

    def may_hold(self, cells: Sequence[str]) -> bool:
        """Tell at a glance whether cells are likely to have the shape."""
        n_colons = self.shape.count(":")
        return all(
            "." not in cell and cell.count(":") == n_colons and cell[1:2] in ("/", "|")
            for cell in cells
        )

    def read(self, cells: Sequence[str]) -> CallColumns | None:
        """Give the calls of all cells; None where one has another shape or an odd number."""
        text = "\n".join(cells).encode()
        shape = text.translate(None, _DIGITS) + b"\n"
        if shape.replace(b"|", b"/") != (self.shape + "\n").encode() * len(cells):
            return None
        flat = np.fromstring(text.translate(_TO_BLANKS).decode(), np.int64, sep=" ")
        if len(flat) != self.n_numbers * len(cells):
            return None
        numbers = flat.reshape(-1, self.n_numbers)
        alleles = numbers[:, :_DIPLOID]
        if alleles.max() > 1 or numbers.max() > MAX_INTEGER:
            return None
        marks = np.frombuffer(shape, np.uint8).reshape(len(cells), -1)[:, 0]
        return self._columns(numbers, alleles, (marks == _PHASED).astype(np.int64))

    def _columns(
        self, numbers: NDArray[np.int64], alleles: NDArray[np.int64], phased: NDArray[np.int64]
    ) -> CallColumns:
        copies = alleles.sum(axis=1)
        two = np.full(len(numbers), _DIPLOID, np.int64)
        nothing = np.full(len(numbers), NOT_GIVEN, np.int64)
        depths, depth, quality, phase_set = self.places
        has_depths = depths >= 0 and self.n_depths == _DIPLOID
        return CallColumns(
            alt_copies=copies,
            called=two,
            ploidy=two,
            phased=phased,
            first_allele_is_alt=phased * (copies == 1) * alleles[:, 0],
            phase_set=numbers[:, phase_set] if phase_set >= 0 else nothing,
            depth=numbers[:, depth] if depth >= 0 else nothing,
            quality=numbers[:, quality] if quality >= 0 else nothing,
            ref_depth=numbers[:, depths] if has_depths else nothing,
            alt_depth=numbers[:, depths + 1] if has_depths else nothing,
        )


def integer_cells(keys: Sequence[str], rules: Sequence[ValueRule | None]) -> IntegerCells | None:
    """Give how the cells of a FORMAT are read; None where a key can hold anything but numbers."""
    if keys[0] != "GT":
        return None
    parts, first_number, counts = ["/"], {"GT": 0}, {"GT": _DIPLOID}
    n_numbers = _DIPLOID
    for key, rule in zip(keys[1:], rules[1:], strict=True):
        n = None if rule is None or rule.type not in _NUMERIC else rule.expected(1, _DIPLOID)
        if not n:
            return None
        parts.append("," * (n - 1))
        first_number[key], counts[key] = n_numbers, n
        n_numbers += n
    depths, depth, quality, phase_set = (
        first_number.get(key, -1) for key in ("AD", "DP", "GQ", "PS")
    )
    return IntegerCells(
        ":".join(parts), n_numbers, (depths, depth, quality, phase_set), counts.get("AD", 0)
    )
