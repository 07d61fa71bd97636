"""What ranking knows of one gene and of the stretches around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.domain.candidate import InheritanceFit
from core.domain.gene_knowledge import GeneKnowledge, GeneSourceKind, KnownMode
from core.domain.sample import Zygosity
from core.domain.sample_checks import HomozygousRun
from core.domain.variant import Variant

_SECOND_HIT = frozenset(
    {
        InheritanceFit.COMPOUND_HET,
        InheritanceFit.COMPOUND_HET_UNPHASED,
        InheritanceFit.OVER_DELETION,
        InheritanceFit.RECESSIVE,
        InheritanceFit.POSSIBLY_RECESSIVE,
    }
)
_NEW = frozenset({InheritanceFit.DE_NOVO, InheritanceFit.DE_NOVO_OR_MOSAIC})


@dataclass(frozen=True, slots=True)
class GeneFacts:
    """What is known of one gene.

    Attributes
    ----------
    modes
        Kinds of inheritance on record, empty where nothing is.
    modes_source
        Who tells them.
    loeuf
        Upper bound of observed over expected loss-of-function variants, None where not loaded.
    runs
        The patient's runs of homozygosity.
    """

    modes: frozenset[KnownMode] = frozenset()
    modes_source: str = ""
    loeuf: float | None = None
    runs: tuple[HomozygousRun, ...] = ()

    def is_in_run(self, variant: Variant) -> bool:
        """The variant lies in a run of homozygosity."""
        at = variant.pos - 1
        return any(run.chrom == variant.chrom and run.start <= at < run.end for run in self.runs)

    def is_single_hit(self, zygosity: Zygosity, fits: Iterable[InheritanceFit]) -> bool:
        """One altered copy of a gene that is known for recessive disease alone.

        One that is new in the patient stays where it is: a gene is known for what was found so far.
        """
        found = set(fits)
        return (
            self.modes == {KnownMode.BIALLELIC}
            and zygosity is Zygosity.HETEROZYGOUS
            and not found & (_SECOND_HIT | _NEW)
        )


NOTHING_KNOWN = GeneFacts()


def loeuf_of(knowledge: GeneKnowledge) -> float | None:
    """Give the constraint of a gene as loaded, None where it is not."""
    values = [
        one.value
        for says in knowledge.says
        if says.kind is GeneSourceKind.CONSTRAINT
        for one in says.statements
        if one.value is not None
    ]
    return min(values, default=None)
