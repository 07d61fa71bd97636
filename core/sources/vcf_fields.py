"""INFO and sample cells of one record taken apart, for keys whose values are only read at need."""

import re
from collections.abc import Sequence

_INTEGER = re.compile(r"[-+]?\d{1,18}")


class InfoFields:
    """The INFO column of one record.

    A value that is not as its key demands is noted once in `faults` (key: what is wrong) and
    read as missing.
    """

    def __init__(self, text: str) -> None:
        self._values: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        for entry in text.split(";") if text != "." else ():
            key, _, value = entry.partition("=")
            self._values.setdefault(key, value)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        """Give the value, empty where the key or its value is missing."""
        value = self._values.get(key, "")
        return "" if value == "." else value

    def texts(self, key: str) -> list[str]:
        """Give the values of a list, empty ones for `.`."""
        value = self.text(key)
        return ["" if part == "." else part for part in value.split(",")] if value else []

    def integers(self, key: str) -> list[int | None]:
        """Give whole numbers, None for `.` and for all after a fault."""
        found: list[int | None] = []
        for part in self.texts(key):
            if part and not _INTEGER.fullmatch(part):
                self.faults[key] = f"{part[:40]!r} is no whole number"
                return [None] * len(found)
            found.append(int(part) if part else None)
        return found

    def integer(self, key: str, index: int, n_alt: int) -> int | None:
        """Give the whole number of one ALT allele (1-based), or the one that holds for all."""
        return _of_allele(self.integers(key), index, n_alt)

    def numbers(self, key: str) -> list[float | None]:
        """Give numbers with decimals, None for `.` and for what is no number."""
        return [number(part) for part in self.texts(key)]

    def pair(self, key: str, index: int, n_alt: int) -> tuple[int, int] | None:
        """Give the two limits of a confidence interval of one ALT allele (1-based)."""
        values = self.integers(key)
        if len(values) == 2 * n_alt and n_alt > 1:
            values = values[2 * index - 2 : 2 * index]
        if not values:
            return None
        low, high = values[0], values[-1]
        if len(values) != 2 or low is None or high is None or low > high:
            self.faults[key] = f"{self.text(key)[:40]!r} is no pair of limits"
            return None
        return low, high


class SampleCells:
    """The columns of the samples asked for, by FORMAT key."""

    def __init__(self, fields: Sequence[str], columns: Sequence[int]) -> None:
        self._keys = fields[8].split(":") if len(fields) > 8 else []
        self._cells = [fields[column].split(":") for column in columns] if self._keys else []

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def texts(self, key: str) -> list[str]:
        """Give the value of each sample, empty where it is missing; [] without the key."""
        if key not in self._keys:
            return []
        place = self._keys.index(key)
        values = (cell[place] if place < len(cell) else "" for cell in self._cells)
        return ["" if value == "." else value for value in values]


def number(text: str) -> float | None:
    """Give a number, None where the text is none (or not finite)."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _of_allele(values: list[int | None], index: int, n_alt: int) -> int | None:
    if len(values) == n_alt:
        return values[index - 1]
    return values[0] if len(values) == 1 else None
