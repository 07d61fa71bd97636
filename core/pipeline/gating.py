"""The gates over a whole case: counts while a person tries limits, and the job that applies them."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.case import CaseInfo
from core.domain.family_calls import State
from core.gate_presets import Preset, rules_of, with_preset
from core.interpret.expression import Fields
from core.interpret.filters import GateFacts, Verdict, first_failing, judge, part_of
from core.interpret.gate_rules import GateRules, load_gate_rules
from core.interpret.gates import GATES, NOT_CARRIED, POPULATION_FREQUENCY
from core.interpret.sex_chromosomes import has_two_copies
from core.interpret.ways import WAYS, ways_of
from core.job import Progress
from core.pipeline.link_lookup import look_up_links
from core.pipeline.modes import modes_of_case
from core.pipeline.opened import open_case
from core.pipeline.rank import Ranker
from core.rescue import Rescues
from core.sources.population import is_known_name
from core.store.case_store import CaseStore
from core.store.known_alleles import KnownColumns
from core.store.records import FilterColumns
from core.zones import CaseZones

PAGE = 50
"""Variants of a first page."""


@dataclass(frozen=True, slots=True)
class GateCount:
    """Variants that fail a gate, that no gate before it holds back, and that it only flags."""

    gate: str
    n_failing: int
    n_first: int
    n_flagged: int


@dataclass(frozen=True, slots=True)
class GateCounts:
    """What rules do to a case.

    Attributes
    ----------
    n_rescued
        Variants that pass although a gate would hold them back.
    n_new, n_gone
        Variants that pass now and did not, or the other way round, compared with the case.
    first
        Ids of the first that pass, in the order of the genome.
    """

    n_variants: int
    n_passed: int
    n_rescued: int
    n_new: int
    n_gone: int
    gates: tuple[GateCount, ...]
    first: tuple[int, ...]


class GateBench:
    """Tries rules on the loaded columns; a gate whose rules stayed the same is not judged again."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._columns = store.columns()
        self._loaded = _Loaded(store, self._columns)
        self._known: dict[str, tuple[object, Verdict]] = {}

    @property
    def is_current(self) -> bool:
        """The case still has the columns that were loaded."""
        return self._store.columns() is self._columns

    def counts(self, rules: GateRules) -> GateCounts:
        """Count what passes, and what each gate holds back or flags."""
        verdicts = self._judge(rules)
        codes = self.codes(rules)
        firsts = np.bincount(codes, minlength=len(GATES) + 1)
        passed, passed_before = codes == 0, self._columns.gate == 0
        first = np.flatnonzero(passed)[:PAGE] if firsts[0] else np.zeros(0, np.int64)
        return GateCounts(
            n_variants=len(codes),
            n_passed=int(firsts[0]),
            n_rescued=self._n_rescued(verdicts, codes),
            n_new=int(np.count_nonzero(passed & ~passed_before)),
            n_gone=int(np.count_nonzero(passed_before & ~passed)),
            gates=tuple(
                GateCount(
                    gate, _n(verdicts[gate].fails), int(firsts[number]), _n(verdicts[gate].flags)
                )
                for number, gate in enumerate(GATES, start=1)
            ),
            first=tuple(self._columns.variant_id[first].tolist()),
        )

    def codes(self, rules: GateRules) -> NDArray[np.uint8]:
        """Give the place in `GATES` plus one of the first failing gate of every variant, or 0."""
        return first_failing(self._judge(rules), len(self._columns), self._loaded.rescued)

    def _judge(self, rules: GateRules) -> dict[str, Verdict]:
        found: dict[str, Verdict] = {}
        for gate in GATES:
            part = part_of(gate, rules)
            known = self._known.get(gate)
            if known is None or known[0] != part:
                known = part, judge(gate, self._loaded.facts, rules)
                self._known[gate] = known
            found[gate] = known[1]
        return found

    def _n_rescued(self, verdicts: dict[str, Verdict], codes: NDArray[np.uint8]) -> int:
        rows = self._loaded.rescued
        rows = rows[codes[rows] == 0]
        held = [one.fails[rows] for one in verdicts.values() if one.fails is not None]
        return int(np.count_nonzero(np.logical_or.reduce(held))) if held and len(rows) else 0


def apply_gates(
    case: Path, preset: Preset, owner_token: str | None = None
) -> Generator[Progress, None, CaseInfo]:
    """Put a case through other gates and rank anew; scores it has are kept.

    What passes now and was never scored is pending: that is computed from the case.
    """
    with open_case(case, owner_token) as store:
        yield Progress("looking at every variant")
        info = put_through(store, preset)
        if store.engine_runs():
            yield from look_up_links(store)
            yield Progress("ranking")
            Ranker(store).rank()
    return info


def put_through(store: CaseStore, preset: Preset) -> CaseInfo:
    """Store the first failing gate of every variant, and which preset the case has from now on."""
    off = gates_off(store)
    store.replace_gates(GateBench(store).codes(preset.rules), ("", *GATES))
    info = with_preset(replace(store.info(), gates_off=off), preset)
    store.update_info(info)
    return info


def finish_gates(store: CaseStore, rules: GateRules) -> None:
    """Look, when a file is read, at what the reading does not: more gates, and what is rescued."""
    if rules.asks_more or store.known_alleles.is_annotated():
        store.replace_gates(GateBench(store).codes(rules), ("", *GATES))
        return
    rescued = Rescues.in_case(store).ids(store)
    held = [one for one in store.variants(rescued) if one.gate not in ("", NOT_CARRIED)]
    store.set_gates((one.variant_id, "") for one in held)


def gate_anew(store: CaseStore) -> None:
    """Judge every variant again by the rules the case has, after its frequencies have changed."""
    store.replace_gates(GateBench(store).codes(rules_of(store.info())), ("", *GATES))


def gates_off(store: CaseStore) -> tuple[str, ...]:
    """Give the gates that do not hold in a case: nobody knows the patient, or what a key means.

    A case made before that was kept is read with care: what did not hold back anything stays so.
    """
    info = store.info()
    if info.gates_off is not None:
        return info.gates_off
    columns = store.columns()
    names = set(np.array(columns.gate_names, object)[np.unique(columns.gate)])
    off = []
    if NOT_CARRIED not in names and len(info.pedigree.individuals) > 1:
        off.append(NOT_CARRIED)
    if info.frequency_key and not is_known_name(info.frequency_key):
        off.append(POPULATION_FREQUENCY)
    return tuple(off)


class _Loaded:
    """The columns of a case as the gates look at them; what costs time is read when asked for."""

    def __init__(self, store: CaseStore, columns: FilterColumns) -> None:
        self._store = store
        self._columns = columns
        off = gates_off(store)
        self.rescued = np.array(Rescues.in_case(store).ids(store), np.int64) - 1
        self.facts = GateFacts(
            alt_copies=None if NOT_CARRIED in off else columns.alt_copies,
            population_frequency=(
                self._of_sources if POPULATION_FREQUENCY in off else columns.population_frequency
            ),
            depth=columns.depth,
            genotype_quality=columns.genotype_quality,
            passed_filter=columns.passed_filter,
            region=columns.region,
            region_names=columns.region_names,
            people=lambda: self.people,
            in_house=lambda: self.in_house,
            balance=lambda: self.balance,
            modes=lambda: self.modes,
            in_panel=lambda: self.in_panel,
            zone=CaseZones(store, columns).mask,
            fields=Fields(len(columns), self._number, self._words),
        )

    @cached_property
    def _known(self) -> KnownColumns | None:
        return self._store.known_alleles.columns()

    @property
    def _of_sources(self) -> NDArray[np.float32] | None:
        """Frequencies that sources tell, where that of the patient's file cannot be trusted."""
        return None if self._known is None else self._known.frequency.astype(np.float32)

    @property
    def people(self) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
        """People of the population with two copies, and with the one of their X."""
        known = self._known
        return None if known is None else (known.n_homozygous, known.n_hemizygous)

    @cached_property
    def in_house(self) -> tuple[NDArray[np.int32], int] | None:
        """Other families of the laboratory in which each variant was seen, and their number."""
        seen = self._store.in_house.column()
        return None if seen is None else (seen, self._store.in_house.compared_with())

    @cached_property
    def balance(self) -> NDArray[np.float32]:
        """Share of ALT reads in heterozygous calls where the patient has two copies, else NaN."""
        info, columns = self._store.info(), self._columns
        patient = info.pedigree.index(info.pedigree.proband)
        ways = ways_of(info.proof.assembly, columns.contig, columns.contig_names, columns.pos)
        sex = info.pedigree.patient.sex
        is_single = ~np.array([has_two_copies(way, sex) for way in WAYS])[ways]
        share = np.full(len(self._columns), np.nan, np.float32)
        start = 0
        for calls in self._store.family_calls():
            ref, alt = calls.ref_depth[patient], calls.alt_depth[patient]
            is_het = calls.states(patient) == State.HETEROZYGOUS
            rows = np.flatnonzero(is_het & (ref >= 0) & (alt >= 0) & (ref + alt > 0))
            share[start + rows] = alt[rows] / (ref[rows] + alt[rows])
            start += len(calls)
        share[is_single] = np.nan
        return share

    @cached_property
    def modes(self) -> NDArray[np.uint32]:
        """Modes of inheritance; partners are sought among what is rare enough, or rescued.

        So pairs are formed before any display filter.
        """
        columns = self._columns
        limit = load_gate_rules().max_population_frequency.value
        usable = (columns.alt_copies != 0) & ~(columns.population_frequency > np.float32(limit))
        usable[self.rescued] = True
        return modes_of_case(self._store, usable)

    @cached_property
    def in_panel(self) -> NDArray[np.bool_] | None:
        """In a gene of a panel, None where the case has no panel."""
        panels = self._store.panels()
        if not panels:
            return None
        wanted = {gene.matched_as for panel in panels for gene in panel.sure}
        names = [not wanted.isdisjoint(name.split(",")) for name in self._columns.gene_names]
        return np.array(names, np.bool_)[self._columns.genes]

    def _number(self, name: str) -> NDArray[Any]:
        columns = self._columns
        if name == "balance":
            return self.balance
        source = {"frequency": "population_frequency", "gq": "genotype_quality"}
        values = getattr(columns, {**source, "copies": "alt_copies"}.get(name, name))
        if name in ("frequency", "quality", "pos"):
            return np.asarray(values)
        return np.where(values < 0, np.float32(np.nan), values.astype(np.float32))

    def _words(self, name: str) -> tuple[NDArray[Any], tuple[tuple[str, ...], ...]]:
        columns = self._columns
        if name == "gene":
            return columns.genes, tuple(tuple(one.split(",")) for one in columns.gene_names)
        if name == "region":
            return columns.region, tuple((one,) for one in columns.region_names)
        return columns.contig, tuple((one, one.removeprefix("chr")) for one in columns.contig_names)


def _n(holds: NDArray[np.bool_] | None) -> int:
    return 0 if holds is None else int(np.count_nonzero(holds))
