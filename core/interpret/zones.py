"""Stretches of a contig, and which changes touch them: branch points, promoters, listed regions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from core.domain.transcript import Transcript
from core.domain.zone import Zone
from core.interpret.alleles import Change
from core.interpret.position import introns, preference
from core.interpret.rules import Limit, load_rule_set

Ints = NDArray[np.int64]


class ZoneRules(BaseModel):
    """How wide the zones are that gene models tell, in bases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    promoter_upstream: Limit
    promoter_downstream: Limit
    branch_point_first: Limit
    branch_point_last: Limit

    @property
    def reach(self) -> int:
        """The farthest from a transcript that a zone of it begins."""
        return int(max(self.promoter_upstream.value, self.promoter_downstream.value))


@cache
def load_zone_rules() -> ZoneRules:
    """Give the rule set of the program."""
    return load_rule_set("zones.toml", None, ZoneRules)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """Stretches of one contig, 0-based half-open, ascending and apart from each other."""

    start: Ints
    end: Ints

    @classmethod
    def of(cls, start: Ints, end: Ints) -> Self:
        """Unite stretches in any order; those that meet become one."""
        order = np.argsort(start, kind="stable")
        start, end = start[order].astype(np.int64), end[order].astype(np.int64)
        if not len(start):
            return cls(start, end)
        reach = np.maximum.accumulate(end)
        is_new = np.append(True, start[1:] > reach[:-1])
        last = np.append(np.flatnonzero(is_new)[1:] - 1, len(start) - 1)
        return cls(start[is_new], reach[last])

    def touched(self, start: NDArray[np.integer], end: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Tell which changes have a base here.

        0-based half-open; an insertion ends where it starts, and both bases beside it must be here.
        """
        if not len(self.start):
            return np.zeros(len(start), np.bool_)
        found = np.searchsorted(self.start, np.where(start == end, start, end), side="left") - 1
        return np.asarray((self.end[found] > start) & (found >= 0))


def promoter_span(transcript: Transcript, rules: ZoneRules) -> tuple[int, int]:
    """Give the promoter of a transcript by its first base, 0-based half-open."""
    before, after = int(rules.promoter_upstream.value), int(rules.promoter_downstream.value)
    if transcript.strand == "+":
        return max(0, transcript.start - before), transcript.start + after
    return max(0, transcript.end - after), transcript.end + before


def gene_zones(zone: Zone, transcripts: Iterable[Transcript], rules: ZoneRules) -> dict[str, Spans]:
    """Give the stretches of a zone that gene models tell, by contig."""
    spans_of = _promoter if zone is Zone.PROMOTER else _branch_points
    found: dict[str, list[tuple[int, int]]] = {}
    for one in transcripts:
        found.setdefault(one.chrom, []).extend(spans_of(one, rules))
    return {
        chrom: Spans.of(*np.array(sorted(set(spans)), np.int64).reshape(-1, 2).T)
        for chrom, spans in found.items()
    }


def promoter_genes(change: Change, near: Iterable[Transcript], rules: ZoneRules) -> tuple[str, ...]:
    """Give the genes in whose promoter a change lies, those of preferred transcripts first."""
    start, end = np.array([change.start]), np.array([change.end])
    found = [
        one
        for one in near
        if Spans.of(*np.array(list(_promoter(one, rules))).T).touched(start, end)[0]
    ]
    return tuple(dict.fromkeys(one.gene_symbol for one in sorted(found, key=preference)))


def _promoter(transcript: Transcript, rules: ZoneRules) -> Iterator[tuple[int, int]]:
    yield promoter_span(transcript, rules)


def _branch_points(transcript: Transcript, rules: ZoneRules) -> Iterator[tuple[int, int]]:
    first, last = int(rules.branch_point_first.value), int(rules.branch_point_last.value)
    for start, end, _ in introns(transcript):
        if transcript.strand == "+":
            span = max(start, end - last), end - first + 1
        else:
            span = start + first - 1, min(end, start + last)
        if span[0] < span[1]:
            yield span
