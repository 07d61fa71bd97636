"""Which variants no gate may leave out, and why.

Today: those of the patient that touch a known non-coding disease locus. Whoever knows another reason
(a published or an own classification) adds it in `Rescues.ids` and `Rescues.reason`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.loci import FILE, Locus, load_loci, locus_of, stretches
from core.paths import data_dir
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class Rescues:
    """The reasons that hold in one build."""

    loci: tuple[Locus, ...]

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

    def reason(self, variant: Variant) -> str:
        """Give the sentence that says why a variant is never left out, "" where nothing does."""
        locus = locus_of(variant, self.loci)
        return "" if locus is None else locus.sentence

    def ids(self, store: CaseStore) -> tuple[int, ...]:
        """Give the variants of a case that are never left out, ascending."""
        return store.touching(stretches(self.loci))


def own_catalogue() -> Path:
    """The laboratory's own list of loci; it need not exist."""
    return data_dir() / "rules" / FILE
