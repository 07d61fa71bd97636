"""Which variants no gate may leave out, and why.

Those of the patient that touch a known non-coding disease locus, those that ClinVar calls (likely)
pathogenic with a star or more, and those of the laboratory's own list of pathogenic variants.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.loci import FILE, Locus, load_loci, locus_of, stretches
from core.paths import data_dir
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class Rescues:
    """The reasons that hold in one build, and those that a case took from its sources.

    Attributes
    ----------
    known
        Sentence by variant id.
    """

    loci: tuple[Locus, ...]
    known: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, assembly: Assembly) -> Self:
        """Give those of the program, and of the laboratory where it has an own catalogue.

        Raises
        ------
        InputFileError
            If the laboratory's file cannot be read.
        """
        catalogues = [load_loci()]
        if own_catalogue().is_file():
            catalogues.append(load_loci(own_catalogue()))
        return cls(tuple(locus for one in catalogues for locus in one.within(assembly)))

    @classmethod
    def in_case(cls, store: CaseStore) -> Self:
        """Give those of the build of a case, and what its sources say about its variants."""
        loci = cls.of(store.info().proof.assembly).loci
        return cls(loci, store.known_alleles.rescued())

    def reason(self, variant: Variant, variant_id: int = 0) -> str:
        """Give the sentence that says why a variant is never left out, "" where nothing does.

        Without its id only loci are looked at.
        """
        locus = locus_of(variant, self.loci)
        told = ("" if locus is None else locus.sentence, self.known.get(variant_id, ""))
        return " ".join(filter(None, told))

    def locus_gene(self, variant: Variant) -> str:
        """Give the gene of the locus a variant touches, "" for none."""
        locus = locus_of(variant, self.loci)
        return "" if locus is None else locus.gene_symbol

    def ids(self, store: CaseStore) -> tuple[int, ...]:
        """Give the variants of a case that are never left out, ascending."""
        return tuple(sorted({*store.touching(stretches(self.loci)), *self.known}))


def own_catalogue() -> Path:
    """The laboratory's own list of loci; it need not exist."""
    return data_dir() / "rules" / FILE
