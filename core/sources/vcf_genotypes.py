"""Sample columns: from `GT:AD:DP` and `0/1:12,9:21` to genotypes."""

import re
import zlib
from collections.abc import Sequence
from typing import NamedTuple, cast

from core.domain.calls import CallColumns
from core.domain.sample import Genotype
from core.sources.vcf_cells import integer_cells
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_values import FieldNotes, ValueRule, format_rules

_KEY = re.compile(r"[A-Za-z_][0-9A-Za-z_.]*")
_GT = re.compile(r"(?:\.|[0-9]{1,9})(?:[/|](?:\.|[0-9]{1,9}))*")
_MAX_PLOIDY = 255
_MAX_NUMBER = 2**31 - 1
_USED = ("GT", "AD", "DP", "GQ", "PS", "PGT", "PID")
_DIPLOID = 2
_MAX_CACHED_CALLS = 10_000

_PHASED_HETEROZYGOUS: dict[str, tuple[int, int]] = {"0|1": (0, 1), "1|0": (1, 0)}

Values = tuple[str | None, str | None, str | None, str | None, str | None, str | None, str | None]
"""Texts of GT, AD, DP, GQ, PS, PGT, PID of one sample, None where not given."""


class Call(NamedTuple):
    """GT taken apart: the called allele indexes in order, None for a missing one."""

    alleles: tuple[int | None, ...]
    called: int
    phased: bool


_NOTHING = Call((), 0, phased=False)


class FormatPlan:
    """How to read the cells under one FORMAT text.

    Attributes
    ----------
    fault
        What is wrong with the FORMAT column itself, empty if nothing is.
    integers
        Reads cells that hold nothing but whole numbers; None where the FORMAT has other values.
    """

    def __init__(
        self, text: str, rules: dict[str, ValueRule], notes: FieldNotes, *, may_be_empty: bool
    ) -> None:
        self._notes = notes
        self.keys = text.split(":")
        self.fault = _format_fault(self.keys)
        self._rules = [rules.get(key) for key in self.keys]
        for key, rule in zip(self.keys, self._rules, strict=True):
            if rule is None and not self.fault:
                notes.note_undeclared(f"FORMAT/{key}")
        self._may_be_empty = may_be_empty
        self._places = [self.keys.index(key) if key in self.keys else -1 for key in _USED]
        self._compiled: dict[int, re.Pattern[str]] = {}
        self.integers = None if self.fault else integer_cells(self.keys, self._rules)

    def pattern(self, n_alt: int) -> re.Pattern[str]:
        """Give an expression that matches only cells of diploid calls surely right.

        Its groups are the keys used here, as far as the FORMAT has them, named so.
        """
        found = self._compiled.get(n_alt)
        if found is None:
            found = re.compile(self._expression(n_alt))
            self._compiled[n_alt] = found
        return found

    def _expression(self, n_alt: int) -> str:
        text = ""
        for key, rule in zip(reversed(self.keys), reversed(self._rules), strict=True):
            one = self._part(key, rule, n_alt)
            text = f"{one}(?::{text})?" if text else one
        absent = "".join(f"(?P<{key}>(?!))?" for key in _USED if key not in self.keys)
        return text + absent

    def _part(self, key: str, rule: ValueRule | None, n_alt: int) -> str:
        if key == "GT":
            return r"(?P<GT>[0-9.]+[/|][0-9.]+)"
        text = r"[^:\n]+" if rule is None else rule.fast_pattern(n_alt, _DIPLOID)
        return f"(?P<{key}>{text})" if key in _USED else f"(?:{text})"

    def read(self, cell: str, n_alt: int) -> tuple[str, Values]:
        """Give (fault, values) of one cell by the letter of the rules."""
        parts = cell.split(":")
        if len(parts) > len(self.keys):
            return f"{len(parts)} values under {len(self.keys)} FORMAT keys", _NO_VALUES
        ploidy = self._ploidy(parts)
        for key, rule, value in zip(self.keys, self._rules, parts, strict=False):
            fault = self._value_fault(key, rule, value, n_alt, ploidy)
            if fault:
                return f"FORMAT/{key} {fault}", _NO_VALUES
        used = tuple(parts[place] if 0 <= place < len(parts) else None for place in self._places)
        return "", cast("Values", used)

    def _value_fault(
        self, key: str, rule: ValueRule | None, value: str, n_alt: int, ploidy: int | None
    ) -> str:
        if not value and not self._may_be_empty:
            return "is empty"
        if rule is None or key == "GT":
            return ""
        fault = rule.fault(value, n_alt, ploidy)
        if fault and not rule.is_reserved:
            self._notes.note(f"FORMAT/{key}", fault)
            return ""
        return fault

    def _ploidy(self, parts: list[str]) -> int | None:
        """Alleles in GT; two without GT, None (unknown) for a lone dot."""
        if self._places[0] != 0:
            return None
        return None if parts[0] == "." else len(re.split(r"[/|]", parts[0].lstrip("/|")))


_NO_VALUES: Values = (None, None, None, None, None, None, None)


def _format_fault(keys: list[str]) -> str:
    if "GT" in keys[1:]:
        return "FORMAT names GT, but not first"
    for key in keys:
        if not _KEY.fullmatch(key):
            return f"FORMAT key {key!r} is not allowed" if key else "FORMAT has an empty key"
    return "FORMAT names a key more than once" if len(set(keys)) != len(keys) else ""


class GenotypeReader:
    """Reads the columns of the samples asked for.

    Parameters
    ----------
    samples
        Names in the order the genotypes are given in.
    notes
        Takes the faults a record is kept with.
    """

    def __init__(self, header: VcfHeader, samples: Sequence[str], notes: FieldNotes) -> None:
        self._notes = notes
        self._names = tuple(samples)
        self._columns = [9 + header.samples.index(name) for name in samples]
        self._rules = format_rules(header)
        self._version = header.version
        self._plans: dict[str, FormatPlan] = {}
        self._calls: dict[int, dict[str | None, Call]] = {}

    def read(self, fields: list[str], n_alt: int) -> tuple[str, list[tuple[Genotype, ...]]]:
        """Give (fault, genotypes per ALT allele) of a record's tab-separated fields."""
        plan = self._plan(fields[8])
        if plan.fault:
            return plan.fault, []
        matches = plan.pattern(n_alt).fullmatch
        calls = self._calls.setdefault(n_alt, {})
        people: list[tuple[Call, Values]] = []
        for column in self._columns:
            cell = fields[column]
            found = matches(cell)
            if found is not None:
                values = cast("Values", found.group(*_USED))
            else:
                fault, values = plan.read(cell, n_alt)
                if fault:
                    return f"{fault} (sample {self._name(column)})", []
            call = calls.get(values[0]) or self._call(values[0], n_alt)
            if call is None:
                return f"FORMAT/GT {_gt_fault(values[0], n_alt)} (sample {self._name(column)})", []
            people.append((call, values))
        return "", [
            tuple([_genotype(call, values, index, n_alt) for call, values in people])
            for index in range(1, n_alt + 1)
        ]

    def plain_cells(self, fields: list[str]) -> list[str] | None:
        """Give the cells of a record with one ALT if they are quickly read with others; else None."""
        plan = self._plan(fields[8])
        if plan.integers is None:
            return None
        cells = [fields[column] for column in self._columns]
        return cells if plan.integers.may_hold(cells) else None

    def read_cells(self, format_text: str, cells: list[str]) -> CallColumns | None:
        """Give the calls of many cells that `plain_cells` gave, all under one FORMAT.

        None where anything about them has to be looked at more closely: `read` does.
        """
        integers = self._plan(format_text).integers
        return None if integers is None else integers.read(cells)

    def _name(self, column: int) -> str:
        return self._names[self._columns.index(column)]

    def _plan(self, text: str) -> FormatPlan:
        plan = self._plans.get(text)
        if plan is None:
            plan = FormatPlan(text, self._rules, self._notes, may_be_empty=self._version >= (4, 4))
            self._plans[text] = plan
        return plan

    def _call(self, text: str | None, n_alt: int) -> Call | None:
        """Take GT apart and remember it; None if it is no genotype or names no allele of ALT."""
        may_lead = self._version >= (4, 4)
        if text is None or (may_lead and not text):
            return _NOTHING
        bare = text[1:] if may_lead and text[0] in "/|" else text
        if not _GT.fullmatch(bare):
            return None
        alleles = tuple(None if part == "." else int(part) for part in re.split(r"[/|]", bare))
        known = [allele for allele in alleles if allele is not None]
        if (known and max(known) > n_alt) or len(alleles) > _MAX_PLOIDY:
            return None
        call = Call(alleles, len(known), phased="|" in bare and "/" not in bare)
        if len(self._calls[n_alt]) < _MAX_CACHED_CALLS:
            self._calls[n_alt][text] = call
        return call


def _gt_fault(text: str | None, n_alt: int) -> str:
    return (
        f"{(text or '')[:40]!r} is no genotype, has more than {_MAX_PLOIDY} alleles, or names one "
        f"beyond the {n_alt} of ALT"
    )


def _genotype(call: Call, values: Values, index: int, n_alt: int) -> Genotype:
    _, ad, dp, gq, ps, pgt, pid = values
    phase_set = _phase_set(ps)
    if pid is not None and phase_set is None and n_alt == 1:
        call, phase_set = _physically_phased(call, pgt, pid)
    alleles, called, phased = call
    copies = alleles.count(index)
    ref_depth = alt_depth = None
    if ad is not None:
        parts = ad.split(",")
        if len(parts) == n_alt + 1:
            ref_depth, alt_depth = _reads(parts, index)
    first_is_alt = phased and copies == 1 and len(alleles) > 1 and alleles[0] == index
    # Straight to the tuple: half the time of a call of Genotype, and a genome makes millions.
    return tuple.__new__(
        Genotype,
        (
            *(copies, called, len(alleles), phased, first_is_alt),
            *(phase_set, _NUMBERS[dp], _NUMBERS[gq], ref_depth, alt_depth, False),
        ),
    )


def _phase_set(text: str | None) -> int | None:
    """Give the number of a phase set; one with another name gets a number made of the name."""
    number = _NUMBERS[text]
    if number is None and text not in _NO_SET:
        return _number_of_name(text or "")
    return number


def _number_of_name(name: str) -> int:
    return zlib.crc32(name.encode()) & _MAX_NUMBER


def _reads(parts: Sequence[str], index: int) -> tuple[int | None, int | None]:
    """Give the reads of all other alleles, and those of one."""
    depths = [_NUMBERS[part] for part in parts]
    own = depths.pop(index)
    others = [depth for depth in depths if depth is not None]
    return sum(others) if len(others) == len(depths) else None, own


def _physically_phased(call: Call, pgt: str | None, pid: str) -> tuple[Call, int | None]:
    """Take the phase that reads gave: in GATK's files PGT is the phased GT, PID names the set.

    The number of the set is made of its name, so that equal names are one set. A GT phased the
    other way round was phased by other means, and stays.
    """
    alleles = _PHASED_HETEROZYGOUS.get(pgt or "")
    if alleles is None or pid == "." or set(call.alleles) != {0, 1} or len(call.alleles) != 2:
        return call, None
    if call.phased and call.alleles != alleles:
        return call, None
    return Call(alleles, call.called, phased=True), _number_of_name(pid)


_NO_SET = (None, "", ".")


class _Numbers(dict[str | None, int | None]):
    """Whole numbers by their text, rounded where the file has decimals.

    None for other texts and for what no depth, quality or phase set can be: below zero or beyond
    32 bits.
    """

    def __missing__(self, text: str | None) -> int | None:
        if text is None:
            return None
        try:
            value = round(float(text))
        except (ValueError, OverflowError):
            return None
        return value if 0 <= value <= _MAX_NUMBER else None


_NUMBERS = _Numbers({str(number): number for number in range(1000)})
_NUMBERS[None] = None
