"""ALT texts that hold no bases: symbols such as `<DUP:TANDEM>` and breakends such as `G]17:100]`."""

import re
from dataclasses import dataclass

from core.domain.assembly import canonical_chrom
from core.domain.interval import IntervalKind, Mate

_SYMBOL = re.compile(r"<([^<>\s,]+)>")
_PAIRED = re.compile(r"([A-Za-z.]*)([\[\]])(.+):(\d{1,18})([\[\]])([A-Za-z.]*)")
_SINGLE = re.compile(r"\.[A-Za-z]+|[A-Za-z]+\.")
_STR = re.compile(r"STR(\d+(?:\.\d+)?)")
_CN = re.compile(r"CN(\d+(?:\.\d+)?)")
_ANY_ALLELE = frozenset({"<NON_REF>", "<*>"})
_MOBILE = frozenset({"ALU", "L1", "LINE1", "LINE", "SVA", "HERVK", "HERV"})
_KINDS = {
    "DEL": IntervalKind.DELETION,
    "DUP": IntervalKind.DUPLICATION,
    "INVDUP": IntervalKind.DUPLICATION,
    "CNV": IntervalKind.COPY_NUMBER,
    "INS": IntervalKind.INSERTION,
    "INV": IntervalKind.INVERSION,
    "BND": IntervalKind.BREAKEND,
    "TRA": IntervalKind.BREAKEND,
    "CTX": IntervalKind.BREAKEND,
    "STR": IntervalKind.REPEAT,
    "TR": IntervalKind.REPEAT,
    "VNTR": IntervalKind.REPEAT,
    "MEI": IntervalKind.MOBILE_ELEMENT,
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """What an ALT text says by itself.

    Attributes
    ----------
    units
        Of a repeat allele (`<STR12>`: 12), None if not told.
    copy_number
        Copies the allele has (`<CN0>`: 0), None if not told.
    family
        Of a mobile element, empty if not told.
    """

    kind: IntervalKind
    units: float | None = None
    copy_number: float | None = None
    family: str = ""
    mate: Mate | None = None


def read_symbol(alt: str, variant_type: str) -> Symbol | None:
    """Give what an ALT says, None for bases, `*`, `.` and the symbols for any other allele.

    `variant_type` is INFO/SVTYPE: it decides where the symbol is unknown or leaves it open.
    """
    if alt.upper() in _ANY_ALLELE:
        return None
    if found := _SYMBOL.fullmatch(alt):
        return _typed(_named(found[1].upper().split(":")), variant_type.upper())
    if "[" in alt or "]" in alt:
        return _paired(alt)
    return Symbol(IntervalKind.BREAKEND) if _SINGLE.fullmatch(alt) else None


def _paired(alt: str) -> Symbol | None:
    found = _PAIRED.fullmatch(alt)
    if found is None or found[2] != found[5] or bool(found[1]) == bool(found[6]):
        return None
    is_after = bool(found[1])
    is_reversed = (found[2] == "]") == is_after
    mate = Mate(canonical_chrom(found[3]), int(found[4]), is_after, is_reversed)
    return Symbol(IntervalKind.BREAKEND, mate=mate)


def _named(parts: list[str]) -> Symbol:
    top, rest = parts[0], parts[1:]
    if "ME" in rest or top in _MOBILE:
        family = rest[rest.index("ME") + 1 :] if "ME" in rest else [top]
        kind = IntervalKind.DELETION if top == "DEL" else IntervalKind.MOBILE_ELEMENT
        return Symbol(kind, family=":".join(family))
    if found := _STR.fullmatch(top):
        return Symbol(IntervalKind.REPEAT, units=float(found[1]))
    if "TR" in rest:
        return Symbol(IntervalKind.REPEAT)
    if found := _CN.fullmatch(top):
        return _copies(float(found[1]))
    return Symbol(_KINDS.get(top, IntervalKind.OTHER))


def _copies(copies: float) -> Symbol:
    kind = IntervalKind.DELETION if copies < 1 else IntervalKind.DUPLICATION
    return Symbol(IntervalKind.COPY_NUMBER if copies == 1 else kind, copy_number=copies)


def _typed(symbol: Symbol, variant_type: str) -> Symbol:
    if symbol.kind not in (IntervalKind.OTHER, IntervalKind.COPY_NUMBER) or symbol.copy_number:
        return symbol
    if variant_type in _MOBILE:
        return Symbol(IntervalKind.MOBILE_ELEMENT, family=variant_type)
    kind = _KINDS.get(variant_type, symbol.kind)
    return Symbol(kind, symbol.units, symbol.copy_number, symbol.family)
