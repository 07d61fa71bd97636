"""INFO fields of published files on alleles: population frequency and ClinVar."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from core.domain.known_allele import ClinVarMark, KnownAllele, KnownKind
from core.domain.local_value import LocalEntry

CLASS, NOTE = "CLASS", "NOTE"
"""Fields of a laboratory's own list where it is a table."""

N_GROUPS = 3
"""Groups of people that are named, those with the greatest frequency."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Limit(_Model):
    value: int
    source: str


class FrequencyKeys(_Model):
    """Names of fields, the best first for each number."""

    source: tuple[str, ...]
    frequency: tuple[str, ...]
    filtering: tuple[str, ...]
    largest: tuple[str, ...]
    homozygotes: tuple[str, ...]
    hemizygotes: tuple[str, ...]
    groups: str
    large_groups: str
    min_samples: _Limit


class ClinVarWords(_Model):
    """Words of ClinVar and what they stand for."""

    source: str
    pathogenic: tuple[str, ...]
    conflicting: str
    stars: dict[str, int]
    rescue_stars: _Limit


class OwnWords(_Model):
    """How a laboratory's own list says what it takes an allele for; compared without case."""

    source: str
    keys: tuple[str, ...]
    pathogenic: tuple[str, ...]


class KnownRules(_Model):
    """The rule set."""

    version: str
    own: OwnWords
    frequency: FrequencyKeys
    clinvar: ClinVarWords


@cache
def load_known_rules() -> KnownRules:
    """Give the rule set of the program."""
    text = files("resources").joinpath("rules", "known_alleles.toml").read_text(encoding="utf-8")
    return KnownRules.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """The part of a VCF record that speaks of one ALT; `number` is its 0-based place among them."""

    identifier: str
    filter: str
    info: str
    number: int


class Fields(Protocol):
    """Reads what a record says."""

    def read(self, record: KnownRecord) -> KnownAllele:
        """Give what a record says about one of its ALT alleles."""

    def read_in_bulk(self, record: KnownRecord) -> KnownAllele:
        """Do as `read`, without words that nobody reads where millions of records are asked for."""


def fields_of(kind: KnownKind, keys: Mapping[str, str], mapping: str = "") -> Fields:
    """Give the reader of a file.

    Parameters
    ----------
    keys
        INFO keys of the header with their Number.
    mapping
        INFO key of the frequency by which variants are left out, as the person chose it.
    """
    if kind is KnownKind.CLINVAR:
        return ClinVarFields()
    if kind is KnownKind.OWN:
        return OwnFields(keys)
    return FrequencyFields(keys, mapping)


def guessed_kind(keys: Iterable[str]) -> KnownKind | None:
    """Give what the INFO keys of a file show it to be; a plain `AF` shows nothing."""
    known = {key.lower() for key in keys}
    if {"clnsig", "clnrevstat"} <= known:
        return KnownKind.CLINVAR
    rules = load_known_rules().frequency
    telling = {*rules.filtering, *rules.largest, "nhomalt", "AF_joint"}
    is_told = any(name.lower() in known for name in telling)
    is_grouped = any(re.fullmatch(rules.groups, key, re.IGNORECASE) for key in known)
    return KnownKind.FREQUENCY if is_told or is_grouped else None


class FrequencyFields:
    """Numbers of a population."""

    def __init__(self, keys: Mapping[str, str], mapping: str = "") -> None:
        rules = load_known_rules().frequency
        self._keys = keys
        self._spelled = {key.lower(): key for key in keys}
        self.frequency = self._first([mapping] if mapping else rules.frequency)
        self.filtering = "" if mapping else self._first(rules.filtering)
        self.largest = "" if mapping else self._first(rules.largest)
        self._homozygotes = self._first(rules.homozygotes)
        self._xy = self._first(rules.hemizygotes)
        self._groups = _matching(rules.groups, keys)
        large = (self.largest,) if self.largest else _matching(rules.large_groups, keys)
        self._large = () if mapping else large
        used = (self.frequency, self.filtering, *self._large, self._homozygotes, self._xy)
        self._used = tuple(filter(None, used))
        self._shares = {self.frequency, self.filtering, self.largest, *self._groups}

    @property
    def has_frequency(self) -> bool:
        """There is a field to read."""
        return bool(self.frequency or self.filtering)

    def read(self, record: KnownRecord) -> KnownAllele:
        """Give frequency and counts.

        A record that the file itself filtered is shown, but makes nothing common.
        """
        numbers = self._numbers(record, (*self._used, self.largest, *self._groups))
        told = [*self._told(numbers), *self._impossible(record)]
        if not _is_trusted(record):
            told.append(f"filtered there ({record.filter}), so it leaves nothing out")
        return self._known(record, numbers, ", ".join(told))

    def read_in_bulk(self, record: KnownRecord) -> KnownAllele:
        """Do as `read`, without words."""
        return self._known(record, self._numbers(record, self._used), "")

    def _known(self, record: KnownRecord, numbers: Mapping[str, float], words: str) -> KnownAllele:
        plain, filtering = numbers.get(self.frequency), numbers.get(self.filtering)
        used = filtering
        if used is None:
            shares = (plain, *map(numbers.get, self._large))
            used = max((one for one in shares if one is not None), default=None)
        return KnownAllele(
            LocalEntry(filtering if plain is None else plain, words),
            used if _is_trusted(record) else None,
            _whole(numbers.get(self._homozygotes)),
            _whole(numbers.get(self._xy)),
        )

    def _first(self, names: Sequence[str]) -> str:
        """The file's own spelling of the first of the names that it has, "" for none."""
        known = (self._spelled.get(name.lower(), "") for name in names)
        return next(filter(None, known), "")

    def _numbers(self, record: KnownRecord, keys: Sequence[str]) -> dict[str, float]:
        info = _split(record.info)
        found = ((key, self._number(info, key, record.number)) for key in keys)
        return {key: value for key, value in found if value is not None}

    def _told(self, numbers: Mapping[str, float]) -> Iterator[str]:
        for key in (self.filtering, self.largest):
            if key in numbers:
                yield f"{key} {numbers[key]:.3g}"
        groups = [(key, numbers[key]) for key in self._groups if numbers.get(key)]
        for key, value in sorted(groups, key=lambda one: -one[1])[:N_GROUPS]:
            yield f"{key} {value:.3g}"
        if self._homozygotes in numbers:
            yield f"{numbers[self._homozygotes]:.0f} homozygous"
        if self._xy in numbers:
            yield f"{numbers[self._xy]:.0f} XY carriers"

    def _impossible(self, record: KnownRecord) -> Iterator[str]:
        """Name what is no share, such as a frequency in per cent: it is taken as unknown."""
        info = _split(record.info)
        for key in filter(None, (self.frequency, self.filtering)):
            value = _value(info, key, record.number, of_alleles=self._keys.get(key) == "A")
            if value is not None and value > 1:
                yield f"{key} {value:.3g} is no frequency (above 1), taken as unknown"

    def _number(self, info: Mapping[str, str], key: str, number: int) -> float | None:
        value = _value(info, key, number, of_alleles=self._keys.get(key) == "A")
        is_possible = value is None or key not in self._shares or value <= 1
        return value if is_possible else None


def _value(info: Mapping[str, str], key: str, number: int, *, of_alleles: bool) -> float | None:
    """Give the value of one ALT allele, None where it is missing, below zero or no number."""
    text = info.get(key, "") if key else ""
    if "," in text or (number and of_alleles):
        values = text.split(",")
        text = values[number] if number < len(values) else ""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and value >= 0 else None


def _matching(pattern: str, keys: Iterable[str]) -> tuple[str, ...]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return tuple(key for key in keys if compiled.fullmatch(key))


def _is_trusted(record: KnownRecord) -> bool:
    return record.filter in {"PASS", "."}


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


class ClinVarFields:
    """Classification, review status and condition."""

    def read(self, record: KnownRecord) -> KnownAllele:
        """Give the classification in words, and whether no gate may leave the allele out."""
        rules = load_known_rules().clinvar
        info = _split(record.info)
        said, status = info.get("CLNSIG", ""), info.get("CLNREVSTAT", "")
        stars = rules.stars.get(status, 0)
        words = set(re.split(r"[/|]", said))
        is_conflicting = any(word.startswith(rules.conflicting) for word in words)
        is_pathogenic = not is_conflicting and not words.isdisjoint(rules.pathogenic)
        rescues = is_pathogenic and stars >= rules.rescue_stars.value
        told = [
            _plain(said) or "no classification",
            _plain(info.get("CLNSIGCONF", "")) if is_conflicting else "",
            f"{stars} star{'' if stars == 1 else 's'} ({_plain(status) or 'no review status'})",
            _plain(info.get("CLNDN", "")),
            f"variation {record.identifier}" if record.identifier not in {"", "."} else "",
        ]
        mark = ClinVarMark.RESCUES if rescues else ClinVarMark.KNOWN
        return KnownAllele(LocalEntry(None, "; ".join(filter(None, told))), clinvar=mark)

    read_in_bulk = read


class OwnFields:
    """The class a laboratory gave; a list without classes is one of pathogenic variants."""

    def __init__(self, keys: Iterable[str]) -> None:
        spelled = {key.lower(): key for key in keys}
        wanted = (spelled.get(key.lower(), "") for key in load_known_rules().own.keys)
        self._key = next(filter(None, wanted), CLASS)

    def read(self, record: KnownRecord) -> KnownAllele:
        """Give the class in the laboratory's words, and whether no gate may leave the allele out."""
        info = _split(record.info)
        said = info.get(self._key, "")
        known = {one.lower() for one in load_known_rules().own.pathogenic}
        is_pathogenic = not said or _plain(said).lower() in known
        told = [_plain(said) or "listed as pathogenic", _plain(info.get(NOTE, ""))]
        mark = ClinVarMark.RESCUES if is_pathogenic else ClinVarMark.KNOWN
        return KnownAllele(LocalEntry(None, "; ".join(filter(None, told))), clinvar=mark)

    read_in_bulk = read


def _split(info: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in info.split(";"))
    return {key: value for key, _, value in pairs}


def _plain(text: str) -> str:
    return ", ".join(part.replace("_", " ").strip() for part in text.split("|") if part != ".")
