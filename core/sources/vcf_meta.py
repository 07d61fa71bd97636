"""Meta lines of a VCF header: taking them apart and naming what is wrong with them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from core.sources.vcf_reserved import RESERVED_FORMAT, RESERVED_INFO

_PAIR = re.compile(r'([^=,<>"\s]+)=("(?:[^"\\]|\\.)*"|\[[^\]]*\]|(?!")[^,]*)')
_NUMBER = re.compile(r"^([0-9]{1,6}|[ARG.]|L[ARG]|P|M)$")
_TYPES = {
    "INFO": ("Integer", "Float", "Flag", "Character", "String"),
    "FORMAT": ("Integer", "Float", "Character", "String"),
    "META": ("Integer", "Float", "Character", "String"),
    "ALT": ("Integer", "Float", "Flag", "Character", "String"),
}
_ORDER = {
    "INFO": ("ID", "Number", "Type", "Description"),
    "FORMAT": ("ID", "Number", "Type", "Description"),
    "FILTER": ("ID", "Description"),
    "ALT": ("ID", "Description"),
    "META": ("ID", "Number", "Type", "Values"),
    "contig": ("ID",),
    "SAMPLE": ("ID",),
}
_STRUCTURED = frozenset({*_ORDER, "PEDIGREE"})
_ALT_PREFIXES = ("DEL", "INS", "DUP", "INV", "CNV", "BND", "TRA")
_ALT_OTHERS = frozenset({"*", "NON_REF", "X", "UNK"})
_NAME = re.compile(r"^[0-9A-Za-z!#$%&+./:;?@^_|~-]+$")
_WORDLIKE = re.compile(r"^[0-9A-Za-z_.;-]+$")

_NAMED_ALONE = 3
"""Up to so many lines with one fault are named each; more share a sentence."""

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MetaLine:
    """One `##key=value` line; `pairs` holds the parts of a `<...>` value without quotes.

    `quoted` names the parts that stood in double quotes; `number` is the 1-based line.
    """

    number: int
    key: str
    value: str
    pairs: dict[str, str] = field(default_factory=dict)
    quoted: frozenset[str] = frozenset()


def parse_meta(number: int, line: str) -> tuple[MetaLine | None, str]:
    """Give the meta line, and a sentence naming its fault (empty if it is well formed)."""
    where = f"Header line {number}:"
    key, equals, value = line.removeprefix("##").partition("=")
    if not line.startswith("##"):
        return None, f"{where} does not begin with ##: {line[:60]!r}."
    if not equals or not key:
        return None, f"{where} is not a ##key=value pair: {line[:60]!r}."
    if not value or value == "<>":
        return MetaLine(number, key, value), f"{where} {key} has no value."
    if key not in _STRUCTURED and not value.startswith("<ID="):
        return MetaLine(number, key, value), ""
    if not (value.startswith("<") and value.endswith(">")):
        return MetaLine(number, key, value), f"{where} {key} is not enclosed in <...>."
    pairs, quoted, fault = _pairs(value[1:-1])
    meta = MetaLine(number, key, value, pairs, quoted)
    return meta, f"{where} {key}: {fault}" if fault and key in _STRUCTURED else ""


def _pairs(text: str) -> tuple[dict[str, str], frozenset[str], str]:
    pairs: dict[str, str] = {}
    quoted: set[str] = set()
    place = 0
    while place < len(text):
        found = _PAIR.match(text, place)
        if found is None:
            return (
                pairs,
                frozenset(quoted),
                f"not a key=value pair at {text[place : place + 40]!r}.",
            )
        name, value = found[1], found[2]
        if value.startswith('"'):
            quoted.add(name)
            value = value[1:-1]
        pairs.setdefault(name, value)
        place = found.end()
        if place < len(text) and text[place] != ",":
            rest = text[place : place + 40]
            return pairs, frozenset(quoted), f"{name} is followed by {rest!r} (quotes?)."
        place += 1
    return pairs, frozenset(quoted), ""


def header_warnings(metas: list[MetaLine], version: Version) -> list[str]:
    """Give a sentence for each line whose content the specification does not allow.

    Many lines of one key with one fault share a sentence.
    """
    found: dict[tuple[str, str], list[MetaLine]] = {}
    for meta in metas:
        check = _CHECKS.get(meta.key)
        fault = check(meta, version) if check is not None and meta.value else ""
        if fault:
            found.setdefault((meta.key, fault), []).append(meta)
    sentences = [
        sentence for (_, fault), faulty in found.items() for sentence in _sentences(faulty, fault)
    ]
    return sentences + _repeated(metas)


def _sentences(faulty: list[MetaLine], fault: str) -> list[str]:
    if len(faulty) <= _NAMED_ALONE:
        return [f"Header line {meta.number}: {_what(meta)}: {fault}" for meta in faulty]
    first, last = faulty[0], faulty[-1]
    where = f"Header lines {first.number} to {last.number}"
    return [f"{where}: {_what(first)} and {len(faulty) - 1} more: {fault}"]


def _what(meta: MetaLine) -> str:
    name = meta.pairs.get("ID", "")
    return f"{meta.key} {name}" if name else meta.key


def _repeated(metas: list[MetaLine]) -> list[str]:
    seen: dict[tuple[str, str], int] = {}
    found = []
    for meta in metas:
        name = meta.pairs.get("ID", "")
        if not name or meta.key not in ("INFO", "FORMAT", "contig"):
            continue
        first = seen.setdefault((meta.key, name), meta.number)
        if first != meta.number:
            found.append(
                f"Header line {meta.number}: {meta.key} {name} was declared in line {first} already."
            )
    return found


def _order_fault(meta: MetaLine) -> str:
    wanted = _ORDER[meta.key]
    if not meta.pairs.get("ID"):
        return "ID is missing."
    missing = [name for name in wanted if name not in meta.pairs]
    if missing:
        return f"{missing[0]} is missing."
    found = tuple(name for name in meta.pairs if name in wanted or name in ("Number", "Type"))
    allowed = (wanted, ("ID", "Number", "Type", "Description"))
    return "" if found in allowed else f"its parts are not in the order {', '.join(wanted)}."


def _definition_fault(meta: MetaLine, _: Version) -> str:
    fault = _order_fault(meta)
    if fault:
        return fault
    number, value_type = meta.pairs.get("Number", "."), meta.pairs.get("Type", "String")
    if not _NUMBER.match(number):
        return f"Number={number} is not allowed."
    if value_type not in _TYPES.get(meta.key, ("String",)):
        return f"Type={value_type} is not allowed."
    if "Description" in meta.pairs and "Description" not in meta.quoted:
        return "Description is not in double quotes."
    return _reserved_fault(meta, number, value_type)


def _reserved_fault(meta: MetaLine, number: str, value_type: str) -> str:
    table = {"INFO": RESERVED_INFO, "FORMAT": RESERVED_FORMAT}.get(meta.key, {})
    wanted = table.get(meta.pairs["ID"])
    if wanted is None:
        return ""
    if wanted[1] and value_type != wanted[1]:
        return f"Type={value_type}, but the specification says Type={wanted[1]}."
    if number != wanted[0]:
        return f"Number={number}, but the specification says Number={wanted[0]}."
    return ""


def _alt_fault(meta: MetaLine, version: Version) -> str:
    fault = _definition_fault(meta, version)
    if fault:
        return fault
    name = meta.pairs["ID"]
    if re.search(r"[\s,]", name) or (name not in _ALT_OTHERS and re.search(r"[<>]", name)):
        return "the ID holds a blank, a comma or an angle bracket."
    known = name in _ALT_OTHERS or name.split(":")[0] in _ALT_PREFIXES
    free = version >= (4, 3) and (":" not in name or not name.split(":")[0].isupper())
    return "" if known or free else f"the ID begins with none of {', '.join(_ALT_PREFIXES)}."


def _contig_fault(meta: MetaLine, version: Version) -> str:
    fault = _order_fault(meta)
    if fault:
        return fault
    name = meta.pairs["ID"]
    if re.search(r"[\s<>]", name):
        return "the ID holds a blank or an angle bracket."
    # HLA contigs of the usual GRCh38 analysis sets are written with a star.
    if version >= (4, 3) and not _NAME.match(name) and not name.startswith("HLA-"):
        return "the ID holds a character that is not allowed."
    return ""


def _sample_fault(meta: MetaLine, version: Version) -> str:
    fault = _order_fault(meta)
    if fault:
        return fault
    name = meta.pairs["ID"]
    if re.search(r"\s", name) or (version >= (4, 3) and not _NAME.match(name)):
        return "the ID holds a character that is not allowed."
    if version < (4, 3):
        return _old_sample_fault(meta)
    return ""


def _old_sample_fault(meta: MetaLine) -> str:
    if "Genomes" not in meta.pairs:
        return "Genomes is missing."
    wrong = sorted(meta.quoted - {"Description"})
    return f"{wrong[0]} stands in quotes." if wrong else ""


def _pedigree_fault(meta: MetaLine, version: Version) -> str:
    if version >= (4, 3) and not meta.pairs.get("ID"):
        return "ID is missing."
    wrong = [name for name, value in meta.pairs.items() if not _WORDLIKE.match(value)]
    return f"{wrong[0]} holds a character that is not allowed." if wrong else ""


def _meta_fault(meta: MetaLine, version: Version) -> str:
    fault = _definition_fault(meta, version)
    values = meta.value.partition("Values=")[2]
    if not fault and not values.startswith("["):
        return "Values are not in square brackets."
    return fault


def _url_fault(meta: MetaLine, _: Version) -> str:
    value = meta.value.strip("<>")
    if "://" not in value:
        return ""
    try:
        host = urlsplit(value).hostname or ""
    except ValueError:
        return f"{value[:60]!r} is no address."
    return "" if re.search(r"[A-Za-z.]", host) else f"{value[:60]!r} is no address."


_CHECKS: dict[str, Callable[[MetaLine, Version], str]] = {
    "INFO": _definition_fault,
    "FORMAT": _definition_fault,
    "FILTER": _definition_fault,
    "ALT": _alt_fault,
    "META": _meta_fault,
    "contig": _contig_fault,
    "SAMPLE": _sample_fault,
    "PEDIGREE": _pedigree_fault,
    "assembly": _url_fault,
    "pedigreeDB": _url_fault,
}
