"""The fixed fields of one line of a VCF body: read, or the fault that sets the record aside."""

import re

from core.domain.ledger import AlleleSetAside, RecordSetAside

BASE = frozenset("ACGT")
_BASES = re.compile(r"[ACGTN]+")
_ALT_BASES = re.compile(r"[ACGT]+")
_SYMBOLIC = re.compile(r"<[^<>\s,]+>")
_BREAKEND = re.compile(
    r"[ACGTN]*[\[\]][^\[\]]+:\d+[\[\]][ACGTN]*|\.[ACGTN]+|[ACGTN]+\.", re.IGNORECASE
)
_MAX_QUALITY = 3.4e38
"""Larger ones do not fit the 32 bits a case keeps of them; they are unknown."""
_QUALITY = re.compile(
    r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\+?(?:inf|infinity|nan)", re.IGNORECASE
)
_NON_REF = frozenset({"<NON_REF>", "<*>"})


class FaultError(Exception):
    """A field of the record at hand is wrong."""

    def __init__(self, reason: RecordSetAside, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def malformed(detail: str) -> FaultError:
    """Give the fault of a record that is no VCF record."""
    return FaultError(RecordSetAside.MALFORMED, detail)


def columns_fault(text: str, found: int, wanted: int) -> str:
    """Say what is wrong with a line of the wrong number of columns."""
    if not text.strip():
        return "the line is blank"
    if text.startswith("#"):
        return "CHROM: a header line stands among the records"
    hint = " (blanks instead of tabs?)" if found == 1 and " " in text else ""
    return f"{found} columns where the header has {wanted}{hint}"


def read_position(text: str, length: int) -> int:
    """Give the 1-based position; 0 and beyond the contig are the telomeres, not scorable."""
    if not (text.isascii() and text.isdecimal()):
        raise malformed(f"POS {text[:40]!r} is not a whole number")
    pos = int(text[:19])
    if not 1 <= pos <= length:
        raise FaultError(
            RecordSetAside.POSITION_OUT_OF_RANGE,
            f"POS {text[:40]} is a telomere or beyond the end of the contig",
        )
    return pos


def read_ref(text: str) -> str:
    """Give REF in upper case."""
    ref = text.upper()
    if not _BASES.fullmatch(ref):
        raise FaultError(
            RecordSetAside.REF_NOT_BASES, f"REF {text[:40]!r} holds something other than A C G T N"
        )
    return ref


def read_alts(text: str) -> list[str]:
    """Give the ALT alleles as they are spelled."""
    if text in BASE:
        return [text]
    if text == ".":
        raise FaultError(RecordSetAside.NO_ALTERNATE, "ALT is missing")
    alts = text.split(",")
    if "" in alts:
        raise malformed(f"ALT {text[:40]!r} holds an empty allele")
    return alts


def read_quality(text: str) -> float | None:
    """Give QUAL, None where it is missing or too large to be kept."""
    if text == ".":
        return None
    if not (text.isascii() and text.isdecimal()) and not _QUALITY.fullmatch(text):
        raise malformed(f"QUAL {text[:40]!r} is not a number of zero or more")
    value = float(text)
    return value if value <= _MAX_QUALITY else None


def alt_fault(alt: str, ref: str) -> AlleleSetAside | None:
    """Give why an ALT allele is set aside, None for one that is made of bases and not REF."""
    upper = alt.upper()
    if _ALT_BASES.fullmatch(upper):
        return AlleleSetAside.SAME_AS_REF if upper == ref else None
    if alt == "*":
        return AlleleSetAside.SPANNING_DELETION
    if alt == ".":
        return AlleleSetAside.MISSING
    if upper in _NON_REF:
        return AlleleSetAside.NON_REF
    if _SYMBOLIC.fullmatch(alt):
        return AlleleSetAside.SYMBOLIC
    return AlleleSetAside.BREAKEND if _BREAKEND.fullmatch(alt) else AlleleSetAside.ALT_NOT_BASES


def read_frequency(text: str, index: int, n_alt: int) -> float | None:
    """Give the share 0 to 1 of one allele; a per cent figure or several fewer values are unknown."""
    if not text:
        return None
    parts = text.split(",")
    if len(parts) != n_alt:
        return None
    try:
        value = float(parts[index - 1])
    except ValueError:
        return None
    return value if 0.0 <= value <= 1.0 else None
