"""The motif story: which factor's binding motif a variant breaks or makes, and what networks rest on there.

Motifs of related factors fit the same bases, and the sequence does not tell which of them binds. So all
that change at one place are told together, the one that changes most first. Whether a factor is there in
a tissue is not known here, and nothing is said of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import log10
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from core.domain.attribution import AlleleAttribution, Attribution, AttributionMethod
from core.domain.counting import counted
from core.domain.motif import MotifChange, MotifHit
from core.domain.variant import Variant
from core.interpret.rules import Limit, load_rule_set
from models.regulatory.factors import factor_genes

_BRIEFLY = 3
_NAMED = 6
"""Factors whose motifs fit the same bases and that are named, in brief and in full."""


class MotifRules(BaseModel):
    """What counts as broken or made (`resources/rules/motifs.toml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    fits: Limit
    ratio: Limit
    moves: Limit

    def tells(self, ref_p: float, alt_p: float) -> bool:
        """Tell whether a motif with these p-values is broken or made."""
        fold = abs(log10(alt_p) - log10(ref_p))
        return min(ref_p, alt_p) <= self.fits.value and fold >= log10(self.ratio.value)


def load_motif_rules(path: Path | None = None) -> MotifRules:
    """Rules from a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("motifs.toml", path, MotifRules)


class MotifEvent(StrEnum):
    """What becomes of a motif."""

    BROKEN = "broken"
    MADE = "made"


@dataclass(frozen=True, slots=True)
class MotifContribution:
    """What the bases of a motif contribute to a track, REF and ALT, summed.

    Attributes
    ----------
    engine
        What it is called in print.
    track, cell_type
        What was explained.
    """

    engine: str
    track: str
    cell_type: str
    method: AttributionMethod
    ref: float
    alt: float


@dataclass(frozen=True, slots=True)
class MotifStory:
    """Motifs that change together at one place.

    Attributes
    ----------
    motif
        The one that changes most.
    alike
        Others that fit the same bases and change the same way.
    first, last
        1-based bounds on the genome of the place of `motif`, both inside.
    contributions
        What networks that were explained rest on there.
    """

    event: MotifEvent
    motif: MotifChange
    alike: tuple[MotifChange, ...]
    chrom: str
    first: int
    last: int
    contributions: tuple[MotifContribution, ...]
    sentence: str

    @property
    def brief(self) -> str:
        """What becomes of the motif, with the first factors that fit it; without a full stop."""
        factors = dict.fromkeys(one.motif.factor for one in (self.motif, *self.alike))
        verb = "Breaks" if self.event is MotifEvent.BROKEN else "Makes"
        *others, last = list(factors)[:_BRIEFLY]
        names = f"{', '.join(others)} or {last}" if others else last
        return f"{verb} a motif of {names}"


def motif_stories(
    changes: Sequence[MotifChange],
    variant: Variant,
    explained: Sequence[Attribution] = (),
    titles: Mapping[str, str] | None = None,
    rules: MotifRules | None = None,
) -> tuple[MotifStory, ...]:
    """Give what is broken or made, one story for each place, the largest change of p first.

    Parameters
    ----------
    explained
        Explanations that are stored; those of splice effects, without sign, and of a factor that none
        of the motifs is of do not count.
    titles
        What engines are called in print, by identifier.
    """
    rules = rules or _rules_in_use()
    teller = _Teller(variant, explained, titles or {}, rules)
    told = [one for one in changes if rules.tells(one.ref.p, one.alt.p)]
    groups: list[list[MotifChange]] = []
    for one in sorted(told, key=lambda one: (-_fold(one), one.motif.matrix_id)):
        near = (group for group in groups if _is_alike(one, group[0]))
        group = next(near, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return tuple(teller.story(one, tuple(alike)) for one, *alike in groups)


@cache
def _rules_in_use() -> MotifRules:
    return load_motif_rules()


@dataclass(frozen=True, slots=True)
class _Teller:
    variant: Variant
    explained: Sequence[Attribution]
    titles: Mapping[str, str]
    rules: MotifRules

    def story(self, one: MotifChange, alike: tuple[MotifChange, ...]) -> MotifStory:
        start, end = self._span(one)
        factors = {gene for item in (one, *alike) for gene in factor_genes(item.motif.factor)}
        found = tuple(self._contributions(start, end, factors))
        event, pos = _event(one), self.variant.pos
        sentence = self._sentence(one, alike, pos + start, pos + end - 1)
        told = "".join(f" {self._contribution(item, event, end - start)}" for item in found)
        return MotifStory(
            event=event,
            motif=one,
            alike=alike,
            chrom=self.variant.chrom,
            first=pos + start,
            last=pos + end - 1,
            contributions=found,
            sentence=sentence + told,
        )

    def _span(self, one: MotifChange) -> tuple[int, int]:
        """Offsets from `pos` on the genome of the place that counts, half-open."""
        hit, n = _counting(one), len(one.motif)
        if _event(one) is MotifEvent.BROKEN:
            return hit.offset, hit.offset + n
        first, last = (self._in_ref(at) for at in (hit.offset, hit.offset + n - 1))
        return first, last + 1

    def _in_ref(self, index: int) -> int:
        """Offset on the genome of a base of ALT; inserted ones have that of the base before."""
        n_ref, n_alt = len(self.variant.ref), len(self.variant.alt)
        if index < min(n_ref, n_alt):
            return index
        return n_ref - 1 if index < n_alt else index - n_alt + n_ref

    def _sentence(
        self, one: MotifChange, alike: Sequence[MotifChange], first: int, last: int
    ) -> str:
        verb = "Breaks" if _event(one) is MotifEvent.BROKEN else "Makes"
        strand = "minus" if _counting(one).strand == "-" else "plus"
        sentence = (
            f"{verb} a motif of {one.motif.name}: best match p {one.ref.p:.0e} → {one.alt.p:.0e} "
            f"at {self.variant.chrom}:{first:,}–{last:,}, {strand} strand."
        )
        if not alike:
            return sentence
        factors = list(dict.fromkeys(item.motif.factor for item in alike))
        names = ", ".join(factors[:_NAMED])
        left = len(factors) - _NAMED
        more = f" and {counted(left, 'further factor')}" if left > 0 else ""
        return (
            f"{sentence} Motifs of {names}{more} change alike on these bases; the sequence does "
            "not tell which of the factors binds."
        )

    def _contributions(
        self, start: int, end: int, factors: set[str]
    ) -> Iterable[MotifContribution]:
        for one in self._best_of_each_track():
            track = one.track
            if track is None or (track.factor and factors.isdisjoint(factor_genes(track.factor))):
                continue
            ref, alt = (_sum(allele, start, end) for allele in (one.ref, one.alt))
            if ref is not None and alt is not None:
                title = self.titles.get(one.engine_id, one.engine_id)
                yield MotifContribution(title, track.name, track.cell_type, one.method, ref, alt)

    def _best_of_each_track(self) -> Iterable[Attribution]:
        """The newest explanation of each track, by mutagenesis where there is one.

        Mutants are sequences as they occur; gradients are shared out from one of unknown bases.
        """
        usable = [
            one
            for one in self.explained
            if one.track is not None and one.method.has_sign and one.is_final
        ]
        usable.sort(key=lambda one: one.method is AttributionMethod.ISM)
        return {(one.engine_id, one.subject, one.words): one for one in usable}.values()

    def _contribution(self, one: MotifContribution, event: MotifEvent, n_bases: int) -> str:
        where = f" in {one.cell_type}" if one.cell_type else ""
        how = f"{one.track}, {one.method.words}"
        name = f"The attribution of {one.engine}{where} ({how})"
        there = f"at these {counted(n_bases, 'base')} ({_signed(one.ref)} → {_signed(one.alt)})"
        if (one.ref if event is MotifEvent.BROKEN else one.alt) <= 0:
            return f"{name} does not rest on the motif {there}."
        if abs(one.alt - one.ref) < self.rules.moves.value * max(abs(one.ref), abs(one.alt)):
            return f"{name} hardly changes {there}."
        if one.ref * one.alt < 0:
            bases = counted(n_bases, "base")
            return f"{name} turns from {_signed(one.ref)} to {_signed(one.alt)} at these {bases}."
        if one.alt > one.ref:
            return f"{name} rises {there}."
        how_much = "to nothing" if not one.alt else f"by {100 * (1 - one.alt / one.ref):.0f} %"
        return f"{name} drops {how_much} {there}."


def _event(one: MotifChange) -> MotifEvent:
    return MotifEvent.BROKEN if one.ref.p < one.alt.p else MotifEvent.MADE


def _counting(one: MotifChange) -> MotifHit:
    """The place in the allele that the motif fits."""
    return one.ref if _event(one) is MotifEvent.BROKEN else one.alt


def _fold(one: MotifChange) -> float:
    return abs(log10(one.alt.p) - log10(one.ref.p))


def _is_alike(one: MotifChange, other: MotifChange) -> bool:
    """Whether both change the same way, and share at least half the bases of the shorter."""
    if _event(one) is not _event(other):
        return False
    mine, theirs = _counting(one).offset, _counting(other).offset
    n_shared = min(mine + len(one.motif), theirs + len(other.motif)) - max(mine, theirs)
    return 2 * n_shared >= min(len(one.motif), len(other.motif))


def _sum(allele: AlleleAttribution, start: int, end: int) -> float | None:
    """Contribution of the bases at these offsets; None where not all of them were explained."""
    offsets = allele.offsets
    if not len(offsets) or offsets.min() > start or offsets.max() < end - 1:
        return None
    inside = (offsets >= start) & (offsets < end)
    return float(np.sum(allele.contribution[inside], dtype=np.float64))


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
