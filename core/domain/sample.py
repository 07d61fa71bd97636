"""People of a case: samples, genotypes, pedigree."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class Sex(StrEnum):
    """Sex as stated in the pedigree file."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Affection(StrEnum):
    """Disease state as stated in the pedigree file."""

    AFFECTED = "affected"
    UNAFFECTED = "unaffected"
    UNKNOWN = "unknown"


class Zygosity(StrEnum):
    """What a genotype says about one ALT allele. `UNKNOWN` (no call) is never "reference"."""

    REFERENCE = "reference"
    HETEROZYGOUS = "heterozygous"
    HOMOZYGOUS = "homozygous"
    HEMIZYGOUS = "hemizygous"
    UNKNOWN = "unknown"


class Genotype(NamedTuple):
    """One person's call at one ALT allele; a tuple, since a genome makes millions of them.

    Attributes
    ----------
    alt_copies
        Called copies of this ALT allele; other ALT alleles of the record do not count.
    called
        Alleles that were called (0 for `./.`, 1 for `./1`).
    ploidy
        Alleles in GT (1 for a haploid call, 2 usually, 0 where the record has no GT).
    phased
        True where GT uses `|`; `phase_set` then names the set (None if not given).
    first_allele_is_alt
        For a phased heterozygous call: the ALT stands before the `|`.
    depth, quality
        DP and GQ, None if missing.
    ref_depth, alt_depth
        Reads (AD) of all other alleles, which are those of REF where the record has one ALT, and of
        this ALT; None if missing.
    no_record
        The files of the case are by person, and the one of this person says nothing of the allele.
    """

    alt_copies: int
    called: int
    ploidy: int
    phased: bool = False
    first_allele_is_alt: bool = False
    phase_set: int | None = None
    depth: int | None = None
    quality: int | None = None
    ref_depth: int | None = None
    alt_depth: int | None = None
    no_record: bool = False

    @property
    def zygosity(self) -> Zygosity:
        """The call in words; `./1` is heterozygous (`is_half_call`), `./0` and `./.` are unknown."""
        if self.alt_copies == 0:
            complete = self.called == self.ploidy and self.ploidy > 0
            return Zygosity.REFERENCE if complete else Zygosity.UNKNOWN
        if self.ploidy == 1:
            return Zygosity.HEMIZYGOUS
        full = self.alt_copies >= self.ploidy
        return Zygosity.HOMOZYGOUS if full else Zygosity.HETEROZYGOUS

    @property
    def words(self) -> str:
        """The call as a person is told of it."""
        if self.no_record:
            return "no record in their file"
        if self.is_half_call:
            return "at least one copy, other allele not called"
        zygosity = self.zygosity
        return "no call" if zygosity is Zygosity.UNKNOWN else zygosity.value

    @property
    def is_carrier(self) -> bool:
        """At least one copy of the ALT allele is called."""
        return self.alt_copies > 0

    @property
    def is_half_call(self) -> bool:
        """At least one copy is called and another allele is not: there may be more copies."""
        return 0 < self.alt_copies <= self.called < self.ploidy

    @property
    def allele_balance(self) -> float | None:
        """Share of the reads with this ALT, None without reads."""
        if self.ref_depth is None or self.alt_depth is None:
            return None
        total = self.ref_depth + self.alt_depth
        return self.alt_depth / total if total else None


NO_RECORD = Genotype(alt_copies=0, called=0, ploidy=0, no_record=True)
"""What a person's own file says of an allele that stands in another person's file alone."""


NO_CALL = Genotype(alt_copies=0, called=0, ploidy=2)
"""`./.`: nothing is known."""


@dataclass(frozen=True, slots=True)
class Individual:
    """One person of a family; `father` and `mother` are names, empty if not in the file."""

    name: str
    family: str = ""
    father: str = ""
    mother: str = ""
    sex: Sex = Sex.UNKNOWN
    affection: Affection = Affection.UNKNOWN


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The people of a case, in the order of the variant file's samples, and who is the patient.

    `is_patient_alone` says that relatives are left out on purpose.
    """

    individuals: tuple[Individual, ...]
    proband: str
    is_patient_alone: bool = False

    def find(self, name: str) -> Individual | None:
        """Give the person of that name, None if absent (or the name is empty)."""
        return next((person for person in self.individuals if person.name == name), None)

    @property
    def patient(self) -> Individual:
        """The proband."""
        person = self.find(self.proband)
        if person is None:
            raise KeyError(self.proband)
        return person

    @property
    def father(self) -> Individual | None:
        """The proband's father if he is among the samples."""
        return self.find(self.patient.father)

    @property
    def mother(self) -> Individual | None:
        """The proband's mother if she is among the samples."""
        return self.find(self.patient.mother)

    def with_patient_alone(self) -> "Pedigree":
        """The same people in the same order, none of them a relative of the patient."""
        alone = replace(self.patient, family=f"{self.proband} alone", father="", mother="")
        people = (alone if one.name == self.proband else one for one in self.individuals)
        return replace(self, individuals=tuple(people), is_patient_alone=True)

    def index(self, name: str) -> int:
        """Column of a person in genotype tuples."""
        return next(i for i, person in enumerate(self.individuals) if person.name == name)
