"""Which bases a sequence logo shows and where they lie on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.domain.attribution import AlleleAttribution, Attribution

if TYPE_CHECKING:
    from core.review import VariantDetail


LEFT = 58.0


RIGHT = 14.0


ROW = 84.0


_MARGIN = 15


_NARROWEST = 61


_WIDEST = 201


@dataclass(frozen=True, slots=True)
class Column:
    """One column: genome offset from `pos`, index into REF and ALT (None: no base there)."""

    offset: int
    ref: int | None
    alt: int | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns on the page; `highest` and `lowest` contribution are those of both alleles."""

    columns: tuple[Column, ...]
    width: float
    highest: float
    lowest: float

    @property
    def unit(self) -> float:
        """Pixels of a contribution of 1."""
        return ROW / (self.highest - self.lowest)

    @property
    def step(self) -> float:
        """Pixels of one column."""
        return (self.width - LEFT - RIGHT) / len(self.columns)

    def x(self, index: float) -> float:
        """Left edge of a column."""
        return LEFT + index * self.step

    def index_of(self, offset: int) -> int | None:
        """First column of an offset, None where it is not shown."""
        for index, column in enumerate(self.columns):
            if column.offset == offset:
                return index
        return None


def span_shown(
    attribution: Attribution, detail: "VariantDetail", flank: int | None
) -> tuple[int, int]:
    """First and last offset shown."""
    last = len(detail.facts.variant.ref) - 1
    if flank is not None:
        return -flank, last + flank
    first = min(0, attribution.site_offset) - _MARGIN
    last = max(last, attribution.site_offset) + _MARGIN
    missing = max(0, _NARROWEST - (last - first + 1))
    first, last = first - missing // 2, last + (missing - missing // 2)
    surplus = max(0, (last - first + 1) - _WIDEST)
    return (first + surplus, last) if attribution.site_offset > 0 else (first, last - surplus)


def columns_shown(attribution: Attribution, span: tuple[int, int]) -> tuple[Column, ...]:
    """Align REF and ALT by genome offset; an offset with inserted bases takes several columns."""
    ref, alt = _by_offset(attribution.ref), _by_offset(attribution.alt)
    columns: list[Column] = []
    for offset in sorted(ref.keys() | alt.keys()):
        if span[0] <= offset <= span[1]:
            mine, theirs = ref.get(offset, []), alt.get(offset, [])
            slots = range(max(len(mine), len(theirs)))
            columns += [Column(offset, _at(mine, slot), _at(theirs, slot)) for slot in slots]
    return tuple(columns)


def _by_offset(allele: AlleleAttribution) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for index, offset in enumerate(allele.offsets.tolist()):
        found.setdefault(offset, []).append(index)
    return found


def _at(indexes: Sequence[int], slot: int) -> int | None:
    return indexes[slot] if slot < len(indexes) else None


def range_shown(attribution: Attribution, columns: Sequence[Column]) -> tuple[float, float]:
    """Highest and lowest contribution shown in either allele, with room on both sides of 0."""
    shown = [
        float(allele.contribution[index])
        for allele, indexes in (
            (attribution.ref, [column.ref for column in columns]),
            (attribution.alt, [column.alt for column in columns]),
        )
        for index in indexes
        if index is not None
    ]
    highest, lowest = max((0.0, *shown)), min((0.0, *shown))
    room = 0.12 * (highest - lowest) or 1.0
    return max(highest, room), min(lowest, -room)
