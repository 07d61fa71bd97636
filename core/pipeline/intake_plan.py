"""What a new case is decoded with: people, frequency keys and gates of each of its files."""

from itertools import chain

from core.domain.case import CaseInfo
from core.domain.sample import Pedigree
from core.errors import UsageError
from core.gate_presets import preset_named
from core.interpret.position_arrays import PlacedGenes
from core.pipeline.decoding import DecodingPlan, FilePlan
from core.pipeline.inspect import frequency_keys, is_assumed
from core.pipeline.spec import IntakeSpec
from core.sources.genes import GeneSet
from core.sources.vcf import is_known_name
from core.sources.vcf_set import VcfSet


def decoding_plan(
    spec: IntakeSpec, info: CaseInfo, source: VcfSet, gene_sets: list[GeneSet]
) -> DecodingPlan:
    """Give the plan for all pages of a case.

    Raises
    ------
    UsageError
        For a file that has none of the people of the case.
    """
    keys = frequency_keys(source, spec.frequency_key)
    is_patient_known = not is_assumed(spec, info.pedigree)
    return DecodingPlan(
        files=tuple(
            _file_plan(source, place, info.pedigree, key) for place, key in enumerate(keys)
        ),
        n_people=len(info.pedigree.individuals),
        reference=spec.reference,
        assembly=info.proof.assembly,
        genes=PlacedGenes(chain.from_iterable(one.transcripts for one in gene_sets)),
        rules=preset_named(spec.preset).rules,
        patient=info.pedigree.index(info.pedigree.proband) if is_patient_known else None,
        by_frequency=not any(is_guessed(key, spec) for key in keys),
    )


def _file_plan(source: VcfSet, place: int, pedigree: Pedigree, key: str) -> FilePlan:
    file = source.files[place]
    if not source.samples:
        return FilePlan(file.header, key, (), (0,))
    places = {
        person.name: number
        for number, person in enumerate(pedigree.individuals)
        if person.name in file.header.samples
    }
    if not places:
        raise UsageError(
            f"{file.path} has none of the people of the case: its samples are "
            f"{', '.join(file.header.samples)}.",
            "Leave this file out, or name its people in the pedigree.",
        )
    return FilePlan(file.header, key, tuple(places), tuple(places.values()))


def is_guessed(key: str, spec: IntakeSpec) -> bool:
    """Only the description of the key speaks for it: neither its name nor the user."""
    return bool(key) and key != spec.frequency_key and not is_known_name(key)
