"""What a population resource says of an allele."""

from dataclasses import dataclass

from core.domain.local_value import Coverage


@dataclass(frozen=True, slots=True)
class PopulationGroup:
    """A group of people: share of the allele (0-1) among `alleles` that were called."""

    name: str
    frequency: float
    alleles: int | None


@dataclass(frozen=True, slots=True)
class PopulationData:
    """What a population resource says of the allele.

    Attributes
    ----------
    source
        Resource with its version.
    coverage
        Whether it speaks of the place at all. ABSENT alone does not say that the place could be
        called.
    groups
        All people together and each large group; () where it has no record of the allele.
    passes
        It trusts the record itself, None where it does not say.
    is_genome
        Its people were sequenced by genome there.
    call_share
        Share of the alleles of its genomes that could be called at the place, 0-1; None unknown.
    """

    source: str
    coverage: Coverage
    groups: tuple[PopulationGroup, ...] = ()
    passes: bool | None = None
    is_genome: bool = False
    call_share: float | None = None

    @property
    def highest(self) -> PopulationGroup | None:
        """The group in which the allele is most common."""
        return max(self.groups, key=lambda group: group.frequency, default=None)
