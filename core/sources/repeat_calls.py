"""Short tandem repeats in a variant file: how many units each person has.

Understood are ExpansionHunter and DRAGEN (`<STR12>`, FORMAT/REPCN and REPCI), GangSTR (the same
keys with commas), TRGT (INFO/MOTIFS, FORMAT/MC and ALLR) and the alleles `<CNV:TR>` of VCF 4.4
(INFO/RN, RUS, RUC, CIRUC).
"""

import re
from collections.abc import Sequence
from math import inf

from core.domain.interval import Repeat, RepeatCount
from core.sources.symbolic import read_symbol
from core.sources.vcf_fields import InfoFields, SampleCells, number

_UNIT = re.compile(r"[ACGTRYSWKMBDHVN]+")
_ALLELES = re.compile(r"[/,]")
_GT = re.compile(r"[/|]")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")
_NAMES = ("VARID", "REPID", "TRID", "LOCUS")


def is_repeat_call(info: InfoFields, cells: SampleCells) -> bool:
    """Tell whether a record counts repeat units, whatever its ALT alleles look like."""
    return ("REPCN" in cells and "RU" in info) or ("MC" in cells and "MOTIFS" in info)


def read_repeat(
    info: InfoFields, cells: SampleCells, alts: Sequence[str], reference_length: int
) -> Repeat:
    """Give the repeat of one record.

    `reference_length` is the length of the repeat in the reference in bases.
    """
    units = _units(info)
    reference = _reference_count(info, units, reference_length)
    if "MC" in cells and "MOTIFS" in info:
        people = _by_motif(cells, units)
    elif "REPCN" in cells and any(cells.texts("REPCN")):
        people = _by_allele(cells, units)
    else:
        people = _by_genotype(cells, _allele_counts(info, alts, units, reference))
    name = next((info.text(key) for key in _NAMES if info.text(key)), "")
    return Repeat(name, units, reference, people)


def _units(info: InfoFields) -> tuple[str, ...]:
    texts = info.texts("MOTIFS") or info.texts("RUS") or info.texts("RU")
    found = (text.upper() for text in texts)
    return tuple(dict.fromkeys(unit for unit in found if _UNIT.fullmatch(unit)))


def _reference_count(
    info: InfoFields, units: tuple[str, ...], reference_length: int
) -> float | None:
    told = number(info.text("REF"))
    if told is not None:
        return told
    if len(units) != 1 or reference_length <= 0:
        return None
    return float(reference_length // len(units[0]))


def _by_allele(cells: SampleCells, units: tuple[str, ...]) -> tuple[tuple[RepeatCount, ...], ...]:
    """Read REPCN `11/16` and REPCI `11-11/15-18`."""
    ranges = cells.texts("REPCI") or [""] * len(cells.texts("REPCN"))
    return tuple(
        _counts(_ALLELES.split(counts), _ALLELES.split(limits), units)
        for counts, limits in zip(cells.texts("REPCN"), ranges, strict=True)
    )


def _counts(
    counts: list[str], limits: list[str], units: tuple[str, ...]
) -> tuple[RepeatCount, ...]:
    unit = units[0] if len(units) == 1 else ""
    found = []
    for place, text in enumerate(counts):
        count = number(text)
        if count is None:
            continue
        between = _RANGE.fullmatch(limits[place]) if len(limits) == len(counts) else None
        low, high = (float(between[1]), float(between[2])) if between else (count, count)
        found.append(RepeatCount(unit, count, min(low, count), max(high, count)))
    return tuple(found)


def _by_motif(cells: SampleCells, units: tuple[str, ...]) -> tuple[tuple[RepeatCount, ...], ...]:
    """Read MC `11_0,24_3`: for each allele the count of each motif; AL and ALLR give the limits."""
    people = []
    lengths = cells.texts("AL") or [""] * len(cells.texts("MC"))
    ranges = cells.texts("ALLR") or [""] * len(lengths)
    for counts, length, limits in zip(cells.texts("MC"), lengths, ranges, strict=True):
        alleles = counts.split(",")
        spread = _spread(length.split(","), limits.split(","), len(alleles))
        people.append(
            tuple(
                one
                for text, bases in zip(alleles, spread, strict=True)
                for one in _motif_counts(text, bases, units)
            )
        )
    return tuple(people)


def _spread(lengths: list[str], limits: list[str], n_alleles: int) -> list[tuple[float, float]]:
    """Bases by which an allele may be shorter and longer than told."""
    if not len(lengths) == len(limits) == n_alleles:
        return [(0.0, 0.0)] * n_alleles
    found = []
    for length, text in zip(lengths, limits, strict=True):
        told, between = number(length), _RANGE.fullmatch(text)
        if told is None or between is None:
            found.append((0.0, 0.0))
        else:
            low, high = max(0.0, told - float(between[1])), max(0.0, float(between[2]) - told)
            found.append((low, high))
    return found


def _motif_counts(
    text: str, bases: tuple[float, float], units: tuple[str, ...]
) -> list[RepeatCount]:
    parts = [number(part) for part in text.split("_")]
    if len(parts) != len(units):
        return []
    found = []
    for unit, count in zip(units, parts, strict=True):
        if count is not None:
            # Which of several motifs the uncertain bases belong to is not told.
            low, high = bases if len(units) == 1 else (0.0, 0.0)
            n = len(unit)
            found.append(RepeatCount(unit, count, max(0.0, count - low // n), count + high // n))
    return found


def _allele_counts(
    info: InfoFields, alts: Sequence[str], units: tuple[str, ...], reference: float | None
) -> list[list[RepeatCount]]:
    """Give the counts of each allele of the record, REF first; none where it is not told."""
    unit = units[0] if len(units) == 1 else ""
    first = [] if reference is None else [RepeatCount(unit, reference, reference, reference)]
    if info.texts("RUC"):
        return [first, *_declared(info, len(alts))]
    symbols = [read_symbol(alt, "") for alt in alts]
    told = [None if symbol is None else symbol.units for symbol in symbols]
    return [first, *([] if n is None else [RepeatCount(unit, n, n, n)] for n in told)]


def _declared(info: InfoFields, n_alt: int) -> list[list[RepeatCount]]:
    """Share RUS, RUC and CIRUC out among the ALT alleles by RN (VCF 4.4, section 5.7)."""
    units, counts = info.texts("RUS"), info.numbers("RUC")
    limits = info.texts("CIRUC")
    numbers = info.integers("RN") or [1] * n_alt
    shares = [n or 0 for n in numbers] if len(numbers) == n_alt else []
    if sum(shares) != len(counts) or len(units) != len(counts):
        info.faults["RUC"] = "does not fit INFO/RN and INFO/RUS"
        return [[] for _ in range(n_alt)]
    if len(limits) != 2 * len(counts):
        limits = ["0"] * (2 * len(counts))
    flat = [
        None if count is None else _with_limits(unit.upper(), count, *limits[2 * i : 2 * i + 2])
        for i, (unit, count) in enumerate(zip(units, counts, strict=True))
    ]
    found, start = [], 0
    for share in shares:
        found.append([one for one in flat[start : start + share] if one is not None])
        start += share
    return found


def _with_limits(unit: str, count: float, low: str, high: str) -> RepeatCount:
    """A missing lower limit is zero units, a missing upper one leaves the length open."""
    below, above = number(low), number(high)
    return RepeatCount(
        unit,
        count,
        0.0 if below is None else max(0.0, count + min(0.0, below)),
        inf if above is None else count + max(0.0, above),
    )


def _by_genotype(
    cells: SampleCells, alleles: list[list[RepeatCount]]
) -> tuple[tuple[RepeatCount, ...], ...]:
    people = []
    for text in cells.texts("GT"):
        called = [int(part) for part in _GT.split(text) if part.isdecimal()]
        people.append(tuple(one for i in called if i < len(alleles) for one in alleles[i]))
    return tuple(people)
