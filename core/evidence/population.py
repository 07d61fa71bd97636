"""Population data of a variant as a case has it: from registered files, else the variant file."""

from core.domain.candidate import Facts
from core.domain.known_allele import KnownKind
from core.domain.local_value import Coverage
from core.domain.population_data import PopulationData, PopulationGroup
from core.store.case_store import CaseStore

_EVERYBODY = "all people"


def population_data(store: CaseStore, facts: Facts, frequency_key: str) -> PopulationData | None:
    """Give what is known of the frequency of a variant, None where nothing was looked up.

    `frequency_key` is that of the variant file, "" where it has none.

    How many alleles were called, and whether the record passed, is not kept in a case: it is told
    as unknown.
    """
    for says in store.local_values.of(facts.variant_id):
        if says.source.kind != KnownKind.FREQUENCY.value or says.value is None:
            continue
        values = [one.value for one in says.value.entries if one.value is not None]
        groups = tuple(PopulationGroup(_EVERYBODY, value, None) for value in values[:1])
        return PopulationData(says.source.edition, says.value.coverage, groups)
    if facts.population_frequency is None:
        return None
    source = f"{frequency_key} of the variant file" if frequency_key else "the variant file"
    group = PopulationGroup(_EVERYBODY, facts.population_frequency, None)
    return PopulationData(source, Coverage.PRESENT, (group,))
