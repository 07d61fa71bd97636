"""BA1, BS1 and PM2 from a population resource. What is not known is never taken for rare."""

from collections.abc import Iterator

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


def population_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give BA1, else BS1, else PM2, or why none of them holds."""
    data = inputs.population
    make = Maker(rules, Basis.POPULATION, "" if data is None else data.source)
    if data is None or data.coverage not in (Coverage.PRESENT, Coverage.ABSENT):
        where = "No population resource" if data is None else data.source
        told = f"{where} does not tell its frequency, and unknown is not rare."
        yield make.refused("PM2", told)
        return
    seen = _seen(inputs, data)
    common = list(_common(inputs, data, rules, make, seen))
    yield from common
    if not any(one.is_counted for one in common):
        yield _pm2(inputs, data, rules, make, seen)


def _common(
    inputs: EvidenceInputs,
    data: PopulationData,
    rules: EvidenceRules,
    make: Maker,
    seen: dict[str, str],
) -> Iterator[Evidence]:
    exception = rules.population.ba1_exceptions.of(inputs.variant)
    above = [one for one in data.groups if one.frequency > rules.population.ba1.value]
    if exception is not None:
        told = f"{exception.name} is on the list of exceptions of BA1: common, and yet not benign."
        yield make.refused("BA1", told, seen)
        return
    if above:
        yield _ba1(above, data, rules, make, seen)
        if any(_is_large(one, rules) for one in above) and data.passes:
            return
    yield from _bs1(inputs, data, rules, make, seen)


def _ba1(
    above: list[PopulationGroup],
    data: PopulationData,
    rules: EvidenceRules,
    make: Maker,
    seen: dict[str, str],
) -> Evidence:
    large = [one for one in above if _is_large(one, rules)]
    group = max(large or above, key=lambda one: one.frequency)
    told = f"{group.frequency:.3f} of the alleles of {group.name} ({data.source})"
    if not large:
        least = f"{rules.population.min_alleles.value:,.0f}"
        return make.possible("BA1", f"{told}; that {least} alleles were called is not known.", seen)
    if not data.passes:
        return make.possible("BA1", f"{told}; whether the record passed is not known.", seen)
    return make.suggested("BA1", f"{told}, above {rules.population.ba1.value:.2f}.", seen)


def _bs1(
    inputs: EvidenceInputs,
    data: PopulationData,
    rules: EvidenceRules,
    make: Maker,
    seen: dict[str, str],
) -> Iterator[Evidence]:
    threshold = _threshold(inputs.gene.symbol, rules)
    group = data.highest
    if threshold is None or group is None or group.frequency <= threshold.value:
        return
    told = (
        f"{group.frequency:.3g} of the alleles of {group.name} ({data.source}), above "
        f"{threshold.value:.3g} for {threshold.condition} ({threshold.source})"
    )
    if data.passes and _is_large(group, rules):
        yield make.suggested("BS1", f"{told}.", seen)
    else:
        yield make.possible("BS1", f"{told}; how many alleles passed there is not known.", seen)


def _pm2(
    inputs: EvidenceInputs,
    data: PopulationData,
    rules: EvidenceRules,
    make: Maker,
    seen: dict[str, str],
) -> Evidence:
    share = _called(inputs, data)
    if share is None:
        told = f"Whether genomes of {data.source} could be called at this place is not known."
        return make.refused("PM2", told, seen)
    if share < rules.population.pm2_call_share.value:
        told = f"Only {share:.0%} of the genomes of {data.source} were called here."
        return make.refused("PM2", told, seen)
    if data.coverage is Coverage.ABSENT:
        told = f"Absent from {data.source}, where {share:.0%} of the genomes were called."
        return make.suggested("PM2", told, seen)
    if data.passes is False:
        told = f"{data.source} itself doubts the record, so its frequency is not known."
        return make.refused("PM2", told, seen)
    group = data.highest
    if group is None:
        told = f"{data.source} has the allele and does not tell how common it is."
        return make.refused("PM2", told, seen)
    limit, words = _limit(inputs, rules)
    told = f"{group.frequency:.3g} of the alleles of {group.name} ({data.source})"
    if group.frequency > limit:
        return make.refused("PM2", f"{told}, more than {limit:.3g} ({words}).", seen)
    return make.suggested("PM2", f"{told}, at most {limit:.3g} ({words}).", seen)


def _called(inputs: EvidenceInputs, data: PopulationData) -> float | None:
    """Share of genomes called at the place, of the resource or as a person states it."""
    if data.is_genome and data.call_share is not None:
        return data.call_share
    return inputs.stated.call_share if inputs.stated.call_share_source else None


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


def _is_large(group: PopulationGroup, rules: EvidenceRules) -> bool:
    return group.alleles is not None and group.alleles >= rules.population.min_alleles.value


def _seen(inputs: EvidenceInputs, data: PopulationData) -> dict[str, str]:
    called = _called(inputs, data)
    share = "not known" if called is None else f"{called:.2f} {inputs.stated.call_share_source}"
    return {
        "source": data.source,
        "coverage": data.coverage.value,
        "frequencies": "; ".join(
            f"{one.name} {one.frequency:.3g} of {one.alleles or 'unknown'} alleles"
            for one in data.groups
        ),
        "genomes called": share.strip(),
        "record passed": "not known" if data.passes is None else str(data.passes).lower(),
        "inheritance": ", ".join(sorted(inputs.gene.modes)) or "not known",
    }
