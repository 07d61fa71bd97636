"""All gates over all variants at once, as boolean arrays: what fails, what is only flagged."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.zone import Zone
from core.interpret import gates
from core.interpret.expression import Fields, surely_false
from core.interpret.gate_rules import Doubt, GateRules
from core.interpret.gates import GATES, too_common, too_common_for_one_copy
from core.interpret.modes import OF_ONE_COPY, bits_of

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class GateFacts:
    """What the gates look at, arrays of one length.

    Attributes
    ----------
    alt_copies
        Of the patient, -1 unknown; None where nobody knows who the patient is.
    population_frequency
        A share (0-1), NaN unknown; None where nothing may be left out for being common.
    people
        Of the population with two copies, and with the one of their X; -1 unknown. None where no
        source counts them.
    in_house
        Other families of the laboratory in which each was seen, and how many there are; None where
        the case was not compared with them.
    depth, genotype_quality
        Of the patient, -1 unknown.
    balance
        Share of reads with the allele in a heterozygous call of the patient, NaN otherwise.
    region
        Index into `region_names`; the empty name is "not known".
    modes
        Sums of `core.interpret.modes.BITS`.
    zone
        In that zone; None where nothing tells where it is.
    in_panel
        In a gene of a panel; None where the case has no panel.
    """

    alt_copies: NDArray[np.int8] | None
    population_frequency: NDArray[np.floating] | None
    depth: NDArray[np.int16]
    genotype_quality: NDArray[np.int16]
    passed_filter: Bools
    region: NDArray[np.uint8]
    region_names: tuple[str, ...]
    people: Callable[[], tuple[NDArray[np.int32], NDArray[np.int32]] | None]
    in_house: Callable[[], tuple[NDArray[np.int32], int] | None]
    balance: Callable[[], NDArray[np.float32]]
    modes: Callable[[], NDArray[np.uint32]]
    in_panel: Callable[[], Bools | None]
    zone: Callable[[Zone], Bools | None]
    fields: Fields

    def __len__(self) -> int:
        return len(self.depth)


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """Of one gate: which variants fail it, which are only flagged; None for no variant."""

    fails: Bools | None = None
    flags: Bools | None = None


def judge(gate: str, facts: GateFacts, rules: GateRules) -> Verdict:
    """Give the verdict of one gate on every variant."""
    return _JUDGES[gate](facts, rules)


def part_of(gate: str, rules: GateRules) -> object:
    """Give what of the rules a gate looks at: while it is the same, so is the verdict."""
    parts: Mapping[str, object] = {
        gates.NOT_CARRIED: None,
        gates.CALL_QUALITY: (rules.calls, frozenset(rules.drop)),
        gates.POPULATION_FREQUENCY: (rules.max_population_frequency, rules.dominant_frequency),
        gates.TWO_COPIES: (rules.max_homozygotes, rules.max_hemizygotes),
        gates.IN_HOUSE: (rules.max_in_house, rules.min_families),
        gates.REGION: (frozenset(rules.regions), frozenset(rules.zones)),
        gates.INHERITANCE: (frozenset(rules.modes), rules.dominant_frequency),
        gates.PANEL: rules.in_panels,
        gates.EXPRESSION: rules.expression.strip(),
    }
    return parts[gate]


def first_failing(
    verdicts: Mapping[str, Verdict], n_variants: int, rescued: NDArray[np.integer]
) -> NDArray[np.uint8]:
    """Give the place in `GATES` plus one of the first gate each variant fails, 0 for none.

    Parameters
    ----------
    rescued
        Rows that pass whatever fails, as long as the patient carries them.
    """
    codes = np.zeros(n_variants, np.uint8)
    for number in range(len(GATES), 0, -1):
        fails = verdicts[GATES[number - 1]].fails
        if fails is not None:
            codes[fails] = number
    kept = rescued[codes[rescued] != GATES.index(gates.NOT_CARRIED) + 1]
    codes[kept] = 0
    return codes


def doubts(facts: GateFacts, rules: GateRules) -> Iterator[tuple[Doubt, Bools]]:
    """Give each doubt with the calls it holds for; unknown is no doubt."""
    calls = rules.calls
    yield Doubt.DEPTH, (facts.depth >= 0) & (facts.depth < calls.min_depth.value)
    quality = facts.genotype_quality
    yield Doubt.QUALITY, (quality >= 0) & (quality < calls.min_quality.value)
    share = facts.balance()
    yield Doubt.BALANCE, (share < calls.min_balance.value) | (share > calls.max_balance.value)
    yield Doubt.FILTER, ~facts.passed_filter
    listed = facts.zone(Zone.LISTED)
    if listed is not None:
        yield Doubt.LISTED, listed


def _carried(facts: GateFacts, _: GateRules) -> Verdict:
    return Verdict() if facts.alt_copies is None else Verdict(facts.alt_copies == 0)


def _calls(facts: GateFacts, rules: GateRules) -> Verdict:
    fails, flags = np.zeros((2, len(facts)), np.bool_)
    for doubt, holds in doubts(facts, rules):
        target = fails if doubt in rules.drop else flags
        target |= holds
    return Verdict(fails if rules.drop else None, flags)


def _frequency(facts: GateFacts, rules: GateRules) -> Verdict:
    frequency = facts.population_frequency
    if frequency is None:
        return Verdict()
    fails = too_common(frequency, rules)
    return Verdict(fails, ~fails & too_common_for_one_copy(frequency, rules))


def _two_copies(facts: GateFacts, rules: GateRules) -> Verdict:
    limits = (rules.max_homozygotes, rules.max_hemizygotes)
    counts = None if limits == (None, None) else facts.people()
    if counts is None:
        return Verdict()
    fails = np.zeros(len(facts), np.bool_)
    for limit, count in zip(limits, counts, strict=True):
        if limit is not None:
            fails |= count > limit.value
    return Verdict(fails)


def _in_house(facts: GateFacts, rules: GateRules) -> Verdict:
    compared = None if rules.max_in_house is None else facts.in_house()
    if rules.max_in_house is None or compared is None:
        return Verdict()
    seen, n_families = compared
    if n_families < (rules.min_families.value if rules.min_families else 1):
        return Verdict()
    return Verdict(seen > rules.max_in_house.value * n_families)


def _region(facts: GateFacts, rules: GateRules) -> Verdict:
    zones = [facts.zone(one) for one in rules.zones]
    if not rules.regions and all(one is None for one in zones):
        return Verdict()
    is_out = np.array([name not in {"", *rules.regions} for name in facts.region_names], np.bool_)
    fails = is_out[facts.region]
    for inside in zones:
        if inside is not None:
            fails &= ~inside
    return Verdict(fails)


def _inheritance(facts: GateFacts, rules: GateRules) -> Verdict:
    if not rules.modes:
        return Verdict()
    modes = facts.modes()
    if facts.population_frequency is not None:
        is_common = too_common_for_one_copy(facts.population_frequency, rules)
        modes = np.where(is_common, modes & ~np.uint32(bits_of(OF_ONE_COPY)), modes)
    return Verdict((modes & np.uint32(bits_of(rules.modes))) == 0)


def _panel(facts: GateFacts, rules: GateRules) -> Verdict:
    in_panel = facts.in_panel() if rules.in_panels else None
    return Verdict() if in_panel is None else Verdict(~in_panel)


def _expression(facts: GateFacts, rules: GateRules) -> Verdict:
    text = rules.expression.strip()
    return Verdict(surely_false(text, facts.fields)) if text else Verdict()


_JUDGES: Mapping[str, Callable[[GateFacts, GateRules], Verdict]] = {
    gates.NOT_CARRIED: _carried,
    gates.CALL_QUALITY: _calls,
    gates.POPULATION_FREQUENCY: _frequency,
    gates.TWO_COPIES: _two_copies,
    gates.IN_HOUSE: _in_house,
    gates.REGION: _region,
    gates.INHERITANCE: _inheritance,
    gates.PANEL: _panel,
    gates.EXPRESSION: _expression,
}
