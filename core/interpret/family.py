"""Genotypes of one variant beside the people they belong to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.sample import Affection, Genotype, Individual, Pedigree, Sex, Zygosity

TWO_COPIES = frozenset({Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS})
"""Every copy the person has carries the allele."""


@dataclass(frozen=True, slots=True)
class Member:
    """One person with the call at one allele; `role` says who it is to the patient."""

    person: Individual
    genotype: Genotype
    role: str

    @property
    def is_known(self) -> bool:
        """The call says whether the person carries the allele."""
        return self.genotype.zygosity is not Zygosity.UNKNOWN

    @property
    def is_affected(self) -> bool:
        """Stated as affected."""
        return self.person.affection is Affection.AFFECTED

    @property
    def is_unaffected(self) -> bool:
        """Stated as unaffected."""
        return self.person.affection is Affection.UNAFFECTED

    @property
    def carries(self) -> bool:
        """At least one copy is called."""
        return self.genotype.is_carrier

    @property
    def lacks(self) -> bool:
        """Called, and without the allele."""
        return self.genotype.zygosity is Zygosity.REFERENCE

    @property
    def has_two_copies(self) -> bool:
        """All copies the person has carry the allele."""
        return self.genotype.zygosity in TWO_COPIES

    @property
    def may_have_two_copies(self) -> bool:
        """No copy is called without the allele, at least one with it."""
        call = self.genotype
        return self.has_two_copies or (call.is_half_call and call.alt_copies == call.called)


@dataclass(frozen=True, slots=True)
class Family:
    """The patient, the parents (None if not in the file) and all relatives of one variant.

    `is_patient_alone` says that relatives are left out on purpose.
    """

    patient: Member
    father: Member | None
    mother: Member | None
    relatives: tuple[Member, ...]
    is_patient_alone: bool = False

    @classmethod
    def of(cls, pedigree: Pedigree, genotypes: Sequence[Genotype]) -> "Family":
        """Put genotypes (in the order of the pedigree's individuals) beside their people."""
        roles = _roles(pedigree)
        members = {
            person.name: Member(person, genotype, roles.get(person.name, person.name))
            for person, genotype in zip(pedigree.individuals, genotypes, strict=True)
        }
        patient = members[pedigree.proband]
        relatives = tuple(
            member
            for member in members.values()
            if member is not patient and member.person.family == patient.person.family
        )
        return cls(
            patient=patient,
            father=members.get(patient.person.father),
            mother=members.get(patient.person.mother),
            relatives=relatives,
            is_patient_alone=pedigree.is_patient_alone,
        )

    @property
    def parents(self) -> tuple[Member | None, Member | None]:
        """Father and mother."""
        return self.father, self.mother

    def known(self) -> Iterator[Member]:
        """Relatives whose call says something."""
        return (member for member in self.relatives if member.is_known)

    @property
    def patient_has_one_x(self) -> bool:
        """Male, or of unknown sex with a haploid call."""
        sex = self.patient.person.sex
        is_haploid = self.patient.genotype.zygosity is Zygosity.HEMIZYGOUS
        return sex is Sex.MALE or (sex is Sex.UNKNOWN and is_haploid)


def _roles(pedigree: Pedigree) -> dict[str, str]:
    patient = pedigree.patient
    named = {
        patient.name: "the patient",
        patient.father: "the father",
        patient.mother: "the mother",
    }
    return {name: role for name, role in named.items() if name}
