"""Whether the engines that scored a variant agree, site by site.

Deltas of different engines are not on one scale, and only SpliceAI's have published cut-offs. So
the engines are compared at the same site (the same effect within two bases), and each call can
carry the share of the case's variants that reach it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.consensus import (
    Agreement,
    Consensus,
    EngineCall,
    EngineLabel,
    Seen,
    SiteConsensus,
)
from core.domain.score import EngineScores, SpliceEffect, SpliceScore
from core.domain.variant import Variant
from core.interpret.rules import ConsensusRules

_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of the engines besides their scores.

    Attributes
    ----------
    of
        Name and calibration by engine id; an engine without stands under its id, not calibrated.
    spread
        Largest raw deltas of the case's variants by engine id, ascending.
    """

    of: Mapping[str, EngineLabel]
    spread: Mapping[str, NDArray[np.float64]]

    def label(self, engine_id: str) -> EngineLabel:
        """Give name and calibration of an engine."""
        return self.of.get(engine_id, EngineLabel(engine_id, is_calibrated=False))

    def share(self, engine_id: str, value: float, least: float) -> float | None:
        """Share of the case's variants that reach a value; None with fewer than `least`."""
        spread = self.spread.get(engine_id)
        if spread is None or len(spread) < least:
            return None
        reached = len(spread) - int(np.searchsorted(spread, value - 0.005))
        return reached / len(spread)


@dataclass(frozen=True, slots=True)
class _Change:
    """One effect as one engine sees it most strongly within one window."""

    effect: SpliceEffect
    value: float
    pos: int
    distance: int


def consensus(
    variant: Variant,
    engines: Sequence[EngineScores],
    rules: ConsensusRules,
    labels: Labels,
) -> tuple[Consensus, ...]:
    """Give what the engines say together, one per gene any of them scored; () without engines."""
    symbols = dict.fromkeys(score.gene_symbol for one in engines for score in one.scores)
    return tuple(_in_gene(variant, symbol, engines, rules, labels) for symbol in symbols)


def _in_gene(
    variant: Variant,
    symbol: str,
    engines: Sequence[EngineScores],
    rules: ConsensusRules,
    labels: Labels,
) -> Consensus:
    changes = {
        one.run.engine_id: tuple(
            change
            for score in one.scores
            if score.gene_symbol == symbol
            for change in _changes(score, variant.pos)
        )
        for one in engines
    }
    changes = {engine_id: found for engine_id, found in changes.items() if found}
    names = {engine_id: labels.label(engine_id).title for engine_id in changes}
    if len(changes) < 2:
        only = next(iter(names.values()))
        sentence = f"Only {only} scored {symbol or 'this gene'}."
        return Consensus(symbol, Agreement.ONE_ENGINE, (), sentence)
    judge = _Judge(variant.pos, rules, labels)
    sites = judge.sites(changes)
    found = {site.agreement for site in sites}
    order = (Agreement.DISAGREE, Agreement.UNCLEAR)
    agreement = next((one for one in order if one in found), Agreement.AGREE)
    largest = max(change.value for mine in changes.values() for change in mine)
    if not sites:
        sentence = (
            f"{_listed(list(names.values()))} see no change of {rules.sees.value:.2f} or more "
            f"(largest {largest:.2f})."
        )
    else:
        told = sorted(sites, key=lambda site: order.index(site.agreement) if site.agreement in order else 2)  # fmt: skip
        sentence = " ".join(site_sentence(site, variant.chrom) for site in told[:_MOST_TOLD])
    return Consensus(symbol, agreement, sites, sentence)


@dataclass(frozen=True, slots=True)
class _Judge:
    pos: int
    rules: ConsensusRules
    labels: Labels

    def sites(self, changes: Mapping[str, Sequence[_Change]]) -> tuple[SiteConsensus, ...]:
        """Give the sites at least one engine sees, the strongest first, near ones as one."""
        seen = [
            change
            for mine in changes.values()
            for change in mine
            if change.value >= self.rules.sees.value
        ]
        seen.sort(key=lambda change: (-change.value, change.distance))
        anchors: list[_Change] = []
        for change in seen:
            if not any(self._is_same(change, anchor) for anchor in anchors):
                anchors.append(change)
        return tuple(
            SiteConsensus(
                anchor.effect,
                anchor.pos,
                tuple(self._call(one, anchor, mine) for one, mine in changes.items()),
            )
            for anchor in anchors
        )

    def _is_same(self, one: _Change, other: _Change) -> bool:
        return one.effect is other.effect and abs(one.pos - other.pos) <= self.rules.same_site.value

    def _call(self, engine_id: str, anchor: _Change, changes: Sequence[_Change]) -> EngineCall:
        label = self.labels.label(engine_id)
        mine = [change for change in changes if change.effect is anchor.effect]
        here = [change for change in mine if self._is_same(change, anchor)]
        # A window that does not reach the site says nothing of it.
        reaching = [change for change in mine if change.distance >= abs(anchor.pos - self.pos)]
        if not here and not reaching:
            return EngineCall(engine_id, label, Seen.NOT_ASKED, 0.0, None, None)
        best = max(here or reaching, key=lambda change: change.value)
        seen = self._seen(best.value, is_here=bool(here))
        share = self.labels.share(engine_id, best.value, self.rules.rank_from.value)
        pos = best.pos if best.value > 0 else None
        return EngineCall(engine_id, label, seen, best.value, pos, share if pos else None)

    def _seen(self, value: float, *, is_here: bool) -> Seen:
        if value < self.rules.sees_nothing.value:
            return Seen.NO
        if not is_here:
            return Seen.ELSEWHERE
        return Seen.YES if value >= self.rules.sees.value else Seen.WEAKLY


def site_sentence(site: SiteConsensus, chrom: str) -> str:
    """Give one site with what every engine says of it."""
    kind = site.effect.site
    where = f"{chrom}:{site.pos:,}"
    what = f"a {kind} gained at {where}" if site.effect.is_gain else f"the {kind} at {where} lost"
    if kind == "acceptor" and site.effect.is_gain:
        what = f"an {kind} gained at {where}"
    seeing = [call.label.title for call in site.calls if call.seen is Seen.YES]
    both = " both" if len(seeing) == 2 else ""
    text = f"{_listed(seeing)}{both} {'sees' if len(seeing) == 1 else 'see'} {what}"
    others = [_otherwise(call, site, chrom) for call in site.calls if call.seen is not Seen.YES]
    return "; ".join([text, *others]) + "."


def _otherwise(call: EngineCall, site: SiteConsensus, chrom: str) -> str:
    name = call.label.title
    if call.seen is Seen.NO:
        return f"{name} sees no change there (at most {call.value:.2f})"
    if call.seen is Seen.WEAKLY:
        return f"{name} sees it weakly ({call.value:.2f})"
    if call.seen is Seen.NOT_ASKED:
        return f"{name} was not asked that far"
    return f"{name} sees its strongest {site.effect.value} elsewhere, at {chrom}:{call.pos:,} ({call.value:.2f})"


def _changes(score: SpliceScore, pos: int) -> list[_Change]:
    deltas = [delta for delta in (score.delta, score.wide) if delta is not None]
    return [
        _Change(effect, round(value, 2), pos + offset, delta.distance)
        for delta in deltas
        for effect in SpliceEffect
        for value, offset in [delta.of(effect)]
    ]


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
