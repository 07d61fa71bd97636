"""Every gate as one variant meets it: passed, failed or flagged, with the value it looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.candidate import Facts
from core.domain.sample import Genotype, Zygosity
from core.domain.zone import Zone
from core.gate_presets import rules_of
from core.interpret import gates
from core.interpret.expression import Fields
from core.interpret.filters import GateFacts, doubts, judge
from core.interpret.gates import GATES, in_house_words, too_common_for_one_copy
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.modes import OF_ONE_COPY, bits_of, fits_of
from core.interpret.sex_chromosomes import has_two_copies, inheritance_of
from core.store.case_store import CaseStore
from core.store.codes import REGION_CODES, REGION_NAMES
from core.store.genotypes import pack_many
from core.store.records import StoredVariant
from core.store.variant_chunks import patient_columns
from core.zones import has_zone

TITLES = {
    gates.NOT_CARRIED: "carried by the patient",
    gates.CALL_QUALITY: "quality of the call",
    gates.POPULATION_FREQUENCY: "population frequency",
    gates.TWO_COPIES: "people with two copies",
    gates.IN_HOUSE: "own families",
    gates.REGION: "region",
    gates.INHERITANCE: "inheritance",
    gates.PANEL: "panels",
    gates.EXPRESSION: "own filter",
}
"""Plain names of the gates."""


@dataclass(frozen=True, slots=True)
class GateStep:
    """What one gate says of one variant; `is_open` where an earlier gate kept it from being asked."""

    gate: str
    is_failing: bool
    is_flagged: bool
    value: str
    is_open: bool = False


def gate_steps(store: CaseStore, stored: StoredVariant, known: Facts) -> Iterator[GateStep]:
    """Give every gate in order; the first that fails is the one the case keeps."""
    one = _One(store, stored, known)
    for gate in GATES:
        verdict = judge(gate, one.facts(), one.rules)
        fails, flags = (
            None if part is None else bool(part[0]) for part in (verdict.fails, verdict.flags)
        )
        if gate == gates.INHERITANCE and fails and stored.gate != gate:
            # Taken alone it fits no chosen mode; with a partner it may: only the whole case knows.
            is_open = stored.gate in GATES[: GATES.index(gate)]
            yield GateStep(
                gate, is_failing=False, is_flagged=False, value=one.value(gate), is_open=is_open
            )
            continue
        is_failing = bool(fails) or stored.gate == gate == gates.INHERITANCE
        yield GateStep(gate, is_failing, bool(flags), one.value(gate))


class _One:
    """One variant as an array of length one."""

    def __init__(self, store: CaseStore, stored: StoredVariant, known: Facts) -> None:
        info = store.info()
        self.rules = rules_of(info)
        self._store, self._stored, self._known = store, stored, known
        self._pedigree = info.judged_pedigree
        self._off = info.gates_off or ()
        self._genotype: Genotype = known.genotypes[info.pedigree.index(info.pedigree.proband)]
        self._sources = store.known_alleles.of(stored.variant_id)
        self._patient = patient_columns(pack_many([[self._genotype]], 1)[:, 0])

    def facts(self) -> GateFacts:
        """What the gates look at."""
        frequency = np.array([_or_nan(self._frequency)], np.float32)
        region = 0 if self._stored.region is None else REGION_CODES[self._stored.region]
        off = self._off
        return GateFacts(
            alt_copies=None if gates.NOT_CARRIED in off else self._patient["alt_copies"],
            population_frequency=None if self._is_off(gates.POPULATION_FREQUENCY) else frequency,
            depth=self._patient["depth"],
            genotype_quality=self._patient["genotype_quality"],
            passed_filter=np.array([not self._known.filters]),
            region=np.array([region], np.uint8),
            region_names=REGION_NAMES,
            people=self._people,
            in_house=self._in_house,
            balance=lambda: np.array([_or_nan(self._share())], np.float32),
            modes=self._modes,
            in_panel=self._in_panel,
            zone=self._in_zone,
            fields=Fields(1, self._number, self._words),
        )

    def value(self, gate: str) -> str:
        """Give in words what a gate looked at."""
        frequency = self._frequency
        limit = f"limit {100 * self.rules.max_population_frequency.value:g} %"
        values = {
            gates.NOT_CARRIED: self._genotype.words,
            gates.CALL_QUALITY: self._doubts(),
            gates.POPULATION_FREQUENCY: (
                f"unknown; {limit}" if frequency is None else f"{100 * frequency:.3g} %; {limit}"
            ),
            gates.TWO_COPIES: self._people_words(),
            gates.IN_HOUSE: self._in_house_words(),
            gates.REGION: self._region_words(),
            gates.INHERITANCE: self._chosen(self._fits(), self.rules.modes),
            gates.PANEL: self._panel_words(),
            gates.EXPRESSION: self.rules.expression.strip() or "none set",
        }
        off = "; this gate does not hold in this case" if self._is_off(gate) else ""
        return values[gate] + off

    @property
    def _frequency(self) -> float | None:
        """That of the sources alone where the patient's own file cannot be trusted."""
        if gates.POPULATION_FREQUENCY not in self._off or self._sources is None:
            return self._known.population_frequency
        found = float(self._sources.frequency[0])
        return None if np.isnan(found) else found

    def _is_off(self, gate: str) -> bool:
        has_sources = gate == gates.POPULATION_FREQUENCY and self._sources is not None
        return gate in self._off and not has_sources

    def _people(self) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
        found = self._sources
        return None if found is None else (found.n_homozygous, found.n_hemizygous)

    def _people_words(self) -> str:
        people = self._people()
        counts = (-1, -1) if people is None else tuple(int(one[0]) for one in people)
        limits = (self.rules.max_homozygotes, self.rules.max_hemizygotes)
        words = ("two copies", "it on their one X")
        return "; ".join(
            f"{word}: {'unknown' if count < 0 else f'{count:,}'}, "
            + ("any passes" if limit is None else f"limit {limit.value:g}")
            for word, count, limit in zip(words, counts, limits, strict=True)
        )

    def _in_house(self) -> tuple[NDArray[np.int32], int] | None:
        seen = self._store.in_house.of(self._stored.variant_id)
        if seen is None:
            return None
        return np.array([seen], np.int32), self._store.in_house.compared_with()

    def _in_house_words(self) -> str:
        compared = self._in_house()
        if compared is None:
            return "not compared with other families of this laboratory"
        return in_house_words(int(compared[0][0]), compared[1], self.rules)

    def _in_zone(self, zone: Zone) -> NDArray[np.bool_] | None:
        if not has_zone(self._store, zone):
            return None
        return np.array([zone in self._known.zones])

    def _region_words(self) -> str:
        here = (str(self._stored.region or "not known"), *self._known.zones)
        told = self._chosen(", ".join(here), (*self.rules.regions, *self.rules.zones))
        lacking = [zone for zone in self.rules.zones if not has_zone(self._store, zone)]
        return "; ".join((told, *(f"nothing tells where a {one} is" for one in lacking)))

    def _chosen(self, value: str, chosen: tuple[str, ...]) -> str:
        return f"{value}; any passes" if not chosen else f"{value}; chosen: {', '.join(chosen)}"

    def _doubts(self) -> str:
        found = [str(doubt) for doubt, holds in doubts(self.facts(), self.rules) if holds[0]]
        return ", ".join(found) or "nothing doubtful"

    def _share(self) -> float | None:
        call = self._genotype
        is_het = call.zygosity is Zygosity.HETEROZYGOUS and not call.is_half_call
        way = inheritance_of(self._known.variant)
        is_judged = is_het and has_two_copies(way, self._pedigree.patient.sex)
        return call.allele_balance if is_judged else None

    def _modes(self) -> NDArray[np.uint32]:
        told = segregation(
            self._known.variant, self._known.genotypes, self._pedigree, load_segregation_rules()
        )
        listed = self._store.candidate_rows([self._stored.variant_id])
        fits = (*told.fits, *(fit for row in listed for fit in row.inheritance))
        return np.array([bits_of(fits)], np.uint32)

    def _fits(self) -> str:
        fits = fits_of(int(self._modes()[0]))
        limit = self.rules.dominant_frequency.value
        frequency = np.array([_or_nan(self._frequency)], np.float32)
        is_common = too_common_for_one_copy(frequency, self.rules)[0]
        told = ", ".join(fits) or "none"
        if self.rules.modes and is_common and OF_ONE_COPY.intersection(fits):
            told += f" (too common for one copy to cause it: above {100 * limit:g} %)"
        return told

    def _in_panel(self) -> NDArray[np.bool_] | None:
        panels = self._store.panels()
        if not panels:
            return None
        wanted = {gene.matched_as for panel in panels for gene in panel.sure}
        return np.array([not wanted.isdisjoint(self._stored.gene_symbols)])

    def _panel_words(self) -> str:
        found = self._in_panel()
        said = "no panel chosen" if found is None else ("in a panel" if found[0] else "in no panel")
        return said if self.rules.in_panels else f"{said}; any passes"

    def _number(self, name: str) -> NDArray[np.float32]:
        facts = self.facts()
        columns = {
            "depth": facts.depth,
            "gq": facts.genotype_quality,
            "copies": self._patient["alt_copies"],
        }
        if name in columns:
            value = float(columns[name][0])
            return np.array([np.nan if value < 0 else value], np.float32)
        others = {
            "frequency": self._known.population_frequency,
            "quality": self._known.quality,
            "distance": self._stored.distance,
            "pos": self._known.variant.pos,
            "balance": self._share(),
        }
        return np.array([_or_nan(others[name])], np.float32 if name != "pos" else np.float64)

    def _words(self, name: str) -> tuple[NDArray[np.int64], tuple[tuple[str, ...], ...]]:
        chrom = self._known.variant.chrom
        words = {
            "gene": self._stored.gene_symbols or ("",),
            "region": (str(self._stored.region or ""),),
            "chrom": (chrom, chrom.removeprefix("chr")),
        }
        return np.zeros(1, np.int64), (words[name],)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else float(value)
