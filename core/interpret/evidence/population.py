"""BA1, BS1 and PM2 from a population resource. What is not known is never taken for rare."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.evidence import Basis, Evidence
from core.domain.evidence_inputs import (
    EvidenceInputs,
)
from core.domain.gene_knowledge import KnownMode
from core.domain.local_value import Coverage
from core.domain.population_data import PopulationData, PopulationGroup
from core.interpret.evidence.build import Maker
from core.interpret.evidence.code_rules import DiseaseThreshold
from core.interpret.evidence.rules import EvidenceRules


@dataclass(frozen=True, slots=True)
class _Asked:
    """A variant, what a resource says of it, and the rules."""

    inputs: EvidenceInputs
    data: PopulationData
    rules: EvidenceRules

    @property
    def make(self) -> Maker:
        return Maker(self.rules, Basis.POPULATION, self.data.source)

    @property
    def call_share(self) -> float | None:
        """Share of genomes called at the place, of the resource or as a person states it."""
        if self.data.is_genome and self.data.call_share is not None:
            return self.data.call_share
        stated = self.inputs.stated
        return stated.call_share if stated.call_share_source else None

    def doubt(self, group: PopulationGroup) -> str:
        """Say why a frequency makes nothing common, "" where it does."""
        least = self.rules.population.min_alleles.value
        if group.alleles is None or group.alleles < least:
            return f"that {least:,.0f} alleles were called there is not known"
        if not self.data.passes:
            return "whether the record passed is not known"
        if self.inputs.stated.gate is not None and not self.data.is_genome:
            return "a non-coding variant asks for frequencies of genomes"
        return ""

    def clearest(self, groups: Sequence[PopulationGroup]) -> PopulationGroup:
        """Give the group in which it is most common, one without doubt before any with."""
        return max(groups, key=lambda one: (not self.doubt(one), one.frequency))

    @property
    def seen(self) -> dict[str, str]:
        share, source = self.call_share, self.inputs.stated.call_share_source
        return {
            "source": self.data.source,
            "coverage": self.data.coverage.value,
            "frequencies": "; ".join(
                f"{one.name} {one.frequency:.3g} of {one.alleles or 'unknown'} alleles"
                for one in self.data.groups
            ),
            "genomes called": "not known" if share is None else f"{share:.2f} {source}".strip(),
            "record passed": "not known" if self.data.passes is None else str(self.data.passes),
            "inheritance": ", ".join(sorted(self.inputs.gene.modes)) or "not known",
        }


def population_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give BA1, else BS1, else PM2, or why none of them holds."""
    data = inputs.population
    if data is None or data.coverage not in (Coverage.PRESENT, Coverage.ABSENT):
        source = "" if data is None else data.source
        where = f"{source} does not tell" if data is not None else "No population resource tells"
        told = f"{where} its frequency, and unknown is not rare."
        yield Maker(rules, Basis.POPULATION, source).refused("PM2", told)
        return
    asked = _Asked(inputs, data, rules)
    common = [*_ba1(asked), *_bs1(asked)]
    if any(one.code == "BA1" and one.is_counted for one in common):
        common = common[:1]
    yield from common
    if not any(one.is_counted for one in common):
        yield _pm2(asked)


def _ba1(asked: _Asked) -> Iterator[Evidence]:
    rules = asked.rules.population
    exception = rules.ba1_exceptions.of(asked.inputs.variant)
    above = [one for one in asked.data.groups if one.frequency > rules.ba1.value]
    if exception is not None:
        told = f"{exception.name} is on the list of exceptions of BA1: common, and yet not benign."
        yield asked.make.refused("BA1", told, asked.seen)
        return
    if not above:
        return
    group = asked.clearest(above)
    told = _share(group, asked)
    if doubt := asked.doubt(group):
        yield asked.make.possible("BA1", f"{told}; {doubt}.", asked.seen)
    else:
        yield asked.make.suggested("BA1", f"{told}, above {rules.ba1.value:.2f}.", asked.seen)


def _bs1(asked: _Asked) -> Iterator[Evidence]:
    threshold = _threshold(asked.inputs.gene.symbol, asked.rules)
    is_exempt = asked.rules.population.ba1_exceptions.of(asked.inputs.variant) is not None
    if threshold is None or is_exempt:
        return
    above = [one for one in asked.data.groups if one.frequency > threshold.value]
    if not above:
        return
    group = asked.clearest(above)
    told = (
        f"{_share(group, asked)}, above {threshold.value:.3g} for {threshold.condition} "
        f"({threshold.source})"
    )
    if doubt := asked.doubt(group):
        yield asked.make.possible("BS1", f"{told}; {doubt}.", asked.seen)
    else:
        yield asked.make.suggested("BS1", f"{told}.", asked.seen)


def _pm2(asked: _Asked) -> Evidence:
    data, share = asked.data, asked.call_share
    refusal = _why_not_rare(asked)
    if refusal or share is None:
        return asked.make.refused("PM2", refusal, asked.seen)
    group = data.highest
    if data.coverage is Coverage.ABSENT or group is None:
        told = f"Absent from {data.source}, where {share:.0%} of the genomes were called."
        return asked.make.suggested("PM2", told, asked.seen)
    limit, words = _limit(asked.inputs, asked.rules)
    told = _share(group, asked)
    if group.frequency > limit:
        return asked.make.refused("PM2", f"{told}, more than {limit:.3g} ({words}).", asked.seen)
    return asked.make.suggested("PM2", f"{told}, at most {limit:.3g} ({words}).", asked.seen)


def _why_not_rare(asked: _Asked) -> str:
    """Say what leaves it open how rare the allele is, "" where that is known."""
    data, share = asked.data, asked.call_share
    if share is None:
        return f"Whether genomes of {data.source} could be called at this place is not known."
    if share < asked.rules.population.pm2_call_share.value:
        return f"Only {share:.0%} of the genomes of {data.source} were called here."
    if data.coverage is Coverage.ABSENT:
        return ""
    if data.passes is False:
        return f"{data.source} itself doubts the record, so its frequency is not known."
    if data.highest is None:
        return f"{data.source} has the allele and does not tell how common it is."
    return ""


def _share(group: PopulationGroup, asked: _Asked) -> str:
    return f"{group.frequency:.3g} of the alleles of {group.name} ({asked.data.source})"


def _limit(inputs: EvidenceInputs, rules: EvidenceRules) -> tuple[float, str]:
    """The frequency PM2 goes up to: that of recessive disease only where no other mode is known."""
    if inputs.gene.modes == {KnownMode.BIALLELIC}:
        return rules.population.pm2_recessive.value, "recessive"
    words = "dominant" if inputs.gene.modes else "inheritance not known"
    return rules.population.pm2_dominant.value, words


def _threshold(symbol: str, rules: EvidenceRules) -> DiseaseThreshold | None:
    """The highest limit of the gene: the code must hold for each of its conditions."""
    mine = [one for one in rules.population.bs1.thresholds if one.gene == symbol]
    return max(mine, key=lambda one: one.value, default=None)
