"""Rules for the values of INFO and FORMAT keys: how many, of which type, in which range."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb

from core.domain.counting import counted
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_reserved import (
    ALLELE_DEPTHS,
    COUNTS,
    RESERVED_FORMAT,
    RESERVED_INFO,
)

_FLOAT = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:[iI][nN][fF](?:[iI][nN][iI][tT][yY])?|[nN][aA][nN])"
# At most nine digits are surely in range; longer numbers are judged by `fault`.
_FAST = {"Integer": r"-?\d{1,9}", "Float": _FLOAT, "Character": r"[^,:;\n]"}
_FULL = {
    "Integer": re.compile(r"[-+]?\d+"),
    "Float": re.compile(_FLOAT),
    "Character": re.compile(r"[^,:;]"),
}
_UNSIGNED = {"Integer": r"\d{1,9}", "Float": r"(?!-)(?:" + _FLOAT + ")"}
_CHECKED = frozenset({"Integer", "Float", "Character", "Flag"})
_COUNT = re.compile(r"[0-9]{1,6}")
_MAX_REPEAT = 1_000_000
_CIGAR = re.compile(r"(?:\d+[MIDNSHPX=])+")

MAX_INTEGER = 2**31 - 1
MIN_INTEGER = -(2**31) + 8
"""Range of Integer values: the eight lowest are reserved (VCF 4.3 specification, section 1.3)."""


@dataclass(frozen=True, slots=True)
class ValueRule:
    """What one key may hold.

    Attributes
    ----------
    number
        As in the header: a count, `A`, `R`, `G` or `.` (anything else counts as `.`).
    is_count
        Values below zero are wrong.
    may_be_empty
        A list without elements is allowed (VCF 4.4 and later).
    is_reserved
        The specification itself says what the key holds. A wrong value then means that the
        record cannot be trusted; under any other key it only means that the header's
        declaration does not hold.
    """

    key: str
    number: str
    type: str
    is_count: bool = False
    may_be_empty: bool = False
    is_reserved: bool = False

    def expected(self, n_alt: int, ploidy: int | None) -> int | None:
        """Values there must be, None where any number is allowed."""
        if _COUNT.fullmatch(self.number):
            return int(self.number)
        if self.number == "G":
            return None if ploidy is None else comb(n_alt + ploidy, ploidy)
        return {"A": n_alt, "R": n_alt + 1}.get(self.number)

    def fast_pattern(self, n_alt: int, ploidy: int | None) -> str:
        """Give a regular expression that matches only values surely right."""
        one = (_UNSIGNED if self.is_count else _FAST).get(self.type)
        if self.type == "Flag":
            return "[01]?"
        if one is None:
            return "(?!)" if self._counts_matter else r"[^:\n]*"
        one = rf"(?:{one}|\.)"
        n = self.expected(n_alt, ploidy)
        if n is not None and n > _MAX_REPEAT:
            return "(?!)"
        repeat = "*" if n is None else f"{{{max(n - 1, 0)}}}"
        return rf"(?:{one}(?:,{one}){repeat}|\.)"

    def fault(self, value: str, n_alt: int, ploidy: int | None) -> str:
        """Say what is wrong with the value, empty if nothing is."""
        if self.type == "Flag":
            return "" if value in ("", "0", "1") else f"is a flag, but has the value {value[:40]}"
        if value == "." or (not value and self.may_be_empty):
            return ""
        if not value and self.type != "String":
            return "has no value"
        parts = value.split(",")
        n = self.expected(n_alt, ploidy)
        if n is not None and len(parts) != n and self._counts_matter:
            return f"has {len(parts)} values where {n} belong ({value[:40]})"
        return next((fault for part in parts if (fault := self._part_fault(part))), "")

    @property
    def _counts_matter(self) -> bool:
        # Free text often holds commas of its own; only the reserved AA and CIGAR are judged.
        return self.type != "String" or self.key in ("AA", "CIGAR")

    def _part_fault(self, part: str) -> str:
        if part == "." or (self.type == "String" and self.key != "CIGAR"):
            return ""
        if self.key == "CIGAR":
            return "" if _CIGAR.fullmatch(part) else f"is no CIGAR text ({part[:40]})"
        full = _FULL.get(self.type)
        if full is not None and not full.fullmatch(part):
            return f"is no {self.type.lower()} ({part[:40]!r})"
        if self.is_count and part.startswith("-"):
            return f"is negative ({part[:40]})"
        if self.type == "Integer" and not MIN_INTEGER <= int(part[:40]) <= MAX_INTEGER:
            return f"is out of the range of integers ({part[:40]})"
        return ""


def info_rules(header: VcfHeader) -> dict[str, ValueRule]:
    """Rules for INFO keys: as declared, else as reserved; free text has none."""
    rules = {
        key: ValueRule(key, number, value_type, is_count=key in COUNTS, is_reserved=True)
        for key, (number, value_type) in RESERVED_INFO.items()
        if value_type
    }
    for declared in header.info:
        if RESERVED_INFO.get(declared.key) == (declared.number, declared.type):
            continue
        rules.pop(declared.key, None)
        number = "." if declared.number == "G" else declared.number
        if declared.type in _CHECKED or number == "0":
            value_type = "Flag" if number == "0" else declared.type
            rules[declared.key] = ValueRule(declared.key, number, value_type)
    return rules


def format_rules(header: VcfHeader) -> dict[str, ValueRule]:
    """Rules for FORMAT keys: as declared, else as reserved."""
    may_be_empty = header.version >= (4, 4)
    rules = {
        key: ValueRule(
            key, number, value_type, may_be_empty=may_be_empty, is_reserved=key not in ALLELE_DEPTHS
        )
        for key, (number, value_type) in RESERVED_FORMAT.items()
    }
    # Many callers write GQ with decimals.
    rules["GQ"] = replace(rules["GQ"], type="Float")
    for declared in header.formats:
        same = RESERVED_FORMAT.get(declared.key) == (declared.number, declared.type)
        if declared.key not in ("GT", "GQ") and not same:
            value_type = declared.type if declared.type in _CHECKED else "String"
            rules[declared.key] = ValueRule(
                declared.key, declared.number, value_type, may_be_empty=may_be_empty
            )
    return rules


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """What `FieldNotes` counted; picklable.

    Attributes
    ----------
    found
        By field: what is wrong, the first record, and in how many records.
    undeclared
        Fields that the header does not declare.
    """

    found: Mapping[str, tuple[str, int, int]]
    undeclared: tuple[str, ...]


class FieldNotes:
    """Counts values that are not as the header declares them, in records that are kept."""

    def __init__(self) -> None:
        self._pending: dict[str, str] = {}
        self._found: dict[str, tuple[str, int, int]] = {}
        self._undeclared: dict[str, None] = {}

    @property
    def is_pending(self) -> bool:
        """Something was noted and not yet settled."""
        return bool(self._pending)

    def note(self, field: str, fault: str) -> None:
        """Take note of a fault in the record at hand."""
        self._pending.setdefault(field, fault)

    def note_undeclared(self, field: str) -> None:
        """Take note of a key the header does not declare."""
        self._undeclared[field] = None

    def settle(self, number: int, *, is_kept: bool = True) -> None:
        """Count what was noted for the record of that number, or drop it with the record."""
        for field, fault in self._pending.items() if is_kept else ():
            first_fault, first, count = self._found.get(field, (fault, number, 0))
            self._found[field] = first_fault, first, count + 1
        self._pending.clear()

    def take(self) -> FieldCounts:
        """Give what was counted and begin anew."""
        taken = FieldCounts(self._found, tuple(self._undeclared))
        self._found, self._undeclared = {}, {}
        return taken

    def add(self, later: FieldCounts) -> None:
        """Take in what was counted in later records."""
        for field, (fault, number, count) in later.found.items():
            first_fault, first, before = self._found.get(field, (fault, number, 0))
            self._found[field] = first_fault, first, before + count
        self._undeclared |= dict.fromkeys(later.undeclared)

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each field."""
        faults = [
            f"{field} does not hold to the header in {counted(count, 'record')}, first record {first}: "
            f"it {fault}."
            for field, (fault, first, count) in self._found.items()
        ]
        missing = [f"{field} is not declared in the header." for field in self._undeclared]
        return (*faults, *missing)


_NOTHING = ("", ".")


class InfoChecker:
    """Checks the INFO column against the rules of one file.

    Parameters
    ----------
    wanted
        Keys of which `check` gives back the text value of the first that has one; () for none.
    notes
        Takes the faults a record is kept with.
    """

    def __init__(self, header: VcfHeader, wanted: Sequence[str], notes: FieldNotes) -> None:
        self._notes = notes
        self._rules = info_rules(header)
        self._places = {key: place for place, key in enumerate(wanted)}
        self._no_repeats = header.version >= (4, 3)
        self._patterns: dict[int, dict[str, Callable[[str], re.Match[str] | None]]] = {}

    def check(self, info: str, n_alt: int) -> tuple[str, str]:
        """Give (fault, text of the first wanted key); the fault is empty if there is none."""
        if info == ".":
            return "", ""
        patterns = self._patterns.get(n_alt) or self._compile(n_alt)
        wanted, best = "", len(self._places)
        entries = info.split(";")
        for entry in entries:
            key, _, value = entry.partition("=")
            matches = patterns.get(key)
            if matches is not None and matches(value) is None:
                fault = self._fault(self._rules[key], value, n_alt)
                if fault:
                    return fault, ""
            if key in self._places and self._places[key] < best and value not in _NOTHING:
                wanted, best = value, self._places[key]
        return self._shape_fault(info, entries), wanted

    def _fault(self, rule: ValueRule, value: str, n_alt: int) -> str:
        fault = rule.fault(value, n_alt, None)
        if fault and rule.is_reserved:
            return f"INFO/{rule.key} {fault}"
        if fault:
            self._notes.note(f"INFO/{rule.key}", fault)
        return ""

    def _compile(self, n_alt: int) -> dict[str, Callable[[str], re.Match[str] | None]]:
        patterns: dict[str, Callable[[str], re.Match[str] | None]] = {
            key: re.compile(rule.fast_pattern(n_alt, None)).fullmatch
            for key, rule in self._rules.items()
        }
        self._patterns[n_alt] = patterns
        return patterns

    def _shape_fault(self, info: str, entries: list[str]) -> str:
        if not info:
            return "INFO is empty"
        # Blanks inside a value are common in annotations; in a key they mean a broken line.
        if (" " in info or "\x00" in info) and (fault := _blank_fault(entries)):
            return fault
        if self._no_repeats and len({entry.partition("=")[0] for entry in entries}) != len(entries):
            return "INFO names a key more than once"
        return ""


def _blank_fault(entries: list[str]) -> str:
    for entry in entries:
        if " " in entry.partition("=")[0]:
            return f"INFO holds a blank in the key of {entry[:40]!r}"
        if "\x00" in entry:
            return "INFO holds a NUL character"
    return ""
