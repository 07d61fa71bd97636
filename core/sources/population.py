"""Which INFO key of a file is a frequency in the population."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from core.errors import UsageError
from core.sources.vcf_header import InfoKey, VcfHeader

_USABLE_TYPES = ("Float", "String")
_USABLE_NUMBERS = ("A", "1", ".")


@cache
def _rules() -> dict[str, tuple[str, ...]]:
    text = files("resources").joinpath("rules", "population_keys.toml").read_text(encoding="utf-8")
    return {
        key: tuple(value) for key, value in tomllib.loads(text).items() if isinstance(value, list)
    }


def frequency_key(header: VcfHeader, wanted: str = "") -> str:
    """Give the INFO key the population frequency is read from, empty if there is none.

    A key counts when its name is that of a population resource, or when its Description names
    one. `AF`, `AC`, `AN` and their like describe the call set and never count.

    Parameters
    ----------
    wanted
        Key the user chose; empty to find it.

    Raises
    ------
    UsageError
        If the header does not declare the wanted key.
    """
    keys = {info.key: info for info in header.info}
    if wanted:
        if wanted in keys:
            return wanted
        raise UsageError(
            f"INFO key {wanted} is not declared in the variant file.",
            "Choose one of the keys it has, or leave the choice to the program.",
        )
    usable = [info for info in header.info if _is_usable(info)]
    return _by_name(usable) or _by_description(usable)


def other_frequency_keys(header: VcfHeader, key: str) -> tuple[str, ...]:
    """Give the keys read where a record has no value under `key`, best first.

    Only names of population resources, and only beside one of them.
    """
    if not is_known_name(key):
        return ()
    present = {_plain(info.key): info.key for info in reversed(header.info) if _is_usable(info)}
    names = dict.fromkeys(_plain(name) for name in _rules()["names"])
    found = (present[name] for name in names if name in present)
    return tuple(other for other in found if other != key)


def is_known_name(key: str) -> bool:
    """Say whether the name alone tells that a key is a population frequency.

    A key that only its description tells is read and shown, but too weak a ground for leaving
    variants out.
    """
    return _plain(key) in {_plain(name) for name in _rules()["names"]}


def _is_usable(info: InfoKey) -> bool:
    if info.key.upper() in _rules()["never"]:
        return False
    return info.type in _USABLE_TYPES and info.number in _USABLE_NUMBERS


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _by_name(keys: list[InfoKey]) -> str:
    present = {_plain(info.key): info.key for info in reversed(keys)}
    names = (_plain(name) for name in _rules()["names"])
    return next((present[name] for name in names if name in present), "")


def _by_description(keys: list[InfoKey]) -> str:
    return next(
        (
            info.key
            for info in keys
            if info.type == "Float" and _describes_population(info.description)
        ),
        "",
    )


def _describes_population(description: str) -> bool:
    text = description.lower()
    rules = _rules()
    if any(re.search(pattern, text) for pattern in rules["never_described"]):
        return False
    return all(
        any(re.search(pattern, text) for pattern in rules[kind])
        for kind in ("resources", "frequency_words")
    )
